"""Columns of names inside a text: numbered lists, rows of a table that was pasted as text, 接龙.

A *slot* is a token of two to four Chinese characters at the same place of several lines or items: after ``1.``, after
``3-1-502``, before the first comma. Where some of a kind of slot are plainly names, the others are names too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from leakguard.detection import names

_TOKEN = rf"(?P<v>[{names.HAN}]{{2,4}})"
_END = rf"(?=[^{names.HAN}·]|$|收$)"
_LEAST = 2


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    """Compiled on first use: classes of Chinese characters take their time."""
    return {
        "numbered-line": re.compile(
            rf"^\s{{0,3}}[(]?[0-9]{{1,3}}[.、)\s:]{{1,2}}\s?(?:[0-9A-Z-]{{3,12}}\s)?{_TOKEN}{_END}", re.M
        ),
        "numbered-item": re.compile(rf"(?<![0-9])[0-9]{{1,2}}[.、)]\s?{_TOKEN}{_END}"),
        "first-field": re.compile(rf"^[\"'(]{{0,2}}{_TOKEN}[\"']?(?=[,\t|]|\s{{1,4}}[0-9(])", re.M),
        "second-field": re.compile(
            rf"^[\"'(]{{0,2}}[A-Za-z0-9_-]{{1,20}}[\"']?[,\t|]\s?[\"']?{_TOKEN}[\"']?(?=[,\t|])", re.M
        ),
        "bullet": re.compile(rf"^\s{{0,3}}[^\w\s{names.HAN}]{{1,3}}\s?{_TOKEN}{_END}", re.M),
        "after-room": re.compile(rf"[0-9]{{1,3}}(?:-[0-9]{{1,4}}){{1,3}}\s?{_TOKEN}{_END}"),
        "each-by-slash": re.compile(rf"(?:^|/)\s?{_TOKEN}\s?(?=/|$)", re.M),
    }


def columns(text: str) -> Iterator[tuple[str, int, int]]:
    """``(kind of slot, start, end)`` of the names in slots of which at least half are plainly names."""
    if "\n" not in text and "." not in text and "、" not in text and "/" not in text:
        return
    for kind, pattern in _kinds().items():
        spans = [match.span("v") for match in pattern.finditer(text)]
        if len(spans) < _LEAST:
            continue
        plain = sum(_is_plainly_a_name(text[start:end]) for start, end in spans)
        if plain >= _LEAST and plain * 2 >= len(spans):
            for start, end in spans:
                if end in names.MACROS["any_name"](text, start):
                    yield kind, start, end


def _is_plainly_a_name(token: str) -> bool:
    return (
        (names.is_name(token) or names.shape(token) == "stem")
        and not names.is_ordinary_word(token)
        and not names.is_public(token)
        and not names.is_field_word(token)
        and not names.holds_a_word(token)
    )
