from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.csv import source as module
from leakguard.sources.csv.source import StoredTable
from leakguard.sources.encoding import Encoding
from leakguard.units import CellEdit, TableBlock, TextBlock, TextEdit

from .support import UTF8, all_rows, copied, csv_source, rows_of

GBK, BIG5, WIDE = Encoding("gb18030", "given"), Encoding("cp950", "given"), Encoding("utf-16-le", "given", b"\xff\xfe")
BOM = Encoding("utf-8-sig", "byte order mark", b"\xef\xbb\xbf")


def first_table(data: bytes, encoding: Encoding = UTF8, **options: int) -> tuple[module.CsvSource, TableBlock]:
    source = csv_source(data, encoding, **options)
    block = next(source.blocks())
    assert isinstance(block, TableBlock)
    return source, block


def test_columns_of_ragged_and_blank_records() -> None:
    _, block = first_table(b"a,b,c\n\nd\ne,f\n")
    assert block.columns == [["a", None, "d", "e"], ["b", None, None, "f"], ["c", None, None, None]]
    assert block.rows == 4


def test_blank_records_alone_are_counted() -> None:
    _, block = first_table(b"\n\n\n")
    assert block.rows == 3
    assert rows_of(block) == [[], [], []]


def test_empty_input_has_no_block_and_a_bom_alone_has_one() -> None:
    assert list(csv_source(b"").blocks()) == []
    source = csv_source(b"\xef\xbb\xbf", BOM)
    assert [block.rows for block in source.blocks() if isinstance(block, TableBlock)] == [0]
    assert copied(source) == b"\xef\xbb\xbf"


def test_bom_is_in_the_first_blocks_bytes_and_in_no_cell() -> None:
    source, block = first_table(b"\xef\xbb\xbf\xe5\xa7\x93\xe5\x90\x8d,b\n", BOM)
    assert block.columns[0] == ["姓名"]
    assert source.splice(block, [CellEdit(0, 0, 0, 2, "x")]) == b"\xef\xbb\xbfx,b\n"


