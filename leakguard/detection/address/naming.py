"""Names: those that end in a word of a level (``文三路``), and those that the number behind them shows to be one."""

from __future__ import annotations

import re

from leakguard.detection.address import words as w
from leakguard.detection.address.forms import JOIN
from leakguard.detection.address.gazetteer import gazetteer
from leakguard.detection.address.levels import RANKS, REGIONS, Chain, Element, is_soft, level_of
from leakguard.detection.address.lexer import Hit, Lexed

_LONGEST = {
    "region": 7, "town": 8, "devzone": 10, "village": 8, "road": 9, "estate": 12, "estate_short": 8, "place": 12, "gate": 8,
    "assist": 7, "floor": 0, "chamber": 6, "chamber_short": 5,
}  # fmt: skip
"""The longest name before a word of each class."""
_LONGEST_FIRST = {
    "road": 7, "village": 6, "town": 6, "estate": 9, "estate_short": 4, "place": 9, "region": 5, "devzone": 8,
}  # fmt: skip
"""The same where an address begins, and nothing tells where the name does."""
_LONGEST_OF_ALL = max(_LONGEST.values())
_BEFORE_NUMBER = 10
_STANDING = frozenset({"floor", "gate", "assist", "place", "devzone", "estate", "village", "chamber"})
"""Classes whose words may follow another level without a name of their own: ``小区南门``."""
_COMPLETING = frozenset({"road", "town", "village", "estate", "devzone"})
"""Classes whose words may complete another name: ``花园`` + ``路``."""
_WEAK = frozenset({"place", "gate", "assist", "estate_short"})
_CHAMBERS = frozenset({"chamber", "chamber_short"})
"""Classes of rooms by name: ``三楼锦绣厅``."""
_SLIPS = frozenset({"街到", "街倒"})
"""Typed for ``街道``."""
_CROSSINGS = frozenset({"路口", "街口", "村口", "巷口"})
_NEVER_FIRST = frozenset("旗盟州")
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffffA-Za-z0-9·]{1,16}(?:/[\u3400-\u9fff]{1,6})?")
_NO_NAME = re.compile(r"[0-9A-Za-z ]{0,16}")


