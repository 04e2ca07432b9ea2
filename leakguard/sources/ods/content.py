"""The sheets of an ODS workbook, read as a stream of XML events (OpenDocument 1.3 part 3).

Rows are handed out as they are read. Whatever text stands outside cells is handed out as a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from leakguard.errors import UnscannedError
from leakguard.sources.ods.values import cell_of, odd_display
from leakguard.sources.ods.xml import Handler, parse
from leakguard.sources.workbooks.model import Cell, Row, Sheet
from leakguard.units import Note, Place

MAX_TEXT = 16 << 20
"""Most characters of one cell or note."""

MAX_CELLS = 50_000_000
"""Most cells with content, counted with their repetitions."""

MAX_COLUMNS = 16_384
_MAX_SPACES = 1 << 16
_LITERAL = re.compile(r'"|[0-9]{7}')
"""Formulas without a text or a long number hold nothing of anybody."""


@dataclass(frozen=True, slots=True)
class SheetStart:
    """A sheet begins; its rows and notes follow."""

    sheet: Sheet


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row with its 0-based number; ``repeated`` rows are the same."""

    number: int
    row: Row
    repeated: int = 1


@dataclass(frozen=True, slots=True)
class NoteRead:
    """A text beside the cells: of the sheet that was begun last, or of the workbook."""

    note: Note
    of_sheet: bool = True


Event = SheetStart | RowRead | NoteRead


def read_content(chunks: Iterable[bytes]) -> Iterator[Event]:
    """What ``content.xml`` holds. Raises :class:`~leakguard.errors.UnscannedError`: ``unreadable``, ``too-large``."""
    reader = ContentReader()
    for _ in parse(chunks, reader):
        yield from reader.taken()
    yield from reader.taken()


@dataclass(slots=True)
class _Sink:
    """Where text goes: the paragraphs of a cell, a comment, a shape, joined with line ends.

    ``implicit`` ones end with their paragraph.
    """

    where: str
    implicit: bool = False
    pieces: list[str] = field(default_factory=list)
    size: int = 0
    paragraphs: int = 0
    depth: int = 0

    def add(self, text: str) -> None:
        self.size += len(text)
        if self.size > MAX_TEXT:
            raise UnscannedError("too-large", f"a cell of more than {MAX_TEXT >> 20} million characters")
        self.pieces.append(text)

    def start_paragraph(self) -> None:
        if self.depth == 0 and self.paragraphs:
            self.add("\n")
        self.depth += 1
        self.paragraphs += 1

    def text(self) -> str:
        return "".join(self.pieces)


