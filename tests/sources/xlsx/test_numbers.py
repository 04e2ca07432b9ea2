from __future__ import annotations

import pyarrow as pa
import pytest

from leakguard.sources.xlsx.numbers import date_texts, is_date_format, is_date_id, number_text, number_texts

NUMBERS = [
    ("13800138000", "13800138000"),
    ("1.3800138E10", "13800138000"),
    ("1.3800138E+10", "13800138000"),
    ("13800138000.0", "13800138000"),
    ("6.2220212345678897E+18", "6222021234567889700"),
    ("6222021234567890123", "6222021234567890123"),
    ("330102199003070000", "330102199003070000"),
    ("0.10000000000000001", "0.1"),
    ("0.28999999999999998", "0.29"),
    ("438.70", "438.7"),
    ("3489.0", "3489"),
    ("-12.50", "-12.5"),
    ("1E-7", "0.0000001"),
    ("0", "0"),
    ("-0", "0"),
    ("007", "7"),
    ("1e400", "1e400"),
    (" 12 ", "12"),
    ("NaN", "NaN"),
    ("abc", "abc"),
]


@pytest.mark.parametrize(("raw", "text"), NUMBERS)
def test_numbers_are_written_in_full(raw: str, text: str) -> None:
    assert number_text(raw) == text


def test_columns_of_numbers_read_as_each_of_them() -> None:
    raw = [raw for raw, _ in NUMBERS]
    assert number_texts(pa.array(raw)).to_pylist() == [number_text(value) for value in raw]


@pytest.mark.parametrize(
    ("raw", "since_1904", "text"),
    [
        ("32875", False, "1990-01-02"),
        ("32875.127835648149", False, "1990-01-02 03:04:05"),
        ("31413", True, "1990-01-02"),
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("61", False, "1900-03-01"),
        ("0.5", False, "12:00:00"),
        ("2958465", False, "9999-12-31"),
        ("2958466", False, "2958466"),
        ("-3", False, "-3"),
        ("13800138000", False, "13800138000"),
        ("no", False, "no"),
    ],
)
def test_dates(raw: str, since_1904: bool, text: str) -> None:
    assert date_texts(pa.array([raw]), since_1904=since_1904).to_pylist() == [text]


def test_dates_and_numbers_in_one_column_keep_their_order() -> None:
    raw = pa.array(["32875", "-1", "x", "32876.5", "99999999999"])
    assert date_texts(raw, since_1904=False).to_pylist() == [
        "1990-01-02",
        "-1",
        "x",
        "1990-01-03 12:00:00",
        "99999999999",
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("yyyy-mm-dd", True),
        ('yyyy"年"m"月"d"日"', True),
        ("[$-804]aaaa", True),
        ("h:mm:ss AM/PM", True),
        ("[$-F800]dddd, mmmm dd, yyyy;@", True),
        ("General", False),
        ("G/通用格式", False),
        ("0.00E+00", False),
        ('0"days"', False),
        ("[Red]0.00;[Blue]-0.00", False),
        ("[h]:mm:ss", False),
        ("@", False),
        (r"0\d", False),
    ],
)
def test_formats_that_show_dates(code: str, expected: bool) -> None:
    assert is_date_format(code) is expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, False), (1, False), (14, True), (22, True), (31, True), (46, False), (49, False), (57, True)],
)
def test_built_in_formats_that_show_dates(number: int, expected: bool) -> None:
    assert is_date_id(number) is expected
