"""Findings written as they are found: columns come out as their single findings would."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from leakguard.errors import UsageError
from leakguard.hits import ColumnHits, Scanned
from leakguard.reports.finding_columns import json_lines
from leakguard.reports.jsonformat import finding_lines
from leakguard.reports.stream import JsonLinesFindings, ParquetFindings, findings_writer
from leakguard.units import Place, TableBlock

from ..table_support import Maker, Row, blocks, column, scanned

HEADERS = [
    "收货人手机",
    None,
    'a"b\\c',
    "a\nb\tc\x00\x1b[31m",
    "\u202e手机\u2066\u200b\ufeff",
    "😀\ud83d",
    "\x7f\x85\u2028</script>",
]


def rows() -> list[Row]:
    m = Maker(51)
    made: list[Row] = [["订单号", "寄件人", "寄件电话", "收货人", "手机", "收货地址", "备注", "邮箱", "QQ", "昵称"]]
    for n in range(40):
        remark = ["", f"电话{m.phone()}", "139****6158", f"收件人{m.name()}，电话{m.phone()}"][n % 4]
        row = [
            m.order(),
            m.name(),
            m.phone(),
            m.name(),
            f"'{m.phone()}",
            m.address(),
            remark,
            m.email(),
            m.qq(),
            m.nick(),
        ]
        made.append(row)
    return made


@cache
def table(part: str | None = None) -> list[Scanned]:
    return scanned(
        [replace(block, part=part) for block in blocks(rows(), arrow=True, size=25) if isinstance(block, TableBlock)]
    )


def single(given: list[Scanned], reveal: bool) -> list[bytes]:
    return list(finding_lines((hit.finding for each in given for hit in each.every()), reveal))


def written(given: list[Scanned], make: Callable[[Callable[[bytes], object]], object]) -> bytes:
    stream = io.BytesIO()
    writer = make(stream.write)
    for each in given:
        writer.add(each)  # type: ignore[attr-defined]
    writer.close()  # type: ignore[attr-defined]
    return stream.getvalue()


@pytest.mark.parametrize("reveal", [False, True])
@pytest.mark.parametrize("part", [None, 'Sheet "1"\u202e\n'])
def test_lines_are_those_of_single_findings(part: str | None, reveal: bool) -> None:
    given = table(part)
    assert sum(map(len, (c for each in given for c in each.columns))) > 300
    lines = written(given, lambda write: JsonLinesFindings(write, reveal)).splitlines(keepends=True)
    assert sorted(lines) == sorted(single(given, reveal))


@pytest.mark.parametrize("header", HEADERS)
def test_headers_of_any_kind(header: str | None) -> None:
    told = replace(table()[0].columns[0], header=header)
    expected = list(finding_lines(hit.finding for hit in told.each()))
    assert json_lines(told) == b"".join(expected)
    assert {json.loads(line)["header"] for line in expected} == {header}


@dataclass(frozen=True, slots=True)
class Nested(TableBlock):
    """Cells that stand elsewhere for who reads the file."""

    def place(self, row: int, column: int, start: int, end: int) -> tuple[Place, int, int]:
        pointer = f'/a"b\\{row}\u202e' if row % 3 else None
        return Place(1000 + row // 2, 7, None, pointer, "cell" if row % 2 else "name"), start + 3, end + 3


@pytest.mark.parametrize("reveal", [False, True])
def test_places_of_formats_with_units_of_their_own(reveal: bool) -> None:
    m = Maker(2)
    given = scanned([Nested([column(["手机", *(m.phone() for _ in range(12))])])])
    assert given[0].columns
    lines = written(given, lambda write: JsonLinesFindings(write, reveal)).splitlines(keepends=True)
    assert lines == single(given, reveal)
    assert from_parquet(given, reveal) == [json.loads(line) for line in lines]


def from_parquet(given: list[Scanned], reveal: bool) -> list[dict[str, object]]:
    read = pq.read_table(io.BytesIO(written(given, lambda write: ParquetFindings(write, reveal))))
    found = read.to_pylist()
    for row in found:
        row["evidence"] = json.loads(row["evidence"])
    allowed = {"ORDER_ID", "TRACKING_NUMBER", "PAYMENT_ID"}
    assert all(row.pop("forbidden") is (row["entity"] not in allowed and not row["masked"]) for row in found)
    return found


@pytest.mark.parametrize("reveal", [False, True])
def test_a_parquet_table_holds_the_same(reveal: bool) -> None:
    given = table("orders")
    lines = written(given, lambda write: JsonLinesFindings(write, reveal)).splitlines()
    assert from_parquet(given, reveal) == [json.loads(line) for line in lines]


def test_no_findings() -> None:
    assert written([], JsonLinesFindings) == b""
    assert from_parquet([], False) == []
    assert "value" not in pq.read_schema(io.BytesIO(written([], ParquetFindings))).names
    assert "value" in pq.read_schema(io.BytesIO(written([], lambda write: ParquetFindings(write, True)))).names


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_no_value_without_reveal(name: str) -> None:
    given = table()
    data = written(given, lambda write: findings_writer(Path(name), write))
    shown = data.decode() if name.endswith("l") else json.dumps(from_parquet(given, False), ensure_ascii=False)
    values = {hit.finding.value for each in given for hit in each.every() if not hit.finding.masked}
    assert len(values) > 300
    assert not [value for value in values if len(value) > 3 and value in shown]
    raw = written(given, lambda write: findings_writer(Path(name), write, reveal=True))
    told = raw.decode() if name.endswith("l") else json.dumps(from_parquet(given, True), ensure_ascii=False)
    assert all(value in told for value in values)


@pytest.mark.parametrize("reveal", [False, True])
@pytest.mark.parametrize("make", [JsonLinesFindings, ParquetFindings])
def test_parts_of_other_processes_give_the_same_file(make: type, reveal: bool, tmp_path: Path) -> None:
    given = table()
    stream = io.BytesIO()
    writer = make(stream.write, reveal)
    for index, each in enumerate(given):
        part = tmp_path / str(index)
        part.write_bytes(written([each], writer.part_writer))
        writer.take(part)
    writer.close()
    assert stream.getvalue() == written(given, lambda write: make(write, reveal))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("A.JSONL", JsonLinesFindings), ("a.ndjson", JsonLinesFindings), ("a.b.Parquet", ParquetFindings)],
)
def test_the_name_says_the_format(name: str, expected: type) -> None:
    assert isinstance(findings_writer(Path(name), lambda data: None), expected)


@pytest.mark.parametrize("name", ["a.csv", "a", "jsonl", "a.json", "a.parquet.gz"])
def test_other_names(name: str) -> None:
    with pytest.raises(UsageError, match=r"\.jsonl or \.parquet"):
        findings_writer(Path(name), lambda data: None)


@pytest.mark.parametrize("reveal", [False, True])
@pytest.mark.parametrize("copies", [1, 2, 5])
def test_values_that_are_met_again(copies: int, reveal: bool) -> None:
    m = Maker(3)
    phones = [m.phone() for _ in range(20)] * copies
    given = scanned(blocks([["手机", "收货人"], *([phone, m.name()] for phone in phones)], arrow=True, size=200))
    lines = written(given, lambda write: JsonLinesFindings(write, reveal)).splitlines(keepends=True)
    assert sorted(lines) == sorted(single(given, reveal))
    assert from_parquet(given, reveal) == [json.loads(line) for line in lines]


@pytest.mark.parametrize(("least", "batches"), [(1, 1000), (150, 1000), (1 << 17, 4), (1 << 17, 1000)])
def test_row_groups(least: int, batches: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leakguard.reports.stream._GROUP", least)
    monkeypatch.setattr("leakguard.reports.stream._BATCHES", batches)
    given = table()
    metadata = pq.ParquetFile(io.BytesIO(written(given, ParquetFindings))).metadata
    sizes = [metadata.row_group(index).num_rows for index in range(metadata.num_row_groups)]
    assert sum(sizes) == sum(map(len, given))
    assert (len(sizes) == 1) == (least > sum(sizes) and batches == 1000)
    assert batches == 4 or all(size >= least for size in sizes[:-1])
    assert from_parquet(given, False) == [json.loads(line) for line in written(given, JsonLinesFindings).splitlines()]


def test_the_types_of_a_parquet_table() -> None:
    """Those of the contract: that most texts are repeated is a matter of the file only."""
    read = pq.read_schema(io.BytesIO(written(table(), ParquetFindings)))
    types = {field.name: str(field.type) for field in read}
    numbers = {"row": "int64", "column": "int32", "line": "int64", "start": "int64", "end": "int64", "score": "double"}
    assert types == dict.fromkeys(types, "string") | numbers | {"masked": "bool", "forbidden": "bool"}


def test_groups_of_other_persons() -> None:
    told = [c for each in table() for c in each.columns if isinstance(c, ColumnHits) and c.column == 2]
    groups = [json.loads(line)["group"] for c in told for line in json_lines(c).splitlines()]
    assert groups == [hit.finding.group for c in told for hit in c.each()]
    assert all(group.endswith(":sender") for group in groups)