class ContentReader(Handler):
    """Follows the elements of ``content.xml`` and notes what is complete."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._row: dict[int, Cell] = {}
        self._row_number = self._column = self._cells = 0
        self._row_repeated = self._repeated = 1
        self._cell: dict[str, str] | None = None
        self._sinks: list[_Sink] = []
        self._tables = 0
        self._hidden_styles: set[str] = set()
        self._style = ""

    def taken(self) -> list[Event]:
        """What was read since the last call."""
        events, self._events = self._events, []
        return events

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See :class:`Handler`."""
        if name in _CELLS:
            self._start_cell(attributes)
        elif name == "table:table-row":
            self._row, self._column = {}, 0
            self._row_repeated = _count(attributes.get("table:number-rows-repeated"))
        elif name in _PARAGRAPHS:
            if not self._sinks:
                self._sinks.append(_Sink("text", implicit=True))
            self._sinks[-1].start_paragraph()
        elif name in _INLINE and self._sinks:
            self._inline(name, attributes)
        elif name == "table:table":
            self._start_table(attributes)
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        else:
            where = _apart(name)
            if where:
                self._sinks.append(_Sink(where))
        if attributes:
            self._note_attributes(attributes)
        if name in _NAMED:
            self._note(attributes.get("table:name", ""), "name")

    def end(self, name: str) -> None:
        """See :class:`Handler`."""
        if name in _CELLS:
            self._end_cell()
        elif name == "table:table-row":
            self._end_row()
        elif name in _PARAGRAPHS:
            self._sinks[-1].depth -= 1
            if self._sinks[-1].implicit and not self._sinks[-1].depth:
                self._close()
        elif name == "table:table":
            self._tables -= 1
        elif _apart(name):
            self._close()

    def data(self, text: str) -> None:
        """See :class:`Handler`."""
        if self._sinks and (self._sinks[-1].depth or self._sinks[-1].where in _WITHOUT_PARAGRAPHS):
            self._sinks[-1].add(text)

    def _start_table(self, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            raise UnscannedError("unsupported", "a table within a cell; save the workbook anew without it")
        self._tables += 1
        self._row_number = 0
        hidden = attributes.get("table:style-name") in self._hidden_styles
        self._events.append(SheetStart(Sheet(attributes.get("table:name", ""), "hidden" if hidden else "visible")))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell = attributes
        self._repeated = _count(attributes.get("table:number-columns-repeated"))
        self._sinks.append(_Sink("cell"))
        formula = attributes.get("table:formula")
        if formula and _LITERAL.search(formula):
            self._note(formula, "formula")

    def _end_cell(self) -> None:
        shown = self._sinks.pop().text()
        cell = cell_of(self._cell or {}, shown)
        if cell is not None:
            if self._column + self._repeated > MAX_COLUMNS:
                raise UnscannedError("too-large", f"a row of more than {MAX_COLUMNS} columns")
            for column in range(self._column, self._column + self._repeated):
                self._row[column] = cell
            if odd_display(cell, shown):
                self._note(shown, "display")
        self._column += self._repeated
        self._cell = None

    def _end_row(self) -> None:
        if self._row:
            self._cells += len(self._row) * self._row_repeated
            if self._cells > MAX_CELLS:
                raise UnscannedError("too-large", f"more than {MAX_CELLS // 1_000_000} million cells with content")
            self._events.append(RowRead(self._row_number, self._row, self._row_repeated))
        self._row_number += self._row_repeated

    def _close(self) -> None:
        sink = self._sinks.pop()
        if sink.where == "author":
            self._note(sink.text(), "property", "author")
        elif sink.where != "date":
            self._note(sink.text(), sink.where)

    def _inline(self, name: str, attributes: dict[str, str]) -> None:
        text = {"text:line-break": "\n", "text:tab": "\t"}.get(name)
        self._sinks[-1].add(text or " " * min(_count(attributes.get("text:c")), _MAX_SPACES))

    def _note_attributes(self, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            if key in _NOTED:
                self._note(value, _NOTED[key])

    def _note(self, text: str, where: str, header: str | None = None) -> None:
        if text.strip():
            row, column = (None, None) if self._cell is None else (self._row_number, self._column)
            self._events.append(NoteRead(Note(text, Place(row, column, where=where), header), self._tables > 0))


def _count(value: str | None) -> int:
    """A repetition; what is no number counts as one."""
    return max(1, int(value)) if value and value.isdecimal() and len(value) < 10 else 1


def _apart(name: str) -> str | None:
    """What an element is whose text stands for itself."""
    return "textbox" if name.startswith("draw:") else _APART.get(name)


_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_PARAGRAPHS = frozenset({"text:p", "text:h"})
_INLINE = frozenset({"text:line-break", "text:tab", "text:s"})
_APART = {
    "office:annotation": "comment", "dc:creator": "author", "dc:date": "date",
    "table:change-track-table-cell": "change", "table:help-message": "validation", "table:error-message": "validation",
}  # fmt: skip
_WITHOUT_PARAGRAPHS = frozenset({"author", "date"})
_NOTED = {
    "table:condition": "validation", "table:title": "validation", "table:expression": "name", "xlink:href": "link",
    "draw:name": "name", "form:label": "form", "form:value": "form", "form:current-value": "form",
    "form:current-state": "form", "office:target-frame-name": "link",
}  # fmt: skip
"""Attributes that hold a text."""
_NAMED = frozenset({"table:named-expression", "table:named-range", "table:database-range"})
