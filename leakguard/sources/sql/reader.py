r"""Cuts the text of an SQL dump into values and everything else.

Three kinds of statement hold rows: INSERT and REPLACE with VALUES, COPY ... FROM stdin, and UPDATE ... SET (also behind
ON DUPLICATE KEY and ON CONFLICT). Their values are taken as cells. What stands between two values of a row is never
anything but blanks, commas, parentheses and, in an UPDATE, plain names and keywords; all other text, statements that are
not understood included, is a *gap*, to be read as running text. So nothing of the file is left out, whatever the dialect.

Text arrives in pieces. What a piece cannot decide (a row, a statement head that may go on) is left for the next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate, groupby, pairwise

from leakguard.sources.sql.dialect import COPY, INSERT, VALUES
from leakguard.sources.sql.schema import NAME, Schema, Table, names_in
from leakguard.sources.sql.values import Dialect, Value, copy_value

MAX_ROW = 16 << 20
"""A row that has not ended after so many characters is no row; it is read as running text."""

_HEAD = 1 << 16
"""No statement head, and no value without quotes, is longer than this, in characters."""

BREAKS = " \t,;()'\""
_REMEMBERED_HEADS = 1000
_PLAIN_NAME = r"[`\"\[]?(?!\w*[0-9]{5})[A-Za-z_][A-Za-z0-9_$]{0,63}[`\"\]]?"
_START = re.compile(
    r"(?:^|;)[ \t]*+(?:(?P<insert>INSERT|REPLACE|INTO)|(?P<copy>COPY)|(?P<update>UPDATE))\b"
    r"|\b(?P<upsert>ON\s+DUPLICATE\s+KEY\s+UPDATE|DO\s+UPDATE\s+SET)\b",
    re.IGNORECASE | re.MULTILINE,
)
_INSERT = re.compile(rf"(?:{INSERT}|INTO\s++){VALUES}", re.IGNORECASE)
_INSERT_SET = re.compile(rf"{INSERT}({NAME})\s++SET\b", re.IGNORECASE)
_COPY = re.compile(COPY, re.IGNORECASE)
_UPDATE = re.compile(
    rf"UPDATE\s++(?:LOW_PRIORITY\s++|IGNORE\s++|OR\s++[A-Z]++\s++|ONLY\s++)?({NAME})\s++SET\b", re.IGNORECASE
)
_NEXT_ROWS = re.compile(r"\s*+,(?:\s++|--[^\n]*+\n|/\*(?:[^*]|\*(?!/)){0,300}+\*/)*+\(")
_UNDECIDED = re.compile(r"[\s,]*+\Z")
_STATEMENT_END = re.compile(r";[ \t]*+\r?\n")
_COPY_END = re.compile(r"^\\\.\r?$", re.MULTILINE)


class Form(Enum):
    """How the values of a row are separated."""

    LIST = "list"
    COPY = "copy"
    ASSIGNED = "assigned"


@dataclass
class Cells:
    """Rows of one table, column by column: what the values say, and where each stands in the text (-1: nowhere)."""

    table: Table
    form: Form
    values: list[list[str | None]] = field(default_factory=list)
    starts: list[list[int]] = field(default_factory=list)
    rows: int = 0

    def add(self, columns: Sequence[int], values: Sequence[str | None], starts: Sequence[int]) -> None:
        """Rows one after the other, each with a value for each of these columns."""
        width = len(columns)
        count = len(values) // width
        while len(self.values) <= max(columns):
            self.values.append([None] * self.rows)
            self.starts.append([-1] * self.rows)
        for index, column in enumerate(columns):
            self.values[column] += values[index::width]
            self.starts[column] += starts[index::width]
        if width < len(self.values):
            for column in set(range(len(self.values))).difference(columns):
                self.values[column] += [None] * count
                self.starts[column] += [-1] * count
        self.rows += count


@dataclass
class Window:
    """A piece of the text, up to ``end``: the cells of its tables and its gaps, ``(start, end)`` in the text."""

    cells: dict[tuple[str, Form], Cells] = field(default_factory=dict)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    end: int = 0

    def of(self, table: Table, form: Form) -> Cells:
        """The cells of one table."""
        key = (table.name, form)
        if key not in self.cells:
            self.cells[key] = Cells(table, form)
        return self.cells[key]

    def gap(self, start: int, end: int) -> None:
        """Note a gap, unless it is empty."""
        if start < end:
            self.gaps.append((start, end))


_Read = Callable[[str, int, bool, Window], int]
"""Reads on at an index of the text; returns how far it came, which is where it began if it needs more text."""


class Reader:
    """Reads one dump from its start. ``opaque`` names the tables with values that are bytes and no text."""

    def __init__(self, dialect: Dialect, max_row: int = MAX_ROW) -> None:
        self.schema = Schema()
        self.opaque: set[str] = set()
        self._dialect = dialect
        self._grammar = dialect.grammar()
        self._max_row = max_row
        self._read: _Read = self._statements
        self._table = Table("")
        self._listed: tuple[str, ...] = ()
        self._heads: dict[str, tuple[Table, tuple[str, ...]]] = {}
        self._assign = re.compile(
            rf"\s*+(?:(,|\bWHERE\b|\bAND\b)\s*+)?({_PLAIN_NAME}(?:\.{_PLAIN_NAME}){{0,2}})\s*+=\s*+"
            rf"({self._grammar.assigned})(?=\s*+(?:[,;)]|WHERE\b|AND\b|LIMIT\b|GO\b|--|/\*|\Z))",
            re.IGNORECASE | re.DOTALL,
        )

    def read(self, text: str, final: bool) -> Window:
        """The cells and gaps of ``text``, which goes on where the last window ended; ``final`` if nothing follows."""
        window = Window()
        position = 0
        while position < len(text):
            position = self._read(text, position, final, window)
            if position == window.end:
                break
            window.end = position
        return window

    def _statements(self, text: str, start: int, final: bool, window: Window) -> int:
        """A gap, up to where the next rows begin."""
        look = declared = start
        while found := _START.search(text, look):
            begin = found.start(found.lastgroup or 0)
            if not final and len(text) - begin < _HEAD and not _is_complete(text, begin):
                window.gap(start, found.start())
                return found.start()
            self.schema.read(text[declared:begin])
            declared = begin
            reached = self._begin(text, begin, found, window)
            if reached:
                window.gap(start, reached[0])
                return reached[1]
            look = found.end()
        end = len(text) if final else _end_of_gap(text, start)
        self.schema.read(text[declared:end])
        window.gap(start, end)
        return end

    def _begin(self, text: str, begin: int, found: re.Match[str], window: Window) -> tuple[int, int] | None:
        """Where the gap before the values ends, and where to read on; None if no values follow."""
        if found["insert"] and (head := _INSERT.match(text, begin)):
            return self._enter(self._rows, head, head.end() - 1)
        if found["copy"] and (head := _COPY.match(text, begin)):
            return self._enter(self._copy, head, head.end())
        if found["upsert"]:
            return self._assignments(text, found.end(), self._table, window) if self._table.name else None
        head = (_INSERT_SET if found["insert"] else _UPDATE).match(text, begin)
        return self._assignments(text, head.end(), self.schema.table(head[1]), window) if head else None

    def _enter(self, read: _Read, head: re.Match[str], gap_end: int) -> tuple[int, int]:
        self._read = read
        if head[0] not in self._heads:
            if len(self._heads) >= _REMEMBERED_HEADS:
                self._heads.clear()
            self._heads[head[0]] = self.schema.table(head[1]), tuple(names_in(head[2] or ""))
        self._table, self._listed = self._heads[head[0]]
        return gap_end, head.end()

    def _rows(self, text: str, position: int, final: bool, window: Window) -> int:
        """Rows of VALUES; ``position`` is behind the parenthesis that opens the first."""
        match = self._grammar.token.match
        values: list[str | None] = []
        starts: list[int] = []
        ends: list[int] = [0]
        row, at, closed, waiting = position, position, False, False
        while not closed and (token := match(text, at)):
            value = token[1]
            if value is None:
                value = token[2] or (self._text(self._dialect.value(token[4].strip())) if token[4] else None)
            values.append(value)
            starts.append(at)
            at = token.end()
            last = token.lastindex or 0
            if last >= 5:
                closed = last == 6
                if closed and not final and _UNDECIDED.match(text, at):
                    closed, waiting = False, True
                    break
                ends.append(len(values))
                row = at
        del values[ends[-1] :], starts[ends[-1] :]
        self._take(window, values, starts, ends)
        if closed:
            more = _NEXT_ROWS.match(text, row)
            if more:
                window.gap(row, more.end() - 1)
                return more.end()
        elif not final and (waiting or self._may_go_on(text, row, at)):
            return row
        # What cannot be read of a row is part of the next gap.
        self._read = self._statements
        return row if closed else self._statements(text, row, final, window)

    def _may_go_on(self, text: str, row: int, at: int) -> bool:
        """Whether a row that cannot be read may only want more text."""
        if len(text) - row > self._max_row:
            return False
        return len(text) - at < _HEAD or self._grammar.open.match(text, at) is not None

    def _take(self, window: Window, values: list[str | None], starts: list[int], ends: list[int]) -> None:
        if not values:
            return
        cells, width = window.of(self._table, Form.LIST), ends[1]
        if ends == list(range(0, width * len(ends), width)):
            cells.add(self._table.columns(self._listed, width), values, starts)
            return
        for begin, end in pairwise(ends):
            cells.add(self._table.columns(self._listed, end - begin), values[begin:end], starts[begin:end])

    def _copy(self, text: str, position: int, final: bool, window: Window) -> int:
        """Lines of COPY data, up to the line that ends them."""
        closing = _COPY_END.search(text, position)
        end = closing.start() if closing else len(text) if final else text.rfind("\n", position) + 1
        if end > position:
            self._copy_lines(text, position, end, window)
        if closing:
            self._read = self._statements
            return closing.end()
        if end <= position and len(text) - position > self._max_row:
            self._read = self._statements
            return self._statements(text, position, final, window)
        return max(end, position)

    def _copy_lines(self, text: str, position: int, end: int, window: Window) -> None:
        lines = text[position:end].split("\n")
        if not lines[-1]:
            lines.pop()
        cells, begin = window.of(self._table, Form.COPY), position
        for width, group in groupby(lines, key=lambda line: line.count("\t") + 1):
            values: list[str | None] = []
            starts: list[int] = []
            for line in group:
                fields = line.removesuffix("\r").split("\t")
                values += [self._text(copy_value(f)) if "\\" in f else f for f in fields] if "\\" in line else fields
                starts += accumulate((len(stored) + 1 for stored in fields[:-1]), initial=begin)
                begin += len(line) + 1
            cells.add(self._table.columns(self._listed, width), values, starts)

    def _assignments(self, text: str, position: int, table: Table, window: Window) -> tuple[int, int] | None:
        """``column = value`` as often as it follows; each a cell, all of them one row unless a column comes twice."""
        row: dict[int, tuple[str | None, int]] = {}
        found = self._assign.match(text, position)
        if found is None or found[1]:
            return None
        gap_end = found.start(3)
        while found:
            (column,) = table.columns((names_in(found[2])[-1],), 1)
            if column in row:
                _add_row(window.of(table, Form.ASSIGNED), row)
                row = {}
            row[column] = (self._text(self._dialect.value(found[3])), found.start(3))
            position = found.end()
            found = self._assign.match(text, position)
            if found and not found[1]:
                break
        _add_row(window.of(table, Form.ASSIGNED), row)
        return gap_end, position

    def _text(self, value: Value) -> str | None:
        if value.opaque:
            self.opaque.add(self._table.name)
        return value.text


def _add_row(cells: Cells, row: dict[int, tuple[str | None, int]]) -> None:
    cells.add(list(row), [value for value, _ in row.values()], [start for _, start in row.values()])


def _is_complete(text: str, begin: int) -> bool:
    """Whether enough follows the first word of a statement to tell what it is."""
    return bool(_INSERT.match(text, begin)) or _STATEMENT_END.search(text, begin) is not None


def _end_of_gap(text: str, start: int) -> int:
    """Up to where a gap can be handed out while more text follows: to the end of a statement, so that what it declares
    is seen as a whole; at least to the end of a line. ``start`` to wait for more.
    """
    if len(text) - start <= _HEAD:
        return start
    cut = max(text.rfind(";\n", start) + 2, text.rfind(";\r\n", start) + 3)
    return cut if cut > start + 3 and len(text) - cut < 4 * _HEAD else _soft_cut(text, start)


def _soft_cut(text: str, start: int) -> int:
    """Where to cut a gap that goes on: behind the last line end, else behind the last break, else anywhere."""
    cut = text.rfind("\n", start) + 1
    if cut > start:
        return cut
    window = max(start, len(text) - _HEAD)
    return max(text.rfind(mark, window) for mark in BREAKS) + 1 or len(text)
