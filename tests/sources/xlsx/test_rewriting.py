from __future__ import annotations

import io
import random
from datetime import datetime

import numpy as np
import openpyxl
import pytest

from leakguard.columnar import ArrowColumn
from leakguard.sources.xlsx.cells import SheetBlock
from leakguard.units import CellEdit, ColumnEdit, Edit, NoteEdit, TableBlock, TextEdit

from .xlsx_support import (
    cells_of,
    changed_members,
    opened,
    part,
    replacing,
    rewritten,
    sheet_xml,
    strings_xml,
    tables,
    workbook,
)  # fmt: skip

SHEET = "xl/worksheets/sheet1.xml"
SHARED = "xl/sharedStrings.xml"


def shared_cells(*numbers: int) -> str:
    return "".join(f'<row r="{n}"><c r="A{n}" s="1" t="s"><v>{i}</v></c></row>' for n, i in enumerate(numbers, 1))


def edit_rows(**by_row: str) -> object:
    """Whole cells of column A of the first sheet replaced: ``r0="x"``."""
    return lambda block: (
        [CellEdit(int(row[1:]), 0, 0, len(block.columns[0][int(row[1:])]), new) for row, new in by_row.items()]
        if isinstance(block, SheetBlock) and block.sheet == 0
        else []
    )


def test_nothing_edited_nothing_changed() -> None:
    data = workbook({"S": sheet_xml(shared_cells(0, 1))}, strings=strings_xml("张三", "b"))
    assert rewritten(opened(data), lambda block: []) == data


def test_a_string_with_one_edit_everywhere_is_edited_in_place() -> None:
    data = workbook({"S": sheet_xml(shared_cells(0, 1, 0))}, strings=strings_xml("张三", "b"))
    copy = rewritten(opened(data), replacing(("张三", "<P>")))
    assert changed_members(data, copy) == {SHARED}
    assert "<si><t>&lt;P&gt;</t></si><si><t>b</t></si>" in part(copy, SHARED)


def test_a_string_that_stays_elsewhere_is_added_and_pointed_to() -> None:
    data = workbook({"S": sheet_xml(shared_cells(0, 1, 0))}, strings=strings_xml("张三", "b"))
    copy = rewritten(opened(data), edit_rows(r0="<P>"))  # type: ignore[arg-type]
    assert tables(copy) == {(0, 0): "<P>", (1, 0): "b", (2, 0): "张三"}
    assert part(copy, SHEET) == part(data, SHEET).replace(
        '<c r="A1" s="1" t="s"><v>0</v>', '<c r="A1" s="1" t="s"><v>2</v>'
    )
    assert 'uniqueCount="3"' in part(copy, SHARED)


def test_an_edited_string_that_no_cell_shows_any_more_is_gone() -> None:
    data = workbook({"S": sheet_xml(shared_cells(0, 0, 0))}, strings=strings_xml("张三"))
    copy = rewritten(opened(data), edit_rows(r0="<P1>", r1="<P2>", r2="<P2>"))  # type: ignore[arg-type]
    assert tables(copy) == {(0, 0): "<P1>", (1, 0): "<P2>", (2, 0): "<P2>"}
    assert "张三" not in part(copy, SHARED)


def test_rich_text_keeps_its_runs_and_loses_its_readings() -> None:
    rich = '<si><r><t xml:space="preserve">请送 王</t></r><r><rPr><b/></rPr><t>小明</t></r><r><t>处</t></r><rPh sb="0" eb="1"><t>ワン</t></rPh><phoneticPr fontId="1"/></si>'
    data = workbook({"S": sheet_xml(shared_cells(0))}, strings=strings_xml(rich))
    copy = rewritten(opened(data), replacing(("王小明", "<P>")))
    expected = '<si><r><t xml:space="preserve">请送 &lt;P&gt;</t></r><r><rPr><b/></rPr><t></t></r><r><t>处</t></r><phoneticPr fontId="1"/></si>'
    assert expected in part(copy, SHARED)