SPLICES = [
    ("plain", 'a,13800138000,c\n', 1, 3, 7, "****", 'a,138****8000,c\n'),
    ("quoted", '"a","138,00"\r\n', 1, 0, 3, "*", '"a","*,00"\r\n'),
    ("across doubled quotes", '"x","a""b""c"\n', 1, 1, 4, "-", '"x","a-c"\n'),
    ("behind doubled quotes", '"x","""""138"\n', 1, 2, 5, "*", '"x","""""*"\n'),
    ("quote into a quoted field", '"x","ab"\n', 1, 1, 1, '"', '"x","a""b"\n'),
    ("delimiter into a quoted field", '"x","ab"\n', 1, 0, 2, ",\n", '"x",",\n"\n'),
    ("delimiter into an unquoted field", "x,abc\n", 1, 1, 2, ",", 'x,"a,c"\n'),
    ("line end into an unquoted field", "x,abc\r\n", 1, 1, 2, "\n", 'x,"a\nc"\r\n'),
    ("CR into an unquoted last field", "x,abc\n", 1, 2, 3, "\r", 'x,"ab\r"\n'),
    ("quote in the middle of an unquoted field", "x,abc\n", 1, 1, 2, '"', 'x,a"c\n'),
    ("quote to the front of an unquoted field", "x,abc\n", 1, 0, 1, '"', 'x,"""bc"\n'),
    ("inside excel text", '="13800138000",b\n', 0, 5, 9, "****", '="138****8000",b\n'),
    ("inside excel text with comma", '="a,138",b\n', 0, 4, 7, "*", '="a,*",b\n'),
    ("breaking excel text open", '="a,b",c\n', 0, 0, 2, "", '"a,b""",c\n'),
    ("excel text in quotes", '"=""138""",c\n', 0, 2, 5, "*", '"=""*""",c\n'),
    ("tail behind a closing quote", '"ab"cd,e\n', 0, 2, 4, "*", '"ab"*,e\n'),
    ("before a tail", '"ab"cd,e\n', 0, 0, 1, '"', '"""b"cd,e\n'),
    ("over the closing quote", '"ab"cd,e\n', 0, 1, 3, "*", '"a*d",e\n'),
    ("delimiter into a tail", '"ab"cd,e\n', 0, 2, 3, ",", '"ab,d",e\n'),
    ("inch mark stays", '27" 张三,b\n', 0, 4, 6, "*", '27" *,b\n'),
    ("lone field becomes empty", "abc\nd\n", 0, 0, 3, "", '""\nd\n'),
    ("no final line end", "a,abc", 1, 0, 3, "*", "a,*"),
    ("trailing lone CR", "a,b\rc\n", 1, 2, 3, "", 'a,"b\r"\n'),
    ("unclosed quote", 'a,"bcd\n', 1, 2, 3, "*", 'a,"b*d\n'),
    ("empty quoted field behind an open excel text", '="138,"",x\n', 1, 0, 0, "*", '="138,*,x\n'),
    ("insertion into an empty field", "a,,c\n", 1, 0, 0, "x", "a,x,c\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "column", "start", "end", "replacement", "expected"), [c[1:] for c in SPLICES], ids=[c[0] for c in SPLICES]
)
def test_splice(text: str, column: int, start: int, end: int, replacement: str, expected: str) -> None:
    for encoding in (Encoding("utf-8", "given"), GBK, WIDE):
        data = encoding.bom + text.encode(encoding.codec)
        source, block = first_table(data, encoding)
        edited = source.splice(block, [CellEdit(0, column, start, end, replacement)])
        assert edited == encoding.bom + expected.encode(encoding.codec)


def test_several_edits_in_any_order() -> None:
    source, block = first_table(b"a,b\nabcdef,b\nz,y\n")
    edits = [CellEdit(2, 1, 0, 1, "Y"), CellEdit(1, 0, 4, 6, "-"), CellEdit(1, 0, 0, 1, "+"), CellEdit(1, 1, 0, 1, "B")]
    assert source.splice(block, edits) == b"a,b\n+bcd-,B\nz,Y\n"


@pytest.mark.parametrize(
    "edits",
    [
        [CellEdit(0, 0, 0, 2, ""), CellEdit(0, 0, 1, 3, "")],
        [CellEdit(0, 0, 0, 4, "")],
        [CellEdit(0, 0, 2, 1, "")],
        [CellEdit(0, 0, -1, 1, "")],
        [CellEdit(0, 2, 0, 0, "")],
        [CellEdit(0, -1, 0, 0, "")],
        [CellEdit(1, 0, 0, 0, "")],
        [CellEdit(-1, 0, 0, 0, "")],
        [TextEdit(0, 1, "")],
    ],
)
@pytest.mark.parametrize("record", [b"abc,d\n", b'"abc","d"\n', b'"ab"c,d\n'])
def test_wrong_edits_are_refused(record: bytes, edits: list[CellEdit]) -> None:
    source, block = first_table(record)
    with pytest.raises(ValueError, match=r"edit|takes"):
        source.splice(block, edits)


def test_block_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="table source"):
        csv_source(b"a\n").splice(TextBlock("a"), [])


@pytest.mark.parametrize(("encoding", "replacement"), [(BIG5, "张"), (GBK, "\ud800"), (WIDE, "\udcff")])
def test_replacement_that_the_encoding_lacks(encoding: Encoding, replacement: str) -> None:
    source, block = first_table(encoding.bom + "a,b\n".encode(encoding.codec), encoding)
    with pytest.raises(UsageError, match=encoding.name):
        source.splice(block, [CellEdit(0, 0, 0, 1, replacement)])


def test_replacement_must_not_close_an_open_quote() -> None:
    source, block = first_table(b'"abc,d\ne,f\n')
    assert block.columns == [['"abc', "e"], ["d", "f"]]
    assert source.splice(block, [CellEdit(1, 1, 0, 1, "*")]) == b'"abc,d\ne,*\n'
    for row in (0, 1):
        with pytest.raises(UsageError, match="quote"):
            source.splice(block, [CellEdit(row, 1, 0, 1, "x,y")])


