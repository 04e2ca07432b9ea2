"""Columns that are Arrow arrays: plain cells are told by shape, of the others every distinct one is read once a block."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leakguard.columnar import ArrowColumn
from leakguard.detection.plain_cells import ColumnFindings, PlainCells, Read
from leakguard.detection.recognizer import Recognizer
from leakguard.detection.records import Placed


class ArrayReader:
    """Reads one column of a table, block after block. Cells that match ``dull`` (RE2) hold nothing."""

    def __init__(self, column: int, recognizers: Sequence[Recognizer], read: Read, dull: str | None = None) -> None:
        self._column = column
        self._read = read
        self._dull = dull
        self._plain = PlainCells(column, recognizers, read)

    def read(self, cells: Sequence[str | None], first: int) -> tuple[list[Placed], list[ColumnFindings]]:
        """The findings of the cells from row ``first`` on: those of single cells, and those told by shape."""
        column = cells if isinstance(cells, ArrowColumn) else ArrowColumn(pa.array(cells, pa.string()))
        told: list[ColumnFindings] = []
        if self._plain:
            split = self._plain.split(column, first)
            told, left = split.found, split.left
        else:
            left = rows_with_text(column.array, first)
        if self._dull and len(left):
            dull = pc.match_substring_regex(column.array.take(pa.array(left)), self._dull)
            left = left[~np.asarray(dull.to_numpy(zero_copy_only=False), np.bool_)]
        return self._distinct(column.array, left), told

    def _distinct(self, array: pa.Array, rows: np.ndarray) -> list[Placed]:
        if not len(rows):
            return []
        encoded = array.take(pa.array(rows)).dictionary_encode()
        found = [self._read(text) for text in encoded.dictionary.to_pylist()]
        telling = np.array([bool(findings) for findings in found], np.bool_)
        indices = encoded.indices.to_numpy(zero_copy_only=False)
        hits = np.flatnonzero(telling[indices])
        return [
            Placed(row, self._column, finding)
            for row, index in zip(rows[hits].tolist(), indices[hits].tolist(), strict=True)
            for finding in found[index]
        ]


def rows_with_text(array: pa.Array, first: int = 0) -> np.ndarray:
    """The rows from ``first`` on whose cells hold anything."""
    mask = pc.fill_null(pc.greater(pc.binary_length(array), 0), False).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(mask)
    return rows[np.searchsorted(rows, first) :]


def rows_where(cells: Sequence[str | None], wanted: Callable[[str], bool]) -> list[int]:
    """The rows of the cells that are ``wanted``, which is asked once for every distinct cell."""
    column = cells if isinstance(cells, ArrowColumn) else ArrowColumn(pa.array(cells, pa.string()))
    rows = rows_with_text(column.array)
    if not len(rows):
        return []
    encoded = column.array.take(pa.array(rows)).dictionary_encode()
    chosen = np.array([wanted(text) for text in encoded.dictionary.to_pylist()], np.bool_)
    kept: list[int] = rows[chosen[encoded.indices.to_numpy(zero_copy_only=False)]].tolist()
    return kept
