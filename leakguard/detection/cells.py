"""Whole cells: when the header says what a column carries, what is left of a cell is that, if it looks like it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from leakguard.detection import names
from leakguard.detection.candidate import Candidate
from leakguard.detection.catalogue import Catalogue
from leakguard.detection.headers import Meaning
from leakguard.detection.marks import marks
from leakguard.detection.recognizer import Recognizer
from leakguard.text import fold

_EDGES = " \t\r\n\u3000\u00a0,，;；、/|·:：-_。.()（）[]【】<>《》\"'“”"
_OPEN_CLOSE = {")": "(", "）": "（", "]": "[", "】": "【"}
_EMPTY = frozenset(
    {"", "-", "--", "—", "——", "/", "无", "無", "null", "none", "nan", "n/a", "na", "\\n", "0", "空", "暂无", "未填写"}
)
_GLUED = frozenset({"wx", "vx"})
"""What is a label in running text, and in a column of accounts the beginning of one: wxyqqq_2309."""
_PART = re.compile(r"[^,，;；、\r\n|]+")

ReadCell = Callable[[Recognizer, str, int, int], Candidate | None]
"""What reads ``text[start:end]`` of a cell in place of the recognizer's ``cell`` rule alone: the address grammar."""


def inner_span(text: str) -> tuple[int, int]:
    """The span of a cell without what programs wrap around it: ``="…"``, apostrophe, tab, spaces."""
    start, end = 0, len(text)
    while start < end and text[start] in "=\"'\t \u3000\u00a0\ufeff\u200b":
        start += 1
    while end > start and text[end - 1] in "\"'\t \r\n\u3000\u00a0\ufeff\u200b":
        end -= 1
    return start, end


def whole_cell(
    catalogue: Catalogue, text: str, meaning: Meaning, settled: Sequence[Candidate], read_address: ReadCell
) -> list[Candidate]:
    """The settled candidates and, if the rest of the cell looks like the column's entity, one more.

    A candidate of another entity that covers the whole cell gives way when the header names the entity and the value
    fits it (a phone number in a column of Alipay accounts is an Alipay account).
    """
    start, end = inner_span(text)
    if meaning.kind == "region" or text[start:end].lower() in _EMPTY:
        return list(settled)
    taken = marks(text)
    if any(entity == meaning.entity for _, _, entity in taken):
        return list(settled)
    hidden = [(first, last) for first, last, _ in taken]
    stretches = _free_stretches(text, start, end, meaning, settled, hidden)
    for recognizer in catalogue.of_entity(meaning.entity or ""):
        told = False
        for first, last in stretches if recognizer.cell else ():
            canonical = fold(text[first:last]).text
            if recognizer.engine == "person" and names.is_field_word(canonical):
                continue
            masked = _is_masked(recognizer, canonical)
            candidate = None
            if recognizer.engine == "address" and not masked:
                candidate = read_address(recognizer, text, first, last)
            elif recognizer.cell and (masked or recognizer.cell.compiled.fullmatch(canonical)):
                candidate = Candidate(recognizer, first, last, 0.0, canonical, recognizer.kind, masked)
            if candidate and recognizer.cell:
                candidate.weigh(*meaning.evidence, recognizer.cell.score)
                kept = [c for c in settled if c.end <= candidate.start or candidate.end <= c.start]
                settled, told = [*kept, candidate], True
                break
        if recognizer.engine == "person" and stretches:
            gaps = _gaps(text, start, end, settled, hidden)
            settled = [*settled, *_names(recognizer, text, gaps, meaning)]
        if told:
            break
    return list(settled)


def _names(recognizer: Recognizer, text: str, gaps: Sequence[tuple[int, int]], meaning: Meaning) -> Iterator[Candidate]:
    """The other names of a cell of several persons: name, number, name, number; or names with commas between them."""
    pieces = [
        (start + part.start(), start + part.end()) for start, end in gaps for part in _PART.finditer(text[start:end])
    ]
    for start, end in (_trim(text, *piece) for piece in pieces):
        name = fold(text[start:end]).text
        if recognizer.cell and names.is_name(name) and not names.is_ordinary_word(name):
            candidate = Candidate(recognizer, start, end, 0.0, name, recognizer.kind)
            candidate.weigh(*meaning.evidence, recognizer.cell.score)
            yield candidate


def _is_masked(recognizer: Recognizer, canonical: str) -> bool:
    masked = recognizer.cell.masked_compiled if recognizer.cell else None
    return masked is not None and masked.fullmatch(canonical) is not None


def _free_stretches(
    text: str, start: int, end: int, meaning: Meaning, settled: Sequence[Candidate], hidden: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """What may be the value: the whole cell if only another entity claims it, else the longest unclaimed stretch."""
    if any(c.recognizer.entity == meaning.entity for c in settled):
        return []
    if not settled and not hidden:
        return [(start, end)]
    stretches = []
    if len(settled) == 1 and not hidden and not settled[0].masked and settled[0].end >= end - 1:
        glued = settled[0].recognizer.entity == "WECHAT_ID" and text[start : settled[0].start].lower() in _GLUED
        if glued or settled[0].start <= start + 1:
            stretches.append((start, end))
    longest = max(_gaps(text, start, end, settled, hidden), key=lambda gap: gap[1] - gap[0])
    if longest[1] - longest[0] >= 2:
        stretches.append(longest)
    return stretches


def _gaps(
    text: str, start: int, end: int, settled: Sequence[Candidate], hidden: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The stretches that nothing claims."""
    taken = sorted([*((c.start, c.end) for c in settled), *hidden])
    edges = [start, *(edge for span in taken for edge in span), end]
    return [_trim(text, edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without separators and unpaired brackets at its ends."""
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        opener = _OPEN_CLOSE.get(text[end - 1])
        if opener and opener in text[start:end]:
            break
        end -= 1
    return start, end
