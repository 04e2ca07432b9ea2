"""Every place of a workbook where a person can stand is read, and can be edited."""

from __future__ import annotations

import pytest

from .xlsx_support import MAIN, notes_of, opened, part, rels_xml, replacing, rewritten, sheet_xml, strings_xml, workbook

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
SHEET_RELS = "xl/worksheets/_rels/sheet1.xml.rels"

COMMENTS = (
    f'<comments xmlns="{MAIN}"><authors><author>何巧云</author><author>openpyxl</author></authors><commentList><comment ref="D4" authorId="0">'
    '<text><r><rPr><b/></rPr><t>何巧云:</t></r><r><t xml:space="preserve">\n真名辛大</t></r><r><t>勇</t></r></text></comment></commentList></comments>'
)
DRAWING = (
    f'<xdr:wsDr xmlns:xdr="x" xmlns:a="{A}"><xdr:from><xdr:colOff>13800138</xdr:colOff></xdr:from><xdr:cNvPr id="2" name="TextBox 1" descr="王小明的照片"/>'
    "<xdr:txBody><a:p><a:r><a:t>联系人 王小</a:t></a:r><a:r><a:t>明</a:t></a:r></a:p><a:p><a:r><a:t>13912345678</a:t></a:r></a:p></xdr:txBody></xdr:wsDr>"
)
CHART = (
    f'<c:chartSpace xmlns:c="c" xmlns:a="{A}"><c:title><c:tx><c:rich><a:p><a:r><a:t>陈建国的业绩</a:t></a:r></a:p></c:rich></c:tx></c:title>'
    '<c:cat><c:strRef><c:f>S!$A$1</c:f><c:strCache><c:pt idx="0"><c:v>刘德明</c:v></c:pt></c:strCache></c:strRef></c:cat></c:chartSpace>'
)
CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>某表</dc:title><dc:creator>王晓霞</dc:creator>'
    "<cp:lastModifiedBy>Zhang San</cp:lastModifiedBy><dcterms:created>2024-01-01T00:00:00Z</dcterms:created></cp:coreProperties>"
)
APP = (
    '<Properties xmlns="p" xmlns:vt="v"><Application>Microsoft Excel</Application><Manager>李建军</Manager><Company>某某公司</Company>'
    "<TitlesOfParts><vt:vector><vt:lpstr>S</vt:lpstr></vt:vector></TitlesOfParts></Properties>"
)
CUSTOM = '<Properties xmlns="p" xmlns:vt="v"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="联系人"><vt:lpwstr>周海燕</vt:lpwstr></property></Properties>'

PARTS: dict[str, str | bytes] = {
    SHEET_RELS: rels_xml(
        ("rId1", "comments", "../comments1.xml"),
        ("rId2", "drawing", "../drawings/drawing1.xml"),
        ("rId3", "hyperlink", "mailto:zhangsan@example.com"),
        ("rId4", "threadedComment", "../threadedComments/t1.xml"),
        ("rId5", "table", "../tables/table1.xml"),
    ),
    "xl/comments1.xml": COMMENTS,
    "xl/drawings/drawing1.xml": DRAWING,
    "xl/drawings/_rels/drawing1.xml.rels": rels_xml(("rId1", "chart", "../charts/chart1.xml")),
    "xl/charts/chart1.xml": CHART,
    "xl/threadedComments/t1.xml": '<ThreadedComments xmlns="t"><threadedComment ref="C2" personId="{B0000000-0000-0000-0000-000000000001}"><text>请联系王小明</text></threadedComment></ThreadedComments>',
    "xl/persons/person.xml": '<personList xmlns="p"><person displayName="孙丽娟" id="{B0000000-0000-0000-0000-000000000001}" userId="S::sun@example.com::1"/></personList>',
    "xl/tables/table1.xml": f'<table xmlns="{MAIN}" id="1" name="T1" displayName="T1" ref="A1:A2"><tableColumns><tableColumn id="1" name="吴志强"/></tableColumns></table>',
    "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{MAIN}" refreshedBy="曹志明"><cacheFields><cacheField name="收货人"><sharedItems maxValue="13902746158"><s v="郑伟"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>',
    "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"><sheetDataSet><sheetData><row><cell r="A1" t="str"><v>13800138000</v></cell></row></sheetData></sheetDataSet></externalLink>',
    "docProps/core.xml": CORE,
    "docProps/app.xml": APP,
    "docProps/custom.xml": CUSTOM,
    "customXml/item1.xml": "<root><owner>冯秀英 13800138000</owner></root>",
}  # fmt: skip
TAIL = (
    '<autoFilter ref="A1:B2"><filterColumn colId="0"><filters><filter val="邓丽华"/></filters></filterColumn></autoFilter>'
    '<dataValidations><dataValidation type="list" sqref="C2:C9" promptTitle="问" prompt="问何建国"><formula1>"张三丰,李四光"</formula1></dataValidation></dataValidations>'
    '<hyperlinks><hyperlink ref="B2" r:id="rId3" display="张三邮箱" tooltip="给张三"/></hyperlinks>'
    "<headerFooter><oddHeader>&amp;C导出人：张三丰</oddHeader></headerFooter>"
)
NAMES = '<definedNames><definedName name="客服电话">"13800138001"</definedName><definedName name="Bezug">S!$A$1</definedName></definedNames>'
STRINGS = strings_xml("在用", "已删除的张三")
ROWS = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><f>IF(A1,"客服李小龙","无")&amp;13912345678</f><v>客服李小龙</v></c></row>'


