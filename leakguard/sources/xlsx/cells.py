"""Cells of a stretch of sheet XML as parallel arrays, and the blocks that are made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from leakguard.columnar import ArrowColumn
from leakguard.errors import UnscannedError
from leakguard.units import TableBlock

BLOCK_ROWS = 50_000
BLOCK_CELLS = 4 << 20
"""Most cells of a block, the empty ones included."""

MAX_GAP = 1_000
"""So many empty rows are kept in a block; where there are more, the next block starts further down."""

FEW_ROWS = 2_000
MAX_ROW, MAX_COLUMN = 1 << 20, 1 << 14
"""Rows and columns of a sheet (ECMA-376 part 1, 18.3.1)."""

Ints = NDArray[np.int64]


class Kind(IntEnum):
    """How a cell holds its value."""

    NOTHING = 0
    """No text: a truth value, an error, or a formula without a cached result."""
    SHARED = 1
    NUMBER = 2
    TEXT = 3
    """A string or date of its own in ``<v>``."""
    INLINE = 4


@dataclass(slots=True)
class Cells:
    """Cells with a value or a formula, in the order of the part. ``start`` to ``end`` is the element, ``value`` the
    stored value, ``formula`` the stored formula (-1: none), all as positions in ``data``; ``data[0]`` stands at ``base``
    of the part. ``shared`` is the index of a shared string or -1. ``texts`` holds the text of cells whose value is more
    than one run of characters.
    """

    data: bytes
    base: int
    row: Ints
    column: Ints
    kind: NDArray[np.uint8]
    style: Ints
    start: Ints
    end: Ints
    value_start: Ints
    value_end: Ints
    shared: Ints
    formula_start: Ints
    formula_end: Ints
    formula_group: Ints
    texts: Mapping[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row)

    def take(self, chosen: NDArray[Any]) -> Cells:
        """The cells at these indices, or where this mask is true."""
        if chosen.dtype == bool:
            chosen = np.flatnonzero(chosen)
        texts = {}
        if self.texts:
            texts = {new: self.texts[old] for new, old in enumerate(chosen.tolist()) if old in self.texts}
        return replace(self, texts=texts, **{name: getattr(self, name)[chosen] for name in ARRAYS})


ARRAYS = (
    "row", "column", "kind", "style", "start", "end", "value_start", "value_end", "shared", "formula_start",
    "formula_end", "formula_group",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetBlock(TableBlock):
    """Rows of a sheet. ``index[c][r]`` is the number of a cell in ``cells``, -1 where there is none."""

    sheet: int = 0
    cells: Cells | None = field(default=None, repr=False)
    index: Sequence[NDArray[np.int32]] = field(default=(), repr=False)
    reading: Any = field(default=None, repr=False)


def slices(cells: Cells) -> Iterator[Cells]:
    """Cells in runs of rows that make blocks of bounded size. Rows ascend within what is given, or are made to."""
    rows = cells.row
    if len(rows) and bool((np.diff(rows) < 0).any()):
        cells = cells.take(np.argsort(rows, kind="stable"))
        rows = cells.row
    held = np.flatnonzero(cells.kind != Kind.NOTHING)
    if not len(held):
        if len(cells):
            yield cells
        return
    first_of = np.flatnonzero(np.r_[True, np.diff(rows[held]) != 0])
    bounds = held[first_of].tolist()
    numbers = rows[held][first_of].tolist()
    widths = (np.maximum.reduceat(cells.column[held], first_of) + 1).tolist()
    start, first, widest, previous = 0, numbers[0], 0, numbers[0]
    for bound, number, width in zip(bounds, numbers, widths, strict=True):
        wide = max(widest, width)
        height = number - first + 1
        full = number - previous > MAX_GAP or height > BLOCK_ROWS or height * wide > BLOCK_CELLS
        if bound > start and full and number > first:
            yield _run(cells, start, bound)
            start, first, wide = bound, number, width
        widest, previous = wide, number
    yield _run(cells, start, len(cells))


def _run(cells: Cells, start: int, end: int) -> Cells:
    return cells if (start, end) == (0, len(cells)) else cells.take(np.arange(start, end))


def table(
    cells: Cells, texts: pa.Array, part: str, sheet: int, *, at_top: bool, width: int, reading: Any
) -> SheetBlock:
    """The block of a run of cells with their texts. ``at_top`` keeps the empty rows above the first one."""
    held = np.flatnonzero(cells.kind != Kind.NOTHING)
    rows, columns = cells.row[held], cells.column[held]
    first = 0 if at_top else int(rows[0])
    height = int(rows[-1]) - first + 1
    width = max(width, int(columns.max()) + 1)
    nothing = np.full(height, -1, np.int32)
    index: list[NDArray[np.int32]] = [nothing] * width
    if len(np.unique(rows << 14 | columns)) != len(rows):
        raise UnscannedError("unreadable", "a sheet has two cells at the same place")
    order = np.argsort(columns, kind="stable")
    used, firsts = np.unique(columns[order], return_index=True)
    for column, members in zip(used.tolist(), np.split(order, firsts[1:]), strict=True):
        index[column] = np.full(height, -1, np.int32)
        index[column][rows[members] - first] = held[members]
    made = _Columns(texts, height)
    return SheetBlock(
        [made(one) if one is not nothing else made.empty for one in index],
        first,
        part,
        None,
        sheet,
        cells,
        index,
        reading,
    )


class _Columns:
    """Makes columns out of the texts of a block: Arrow arrays for large ones, lists for small ones."""

    def __init__(self, texts: pa.Array, height: int) -> None:
        self._texts = texts
        self._large = height > FEW_ROWS
        self.empty: Sequence[str | None] = (
            ArrowColumn(pa.nulls(height, pa.string())) if self._large else [None] * height
        )

    def __call__(self, index: NDArray[np.int32]) -> Sequence[str | None]:
        array = self._texts.take(pa.array(index, mask=index < 0))
        if self._large:
            return ArrowColumn(array)
        cells: list[str | None] = array.to_pylist()
        return cells
