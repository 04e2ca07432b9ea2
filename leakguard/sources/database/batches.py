"""Rows of a database cursor in batches of bounded size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from leakguard.units import Column

MAX_ROWS = 16_384

_BATCH_SIZE = 4 << 20
_FETCHED = 512
_SAMPLED = 16
_WORTH_ARROW = 4096


class Cursor(Protocol):
    """What is needed of a cursor (PEP 249)."""

    def fetchmany(self, size: int, /) -> Sequence[Any]: ...


def batches(cursor: Cursor) -> Iterator[list[tuple[Any, ...]]]:
    """The rows that are left, at most ``MAX_ROWS`` or about 4 million characters at once."""
    rows: list[tuple[Any, ...]] = []
    size = 0
    while fetched := cursor.fetchmany(_FETCHED):
        rows += fetched
        size += sum(_size(row) for row in fetched[::_SAMPLED]) * _SAMPLED
        if len(rows) >= MAX_ROWS or size >= _BATCH_SIZE:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def _size(row: Sequence[Any]) -> int:
    return sum(len(value) if isinstance(value, str | bytes) else 8 for value in row)


def column(cells: Sequence[str | None]) -> Column:
    """Cells as a column of a block; as an Arrow array where there are enough of them."""
    if len(cells) < _WORTH_ARROW:
        return cells
    import pyarrow as pa

    from leakguard.columnar import ArrowColumn

    return ArrowColumn(pa.array(cells, pa.large_string()))
