"""Applying edits to one unit of text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Replace ``[start, end)``, in code points of one unit."""

    start: int
    end: int
    replacement: str


def in_order(spans: Iterable[Span], length: int) -> list[Span]:
    """The edits of a unit of ``length`` code points from left to right.

    Raises :class:`ValueError` if one is out of range or two overlap. Two edits that only touch do not overlap.
    """
    ordered = sorted(spans, key=lambda span: (span.start, span.end))
    reached = 0
    for span in ordered:
        if not 0 <= span.start <= span.end <= length:
            raise ValueError(f"edit [{span.start}, {span.end}) is outside a unit of {length} code points")
        if span.start < reached:
            raise ValueError(f"edit [{span.start}, {span.end}) overlaps the one that ends at {reached}")
        reached = span.end
    return ordered


def apply(text: str, spans: Iterable[Span]) -> str:
    """``text`` with the edits applied; see :func:`in_order` for what is refused."""
    pieces: list[str] = []
    reached = 0
    for start, end, replacement in in_order(spans, len(text)):
        pieces += (text[reached:start], replacement)
        reached = end
    pieces.append(text[reached:])
    return "".join(pieces)
