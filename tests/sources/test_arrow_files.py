"""Parquet, Feather and Arrow streams: what stands in their cells, and copies in which nothing else changes."""

from __future__ import annotations

import datetime
import decimal
import io
from collections.abc import Callable
from pathlib import Path

import pytest

pa = pytest.importorskip("pyarrow")
import numpy as np  # noqa: E402
import pyarrow.feather as feather  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

from leakguard import api  # noqa: E402
from leakguard.columnar import ArrowColumn  # noqa: E402
from leakguard.errors import UnscannedError, UsageError  # noqa: E402
from leakguard.redaction import redact_file  # noqa: E402
from leakguard.scanning import Scanner  # noqa: E402
from leakguard.sources import Source, open_source  # noqa: E402
from leakguard.units import CellEdit, ColumnEdit, Edit, NoteBlock, NoteEdit, TableBlock  # noqa: E402

PHONE = "15957715969"
OTHER = "15957715970"


def write_parquet(table: pa.Table, path: Path, **options: object) -> Path:
    pq.write_table(table, path, **options)
    return path


def write_feather(table: pa.Table, path: Path, row_group_size: int = 65536, compression: str = "uncompressed") -> Path:
    feather.write_feather(table, str(path), compression=compression, chunksize=row_group_size)
    return path


def write_stream(table: pa.Table, path: Path, row_group_size: int = 65536) -> Path:
    with pa.ipc.new_stream(str(path), table.schema) as writer:
        writer.write_table(table, row_group_size)
    return path


def read_back(path: Path) -> pa.Table:
    head = path.read_bytes()[:4]
    if head == b"PAR1":
        return pq.read_table(path)
    return feather.read_table(str(path)) if head == b"ARRO" else pa.ipc.open_stream(path.read_bytes()).read_all()


WRITERS = [write_parquet, write_feather, write_stream]
Writer = Callable[..., Path]


@pytest.fixture(params=WRITERS, ids=["parquet", "feather", "stream"])
def write(request: pytest.FixtureRequest) -> Writer:
    return request.param  # type: ignore[no-any-return]


def tables(source: Source) -> list[TableBlock]:
    return [block for block in source.blocks() if isinstance(block, TableBlock)]


def copy(source: Source, edit: Callable[[TableBlock], list[Edit]] = lambda _: []) -> bytes:
    output = io.BytesIO()
    source.rewrite(((b, edit(b) if isinstance(b, TableBlock) else []) for b in source.blocks()), output)
    return output.getvalue()


CELLS = [
    (pa.array(["a", None, ""]), ["a", None, ""]),
    (pa.array(["a", None], pa.large_string()), ["a", None]),
    (pa.array(["x", "y", "x"]).dictionary_encode(), ["x", "y", "x"]),
    (pa.array([15957715969, None, -1]), ["15957715969", None, "-1"]),
    (pa.array([15957715969.0, 1.5, 1e18, 1e30]), ["15957715969", "1.5", "1000000000000000000", "1e+30"]),
    (pa.array([decimal.Decimal("1.50")]), ["1.50"]),
    (pa.array([True, None]), ["true", None]),
    (pa.array([datetime.date(1990, 1, 2)]), ["1990-01-02"]),
    (pa.array([datetime.datetime(2024, 1, 2, 3, 4, 5)]), ["2024-01-02 03:04:05"]),
    (pa.array([datetime.datetime(2024, 1, 2, 3, 4, 5, 60000)]), ["2024-01-02 03:04:05.060000"]),
    (pa.array([datetime.datetime(2024, 1, 2)], pa.timestamp("ms", "UTC")), ["2024-01-02 00:00:00Z"]),
    (pa.array([datetime.time(3, 4, 5)]), ["03:04:05"]),
    (pa.array(["电话".encode(), b"\xff", None]), ["电话", None, None]),
    (pa.array([None, None]), [None, None]),
]


@pytest.mark.parametrize(("array", "cells"), CELLS, ids=[str(array.type) for array, _ in CELLS])
def test_cells(tmp_path: Path, write: Writer, array: pa.Array, cells: list[str | None]) -> None:
    (block,) = tables(open_source(write(pa.table({"c": array}), tmp_path / "t")))
    assert list(block.columns[0]) == cells
    assert isinstance(block.columns[0], ArrowColumn)
    assert block.headers == ["c"]