def full() -> bytes:
    return workbook({"S": sheet_xml(ROWS, TAIL)}, strings=STRINGS, names=NAMES, parts=PARTS)


EXPECTED = [
    ("S", "comment", "何巧云:\n真名辛大勇", 3, 3),
    ("S", "comment", "何巧云", None, None),
    ("S", "comment", "请联系王小明", 1, 2),
    ("S", "drawing", "联系人 王小明\n13912345678", None, None),
    ("S", "drawing", "王小明的照片", None, None),
    ("S", "drawing", "陈建国的业绩", None, None),
    ("S", "drawing", "刘德明", None, None),
    ("S", "hyperlink", "mailto:zhangsan@example.com", None, None),
    ("S", "hyperlink", "张三邮箱", 1, 1),
    ("S", "hyperlink", "给张三", 1, 1),
    ("S", "header", "&C导出人：张三丰", None, None),
    ("S", "validation", "张三丰,李四光", 1, 2),
    ("S", "validation", "问何建国", 1, 2),
    ("S", "formula", "客服李小龙", 0, 1),
    ("S", "formula", "13912345678", 0, 1),
    ("S", "name", "吴志强", None, None),
    (None, "name", "S", None, None),
    (None, "name", "13800138001", None, None),
    (None, "name", "客服电话", None, None),
    (None, "property", "王晓霞", None, None),
    (None, "property", "Zhang San", None, None),
    (None, "property", "李建军", None, None),
    (None, "property", "周海燕", None, None),
    (None, "property", "孙丽娟", None, None),
    (None, "property", "冯秀英 13800138000", None, None),
    (None, "pivot", "郑伟", None, None),
    (None, "pivot", "曹志明", None, None),
    (None, "pivot", "13902746158", None, None),
    ("S", "filter", "邓丽华", 0, 0),
    (None, "link", "13800138000", None, None),
    (None, "deleted", "已删除的张三", None, None),
]


@pytest.mark.parametrize("note", EXPECTED, ids=lambda note: f"{note[1]}-{note[2][:6]}")
@pytest.mark.parametrize("exact", [False, True])
def test_read(note: tuple[str | None, str, str, int | None, int | None], exact: bool) -> None:
    assert note in notes_of(opened(full(), exact=exact))


def test_nothing_else_is_read_as_words() -> None:
    texts = {text for _, _, text, _, _ in notes_of(opened(full()))}
    assert not {"13800138", "S!$A$1", "2024-01-01T00:00:00Z", "Microsoft Excel", "../comments1.xml"} & texts


