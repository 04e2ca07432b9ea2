"""Addresses that only the tagger sees: what the grammar has no words for, such as a yard behind a temple."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from leakguard.detection.address.cell import read_cell
from leakguard.detection.candidate import Candidate
from leakguard.detection.recognizer import Recognizer
from leakguard.detection.tagging.settings import tagger_settings
from leakguard.detection.tagging.spans import Span
from leakguard.text import Folded

_STREET = re.compile("[路街道巷弄村屯镇鎮苑园園院厦廈湾灣邨邸府庄莊里楼樓寓]")
_SHORTEST = 6


def tagged(
    recognizer: Recognizer,
    text: str,
    folded: Folded,
    spans: Iterable[Span],
    found: Sequence[Candidate],
    tagger: str,
) -> Iterator[Candidate]:
    """Candidates for the spans of ``ADDRESS`` that touch nothing found so far.

    ``text`` is the raw text of ``folded``; of what was ``found``, none overlaps another.
    """
    settings = tagger_settings()
    taken = sorted((candidate.start, candidate.end) for candidate in found)
    for span in spans:
        if (
            span.label != "ADDRESS"
            or (span.confidence or 0.0) < settings.least_address
            or not _is_fine(folded.text, span)
        ):
            continue
        start, end = folded.raw_span(span.start, span.end)
        place = bisect_left(taken, (end, 0))
        if place and start < taken[place - 1][1]:
            continue
        candidate = read_cell(recognizer, text, start, end)
        if candidate and candidate.kind != "region":
            candidate.weigh("tagger", tagger, settings.addresses.of(span.confidence or 0.0))
            yield candidate


def _is_fine(text: str, span: Span) -> bool:
    """Whether a span says more than a region and more than numbers: a street, a village, an estate, a house."""
    return span.end - span.start >= _SHORTEST and _STREET.search(text, span.start, span.end) is not None
