"""What is hidden already: marks that redaction left behind, and values that run into asterisks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from leakguard.detection.candidate import Candidate
from leakguard.entities import ENTITIES

_MARK = re.compile(r"<([A-Z][A-Z_]{2,30})(?::[0-9a-f]{12})?>")
_STARS = re.compile(r"[*＊●■□]{1,64}|[-—#\s]{1,2}[*＊●■□]{2,64}")


def marks(text: str) -> list[tuple[int, int, str]]:
    """Start, end and entity of every mark such as ``<PERSON>`` or ``<PERSON:3f2a9c01b7d4>`` in a raw text."""
    if "<" not in text:
        return []
    return [(m.start(), m.end(), m[1]) for m in _MARK.finditer(text) if m[1] in ENTITIES]


def outside(candidates: Iterable[Candidate], taken: list[tuple[int, int, str]]) -> list[Candidate]:
    """The candidates that touch no mark."""
    return [c for c in candidates if all(c.end <= start or end <= c.start for start, end, _ in taken)]


def with_stars(candidate: Candidate, text: str) -> Candidate:
    """A name or address that runs into asterisks is the visible part of a masked value; take the asterisks in."""
    if candidate.masked:
        return candidate
    stars = _STARS.match(text, candidate.end)
    return replace(candidate, end=stars.end(), masked=True) if stars else candidate
