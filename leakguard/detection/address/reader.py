"""Reading a chain of levels from one place in a text: regions, names, numbers, rooms, and what is between them."""

from __future__ import annotations

import re

from leakguard.detection.address import words as w
from leakguard.detection.address.forms import BRACKET, DOORS, GAP, unmarked
from leakguard.detection.address.gazetteer import gazetteer
from leakguard.detection.address.levels import RANKS, REGIONS, Chain, Element, level_of
from leakguard.detection.address.lexer import Lexed
from leakguard.detection.address.naming import Names

_MOST = 40
"""Levels after which a chain is no address."""
_GOES_ON = re.compile(
    r"[东西南北中]?[一二三四五六七八九十]?(?:路|街|大道|大街|巷|道|胡同)|滩|镇|乡|街道|村|社区"
    r"|里|门(?![店市诊口户面])|桥|寺|庄|湾|坊|新村|花园|花苑|公寓|大厦|大楼|广场|大学|小区|小学|中学"
)
"""Behind the short name of a division, what makes it part of another name: ``北京西路``, ``上海滩``."""
_APART = " -_/,]["
_SKIPPABLE = 12


class Reader:
    """Reads chains from one lexed segment. ``lenient`` (a cell of an address column) takes unnamed endings, too."""

    def __init__(self, lexed: Lexed, lenient: bool = False) -> None:
        self._lexed = lexed
        self._text = lexed.text
        self._lenient = lenient
        self._names = Names(lexed, lenient)
        self._divisions = gazetteer()

    def read(self, start: int, limit: int | None = None) -> Chain:
        """The longest chain that begins at ``start``."""
        chain = Chain(end=start)
        end = len(self._text) if limit is None else limit
        position = start
        while position < end and len(chain.elements) < _MOST:
            gap = GAP.match(self._text, position) if chain.last else None
            at, apart = (gap.end(), gap[0]) if gap else (position, "")
            found = self._element(chain, at, apart) if at < end else None
            if found is None and chain.last:
                after = self._bracket(chain, at) or self._linked(chain, position)
                if after:
                    position = after
                    continue
            if found is None or found.end > end or not chain.admits(found, apart, self._lenient):
                break
            if chain.completes(found, apart):
                found = found._replace(start=chain.drop().start)
            chain.add(found)
            position = chain.end
        return self._without_note(chain)

    def _without_note(self, chain: Chain) -> Chain:
        """Without a last ``楼下``: what is downstairs is a note."""
        last = chain.last
        loose = last and len(chain.elements) > 1 and self._text[last.start : last.end] in w.words()["loose"]
        if loose and not self._lenient:
            chain.drop()
        return chain

    def _element(self, chain: Chain, at: int, apart: str) -> Element | None:
        """The level that begins at ``at``."""
        return (
            self._region(chain, at)
            or self._numbered(chain, at)
            or (chain.last and self._names.crossing(chain, at))
            or (chain.last and unmarked(self._text, chain.last, at, apart, self._lenient))
            or self._names.at(chain, at, apart)
            or (self._names.trade(at) if chain.last and chain.last.level == "assist" and not apart else None)
        )

    def _region(self, chain: Chain, at: int) -> Element | None:
        found = self._divisions.at(self._text, at)
        if found is None:
            return None
        end, division = found
        last = chain.last
        if last and last.level not in REGIONS and self._text[at - 1] not in _APART:
            rank = RANKS[last.level]
            if rank == RANKS["town"] or chain.region:
                return None
        if last and last.level not in REGIONS and chain.region and not chain.reversed and not division.full:
            return None
        if not division.full:
            if _GOES_ON.match(self._text, end) and not self._divisions.at(self._text, end):
                return None
            if last and last.level == "district" and last.full and not chain.reversed:
                return None
            if last and division.level == "district" and self._names.continues(end):
                return None
        return Element(division.level, at, end, division.short, division.full)

    def _numbered(self, chain: Chain, at: int) -> Element | None:
        """A number with its unit, or numbers joined by hyphens; ``一号`` + ``路`` is a road."""
        hits, index = self._lexed.hits, self._lexed.next_hit(at)
        if index == len(hits) or hits[index].start != at or not hits[index].numbered:
            return None
        hit = hits[index]
        if hit.kind == "bare":
            if chain.last is None:
                return Element("building", at, hit.end) if DOORS.match(self._text, at) else None
            return Element("room", at, hit.end)
        following = hits[index + 1] if index + 1 < len(hits) else None
        if following and following.start == hit.end and following.kind in ("road", "town", "village"):
            return Element(level_of(following.kind), at, following.end)
        return Element(hit.kind, at, hit.end)

    def _linked(self, chain: Chain, position: int) -> int | None:
        """The position after a ``的`` between a side and what stands there: ``西北角的修车铺``."""
        last = chain.last
        if last is None or last.level not in ("assist", "gate") or self._text[position : position + 1] != "的":
            return None
        following = self._element(chain, position + 1, "")
        return position + 1 if following and following.level in ("place", "estate") else None

    def _bracket(self, chain: Chain, position: int) -> int | None:
        """The position after a bracket that belongs to the address; the chain is extended by what is in it."""
        match = BRACKET.match(self._text, position)
        if not match:
            return None
        start, end = match.span(1)
        inner = Reader(self._lexed, lenient=True).read(start, end)
        ranks = {RANKS[e.level] for e in inner.elements}
        kind = self._ends_as(start, end)
        if kind and 0 not in ranks:
            level = level_of(kind) if kind in ("region", "town", "village") else "assist"
            chain.add(Element(level, match.start(), match.end()))
            return match.end()
        whole = inner.end == end and not self._lexed.stop_between(start, end)
        if inner.elements and whole and (0 not in ranks or ranks == {0}):
            for element in inner.elements:
                chain.add(element)
            chain.end = match.end()
            return match.end()
        following = self._element(chain, match.end(), "") if end - start <= _SKIPPABLE else None
        goes_on = following is not None and following.level in ("road", "number", "building", "unit", "town")
        return match.end() if goes_on else None

    def _ends_as(self, start: int, end: int) -> str | None:
        """The class of what the content of a bracket ends as: ``东门店``, ``美容院隔壁``, ``旧城区``; None for a note."""
        hits = self._lexed.hits
        index = self._lexed.next_hit(start)
        while index < len(hits) and hits[index].end < end:
            index += 1
        if self._text[end - 1] in "东西南北口" and not self._lexed.stop_between(start, end) and end - start <= 8:
            return "assist"
        if index == len(hits) or hits[index].end != end or hits[index].numbered or end - start > 10:
            return None
        return None if self._lexed.stop_between(start, end) else hits[index].kind
