"""Bar charts: labels, numbers, and the stretches of each bar in per cent of the width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of a bar. ``look`` is ``bad``, ``kept``, ``masked`` or ``plain``; the others are in per cent of the width."""

    look: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``said`` is the number behind it in words."""

    label: str
    said: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart; ``looks`` are those that it has, for its key, ``more`` how many bars are not drawn."""

    id: str
    title: str
    bars: tuple[Bar, ...]
    looks: tuple[str, ...]
    more: int


class Row(NamedTuple):
    """What a bar is made of: how much of each look."""

    label: str
    said: str
    shares: Sequence[tuple[str, int]]


def chart(name: str, title: str, rows: Sequence[Row], total: int) -> Chart:
    """The rows as bars, the longest over the full width; ``total`` is how many rows there would be."""
    longest = max((sum(count for _, count in row.shares) for row in rows), default=0) or 1
    bars = tuple(Bar(row.label, row.said, tuple(_pieces(row.shares, longest))) for row in rows)
    looks = tuple(dict.fromkeys(look for row in rows for look, count in row.shares if count))
    return Chart(name, title, bars, looks, total - len(rows))


def _pieces(shares: Iterable[tuple[str, int]], longest: int) -> Iterable[Piece]:
    start = 0
    for look, count in shares:
        if count > 0:
            yield Piece(look, f"{100 * start / longest:.2f}%", f"{100 * count / longest:.2f}%")
            start += count
