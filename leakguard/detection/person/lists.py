"""Lists of names: where one stands, its neighbours in the list are names too: 出席：龚建华、米雪莹、成功."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from leakguard.detection import names

_NOTE = r"(?:\([^()\n]{1,16}\))?"
_SEPARATOR = r"(?:[、;]|[ \u3000]{1,2}(?![0-9]))"
_NEXT = re.compile(rf"{_NOTE}[\d人名位]{{0,3}}\s?(?:{_SEPARATOR}|和|及|以及|与)\s?(?:[0-9]{{1,2}}[.、)]\s?)?")
_LONGEST = 60
_WINDOW = 26


@cache
def _after_item() -> re.Pattern[str]:
    return re.compile(
        rf"{_NOTE}(?:$|[、;,。!?\s)\]】\"0-9]|和|及|等|与|[一二两三四五六七八九十]位|同学|老师|先生|女士|各|分别|均|都|[0-9]{{1,2}}人)"
    )


@cache
def _item_before() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[^{names.HAN}]|为|是|有|说|:)([{names.HAN}]{{2,4}}){_NOTE}(?:{_SEPARATOR}|和|及|与)\s?$")


def neighbours(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The items of the list in which ``text[start:end]`` stands, after it and before it; offsets of ``text``."""
    yield from _after(text, end)
    yield from _before(text, start)


def _after(text: str, end: int) -> Iterator[tuple[int, int]]:
    for _ in range(_LONGEST):
        gap = _NEXT.match(text, end)
        if gap is None:
            return
        last = _item_end(text, gap.end())
        if last is None:
            return
        yield gap.end(), last
        end = last


def _before(text: str, start: int) -> Iterator[tuple[int, int]]:
    for _ in range(_LONGEST):
        low = max(0, start - _WINDOW)
        match = _item_before().search(text[low:start])
        if match is None:
            return
        first, last = low + match.start(1), low + match.end(1)
        if last not in names.MACROS["any_name"](text, first):
            return
        yield first, last
        start = first


def _item_end(text: str, start: int) -> int | None:
    ends = names.MACROS["any_name"](text, start) if start < len(text) else iter(())
    return next((end for end in ends if _after_item().match(text, end)), None)
