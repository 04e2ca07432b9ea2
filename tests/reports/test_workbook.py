"""The workbook: opens, holds texts as texts and numbers as numbers, and is the same twice."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from functools import cache

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from leakguard.census import Example
from leakguard.findings import Finding, Location
from leakguard.messages import Texts
from leakguard.report import Report
from leakguard.reports import workbook
from leakguard.reports.sheets import LIMIT
from leakguard.reports.width import visible
from leakguard.reports.workbook import render

from .report_support import HOSTILE, ORDERS, clean_report, hostile_report, large_report, rich_report
from .test_sarif import lacking, of

ZH, EN = Texts("zh"), Texts("en")
NAMES = ["摘要", "严重程度", "法律标准", "义务", "实体", "文件", "列", "发现", "关联", "未扫描", "允许", "方法"]


@cache
def rich() -> Workbook:
    return opened(render(rich_report(), ZH))


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(book: Workbook, name: str) -> list[list[object]]:
    """The rows below the head, up to the notes."""
    told = [[cell.value for cell in row] for row in book[name].iter_rows(min_row=2)]
    end = next(
        (index for index, row in enumerate(told) if not any(value not in (None, "") for value in row)), len(told)
    )
    return told[:end]


def one(preview: str) -> bytes:
    finding = Finding("PERSON", None, 0, 3, 0.9, "person", preview, "欧阳文", location=Location("a.txt", line=0))
    return render(of([Example(finding, True)]), EN)


def test_sheets_with_heads_and_filters() -> None:
    assert rich().sheetnames == NAMES
    assert opened(render(rich_report(), EN)).sheetnames[0] == "Summary"
    for sheet in rich().worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.font.bold for cell in sheet[1])


def test_what_is_in_them() -> None:
    assert rows(rich(), "摘要")[0][:2] == ["结论", "不要分享"]
    threshold = rows(rich(), "法律标准")[0]
    assert threshold[1:6] == [268, 25, "是", 50, "是"]
    assert threshold[7] == "确定"
    assert rows(rich(), "文件")[0][:2] == [ORDERS, "xlsx · utf-8（符合 UTF-8）"]
    assert rows(rich(), "文件")[0][4:7] == [1872, 1248, 0]
    assert len(rows(rich(), "发现")) == 78
    assert len(rows(rich(), "未扫描")) == 3
    assert [row[:2] for row in rows(rich(), "允许")] == [["staff-phone", 2], ["old-demo", 0]]
    entities = {row[1]: row for row in rows(rich(), "实体")}
    assert entities["CN_BANK_CARD"][2:8] == [312, 312, 0, "敏感个人信息", "严重", "确定"]
    assert "推荐性标准，非法律" in str(entities["CN_BANK_CARD"][8])


@pytest.mark.parametrize("texts", [ZH, EN])
def test_every_column_has_a_head_and_figures_are_numbers(texts: Texts) -> None:
    report = rich_report()
    book = opened(render(report, texts))
    for sheet in book.worksheets:
        heads = [str(cell.value or "") for cell in sheet[1]]
        assert all(head and head[0] == head[0].upper() for head in heads), heads
    assert [row[1] for row in rows(book, book.sheetnames[0])[2:]] == [
        report.persons.distinct, report.total, report.forbidden_count, 3, 3, 2,
    ]  # fmt: skip


def test_the_file_with_all_findings_is_named_only_where_not_all_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [each for each in rich_report().findings if each.entity == "PHONE_NUMBER"]
    report = of([Example(each, n < 2) for n, each in enumerate(numbers[:9])])
    report.beside = "leaks.findings.parquet"

    def named() -> bool:
        return any("leaks" in str(c.value) for sheet in opened(render(report, EN)).worksheets for c in sheet["A"])

    assert not named()
    monkeypatch.setattr(workbook, "CAPS", workbook.Caps(examples=8))
    assert named()


def test_notes_stand_below() -> None:
    told = " ".join(str(cell.value) for sheet in rich().worksheets for cell in sheet["A"])
    for note in (
        "工具统计的是人数，不是法院认定的条数",
        "级别 S0 至 S6 是本工具的建议",
        "不是法律意见",
        "另有 2,011 项未列出",
    ):
        assert note in told


@pytest.mark.parametrize("make", [rich_report, clean_report, hostile_report, lacking])
@pytest.mark.parametrize("texts", [ZH, EN])
def test_nothing_is_a_formula_or_a_link(make: Callable[[], Report], texts: Texts) -> None:
    data = render(make(), texts)
    for sheet in opened(data).worksheets:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        assert not sheet._hyperlinks
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/"))
    assert b"<f>" not in xml
    assert b"<hyperlink" not in xml


@pytest.mark.parametrize(
    ("preview", "shown", "quoted"),
    [
        ("=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1", True),
        ("+86 138", "+86 138", True),
        ("-1", "-1", True),
        ("@x", "@x", True),
        ("  =1", "  =1", True),
        ("＝1", "＝1", True),
        ("\t=1", "\\x09=1", False),
        ("123", "123", False),
        ("00123", "00123", False),
        ("1e5", "1e5", False),
        ("http://a.example", "http://a.example", False),
        ("_x0041_", "_x0041_", False),
    ],
)
def test_texts_are_texts(preview: str, shown: str, quoted: bool) -> None:
    (cell,) = [row[3] for row in opened(one(preview))["Findings"].iter_rows(min_row=2, max_row=2)]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (shown, "s", quoted)
    assert cell.number_format == "@"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names(text: str) -> None:
    book = opened(render(hostile_report(), EN))
    seen = "".join(str(cell.value) for row in book["Files"].iter_rows() for cell in row)
    assert visible(text)[:60].rstrip() in seen
    assert seen.isprintable()


def test_the_same_report_gives_the_same_bytes() -> None:
    first = render(rich_report(), ZH)
    time.sleep(1.1)
    assert render(rich_report(), ZH) == first


def test_what_is_not_known_is_said() -> None:
    book = opened(render(lacking(), EN))
    assert rows(book, "Summary")[0][1] == "No verdict"
    assert {row[5] for row in rows(book, "Files")} == {"not known"}
    assert {row[3] for row in rows(book, "Entities")} == {"not known"}
    assert {str(row[6]).split(" (")[0] for row in rows(book, "Findings")} == {"not known"}
    told = [str(cell.value) for cell in book["Not scanned"]["A"]]
    assert any("Not known" in text for text in told)
    assert not any("was read" in text for text in told)


def test_a_large_report_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    report = large_report(1_000, 2)
    report.beside = "leaks.findings.parquet"
    data = render(report, EN)
    book = opened(data)
    assert len(data) < LIMIT
    assert len(rows(book, "Findings")) == 1_000
    notes = " ".join(str(cell.value) for cell in book["Findings"]["A"])
    assert "499,000 more not listed; all findings are in leaks.findings.parquet" in notes
    monkeypatch.setattr("leakguard.reports.sheets.LIMIT", 60_000)
    monkeypatch.setattr(workbook, "CAPS", workbook.Caps(examples=1_000, groups=10))
    smaller = render(report, EN)
    assert len(smaller) < 60_000
    assert 0 < len(rows(opened(smaller), "Findings")) < 1_000


def test_nothing_raw() -> None:
    with zipfile.ZipFile(io.BytesIO(one("欧**"))) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert "欧**".encode() in everything
    assert "欧阳文".encode() not in everything
