"""Display width, cutting, padding, wrapping, making hidden characters visible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.reports.layout import Style, table
from leakguard.reports.width import pad, truncate, visible, width, wrap

WIDTHS = [("", 0), ("abc", 3), ("收货人", 6), ("ａｂ", 4), ("e\u0301", 1), ("ｱ", 1), ("😀", 2), ("a收", 3), ("가", 2)]


@pytest.mark.parametrize(("text", "cells"), WIDTHS)
def test_width(text: str, cells: int) -> None:
    assert width(text) == cells


CUTS = [
    ("收货人手机", 10, "收货人手机"),
    ("收货人手机", 9, "收货人手…"),
    ("收货人手机", 8, "收货人…"),
    ("abc", 2, "a…"),
    ("abc", 0, ""),
]


@pytest.mark.parametrize(("text", "cells", "expected"), CUTS)
def test_truncate(text: str, cells: int, expected: str) -> None:
    assert truncate(text, cells) == expected


def test_pad() -> None:
    assert pad("收货", 6) == "收货  "
    assert pad("收货", 6, right=True) == "  收货"
    assert pad("收货人手机", 6) == "收货人手机"


WRAPS = [
    ("one two three", 8, ["one two", "three"]),
    ("收货人手机号码", 6, ["收货人", "手机号", "码"]),
    ("收货人，手机", 6, ["收货", "人，手", "机"]),
    ("手机（号码）", 6, ["手机", "（号", "码）"]),
    ("策略 share 允许", 10, ["策略 share", "允许"]),
    ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    ("a\nb", 10, ["a", "b"]),
    ("", 10, [""]),
]


@pytest.mark.parametrize(("text", "cells", "lines"), WRAPS)
def test_wrap(text: str, cells: int, lines: list[str]) -> None:
    assert wrap(text, cells) == lines


@given(st.text(alphabet="ab ,，。（）收货人手机", max_size=60), st.integers(6, 30))
def test_wrap_loses_nothing_and_fits(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= cells for line in lines)


VISIBLE = [
    ("收货人 phone", "收货人 phone"),
    ("a\x1b[31mb", "a\\x1b[31mb"),
    ("a\r\nb\tc", "a\\x0d\\x0ab\\x09c"),
    ("a\u202egpj", "a\\u202egpj"),
    ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
    ("\udc80", "\\udc80"),
    ("\x9b31m", "\\x9b31m"),
    ("收\u3000货", "收\u3000货"),
    ("e\u0301", "e\u0301"),
    ("e" + "\u0301" * 5, "e" + "\u0301" * 3 + "\\u0301\\u0301"),
]


@pytest.mark.parametrize(("text", "expected"), VISIBLE, ids=ascii)
def test_visible(text: str, expected: str) -> None:
    assert visible(text) == expected


@given(st.text())
def test_visible_text_cannot_move_the_cursor(text: str) -> None:
    assert all(character.isprintable() or character in " \u3000" or character.isspace() for character in visible(text))
    assert not set(visible(text)) & set("\x1b\r\n\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029\u202e")


def test_table_aligns_by_display_width() -> None:
    assert table([["列", "n"], ["收货人", "12"], ["a", "3"]], 40, right=(1,)) == [
        "列       n",
        "收货人  12",
        "a        3",
    ]


def test_table_fits() -> None:
    rows = [["收货人手机号码一二三四五六", "电话号码 3；姓名 2；地址 1"], ["a", "b"]]
    assert max(map(width, table(rows, 30, shrink=(0, 1)))) <= 30
    flowing = table(rows, 40, shrink=(0,), flow=True)
    assert max(map(width, flowing)) <= 40
    assert "地址 1" in " ".join(flowing)


def test_style() -> None:
    assert Style(False)("x", "red") == "x"
    assert Style(True)("x", "red", "bold") == "\x1b[31;1mx\x1b[0m"
