"""Chinese names in Latin letters: pinyin, and the spellings of Hong Kong, Taiwan, Singapore and Malaysia."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from leakguard.detection import lexicons

_WORD = re.compile(r"[A-Za-z'.-]+")
LATIN = re.compile(r"[A-Z][A-Za-z'-]{1,20}(?:[ /,]{1,2}[A-Z][A-Za-z'.-]{0,20}){1,3}")
CAPITALS = re.compile(r"[A-Z]{2,6}[ /,]{1,2}[A-Z]{2,12}(?![A-Za-z])")
TITLE_CASE = re.compile(r"[A-Z][a-z]{1,11} [A-Z][a-z]{1,11}(?![A-Za-z])")
_ONE_WORD = re.compile(r"[A-Za-z][a-z]{3,17}(?![A-Za-z0-9@_.])")
_WORDS = re.compile(r"[A-Za-z][a-z]{1,5} [a-z]{2,6}(?: ?[a-z]{2,6})?(?![A-Za-z0-9@_])")
_LONG_GIVEN = 5
_LONGEST_SURNAME = 5


@cache
def _words(part: str) -> frozenset[str]:
    lines = (line.split() for line in lexicons.lines("romanised.txt"))
    return frozenset(word for name, *words in lines if name == part for word in words)


@cache
def _syllables() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ue|ui|uo|a|o|e|i|u|v)){1,4}"
    )


def _is_pinyin(word: str) -> bool:
    return _syllables().fullmatch(word.lower()) is not None


def _is_surname(word: str) -> bool:
    return word.lower() in _words("pinyin")


def _is_name(word: str) -> bool:
    """Whether a word is a surname and a given name in pinyin, written together."""
    sizes = range(2, min(_LONGEST_SURNAME + 1, len(word) - 1))
    return any(_is_surname(word[:size]) and _is_pinyin(word[size:]) for size in sizes)


def holds_no_name(text: str) -> bool:
    """Whether Latin words hold one that is never in a name: ``WhatsApp/WeChat``."""
    return any(word.lower() in _words("not-in-names") for word in _WORD.findall(text))


def pinyin_words(text: str, start: int) -> Iterator[int]:
    """Ends of ``feng xiaoling`` and ``fengxiaoling``."""
    if (match := _WORDS.match(text, start)) and _is_name(match[0].replace(" ", "")):
        yield match.end()
    if (match := _ONE_WORD.match(text, start)) and _is_name(match[0]):
        yield match.end()


def capitals(text: str, start: int) -> Iterator[int]:
    """The end of ``WANG/XIAOMING`` or ``XIAOMING WANG``."""
    match = CAPITALS.match(text, start)
    if match is None:
        return
    first, last = re.split(r"[ /,]+", match[0], maxsplit=1)
    if (_is_surname(first) and _is_pinyin(last)) or (_is_surname(last) and _is_pinyin(first)):
        yield match.end()


def title_case(text: str, start: int) -> Iterator[int]:
    """The end of ``Zhang Weiting`` or ``Weiting Zhang``: the given name has two syllables."""
    match = TITLE_CASE.match(text, start)
    if match is None:
        return
    first, last = match[0].split()
    for surname, given in ((first, last), (last, first)):
        if _is_surname(surname) and len(given) >= _LONG_GIVEN and _is_pinyin(given):
            yield match.end()
            return


def latin(text: str, start: int) -> Iterator[int]:
    """The end of two to four capitalised words, before the first that belongs to an address or an order."""
    match = LATIN.match(text, start)
    if match is None:
        return
    words = [word.span() for word in _WORD.finditer(match[0])]
    stop = _words("not-in-names")
    count = next((i for i, (a, b) in enumerate(words) if match[0][a:b].lower().strip(".") in stop), len(words))
    if count > 1:
        yield match.end() if count == len(words) else start + words[count - 1][1]


def romanised(text: str, start: int) -> Iterator[int]:
    """Ends of two to four capitalised words one of which is a surname: ``Cindy Mok``; the longest first."""
    match = LATIN.match(text, start)
    if match is None:
        return
    words = [word.span() for word in _WORD.finditer(match[0])]
    stop = _words("not-in-names")
    last = next((i for i, (a, b) in enumerate(words) if match[0][a:b].lower() in stop), len(words))
    surnames = _words("pinyin") | _words("other")
    for count in range(last, 1, -1):
        if any(match[0][a:b].lower() in surnames for a, b in words[:count]):
            yield start + words[count - 1][1]
