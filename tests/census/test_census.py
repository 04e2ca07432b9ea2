"""The census of tables and texts: as lists, as Arrow arrays, and from the list of findings alone."""

import io
import json
from datetime import date
from pathlib import Path

import pytest

import leakguard
from leakguard.census import PersonCount
from leakguard.census.taking import CensusTaker
from leakguard.hits import Scanned
from leakguard.reports.reading import read_report
from leakguard.reports.stream import JsonLinesFindings

from ..table_support import Maker, Row, blocks, scanned

TODAY = date(2026, 11, 22)


def census(given: list[Scanned], headers: Row) -> CensusTaker:
    taker = CensusTaker("orders.csv", TODAY)
    for each in given:
        taker.take(each, headers)
    taker.close()
    return taker


def orders(count: int) -> list[Row]:
    m = Maker(5)
    rows: list[Row] = [["订单号", "收货人", "手机", "收货地址", "身份证号", "商品名称", "查询密码"]]
    buyers = [(m.name(), m.phone(), m.address(), m.resident()) for _ in range(count // 2)]
    for n in range(count):
        name, phone, address, resident = buyers[n % len(buyers)]
        row = [m.order(), name, phone, address, resident if n % 3 == 0 else "", "棉袜", "8812" if n % 10 == 0 else ""]
        if n % 7 == 0:
            row[1:4] = [name[0] + "**", phone[:3] + "****" + phone[-4:], "江苏省苏州市***"]
            row[4] = ""
        rows.append(row)
    return rows


@pytest.mark.parametrize("size", [30, 75, 1000])
def test_arrays_lists_and_findings_count_alike(size: int, tmp_path: Path) -> None:
    rows = orders(150)
    arrow, lists = (census(scanned(blocks(rows, arrow=a, size=size)), rows[0]) for a in (True, False))
    assert arrow.people.count() == lists.people.count()
    assert arrow.masked == lists.masked
    expected = arrow.people.count()
    assert expected.distinct == 75
    assert expected.masked == 22
    assert expected.of("credential") > 5
    stream = io.BytesIO()
    writer = JsonLinesFindings(stream.write)
    for each in scanned(blocks(rows, arrow=True, size=size)):
        writer.add(each)
    target = tmp_path / "findings.jsonl"
    target.write_bytes(stream.getvalue())
    told = read_report(target).persons
    assert (told.distinct, told.masked, told.minors_known) == (expected.distinct, expected.masked, False)
    for what in ("name", "phone", "address", "contact", "document", "conservative-sensitive"):
        assert told.of(what) == expected.of(what), what  # type: ignore[arg-type]


TEXTS: list[tuple[str, PersonCount]] = [
    ("今天天气不错", PersonCount()),
    ("手机 139****6158", PersonCount(0, 1)),
    ("订单 3501234567890123456", PersonCount()),
    ("电话：13902746158", PersonCount(1, 0, {"phone": 1})),
    ("电话：13902746158\n\n\n\n\n电话：13902746158", PersonCount(1, 0, {"phone": 1})),
    ("收件人：张伟，电话：13902746158", PersonCount(1, 0, {"name": 1, "phone": 1})),
    (
        "收件人：张伟，电话：13902746158，地址：江苏省苏州市姑苏区平江路2号3幢1201室",
        PersonCount(1, 0, {"name": 1, "phone": 1, "address": 1, "contact": 1}),
    ),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_texts(text: str, expected: PersonCount, tmp_path: Path) -> None:
    target = tmp_path / "chat.txt"
    target.write_text(text, encoding="utf-8")
    assert leakguard.scan(target).persons == expected


MINORS = [
    ("20121123", 1),  # 13 years, a day before the birthday
    ("20121122", 0),  # 14 today
    ("20200229", 1),
    ("19900307", 0),
]


@pytest.mark.parametrize(("born", "minors"), MINORS)
@pytest.mark.parametrize("arrow", [True, False])
def test_minors(born: str, minors: int, arrow: bool) -> None:
    m = Maker(8)
    resident = with_check(f"320508{born}001")
    rows: list[Row] = [["姓名", "身份证号"], *([m.name(), m.resident()] for _ in range(12)), ["张伟", resident]]
    taker = census(scanned(blocks(rows, arrow=arrow, size=100)), rows[0])
    others = sum(row[1][6:14] > "20121122" for row in rows[1:-1] if row[1])
    assert taker.people.count().of("minor") == others + minors


def with_check(number: str) -> str:
    total = sum(int(digit) * pow(2, 17 - index, 11) for index, digit in enumerate(number))
    return number + "10X98765432"[total % 11]


def test_persons_are_recognised_across_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("姓名,手机\n张伟,13902746158\n李娜,13802746158\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("张伟的电话是13902746158", encoding="utf-8")
    report = leakguard.scan(tmp_path)
    assert [source.persons.distinct for source in report.sources] == [2, 1]
    assert report.persons.distinct == 2


def test_examples_and_records_are_few_and_the_fullest(tmp_path: Path) -> None:
    target = tmp_path / "orders.csv"
    rows = orders(150)
    target.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    (source,) = leakguard.scan(target).sources
    by_column: dict[tuple[int | None, str, bool], set[str]] = {}
    for each in source.examples:
        place = (each.finding.location.column, each.finding.entity, each.finding.masked)
        by_column.setdefault(place, set()).add(each.finding.fingerprint)
    assert all(len(values) <= 5 for values in by_column.values())
    assert len(source.groups) == 10
    assert all(
        {"PERSON", "PHONE_NUMBER", "ADDRESS", "CN_RESIDENT_ID"} <= {f.entity for f in g.findings} for g in source.groups
    )
    assert all(group.order for group in source.groups)
    assert all(f.value for group in source.groups for f in group.findings)
    assert "value" not in json.dumps(source.shown())


REGISTER = [
    ["登记日期", "订单号", "买家ID", "退货人", "登记人", "跟进情况"],
    *(
        ["7/1", f"350123456789012{n:04d}", f"tb_小熊{n}", name, "何晓", "已退"]
        for n, name in enumerate(["王丽", "李强", "赵敏", "孙杰", "周洋"])
    ),
]
CHAT = [
    ["时间", "昵称", "内容"],
    *(
        ["10:00", nick, text]
        for nick, text in [("小熊", "我叫王丽"), ("客服", "好的"), ("小熊", "电话13902746158"), ("客服", "收到")]
    ),
]


def persons(rows: list[Row], tmp_path: Path) -> PersonCount:
    target = tmp_path / "a.csv"
    target.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return leakguard.scan(target).persons


def test_a_register_is_no_chat(tmp_path: Path) -> None:
    """Five buyers and one clerk, whose orders they are not."""
    told = persons(REGISTER, tmp_path)
    assert (told.distinct, told.of("order")) == (6, 5)


def test_the_messages_of_a_chat_are_not_rows(tmp_path: Path) -> None:
    assert persons(CHAT, tmp_path).of("phone") == 1
