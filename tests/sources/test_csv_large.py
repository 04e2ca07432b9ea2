"""Large tables, whose blocks are laid out at once: the same records and the same bytes as through the state machine."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources import decoding, open_source
from leakguard.sources.csv import blocks as csv_blocks
from leakguard.sources.csv import bounds as csv_bounds
from leakguard.sources.csv import source as module
from leakguard.sources.csv import twin as csv_twin
from leakguard.sources.csv.arrow import ArrowTable
from leakguard.sources.csv.source import CsvSource
from leakguard.sources.csv.stored import StoredTable
from leakguard.sources.encoding import Encoding
from leakguard.units import CellEdit, ColumnEdit, TableBlock, TextBlock

from . import csv_fuzz
from .support import UTF8, copied, csv_source, rows_of

GBK, BIG5 = Encoding("gb18030", "given"), Encoding("cp950", "given")


@pytest.mark.parametrize(
    ("check", "count"),
    [
        (csv_fuzz.check_ends, 8_000),
        (csv_fuzz.check_records, 1_000),
        (csv_fuzz.check_edits, 1_000),
        (csv_fuzz.check_against_csv_reader, 400),
    ],
)
def test_random_inputs(check: Callable[[random.Random], None], count: int) -> None:
    chance = random.Random(20240618)
    for _ in range(count):
        check(chance)


def test_marks_are_the_same_where_the_text_is_looked_through_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(20240618)
    for size in (1, 5, 64):
        monkeypatch.setattr(csv_bounds, "_PIECE", size)
        for _ in range(300):
            csv_fuzz.check_ends(chance)


def large(data: bytes, encoding: Encoding = UTF8, **options: object) -> CsvSource:
    return csv_source(data, encoding, size=len(data), large=0, **options)


def only(source: CsvSource) -> ArrowTable:
    (block,) = source.blocks()
    assert isinstance(block, ArrowTable)
    return block


def column_edit(column: int, rows: list[int], head: int, tail: int, texts: str | list[str]) -> ColumnEdit:
    count = len(rows)
    return ColumnEdit(column, np.array(rows), np.full(count, head), np.full(count, tail), texts)


def test_columns_are_arrow_arrays_of_values_after_unquoting_only() -> None:
    block = only(large('名,b,c\r\n"a,""x""",="1,2",\r\n\n\'138\t,"",27" 屏,d\n'.encode()))
    assert rows_of(block) == [["名", "b", "c"], ['a,"x"', '="1,2"', ""], [], ["'138\t", "", '27" 屏', "d"]]
    assert [column.array.to_pylist() for column in block.columns] == [  # type: ignore[attr-defined]
        ["名", 'a,"x"', None, "'138\t"],
        ["b", '="1,2"', None, ""],
        ["c", "", None, '27" 屏'],
        [None, None, None, "d"],
    ]
    assert all(column.array.type == pa.string() for column in block.columns)  # type: ignore[attr-defined]
    assert block.columns[0] is block.columns[0]
    assert [list(column) for column in block.columns[1:3]] == [list(block.columns[1]), list(block.columns[2])]


def test_blank_records_alone_are_counted() -> None:
    block = only(large(b"\n\r\n\n"))
    assert (block.rows, rows_of(block)) == (3, [[], [], []])


