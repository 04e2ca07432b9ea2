"""HTML and SpreadsheetML: every text with its place, and copies in which nothing but the edits changes."""

from __future__ import annotations

import html
import io
import random
from html.parser import HTMLParser
from pathlib import Path

import pytest

from leakguard.errors import UnscannedError
from leakguard.sources import Source, open_source
from leakguard.sources.base import Opening
from leakguard.sources.encoding import detect
from leakguard.sources.markup.source import MarkupSource
from leakguard.sources.markup.tokens import Tokenizer
from leakguard.sources.origin import origin_of_stream
from leakguard.units import Block, CellEdit, Edit, NoteBlock, NoteEdit, TableBlock

TABLE = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"><title>订单 王建国</title>'
    "<style>td{mso-number-format:'\\@'}</style></head><body>\r\n<p>导出人：<b>周</b>文斌</p>"
    '<TABLE border=1><thead><tr><th>姓名<th>电话</tr></thead>\r\n<tr><td> 李<b>晓</b>梅 </td><td x:str="13902">139&#48;2746158</td></tr>'
    "<tr><td colspan=2 title='寄 A&amp;B'>甲<br>乙&nbsp;&lt;丙&gt;</td></tr></TABLE><!-- 改送13902746159 --></body></html>"
)  # fmt: skip


def markup(text: str | bytes, sheets: bool = False, **options: int) -> MarkupSource:
    data = text.encode() if isinstance(text, str) else text
    origin = origin_of_stream(io.BytesIO(data), "a.html")
    return MarkupSource(Opening(origin, origin.profile(), ".html", detect(data, True)), sheets=sheets, **options)


def tables(source: Source) -> list[tuple[str | None, int, list[list[str | None]]]]:
    return [
        (block.part, block.first_row, [[column[row] for column in block.columns] for row in range(block.rows)])
        for block in source.blocks()
        if isinstance(block, TableBlock)
    ]


def notes(source: Source) -> list[tuple[str, str, str | None]]:
    return [
        (note.text, note.place.where, note.header)
        for block in source.blocks()
        if isinstance(block, NoteBlock)
        for note in block.notes
    ]


def rewritten(source: Source, edits: dict[str, tuple[str, str]] | None = None) -> bytes:
    """The copy in which, per whole text of a cell or note, a substring is replaced."""
    output = io.BytesIO()
    source.rewrite(((block, list(edits_of(block, edits or {}))) for block in source.blocks()), output)
    return output.getvalue()


def edits_of(block: Block, edits: dict[str, tuple[str, str]]):
    def found(text: str | None):
        for wanted, (old, new) in edits.items():
            if text == wanted:
                yield text.index(old), text.index(old) + len(old), new

    if isinstance(block, TableBlock):
        for c, column in enumerate(block.columns):
            for r, text in enumerate(column):
                yield from (CellEdit(r, c, *edit) for edit in found(text))
    elif isinstance(block, NoteBlock):
        for index, note in enumerate(block.notes):
            yield from (NoteEdit(index, *edit) for edit in found(note.text))


def test_cells_and_notes() -> None:
    source = markup(TABLE)
    assert tables(source) == [
        (None, 0, [["姓名", "电话"], ["李晓梅", "13902746158"], ["甲\n乙\xa0<丙>", None]]),
    ]
    assert notes(source) == [
        ("urn:schemas-microsoft-com:office:excel", "attribute", None)
        for _ in ()
    ] + [
        ("订单 王建国", "title", None),
        ("td{mso-number-format:'\\@'}", "style", None),
        ("导出人：周文斌", "text", None),
        ("寄 A&B", "attribute", None),
        ("改送13902746159", "comment", None),
    ]  # fmt: skip


def test_lines_of_notes() -> None:
    lines = {
        note.text: note.place.line
        for block in markup(TABLE).blocks()
        if isinstance(block, NoteBlock)
        for note in block.notes
    }
    assert (lines["订单 王建国"], lines["导出人：周文斌"], lines["寄 A&B"]) == (0, 1, 2)


def test_copy_without_edits_is_the_input(tmp_path: Path) -> None:
    for codec in ("utf-8", "utf-8-sig", "gbk", "utf-16"):
        data = TABLE.replace("\xa0", " ").encode(codec)
        path = tmp_path / "a.xls"
        path.write_bytes(data)
        source = open_source(path)
        assert source.format == "html"
        assert rewritten(source) == data


