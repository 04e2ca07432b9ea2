"""How far a chain of levels is to be believed, and whether it is more than a region."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from leakguard.detection.address import words as w
from leakguard.detection.address.levels import REGIONS, Element

_NAMED = frozenset({"road", "town", "community", "devzone", "estate", "place", "intersection"})
_STREETS = frozenset({"road", "town", "community", "devzone"})
_DETAIL = frozenset({"number", "building", "unit", "floor", "room", "group"})
_FIRM = re.compile("[栋幢棟]|号楼|单元|[0-9][-#][0-9]|舍")
_TRIPLE = re.compile(r"[0-9]{1,2}#[0-9]{3,4}|[0-9]{1,2}(?:-[0-9]{1,2}){1,2}-[A-Za-z]?[0-9]{3,4}")
_HOUSE = re.compile("[栋幢号楼单舍座室户层门院]")
_SEAT = re.compile("[0-9]排[0-9]{1,3}座")
_BEDS = re.compile("床|病区|病房")
_BOXES = re.compile("部队|分队|支队|字箱|分箱|信箱")
LABELLED = 0.2
"""What a label adds."""
NEAR = 0.15
"""What a phone number close by adds."""


def is_region(elements: Sequence[Element]) -> bool:
    """Whether nothing finer than a town was named."""
    return all(e.level in REGIONS or e.level == "town" for e in elements)


def is_code(elements: Sequence[Element], text: str) -> bool:
    """Whether nothing but numbers was read, which may as well tell where goods lie: ``A区-3-12``, ``3-2-1201``."""
    numbers = all(e.level in ("building", "room") or (e.level == "estate" and not e.full) for e in elements)
    return numbers and not _HOUSE.search(text)


def believe(elements: Sequence[Element], text: str, labelled: float, near: bool) -> float:
    """A score from 0 to 1. ``labelled``: how strongly what stands before says so; ``near``: a phone number is at hand."""
    if is_region(elements):
        return _region(elements, labelled)
    score = _score(elements, text)
    if score:
        score += LABELLED * labelled if labelled else NEAR * near
    return min(0.95, score)


def _region(elements: Sequence[Element], labelled: float) -> float:
    known = [e for e in elements if e.level in REGIONS and e.name]
    full = sum(e.full for e in elements)
    if not elements[0].name and elements[0].level != "town":
        return 0.0
    if len(known) >= 1 and len(known) + full >= 3 and len(elements) >= 2:
        return 0.65
    return 0.55 if len(known) >= 2 and (labelled or full) else 0.0


def _score(elements: Sequence[Element], text: str) -> float:
    levels = [e.level for e in elements]
    kinds = set(levels)
    regions = [e for e in elements if e.level in REGIONS and e.name]
    strong = {e.level for e in elements if e.full or e.level != "estate"} & _NAMED
    detail = len(kinds & _DETAIL)
    certain = any(e.full for e in regions) or len(regions) >= 2
    if certain and kinds & _NAMED and detail:
        return 0.9
    if regions and (strong & _STREETS or (strong and "building" in kinds)) and detail:
        return 0.7
    if certain and detail >= 2:
        return 0.8
    if any(a == "road" and b == "number" for a, b in pairwise(levels)):
        return 0.75
    if "intersection" in kinds and kinds & {"gate", "assist", "number"}:
        return 0.65
    if regions and _BOXES.search(text):
        return 0.75
    if certain:
        return _undetailed(strong, regions, kinds)
    return _local(levels, kinds, text, elements)


def _undetailed(strong: set[str], regions: Sequence[Element], kinds: set[str]) -> float:
    """Belief in a region with a name below it, but nothing that leads to a door."""
    placed = strong - {"place"}
    if len(placed) >= 2 or (placed and (len(regions) >= 2 or "place" in strong)):
        return 0.75
    if placed & {"road", "devzone"} or (placed and kinds & {"gate", "assist"}):
        return 0.5
    return 0.45 if placed else 0.3


def _local(levels: Sequence[str], kinds: set[str], text: str, elements: Sequence[Element]) -> float:
    """Belief in a chain without a region: town and village, estate, building and room."""
    if _SEAT.search(text) or (kinds == {"building"} and _same_unit(elements, text)):
        return 0.0
    if "estate" not in kinds and is_code(elements, text):
        return 0.35 if len(levels) > 1 or _TRIPLE.fullmatch(text) else 0.0
    firm = bool(_FIRM.search(text))
    fine = len(kinds & {"building", "unit", "floor", "room"}) + (levels.count("building") > 1)
    strong = {e.level for e in elements if e.full or e.level != "estate"}
    if "town" in kinds and strong & {"community", "road", "estate", "devzone"}:
        return 0.75 if kinds & _DETAIL or len(levels) >= 3 else 0.45
    if "community" in kinds and kinds & {"group", "assist", "gate"}:
        return 0.55
    if strong & {"estate", "place", "community", "devzone", "town"} and "building" in kinds and (fine >= 2 or firm):
        return 0.75 if fine >= 2 else 0.6
    if "estate" in strong and "room" in kinds and (firm or fine >= 2):
        return 0.6
    if fine >= 2 and (firm or ("estate" in kinds and fine >= 2 and "building" in kinds)):
        return 0.6
    if firm and "building" in kinds and kinds & {"place", "assist", "gate"}:
        return 0.55
    if kinds >= {"place", "gate", "assist"}:
        return 0.5
    return _spot(strong, kinds, text) or _vague(levels, strong, kinds)


def _same_unit(elements: Sequence[Element], text: str) -> bool:
    """Whether houses of one kind are listed: ``3栋5栋7栋``."""
    begin = elements[0].start
    return len(elements) > 1 and len({text[e.end - begin - 1] for e in elements}) == 1


def _spot(strong: set[str], kinds: set[str], text: str) -> float:
    """Belief in a spot of a named place: where parcels are handed over, a bed, a room of a house."""
    if not strong & {"estate", "place"}:
        return 0.0
    if w.handovers().search(text) and not text.endswith("公司"):
        if kinds & {"gate", "assist", "building", "unit", "floor", "room", "number"}:
            return 0.55
        return 0.42 if kinds >= {"estate", "place"} else 0.0
    if kinds & {"floor"} and ("room" in kinds or kinds >= {"estate", "place"}):
        return 0.6 if _BEDS.search(text) else 0.35
    return 0.0


def _vague(levels: Sequence[str], strong: set[str], kinds: set[str]) -> float:
    """Belief in what only a label can make an address."""
    if ("estate" in strong and "room" in kinds) or kinds >= {"road", "place", "assist"}:
        return 0.42
    if strong & {"road", "estate", "community", "town", "devzone"} and len(levels) >= 2:
        return 0.33
    if strong & {"community", "estate"}:
        return 0.3
    return 0.25 if len(kinds & (_NAMED | _DETAIL)) >= 2 else 0.0
