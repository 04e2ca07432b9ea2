"""Applies the grammar: to running text, and to the cells of address columns."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from leakguard.detection.address import belief, latin
from leakguard.detection.address import words as w
from leakguard.detection.address.cell import read_cell
from leakguard.detection.address.gazetteer import gazetteer
from leakguard.detection.address.levels import Chain
from leakguard.detection.address.lexer import Lexed
from leakguard.detection.address.proposal import candidate_of, chains
from leakguard.detection.address.reader import Reader
from leakguard.detection.candidate import THRESHOLD, Candidate
from leakguard.detection.recognizer import Recognizer
from leakguard.text import Folded

_BREAK = re.compile(
    r"[。;:!?\r'\"“”‘’«»<>{}=|@￥¥$%&…~+\U0001f000-\U0001ffff\u2600-\u27bf]|\n(?![ \t]{0,4}[0-9A-Z]{1,4}(?:号楼|栋|幢|单元|室))"
)
_HINT = re.compile(
    r"[0-9A-Za-z一二三四五六七八九十零〇]\s?(?:[号號栋幢棟座弄巷舍室楼樓層层组組社隊队門门排床房#期区區F]|单元|單元|-[0-9])"
    r"|[路街巷村镇鎮乡鄉县縣旗省市区區苑]|花园|小区|公寓|广场|大楼|中心|大厦|宿舍|驿站|快递柜"
)
_FIRM = re.compile("[栋幢棟]|[0-9A-Za-z]座|号楼|號樓|单元|單元|村|[0-9]#[0-9]|[0-9][-#][0-9A-Z]{1,2}-[0-9]|小区.门")
_REACH = 60
"""A phone number within so many characters speaks for an address."""


class AddressEngine:
    """Applies the recognizers with ``engine: address``."""

    def __init__(self, recognizers: Iterable[Recognizer]) -> None:
        self._recognizers = [r for r in recognizers if r.engine == "address"]

    def propose(self, folded: Folded, settled: Sequence[Candidate]) -> Iterator[Candidate]:
        """Candidates in running text, outside what is already settled."""
        if not self._recognizers:
            return
        recognizer = self._recognizers[0]
        segments = list(_segments(folded, settled))
        if segments:
            phones = sorted(_index(folded, c.start) for c in settled if c.recognizer.entity == "PHONE_NUMBER")
            for start, end in segments:
                yield from _read(recognizer, folded, start, folded.text[start:end], phones)
        for span in latin.find(folded.text):
            raw_start, raw_end = folded.raw_span(span.start, span.end)
            candidate = Candidate(
                recognizer,
                raw_start,
                raw_end,
                0.0,
                latin.canonical(folded.text[span.start : span.end]),
                recognizer.kind,
            )
            candidate.weigh("grammar", "latin", span.score)
            yield candidate

    def cell(self, recognizer: Recognizer, text: str, start: int, end: int) -> Candidate | None:
        """The address in ``text[start:end]`` of a cell whose header says that it is one."""
        return read_cell(recognizer, text, start, end)


def _segments(folded: Folded, settled: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
    """Stretches of folded text between hard punctuation and settled findings in which something hints at an address."""
    text = folded.text
    hints = [match.start() for match in _HINT.finditer(text)]
    if not hints:
        return
    taken = [(_index(folded, c.start), _index(folded, c.end)) for c in settled if not c.masked]
    breaks = sorted([*taken, *(match.span() for match in _BREAK.finditer(text)), (len(text), len(text))])
    start = 0
    for first, last in breaks:
        if start < first:
            count = bisect_left(hints, first) - bisect_left(hints, start)
            if (
                count >= 2
                or (count and _FIRM.search(text, start, first))
                or (count and first - start >= 4 and _begins_with_region(text, start, first))
            ):
                yield start, first
        start = max(start, last)


def _begins_with_region(text: str, start: int, end: int) -> bool:
    names = gazetteer()
    return any(names.at(text, at) for at in range(start, min(end, start + 40)))


def _index(folded: Folded, raw: int) -> int:
    """The first folded index that begins at or after a raw offset."""
    return bisect_left(range(len(folded.text)), raw, key=folded.raw_start)


def _read(recognizer: Recognizer, folded: Folded, offset: int, segment: str, phones: list[int]) -> Iterator[Candidate]:
    lexed = Lexed(segment)
    if not lexed.hits:
        return

    def believe(chain: Chain) -> float:
        first, last = lexed.outer(chain.elements[0].start, chain.end)
        near = _is_near(phones, offset + first, offset + last)
        labelled = w.is_labelled(folded.text, offset + first)
        return belief.believe(chain.elements, lexed.text[chain.elements[0].start : chain.end], labelled, near)

    for chain, score in chains(lexed, Reader(lexed), believe, THRESHOLD):
        yield candidate_of(recognizer, folded, offset, lexed, chain, score)


def _is_near(phones: list[int], start: int, end: int) -> bool:
    place = bisect_right(phones, start - _REACH)
    return place < len(phones) and phones[place] <= end + _REACH
