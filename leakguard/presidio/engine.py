"""A ready ``AnalyzerEngine`` for Chinese."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from leakguard.detection.catalogue import Catalogue
from leakguard.presidio.recognizing import LANGUAGE
from leakguard.presidio.recognizing import build as build_recognizers
from leakguard.presidio.requirement import presidio_needed

with presidio_needed():
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine


class BlankNlpEngine(SpacyNlpEngine):  # type: ignore[misc, unused-ignore]
    """spaCy with a tokenizer that cuts Chinese into characters, and nothing else: no model that could be downloaded.

    leakguard's recognizers need no tokens; they are there for recognizers that are added beside them. The limit on the
    length of a text, which protects spaCy's parser, is lifted, because there is no parser.
    """

    nlp: Any

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": LANGUAGE, "model_name": "blank"}])
        self.load()

    def load(self) -> None:
        """Make the blank pipeline."""
        pipeline = spacy.blank(LANGUAGE)
        pipeline.max_length = sys.maxsize
        self.nlp = {LANGUAGE: pipeline}


def build(catalogue: Catalogue | None, entities: Iterable[str] | None) -> AnalyzerEngine:
    """See :func:`leakguard.presidio.analyzer`.

    The registry is never empty, because ``AnalyzerEngine`` would fill an empty one with Presidio's own recognizers, of
    which the one for e-mail goes to the network.
    """
    registry = RecognizerRegistry(recognizers=build_recognizers(catalogue, entities), supported_languages=[LANGUAGE])
    return AnalyzerEngine(registry=registry, nlp_engine=BlankNlpEngine(), supported_languages=[LANGUAGE])
