"""The places in a text where something of an address may end: names, numbers with their unit, stop words."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from leakguard.detection.address import words as w

_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])\([a-zà-ÿāēīōūǎěǐǒǔǖǘǚǜ]{1,6}\)")

"""A reading in brackets: ``丽水市缙(jìn)云县``."""
_SPACED = re.compile(
    r"(?<![\u3400-\u9fff])[\u3400-\u9fff](?: (?:[\u3400-\u9fff]|[0-9]{1,5})(?![\u3400-\u9fff0-9])){5,}+"
)
"""Characters that stand apart: ``北 京 市 朝 阳 区``."""
_BLANK = re.compile(" ")


class Hit(NamedTuple):
    """A word that ends a name, or a number with its unit, at ``[start, end)``; ``kind`` is a class or a level."""

    start: int
    end: int
    kind: str
    numbered: bool


class Lexed:
    """One segment of text (Simplified, folded), searched once for all that the grammar asks about it.

    ``offsets`` maps the positions of ``text`` to those of the segment, where the two differ.
    """

    __slots__ = ("_soft", "_starts", "_stop_ends", "_stops", "hits", "offsets", "text")

    def __init__(self, segment: str) -> None:
        text = segment.translate(w.simplified())
        self.offsets: list[int] | None = None
        gone = [match.span() for match in _PINYIN.finditer(text)] if "(" in text else []
        if " " in text:
            gone += [blank.span() for run in _SPACED.finditer(text) for blank in _BLANK.finditer(text, *run.span())]
        if gone:
            text, self.offsets = _without(text, sorted(gone))
        self.text = text
        levels = w.unit_levels() | w.slip_levels()
        numbers = [Hit(*m.span(), levels[m["u"]], True) for m in w.numbered().finditer(text)]
        numbers = [hit for hit in numbers if not _doubtful(hit, text)]
        bare = [Hit(m.start(), m.end(), "bare", True) for m in w.BARE.finditer(text)]
        numbers = sorted([*numbers, *(hit for hit in bare if not _inside(hit, numbers))])
        self.hits = sorted([*numbers, *_names(text, numbers)])
        self._starts = [hit.start for hit in self.hits]
        begun = {hit.start for hit in self.hits if not hit.numbered}
        stops = [match for match in w.stopping().finditer(text) if not _harmless(match, begun)]
        self._stops = [match.start() for match in stops if match.lastgroup is None]
        self._soft = [match.start() for match in stops if match.lastgroup]
        self._stop_ends = [match.end() for match in stops]

    def next_hit(self, position: int) -> int:
        """Index of the first hit that begins at or after a position."""
        return bisect_left(self._starts, position)

    def stop_between(self, start: int, end: int, soft: bool = False) -> bool:
        """Whether a stop word begins in ``[start, end)``; ``soft`` ones are characters that names may hold, too."""
        return _any(self._stops, start, end) or (soft and _any(self._soft, start, end))

    def stop_ends(self) -> list[int]:
        """Where stop words end."""
        return self._stop_ends

    def outer(self, start: int, end: int) -> tuple[int, int]:
        """A span of ``text`` as a span of the segment."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def _harmless(stop: re.Match[str], begun: set[int]) -> bool:
    """``建在线`` is no ``在``; ``手机`` ends an address, but not where it is part of a name: ``手机城``, ``包装厂``."""
    return stop[0] in w.harmless() or (stop[0] in w.words()["stop_noun"] and stop.end() in begun)


def _doubtful(hit: Hit, text: str) -> bool:
    """``五一街`` and ``三口`` are names and words; ``24街`` and ``D口`` are numbers."""
    return (hit.kind == "gate" or text[hit.end - 1] == "街") and not text[hit.start].isascii()


def _any(positions: list[int], start: int, end: int) -> bool:
    place = bisect_left(positions, start)
    return place < len(positions) and positions[place] < end


def _inside(hit: Hit, others: list[Hit]) -> bool:
    """Whether a hit overlaps one of the sorted others."""
    place = bisect_left(others, (hit.end, 0))
    return place > 0 and others[place - 1].end > hit.start


def _names(text: str, numbers: list[Hit]) -> list[Hit]:
    """Words that end names, outside numbers with a unit."""
    classes, taken, found, index = w.name_classes(), [(n.start, n.end) for n in numbers], [], 0
    ending, match = w.ending(), w.ending().search(text)
    while match:
        start, end = match.span()
        while index < len(taken) and taken[index][1] <= start:
            index += 1
        if index == len(taken) or taken[index][0] >= end:
            kind = classes[match[0]]
            if kind != "void":
                found.append(Hit(start, end, kind, False))
        else:  # 门卫 is behind 2单元, although 单元门 is a word, too
            end = taken[index][1]
        match = ending.search(text, end)
    return found


def _without(text: str, gone: list[tuple[int, int]]) -> tuple[str, list[int]]:
    """The text without some spans, and where each character of it stood."""
    kept: list[int] = []
    done = 0
    for start, end in gone:
        kept += range(done, start)
        done = end
    kept += range(done, len(text))
    return "".join(text[i] for i in kept), kept
