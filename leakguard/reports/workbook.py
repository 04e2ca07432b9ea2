"""The report as an Excel workbook (ISO/IEC 29500): a sheet for each table, to be sorted and filtered.

Nothing in it is a formula, a link or a number that was a text: texts are written as texts, and marked as such (the apostrophe that
Excel does not show) where typing them would begin a formula. The same report gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from leakguard.formulas import RISKY
from leakguard.messages import Texts
from leakguard.report import Report
from leakguard.reports.page.choosing import Caps
from leakguard.reports.sheets import Cell, Sheet, fitted, sheets
from leakguard.reports.width import visible, width

if TYPE_CHECKING:
    from xlsxwriter import Workbook

CAPS = Caps(examples=20_000, groups=2_000, members=12, sources=5_000, columns=10_000, notes=5_000)

_FONT = "Microsoft YaHei"
_NARROW, _WIDE = 8, 44
_LINE, _TALL = 14.5, 400.0
"""Points of a line of text, and of the tallest row that Excel allows, nearly."""
_LOOK = 200
"""So many rows say how wide a column has to be."""

_FORMULA = re.compile(rf"\s*[{re.escape(''.join(sorted(RISKY)))}＝＋－＠]")


def render(report: Report, texts: Texts) -> bytes:
    """The workbook, below 5 MB; sheets that cannot hold everything say how many rows are missing."""
    return fitted(lambda caps: _workbook(report, texts, caps), CAPS)


def _workbook(report: Report, texts: Texts, caps: Caps) -> bytes:
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(stream, {**safe, "in_memory": True, "nan_inf_to_errors": False})
    told = sheets(report, texts, caps)
    made = datetime.combine(report.as_of, time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": texts("html.title"), "created": made})
    looks = _Looks(book)
    for sheet in told:
        looks.write(sheet, texts, report.beside)
    book.close()
    return stream.getvalue()


class _Looks:
    """The formats of a workbook, and how sheets are written with them."""

    def __init__(self, book: Workbook) -> None:
        plain = {"font_name": _FONT, "font_size": 10, "valign": "top"}
        self._book = book
        self._head = book.add_format({**plain, "bold": True, "bg_color": "#DDE6EE", "bottom": 1, "text_wrap": True})
        self._text = book.add_format({**plain, "text_wrap": True, "num_format": "@"})
        self._risky = book.add_format({**plain, "text_wrap": True, "num_format": "@", "quote_prefix": True})
        self._whole = book.add_format({**plain, "num_format": "#,##0_)"})
        self._share = book.add_format({**plain, "num_format": "0.00_)"})
        self._note = book.add_format({**plain, "text_wrap": True, "italic": True})

    def write(self, sheet: Sheet, texts: Texts, beside: str | None) -> None:
        """A head that stays in sight, the rows with a filter, and below them the notes."""
        page = self._book.add_worksheet(texts(f"format.sheet.{sheet.id}"))
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        widths = [_wide(sheet, index) for index in range(len(sheet.heads))]
        for index, head in enumerate(sheet.heads):
            page.write_string(0, index, head, self._head)
            page.set_column(index, index, widths[index])
        for number, row in enumerate(sheet.rows, 1):
            page.set_row(number, _height(row, widths))
            for index, cell in enumerate(row):
                self._cell(page, number, index, cell)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.heads) - 1)
        for number, note in enumerate(_notes(sheet, texts, beside), len(sheet.rows) + 2):
            page.set_row(number, _height((note,), (sum(widths),)))
            page.merge_range(number, 0, number, len(sheet.heads) - 1, "", self._note)
            page.write_string(number, 0, note, self._note)

    def _cell(self, page: Any, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, str):
            page.write_string(row, column, cell, self._risky if _FORMULA.match(cell) else self._text)
        else:
            page.write_number(row, column, cell, self._whole if isinstance(cell, int) else self._share)


def _notes(sheet: Sheet, texts: Texts, beside: str | None) -> list[str]:
    notes = list(sheet.notes) if sheet.rows or sheet.notes else [texts("html.none")]
    if sheet.more:
        count = f"{sheet.more:,}"
        if sheet.id == "findings" and beside:
            notes.append(texts("format.more-beside", count=count, file=visible(beside)))
        else:
            notes.append(texts("format.more", count=count))
    return notes


def _wide(sheet: Sheet, index: int) -> int:
    """As wide as its texts, in characters of the font; Han characters take two."""
    cells = [sheet.heads[index], *(str(row[index]) for row in sheet.rows[:_LOOK])]
    return min(_WIDE, max(_NARROW, *map(width, cells)) + 2)


def _height(row: Sequence[Cell], widths: Sequence[int]) -> float:
    """As high as its texts are when they are wrapped."""
    lines = max(-(-width(cell) // (cells - 1)) for cell, cells in zip(map(str, row), widths, strict=True))
    return min(_TALL, _LINE * max(1, lines))
