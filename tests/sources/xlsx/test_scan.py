"""The fast scan against the exact reader, which takes whatever is well-formed."""

from __future__ import annotations

import random

import pytest

from leakguard.errors import UnscannedError
from leakguard.units import TableBlock

from .xlsx_support import opened, packed, sheet_xml, strings_xml, tables, workbook

STRINGS = strings_xml(
    "张三",
    "13800138000",
    "a&amp;b",
    "<si><r><t>李</t></r><r><rPr><b/></rPr><t>四</t></r><rPh sb='0' eb='1'><t>リ</t></rPh></si>",
)

FORMS = [
    ('<c r="{}" t="s"><v>0</v></c>', "张三"),
    ('<c r="{}" s="1" t="s"><v>3</v></c>', "李四"),
    ('<c t="s" s="2" r="{}"><v>2</v></c>', "a&b"),
    ('<c r="{}"><v>13800138000</v></c>', "13800138000"),
    ('<c r="{}" t="n" ><v>1.3800138E10</v></c>', "13800138000"),
    ('<c r="{}" t="str"><f>A1&amp;"x"</f><v>王五</v></c>', "王五"),
    ('<c r="{}"><f t="shared" ref="A1:A9" si="0">B1</f><v>7</v></c>', "7"),
    ('<c r="{}"><f t="shared" si="0"/><v>8</v></c>', "8"),
    ('<c r="{}" t="inlineStr"><is><t>赵六</t></is></c>', "赵六"),
    ('<c r="{}" t="inlineStr"><is><t xml:space="preserve"> 赵六 </t></is></c>', " 赵六 "),
    ('<c r="{}" t="inlineStr"><is><r><t>钱</t></r><r><t>七</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>', "钱七"),
    ('<c r="{}" t="inlineStr">\n<is>\n<t>周八</t>\n</is>\n</c>', "周八"),
    ('<c r="{}" t="str"><v xml:space="preserve"> 吴九 </v></c>', " 吴九 "),
    ("<c r='{}' t='s'><v>1</v></c>", "13800138000"),
    ('<c r="{}" cm="1" t="str"><v>郑十</v></c>', "郑十"),
    ('<c r="{}" t="d"><v>1990-01-02</v></c>', "1990-01-02"),
    ('<c r="{}" t="str"><v>&#49;38_x0030_0138000</v></c>', "13800138000"),
    ('<c r="{}"><v>1</v><extLst><ext uri="x"/></extLst></c>', "1"),
    ('<c r="{}" t="b"><v>1</v></c>', None),
    ('<c r="{}" t="e"><v>#DIV/0!</v></c>', None),
    ('<c r="{}" s="4"/>', None),
    ('<c r="{}" s="4" />', None),
    ('<c r="{}"></c>', None),
    ('<c r="{}"><v></v></c>', None),
    ('<c r="{}"><v/></c>', None),
    ('<c r="{}"><f>SUM(A1)</f><v /></c>', None),
    ('<c r="{}"><f>SUM(A1)</f></c>', None),
    ('<c r="{}" t="inlineStr"><is><t/></is></c>', None),
    ('<c r="{}" t="s"><v>99</v></c>', None),
]


@pytest.mark.parametrize(("form", "text"), FORMS)
@pytest.mark.parametrize("exact", [False, True])
def test_forms_of_cells(form: str, text: str | None, exact: bool) -> None:
    rows = (
        f'<row r="1"><c r="A1"><v>5</v></c></row><row r="3" spans="1:2">{form.format("C3")}<c r="D3"><v>6</v></c></row>'
    )
    expected = {(0, 0): "5", (2, 3): "6", **({} if text is None else {(2, 2): text})}
    assert tables(workbook({"S": sheet_xml(rows)}, strings=STRINGS), exact=exact) == expected


ODD_SHEETS = [
    '<worksheet xmlns="x"><sheetData><row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row><row><c t="str"><v>c</v></c></row></sheetData></worksheet>',
    '<x:worksheet xmlns:x="x"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>a</x:v></x:c><x:c t="inlineStr"><x:is><x:t>b</x:t></x:is></x:c></x:row>'
    '<x:row><x:c t="str"><x:v>c</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    '<worksheet><sheetData><row r="1"><c r="A1" t="str"><v><![CDATA[a]]></v></c><!-- <c> --><c r="B1" t="str"><v>b</v></c></row>'
    '<row r="2"><c r="A2" t="str"><v>c</v></c></row></sheetData></worksheet>',
    '<?xml version="1.0"?>\n<!-- made by hand -->\n<worksheet>\n <sheetData>\n  <row r="1">\n   <c r="A1" t="str"><v>a</v></c>\n   <c r="B1" t="str"><v>b</v></c>\n  </row>'
    '\n  <row r="2"><c r="A2" t="str"><v>c</v></c></row>\n </sheetData>\n</worksheet>',
    '<worksheet><sheetData><row r="1"><c r="A1" t="str" x="&gt;>"><v>a</v></c><c r="B1" t="str"><v>b</v></c><extLst><ext/></extLst></row><row r="2"><c r="A2" t="str"><v>c</v></c></row></sheetData></worksheet>',
]


