"""Addresses in running text: a grammar over administrative divisions, roads, numbers, buildings and rooms.

An address is a chain of levels. It begins at the name of a division or at a road, goes on as long as one level follows
another, and is believed from the number of its levels and from a level of detail (number, building, room).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from leakguard.detection import lexicons
from leakguard.detection.candidate import Candidate
from leakguard.detection.recognizer import Recognizer
from leakguard.text import Folded

_HAN = r"[\u3400-\u9fff]"
_NUM = r"[0-9A-Za-z一二三四五六七八九十百零〇甲乙丙丁]"
_GAP = r"[ \-_/]{0,3}"
_REGION = re.compile(
    rf"{_GAP}(?:{_HAN}{{1,8}}?(?:自治区|自治州|自治县|特别行政区|省|市|州|盟|区|县|旗|縣|區)|(?:香港|澳门|澳門|台湾|台灣|九龙|九龍|新界))"
)
_TOWN = re.compile(
    rf"{_GAP}{_HAN}{{1,10}}?(?:街道办事处|街道|镇|鎮|乡|鄉|苏木|开发区|高新区|工业园区|管委会|农场|林场|团场)"
)
_VILLAGE = re.compile(
    rf"{_GAP}(?:{_HAN}{{1,10}}?(?:行政村|自然村|村委会|村|社区|居委会|嘎查|屯|庄|里)|{_NUM}{{1,3}}(?:组|社|队|組|隊|鄰))"
)
_ROAD = re.compile(
    rf"{_GAP}(?:{_HAN}|[0-9]){{1,10}}?(?:大道|大街|大馬路|公路|国道|省道|胡同|路|街|道|巷|弄|条|段|里|埔|徑)(?:[东西南北中]段?|{_NUM}{{1,3}}段)?"
)
_NUMBER = re.compile(
    rf"{_GAP}(?:附|之|第)?(?:{_NUM}{{1,6}}(?:[-~]{_NUM}{{1,5}}){{0,3}}|[甲乙丙丁])\s?"
    r"(?:号院|号楼|号铺|号|號|弄|巷|栋|幢|座|棟|单元|單元|组|排|楼|樓|层|層|室|户|房|铺|档|门|期|区|梯|床|舍|院|#|F(?![A-Za-z]))(?:之[0-9一二三四五六七八九十]{1,3})?"
)
_PLACE = re.compile(
    rf"{_GAP}(?:{_HAN}|[0-9A-Za-z·]){{1,16}}?(?:小区|花园|花苑|公寓|大厦|大樓|大楼|广场|中心|国际|新村|家园|家苑|宿舍|家属院|大院|公馆|名都|山庄|花城|御府|豪庭|嘉园|佳苑|雅苑|新城|小镇|苑|城|府|庭|湾|墅|阁|轩|居"
    r"|工业园|产业园|科技园|物流园|园区|驿站|快递柜|丰巢|自提柜|代收点|门卫室|门卫|保安室|收发室|传达室|前台|大学|学院|中学|小学|幼儿园|医院|酒店|宾馆|超市|市场|商场|商城|银行|公司|厂|店|校区|北门|南门|东门|西门)"
)
_ROOM = re.compile(r"(?:[-#]?[0-9]{1,5}[A-Za-z]?(?:[-#][0-9]{1,5}){0,3}|[-]?[A-Za-z][0-9]{2,4})(?![0-9])")
_CHAIN = (
    ("region", _REGION),
    ("town", _TOWN),
    ("village", _VILLAGE),
    ("road", _ROAD),
    ("number", _NUMBER),
    ("place", _PLACE),
)
_DETAIL = re.compile(rf"{_NUM}\s?(?:号|號|栋|幢|座|单元|室|弄|楼|樓|层|组|#)|[0-9]-[0-9]|村|驿站|[0-9]{{2,}}")
_BREAK = re.compile(r"[,。;:!?\n\r、\"'“”<>{}=|@￥¥$%&…~+]")
_LEADING = re.compile(
    r"^(?:.{0,12}?(?:地址是|地址为|住址|地址|寄到|寄往|寄给|送到|送至|发到|发往|住在|位于|改成|改为|换成|改到|我在|住|至|到|寄|送|发|在|往|是))?[ \t]{0,3}"
)
_MAX_NAME = 8
_MAX_LENGTH = 160
_LEAD_WORDS = 5
_HAN_PAIR = re.compile(r"(?=[\u3400-\u9fff]{2})")
_CONTINUES = frozenset("路街道巷弄镇鎮乡鄉村社里大中东東西南北小学學医醫人公广廣")
"""After a division name without suffix these make it part of something else: ``平江路``, ``北京东路``, ``广州大道``."""


class AddressEngine:
    """Applies the recognizer with ``engine: address``."""

    def __init__(self, recognizers: Iterable[Recognizer]) -> None:
        self._recognizers = [r for r in recognizers if r.engine == "address"]

    def propose(self, folded: Folded, settled: Sequence[Candidate]) -> Iterator[Candidate]:
        """Candidates in running text, outside what is already settled."""
        for recognizer in self._recognizers:
            for start, end in _segments(folded, settled):
                text = folded.text[start:end]
                if len(text) >= 4 and _DETAIL.search(text):
                    yield from _read(recognizer, folded, start, text)


def _segments(folded: Folded, settled: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
    """Stretches of folded text between hard punctuation and settled findings."""
    taken = [(_index(folded, c.start), _index(folded, c.end)) for c in settled if not c.masked]
    breaks = sorted([*taken, *(match.span() for match in _BREAK.finditer(folded.text))])
    start = 0
    for first, last in breaks:
        if start < first:
            yield start, first
        start = max(start, last)
    if start < len(folded.text):
        yield start, len(folded.text)


def _index(folded: Folded, raw: int) -> int:
    """The first folded index that begins at or after a raw offset."""
    return bisect_left(range(len(folded.text)), raw, key=folded.raw_start)


def _read(recognizer: Recognizer, folded: Folded, offset: int, text: str) -> Iterator[Candidate]:
    position = 0
    for start in _beginnings(text):
        if start < position:
            continue
        end, levels = _chain(text, start)
        score = _score(levels)
        if score:
            raw_start, raw_end = folded.raw_span(offset + start, offset + end)
            candidate = Candidate(
                recognizer, raw_start, raw_end, 0.0, re.sub(r"[\s_-]", "", text[start:end]), recognizer.kind
            )
            candidate.weigh("grammar", "+".join(levels), score)
            yield candidate
            position = end


def _beginnings(text: str) -> list[int]:
    """Where an address could begin: at a division name, and after a verb or label or else at the start."""
    names = divisions_by_length()
    match = _LEADING.match(text)
    lead = match.end() if match else 0
    found = [
        han.start()
        for han in _HAN_PAIR.finditer(text)
        if any(text[han.start() : han.start() + size] in names for size in range(_MAX_NAME, 1, -1))
    ]
    named_soon = bool(found) and lead <= found[0] <= lead + _LEAD_WORDS
    return found if named_soon else sorted({lead, *found})


@cache
def divisions_by_length() -> frozenset[str]:
    """Division names of up to eight characters."""
    return frozenset(name for name in lexicons.divisions() if len(name) <= _MAX_NAME)


def _chain(text: str, start: int) -> tuple[int, list[str]]:
    """The end of the chain of levels that begins at ``start``, and the levels."""
    levels: list[str] = []
    position = start
    short = _short_names(text, position)
    if short > position:
        levels.append("region")
        position = short
    while position < min(len(text), start + _MAX_LENGTH):
        level = next(((name, m) for name, pattern in _CHAIN if (m := pattern.match(text, position))), None)
        if level is None:
            break
        levels.append(level[0])
        position = level[1].end()
    room = _ROOM.match(text, position)
    if room and levels and levels[-1] in ("number", "place", "road"):
        position = room.end()
        levels.append("room")
    return position, levels


def _short_names(text: str, position: int) -> int:
    """Skip division names written without suffix, one after the other: ``四川达州渠县``."""
    names = divisions_by_length()
    for _ in range(4):
        size = next((s for s in range(_MAX_NAME, 1, -1) if text[position : position + s] in names), 0)
        if not size or text[position + size : position + size + 1] in _CONTINUES:
            break
        position += size
        while position < len(text) and text[position] in " -_/":
            position += 1
    return position


def _score(levels: Sequence[str]) -> float:
    """Belief in a chain: it needs a place on the map and a detail that leads to a door."""
    kinds = set(levels)
    detail = bool(kinds & {"number", "room"}) or "village" in kinds
    anchor = kinds & {"region", "town", "road", "place"}
    if not anchor or not detail:
        return 0.55 if "region" in kinds and len(kinds & {"town", "road", "place", "village"}) >= 2 else 0.0
    if kinds == {"place", "number"} or kinds == {"place", "room"}:
        return 0.5 if levels.count("number") >= 2 else 0.0
    return min(0.95, 0.4 + 0.15 * len(kinds))
