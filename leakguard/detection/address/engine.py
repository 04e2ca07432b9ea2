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
from leakguard.detection.address.tagged import tagged
from leakguard.detection.candidate import THRESHOLD, Candidate
from leakguard.detection.recognizer import Recognizer
from leakguard.detection.tagging.spans import TextTagger
from leakguard.text import Folded

_BREAK = re.compile(
    r"[。;:!?\r'\"“”‘’«»<>{}=|@￥¥$%&…~+\U0001f000-\U0001ffff\u2600-\u27bf]|\n(?![ \t]{0,4}[0-9A-Z]{1,4}(?:号楼|栋|幢|单元|室))"
)
_NUMERAL = "[0-9A-Za-z一二三四五六七八九十零〇]"
_UNITS = "号號栋幢棟座弄巷舍室楼樓層层组組社隊队門门排床房#期区區F"
_ALONE = "路街巷村镇鎮乡鄉县縣旗省市区區苑"
_HINT = re.compile(
    rf"{_NUMERAL}\s?(?:[{_UNITS}]|单元|單元"
    r"|(?<!(?:19|20)[0-9]{2})(?<!(?:19|20)[0-9]{2}-[01][0-9])-[0-9])"
    rf"|[{_ALONE}]|花园|小区|公寓|广场|大楼|中心|大厦|宿舍|驿站|快递柜"
)
"""Something that stands in addresses. The hyphens of a date are none."""

_KEY = re.compile(
    rf"[-{_UNITS}{_ALONE}元园寓场心厦站柜]"
    rf"(?:(?<=[{_ALONE}])|(?<={_NUMERAL}[{_UNITS}])|(?<={_NUMERAL}\s[{_UNITS}])"
    r"|(?<=[单單]元)|(?<=花园)|(?<=公寓)|(?<=广场)|(?<=大楼)|(?<=中心)|(?<=大厦)|(?<=宿舍)|(?<=驿站)|(?<=快递柜)"
    r"|(?<=-)(?=[0-9])(?<!(?:19|20)[0-9]{2}-)(?<!(?:19|20)[0-9]{2}-[01][0-9]-))"
)
"""Finds the last character, or the hyphen, of every hint; it looks closely at few characters only."""
_OVER = 2
"""So far beyond a line end the rest of a hint can stand."""

_FIRM = re.compile("[栋幢棟]|[0-9A-Za-z]座|号楼|號樓|单元|單元|村|[0-9]#[0-9]|[0-9][-#][0-9A-Z]{1,2}-[0-9]|小区.门")
_REACH = 60
"""A phone number within so many characters speaks for an address."""


class AddressEngine:
    """Applies the recognizers with ``engine: address``."""

    def __init__(self, recognizers: Iterable[Recognizer], tagger: TextTagger | None = None) -> None:
        self._recognizers = [r for r in recognizers if r.engine == "address"]
        self._tagger = tagger if tagger and tagger.marks_addresses else None

    def propose(self, folded: Folded, settled: Sequence[Candidate], *, tagging: bool = True) -> Iterator[Candidate]:
        """Candidates in running text, outside what is already settled.

        ``tagging`` is off for texts that are no prose, such as the headers of a table.
        """
        if not self._recognizers:
            return
        hints = self._tagger.hints(folded.text) if self._tagger and tagging else None
        if hints is not None and not hints.addresses and not _FIRM.search(folded.text):
            return
        recognizer = self._recognizers[0]
        segments = list(_segments(folded, settled))
        if segments:
            phones = sorted(folded.index_of(c.start) for c in settled if c.recognizer.entity == "PHONE_NUMBER")
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

    def tagged(self, text: str, folded: Folded, found: Sequence[Candidate]) -> list[Candidate]:
        """Candidates that only the tagger sees, beside what was found; ``text`` is the raw text of ``folded``."""
        if not self._recognizers or self._tagger is None:
            return []
        spans = self._tagger.spans(folded.text)
        return list(tagged(self._recognizers[0], text, folded, spans, found, self._tagger.name))

    def cell(self, recognizer: Recognizer, text: str, start: int, end: int) -> Candidate | None:
        """The address in ``text[start:end]`` of a cell whose header says that it is one."""
        return read_cell(recognizer, text, start, end)


def _segments(folded: Folded, settled: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
    """Stretches of folded text between hard punctuation and settled findings in which something hints at an address."""
    text = folded.text
    taken: list[tuple[int, int]] | None = None
    seen = 0
    for begin, end in _paragraphs(text):
        found = [match.span() for match in _HINT.finditer(text, max(begin, seen), min(len(text), end + _OVER))]
        hints = [start for start, _ in found if start < end]
        if not hints:
            continue
        seen = found[len(hints) - 1][1]
        if taken is None:
            taken = [(folded.index_of(c.start), folded.index_of(c.end)) for c in settled if not c.masked]
            taken.sort()
        first_taken = bisect_left(taken, begin, key=_end_of)
        inside = taken[first_taken : bisect_left(taken, (end, 0))]
        breaks = sorted([*inside, *(match.span() for match in _BREAK.finditer(text, begin, end)), (end, end)])
        yield from _between(text, begin, breaks, hints)


def _end_of(span: tuple[int, int]) -> int:
    return span[1]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Whole lines that hold hints; lines between which an address may go on are one paragraph."""
    done = 0
    for key in _KEY.finditer(text):
        if key.start() < done:
            continue
        begin = _line_start(text, max(0, key.start() - 2))
        end = _line_end(text, key.end())
        yield max(begin, done), end
        done = end


def _line_start(text: str, at: int) -> int:
    """The start of the paragraph around a place."""
    while (ends := text.rfind("\n", 0, at)) >= 0 and not _BREAK.match(text, ends):
        at = ends
    return ends + 1


def _line_end(text: str, at: int) -> int:
    """The end of the paragraph around a place, with its line end."""
    while (ends := text.find("\n", at)) >= 0 and not _BREAK.match(text, ends):
        at = ends + 1
    return len(text) if ends < 0 else ends + 1


def _between(
    text: str, start: int, breaks: Sequence[tuple[int, int]], hints: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """The stretches between breaks that hold two hints, a firm one, or one behind a region."""
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


def _read(recognizer: Recognizer, folded: Folded, offset: int, segment: str, phones: list[int]) -> Iterator[Candidate]:
    lexed = Lexed(segment)
    if not lexed.hits:
        return

    def believe(chain: Chain) -> float:
        first, last = lexed.outer(chain.elements[0].start, chain.end)
        said = lexed.text[chain.elements[0].start : chain.end]
        if belief.is_code(chain.elements, said) and w.is_coded(folded.text, offset + first, offset + last):
            return 0.0
        if belief.is_region(chain.elements) and w.offices().match(folded.text, offset + last):
            return 0.0
        near = _is_near(phones, offset + first, offset + last)
        labelled = w.is_labelled(folded.text, offset + first)
        return belief.believe(chain.elements, said, labelled, near)

    for chain, score in chains(lexed, Reader(lexed), believe, THRESHOLD):
        yield candidate_of(recognizer, folded, offset, lexed, chain, score)


def _is_near(phones: list[int], start: int, end: int) -> bool:
    place = bisect_right(phones, start - _REACH)
    return place < len(phones) and phones[place] <= end + _REACH
