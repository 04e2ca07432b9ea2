"""Putting together what different evidence says of the same names of a text. Spans are offsets of the folded text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from leakguard.detection import names
from leakguard.detection.candidate import THRESHOLD, Candidate

Span = tuple[int, int]
Proposal = tuple[int, int, Candidate]

_AGREES = 0.5
"""What a second, independent piece of evidence for the same span closes of the gap to certainty, times its own score."""
_LONGEST = 24
"""No name is longer."""


def merge_all(found: dict[Span, Candidate], proposals: Iterable[Proposal]) -> None:
    """Merge proposals; all of them are made before the first one is merged."""
    for start, end, candidate in list(proposals):
        merge(found, start, end, candidate)


def merge(found: dict[Span, Candidate], start: int, end: int, candidate: Candidate) -> None:
    """One candidate per span: the better one, raised by what the other has to say."""
    other = found.get((start, end))
    if other is None:
        found[start, end] = candidate
        return
    best, second = (candidate, other) if candidate.score > other.score else (other, candidate)
    first = second.evidence[0]
    if first.kind != best.evidence[0].kind and second.score >= 0.3:
        best.weigh(first.kind, first.name, round((1 - best.score) * second.score * _AGREES, 3))
    found[start, end] = best


def not_cut(proposals: Iterable[Proposal], found: Mapping[Span, Candidate]) -> Iterator[Proposal]:
    """The proposals that do not lie within a longer name that is believed already: 王 秋 of 王 秋 月."""
    believed = sorted(span for span, candidate in found.items() if candidate.score >= THRESHOLD)
    for start, end, candidate in proposals:
        near = believed[bisect_left(believed, (start - _LONGEST, 0)) : bisect_left(believed, (start + 1, 0))]
        if not any(end <= last and (first, last) != (start, end) for first, last in near):
            yield start, end, candidate


def agree(text: str, found: Mapping[Span, Candidate]) -> None:
    """Raise what the tagger marks to the score that the same name has where the text says more about it."""
    best: dict[str, float] = {}
    for (start, end), candidate in found.items():
        name = text[start:end]
        best[name] = max(best.get(name, 0.0), candidate.score)
    for (start, end), candidate in found.items():
        least = best[text[start:end]]
        unsure = candidate.score < THRESHOLD <= least and candidate.evidence[0].kind == "tagger"
        if unsure and not names.is_ordinary_word(text[start:end]):
            candidate.weigh("neighbour", "surer-elsewhere", round(least - candidate.score, 3))
