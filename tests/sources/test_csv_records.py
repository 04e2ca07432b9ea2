from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.sources.csv.records import Tokenizer

CASES = [
    ("empty", "", []),
    ("one field", "a", [["a"]]),
    ("no final line end", "a,b\nc,d", [["a", "b"], ["c", "d"]]),
    ("line ends mixed", "a\r\nb\nc\r\n", [["a"], ["b"], ["c"]]),
    ("blank records", "a\n\n\r\nb\n", [["a"], [], [], ["b"]]),
    ("ragged", "a,b,c\nd\n,,,\n", [["a", "b", "c"], ["d"], ["", "", "", ""]]),
    ("empty quoted field is a field", '""\n', [[""]]),
    ("delimiter in quotes", '"浙江,杭州",1\n', [["浙江,杭州", "1"]]),
    ("line ends in quotes", '"a\r\nb\nc",d\n', [["a\r\nb\nc", "d"]]),
    ("doubled quotes", '"a""b","""",""""""\n', [['a"b', '"', '""']]),
    ("excel text", '="3500000000000000019",b\n', [['="3500000000000000019"', "b"]]),
    ("excel text with delimiter", '="a,b",c\n', [['="a,b"', "c"]]),
    ("excel text with tail", '="a,b"x,c\n', [['="a,b"x', "c"]]),
    ("excel text in quotes", '"=""138""",c\n', [['="138"', "c"]]),
    ("excel text never closed", '="138,c\nd\n', [['="138', "c"], ["d"]]),
    ("excel text not at the start", 'x="a,b"\n', [['x="a', 'b"']]),
    ("inch mark", '27" 屏,b\n"c",27" 屏\n', [['27" 屏', "b"], ["c", '27" 屏']]),
    ("quote behind a space", ' "a,b"\n', [[' "a', 'b"']]),
    ("text behind a closing quote", '"ab"cd,"e" ,f\n', [["abcd", "e ", "f"]]),
    ("quote in such text", '"ab"c"d,e\n', [['abc"d', "e"]]),
    ("unclosed quote at the end", 'a,"b\nc,d\n', [["a", '"b'], ["c", "d"]]),
    ("unclosed quote with doubled ones behind", '"a,""\nb,""\n', [['"a', ""], ["b", ""]]),
    ("only a quote", '"', [['"']]),
    ("lone CR is data", "a\rb,c\r\n\rd\n", [["a\rb", "c"], ["\rd"]]),
    ("CR CR LF", "a\r\r\nb\n", [["a\r"], ["b"]]),
    ("CR before a quote", '"a"\r,b\n', [["a\r", "b"]]),
    ("NUL is data", "a\x00b,c\n", [["a\x00b", "c"]]),
    ("other line ends are data", "a\u2028b\x85c\x0bd,e\n", [["a\u2028b\x85c\x0bd", "e"]]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_rules(text: str, expected: list[list[str]]) -> None:
    assert Tokenizer(",").records(text, final=True).rows == expected
    assert by_machine(Tokenizer(","), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
        ('"a\rb",c\r"d"', [["a\rb", "c"], ["d"]]),
        ("a\r\rb", [["a"], [], ["b"]]),
        ('="a\rb', [['="a'], ["b"]]),
        ("a\r\nb\rc\nd", [["a"], ["b"], ["c"], ["d"]]),
    ],
)
def test_file_with_cr_only(text: str, expected: list[list[str]]) -> None:
    assert Tokenizer(",", cr_ends=True).records(text, final=True).rows == expected


def test_quote_that_closes_too_far_away_is_data() -> None:
    text = 'a,"b\n' + "c,d\n" * 40 + 'e,"f"\n'
    assert len(Tokenizer(",", quote_limit=50).records(text, True).rows) == 42
    assert len(Tokenizer(",", quote_limit=500).records(text, True).rows) == 1


def test_quote_limit_between_the_two_quotes_of_an_escaped_one() -> None:
    text = '"aaa""b",c\n'
    for limit in range(1, 12):
        tokenizer = Tokenizer(",", quote_limit=limit)
        expected = [['aaa"b', "c"]] if limit >= 8 else [['"aaa""b"', "c"]]
        assert tokenizer.records(text, True).rows == expected
        assert by_machine(tokenizer, text) == expected


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_other_delimiters(delimiter: str) -> None:
    text = f'a,1{delimiter}"b{delimiter}c"{delimiter}\n'
    assert Tokenizer(delimiter).records(text, True).rows == [["a,1", f"b{delimiter}c", ""]]


nasty = st.text(st.sampled_from(list('a",=\n\r"张\x00 ')), max_size=40)


def by_machine(tokenizer: Tokenizer, text: str) -> list[list[str]]:
    """Records by the state machine alone, without any of the short cuts."""
    rows, position = [], 0
    while position < len(text):
        record = tokenizer.record(text, position, final=True)
        assert record is not None
        assert record.end > position
        rows.append([field.value for field in record.fields])
        for field in record.fields:
            if field.inner_end < 0:
                assert text[field.start : field.end] == field.value
        position = record.end
    return rows


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(nasty, st.sampled_from([3, 6, 1 << 20]))
def test_short_cuts_agree_with_the_state_machine(text: str, limit: int) -> None:
    tokenizer = Tokenizer(",", quote_limit=limit)
    assert tokenizer.records(text, final=True).rows == by_machine(tokenizer, text)


@settings(max_examples=800, deadline=None, derandomize=True)
@given(nasty, st.integers(1, 7), st.sampled_from([3, 6, 1 << 20]), st.booleans())
def test_result_does_not_depend_on_chunks(text: str, size: int, limit: int, cr_ends: bool) -> None:
    tokenizer = Tokenizer(",", cr_ends, quote_limit=limit)
    rows: list[list[str]] = []
    kept = ""
    for start in range(0, max(len(text), 1), size):
        kept += text[start : start + size]
        found = tokenizer.records(kept, final=start + size >= len(text))
        assert len(found.starts) == len(found.rows)
        rows += found.rows
        kept = kept[found.end :]
    assert not kept
    assert rows == tokenizer.records(text, final=True).rows


well_formed = st.lists(
    st.lists(st.text(st.sampled_from(list('ab",;张\n\r= ')), max_size=6), min_size=1, max_size=4), max_size=5
)


@settings(max_examples=800, deadline=None, derandomize=True)
@given(well_formed, st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), st.sampled_from(["\r\n", "\n"]))
def test_reads_what_the_csv_module_writes(rows: list[list[str]], quoting: int, end: str) -> None:
    if quoting == csv.QUOTE_MINIMAL:
        # The writer of Python 3.11 leaves a lone CR unquoted, and no reader can then tell it from a line end.
        rows = [[value.replace("\r", "") for value in row] for row in rows]
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=quoting, lineterminator=end).writerows(rows)
    text = stream.getvalue()
    assert Tokenizer(",").records(text, final=True).rows == rows
    assert list(csv.reader(io.StringIO(text, newline=""))) == rows


@settings(max_examples=800, deadline=None, derandomize=True)
@given(st.text(st.sampled_from(list('ab,"\n张')), max_size=30))
def test_agrees_with_csv_reader_where_quotes_are_closed(text: str) -> None:
    read = Tokenizer(",").records(text, final=True)
    if not read.open_quote:
        assert read.rows == list(csv.reader(io.StringIO(text, newline="")))
