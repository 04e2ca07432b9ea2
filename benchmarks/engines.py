"""The tools that are measured, each as a function from a text to its hits.

Presidio is set up as well as it can be without a model and without the network: an ``AnalyzerEngine`` over a blank ``zh``
pipeline with all recognizers that it offers for ``zh``, its telephone recognizer for the regions CN, HK, MO and TW, and its
e-mail and URL recognizers over the list of suffixes that comes with ``tldextract`` (they would fetch a newer one). Where
its results overlap, the best one stays, as its anonymizer would decide.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import leakguard
from leakguard.evaluation.labels import label_types
from leakguard.evaluation.spans import Hit

Finder = Callable[[str], list[Hit]]


def leakguard_finder() -> Finder:
    return lambda text: [hit(f.start, f.end, f.entity) for f in leakguard.find(text)]


def presidio_finder() -> Finder:
    engine = presidio_of_its_own()
    return lambda text: best([(r.score, r.start, r.end, r.entity_type) for r in engine.analyze(text, "zh")])


def best(results: list[tuple[float, int, int, str]]) -> list[Hit]:
    """Of results that overlap, the one with the higher score stays, then the longer one."""
    hits: list[Hit] = []
    for _, start, end, entity in sorted(results, key=lambda r: (-r[0], r[1] - r[2], r[1], r[3])):
        if all(end <= one.start or one.end <= start for one in hits):
            hits.append(hit(start, end, entity))
    return hits


def hit(start: int, end: int, entity: str) -> Hit:
    return Hit(start, end, label_types().type_of(entity))


def presidio_of_its_own() -> Any:
    """Presidio's ``AnalyzerEngine`` with its own recognizers."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.predefined_recognizers import CreditCardRecognizer, PhoneRecognizer

    from leakguard.presidio.engine import BlankNlpEngine

    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    tldextract.extract = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())
    nlp = BlankNlpEngine()
    registry = RecognizerRegistry(supported_languages=["zh"])
    registry.load_predefined_recognizers(languages=["zh"], nlp_engine=nlp)
    registry.remove_recognizer("PhoneRecognizer")
    regions = ["CN", "HK", "MO", "TW"]
    registry.add_recognizer(PhoneRecognizer(supported_language="zh", supported_regions=regions))
    registry.add_recognizer(CreditCardRecognizer(supported_language="zh"))
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["zh"])


def presidio_with_leakguard() -> Any:
    """Presidio's ``AnalyzerEngine`` with leakguard's recognizers."""
    from leakguard.presidio import analyzer

    return analyzer()
