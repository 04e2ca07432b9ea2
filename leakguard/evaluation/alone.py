"""A tagger judged by itself: what it marks in texts, without labels, statistics, grammars and linking around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from leakguard.detection.preview import preview
from leakguard.detection.recognizer import Preview
from leakguard.detection.tagging.choosing import text_tagger
from leakguard.detection.tagging.spans import Span, TextTagger
from leakguard.evaluation.gold import GoldText, TextSet
from leakguard.evaluation.labels import LabelTypes
from leakguard.evaluation.running import Progress, Result, run_texts, set_names
from leakguard.evaluation.spans import Hit

JUDGED = ("PERSON", "ADDRESS")
"""The types that are judged: what taggers are for."""

_NO_ADDRESSES = frozenset({"lac", "spacy"})
"""Taggers that mark places only. Those stand in for addresses."""

_LEAST = {"PERSON": 2, "ADDRESS": 5}
_STREET = re.compile(r"[路街道巷弄村组栋幢号號楼樓室苑园園座屯队院城厦湾邨邸府庄里]|\d{2}")
"""What says that a place is more than a region."""


def evaluate_alone(
    gold: Sequence[TextSet],
    choice: str,
    types: LabelTypes,
    forms: Mapping[str, Preview],
    progress: Progress | None = None,
) -> Result:
    """Run the tagger ``choice`` over labelled texts; ``forms`` say how much of a type may be shown.

    Raises :class:`~leakguard.errors.UsageError` for a tagger that does not exist.
    """
    tagger, by_place = text_tagger(choice), choice.partition(":")[0] in _NO_ADDRESSES
    result = Result({"tagger": choice, "alone": True})
    names = set_names(gold)
    for each in map(only_judged, gold):
        if tagger:
            tagger.prime(text.text for text in each.texts)

        def find(text: str) -> Sequence[Hit]:
            return list(hits(tagger, text, by_place, forms)) if tagger else ()

        result.sets += run_texts(each, names[each.path], find, types, progress)
    return result


def only_judged(gold: TextSet) -> TextSet:
    """The texts with their labels of judged types. A label of another type that may be of a judged one is optional."""
    return replace(gold, texts=tuple(map(_only_judged, gold.texts)))


def _only_judged(text: GoldText) -> GoldText:
    judged = (label for label in text.labels if label.type in JUDGED)
    either = (replace(label, optional=True) for label in text.labels if _either(label.type, label.alike))
    return replace(text, labels=(*judged, *either))


def _either(type_: str, alike: Iterable[str]) -> bool:
    return type_ not in JUDGED and not set(JUDGED).isdisjoint(alike)


def hits(tagger: TextTagger, text: str, by_place: bool, forms: Mapping[str, Preview]) -> Iterator[Hit]:
    """What a tagger marks in a text, as hits; ``by_place``: places, joined where they touch, stand in for addresses."""
    spans = tagger.spans(text)
    for start, end, label in (span[:3] for span in (_places_as_addresses(spans) if by_place else spans)):
        value = text[start:end]
        if label in JUDGED and len(value) >= _LEAST[label] and (label == "PERSON" or _STREET.search(value)):
            yield Hit(start, end, label, preview(value, forms.get(label, Preview(0, 0))))


def _places_as_addresses(spans: Iterable[Span]) -> Iterator[Span]:
    last: Span | None = None
    for span in spans:
        if span.label != "PLACE":
            yield span
        elif last and last.end == span.start:
            last = last._replace(end=span.end)
        else:
            if last:
                yield last
            last = span._replace(label="ADDRESS")
    if last:
        yield last
