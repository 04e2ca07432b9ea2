"""What a personal name looks like, and what only looks like one. Word lists come from ``recognizers/lexicons``.

The patterns of recognizers with ``engine: person`` name their value by a macro; here is what each macro can match:

``{name}``       a surname worth a guess and one or two usual characters of given names
``{any_name}``   what may follow a label: also rare surnames and characters, dotted, spaced and Latin names
``{latin}``      two to four capitalised Latin words
``{dotted}``     a name in two or three parts with a middle dot
``{short_han}``  two or three Chinese characters, or more if they begin with a compound surname or hold minority stems
``{title}``      a surname worth a guess and a form of address: 王先生
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from leakguard.detection import lexicons

HAN = "\u3400-\u9fff\U00020000-\U0003134f"
_DOTTED = re.compile(rf"[{HAN}]{{1,8}}(?:[·•‧・.][{HAN}]{{1,10}}){{1,3}}")
_LATIN = re.compile(r"[A-Z][A-Za-z'-]{1,20}(?:[ /,]{1,2}[A-Z][A-Za-z'.-]{0,20}){1,3}")
_HAN_RUN = re.compile(rf"[{HAN}]{{1,4}}")
_SPACED = re.compile(rf"[{HAN}](?:[ /][{HAN}]){{1,2}}(?![{HAN}])")
_FORM_OF_ADDRESS = re.compile("先生|女士|小姐|太太|老师|师傅|阿姨|叔叔|大姐|大哥|经理|总|姐|哥")
_NOT_IN_NAMES = frozenset(
    "的了是在和与及个们您吗呢吧啊呀着过把被让请也都就很说打寄发到收送拿找给从向要没不可能会想等已还又再才别"
)
PLACEHOLDER = re.compile(r"[张王李赵][三四五六]|.{0,3}[某×].{0,3}")
"""Names that stand for nobody: 张三, 李四, 王某某. They are still reported in a name column."""


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    strong, weak, compound = lexicons.surnames()
    return frozenset(strong), frozenset(weak), frozenset(compound)


@cache
def _given() -> frozenset[str]:
    return frozenset(lexicons.given_name_chars())


def _name(text: str, start: int) -> Iterator[int]:
    strong, _, compound = _surnames()
    given = _given()
    for size in (2, 1) if text[start : start + 2] in compound else (1,):
        if size == 1 and text[start : start + 1] not in strong:
            continue
        first = start + size
        if text[first : first + 1] in given and first < len(text):
            if text[first + 1 : first + 2] in given and first + 1 < len(text):
                yield first + 2
            yield first + 1


def _any_name(text: str, start: int) -> Iterator[int]:
    for special in (_DOTTED, _LATIN):
        if match := special.match(text, start):
            yield match.end()
            return
    strong, weak, compound = _surnames()
    if (match := _SPACED.match(text, start)) and text[start] in strong | weak:
        yield match.end()
        return
    yield from _name(text, start)
    run = _HAN_RUN.match(text, start)
    if run is None:
        return
    han = run[0]
    surname = 2 if han[:2] in compound else 1 if han[0] in strong or han[0] in weak else 0
    usable = next((i for i, char in enumerate(han) if i >= surname and char in _NOT_IN_NAMES), len(han))
    ends_here = _HAN_RUN.match(text, start + len(han)) is None
    if surname and usable > surname:
        if usable == len(han) and ends_here:
            yield start + usable
        elif surname == 2 or han[0] in strong:
            yield start + min(usable, surname + 2)
    elif usable == len(han) >= 2 and ends_here and _has_stem(han):
        yield start + usable


def _by_regex(pattern: re.Pattern[str]) -> Callable[[str, int], Iterator[int]]:
    def ends(text: str, start: int) -> Iterator[int]:
        if match := pattern.match(text, start):
            yield match.end()

    return ends


def _short_han(text: str, start: int) -> Iterator[int]:
    if match := _HAN_RUN.match(text, start):
        long = match[0][:2] in _surnames()[2] or _has_stem(match[0])
        if 2 <= len(match[0]) <= (4 if long else 3):
            yield match.end()


def _title(text: str, start: int) -> Iterator[int]:
    strong, _, compound = _surnames()
    size = 2 if text[start : start + 2] in compound else 1 if text[start] in strong else 0
    if size and (match := _FORM_OF_ADDRESS.match(text, start + size)):
        yield match.end()


MACROS: Mapping[str, Callable[[str, int], Iterator[int]]] = {
    "name": _name,
    "any_name": _any_name,
    "latin": _by_regex(_LATIN),
    "dotted": _by_regex(_DOTTED),
    "short_han": _short_han,
    "title": _title,
}
"""Macro -> the ends of what it can match at an offset, the likeliest first."""


@cache
def firsts() -> frozenset[str]:
    """Characters that a name can begin with: those of surnames, and Latin capitals."""
    strong, weak, compound = _surnames()
    return strong | weak | {name[0] for name in compound} | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def is_name(text: str) -> bool:
    """Whether a whole text is a usual Chinese name."""
    return len(text) in (2, 3, 4) and len(text) in _name(text, 0)


def shape(name: str) -> str:
    """``usual``, ``rare`` (a surname that is mostly an ordinary word), ``dotted``, ``stem`` (a minority name) or ``none``."""
    strong, weak, compound = _surnames()
    if _DOTTED.fullmatch(name):
        return "dotted"
    if name[:2] in compound and 3 <= len(name) <= 4:
        return "usual"
    if _has_stem(name):
        return "stem"
    if name[:1] in strong and 2 <= len(name) <= 4:
        return "usual"
    return "rare" if name[:1] in weak and 2 <= len(name) <= 3 else "none"


@cache
def _stems() -> re.Pattern[str]:
    return re.compile("|".join(lexicons.lines("minority_name_stems.txt")[0].split()))


def _has_stem(name: str) -> bool:
    """Whether a name of three to seven characters is mostly stems of Tibetan, Uyghur, Mongolian or Yi names."""
    return 3 <= len(name) <= 7 and sum(len(m[0]) for m in _stems().finditer(name)) * 2 >= len(name)


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(lexicons.lines("name_like_words.txt"))


@cache
def _public() -> frozenset[str]:
    brands = {word for line in lexicons.lines("brands.txt") for word in line.split()}
    return frozenset(brands.union(lexicons.lines("public_persons.txt")))


@cache
def _fields() -> frozenset[str]:
    return frozenset(word for line in lexicons.lines("field_words.txt") for word in line.split())


def is_ordinary_word(name: str) -> bool:
    """Whether a word with the shape of a name is an ordinary word of the language."""
    return name in _ordinary()


def is_field_word(name: str) -> bool:
    """Whether a word belongs to forms and chats and can stand where a name stands: 电话, 家里, 未知."""
    return name in _fields() or name[-2:] in (
        "电话",
        "手机",
        "地址",
        "号码",
        "单号",
        "部门",
        "公司",
        "银行",
        "没人",
        "学校",
        "医院",
        "超市",
    )


def is_public(name: str) -> bool:
    """Whether a name is, or begins with, that of a brand, a fictional, historical or widely known person."""
    return name in _public() or (len(name) == 3 and name[:2] in _public() and name[2] not in _given())
