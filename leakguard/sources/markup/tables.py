"""The rows of the tables of a stretch of markup, as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from leakguard.errors import UnscannedError
from leakguard.sources.markup.text import Pieces
from leakguard.units import NoteBlock, TableBlock

MAX_COLUMNS = 16_384
MAX_SPAN, MAX_ROW_SPAN = 1000, 65_534
"""Most columns and rows that a cell may span (HTML standard, 4.9.11)."""

_BLOCK_CELLS = 2 << 20


@dataclass(slots=True)
class Segment:
    """A stretch of the stored text that is written as one; ``base`` is the 0-based line it starts in."""

    text: str = ""
    base: int = 0


@dataclass(frozen=True, slots=True)
class MarkupTable(TableBlock):
    """Rows of a table of markup; ``cells`` knows where each is stored in the text of ``segment``."""

    segment: Segment = field(default_factory=Segment, repr=False)
    cells: Mapping[tuple[int, int], Pieces] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class MarkupNotes(NoteBlock):
    """Texts of a stretch of markup outside its tables; ``pieces`` knows where each is stored."""

    segment: Segment = field(default_factory=Segment, repr=False)
    pieces: tuple[Pieces, ...] = field(default=(), repr=False)


@dataclass
class OpenTable:
    """A table while it is read. Rows that were handed out are forgotten, counts and spans are not.

    ``fresh`` says that the row has no cells yet, or has ended.
    """

    part: str | None
    row: int = -1
    column: int = 0
    cell: Pieces | None = None
    fresh: bool = True
    rows: dict[int, dict[int, Pieces]] = field(default_factory=dict)
    width: int = 0
    _blocked: set[int] = field(default_factory=set)
    _pending: dict[int, int] = field(default_factory=dict)

    def start_row(self, skip: int = 0) -> None:
        """The next row, or one further down. What spans from above is not free in it."""
        self.cell, self.fresh = None, True
        self.row += 1 + skip
        self.column = 0
        self._blocked = set(self._pending)
        self._pending = {column: left - 1 for column, left in self._pending.items() if left > 1}

    def start_cell(self, cell: Pieces, wide: int = 1, high: int = 1) -> None:
        """A cell in the next free column."""
        if self.row < 0:
            self.start_row()
        self.fresh = False
        while self.column in self._blocked:
            self.column += 1
        if self.column + wide > MAX_COLUMNS:
            raise UnscannedError("too-large", f"a table of more than {MAX_COLUMNS} columns")
        self.rows.setdefault(self.row, {})[self.column] = self.cell = cell
        if high > 1:
            self._pending |= dict.fromkeys(range(self.column, self.column + wide), high - 1)
        self.column += wide

    def blocks(self, segment: Segment) -> Iterator[MarkupTable]:
        """The rows since the last call."""
        rows, self.rows = self.rows, {}
        held: list[int] = []
        wide = self.width
        for row, cells in rows.items():
            wider = max(wide, max(cells) + 1)
            if held and (row - held[0]) * wider > _BLOCK_CELLS:
                yield _block(self.part, held, rows, wide, segment)
                held = []
            held.append(row)
            wide = wider
        if held:
            yield _block(self.part, held, rows, wide, segment)
        self.width = wide


def _block(
    part: str | None, held: list[int], rows: Mapping[int, Mapping[int, Pieces]], width: int, segment: Segment
) -> MarkupTable:
    first = held[0]
    columns: list[list[str | None]] = [[None] * (held[-1] - first + 1) for _ in range(width)]
    cells: dict[tuple[int, int], Pieces] = {}
    for row in held:
        for column, pieces in rows[row].items():
            columns[column][row - first] = pieces.text
            cells[row - first, column] = pieces
    return MarkupTable(columns, first, part, segment=segment, cells=cells)