SPLICES = [
    ("plain", "a,13800138000\n", column_edit(1, [0], 3, 4, "****"), "a,138****8000\n"),
    ("whole", "a,b\nc,d\n", column_edit(0, [0, 1], 0, 0, ["x", "yy"]), "x,b\nyy,d\n"),
    ("quoted", '"a","王芳"\r\n', column_edit(1, [0], 1, 0, "*"), '"a","王*"\r\n'),
    ("excel text", '="138001",b\n', column_edit(0, [0], 2, 1, "*"), '="*",b\n'),
    ("excel text in quotes", '"=""138""",b\n', column_edit(0, [0], 2, 1, "*"), '"=""*""",b\n'),
    ("behind quotes in quotes", '"a""王""芳",b\n', column_edit(0, [0], 3, 0, "*"), '"a""王*",b\n'),
    ("excel text broken open", '="a,b",c\n', column_edit(0, [0], 0, 1, ""), '"""",c\n'),
    ("over a closing quote", '"ab"cd,e\n', column_edit(0, [0], 1, 1, "*"), '"a*d",e\n'),
    ("delimiter", "x,abc\n", column_edit(1, [0], 1, 1, ","), 'x,"a,c"\n'),
    ("quote into quotes", '"x","ab"\n', column_edit(1, [0], 1, 1, '"'), '"x","a""b"\n'),
    ("quote into no quotes", "x,ab\n", column_edit(1, [0], 1, 1, '"'), 'x,a"b\n'),
    ("lone field becomes empty", "abc\nd\n", column_edit(0, [0], 0, 0, ""), '""\nd\n'),
    ("CR left at the end", "x,a\rb\n", column_edit(1, [0], 2, 0, ""), 'x,"a\r"\n'),
    ("no final line end", "a,abc", column_edit(1, [0], 0, 0, "*"), "a,*"),
    ("cell", "张三,李四\n", CellEdit(0, 1, 1, 2, "*"), "张三,李*\n"),
    ("whole with quotes inside", '"a""王""",b\r\n', column_edit(0, [0], 0, 0, "*"), '"*",b\r\n'),
    ("whole over a closing quote", 'x,"ab"cd\n', column_edit(1, [0], 0, 0, "*"), 'x,"*"\n'),
    ("whole beside characters", "张王,张张,张\n", column_edit(1, [0], 0, 0, "*"), "张王,*,张\n"),
    ("stray excel quote", '="138,"",x\n', column_edit(1, [0], 0, 0, "*"), '="138,*,x\n'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "edit", "expected"), [c[1:] for c in SPLICES], ids=[c[0] for c in SPLICES])
@pytest.mark.parametrize("encoding", [UTF8, GBK, BIG5], ids=["utf-8", "gb18030", "big5"])
def test_splice(text: str, edit: CellEdit | ColumnEdit, expected: str, encoding: Encoding) -> None:
    text, expected = (t.replace("张", "張").replace("屏", "幕") for t in (text, expected))
    source = large(text.encode(encoding.codec), encoding)
    assert source.splice(only(source), [edit]).decode(encoding.codec) == expected
    small = csv_source(text.encode(encoding.codec), encoding)
    assert small.splice(next(small.blocks()), [edit]).decode(encoding.codec) == expected


def test_edits_of_columns_and_cells_together() -> None:
    source = large("张三,13800138000,打电话13900139000\n李四,,\n".encode())
    edits = [CellEdit(0, 2, 3, 14, "<PHONE>"), column_edit(1, [0], 3, 4, "****"), column_edit(0, [0, 1], 1, 0, "*")]
    assert source.splice(only(source), edits).decode() == "张*,138****8000,打电话<PHONE>\n李*,,\n"


@pytest.mark.parametrize(
    "edits",
    [
        [column_edit(0, [0], 0, 0, ""), CellEdit(0, 0, 1, 2, "")],
        [column_edit(0, [0], 2, 2, "")],
        [column_edit(0, [0], -1, 0, "")],
        [column_edit(0, [1], 0, 0, "")],
        [column_edit(0, [-1], 0, 0, "")],
        [column_edit(2, [0], 0, 0, "")],
        [column_edit(-1, [0], 0, 0, "")],
        [CellEdit(0, 0, 0, 4, "")],
        [CellEdit(0, 0, 2, 1, "")],
        [CellEdit(1, 0, 0, 0, "")],
        [CellEdit(0, 2, 0, 0, "")],
    ],
)
@pytest.mark.parametrize("record", [b"abc,d\n", b'"abc","d"\n', b'"ab"c,d\n'])
def test_wrong_edits_are_refused(record: bytes, edits: list[CellEdit | ColumnEdit]) -> None:
    source = large(record)
    with pytest.raises(ValueError, match="edit"):
        source.splice(only(source), edits)


def test_column_edit_of_a_cell_that_is_missing_is_refused() -> None:
    source = large(b"a,b\nc\n")
    with pytest.raises(ValueError, match="fewer fields"):
        source.splice(only(source), [column_edit(1, [0, 1], 0, 0, "*")])


def test_replacement_that_the_encoding_lacks() -> None:
    source = large("訂,b\n".encode("cp950"), BIG5)
    with pytest.raises(UsageError, match="cp950"):
        source.splice(only(source), [column_edit(0, [0], 0, 0, "张")])


def test_block_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="table source"):
        large(b"a\n").splice(TextBlock("a"), [])