CELLS = [
    ('<c r="A1" s="3"><v>13800138000</v></c>', ("138001", "<T>"), '<c r="A1" s="3" t="inlineStr"><is><t>&lt;T&gt;38000</t></is></c>'),
    ('<c r="A1" t="n"><v>1.3800138E10</v></c>', ("13800138000", "<T>"), '<c r="A1" t="inlineStr"><is><t>&lt;T&gt;</t></is></c>'),
    ('<c r="A1" s="1"><v>32875</v></c>', ("1990-01-02", "****"), '<c r="A1" s="1" t="inlineStr"><is><t>****</t></is></c>'),
    ('<c r="A1" t="inlineStr"><is><t>a&amp;张三</t></is></c>', ("张三", "<P>"), '<c r="A1" t="inlineStr"><is><t>a&amp;&lt;P&gt;</t></is></c>'),
    ('<c r="A1" t="inlineStr"><is><t>给张三</t></is></c>', ("给张三", " P"), '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> P</t></is></c>'),
    ('<c r="A1" t="str"><v>张三</v></c>', ("张三", "P"), '<c r="A1" t="str"><v>P</v></c>'),
    ('<c r="A1" s="2" t="str"><f>B1&amp;"x"</f><v>张三x</v></c>', ("张三", "P"), '<c r="A1" s="2" t="str"><f>B1&amp;"x"</f><v>Px</v></c>'),
    ('<c r="A1"><f>B1+0</f><v>13800138000</v></c>', ("13800138000", "T"), '<c r="A1" t="str"><f>B1+0</f><v>T</v></c>'),
    ("<c r='A1' t='str' ><v><![CDATA[<张三>]]></v><extLst/></c>", ("张三", "P"), "<c r='A1' t='str'><v>&lt;P&gt;</v><extLst/></c>"),
    ('<c t="s" r="A1"><v>0</v></c>', ("张三", "P"), '<c t="s" r="A1"><v>0</v></c>'),
]  # fmt: skip
STYLES = '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf/><xf numFmtId="1"/></cellXfs></styleSheet>'


@pytest.mark.parametrize(("cell", "edit", "expected"), CELLS)
@pytest.mark.parametrize("exact", [False, True])
def test_cells_keep_their_style_and_all_around_them(
    cell: str, edit: tuple[str, str], expected: str, exact: bool
) -> None:
    rows = f'<row r="1" ht="30" customHeight="1">{cell}<c r="B1" s="1"/></row>'
    data = workbook({"S": sheet_xml(rows, tail="<mergeCells/>")}, strings=strings_xml("张三"), styles=STYLES)
    copy = rewritten(opened(data, exact=exact), replacing(edit))
    assert part(copy, SHEET) == part(data, SHEET).replace(cell, expected)
    assert edit[0] not in "".join(str(text) for text in tables(copy).values())


def test_cells_with_prefixed_names_stay_prefixed() -> None:
    xml = '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>13800138000</x:v></x:c><x:c t="s"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    strings = '<x:sst xmlns:x="m"><x:si><x:t>张三</x:t></x:si></x:sst>'
    copy = rewritten(opened(workbook({"S": xml}, strings=strings)), replacing(("13800138000", "T"), ("张三", "P")))
    assert '<x:c r="A1" t="inlineStr"><x:is><x:t>T</x:t></x:is></x:c>' in part(copy, SHEET)
    assert "<x:si><x:t>P</x:t></x:si>" in part(copy, SHARED)


FORMULAS = (
    '<row r="1"><c r="A1" t="str"><v>张三</v></c><c r="B1" t="str"><f>A1&amp;"!"</f><v>张三!</v></c><c r="C1" t="str"><f>LEN(B1)</f><v>z</v></c>'
    '<c r="D1"><f>SUM(E1:E9)</f><v>5</v></c><c r="E1"><v>5</v></c><c r="F1"><f>COUNTA(A:A)</f><v>1</v></c><c r="G1"><f>INDIRECT("E1")</f><v>5</v></c></row>'
    '<row r="2"><c r="B2" t="str"><f t="shared" ref="B2:B3" si="0">$A1&amp;D2</f><v>q</v></c></row>'
    '<row r="3"><c r="B3" t="str"><f t="shared" si="0"/><v>r</v></c></row>'
)
OTHER = '<row r="1"><c r="A1" t="str"><f>\'S S\'!A1</f><v>q</v></c><c r="B1" t="str"><f>Who</f><v>w</v></c><c r="C1" t="str"><f>A9</f><v>keep</v></c></row>'


