"""What is hidden already: marks that redaction left behind, and values that run into asterisks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import repeat

from leakguard.detection.candidate import Candidate
from leakguard.entities import ENTITIES

_MARK = re.compile(
    r"<([A-Z][A-Z_]{0,30})(:(?:[0-9a-f]{12}|enc:[A-Za-z0-9_-]{38,200000}))?>|<(~[bcdfghjkmnpqrstv]{1,12})>"
)
_STARS = re.compile(r"[*＊●■□]{1,64}|[-—#\s]{1,2}[*＊●■□]{2,64}")


def marks(text: str) -> list[tuple[int, int, str]]:
    """Start, end and entity of every mark such as ``<PERSON>``, ``<PERSON:3f2a9c01b7d4>`` or ``<PERSON:enc:...>`` in a raw text.

    Of marks cut to the width of a column (``<PERS>``, ``<~gtdp>``) the entity is empty.
    """
    if "<" not in text:
        return []
    return [(m.start(), m.end(), m[1] if m[1] in ENTITIES else "") for m in _MARK.finditer(text) if _is_mark(m)]


def _is_mark(found: re.Match[str]) -> bool:
    name, value, cut = found.groups()
    return cut is not None or name in ENTITIES or (value is None and any(map(str.startswith, ENTITIES, repeat(name))))


def outside(candidates: Iterable[Candidate], taken: list[tuple[int, int, str]]) -> list[Candidate]:
    """The candidates that touch no mark."""
    return [c for c in candidates if all(c.end <= start or end <= c.start for start, end, _ in taken)]


def with_stars(candidate: Candidate, text: str) -> Candidate:
    """A name or address that runs into asterisks is the visible part of a masked value; take the asterisks in."""
    if candidate.masked:
        return candidate
    stars = _STARS.match(text, candidate.end)
    return replace(candidate, end=stars.end(), masked=True) if stars else candidate
