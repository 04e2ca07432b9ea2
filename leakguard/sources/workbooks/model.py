"""Sheets of workbooks that are read cell by cell and written as another format: XLS and ODS."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from leakguard.units import Note, NoteBlock, Place, TableBlock

BLOCK_ROWS = 20_000
BLOCK_CELLS = 2 << 20
"""Most cells of a block, the empty ones included."""

MAX_NOTE = 4 << 20
"""Most characters of notes in one block of notes."""

_EXACT_DIGITS = 1e15
_TINY = 1e-9


class Typed(NamedTuple):
    """What a cell holds if it is no text: a number or a truth value, and the number format that shows it.

    A date is the number of days since the epoch of its workbook, as in XLSX.
    """

    value: float | bool
    format: str = "General"


class Cell(NamedTuple):
    """The text that is scanned, and the value behind it if that is no text."""

    text: str
    typed: Typed | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """``state`` is ``visible``, ``hidden`` or ``very hidden``; ``widths`` are in characters, by 0-based column."""

    name: str
    state: str = "visible"
    widths: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetBlock(TableBlock):
    """Rows of a sheet. ``values`` holds what stands behind the texts of ``columns``, cell by cell."""

    sheet: Sheet = Sheet("")
    values: Sequence[Sequence[Typed | None]] = field(default=(), repr=False)


Row = Mapping[int, Cell]
"""The cells of a row that hold something, by 0-based column."""


def sheet_blocks(sheet: Sheet, rows: Iterator[tuple[int, Row]]) -> Iterator[SheetBlock]:
    """Blocks of the rows that hold something, given with their 0-based numbers in ascending order.

    Empty rows between them are kept while they are few, and left out where they are many: then the next block starts
    further down. A sheet without any cell gives one empty block.
    """
    held: list[tuple[int, Row]] = []
    width, widest, given = 0, 0, False
    for number, row in rows:
        wide = max(widest, width, max(row) + 1)
        span = number - held[0][0] + 1 if held else 1
        if held and (number - held[-1][0] > _GAP or span > BLOCK_ROWS or span * wide > BLOCK_CELLS):
            yield _block(sheet, held, max(width, widest))
            width, held, given = max(width, widest), [], True
        held.append((number, row))
        widest = max(widest, max(row) + 1)
    if held or not given:
        yield _block(sheet, held, max(width, widest))


_GAP = 100


def _block(sheet: Sheet, held: Sequence[tuple[int, Row]], width: int) -> SheetBlock:
    if not held:
        return SheetBlock([], 0, sheet.name, sheet=sheet)
    first = held[0][0]
    height = held[-1][0] - first + 1
    texts: list[list[str | None]] = [[None] * height for _ in range(width)]
    values: list[list[Typed | None]] = [[None] * height for _ in range(width)]
    for number, row in held:
        for column, cell in row.items():
            texts[column][number - first] = cell.text
            values[column][number - first] = cell.typed
    return SheetBlock(texts, first, sheet.name, sheet=sheet, values=values)


def note_blocks(notes: Sequence[Note], part: str | None) -> Iterator[NoteBlock]:
    """Notes in blocks of bounded size; texts without a letter or digit are left out."""
    held: list[Note] = []
    size = 0
    for note in notes:
        if not any(character.isalnum() for character in note.text):
            continue
        if held and size + len(note.text) > MAX_NOTE:
            yield NoteBlock(held, part)
            held, size = [], 0
        held.append(note)
        size += len(note.text)
    if held:
        yield NoteBlock(held, part)


def name_note(name: str) -> Note:
    """The name of a sheet as a note."""
    return Note(name, Place(where="name"))


def number_text(value: float) -> str:
    """A number in full digits, without exponent and without ``.0``.

    Spreadsheets keep 15 to 17 significant digits; what a longer number lost is shown as zeros, as spreadsheets show it.
    """
    if not math.isfinite(value):
        return ""
    if value.is_integer() and abs(value) < _EXACT_DIGITS:
        return str(int(value))
    if abs(value) < _TINY:
        return repr(value)
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def date_text(moment: datetime) -> str:
    """A date and time in ISO 8601 form with a space, without a time of midnight and without parts of a second."""
    moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    text = moment.isoformat(" ")
    return text.removesuffix(" 00:00:00")
