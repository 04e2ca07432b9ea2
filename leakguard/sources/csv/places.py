"""Where the fields of a large block stand in the stored bytes, and which bytes an edit of a cell replaces."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from leakguard.columnar import ArrowColumn
from leakguard.sources.csv.arrow import ArrowTable, tailed
from leakguard.sources.csv.bounds import LF, QUOTE, Flags, positions

Index = NDArray[np.int64]


class StoredPlaces:
    """Positions in ``block.stored`` for the fields of ``block``.

    Those of the layout belong to the text in UTF-8. The two texts have the same delimiters, quotes and line ends in the
    same order, so the k-th of one is the k-th of the other.
    """

    def __init__(self, block: ArrowTable, delimiter: str, codec: str) -> None:
        self._block, self._layout = block, block.layout
        self._size = len(block.stored)
        self._ends, self._shifts = block.layout.at, None
        if not _same(block):
            self._ends = _stored_ends(block, delimiter, codec)
            # By how many bytes each field starts later in the stored bytes; the last item is for what would follow.
            self._shifts = np.append(np.int32(0), self._ends - block.layout.at)

    def values(self, fields: Index) -> tuple[Index, Index]:
        """Start and end of the values, as ``bounds`` of the layout has them."""
        bounds, shifts = self._layout.bounds, self._shifts
        starts, ends = bounds[2 * fields].astype(np.int64), bounds[2 * fields + 1].astype(np.int64)
        return (starts, ends) if shifts is None else (starts + shifts[fields], ends + shifts[fields + 1])

    def records(self, rows: Index) -> tuple[Index, Index]:
        """Start and end of the records with their line ends."""
        bounds = self._records
        return bounds[rows], bounds[rows + 1]

    def sizes(self) -> Index:
        """Length of every record with its line end."""
        return np.diff(self._records)

    @cached_property
    def _records(self) -> Index:
        behind = np.append(self._layout.first[1:], np.int32(self._layout.at.size))
        # The line end that was added behind the last record is not stored.
        ends = np.minimum(self._ends[behind - 1].astype(np.int64) + 1, self._size)
        return np.append(np.int64(0), ends)

    @cached_property
    def even(self) -> bool:
        """Whether every character that is not ASCII takes two bytes as stored."""
        a = np.frombuffer(self._block.text, np.uint8)
        added = int(self._block.stored[-1] != LF)
        wide = int(np.count_nonzero(a >= 0xC0))
        return int(np.count_nonzero(a < 0x80)) - added + 2 * wide == self._size


def _same(block: ArrowTable) -> bool:
    """Whether the stored bytes are the text itself, but for a line end added to it."""
    return block.text is block.stored or (
        block.stored[-1] != LF and len(block.text) == len(block.stored) + 1 and block.text.startswith(block.stored)
    )


def _stored_ends(block: ArrowTable, delimiter: str, codec: str) -> NDArray[np.int32]:
    stored = block.stored
    if delimiter == "|":
        # The one delimiter that is the second byte of Chinese characters too. In this copy another byte stands for it.
        text = block.text[: block.text.rfind(b"\n")] if stored[-1] != LF else block.text
        delimiter = next(chr(code) for code in range(1, 9) if code not in stored)
        stored = text.decode("utf-8").replace("|", delimiter).encode(codec)
    a = np.frombuffer(stored, np.uint8)
    found, _ = positions(a, ord(delimiter), quotes=block.layout.forms is not None)
    if stored[-1] != LF:
        found = np.append(found, np.int32(len(stored)))
    if block.marks is not None:
        found = found[block.marks]
    if found.size != block.layout.at.size or found[-1] < len(stored) - 1:
        raise RuntimeError("the fields of a block were not found again")
    return found


class Points:
    """From code points of the values of one column to bytes of their fields as stored."""

    def __init__(self, block: ArrowTable, column: int, places: StoredPlaces, codec: str) -> None:
        cells = block.columns[column]
        assert isinstance(cells, ArrowColumn)  # noqa: S101 - the columns of such blocks are
        self._cells, self._places, self._codec = cells, places, codec
        array = cells.array
        _, offsets, data = array.buffers()
        self._offsets = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1].astype(np.int64)
        self._data = np.frombuffer(data, np.uint8)[: self._offsets[-1]] if data is not None else np.empty(0, np.uint8)
        self._ascii = not self._data.size or int(self._data.max()) < 0x80
        if self._ascii:
            self._first = self._offsets
        else:
            # Where characters start, and for each value which is its first.
            starts = np.flatnonzero((self._data & 0xC0) != 0x80)
            self._first = np.searchsorted(starts, self._offsets)
            self._starts = np.append(starts, self._data.size)
            self._wide = np.flatnonzero(self._data >= 0xC0)

    def lengths(self, rows: Index) -> Index:
        """Number of code points of values."""
        return self._first[rows + 1] - self._first[rows]

    def stored(self, rows: Index, points: Index, escaped: Flags) -> Index:
        """How many bytes the first code points of values take as stored; two for a quote where quotes are escaped."""
        start = self._offsets[rows]
        end = start + points if self._ascii else self._starts[self._first[rows] + points]
        size = points.copy()
        if not self._ascii:
            size = end - start if self._codec == "utf-8" else self._legacy(rows, points, start, end)
        if escaped.any():
            size += escaped * _count(np.flatnonzero(self._data == QUOTE), start, end)
        return size

    def _legacy(self, rows: Index, points: Index, start: Index, end: Index) -> Index:
        size = points + _count(self._wide, start, end)
        wide = np.flatnonzero(size > points)
        if wide.size and not self._places.even:
            for index in wide.tolist():
                value = self._cells[int(rows[index])] or ""
                size[index] = len(value[: points[index]].encode(self._codec))
        return size


def _count(places: Index, starts: Index, ends: Index) -> Index:
    """How many of the ascending ``places`` are in each ``[start, end)``."""
    count: Index = np.searchsorted(places, ends) - np.searchsorted(places, starts)
    return count


def with_tail(block: ArrowTable, fields: Index) -> Flags:
    """For quoted fields, whether text stands behind the closing quote."""
    count = block.layout.bounds.size - 1
    pieces = pa.StringArray.from_buffers(count, pa.py_buffer(block.layout.bounds), pa.py_buffer(block.text))
    flags: Flags = tailed(pieces.take(pa.array(2 * fields))).to_numpy(zero_copy_only=False)
    return flags