def test_rows_are_numbered_through_all_blocks() -> None:
    data = "".join(f"{n},x\n" for n in range(500)).encode()
    source = csv_source(data, block_bytes=64)
    tables = [block for block in source.blocks() if isinstance(block, TableBlock)]
    assert len(tables) > 20
    for block in tables:
        assert block.columns[0][0] == str(block.first_row)
    assert copied(source) == data


def test_one_wide_record_does_not_blow_up_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CELLS", 200)
    data = b"a,b\n" * 50 + b"," * 150 + b"\n" + b"a,b\n" * 50
    source = csv_source(data)
    tables = [block for block in source.blocks() if isinstance(block, TableBlock)]
    assert all(len(block.columns) * block.rows <= 200 for block in tables)
    assert [block.first_row for block in tables] == [sum(b.rows for b in tables[:n]) for n in range(len(tables))]
    assert sum(block.rows for block in tables) == 101
    assert copied(source) == data


def test_endless_record_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_RECORD", 100)
    with pytest.raises(UnscannedError, match="too-large"):
        list(csv_source(b"a,b\n" + b"x," * 500, block_bytes=10).blocks())


def test_undecodable_bytes_and_twofold_codes_round_trip() -> None:
    # A1C3 and A2CC are second codes in Big5 tables; FF is no code at all.
    data = (
        "訂單,".encode("cp950")
        + b"\xa2\xcc\xa1\xc3\xf9\xf9,\xff"
        + "人,".encode("cp950")
        + b"138\r\n"
        + "備註".encode("cp950") * 200
    )
    for name in ("cp950", "big5hkscs"):
        source, block = first_table(data, Encoding(name, "given"))
        assert copied(source) == data
        assert source.splice(block, [CellEdit(0, 3, 0, 3, "*")]) == data.replace(b"138", b"*")


def naive(rows: list[list[str]], edits: list[CellEdit]) -> list[list[str]]:
    """The field values after the edits, by hand."""
    rows = [list(row) for row in rows]
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        value = rows[edit.row][edit.column]
        rows[edit.row][edit.column] = value[: edit.start] + edit.replacement + value[edit.end :]
    return rows


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(
    st.text(st.sampled_from(list('ab1",=\n\r"张\x00')), max_size=40),
    st.integers(0, 10**9),
    st.sampled_from([Encoding("utf-8", "given"), GBK, WIDE]),
    st.booleans(),
)
def test_edits_change_what_was_meant_and_nothing_else(text: str, seed: int, encoding: Encoding, cr_ends: bool) -> None:
    data = encoding.bom + text.encode(encoding.codec)
    source = csv_source(data, encoding, cr_ends=cr_ends)
    assert copied(source) == data
    chance = random.Random(seed)
    for block in source.blocks():
        assert isinstance(block, StoredTable)
        rows = rows_of(block)
        edits = []
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if chance.random() < 0.4:
                    start = chance.randint(0, len(value))
                    end = chance.randint(start, len(value))
                    edits.append(
                        CellEdit(
                            r, c, start, end, chance.choice(["", "*", "**", ",", '"', '"x', "\n", "\r", '="a,b"', "、"])
                        )
                    )
        try:
            edited = source.splice(block, edits)
        except UsageError:
            assert block.open_quote
            continue
        assert all_rows(csv_source(edited, encoding, cr_ends=cr_ends)) == naive(rows, edits)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(
    st.binary(max_size=60),
    st.sampled_from(["utf-8", "gb18030", "cp950", "big5hkscs"]),
    st.integers(1, 9),
    st.booleans(),
)
def test_any_bytes_come_back(data: bytes, name: str, size: int, cr_ends: bool) -> None:
    source = csv_source(data, Encoding(name, "given"), block_bytes=size, cr_ends=cr_ends)
    try:
        assert copied(source) == data
    except UnscannedError as error:
        assert error.reason == "undecodable"  # noqa: PT017 - both ends are allowed
