"""Addresses in English and in pinyin: parts between commas, or syllables with pinyin level words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from leakguard.detection.address.words import is_labelled

_LABEL = re.compile(
    r"(?:address|addr|add|ship(?:ping)? ?to|deliver(?:y)? to|send to|mail to|dizhi)\s?[:=]?\s{0,2}$", re.I
)
_RUN = re.compile(r"[ !#-:=?-z~]{10,}+")
_LETTER = re.compile(r"[A-Za-z#]")
_LINE = re.compile(r"(?:[ !#-&(-:=?-z~]|(?<=[A-Za-z])'(?=[A-Za-z])){10,240}")
_CUE = re.compile(
    r"\b(?:no\.?\s?\d+|rd|road|st|street|ave|avenue|lane|alley|bldg|building|room|rm|flat|unit|floor|/f|block|blk|district|dist|"
    r"city|province|tower|garden|gardens|court|estate|village|town|house|mansion|plaza|centre|center|jalan|kowloon|hong kong|"
    r"new territories|macau|taiwan|taipei|shanghai|beijing|guangzhou|shenzhen|china|singapore|malaysia|p\.?r\.?c|blvd|boulevard|ct|ln|dr|pl|hwy|n\.t|hk|kln|united states|usa|u\.s\.a|canada|australia|japan|korea|united kingdom|"
    r"drive|highway|apt|apartment|suite|section|sec|rua|avenida|edf)\b|\b\d{1,3}/f\b|#\d{2}-\d{2}",
    re.I,
)
_STREET = re.compile(r"\b(?:rd|road|st|street|ave|avenue|lane|jalan|blvd|boulevard|drive|rua|avenida|highway)\b", re.I)
_PART = re.compile(r"[^,;]{1,80}")
_SYLLABLE = (
    r"(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:i?ang?|i?ao?|i?e|iu|in|ing|i?ong|ua?ng|uan?|uai|uo|ui|un|[aeo]i|ou|eng?|er|[aiouv]))"
)
_PINYIN_NAME = re.compile(rf"{_SYLLABLE}{{2,4}}")
_PLACE_END = re.compile(r"[0-9]{4,6}$|[A-Z][a-z]+$")
_SENTENCE = re.compile(r"[A-Za-z]{4}[.!] $|[0-9]{5,6}[.!] $")
_STOP = re.compile(
    r"\b(?:recipient|consignee|attn|tel|phone|mobile|name|receiver|email|thanks|please|pls|mr|ms|mrs|call|zip|postcode)\b",
    re.I,
)
_PINYIN = re.compile(
    r"(?<![A-Za-z])[a-z]{2,12}(?: [a-z]{1,12}| [0-9]{1,5}[a-z]?(?:-[0-9]{1,4})?){4,24}(?![A-Za-z])", re.I
)
_PINYIN_LEVEL = re.compile(
    r"\b(?:sheng|shi|qu|xian|zhen|xiang|jiedao|cun|lu|jie|dadao|xiang|long|nong|hao|zhuang|dong|ceng|lou|danyuan|haolou|shi|"
    r"xiaoqu|huayuan)\b",
    re.I,
)
_PINYIN_NUMBER = re.compile(r"\b(?:lu|jie|dao|dadao|nong|xiang) [0-9]{1,5} ?(?:hao|nong)\b|\b[0-9]{1,5} ?hao\b", re.I)


class Span(NamedTuple):
    """A span of the folded text and the belief in it."""

    start: int
    end: int
    score: float


_DOOR = re.compile(
    r"\b(?:Block|Blk|Tower) ?[0-9A-Z]{1,3},? (?:Flat|Room|Rm|Unit) ?[0-9A-Z]{1,5}\b|\b(?:Flat|Room|Rm|Unit) ?[0-9A-Z]{1,5},? (?:Block|Blk|Tower) ?[0-9A-Z]{1,3}\b"
)


def find(text: str, header: bool = False) -> Iterator[Span]:
    """English and pinyin addresses; ``header`` is true in a column of addresses."""
    for line in _lines(text):
        if not _CUE.search(line[0]) and not _PINYIN_LEVEL.search(line[0]):
            continue
        labelled = header or bool(is_labelled(text, line.start() + len(line[0]) - len(line[0].lstrip(" :="))))
        found = _english(line[0], labelled) or _pinyin(line[0], labelled) or _door(line[0])
        if found:
            yield Span(line.start() + found.start, line.start() + found.end, found.score)


def _lines(text: str) -> Iterator[re.Match[str]]:
    """Stretches of ASCII, with letters somewhere near: without a letter there is no cue."""
    for run in _RUN.finditer(text):
        if _LETTER.search(text, *run.span()):
            yield from _LINE.finditer(text, *run.span())


def canonical(text: str) -> str:
    """Lower case, without punctuation."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def _english(line: str, header: bool) -> Span | None:
    parts: list[tuple[int, int, int]] = []
    for match in _PART.finditer(line):
        start = match.start() + len(match[0]) - len(match[0].lstrip(" :=\t"))
        end = match.start() + len(match[0].rstrip())
        stop = _STOP.search(line, start, end)
        label = [
            m.end()
            for m in re.finditer(
                r"(?:address|addr|add|ship to|reship to|deliver to|send to)\b:? {0,2}|: ", line[start:end], re.I
            )
        ]
        if label:
            start, parts = start + label[-1], []
        if stop and stop.start() >= start:
            if _SENTENCE.search(line, start, stop.start()):  # the address ends with a sentence
                end = start + len(line[start : stop.start()].rstrip(" .!"))
                parts.append((start, end, len(_CUE.findall(line, start, end))))
            if parts:
                break
            continue
        cues = len(_CUE.findall(line, start, end))
        parts.append((start, end, cues))
    while parts and not parts[0][2] and not re.match(r"[0-9#]", line[parts[0][0] :]):
        parts.pop(0)
    while parts and not (parts[-1][2] or _is_place(line, parts[-1][0], parts[-1][1])):
        parts.pop()
    cues = sum(count for *_, count in parts)
    if not parts:
        return None
    start, end = parts[0][0], parts[-1][1]
    said = line[start:end]
    labelled = header or bool(_LABEL.search(line[:start]) or re.search(r"to\s{1,2}$", line[:start], re.I))
    number = bool(re.search("[0-9]", said))
    if number and len(parts) >= 3 and cues >= 2 and said == line.strip(" ,") and _STREET.search(said):
        return Span(start, end, 0.6)
    if number and ((cues >= 3 and (_STREET.search(said) or len(parts) >= 3)) or (labelled and cues >= 2)):
        return Span(start, end, 0.85 if labelled else 0.7)
    return None


def _is_place(line: str, start: int, end: int) -> bool:
    """Whether a last part without a cue may be a place: a post code, a word with a capital, one word of pinyin."""
    return bool(_PLACE_END.search(line, start, end) or _PINYIN_NAME.fullmatch(line, start, end))


def _door(line: str) -> Span | None:
    match = _DOOR.search(line)
    return Span(match.start(), match.end(), 0.6) if match else None


def _pinyin(line: str, header: bool) -> Span | None:
    match = _PINYIN.search(line)
    if not match:
        return None
    levels = len(_PINYIN_LEVEL.findall(match[0]))
    if (levels >= 3 and _PINYIN_NUMBER.search(match[0])) or (header and levels >= 2):
        return Span(match.start(), match.end(), 0.75)
    return None
