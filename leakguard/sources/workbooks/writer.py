"""Writes the sheets of a workbook that cannot be written back as a new XLSX workbook.

XlsxWriter keeps one row in memory at a time and never turns a text into a formula, a link or a number.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from leakguard.errors import UsageError
from leakguard.sources.edits import Span, apply
from leakguard.sources.workbooks.model import Sheet, SheetBlock, Typed
from leakguard.units import Block, CellEdit, Edit, NoteBlock, NoteEdit

MAX_ROWS, MAX_COLUMNS, MAX_TEXT = 1_048_576, 16_384, 32_767
"""Limits of XLSX: rows and columns of a sheet, characters of a cell (ECMA-376, and Excel's specifications)."""

_MAX_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_EPOCH = datetime(1980, 1, 1)
_LONG = 1e11


def write_workbook(
    edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO, *, date_1904: bool = False
) -> None:
    """Write the sheets of ``edited`` with their edits to ``output``: names, states, widths, cells with their types,
    comments. Notes other than sheet names and comments are left out.

    Raises :class:`ValueError` for an edit that does not fit its block, :class:`~leakguard.errors.UsageError` for what
    XLSX cannot hold.
    """
    from xlsxwriter import Workbook

    with tempfile.TemporaryDirectory(prefix="leakguard-") as folder, tempfile.TemporaryFile() as spool:
        options = {"constant_memory": True, "tmpdir": folder, "use_zip64": True, "date_1904": date_1904}
        workbook = Workbook(spool, options)
        workbook.set_properties({"created": _EPOCH})
        copy = _Copy(workbook)
        for block, edits in edited:
            if isinstance(block, SheetBlock):
                copy.rows(block, _by_cell(edits))
            elif isinstance(block, NoteBlock):
                copy.notes(block, _by_note(edits))
            else:
                raise ValueError("this block does not come from a workbook")  # noqa: TRY004 - the documented error
        copy.finish()
        workbook.close()
        spool.seek(0)
        shutil.copyfileobj(spool, output, 1 << 20)


class _Copy:
    """The workbook while it grows, sheet after sheet."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._formats: dict[str, Any] = {}
        self._sheets: dict[str, Any] = {}
        self._states: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def rows(self, block: SheetBlock, edits: dict[tuple[int, int], list[Span]]) -> None:
        sheet = self._sheet(block.sheet)
        if block.first_row + block.rows > MAX_ROWS or len(block.columns) > MAX_COLUMNS:
            raise UsageError("a sheet has more rows or columns than XLSX can hold. Split it first")
        for row in range(block.rows):
            for column, texts in enumerate(block.columns):
                text, typed = texts[row], block.values[column][row]
                spans = edits.pop((row, column), None) if edits else None
                if text is None:
                    if spans:
                        raise ValueError(f"edit in row {row}, column {column}, where no cell is")
                    continue
                if spans:
                    text, typed = apply(text, spans), None
                self._cell(sheet, block.first_row + row, column, text, typed)
        if edits:
            raise ValueError("edits outside the rows and columns of their block")

    def notes(self, block: NoteBlock, edits: dict[int, list[Span]]) -> None:
        if edits and not all(0 <= index < len(block.notes) for index in edits):
            raise ValueError("an edit of a note that is not in its block")
        sheet = self._sheets.get(block.part or "")
        for index, note in enumerate(block.notes):
            text = apply(note.text, edits.get(index, ()))
            if sheet is None:
                continue
            if note.place.where == "name" and note.place.row is None:
                self._names[block.part or ""] = text
            elif note.place.where == "comment" and note.place.row is not None:
                _require_short(text)
                sheet.constant_memory = False  # else a comment of a row that was written is dropped without a word
                _require(sheet.write_comment(note.place.row, note.place.column, _storable(text), {"author": ""}))
                sheet.constant_memory = True

    def finish(self) -> None:
        """Names and states are set last: what they are edited to is known only then."""
        if not self._sheets:
            self._workbook.add_worksheet()
            return
        taken: set[str] = set()
        for original, sheet in self._sheets.items():
            sheet.name = _free_name(self._names.get(original, original), taken)
        visible = [name for name, state in self._states.items() if state == "visible"] or [next(iter(self._sheets))]
        self._sheets[visible[0]].activate()
        self._sheets[visible[0]].set_first_sheet()
        for name, state in self._states.items():
            if name not in visible:
                self._sheets[name].very_hidden() if state == "very hidden" else self._sheets[name].hide()

    def _sheet(self, sheet: Sheet) -> Any:
        found = self._sheets.get(sheet.name)
        if found is None:
            found = self._sheets[sheet.name] = self._workbook.add_worksheet()
            self._states[sheet.name] = sheet.state
            for column, width in sheet.widths.items():
                found.set_column(column, column, width)
        return found

    def _cell(self, sheet: Any, row: int, column: int, text: str, typed: Typed | None) -> None:
        if typed is None:
            _require_short(text)
            _require(sheet.write_string(row, column, _storable(text)))
        elif isinstance(typed.value, bool):
            _require(sheet.write_boolean(row, column, typed.value))
        else:
            _require(sheet.write_number(row, column, typed.value, self._format(typed)))

    def _format(self, typed: Typed) -> Any:
        code = typed.format
        if code == "General":
            if abs(typed.value) < _LONG or not float(typed.value).is_integer():
                return None
            code = "0"  # General shows a long number with an exponent
        if code not in self._formats:
            self._formats[code] = self._workbook.add_format({"num_format": code})
        return self._formats[code]


def _by_cell(edits: Sequence[Edit]) -> dict[tuple[int, int], list[Span]]:
    spans: dict[tuple[int, int], list[Span]] = {}
    for edit in edits:
        if not isinstance(edit, CellEdit):
            raise ValueError("rows of a sheet take CellEdit only")  # noqa: TRY004 - the documented error
        spans.setdefault((edit.row, edit.column), []).append(Span(edit.start, edit.end, edit.replacement))
    return spans


def _by_note(edits: Sequence[Edit]) -> dict[int, list[Span]]:
    spans: dict[int, list[Span]] = {}
    for edit in edits:
        if not isinstance(edit, NoteEdit):
            raise ValueError("notes take NoteEdit only")  # noqa: TRY004 - the documented error
        spans.setdefault(edit.note, []).append(Span(edit.start, edit.end, edit.replacement))
    return spans


def _require_short(text: str) -> None:
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TEXT:
        raise UsageError(f"a cell or comment of more than {MAX_TEXT} characters cannot be written as XLSX")


def _require(code: int) -> None:
    """XlsxWriter returns a number where it left something out."""
    if code:
        raise UsageError("a cell or comment of the workbook cannot be written as XLSX")


def _storable(text: str) -> str:
    return _SURROGATES.sub("\ufffd", text)


def _free_name(wanted: str, taken: set[str]) -> str:
    r"""A sheet name that Excel takes: at most 31 characters, none of ``[]:*?/\\``, no quote at its ends, no other
    sheet's name in any case.
    """
    base = _NOT_IN_NAMES.sub("_", _storable(wanted)).strip("'")[:_MAX_NAME].strip("'") or "Sheet"
    name, number = base, 2
    while name.lower() in taken or name.lower() == "history":
        tail = f" ({number})"
        name, number = base[: _MAX_NAME - len(tail)] + tail, number + 1
    taken.add(name.lower())
    return name