@pytest.mark.parametrize(
    ("edits", "old", "new"),
    [
        ({"李晓梅": ("李晓梅", "<P>")}, "李<b>晓</b>梅", "&lt;P&gt;<b></b>"),
        ({"李晓梅": ("晓梅", "**")}, "<b>晓</b>梅", "<b>**</b>"),
        ({"13902746158": ("0274", "****")}, "139&#48;2746158", "139****6158"),
        ({"13902746158": ("2746158", "*")}, "139&#48;2746158", "139&#48;*"),
        ({"甲\n乙\xa0<丙>": ("甲\n乙", "*")}, "甲<br>乙", "*<br>"),
        ({"甲\n乙\xa0<丙>": ("<丙>", "&")}, "&lt;丙&gt;", "&amp;"),
        ({"寄 A&B": ("A&B", "'x'")}, "'寄 A&amp;B'", "'寄 &#x27;x&#x27;'"),
        ({"改送13902746159": ("13902746159", "<P>")}, "改送13902746159", "改送&lt;P&gt;"),
        ({"导出人：周文斌": ("周文斌", "*")}, "<b>周</b>文斌", "<b>*</b>"),
        ({"订单 王建国": ("王建国", "<PERSON>")}, "王建国", "&lt;PERSON&gt;"),
    ],
)
def test_edits(edits: dict[str, tuple[str, str]], old: str, new: str) -> None:
    assert TABLE.count(old) == 1
    assert rewritten(markup(TABLE), edits).decode() == TABLE.replace(old, new)


def test_spans_of_rows_and_columns() -> None:
    text = (
        "<table><tr><td rowspan=3>a<td colspan=2>b<td>c</tr><tr><td>d<td rowspan=2>e</tr>"
        "<tr><td>f<td>g</tr><tr><td>h</table>"
    )
    assert tables(markup(text)) == [
        (None, 0, [["a", "b", None, "c"], [None, "d", "e", None], [None, "f", None, "g"], ["h", None, None, None]])
    ]


def test_several_and_nested_tables() -> None:
    text = "<table><tr><td>a<table><tr><td>b</table>c<td>d</table>e<table><tr><td>f</table>"
    assert sorted(tables(markup(text))) == [
        ("table 1", 0, [["ac", "d"]]),
        ("table 2", 0, [["b"]]),
        ("table 3", 0, [["f"]]),
    ]
    assert notes(markup(text)) == [("e", "text", None)]


def test_values_of_forms_and_links() -> None:
    text = (
        '<input name=phone value=13902746158><a href="mailto:li@example.cn?a=1&copy=2" data-buyer="李晓梅">信</a>'
        "<textarea>改送</textarea><script>var a='13902746159';if(1<2)b()</script>"
    )
    assert notes(markup(text)) == [
        ("phone", "attribute", None),
        ("13902746158", "attribute", "phone"),
        ("mailto:li@example.cn?a=1&copy=2", "attribute", None),
        ("李晓梅", "attribute", "buyer"),
        ("信", "text", None),
        ("改送", "text", None),
        ("var a='13902746159';if(1<2)b()", "script", None),
    ]
    copy = rewritten(markup(text), {"13902746158": ("13902746158", "a b>")})
    assert b"value=a&#32;b&#62;>" in copy


def test_what_the_encoding_lacks_is_written_as_a_reference() -> None:
    source = markup("<table><tr><td>李晓梅的订单和收货地址电话</table>".encode("gbk"))
    assert source.encoding == "gb18030"
    text = "李晓梅的订单和收货地址电话".encode("big5", "ignore")
    assert text
    big5 = MarkupSource(
        Opening(origin_of_stream(io.BytesIO(b"<table><tr><td>x</table>"), "a"), origin_of_stream(io.BytesIO(b"x"), "a").profile(), ".html",
                detect("寄件人與收件人的電話號碼".encode("big5"), True)), sheets=False,
    )  # fmt: skip
    assert rewritten(big5, {"x": ("x", "某甲们")}).endswith(b"&#20204;</table>")


@pytest.mark.parametrize("segment", [1, 40, 1 << 21])
def test_segments(segment: int) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>李{n}<br>梅</td></tr>\n" for n in range(50))
    text = f"<p>前</p><table>{rows}</table><p>中</p><table>{rows}</table>后"
    source = markup(text, segment=segment)
    assert rewritten(source).decode() == text
    found: dict[str | None, dict[int, list[str | None]]] = {}
    for part, first, block in tables(source):
        found.setdefault(part, {}).update({first + index: row for index, row in enumerate(block)})
    wanted = {n: [str(n), f"李{n}\n梅"] for n in range(50)}
    assert found == {"table 1": wanted, "table 2": wanted}
    copy = rewritten(source, {f"李{n}\n梅": ("李", "*") for n in range(50)}).decode()
    assert copy == text.replace("李", "*")