@pytest.mark.parametrize("name", ["gb18030", "cp950"])
def test_vertical_bar_that_is_the_second_byte_of_characters(name: str) -> None:
    text = "".join(chr(code) for code in range(0x4E00, 0x9FA6) if b"|" in chr(code).encode(name, "ignore"))
    assert len(text) > 50
    data = f"{text}|b|{text}\n{text}|c|\n".encode(name)
    source = large(data, Encoding(name, "given"), delimiter="|")
    assert rows_of(only(source)) == [[text, "b", text], [text, "c", ""]]
    assert copied(source) == data
    edited = source.splice(only(source), [column_edit(1, [0, 1], 0, 0, "*")])
    assert edited == data.replace(b"|b|", b"|*|").replace(b"|c|", b"|*|")


def test_gb18030_has_one_code_for_every_character() -> None:
    """What lets these files be read without writing each block once more to compare."""
    leads, trails = range(0x81, 0xFF), (*range(0x40, 0x7F), *range(0x80, 0xFF))
    pairs = [bytes((lead, trail)) for lead in leads for trail in trails]
    valid = b"".join(pair for pair in pairs if pair.decode("gb18030", "ignore"))
    text = valid.decode("gb18030")
    assert len(text) * 2 == len(valid) > 47_000
    assert text.encode("gb18030") == valid
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))
    assert every.encode("gb18030").decode("gb18030") == every


def test_four_byte_characters_between_edits() -> None:
    source = large("㐀😀王,a\n㐀b😀王,b\n".encode("gb18030"), GBK)
    edits = [column_edit(0, [0, 1], 1, 1, "*"), column_edit(1, [0, 1], 0, 0, "-")]
    assert source.splice(only(source), edits).decode("gb18030") == "㐀*王,-\n㐀*王,-\n"


def test_damaged_lines_go_through_the_state_machine_and_the_rest_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_blocks, "EXACT_BYTES", 200)
    line = "王芳,13800138000,备注\r\n".encode()
    data = line * 50 + b"\xff\xfe,x,y\r\n" + line * 50
    source = large(data)
    kinds = [type(block) for block in source.blocks()]
    assert kinds == [ArrowTable, StoredTable, ArrowTable]
    assert len(csv_fuzz.records(list(source.blocks()))) == 101
    assert copied(source) == data
    edited = [
        source.splice(block, [CellEdit(r, 1, 0, 1, "*") for r in range(block.rows)])
        for block in source.blocks()
        if isinstance(block, TableBlock)
    ]
    line = line.replace(b",1", b",*")
    assert b"".join(edited) == line * 50 + b"\xff\xfe,*,y\r\n" + line * 50


def test_too_many_damaged_bytes_and_mixtures_are_refused() -> None:
    with pytest.raises(UnscannedError, match="too many bytes"):
        list(large(b"\xff\xfe\xfd,abc\n" * 100).blocks())
    mixed = "订单编号,收货人\n".encode("gb18030") * 20 + "江苏省苏州市姑苏区,王芳\n".encode()
    with pytest.raises(UnscannedError, match="others UTF-8"):
        list(large(mixed, GBK).blocks())


def test_mixtures_are_found_as_in_small_files() -> None:
    chance = random.Random(5)
    pieces = ["姓名", "鎮涙槦", "浣犲ソ", "中文备注", "a,1", "\n", "溪浠", "汐汊溴"]
    refused = 0
    for _ in range(400):
        line = [chance.choice(pieces).encode(chance.choice(["gb18030", "gb18030", "utf-8"])) for _ in range(5)]
        data = b"\n".join([b"".join(line), "订单,收货人".encode("gb18030")])
        outcomes = []
        for check in (decoding.refuse_mixture, csv_twin.refuse_mixture_quickly):
            try:
                check(data, GBK)
                outcomes.append("")
            except UnscannedError as error:
                outcomes.append(error.detail)
        assert outcomes[0] == outcomes[1], data
        refused += outcomes[0] != ""
    assert 10 < refused < 390


def test_runaway_quote_costs_no_more_than_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_blocks, "EXACT_BYTES", 100)
    data = b"a,b\n" * 100 + b'"c,d\n' + b"a,b\n" * 100
    for limit in (50, 1 << 20):
        source = large(data, quote_limit=limit)
        assert csv_fuzz.records(list(source.blocks()))[100] == ['"c', "d"]
        assert copied(source) == data


