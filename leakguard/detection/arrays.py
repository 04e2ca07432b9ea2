"""Columns that are Arrow arrays: plain cells are told by shape, of the others every distinct one is read once a block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leakguard.columnar import ArrowColumn
from leakguard.detection.plain_cells import Ahead, Classes, ColumnFindings, PlainCells, Read, Rows, bools, numbers
from leakguard.detection.recognizer import Recognizer
from leakguard.detection.records import Placed
from leakguard.detection.templates import Learnt as TemplatesLearnt
from leakguard.detection.templates import Templates
from leakguard.findings import Finding

# Without a type, Arrow looks for packages that may not be there every time that a Python value is given to a kernel.
_NOTHING, _NO = pa.scalar(0, pa.int32()), pa.scalar(False, pa.bool_())


class Learnt(NamedTuple):
    """What was learnt from the first cells of a column and is worth knowing when others are read."""

    classes: Classes
    templates: TemplatesLearnt | None

    def copy(self) -> Learnt:
        """For another reader, which goes on learning."""
        return Learnt(self.classes.copy(), self.templates and self.templates.copy())


class ArrayReader:
    """Reads one column of a table, block after block.

    Cells that match ``dull`` (RE2) hold nothing. In a ``free`` column anything may stand, and ``recognizers`` are all there are;
    in the others cells that are one of ``words`` (of headers) are always read. ``ahead`` is told what ``read`` will be given.
    """

    def __init__(
        self,
        column: int,
        recognizers: Sequence[Recognizer],
        read: Read,
        dull: str | None = None,
        free: bool = False,
        words: Iterable[str] = (),
        learnt: Learnt | None = None,
        ahead: Ahead = lambda texts: None,  # noqa: ARG005
    ) -> None:
        self.column = column
        self._read = read
        self._ahead = ahead
        self._dull = dull
        self._plain = PlainCells(column, () if free else recognizers, read, words, learnt and learnt.classes)
        self._templates = Templates(column, recognizers, read, ahead, learnt and learnt.templates) if free else None

    @property
    def learnt(self) -> Learnt:
        """What has been learnt so far."""
        return Learnt(self._plain.learnt.copy(), self._templates.learnt.copy() if self._templates else None)

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
            left = left[~bools(pc.match_substring_regex(_at(column.array, left), self._dull))]
        if not len(left):
            return [], told
        encoded = _at(column.array, left).dictionary_encode()
        indices = numbers(encoded.indices)
        if self._templates is None:
            texts = encoded.dictionary.to_pylist()
            self._ahead(texts)
            found = {index: self._read(text) for index, text in enumerate(texts)}
        else:
            shapes, found = self._templates.tell(encoded.dictionary)
            told += [each for shape in shapes for each in self._templates.findings(shape, column, left, indices)]
        return self._placed(left, indices, found, len(encoded.dictionary)), told

    def _placed(self, rows: Rows, indices: Rows, found: Mapping[int, Sequence[Finding]], count: int) -> list[Placed]:
        telling = np.zeros(count, np.bool_)
        telling[[index for index, findings in found.items() if findings]] = True
        hits = np.flatnonzero(telling[indices])
        return [
            Placed(row, self.column, finding)
            for row, index in zip(rows[hits].tolist(), indices[hits].tolist(), strict=True)
            for finding in found[index]
        ]


def rows_with_text(array: pa.Array, first: int = 0) -> Rows:
    """The rows from ``first`` on whose cells hold anything."""
    lengths = pc.binary_length(array)
    rows = np.flatnonzero(numbers(lengths.fill_null(_NOTHING.cast(lengths.type)) if lengths.null_count else lengths))
    return rows[np.searchsorted(rows, first) :]


def _at(array: pa.Array, rows: Rows) -> pa.Array:
    """The cells at some rows, in order."""
    return array if len(rows) == len(array) else array.take(pa.array(rows))


def rows_where(cells: Sequence[str | None], shape: str, wanted: Callable[[str], bool]) -> list[int]:
    """The rows of the cells that match ``shape`` (RE2) and are ``wanted``, which is asked once for every distinct cell."""
    column = cells if isinstance(cells, ArrowColumn) else ArrowColumn(pa.array(cells, pa.string()))
    matching = pc.match_substring_regex(column.array, shape)
    rows = np.flatnonzero(bools(matching.fill_null(_NO) if matching.null_count else matching))
    if not len(rows):
        return []
    encoded = column.array.take(pa.array(rows)).dictionary_encode()
    chosen = np.array([wanted(text) for text in encoded.dictionary.to_pylist()], np.bool_)
    kept: list[int] = rows[chosen[numbers(encoded.indices)]].tolist()
    return kept
