"""The levels of an address, and the rules by which one may follow another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

REGIONS = frozenset({"province", "city", "district"})
RANKS = {
    "province": 0, "city": 0, "district": 0, "devzone": 1, "town": 1, "community": 1, "road": 2, "intersection": 2,
    "group": 3, "number": 3, "estate": 4, "place": 4, "gate": 4, "assist": 4, "building": 5, "unit": 6, "floor": 7, "room": 8,
}  # fmt: skip
"""From coarse to fine."""

_REGION_ORDER = ("province", "city", "district")
_OF_CLASS = {
    "region": "district",
    "village": "community",
    "estate_short": "estate",
    "chamber": "room",
    "chamber_short": "room",
}
_COMPLETING = frozenset({"road", "town", "community", "estate", "devzone"})
_SOFT = frozenset(",、")


def level_of(kind: str) -> str:
    """The level of a name that ends in a word of this class."""
    return _OF_CLASS.get(kind, kind)


def is_soft(apart: str) -> bool:
    """Whether what stands between two levels is a comma: an address may go on behind it, or something else begins."""
    return bool(_SOFT.intersection(apart))


class Element(NamedTuple):
    """One level: ``text[start:end]``. ``name`` is the short name of a region of the gazetteer.

    ``full`` is false for a region without its suffix or of unknown name, and for an estate that only its place tells.
    """

    level: str
    start: int
    end: int
    name: str | None = None
    full: bool = True


@dataclass(slots=True)
class Chain:
    """What was read from one place on. ``reversed``: rooms came before regions."""

    elements: list[Element] = field(default_factory=list)
    end: int = 0
    reversed: bool = False
    finest: int = -1
    region: bool = False
    last: Element | None = None

    def add(self, element: Element) -> None:
        """Append one level."""
        rank = RANKS[element.level]
        self.region |= rank == 0
        self.reversed |= rank == 0 and self.finest >= RANKS["number"]
        self.finest = max(self.finest, rank)
        self.elements.append(element)
        self.last = element
        self.end = max(element.end, self.end)

    def drop(self) -> Element:
        """Take the last level back."""
        gone = self.elements.pop()
        self.last = self.elements[-1] if self.elements else None
        self.end = self.last.end if self.last else gone.start
        return gone

    def is_numbered(self) -> bool:
        """Whether a house was named by its number."""
        return any(e.level in ("number", "building") for e in self.elements)

    def completes(self, found: Element, apart: str) -> bool:
        """Whether a word without a name of its own completes the level before it: ``花园`` + ``路``."""
        last = self.last
        if last is None or apart or found.name != "" or last.end != found.start:
            return False
        return last.level not in REGIONS and found.level in _COMPLETING and RANKS[last.level] <= RANKS["estate"]

    def admits(self, found: Element, apart: str, lenient: bool) -> bool:
        """Whether a level may follow: towards the finer, or (once) towards the coarser where an address is reversed."""
        last, rank, soft = self.last, RANKS[found.level], is_soft(apart)
        if last is None:
            return found.level not in ("assist", "gate")
        if "、" in apart and last.level == "estate" and not last.full:
            return False  # as in 滕小阁、6栋
        if rank == 0:
            return self._admits_region(last, found, apart, soft)
        if rank <= RANKS["road"] and self.finest >= RANKS["building"]:
            if last.level in REGIONS:
                return not soft and all(e.level != "road" for e in self.elements)
            return not self.region and soft
        if rank == RANKS["road"] <= self.finest - 1 and (soft or last.level in ("number", "room")):
            return not apart and lenient
        return not soft or self._admits_after_comma(found, rank)

    def _admits_region(self, last: Element, found: Element, apart: str, soft: bool) -> bool:
        if self.finest >= RANKS["road"]:
            return (not self.region or self.reversed) and (found.full or not soft or last.level in REGIONS)
        if (soft and self.finest >= 1) or "、" in apart:
            return False
        if last.level not in REGIONS or last.name == found.name or found.level == last.level == "district":
            return True
        return _REGION_ORDER.index(found.level) > _REGION_ORDER.index(last.level)

    def _admits_after_comma(self, found: Element, rank: int) -> bool:
        if rank > self.finest or (
            RANKS["road"] <= self.finest <= RANKS["number"] and found.level in ("devzone", "estate")
        ):
            return True
        estate = RANKS["estate"]
        return (self.reversed and rank <= estate) or (self.finest > estate and rank == estate and not self.region)