def test_tokens_cover_everything_wherever_chunks_end() -> None:
    rng = random.Random(5)
    alphabet = ["<", ">", "a", "td", "</td>", "<td ", '"', "'", "=", "!--", "-->", "<!--", "&amp;", "/", " ", "<script>", "</script>", "李", "]]>", "<![CDATA["]  # fmt: skip
    for _ in range(3000):
        text = "".join(rng.choices(alphabet, k=rng.randrange(20)))
        for xml in (False, True):
            whole = all_tokens(text, [len(text)], xml)
            assert "".join(text[token[0] : token[1]] for token in whole) == text
            cuts = sorted(rng.choices(range(len(text) + 1), k=3))
            assert all_tokens(text, [*cuts, len(text)], xml) == whole


def all_tokens(text: str, cuts: list[int], xml: bool) -> list[tuple[int, int, str]]:
    tokenizer, position, found = Tokenizer(xml=xml), 0, []
    for cut, final in [*((cut, False) for cut in cuts), (len(text), True)]:
        while (token := tokenizer.next(text[:cut], position, final)) is not None:
            found.append((token.start, token.end, token.kind))
            position = token.end
    return found


def test_random_documents_and_edits() -> None:
    """Without edits the copy is the input; with them, it says what the edited texts say."""
    rng = random.Random(7)
    alphabet = [
        "<td>", "</td>", "<tr>", "<table>", "</table>", "<b>", "</b>", "<br>", "<p>", "李", "晓梅", "13902746158", "&amp;", "&#26446;", "&nbsp",
        "\r\n", " ", "<a title='寄 &lt;x' data-b=丙>", "<!-- 注 -->", "<script>var a='李'</script>", "<", "&", "<i class=\"x\">",
    ]  # fmt: skip
    for _ in range(1500):
        text = "<table><tr><td>" + "".join(rng.choices(alphabet, k=rng.randrange(25)))
        source = markup(text, segment=rng.choice([1, 30, 10_000]))
        assert rewritten(source).decode() == text
        meant: list[str] = []

        def edited(source: MarkupSource = source, meant: list[str] = meant):
            for block in source.blocks():
                edits: list[Edit] = []
                for edit, unit in one_edit_each(block, rng):
                    edits.append(edit)
                    meant.append(unit[: edit.start] + edit.replacement + unit[edit.end :])
                yield block, edits

        output = io.BytesIO()
        source.rewrite(edited(), output)
        copy = output.getvalue().decode()
        said = [t for _, _, rows in tables(markup(copy)) for row in rows for t in row if t] + [
            n[0] for n in notes(markup(copy))
        ]
        said += [html.unescape(text) for text in said]  # comments are written with entities and read without
        for unit in meant:
            assert unit.strip(" \t\r\n\f") in said, (text, copy)


def one_edit_each(block: Block, rng: random.Random):
    """An edit of some texts of a block, with the text. A line end that is a tag, and what stands between tags, stays."""
    if isinstance(block, TableBlock):
        units = [(r, c, t) for c, column in enumerate(block.columns) for r, t in enumerate(column) if t]
    else:
        units = [(index, None, note.text) for index, note in enumerate(block.notes)]  # type: ignore[union-attr]
    for row, column, unit in units:
        start = rng.randrange(len(unit))
        if "\n" in unit or rng.random() < 0.5:
            continue
        end = start + 1 + rng.randrange(len(unit) - start)
        new = rng.choice(["<P & Q>", "*1", "'x\"y'"])
        yield (NoteEdit(row, start, end, new) if column is None else CellEdit(row, column, start, end, new)), unit


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def test_an_independent_parser_reads_the_edits() -> None:
    copy = rewritten(markup(TABLE), {"李晓梅": ("李晓梅", "<a&b>"), "13902746158": ("13902746158", "<PHONE_NUMBER>")})
    reader = Reader()
    reader.feed(copy.decode())
    said = "".join(reader.said)
    assert "<a&b>" in said
    assert "<PHONE_NUMBER>" in said
    assert "李" not in said