NESTED = pa.table({
    "id": [1, 2, 3],
    "receiver": [{"name": "甲", "phone": PHONE}, None, {"name": None, "phone": OTHER}],
    "contacts": [[{"phone": "1"}, {"phone": "2"}], None, [{"phone": "3"}]],
    "grid": [[["a"], []], [], [["b", "c"]]],
    "labels": pa.array([[("k", "v")], [], [("l", "w"), ("m", None)]], pa.map_(pa.string(), pa.string())),
})  # fmt: skip


def test_nested_columns_are_flat_and_located(tmp_path: Path, write: Writer) -> None:
    blocks = {block.part: block for block in tables(open_source(write(NESTED, tmp_path / "t")))}
    assert {part: block.headers for part, block in blocks.items()} == {
        None: ["id", "receiver.name", "receiver.phone"], "contacts[]": ["contacts[].phone"],
        "grid[][]": ["grid[][]"], "labels{}": ["labels{key}", "labels{value}"],
    }  # fmt: skip
    assert list(blocks[None].columns[2]) == [PHONE, None, OTHER]
    assert list(blocks["contacts[]"].columns[0]) == ["1", "2", "3"]
    places = [
        blocks[None].place(2, 0, 0, 1)[0], blocks[None].place(2, 2, 0, 1)[0], blocks["contacts[]"].place(1, 0, 0, 1)[0],
        blocks["grid[][]"].place(2, 0, 0, 1)[0], blocks["labels{}"].place(2, 1, 0, 1)[0],
    ]  # fmt: skip
    assert [(place.row, place.pointer) for place in places] == [
        (2, None), (2, "/receiver/phone"), (0, "/contacts/1/phone"), (2, "/grid/0/1"), (2, "/labels/1/value"),
    ]  # fmt: skip


def test_every_nested_value_is_edited_in_its_place(tmp_path: Path, write: Writer) -> None:
    def mark(block: TableBlock) -> list[Edit]:
        return [
            CellEdit(row, index, 0, len(cell), f"{block.part}{row}")
            for index, column in enumerate(block.columns)
            for row, cell in enumerate(column)
            if cell and block.headers and block.headers[index] != "id"
        ]

    path = tmp_path / "copy"
    path.write_bytes(copy(open_source(write(NESTED, tmp_path / "t", row_group_size=2)), mark))
    rows = read_back(path).to_pylist()
    none = {"name": "None0", "phone": "None0"}
    assert [row["receiver"] for row in rows] in (
        [none, None, {"name": None, "phone": "None0"}],
        [none, None, {"name": None, "phone": "None2"}],
    )
    assert [row["contacts"] and len(row["contacts"]) for row in rows] == [2, None, 1]
    assert [[len(inner) for inner in row["grid"]] for row in rows] == [[1, 0], [], [2]]
    assert rows[2]["labels"][1][1] is None
    assert [row["id"] for row in rows] == [1, 2, 3]


def test_a_copy_without_edits_is_the_input(tmp_path: Path, write: Writer) -> None:
    path = write(NESTED, tmp_path / "t")
    assert copy(open_source(path)) == path.read_bytes()


def test_edits_of_whole_columns_and_of_cells(tmp_path: Path, write: Writer) -> None:
    rows = np.array([0, 2], np.int64)
    zero, one = np.zeros(2, np.int64), np.ones(2, np.int64)
    edits: list[Edit] = [
        ColumnEdit(0, rows, zero, zero, "X"),
        ColumnEdit(1, rows, one, zero, ["Y", "Z"]),
        CellEdit(1, 1, 0, 1, "!"),
        CellEdit(1, 1, 2, 3, "?"),
    ]
    table = pa.table({"n": [1, 2, 3], "t": ["'ab", "cde", "'f"], "u": [1, 2, 3]})
    path = tmp_path / "copy"
    path.write_bytes(copy(open_source(write(table, tmp_path / "t")), lambda _: edits))
    assert read_back(path).to_pydict() == {"n": ["X", "2", "X"], "t": ["'Y", "!d?", "'Z"], "u": [1, 2, 3]}


@pytest.mark.parametrize(
    "edit", [CellEdit(9, 0, 0, 1, ""), CellEdit(0, 7, 0, 1, ""), CellEdit(0, 0, 0, 9, ""), NoteEdit(0, 0, 1, "")]
)
def test_a_wrong_edit_is_refused(tmp_path: Path, edit: Edit) -> None:
    source = open_source(write_parquet(pa.table({"n": [1]}), tmp_path / "t"))
    with pytest.raises(ValueError, match=r"edit|column|takes"):
        copy(source, lambda _: [edit])


