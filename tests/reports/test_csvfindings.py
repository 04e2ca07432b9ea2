"""CSV of findings: what a spreadsheet opens is what was found, nothing runs, and columns come out as single findings."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from leakguard.findings import Evidence, Finding, Location
from leakguard.hits import Hit, Scanned, Spot
from leakguard.policy import Decision
from leakguard.reports.csvfindings import FIELDS, CsvFindings
from leakguard.reports.stream import JsonLinesFindings
from leakguard.units import TableBlock, TextBlock

from ..table_support import Maker, Row, blocks, scanned
from .report_support import HOSTILE

HEADERS = [
    "收货人手机",
    None,
    'a"b,c',
    "a\nb\tc\x00\x1b[31m",
    "=1+1",
    "\u202e手机\u2066\u200b\ufeff",
    "😀\ud83d",
    "2024",
    "'x",
]


@cache
def table(part: str | None = None) -> list[Scanned]:
    m = Maker(77)
    rows: list[Row] = [["订单号", "收货人", "手机", "收货地址", "备注", "邮箱"]]
    for n in range(60):
        remark = ["", f"电话{m.phone()}", "139****6158", f"收件人{m.name()}，电话{m.phone()}"][n % 4]
        rows.append([m.order(), m.name(), m.phone(), m.address(), remark, m.email()])
    made = blocks(rows, arrow=True, size=30)
    return scanned([replace(block, part=part) for block in made if isinstance(block, TableBlock)])


def written(given: list[Scanned], make: Callable[..., CsvFindings] = CsvFindings, **options: bool) -> bytes:
    stream = io.BytesIO()
    writer = make(stream.write, **options)
    for each in given:
        writer.add(each)
    writer.close()
    return stream.getvalue()


def one_by_one(given: list[Scanned]) -> list[Scanned]:
    """The same without columns."""
    return [
        Scanned(each.block, [*each.hits, *(hit for column in each.columns for hit in column.each())]) for each in given
    ]


def records(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def found(text: str, preview: str = "欧**", **more: object) -> list[Scanned]:
    """A block with a finding that tells of hostile things."""
    finding = Finding(
        "PERSON", None, 0, 3, 0.9, "person", preview, "欧阳文", "欧阳文", (Evidence("header", text, 0.4),), fingerprint="1234e56789012345",
        location=Location(text, text, 1, 2, text, pointer=text),
    )  # fmt: skip
    decision = Decision("mask", {}, True, None, None)  # type: ignore[arg-type, call-arg]
    return [Scanned(TextBlock(""), [Hit(replace(finding, **more), decision, Spot(0, 3))])]  # type: ignore[arg-type]


@pytest.mark.parametrize("reveal", [False, True])
@pytest.mark.parametrize("part", [None, '订单 "1",\u202e\n', "=1", "1-2"])
def test_columns_come_out_as_single_findings(part: str | None, reveal: bool) -> None:
    given = table(part)
    assert sum(map(len, (c for each in given for c in each.columns))) > 200
    assert written(given, reveal=reveal) == written(one_by_one(given), reveal=reveal)


@pytest.mark.parametrize("header", HEADERS)
def test_columns_with_headers_of_any_kind(header: str | None) -> None:
    column = replace(table()[0].columns[0], header=header)
    given = [Scanned(table()[0].block, [], [column])]
    assert written(given) == written(one_by_one(given))


def test_the_fields_are_those_of_the_contract() -> None:
    given = table()
    told = [json.loads(line) for line in _json(given)]
    rows = records(written(given))
    assert list(rows[0]) == list(FIELDS) == [*told[0], "forbidden"]
    forbidden = [str(hit.decision.forbidden).lower() for each in one_by_one(given) for hit in each.hits]
    assert [row["forbidden"] for row in rows] == forbidden
    assert set(forbidden) == {"true", "false"}
    assert len(rows) == len(told)
    for row, record in zip(rows, told, strict=True):
        for name in record:
            if name == "evidence":
                assert row[name] == "; ".join(f"{e['kind']} {e['name']} {e['weight']:+g}" for e in record[name])
            elif isinstance(record[name], str):
                assert row[name].removeprefix("'") == record[name]
            else:
                assert row[name] == ("" if record[name] is None else str(record[name]).lower())


def _json(given: list[Scanned]) -> list[bytes]:
    stream = io.BytesIO()
    writer = JsonLinesFindings(stream.write)
    for each in given:
        writer.add(each)
    return stream.getvalue().splitlines()


def test_the_shape_of_the_file() -> None:
    data = written(table())
    assert data.startswith("\ufeffsource,part,row,".encode())
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == sum(map(len, table())) + 1
    assert written([]) == ("\ufeff" + ",".join(FIELDS) + "\r\n").encode()
    assert written([], reveal=True).endswith(b",value\r\n")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("收货人手机", "收货人手机"),
        ("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"),
        ("+86 138", "'+86 138"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\u3000=1", "'\u3000=1"),
        ("\xa0@x", "'\xa0@x"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("\t=1", "\\x09=1"),
        ("\r=1", "\\x0d=1"),
        ("a\r\nb", "a\\x0d\\x0ab"),
        ("'x", "''x"),
        ("00123", "'00123"),
        ("1234e56789012345", "'1234e56789012345"),
        ("1-2", "'1-2"),
        ("2月1日", "'2月1日"),
        ("3号楼", "3号楼"),
        ('a"b,c', 'a"b,c'),
        ("\u202eexe", "\\u202eexe"),
        ("\x00\x1b[2J", "\\x00\\x1b[2J"),
        ("😀\ud83d", "😀\\ud83d"),
    ],
)
def test_texts_stay_texts(text: str, shown: str) -> None:
    (row,) = records(written(found(text, preview=text)))
    assert [row[name] for name in ("source", "part", "header", "pointer", "preview")] == [shown] * 5
    assert row["fingerprint"] == "'1234e56789012345"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_field_begins_a_formula(text: str) -> None:
    data = written(found(text, preview=text[:20], entity=text[:20], group=text, recognizer=text, kind=text))
    (row,) = records(data)
    assert data.count(b"\n") == 2
    for value in row.values():
        assert not value.strip().startswith(tuple("=+-@＝＋－＠\t\r"))
        assert value.isprintable() or "\u3000" in value


def test_pandas_reads_what_was_found() -> None:
    given = table("订单")
    frame = pd.read_csv(io.BytesIO(written(given)))
    told = [json.loads(line) for line in _json(given)]
    for name in (
        "source",
        "part",
        "header",
        "row",
        "column",
        "start",
        "end",
        "entity",
        "score",
        "preview",
        "masked",
        "group",
    ):
        assert frame[name].tolist() == [record[name] for record in told]
    assert [mark.removeprefix("'") for mark in frame["fingerprint"]] == [record["fingerprint"] for record in told]


def test_no_value_without_reveal() -> None:
    given = table()
    values = {hit.finding.value for each in given for hit in each.every() if not hit.finding.masked}
    shown = written(given).decode()
    assert len(values) > 200
    assert not [value for value in values if len(value) > 3 and value in shown]
    told = {row["value"].removeprefix("'") for row in records(written(given, reveal=True))}
    assert values <= told


@pytest.mark.parametrize("reveal", [False, True])
def test_parts_of_other_processes_give_the_same_file(reveal: bool, tmp_path: Path) -> None:
    stream = io.BytesIO()
    writer = CsvFindings(stream.write, reveal)
    for index, each in enumerate(table()):
        part = tmp_path / str(index)
        part.write_bytes(written([each], writer.part_writer))  # type: ignore[arg-type]
        writer.take(part)
    writer.close()
    assert stream.getvalue() == written(table(), reveal=reveal)