@pytest.mark.parametrize("size", [3, 64, 1000])
def test_rows_are_numbered_through_blocks_of_any_size(size: int) -> None:
    data = b"\xef\xbb\xbf" + "".join(f'{n},"x\n{n}"\r\n' for n in range(200)).encode()
    source = large(data, Encoding("utf-8-sig", "byte order mark", b"\xef\xbb\xbf"), block_bytes=size)
    assert [row[0] for row in csv_fuzz.records(list(source.blocks()))] == [str(n) for n in range(200)]
    assert copied(source) == data


@pytest.mark.parametrize("size", [1, 7, 40])
def test_lines_longer_than_a_block_and_a_last_one_without_end(size: int) -> None:
    data = ("a,b\n" * 5 + "x" * 90 + ",王\n" + "c,d\n" * 3 + "y" * 90 + ',"芳\nz"\n' + "e,f").encode()
    source = large(data, block_bytes=size)
    records = [["a", "b"]] * 5 + [["x" * 90, "王"]] + [["c", "d"]] * 3 + [["y" * 90, "芳\nz"], ["e", "f"]]
    assert csv_fuzz.records(list(source.blocks())) == records
    assert copied(source) == data


def test_a_copy_is_written_as_blocks_are_spliced() -> None:
    data = b"\xef\xbb\xbf" + "名,号\n王芳,1\n".encode() * 20
    source = large(data, Encoding("utf-8-sig", "byte order mark", b"\xef\xbb\xbf"), block_bytes=60)
    edited = [(block, [column_edit(0, list(range(block.rows)), 0, 0, "*")]) for block in source.blocks()]
    assert len(edited) > 5
    out = io.BytesIO()
    source.rewrite(edited, out)
    assert out.getvalue() == b"".join(source.splice(block, edits) for block, edits in edited)
    assert out.getvalue() == b"\xef\xbb\xbf" + "*,号\n*,1\n".encode() * 20


def test_bom_alone_and_nothing_at_all() -> None:
    assert list(large(b"").blocks()) == []
    assert copied(large(b"\xef\xbb\xbf", Encoding("utf-8-sig", "byte order mark", b"\xef\xbb\xbf"))) == b"\xef\xbb\xbf"


def test_one_wide_record_does_not_blow_up_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CELLS", 200)
    data = b"a,b\n" * 50 + b"," * 150 + b"\n" + b"a,b\n" * 50
    blocks = [block for block in large(data).blocks() if isinstance(block, TableBlock)]
    assert all(len(block.columns) * block.rows <= 200 for block in blocks)
    assert sum(block.rows for block in blocks) == 101
    assert copied(large(data)) == data


def test_endless_record_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_RECORD", 100)
    with pytest.raises(UnscannedError, match="too-large"):
        list(large(b"a,b\n" + b"x," * 500, block_bytes=10).blocks())


def test_fraction_goes_from_none_to_all() -> None:
    for source in (large(b"a,b\n" * 100, block_bytes=40), csv_source(b"a,b\n" * 100, block_bytes=40, size=400)):
        assert source.fraction() == 0.0
        seen = [source.fraction() for _ in source.blocks()]
        assert seen == sorted(seen)
        assert len(set(seen)) > 5
        assert seen[-1] == 1.0


def test_files_and_streams_from_a_mebibyte_on(tmp_path: Path) -> None:
    data = ("订单编号,收货人,数量\r\n" + "3500000000000000019,王芳,1\r\n" * 50_000).encode("gb18030")
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    for source in (open_source(path), open_source("-", stdin=io.BytesIO(data))):
        assert isinstance(source, CsvSource)
        assert {type(block) for block in source.blocks()} == {ArrowTable}
        assert copied(source) == data
    path.write_bytes(data[:10_000])
    assert {type(block) for block in open_source(path).blocks()} == {StoredTable}


def test_a_small_table_loads_no_arrow() -> None:
    code = (
        "import sys, io; from leakguard.sources import open_source\n"
        "source = open_source('-', stdin=io.BytesIO(b'a,b\\n1,2\\n3,4\\n'), format='csv')\n"
        "print(len(list(source.blocks())), [m for m in ('pyarrow', 'numpy') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["1", "[]"]