def test_a_copy_keeps_types_groups_compression_and_metadata(tmp_path: Path) -> None:
    count = 1000
    table = pa.table({
        "phone": [int(PHONE) + i for i in range(count)],
        "small": pa.array(range(count), pa.int16()),
        "kind": pa.array(["红", "蓝"] * (count // 2)).dictionary_encode(),
        "when": pa.array([datetime.datetime(2024, 1, 2)] * count, pa.timestamp("ms", "UTC")),
    }).replace_schema_metadata({"made": "by hand"})  # fmt: skip
    path = write_parquet(table, tmp_path / "t", row_group_size=300, compression="zstd")
    target = tmp_path / "copy"
    target.write_bytes(copy(open_source(path), lambda _: [CellEdit(0, 0, 0, 11, "X")]))
    copied, footer = pq.read_table(target), pq.ParquetFile(target).metadata
    assert [footer.row_group(index).num_rows for index in range(footer.num_row_groups)] == [300, 300, 300, 100]
    assert {footer.row_group(0).column(index).compression for index in range(4)} == {"ZSTD"}
    assert copied.schema.metadata == {b"made": b"by hand"}
    assert copied.drop(["phone"]).equals(table.drop(["phone"]))
    assert copied["phone"].to_pylist()[299:302] == [str(int(PHONE) + 299), "X", str(int(PHONE) + 301)]


@pytest.mark.parametrize("codec", ["uncompressed", "lz4", "zstd"])
def test_a_feather_copy_keeps_batches_and_compression(tmp_path: Path, codec: str) -> None:
    from leakguard.sources.arrow import messages as arrow_messages

    table = pa.table({"n": range(1000), "k": pa.array(["a", "b"] * 500).dictionary_encode()})
    path = write_feather(table, tmp_path / "t", 300, codec)
    target = tmp_path / "copy"
    target.write_bytes(copy(open_source(path), lambda _: [CellEdit(0, 1, 0, 1, "c")]))
    copied = feather.read_table(str(target), memory_map=False)
    assert [len(chunk) for chunk in copied["n"].chunks] == [300, 300, 300, 100]
    assert arrow_messages.compression(target) == (None if codec == "uncompressed" else codec)
    assert copied["k"].to_pylist()[299:302] == ["b", "c", "b"]
    assert copied["n"].equals(table["n"])


def share() -> Scanner:
    return api.scanner(policy="share")


def test_nothing_of_a_redacted_value_is_left_in_the_bytes(tmp_path: Path, write: Writer) -> None:
    kinds = pa.DictionaryArray.from_arrays(pa.array([0] * 20), pa.array(["红", OTHER]))
    table = pa.table({
        "收货人手机": [PHONE] * 10 + ["15957715971"] * 10,
        "kind": kinds,
        "mobile": pa.array([int(PHONE)] * 20),
    }).replace_schema_metadata({"owner": f"电话 {PHONE}"})  # fmt: skip
    options = {"compression": "none"} if write is write_parquet else {}
    path, target = write(table, tmp_path / "t", **options), tmp_path / "copy"
    number = int(PHONE).to_bytes(8, "little")
    assert all(value in path.read_bytes() for value in (PHONE.encode(), OTHER.encode(), number))
    scanner = share()
    redaction = redact_file(scanner, scanner.open(path), target)
    places = {finding.location.where for finding in redaction.report.findings}
    assert places == {"cell", "property", "dictionary"}
    assert [value for value in (PHONE.encode(), OTHER.encode(), number) if value in target.read_bytes()] == []
    again = scanner.report()
    scanner.add(again, target)
    assert again.exit_code == 0
    copied = read_back(target)
    assert copied["kind"].to_pylist() == ["红"] * 20
    assert set(copied["mobile"].to_pylist()) == {"<PHONE_NUMBER>"}
    assert copied.schema.metadata[b"owner"] == "电话 <PHONE_NUMBER>".encode()


def test_the_name_of_a_column_is_renamed(tmp_path: Path, write: Writer) -> None:
    path, target = write(pa.table({f"电话{PHONE}": [1], "b": [2]}), tmp_path / "t"), tmp_path / "copy"
    scanner = share()
    redact_file(scanner, scanner.open(path), target)
    assert read_back(target).column_names == ["电话<PHONE_NUMBER>", "b"]


def test_pandas_is_told_of_a_column_that_is_text_now(tmp_path: Path) -> None:
    import json

    table = pa.table({"phone": [int(PHONE)], "n": [1]})
    described = {
        "columns": [{"field_name": name, "numpy_type": "int64", "pandas_type": "int64"} for name in ("phone", "n")]
    }
    table = table.replace_schema_metadata({"pandas": json.dumps(described)})
    path, target = write_parquet(table, tmp_path / "t"), tmp_path / "copy"
    scanner = share()
    redact_file(scanner, scanner.open(path), target)
    columns = json.loads(pq.read_schema(target).metadata[b"pandas"])["columns"]
    assert [column["numpy_type"] for column in columns] == ["object", "int64"]


def test_bytes_that_are_no_text_are_listed_and_kept(tmp_path: Path, write: Writer) -> None:
    table = pa.table({"photo": pa.array([b"\xff\xd8\xff", PHONE.encode(), None]), "t": ["a", "b", "c"]})
    source = open_source(write(table, tmp_path / "t"))
    target = tmp_path / "copy"
    target.write_bytes(copy(source, lambda _: [CellEdit(1, 0, 0, 11, "X")]))
    assert [(part.part, part.reason) for part in source.unread()] == [("photo", "binary")]
    assert read_back(target)["photo"].to_pylist() == [b"\xff\xd8\xff", b"X", None]


def test_text_that_is_no_utf8_is_listed_and_not_lost(tmp_path: Path, write: Writer) -> None:
    raw = pa.array(["张".encode("gbk"), PHONE.encode()]).view(pa.string())
    source = open_source(write(pa.table({"t": raw}), tmp_path / "t"))
    (block,) = tables(source)
    assert list(block.columns[0]) == [None, PHONE]
    assert [part.part for part in source.unread()] == ["t"]


def test_a_column_that_cannot_be_written_is_read_and_refused(tmp_path: Path) -> None:
    table = pa.table({"pair": pa.array([[PHONE, OTHER]], pa.list_(pa.string(), 2))})
    source = open_source(write_feather(table, tmp_path / "t"))
    (block,) = tables(source)
    assert PHONE in (block.columns[0][0] or "")
    with pytest.raises(UsageError, match="column 1"):
        copy(source, lambda _: [CellEdit(0, 0, 2, 13, "X")])


@pytest.mark.parametrize("cut", [0.5, 0.9, 0.99])
def test_a_cut_file_is_unscanned(tmp_path: Path, write: Writer, cut: float) -> None:
    path = write(pa.table({"t": [PHONE] * 5000, "n": range(5000)}), tmp_path / "t")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(UnscannedError) as caught:
        list(open_source(path).blocks())
    assert caught.value.reason == "unreadable"
    assert PHONE not in str(caught.value)


def test_a_damaged_file_is_unscanned_and_nothing_worse(tmp_path: Path, write: Writer) -> None:
    path = write(NESTED, tmp_path / "t")
    data = path.read_bytes()
    for position in range(8, len(data), max(1, len(data) // 60)):
        path.write_bytes(data[:position] + bytes([data[position] ^ 0x55]) + data[position + 1 :])
        try:
            for block in open_source(path).blocks():
                if isinstance(block, TableBlock):
                    [list(column) for column in block.columns]
        except UnscannedError as error:
            assert error.reason in ("unreadable", "encrypted", "too-large")  # noqa: PT017 - most changes do no harm


def test_an_encrypted_footer_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PARE" + bytes(100) + b"PARE")
    with pytest.raises(UnscannedError) as caught:
        list(open_source(path).blocks())
    assert caught.value.reason == "encrypted"


def test_blocks_are_bounded_and_numbered(tmp_path: Path, write: Writer) -> None:
    count = 70_000
    path = write(pa.table({"n": range(count), "l": [[1]] * count}), tmp_path / "t", row_group_size=40_000)
    rows: dict[str | None, int] = {}
    for block in tables(open_source(path)):
        assert block.rows <= 50_000
        assert block.first_row == rows.get(block.part, 0)
        assert block.place(0, 0, 0, 1)[0].row == block.first_row
        rows[block.part] = block.first_row + block.rows
    assert rows == {None: count, "l[]": count}


def test_an_empty_table(tmp_path: Path, write: Writer) -> None:
    path = write(pa.table({"手机": pa.array([], pa.string())}), tmp_path / "t")
    source = open_source(path)
    assert [type(block) for block in source.blocks() if not isinstance(block, NoteBlock)] == []
    assert copy(source) == path.read_bytes()
