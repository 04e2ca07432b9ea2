"""What a source hands out for scanning and takes back for writing.

A source yields *blocks*: bounded stretches of text or of table. Detection reads them, redaction returns *edits* to
them, and the source turns a block and its edits back into bytes. This module stands below ``sources`` and
``detection``, so that neither needs to know the other.

All offsets are code points of the unit as stored, start inclusive, end exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Column = Sequence[str | None]
"""The cells of one column of a block; ``None`` where a ragged record has no such cell."""


class Place(NamedTuple):
    """Where a unit stands for somebody who reads the file; DESIGN.md section 4 has the meaning of each, all 0-based."""

    row: int | None = None
    column: int | None = None
    line: int | None = None
    pointer: str | None = None
    where: str = "cell"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A stretch of running text that ends at a line end or at the end of the source.

    ``text`` keeps its line ends. ``first_line`` is the 0-based number of its first line in the part, and
    ``line_offset`` how many code points of that line were in earlier blocks (0 but for lines too long to keep together).
    """

    text: str
    first_line: int = 0
    part: str | None = None
    line_offset: int = 0


@dataclass(frozen=True, slots=True)
class TableBlock:
    """Consecutive records of a table, column by column.

    ``columns[c][r]`` is the field of record ``first_row + r`` after unquoting only (``="..."``, apostrophes and tabs
    stay), or ``None`` where a ragged record has no such field. Title and header rows are records like any other:
    which of them is the header is for detection to decide, unless ``headers`` is given: then the format itself names
    the columns (JSON keys, the column list of an INSERT, a schema) and every record is data. A later block of the same
    part may have more columns, never fewer or others.
    """

    columns: Sequence[Column]
    first_row: int = 0
    part: str | None = None
    headers: Sequence[str | None] | None = None

    @property
    def rows(self) -> int:
        """Number of records in the block."""
        return len(self.columns[0]) if self.columns else 0

    def place(self, row: int, column: int, start: int, end: int) -> tuple[Place, int, int]:
        """Where ``[start, end)`` of a cell stands, and its offsets in the raw unit that stands there.

        ``row`` is counted within the block. Formats in which a cell is not a unit of its own (a value in a line of SQL)
        say so here.
        """
        return Place(self.first_row + row, column), start, end


class Note(NamedTuple):
    """A short text of its own: a comment, a sheet name, a property. ``header`` names what it holds, if that is known.

    ``place.where`` says what it is: ``comment``, ``header`` (of a printed page), ``name``, ``property``, ``formula`` ...
    """

    text: str
    place: Place
    header: str | None = None


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """Texts that stand beside the lines and cells of a part. Each is read for itself."""

    notes: Sequence[Note]
    part: str | None = None


Block = TextBlock | TableBlock | NoteBlock


class TextEdit(NamedTuple):
    """Replace ``block.text[start:end]``."""

    start: int
    end: int
    replacement: str


class CellEdit(NamedTuple):
    """Replace ``[start:end]`` of the field at ``row`` (0-based within the block) and ``column``."""

    row: int
    column: int
    start: int
    end: int
    replacement: str


class NoteEdit(NamedTuple):
    """Replace ``[start:end]`` of the note at that index of the block."""

    note: int
    start: int
    end: int
    replacement: str


class ColumnEdit(NamedTuple):
    """Replace all but the first ``head`` and the last ``tail`` code points of the cells of one column at ``rows``.

    Unless ``within`` is true, what is kept is ASCII: what programs wrap around a value (``="``, an apostrophe, a tab).
    ``rows`` are 0-based within the block and ascend; ``replacements`` is one text for all of them or one for each.
    """

    column: int
    rows: NDArray[np.int64]
    head: NDArray[np.int64]
    tail: NDArray[np.int64]
    replacements: str | Sequence[str]
    within: bool = False

    def each(self, cells: Column) -> Iterator[CellEdit]:
        """The same as one edit per cell; ``cells`` is the column of the block."""
        for index, (row, head, tail) in enumerate(zip(self.rows, self.head, self.tail, strict=True)):
            text = self.replacements if isinstance(self.replacements, str) else self.replacements[index]
            yield CellEdit(int(row), self.column, int(head), len(cells[int(row)] or "") - int(tail), text)


Edit = TextEdit | CellEdit | NoteEdit | ColumnEdit
"""``ColumnEdit`` is given only for columns that a source handed out as :class:`~leakguard.columnar.ArrowColumn`."""
