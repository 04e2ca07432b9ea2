"""ODS: every text with its place, limits, and copies as XLSX that an independent reader agrees with."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from odf import dc, meta, office, style, table, text
from odf.opendocument import OpenDocumentSpreadsheet

from leakguard.errors import UnscannedError
from leakguard.sources import open_source
from leakguard.units import CellEdit, NoteBlock, NoteEdit, TableBlock

from .support import rows_of

P = text.P
CONTENT = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0">
<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"""


def workbook() -> OpenDocumentSpreadsheet:
    """One visible and one hidden sheet, with cells of every type."""
    book = OpenDocumentSpreadsheet()
    hidden = style.Style(name="ta2", family="table")
    hidden.addElement(style.TableProperties(display="false"))
    book.automaticstyles.addElement(hidden)
    sheet = table.Table(name="订单")
    rows = [
        [("string", {}, "姓名"), ("string", {}, "电话"), ("string", {}, "日期"), ("string", {}, "备注")],
        [("string", {}, "李晓梅"), ("float", {"value": "13902746158"}, "1.39E+10"), ("date", {"datevalue": "2024-03-18"}, "18.3.24"),
         ("string", {}, "=1+1")],
        [("boolean", {"booleanvalue": "true"}, "WAHR"), ("percentage", {"value": "0.125"}, "12,5 %"),
         ("date", {"datevalue": "2024-03-18T20:11:05"}, "18.03.24 8:11 PM"), ("time", {"timevalue": "PT20H11M05S"}, "20:11")],
    ]  # fmt: skip
    for row in rows:
        line = table.TableRow()
        for kind, attributes, shown in row:
            cell = table.TableCell(valuetype=kind, **attributes)
            cell.addElement(P(text=shown))
            line.addElement(cell)
        sheet.addElement(line)
    noted = line.childNodes[0]
    comment = office.Annotation()
    comment.addElement(dc.Creator(text="王建国"))
    comment.addElement(P(text="改送13902746159"))
    comment.addElement(P(text="谢谢"))
    noted.insertBefore(comment, noted.firstChild)
    book.spreadsheet.addElement(sheet)
    second = table.Table(name="底稿", stylename="ta2")
    line = table.TableRow()
    cell = table.TableCell(valuetype="string")
    paragraph = P(text="陈")
    paragraph.addElement(text.Span(text="美玲"))
    paragraph.addElement(text.LineBreak())
    paragraph.addElement(text.S(c=3))
    cell.addElement(paragraph)
    cell.addElement(P(text="退款"))
    line.addElement(cell)
    second.addElement(line)
    book.spreadsheet.addElement(second)
    names = table.NamedExpressions()
    names.addElement(table.NamedExpression(name="客服", expression='of:="赵小燕"', basecelladdress="$订单.$A$1"))
    book.spreadsheet.addElement(names)
    book.meta.addElement(meta.InitialCreator(text="周文斌"))
    return book


def saved(folder: Path) -> Path:
    path = folder / "a.ods"
    workbook().save(str(path))
    return path


def packed(folder: Path, body: str, doctype: str = "", **more: str) -> Path:
    path = folder / "b.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr("content.xml", CONTENT.format(body=body, doctype=doctype))
        for name, content in more.items():
            package.writestr(name.replace("_", "/"), content)
    return path


def test_cells(tmp_path: Path) -> None:
    source = open_source(saved(tmp_path))
    assert (source.format, source.written_format) == ("ods", "xlsx")
    tables = [block for block in source.blocks() if isinstance(block, TableBlock)]
    assert [(block.part, rows_of(block)) for block in tables] == [
        (
            "订单",
            [
                ["姓名", "电话", "日期", "备注"],
                ["李晓梅", "13902746158", "2024-03-18", "=1+1"],
                ["TRUE", "0.125", "2024-03-18 20:11:05", "20:11:05"],
            ],
        ),
        ("底稿", [["陈美玲\n   \n退款"]]),
    ]


def test_notes(tmp_path: Path) -> None:
    source = open_source(saved(tmp_path))
    notes = {
        (block.part, note.text, note.place.where, note.place.row, note.place.column, note.header)
        for block in source.blocks()
        if isinstance(block, NoteBlock)
        for note in block.notes
    }
    assert notes == {
        ("订单", "订单", "name", None, None, None),
        ("订单", "改送13902746159\n谢谢", "comment", 2, 0, None),
        ("订单", "王建国", "property", 2, 0, "author"),
        ("底稿", "底稿", "name", None, None, None),
        (None, "客服", "name", None, None, None),
        (None, 'of:="赵小燕"', "name", None, None, None),
        (None, "周文斌", "property", None, None, "author"),
    }
    assert source.unread() == ()


def test_copy_without_edits_has_the_same_values(tmp_path: Path) -> None:
    source = open_source(saved(tmp_path))
    output = io.BytesIO()
    source.rewrite(((block, ()) for block in source.blocks()), output)
    book = openpyxl.load_workbook(output)
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [("订单", "visible"), ("底稿", "hidden")]
    sheet = book["订单"]
    assert [[cell.value for cell in row] for row in sheet.rows][1:] == [
        ["李晓梅", 13902746158, datetime(2024, 3, 18), "=1+1"],
        [True, 0.125, datetime(2024, 3, 18, 20, 11, 5), sheet["D3"].value],
    ]
    assert sheet["D2"].data_type == "s"
    assert sheet["C2"].value.date() == date(2024, 3, 18)
    assert sheet["A3"].comment.text == "改送13902746159\n谢谢"
    again = io.BytesIO()
    source.rewrite(((block, ()) for block in source.blocks()), again)
    assert hashlib.sha256(output.getvalue()).digest() == hashlib.sha256(again.getvalue()).digest()