SHEETS = (
    '<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><DocumentProperties><Author>周文斌</Author></DocumentProperties>'
    '<Worksheet ss:Name="订单"><Table><Row><Cell><Data ss:Type="String">姓名</Data></Cell><Cell><Data ss:Type="String">电话</Data></Cell></Row>'
    '<Row ss:Index="4"><Cell ss:MergeAcross="1"><Data ss:Type="String">李晓梅</Data><Comment ss:Author="王建国"><ss:Data>改送</ss:Data></Comment></Cell>'
    '<Cell><Data ss:Type="Number">13902746158</Data></Cell><Cell ss:Index="6" ss:Formula="=&quot;赵小燕&quot;"><Data ss:Type="Number">6.22202123456789E+18</Data></Cell></Row>'
    "</Table></Worksheet></Workbook>"
)  # fmt: skip


def test_spreadsheetml(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(SHEETS.encode())
    source = open_source(path)
    assert source.format == "spreadsheetml"
    assert rewritten(source) == SHEETS.encode()
    assert tables(source) == [
        (
            "订单",
            0,
            [
                ["姓名", "电话", None, None, None, None],
                [None] * 6,
                [None] * 6,
                ["李晓梅", None, "13902746158", None, None, "6222021234567890000"],
            ],
        )
    ]
    assert notes(source) == [
        ("周文斌", "property", "author"),
        ("订单", "name", None),
        ("王建国", "property", "author"),
        ("改送", "comment", None),
        ('="赵小燕"', "formula", None),
    ]
    copy = rewritten(source, {"13902746158": ("13902746158", "<P>"), "改送": ("改送", "*")}).decode()
    changed = SHEETS.replace('"Number">13902746158', '"String">&lt;P&gt;').replace(">改送<", ">*<")
    assert copy == changed


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("<Workbook><Worksheet/></Workbook>周文斌 13902746158", "周文斌 13902746158"),
        ("收件人,电话\n周文斌,13902746158\n", "收件人,电话\n周文斌,13902746158"),
    ],
)
def test_text_behind_the_last_tag_of_spreadsheetml_is_read(text: str, note: str) -> None:
    assert (note, "property", None) in notes(markup(text, sheets=True))
    assert (
        rewritten(markup(text, sheets=True), {note: ("13902746158", "x")}) == text.replace("13902746158", "x").encode()
    )


@pytest.mark.parametrize(
    ("name", "data", "format_", "encoding"),
    [
        ("a.xls", "<table><tr><td>姓名</table>".encode("gbk"), "html", "gb18030"),
        ("a.csv", b"<html><body><table></table>", "html", "utf-8"),
        ("a.htm", b"no tag", "html", "utf-8"),
        ("a.xls", b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><table><tr><td>' + "李晓梅".encode("gbk"), "html", "gb18030"),
        ("a.html", b"<meta charset=gb2312><table><tr><td>" + "李晓梅的地址".encode(), "html", "utf-8"),
        ("a.xls", "姓名\t电话\n张三\t13800138000\n".encode("utf-16"), "csv", "utf-16-le"),
        ("a.xls", "姓名\t电话\n张三\n".encode("gbk"), "csv", "gb18030"),
        ("a.txt", "姓名\t电话\t址\n张三\t13800138000\t京\n".encode("utf-16"), "csv", "utf-16-le"),
        ("a.txt", "姓名\t电话\t址\n张三\t13800138000\t京\n".encode(), "text", "utf-8"),
        ("a.txt", b"<html>", "text", "utf-8"),
    ],
)  # fmt: skip
def test_what_workbooks_by_name_are(tmp_path: Path, name: str, data: bytes, format_: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    source = open_source(path)
    assert (source.format, source.encoding) == (format_, encoding)
    if format_ == "csv":
        assert source.delimiter == "\t"  # type: ignore[attr-defined]
    assert rewritten(source) == data


def test_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = (
        b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x"
    )
    for name in ("a.xls", "a.mht"):
        path = tmp_path / name
        path.write_bytes(archive)
        with pytest.raises(UnscannedError, match="unsupported: a web archive"):
            open_source(path)
    with pytest.raises(UnscannedError, match="16384 columns"):
        list(markup("<table><tr>" + "<td colspan=1000>" * 17).blocks())
    monkeypatch.setattr("leakguard.sources.markup.source.MAX_HELD", 1000)
    with pytest.raises(UnscannedError, match="too-large"):
        list(markup("<!--" + "x" * 2000).blocks())


@pytest.mark.parametrize("edit", [CellEdit(9, 0, 0, 1, ""), CellEdit(1, 0, 0, 99, ""), NoteEdit(0, 0, 1, "")])
def test_wrong_edits(edit: Edit) -> None:
    source = markup(TABLE)
    with pytest.raises(ValueError, match="edit"):
        source.rewrite(((b, [edit] if isinstance(b, TableBlock) else []) for b in source.blocks()), io.BytesIO())
