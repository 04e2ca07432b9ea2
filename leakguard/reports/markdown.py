"""The report as Markdown (CommonMark with the tables of GitHub Flavored Markdown), short enough for a ticket or a mail.

Whatever was found is shown as text: nothing of it is a link, an image, a tag, a heading or the end of a cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from leakguard.messages import Texts
from leakguard.report import Report
from leakguard.reports.markup import plain
from leakguard.reports.page.choosing import Caps
from leakguard.reports.sheets import Cell, Sheet, sheets
from leakguard.reports.width import visible

CAPS = Caps(examples=20, groups=8, members=8, sources=20, columns=30, notes=20)

_LEFT_OUT = {"files": (1, 2, 8), "columns": (2, 5, 8), "findings": (2, 9, 10), "entities": (1,), "thresholds": (8,)}
"""Columns of tables that a short report does without."""


def render(report: Report, texts: Texts) -> bytes:
    """The report in less than 300 lines, in UTF-8."""
    lines = [f"# {plain(texts('html.title'))}"]
    for sheet in sheets(report, texts, CAPS):
        lines += ["", *_section(_shortened(sheet), texts, report)]
    return ("\n".join(lines) + "\n").encode()


def _shortened(sheet: Sheet) -> Sheet:
    dropped = _LEFT_OUT.get(sheet.id, ())

    def kept(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(cell for index, cell in enumerate(row) if index not in dropped)

    return replace(sheet, heads=tuple(map(str, kept(sheet.heads))), rows=[kept(row) for row in sheet.rows])


def _section(sheet: Sheet, texts: Texts, report: Report) -> Iterator[str]:
    yield f"## {plain(sheet.title)}"
    if sheet.rows:
        yield ""
        yield _row(sheet.heads)
        yield "|" + " --- |" * len(sheet.heads)
        yield from map(_row, sheet.rows)
    notes = list(sheet.notes) if sheet.rows or sheet.notes else [texts("html.none")]
    if sheet.more and sheet.id != "findings":
        notes.append(texts("format.more", count=f"{sheet.more:,}"))
    if sheet.id == "findings" and sheet.more and report.beside:
        notes.append(texts("html.beside", file=visible(report.beside)))
    if notes:
        yield ""
        yield from (f"- {plain(note)}" for note in notes)


def _row(cells: tuple[Cell, ...]) -> str:
    return "| " + " | ".join(plain(cell) if isinstance(cell, str) else f"{cell:,}" for cell in cells) + " |"
