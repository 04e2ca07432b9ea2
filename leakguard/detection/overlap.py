"""Resolving overlaps: of candidates that claim the same characters, one stays.

The declared order: a label says what it is; checked before unchecked; higher score; then longer; then the recognizer's
id, so that the same input always gives the same findings.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from leakguard.detection.candidate import THRESHOLD, Candidate


def resolve(candidates: Iterable[Candidate], threshold: float = THRESHOLD) -> list[Candidate]:
    """The non-overlapping winners, in the order of the text."""
    starts: list[int] = []
    taken: list[Candidate] = []
    for candidate in sorted((c for c in candidates if c.score >= threshold), key=_rank):
        place = bisect_right(starts, candidate.start)
        free_before = place == 0 or taken[place - 1].end <= candidate.start
        free_after = place == len(taken) or candidate.end <= taken[place].start
        if free_before and free_after:
            starts.insert(place, candidate.start)
            taken.insert(place, candidate)
    return taken


def _rank(candidate: Candidate) -> tuple[float, float, float, int, int, str]:
    length = candidate.end - candidate.start
    return (
        -float(candidate.labelled),
        -float(candidate.checked),
        -round(candidate.score, 2),
        -length,
        candidate.start,
        candidate.recognizer.id,
    )
