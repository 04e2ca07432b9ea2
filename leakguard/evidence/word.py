"""A letter as a DOCX (Office Open XML, ISO/IEC 29500). The same letter gives the same bytes: no clock, no author, entries in a fixed order.

Needs python-docx (``pip install leakguard[evidence]``).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leakguard.errors import UsageError
from leakguard.evidence.blocks import Block, Bullets, Heading, Letter, Numbered, Paragraph, Table
from leakguard.reports.width import visible, width

if TYPE_CHECKING:
    from docx.document import Document

_EPOCH = datetime(1980, 1, 1)
"""The first date that a ZIP entry can bear; Word takes it as a date like any other."""

_LATIN = "Times New Roman"
_BODY, _BOLD = "宋体", "黑体"
"""East Asian fonts of body and headings, as every Chinese Windows has them; other systems take their own."""

_PAGE = (21.0, 29.7)
_MARGINS = (2.8, 2.6)
"""Above and below, left and right, in cm. A4 leaves 15.8 cm for the text."""

_PADDING, _CELL = 0.45, 0.19
"""What a table cell needs beside its text, and for half an East Asian character, in cm."""

_WORD, _LINE = 18, 44
"""How long a word and a line count at most, in terminal cells, when the page is shared out between columns."""

_LABELS = 4.4
"""The first column of a table without a head, in cm."""


_WORDS, _LINES = re.compile(r"[!-~]+|[^!-~\s]{1,2}"), re.compile(r"[^\n]+")


def docx(letter: Letter) -> bytes:
    """The file. Raises :class:`~leakguard.errors.UsageError` if python-docx is not installed."""
    try:
        import docx as library
    except ImportError:
        raise UsageError(
            "writing DOCX needs python-docx, which is not installed. Run: pip install 'leakguard[evidence]'"
        ) from None
    document = library.Document()
    _page(document, letter)
    _styles(document)
    document.add_paragraph(visible(letter.title), style="Title")
    for block in letter.blocks:
        _add(document, block)
    stream = io.BytesIO()
    document.save(stream)
    return _fixed(stream.getvalue())


def _page(document: Document, letter: Letter) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = (Cm(side) for side in _PAGE)
    section.top_margin = section.bottom_margin = Cm(_MARGINS[0])
    section.left_margin = section.right_margin = Cm(_MARGINS[1])
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(footer, "PAGE")
    footer.add_run(" / ")
    _field(footer, "NUMPAGES")
    told = document.core_properties
    told.title, told.language = visible(letter.title), "zh-CN" if letter.language == "zh" else "en"
    told.author = told.comments = told.last_modified_by = ""
    told.created = told.modified = _EPOCH
    told.revision = 1


def _field(paragraph: Any, code: str) -> None:
    """A field that Word works out: the page number."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)


def _styles(document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    styles = document.styles
    sizes = (
        ("Normal", _BODY, 11, False),
        ("Title", _BOLD, 18, True),
        ("Heading 1", _BOLD, 13, True),
        ("List Bullet", _BODY, 11, False),
    )
    for name, chinese, points, bold in sizes:
        style: Any = styles[name]
        style.font.size, style.font.bold = Pt(points), bold
        style.font.color.rgb = RGBColor(0, 0, 0)
        _fonts(style, chinese)
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    normal: Any = styles["Normal"]
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.3
    title: Any = styles["Title"]
    title.paragraph_format.alignment, title.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(14)
    for border in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(border)


def _fonts(style: Any, chinese: str) -> None:
    """The fonts of a style by name; those of the theme would win over them."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script, font in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN), ("eastAsia", chinese)):
        fonts.set(qn(f"w:{script}"), font)


def _add(document: Document, block: Block) -> None:
    from docx.shared import Cm

    match block:
        case Heading(text):
            document.add_paragraph(visible(text), style="Heading 1")
        case Paragraph(text):
            document.add_paragraph(visible(text))
        case Bullets(items):
            for item in items:
                document.add_paragraph(visible(item), style="List Bullet")
        case Numbered(items):
            for number, item in enumerate(items, 1):
                paragraph = document.add_paragraph(f"{number}.\t{visible(item)}")
                form = paragraph.paragraph_format
                form.left_indent, form.first_line_indent = Cm(0.8), Cm(-0.8)
                form.tab_stops.add_tab_stop(Cm(0.8))
        case Table(head, rows):
            _table(document, head, rows)


def _table(document: Document, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    every = [*([head] if head else []), *rows]
    table = document.add_table(rows=len(every), cols=len(every[0]), style="Table Grid")
    table.autofit = False
    widths = _widths(every, not head)
    for index, (row, texts) in enumerate(zip(table.rows, every, strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if head and index == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Cm(widths[column])
            paragraph = cell.paragraphs[0]
            form = paragraph.paragraph_format
            form.space_before, form.space_after, form.line_spacing = Pt(1.5), Pt(1.5), 1.0
            run = paragraph.add_run("\n".join(map(visible, text.splitlines())))
            run.font.size = Pt(10)
            if (head and index == 0) or (not head and column == 0):
                run.bold = True
                shade = OxmlElement("w:shd")
                shade.set(qn("w:val"), "clear")
                shade.set(qn("w:fill"), "EFEFEF")
                cell._tc.get_or_add_tcPr().append(shade)
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Cm(wide)
    gap = document.add_paragraph().paragraph_format  # Word joins tables that touch
    gap.space_after, gap.line_spacing = Pt(0), Pt(6)


def _widths(rows: Sequence[tuple[str, ...]], labelled: bool) -> list[float]:
    """The columns in cm: each takes its longest word, and what is left goes by their longest lines."""
    room = _PAGE[0] - 2 * _MARGINS[1]
    if labelled:
        return [_LABELS, *[(room - _LABELS) / (len(rows[0]) - 1)] * (len(rows[0]) - 1)]
    columns = list(zip(*rows, strict=True))
    least = [_PADDING + _CELL * min(_longest(_WORDS, column), _WORD) for column in columns]
    wished = [min(_longest(_LINES, column), _LINE) + 1 for column in columns]
    left = max(room - sum(least), 0.0)
    shared = [small + left * wish / sum(wished) for small, wish in zip(least, wished, strict=True)]
    return [room * each / sum(shared) for each in shared]


def _longest(pieces: re.Pattern[str], column: Sequence[str]) -> int:
    return max((width(piece) for cell in column for piece in pieces.findall(cell)), default=0)


def _fixed(content: bytes) -> bytes:
    """The same package with its entries in a fixed order, all of one time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, date_time=_EPOCH.timetuple()[:6])
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            target.writestr(entry, source.read(name))
    return stream.getvalue()
