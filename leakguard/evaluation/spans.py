"""Labels, hits and the units they stand in. Offsets are code points of the unit, start inclusive, end exclusive."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

EXTREME = "extreme"
"""The tag of texts that are reported apart."""


@dataclass(frozen=True, slots=True)
class Label:
    """A span that somebody marked. ``alike`` are the types that are as good as ``type``."""

    start: int
    end: int
    type: str
    optional: bool = False
    alike: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A span that a detector found; ``preview`` is its masked form."""

    start: int
    end: int
    type: str
    preview: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands. ``source`` is the labelled file or the export, ``number`` the 1-based line of the labelled
    file that speaks of the unit, ``id`` the name that the file gives to a text; the rest as in
    :class:`leakguard.findings.Location`.
    """

    source: str
    number: int | None = None
    id: str = ""
    part: str | None = None
    row: int | None = None
    column: int | None = None
    header: str | None = None
    pointer: str | None = None
    where: str = "cell"


@dataclass(frozen=True, slots=True)
class Unit:
    """One text, or one cell or line of an export, with what was marked and what was found in it.

    ``text`` is the raw text and therefore secret.
    """

    place: Place
    text: str = field(repr=False)
    labels: tuple[Label, ...] = ()
    hits: tuple[Hit, ...] = ()
    tags: tuple[str, ...] = ()


class Cover:
    """The union of spans."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if self._spans and start <= self._spans[-1][1]:
                self._spans[-1] = (self._spans[-1][0], max(end, self._spans[-1][1]))
            else:
                self._spans.append((start, end))
        self._starts = [start for start, _ in self._spans]
        self.characters = sum(end - start for start, end in self._spans)

    def within(self, start: int, end: int) -> int:
        """How many characters of ``[start, end)`` are covered."""
        first = max(0, bisect_right(self._starts, start) - 1)
        covered = 0
        for one, other in self._spans[first:]:
            if one >= end:
                break
            covered += max(0, min(end, other) - max(start, one))
        return covered

    def shared(self, other: Cover) -> int:
        """How many characters both cover."""
        return sum(self.within(start, end) for start, end in other._spans)