def test_cached_results_of_formulas_that_show_an_edited_cell_are_dropped() -> None:
    names = "<definedNames><definedName name=\"Who\">'S S'!$A$1</definedName></definedNames>"
    data = workbook({"S S": sheet_xml(FORMULAS), "O": sheet_xml(OTHER)}, names=names)
    copy = rewritten(opened(data), edit_rows(r0="<P>"))  # type: ignore[arg-type]
    first, second = part(copy, SHEET), part(copy, "xl/worksheets/sheet2.xml")
    assert '<c r="B1"><f>A1&amp;"!"</f></c><c r="C1"><f>LEN(B1)</f></c>' in first
    assert "<f>SUM(E1:E9)</f><v>5</v>" in first
    assert "<f>COUNTA(A:A)</f></c>" in first
    assert '<f>INDIRECT("E1")</f></c>' in first
    assert '<c r="B2"><f t="shared" ref="B2:B3" si="0">$A1&amp;D2</f></c>' in first
    assert '<c r="B3" t="str"><f t="shared" si="0"/><v>r</v></c>' in first
    assert "<f>'S S'!A1</f></c>" in second
    assert "<f>Who</f></c>" in second
    assert "<f>A9</f><v>keep</v>" in second
    assert part(copy, "xl/workbook.xml").endswith('</definedNames><calcPr fullCalcOnLoad="1"/></workbook>')


def test_a_long_chain_of_formulas_is_given_up_as_a_whole() -> None:
    rows = '<row r="1"><c r="A1"><v>13800138000</v></c></row>' + "".join(
        f'<row r="{n}"><c r="A{n}"><f>A{n - 1}+1</f><v>{n}</v></c></row>' for n in range(2, 200)
    )
    copy = rewritten(opened(workbook({"S": sheet_xml(rows)})), edit_rows(r0="T"))  # type: ignore[arg-type]
    assert cells_of(b for b in opened(copy).blocks() if isinstance(b, TableBlock)) == {(0, 0): "T"}


@pytest.mark.parametrize(
    "edit",
    [CellEdit(0, 0, 0, 9, "x"), CellEdit(0, 5, 0, 1, "x"), CellEdit(7, 0, 0, 1, "x"), TextEdit(0, 1, "x"), NoteEdit(0, 0, 1, "x"),
     ColumnEdit(0, np.array([5]), np.array([0]), np.array([0]), "x")],
)  # fmt: skip
def test_edits_that_do_not_fit_are_refused(edit: Edit) -> None:
    source = opened(workbook({"S": sheet_xml(shared_cells(0, 0))}, strings=strings_xml("张三")))
    with pytest.raises((ValueError, IndexError)):
        rewritten(source, lambda block: [edit] if isinstance(block, TableBlock) else [])


def test_columns_of_large_sheets_take_edits_of_whole_columns() -> None:
    count = 2500
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{n % 50}</v></c><c r="B{n}"><v>{13800138000 + n}</v></c><c r="C{n}" t="inlineStr"><is><t>="n{n}"</t></is></c></row>'
        for n in range(1, count + 1)
    )
    data = workbook({"S": sheet_xml(rows)}, strings=strings_xml(*(f"张{n}" for n in range(50))))

    def edits(block: object) -> list[Edit]:
        if not isinstance(block, TableBlock):
            return []
        assert all(isinstance(column, ArrowColumn) for column in block.columns)
        every, zeros = np.arange(block.rows), np.zeros(block.rows, np.int64)
        third = every[::3]
        return [
            ColumnEdit(0, every, zeros + 1, zeros, [f"<{n % 2}>" for n in range(block.rows)]),
            ColumnEdit(1, third, zeros[third] + 3, zeros[third] + 4, "****"),
            ColumnEdit(2, every, zeros + 2, zeros + 1, "<N>"),
        ]

    copy = tables(rewritten(opened(data), edits))  # type: ignore[arg-type]
    for n in range(count):
        assert copy[n, 0] == f"张<{n % 2}>"
        assert copy[n, 1] == ("138****" + str(13800138001 + n)[-4:] if n % 3 == 0 else str(13800138001 + n))
        assert copy[n, 2] == '="<N>"'


