"""What a source hands out for scanning and takes back for writing.

A source yields *blocks*: bounded stretches of text or of table. Detection reads them, redaction returns *edits* to
them, and the source turns a block and its edits back into bytes. This module stands below ``sources`` and
``detection``, so that neither needs to know the other.

All offsets are code points of the unit as stored, start inclusive, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


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
    which of them is the header is for detection to decide.
    """

    columns: list[list[str | None]]
    first_row: int = 0
    part: str | None = None

    @property
    def rows(self) -> int:
        """Number of records in the block."""
        return len(self.columns[0]) if self.columns else 0


Block = TextBlock | TableBlock


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


Edit = TextEdit | CellEdit