class Names:
    """Finds names in one lexed segment. ``lenient`` (a cell of an address column) takes unnamed endings, too."""

    def __init__(self, lexed: Lexed, lenient: bool) -> None:
        self._lexed = lexed
        self._text = lexed.text
        self._hits = lexed.hits
        self._lenient = lenient

    def at(self, chain: Chain, at: int, apart: str) -> Element | None:
        """The name that begins at ``at``, if one does and it may follow."""
        first = chain.last is None
        for index in range(self._lexed.next_hit(at), len(self._hits)):
            hit = self._hits[index]
            size = hit.start - at
            if size > _LONGEST_OF_ALL:
                return None
            if size > (_BEFORE_NUMBER if hit.numbered else _LONGEST[hit.kind]):
                continue
            if size and not self._may_be_name(first, at, hit):
                return None
            if hit.kind == "region" and self.continues(hit.end):
                continue
            if hit.numbered:
                return self._before_number(chain, at, hit)
            if self._may_stand(chain, index, apart) if size == 0 else self._may_end(chain, index, at, apart, size):
                found = self._extended(at, index, None if size else "", chain.is_numbered())
                return self._slipped(chain, found) or found
        return None

    def crossing(self, chain: Chain, at: int) -> Element | None:
        """A second road behind ``与``."""
        last = chain.last
        if last is None or last.level not in ("road", "intersection") or not JOIN.match(self._text, at):
            return None
        found = self.at(Chain(), at + 1, "")
        crosses = found and (found.level == "road" or self._text[found.end - 2 : found.end] == "路口")
        return Element("intersection", at, found.end) if found and crosses else None

    def trade(self, at: int) -> Element | None:
        """A small shop beside something: ``往东100米的老张家电维修``."""
        match = w.trades().match(self._text, at)
        if not match or self._lexed.stop_between(at, match.end()):
            return None
        return Element("place", at, match.end())

    def continues(self, end: int) -> bool:
        """Whether a short name goes on as another name: ``朝阳`` in ``朝阳新城3栋``."""
        index = self._lexed.next_hit(end)
        if index == len(self._hits):
            return False
        hit = self._hits[index]
        return hit.start == end and not hit.numbered and hit.kind not in ("estate_short", *_CHAMBERS)

    def _may_be_name(self, first: bool, at: int, hit: Hit) -> bool:
        if self._lexed.stop_between(at, hit.start, first and not self._lenient):
            return False
        return bool(_NAME.fullmatch(self._text, at, hit.start)) and not (first and self._region_inside(at, hit.end))

    def _region_inside(self, start: int, end: int) -> bool:
        """Whether a division, written out, begins inside what would be a name."""
        for at in range(start + 1, end):
            found = gazetteer().at(self._text, at)
            if found and found[1].full and found[0] <= end + 1:
                return True
        return False

    def _may_stand(self, chain: Chain, index: int, apart: str) -> bool:
        """Whether a word may follow another level without a name of its own."""
        hit, last = self._hits[index], chain.last
        if last is None:
            return self._lenient or (hit.kind == "estate" and self._at_gate(index))
        if hit.kind == "chamber":
            return self._may_be_chamber(last, index, apart)
        if last.level in REGIONS and hit.kind == "devzone":
            return True
        if apart.strip(" -_/"):
            return False
        note = " " in apart and hit.kind in _WEAK and chain.finest >= RANKS["number"] and not self._lenient
        return (hit.kind in _STANDING and not note) or (hit.kind in _COMPLETING and not apart)

    def _at_gate(self, index: int) -> bool:
        """Whether a hit is followed at once by a gate: ``小区南门``."""
        hits = self._hits
        return index + 1 < len(hits) and hits[index + 1].kind == "gate" and hits[index + 1].start == hits[index].end

    def _may_be_chamber(self, last: Element | None, index: int, apart: str) -> bool:
        """Whether a word may be a room by its name: inside a house, and not where it begins another name."""
        if last is None or RANKS[last.level] < RANKS["number"] or apart.strip():
            return False
        hits = self._hits
        return index + 1 == len(hits) or hits[index + 1].numbered or hits[index + 1].start != hits[index].end

    def _may_end(self, chain: Chain, index: int, at: int, apart: str, size: int) -> bool:
        """Whether a word may end the name of ``size`` characters before it."""
        hit = self._hits[index]
        last, word = chain.last, self._text[hit.start : hit.end]
        if hit.kind in _CHAMBERS:
            return (size >= 2 or hit.kind == "chamber") and self._may_be_chamber(last, index, apart)
        if self._text[at : hit.start].isascii() and (last is None or hit.kind not in ("road", "estate", "place")):
            return False
        if hit.kind in ("gate", "assist") and (last is None or size > 6):
            return size >= 2 and word in _CROSSINGS
        if last is None:
            return size <= _LONGEST_FIRST.get(hit.kind, 0) and word not in _NEVER_FIRST
        rank = RANKS[last.level]
        done = chain.finest >= RANKS["building"] and not (self._lenient or is_soft(apart) or self._counted(index))
        if hit.kind == "estate_short" and done:
            return False  # as in 5号楼楼下雨地里
        if hit.kind == "region" and rank >= 1:
            return self._lenient and size <= 4
        if is_soft(apart) and hit.kind == "estate_short" and rank >= RANKS["number"]:
            return False
        if " " in apart and hit.kind in _WEAK and rank >= RANKS["number"]:
            return self._lenient and hit.kind == "place" and rank < RANKS["building"]
        return size <= 7 or hit.kind not in ("road", "town")

    def _counted(self, index: int) -> bool:
        """Whether a number follows a hit at once."""
        hits = self._hits
        return index + 1 < len(hits) and hits[index + 1].numbered and hits[index + 1].start == hits[index].end

    def _slipped(self, chain: Chain, found: Element) -> Element | None:
        """A ``街道`` with its second half mistyped, between a region and a road with its number."""
        end = found.end
        if not (chain.last and chain.last.level in REGIONS and self._text[end - 1 : end + 1] in _SLIPS):
            return None
        index = self._lexed.next_hit(end)
        road = index < len(self._hits) and self._hits[index].kind == "road" and self._hits[index].start <= end + 6
        return found._replace(level="town", end=end + 1) if road and self._counted(index) else None

    def _extended(self, at: int, index: int, name: str | None, after_number: bool) -> Element:
        """The element that ends with a hit, or with hits that follow it at once and complete its name."""
        hits = self._hits
        while (
            index + 1 < len(hits)
            and hits[index + 1].start == hits[index].end
            and hits[index + 1].kind in _COMPLETING
            and hits[index + 1].end - at <= 14
            and hits[index].kind not in ("gate", "assist", "region")
        ):
            index += 1
        hit = hits[index]
        kind = hit.kind
        if kind == "road" and after_number and index + 1 < len(hits) and hits[index + 1].numbered:
            kind = "estate"  # as in 1号龙湖天街3栋
        return Element(level_of(kind), at, hit.end, name, kind not in ("region", "estate_short"))

    def _before_number(self, chain: Chain, at: int, hit: Hit) -> Element | None:
        """A name that only the number after it shows to be one."""
        last = chain.last
        telling = hit.kind in ("building", "unit")
        if last is not None:
            telling |= hit.kind in ("number", "floor", "room", "group")
            telling |= hit.kind == "bare" and RANKS[last.level] <= RANKS["estate"]
        if w.is_no_name(self._text[at : hit.start], last is None):
            return None
        if not telling or _NO_NAME.fullmatch(self._text, at, hit.start):
            return None
        return Element("estate", at, hit.start, None, False)