def test_edits(tmp_path: Path) -> None:
    source = open_source(saved(tmp_path))

    def edited():
        for block in source.blocks():
            if isinstance(block, TableBlock):
                yield block, [CellEdit(1, 1, 0, 11, "<P>"), CellEdit(1, 0, 1, 3, "*")] if block.part == "订单" else []
            else:
                yield block, [NoteEdit(0, 0, 1, "/*"), NoteEdit(2, 2, 13, "<P>")] if block.part == "订单" else []

    output = io.BytesIO()
    source.rewrite(edited(), output)
    book = openpyxl.load_workbook(output)
    assert book.sheetnames == ["__单", "底稿"]
    sheet = book.worksheets[0]
    assert [sheet["A2"].value, sheet["B2"].value] == ["李*", "<P>"]
    assert sheet["A3"].comment.text == "改送<P>\n谢谢"
    with pytest.raises(ValueError, match="outside the rows"):
        source.rewrite(
            (
                (block, [CellEdit(99, 0, 0, 1, "")] if isinstance(block, TableBlock) else [])
                for block in source.blocks()
            ),
            io.BytesIO(),
        )


CELL = '<table:table-cell office:value-type="string"{0}><text:p>{1}</text:p></table:table-cell>'


TWICE = CELL.format(" table:number-columns-repeated='2'", "甲")
WIDE = CELL.format(" table:number-columns-repeated='20000'", "x")


def sheet_of(*rows: str) -> str:
    return f'<table:table table:name="S">{"".join(rows)}</table:table>'


def test_repeated_and_covered(tmp_path: Path) -> None:
    body = sheet_of(
        '<table:table-row table:number-rows-repeated="500"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
        f'<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/>'
        f"{TWICE}<table:covered-table-cell><text:p>乙</text:p></table:covered-table-cell></table:table-row>",
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
        f"<table:table-row>{CELL.format('', '丙')}</table:table-row>",
    )
    blocks = [block for block in open_source(packed(tmp_path, body)).blocks() if isinstance(block, TableBlock)]
    assert [(block.first_row, block.rows) for block in blocks] == [(500, 2), (1_048_502, 1)]
    assert rows_of(blocks[0]) == [["甲", "甲", "乙"]] * 2
    assert [column[0] for column in blocks[0].columns] == [None] * 3 + ["甲", "甲", "乙"]


@pytest.mark.parametrize(
    ("body", "doctype", "reason"),
    [
        (sheet_of(f'<table:table-row table:number-rows-repeated="99999999">{CELL.format("", "x")}</table:table-row>'), "", "too-large"),
        (sheet_of(f"<table:table-row>{WIDE}</table:table-row>"), "", "too-large"),
        (sheet_of(f"<table:table-row>{CELL.format('', '&a;')}</table:table-row>"), '<!DOCTYPE a [<!ENTITY a "aaaa">]>', "unsupported"),
        ("<table:table>", "", "unreadable"),
    ],
)  # fmt: skip
def test_refused(tmp_path: Path, body: str, doctype: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leakguard.sources.ods.content.MAX_CELLS", 1_000_000)
    with pytest.raises(UnscannedError) as caught:
        list(open_source(packed(tmp_path, body, doctype)).blocks())
    assert caught.value.reason == reason


def test_zip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leakguard.sources.ods.source.MAX_INFLATED", 1 << 20)
    path = packed(tmp_path, sheet_of(f"<!--{' ' * (2 << 20)}-->"))
    with pytest.raises(UnscannedError, match="too-large"):
        list(open_source(path).blocks())


def test_encrypted_and_broken(tmp_path: Path) -> None:
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry>'
        "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    with pytest.raises(UnscannedError, match="encrypted"):
        open_source(packed(tmp_path, "", **{"META-INF_manifest.xml": manifest}))
    path = saved(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UnscannedError, match="unreadable"):
        open_source(path)


def test_what_is_not_read_is_listed(tmp_path: Path) -> None:
    source = open_source(packed(tmp_path, sheet_of(), **{"Pictures_1.png": "x", "Object 1_content.xml": "x"}))
    list(source.blocks())
    assert [item.detail for item in source.unread()] == ["charts or embedded objects: not read", "pictures: not read"]


def test_texts_outside_cells(tmp_path: Path) -> None:
    body = (
        '<table:content-validations><table:content-validation table:condition="of:cell-content-is-in-list(&quot;赵小燕&quot;)"/>'
        "</table:content-validations>"
        + sheet_of(
            "<table:shapes><draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame></table:shapes>",
            '<table:table-row><table:table-cell table:formula="of:=IF(1;&quot;王&quot;)" office:value-type="float" office:value="5">'
            '<text:p>五号王先生</text:p></table:table-cell><table:table-cell><text:p><text:a xlink:href="mailto:a@b.cn">信</text:a>'
            "</text:p></table:table-cell></table:table-row>",
        )
    )
    blocks = list(open_source(packed(tmp_path, body)).blocks())
    notes = [
        (n.text, n.place.where, n.place.row, n.place.column)
        for b in blocks
        if isinstance(b, NoteBlock)
        for n in b.notes
    ]
    assert sorted(notes[:5]) == sorted([
        ("S", "name", None, None), ("框", "textbox", None, None), ('of:=IF(1;"王")', "formula", 0, 0),
        ("五号王先生", "display", 0, 0), ("mailto:a@b.cn", "link", 0, 1),
    ])  # fmt: skip
    assert notes[5:] == [('of:cell-content-is-in-list("赵小燕")', "validation", None, None)]
    assert rows_of(blocks[0]) == [["5", "信"]]  # type: ignore[arg-type]