def test_random_workbooks_of_a_library_read_and_edit_as_the_library_sees_them() -> None:
    chance = random.Random(4)
    values: list[object] = [
        "张三",
        "a & <b>",
        " x ",
        13800138000,
        1.25,
        -3,
        0.1,
        True,
        datetime(1990, 1, 2),
        datetime(2024, 5, 6, 7, 8, 9),
        '=A1&"x"',
        None,
        "多\n行",
    ]
    for _ in range(5):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name in ("一", "二"):
            sheet = book.create_sheet(name)
            sheet.sheet_state = chance.choice(["visible", "hidden", "veryHidden"]) if name == "二" else "visible"
            sheet.row_dimensions[2].hidden = True
            for _ in range(40):
                sheet.cell(chance.randrange(1, 30), chance.randrange(1, 9)).value = chance.choice(values)  # type: ignore[assignment]
        stream = io.BytesIO()
        book.save(stream)
        data = stream.getvalue()
        copy = rewritten(opened(data), replacing(("三", "<P>"), ("138", "***")))
        for before, after in ((data, data), (data, copy)):
            blocks = [b for b in opened(after).blocks() if isinstance(b, TableBlock)]
            found = {name: cells_of(b for b in blocks if b.part == name) for name in ("一", "二")}
            for sheet in openpyxl.load_workbook(io.BytesIO(before), data_only=True):
                expected = {
                    (c.row - 1, c.column - 1): shown(c.value)
                    for row in sheet.iter_rows()
                    for c in row
                    if shown(c.value) is not None
                }
                if after is copy:
                    expected = {key: text.replace("三", "<P>").replace("138", "***") for key, text in expected.items()}
                assert found[sheet.title] == expected
        again = openpyxl.load_workbook(io.BytesIO(copy))
        assert [s.sheet_state for s in again] == [s.sheet_state for s in openpyxl.load_workbook(io.BytesIO(data))]


def shown(value: object) -> str | None:
    if value is None or isinstance(value, bool):
        return None
    return str(value).removesuffix(" 00:00:00")


def test_a_workbook_of_a_library_keeps_what_it_has() -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("订单")
    bold, date = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_rich_string(0, 0, "请找 ", bold, "张三", " 收")
    sheet.write_datetime(1, 0, datetime(1990, 1, 2), date)
    sheet.write_formula(2, 0, '=A2&"张三"', None, "张三")
    sheet.write_comment(0, 0, "张三的", {"author": "张三"})
    sheet.set_column(0, 0, 33)
    sheet.merge_range(4, 0, 5, 1, "张三", bold)
    sheet.set_header("&L张三")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=订单!$A$1:$A$3"})
    sheet.insert_chart("D2", chart)
    sheet.insert_textbox("A10", "张三")
    book.close()
    data = stream.getvalue()
    copy = rewritten(opened(data), replacing(("张三", "<P>")))
    kept = {"xl/styles.xml", "xl/theme/theme1.xml", "xl/workbook.xml", "[Content_Types].xml", "xl/charts/chart1.xml"}
    assert not changed_members(data, copy) & kept - {"xl/workbook.xml"}
    again = openpyxl.load_workbook(io.BytesIO(copy), rich_text=True)["订单"]
    assert [str(run) for run in again["A1"].value] == ["请找 ", "<P>", " 收"]
    assert again["A1"].value[1].font.b
    assert (again["A2"].value, again["A2"].number_format) == (datetime(1990, 1, 2), "yyyy-mm-dd")
    assert again["A3"].value == '=A2&"<P>"'
    assert (again["A1"].comment.text, again["A1"].comment.author) == ("<P>的", "<P>")
    assert (again.column_dimensions["A"].width > 33, str(again.merged_cells)) == (True, "A5:B6")
    assert (again["A5"].value, again["A5"].font.b, again.oddHeader.left.text) == ("<P>", True, "<P>")
    assert "&lt;P&gt;" in part(copy, "xl/drawings/drawing1.xml")


def test_workbooks_with_a_password() -> None:
    crypto = pytest.importorskip("msoffcrypto.format.ooxml")
    from leakguard.errors import UnscannedError

    book = openpyxl.Workbook()
    book.active["A1"] = "张三"  # type: ignore[index]
    plain, stream = io.BytesIO(), io.BytesIO()
    book.save(plain)
    data = plain.getvalue()
    crypto.OOXMLFile(io.BytesIO(data)).encrypt("geheim", stream)
    locked = stream.getvalue()
    for password, message in ((None, "password-env"), ("falsch", "does not open")):
        with pytest.raises(UnscannedError, match=message) as raised:
            opened(locked, password=password)
        assert raised.value.reason == "encrypted"
    source = opened(locked, password="geheim")
    assert source.notices
    assert rewritten(source, lambda block: []) == data
    assert tables(rewritten(source, replacing(("张三", "P")))) == {(0, 0): "P"}
