"""DOCX: opens, says what the Markdown says, in fonts for Chinese, and is the same every time."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from leakguard.evidence.blocks import Bullets, Heading, Letter, Numbered, Paragraph, Table
from leakguard.evidence.case import load_case
from leakguard.evidence.kinds import KINDS
from leakguard.evidence.letter import compose
from leakguard.evidence.word import docx as docx_of
from leakguard.messages import Texts
from tests.evidence.case_support import CASES, FOUND

docx = pytest.importorskip("docx")

LETTER = Letter(
    "投诉书 <t>",
    "zh",
    (
        Heading("一、投诉人"),
        Paragraph("=cmd|'/c calc'!A0 & <b> \u202e"),
        Bullets(("甲", "乙")),
        Numbered(("丙", "丁")),
        Table(("时间", "事项"), (("2024-05-09", "第一行\n第二行"), ("", "x" * 300))),
        Table((), (("店铺", "小院"),)),
    ),
)


def test_what_is_in_it() -> None:
    document = docx.Document(io.BytesIO(docx_of(LETTER)))
    texts = [(p.style.name, p.text) for p in document.paragraphs if p.text]
    assert texts == [
        ("Title", "投诉书 <t>"),
        ("Heading 1", "一、投诉人"),
        ("Normal", "=cmd|'/c calc'!A0 & <b> \\u202e"),
        ("List Bullet", "甲"),
        ("List Bullet", "乙"),
        ("Normal", "1.\t丙"),
        ("Normal", "2.\t丁"),
    ]
    first, second = ([[cell.text for cell in row.cells] for row in table.rows] for table in document.tables)
    assert first == [["时间", "事项"], ["2024-05-09", "第一行\n第二行"], ["", "x" * 300]]
    assert second == [["店铺", "小院"]]


def test_fonts_for_chinese() -> None:
    document = docx.Document(io.BytesIO(docx_of(LETTER)))
    name = docx.oxml.ns.qn
    for style, font in (("Normal", "宋体"), ("Title", "黑体"), ("Heading 1", "黑体")):
        fonts = document.styles[style].element.rPr.rFonts
        assert fonts.get(name("w:eastAsia")) == font
        assert not any("Theme" in key for key in fonts.attrib)


def test_the_same_letter_gives_the_same_bytes() -> None:
    content = docx_of(LETTER)
    assert docx_of(LETTER) == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"
        assert package.namelist()[1:] == sorted(package.namelist()[1:])


def test_it_names_no_author_and_no_time_of_day() -> None:
    told = docx.Document(io.BytesIO(docx_of(LETTER))).core_properties
    assert (told.author, told.last_modified_by, told.comments) == ("", "", "")
    assert {told.created.replace(tzinfo=UTC), told.modified.replace(tzinfo=UTC)} == {datetime(1980, 1, 1, tzinfo=UTC)}
    assert told.title == "投诉书 <t>"


def test_tables_fit_the_page() -> None:
    document = docx.Document(io.BytesIO(docx_of(LETTER)))
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for table in document.tables:
        assert sum(column.width for column in table.columns) <= room + 10
        assert min(column.width for column in table.columns) > 300_000


@pytest.mark.parametrize("kind", KINDS)
def test_the_letters_of_the_samples(kind: str) -> None:
    case = load_case(CASES / kind)
    letter = compose(case, FOUND, Texts(case.language))
    document = docx.Document(io.BytesIO(docx_of(letter)))
    assert document.paragraphs[0].text == letter.title
    assert len(document.tables) == sum(isinstance(block, Table) for block in letter.blocks)
