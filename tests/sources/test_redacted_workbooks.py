"""Redaction of XLS, ODS and HTML through the public API: the copies scan clean, and nothing else is lost."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwt
from odf import table, text
from odf.opendocument import OpenDocumentSpreadsheet

import leakguard
from leakguard.api import scanner
from leakguard.errors import UsageError
from leakguard.mirror import redact_folder
from leakguard.redaction import Redaction

ROWS = [
    ["订单编号", "收货人", "联系手机", "收货地址", "数量", "买家留言"],
    ["1671595708362527475", "李晓梅", 13902746158, "江苏省苏州市虎丘区科灵路37号2幢904室", 3, "=改送13902746159"],
    ["1671595708362527476", "王建国", 13902746160, "浙江省杭州市余杭区文一西路1218号5幢302室", 1, "-"],
]
PERSONAL = ("李晓梅", "王建国", "139027461", "科灵路", "文一西路")


def xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("订单")
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    book.save(str(path))


def ods(path: Path) -> None:
    book = OpenDocumentSpreadsheet()
    sheet = table.Table(name="订单")
    for row in ROWS:
        line = table.TableRow()
        for value in row:
            if isinstance(value, str):
                cell = table.TableCell(valuetype="string")
            else:
                cell = table.TableCell(valuetype="float", value=str(value))
            cell.addElement(text.P(text=str(value)))
            line.addElement(cell)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(str(path))


def html(path: Path) -> None:
    rows = "".join("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>\r\n" for row in ROWS)
    page = f'<html><meta charset="gbk"><body><p>导出</p><table border=1>{rows}</table><!--完-->'
    path.write_bytes(page.encode("gbk"))


@pytest.mark.parametrize(("name", "make", "format_"), [("a.xls", xls, "xls"), ("a.ods", ods, "ods")])
def test_workbooks_become_xlsx(tmp_path: Path, name: str, make, format_: str) -> None:
    source, target = tmp_path / name, tmp_path / "out.xlsx"
    make(source)
    before = source.read_bytes()
    report = leakguard.scan(source)
    assert report.unscanned == []
    assert [summary.format for summary in report.sources] == [format_]
    redaction = leakguard.redact(source, target)
    assert source.read_bytes() == before
    assert redaction.report.unscanned == []
    assert leakguard.scan(target).forbidden == []
    sheet = openpyxl.load_workbook(target).active
    values = [[cell.value for cell in row] for row in sheet.rows]
    assert values[0] == ROWS[0]
    assert [row[4] for row in values[1:]] == [3, 1]
    assert values[1][5].startswith("=改送")
    assert sheet["F2"].data_type == "s"
    assert values[2][5] == "-"
    assert not any(word in str(values) for word in PERSONAL)


@pytest.mark.parametrize(("name", "make"), [("a.xls", xls), ("a.ods", ods)])
def test_the_output_must_not_pretend(tmp_path: Path, name: str, make) -> None:
    make(tmp_path / name)
    with pytest.raises(UsageError, match=r"ends in \.xlsx"):
        leakguard.redact(tmp_path / name, tmp_path / f"out{Path(name).suffix}")


def test_folders_name_the_copies(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    xls(source / "a.xls")
    ods(source / "b.ods")
    html(source / "c.xls")
    outcomes = list(redact_folder(scanner(), source, tmp_path / "out"))
    assert all(isinstance(outcome, Redaction) for outcome in outcomes), outcomes
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.xls.xlsx", "b.ods.xlsx", "c.xls"]


def test_html_keeps_everything_else(tmp_path: Path) -> None:
    source, target = tmp_path / "a.xls", tmp_path / "b.xls"
    html(source)
    redaction = leakguard.redact(source, target)
    assert leakguard.scan(target).forbidden == []
    wanted = source.read_bytes().decode("gbk")
    for finding in redaction.report.forbidden:
        wanted = wanted.replace(f">{finding.value}<", f">&lt;{finding.entity}&gt;<")
    wanted = wanted.replace("改送13902746159", "改送&lt;PHONE_NUMBER&gt;")
    assert target.read_bytes().decode("gbk") == wanted
    assert not any(word in wanted for word in PERSONAL)