@pytest.mark.parametrize("xml", ODD_SHEETS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_sheets_that_need_the_exact_reader(xml: str, encoding: str) -> None:
    assert tables(workbook({"S": "x"}, parts={"xl/worksheets/sheet1.xml": xml.encode(encoding)})) == {
        (0, 0): "a",
        (0, 1): "b",
        (1, 0): "c",
    }


def test_random_sheets_read_alike_on_both_ways() -> None:
    chance = random.Random(11)
    for _ in range(25):
        rows = ""
        number = 0
        for _ in range(chance.randrange(1, 30)):
            number += chance.choice([1, 1, 1, 2, 50])
            columns = sorted(
                chance.sample(["A", "B", "C", "Z", "AA", "ABC"], chance.randrange(5)), key=lambda c: (len(c), c)
            )
            cells = "".join(chance.choice(FORMS)[0].format(f"{column}{number}") for column in columns)
            rows += f'<row r="{number}">{cells}</row>' if cells or chance.random() < 0.5 else f'<row r="{number}"/>'
        data = workbook({"S": sheet_xml(rows)}, strings=STRINGS)
        assert tables(data) == tables(data, exact=True)


def test_sheets_are_cut_between_rows_wherever_a_stretch_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>v{n}</v></c></row>' for n in range(1, 120))
    data = workbook({"S": sheet_xml(rows, tail="<headerFooter><oddHeader>张三</oddHeader></headerFooter>")})
    expected = {(n - 1, 0): f"v{n}" for n in range(1, 120)}
    for stretch in (9, 200, 1 << 20):
        monkeypatch.setattr("leakguard.sources.xlsx.package._PIECE", max(7, stretch // 3))
        monkeypatch.setattr(
            "leakguard.sources.xlsx.sheet.SheetReader.__init__.__kwdefaults__", {"exact": False, "stretch": stretch}
        )
        assert tables(data) == expected


@pytest.mark.parametrize(
    "xml",
    [
        "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row>",
        "<worksheet><sheetData><row r='1'><c r='A1'><v>1</c></row></sheetData></worksheet>",
        '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row></sheetData></worksheet>',
        '<worksheet><sheetData><row r="1"><c r="XFE1"><v>1</v></c></row></sheetData></worksheet>',
        '<worksheet><sheetData><row r="1"><c r="A1048577"><v>1</v></c></row></sheetData></worksheet>',
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&a;</v></c></row></sheetData></worksheet>',
    ],
)
@pytest.mark.parametrize("exact", [False, True])
def test_what_is_no_sound_sheet_is_refused(xml: str, exact: bool) -> None:
    with pytest.raises(UnscannedError, match="unreadable"):
        list(opened(workbook({"S": xml}), exact=exact).blocks())


def test_a_cell_in_the_last_corner_makes_no_giant_block() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="5000"><c r="B5000"><v>2</v></c></row><row r="1048576"><c r="XFD1048576"><v>3</v></c></row>'
    blocks = [b for b in opened(workbook({"S": sheet_xml(rows)})).blocks() if isinstance(b, TableBlock)]
    assert [(b.first_row, b.rows, len(b.columns)) for b in blocks] == [(0, 1, 1), (4999, 1, 2), (1048575, 1, 16384)]


def test_empty_cells_with_a_style_cost_nothing() -> None:
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" s="1"/>' for c in "ABCDEFGH") + "</row>" for n in range(1, 3000)
    )
    blocks = [
        b
        for b in opened(workbook({"S": sheet_xml(rows + '<row r="3000"><c r="A3000"><v>1</v></c></row>')})).blocks()
        if isinstance(b, TableBlock)
    ]
    assert [(b.first_row, b.rows, len(b.columns)) for b in blocks] == [(2999, 1, 1)]


def test_shared_strings_with_prefix_or_sections_are_read_exactly() -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    for strings in (
        '<x:sst xmlns:x="x"><x:si><x:t>张三</x:t></x:si><x:si><x:r><x:t>李</x:t></x:r><x:r><x:t>四</x:t></x:r></x:si></x:sst>',
        "<sst><si><t><![CDATA[张三]]></t></si><!-- --><si><t>李四</t></si></sst>",
        "<sst>\n <si>\n  <t>张三</t>\n </si>\n <si><t>李四</t><phoneticPr fontId='1'/></si>\n</sst>",
    ):
        assert tables(workbook({"S": sheet_xml(rows)}, strings=strings)) == {(0, 0): "张三", (0, 1): "李四"}


def test_parts_may_have_odd_names() -> None:
    data = packed(
        {
            "_rels/.rels": '<Relationships><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/Data/Book.xml"/></Relationships>',
            "data/book.xml": '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="k"/></sheets></workbook>',
            "data/_rels/book.xml.rels": '<Relationships><Relationship Id="k" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="..\\\\Sheet.XML"/></Relationships>',
            "sheet.xml": '<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>a</v></c></row></sheetData></worksheet>',
        }
    )
    assert tables(data) == {(0, 0): "a"}