EDITS = [
    ("xl/comments1.xml", ("辛大勇", "<P>"), "<t xml:space=\"preserve\">\n真名&lt;P&gt;</t></r><r><t></t></r>"),
    ("xl/comments1.xml", ("何巧云", "<P>"), "<author>&lt;P&gt;</author>"),
    ("xl/drawings/drawing1.xml", ("王小明", "<P>"), "<a:t>联系人 &lt;P&gt;</a:t></a:r><a:r><a:t></a:t>"),
    ("xl/drawings/drawing1.xml", ("王小明的", "\"P\" & "), 'descr="&quot;P&quot; &amp; 照片"'),
    ("xl/charts/chart1.xml", ("刘德明", "<P>"), "<c:v>&lt;P&gt;</c:v>"),
    (SHEET_RELS, ("zhangsan@example.com", "<E>"), 'Target="mailto:%3CE%3E"'),
    ("xl/worksheets/sheet1.xml", ("张三丰", "<P>"), '<formula1>"&lt;P&gt;,李四光"</formula1>'),
    ("xl/worksheets/sheet1.xml", ("张三丰", "<P>"), "<oddHeader>&amp;C导出人：&lt;P&gt;</oddHeader>"),
    ("xl/worksheets/sheet1.xml", ("李小龙", "<P>"), '<f>IF(A1,"客服&lt;P&gt;","无")&amp;13912345678</f><v>客服&lt;P&gt;</v>'),
    ("xl/worksheets/sheet1.xml", ("13912345678", "<T>"), '"无")&amp;"&lt;T&gt;"</f>'),
    ("xl/workbook.xml", ("13800138001", "<T>"), '"&lt;T&gt;"</definedName>'),
    ("xl/sharedStrings.xml", ("张三", "<P>"), "<si><t>在用</t></si><si><t>已删除的&lt;P&gt;</t></si>"),
    ("docProps/core.xml", ("王晓霞", "<P>"), "<dc:creator>&lt;P&gt;</dc:creator>"),
    ("docProps/custom.xml", ("周海燕", "<P>"), "<vt:lpwstr>&lt;P&gt;</vt:lpwstr>"),
    ("xl/pivotCache/pivotCacheDefinition1.xml", ("郑伟", "<P>"), '<s v="&lt;P&gt;"/>'),
    ("xl/pivotCache/pivotCacheDefinition1.xml", ("曹志明", "<P>"), 'refreshedBy="&lt;P&gt;"'),
    ("xl/worksheets/sheet1.xml", ("邓丽华", "<P>"), '<filter val="&lt;P&gt;"/>'),
    ("xl/persons/person.xml", ("孙丽娟", "<P>"), 'displayName="&lt;P&gt;"'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("member", "edit", "expected"), EDITS, ids=lambda value: value if isinstance(value, str) and "/" in value else None
)
def test_edited(member: str, edit: tuple[str, str], expected: str) -> None:
    copy = rewritten(opened(full()), replacing(edit))
    assert expected in part(copy, member)
    assert edit[0] not in "".join(text for _, _, text, _, _ in notes_of(opened(copy)))


def test_a_sheet_named_after_a_person_is_renamed_wherever_it_is_named() -> None:
    sheets = {
        "张三": sheet_xml(ROW),
        "汇总": sheet_xml('<row r="1"><c r="A1"><f>SUM(张三!A1:A9,\'张三\'!B1)&amp;"张三!"</f><v>1</v></c></row>'),
    }
    parts: dict[str, str | bytes] = {
        "docProps/app.xml": '<Properties xmlns="p" xmlns:vt="v"><TitlesOfParts><vt:lpstr>张三</vt:lpstr><vt:lpstr>张三!Print_Area</vt:lpstr></TitlesOfParts></Properties>',
        "xl/charts/chart1.xml": '<c:chartSpace xmlns:c="c"><c:f>张三!$A$1</c:f></c:chartSpace>',
    }
    names = '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">张三!$A$1</definedName></definedNames>'
    copy = rewritten(opened(workbook(sheets, parts=parts, names=names)), replacing(("张三", "*人*")))
    assert '<sheet name="_人_"' in part(copy, "xl/workbook.xml")
    assert "'_人_'!$A$1</definedName>" in part(copy, "xl/workbook.xml")
    assert "SUM('_人_'!A1:A9,'_人_'!B1)" in part(copy, "xl/worksheets/sheet2.xml")
    assert "<vt:lpstr>_人_</vt:lpstr><vt:lpstr>'_人_'!Print_Area</vt:lpstr>" in part(copy, "docProps/app.xml")
    assert "<c:f>'_人_'!$A$1</c:f>" in part(copy, "xl/charts/chart1.xml")


def test_what_is_not_read_is_listed() -> None:
    parts: dict[str, str | bytes] = {
        "xl/media/image1.png": b"\x89PNG",
        "xl/vbaProject.bin": b"x",
        "xl/embeddings/oleObject1.bin": b"x",
        "xl/printerSettings/printerSettings1.bin": b"x",
        "_xmlsignatures/sig1.xml": "<a/>",
        "customXml/item1.xml": "<broken>",
        "xl/drawings/vmlDrawing1.vml": "<xml><br><div>张三</div></xml>",
    }
    source = opened(workbook({"S": sheet_xml(ROW)}, parts=parts))
    notes_of(source)
    assert {item.part: item.reason for item in source.unread()} == {
        "xl/media/image1.png": "unsupported",
        "xl/vbaProject.bin": "unsupported",
        "xl/embeddings/oleObject1.bin": "unsupported",
        "_xmlsignatures/sig1.xml": "unsupported",
        "customXml/item1.xml": "unreadable",
    }


def test_drawings_with_html_in_them_are_read_loosely() -> None:
    parts: dict[str, str | bytes] = {
        "xl/drawings/vmlDrawing1.vml": "<xml><v:textbox><div>张三<br>丰</div></v:textbox></xml>"
    }
    data = workbook({"S": sheet_xml(ROW)}, parts=parts)
    assert "张三" in [text for _, _, text, _, _ in notes_of(opened(data))]
    copy = rewritten(opened(data), replacing(("张三", "<P>")))
    assert part(copy, "xl/drawings/vmlDrawing1.vml") == "<xml><v:textbox><div>&lt;P&gt;<br>丰</div></v:textbox></xml>"
