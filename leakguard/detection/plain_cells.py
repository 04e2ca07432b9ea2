"""Columns of one entity in large tables: cells of a plain shape are told all at once, the others are left to be read.

What is plain is data (``cell: plain:`` in ``recognizers/*.yaml``). A cell is never taken blindly: it must have the shape,
one cell of each class (see :class:`~leakguard.detection.recognizer.Plain`) is read in full, and of every block some more are
read and compared; where one of them turns out to be anything else, the column is read cell by cell from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leakguard.columnar import ArrowColumn
from leakguard.detection.preview import preview
from leakguard.detection.recognizer import Plain, Preview, Recognizer
from leakguard.detection.vector_checks import VECTOR_CHECKS
from leakguard.findings import Finding
from leakguard.text import fold

Rows = NDArray[np.int64]
Read = Callable[[str], Sequence[Finding]]
"""Reads one cell in full."""

_BEFORE, _AFTER = "=\"'\t ", "\"'\t \r\n"
_WRAPPED = "^[=\"'\t ]|[\"'\t \r\n]$"
_SAMPLE = 6


@dataclass(frozen=True)
class ColumnFindings:
    """One finding in each of many cells of a column: all but the first ``head`` and last ``tail`` characters of the cell.

    ``finding`` says what each of them is, with the value of one of them.
    """

    column: int
    cells: ArrowColumn
    finding: Finding
    form: Preview
    rows: Rows
    head: Rows
    tail: Rows

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, indices: Sequence[int] | range | None = None) -> Iterator[tuple[int, Finding]]:
        """``(row, finding)`` of all, or of some by their index, as reading the cells would have given."""
        chosen = range(len(self)) if indices is None else indices
        texts = self.cells.array.take(pa.array(self.rows[np.fromiter(chosen, np.int64)])).to_pylist()
        for index, text in zip(chosen, texts, strict=True):
            start, end = int(self.head[index]), len(text) - int(self.tail[index])
            value = text[start:end]
            yield (
                int(self.rows[index]),
                replace(
                    self.finding,
                    start=start,
                    end=end,
                    value=value,
                    canonical=fold(value).text,
                    preview=preview(value, self.form),
                ),
            )

    def values(self) -> pa.Array:
        """The values, one for each row, as an Arrow array of texts."""
        return _bare(self.cells.array.take(pa.array(self.rows)))[0]


class Split(NamedTuple):
    """What was told by shape, and the rows that have to be read."""

    found: list[ColumnFindings]
    left: Rows


class PlainCells:
    """Tells the plain cells of one column, block after block."""

    def __init__(self, column: int, recognizers: Sequence[Recognizer], read: Read) -> None:
        self._column = column
        self._read = read
        self._recognizers = [r for r in recognizers if r.cell and r.cell.plain]
        self._classes: dict[tuple[str, str, int], Finding | None] = {}

    def __bool__(self) -> bool:
        return bool(self._recognizers)

    def split(self, cells: ArrowColumn, first: int = 0) -> Split:
        """The findings of the plain cells from row ``first`` on, and the rows of all others that are not empty."""
        bare, head, tail = _bare(cells.array)
        left = _bools(pc.not_equal(bare, ""))
        left[:first] = False
        found: list[ColumnFindings] = []
        for recognizer in list(self._recognizers):
            mask = left & _shape(recognizer, bare)
            for finding, rows in self._by_finding(recognizer, bare, np.flatnonzero(mask)):
                told = ColumnFindings(self._column, cells, finding, recognizer.preview, rows, head[rows], tail[rows])
                if not self._holds(told):
                    self._recognizers.remove(recognizer)
                    break
                found.append(told)
                left[rows] = False
        return Split(found, np.flatnonzero(left))

    def _by_finding(self, recognizer: Recognizer, bare: pa.Array, rows: Rows) -> Iterator[tuple[Finding, Rows]]:
        """The rows of plain cells by what was found in the one of their class that was read."""
        if not len(rows):
            return
        plain = recognizer.cell.plain if recognizer.cell else None
        values = bare.take(pa.array(rows))
        starts = pc.utf8_slice_codeunits(values, 0, plain.by if plain else 0).dictionary_encode()
        lengths = _numbers(pc.utf8_length(values)) if plain and plain.by else np.zeros(len(rows), np.int64)
        codes = _numbers(starts.indices) * 1024 + np.minimum(lengths, 1023)
        kinds, firsts, members = np.unique(codes, return_index=True, return_inverse=True)
        groups: dict[Finding, list[int]] = {}
        for index, first in enumerate(firsts.tolist()):
            key = (recognizer.id, starts.dictionary[int(kinds[index]) // 1024].as_py(), int(kinds[index]) % 1024)
            if key not in self._classes:
                self._classes[key] = _whole(self._read(values[first].as_py()), values[first].as_py(), recognizer)
            finding = self._classes[key]
            if finding is not None:
                groups.setdefault(finding, []).append(index)
        for finding, kept in groups.items():
            yield finding, rows[np.isin(members, kept)]

    def _holds(self, told: ColumnFindings) -> bool:
        """Whether some cells, read in full, are what they were taken for."""
        for _, finding in told.at(np.linspace(0, len(told) - 1, min(_SAMPLE, len(told)), dtype=int).tolist()):
            read = self._read(finding.value)
            if [(f.entity, f.kind, f.value) for f in read] != [(finding.entity, finding.kind, finding.value)]:
                return False
        return True


def _whole(found: Sequence[Finding], text: str, recognizer: Recognizer) -> Finding | None:
    """What was found in a cell, if it is the cell from end to end and nothing else, freed from what is of this cell only."""
    if len(found) != 1 or found[0].value != text or found[0].entity != recognizer.entity or found[0].masked:
        return None
    (finding,) = found
    kept = tuple(evidence for evidence in finding.evidence if evidence.kind != "grammar")
    score = min(1.0, max(0.0, round(sum(evidence.weight for evidence in kept), 6)))
    return replace(finding, start=0, end=0, evidence=kept, score=score, levels=(), value="", canonical="", preview="")


def _shape(recognizer: Recognizer, bare: pa.Array) -> NDArray[np.bool_]:
    plain: Plain | None = recognizer.cell.plain if recognizer.cell else None
    if plain is None:
        return np.zeros(len(bare), np.bool_)
    mask = _bools(pc.match_substring_regex(bare, f"^(?:{plain.regex})$"))
    if plain.unless and mask.any():
        mask &= ~_bools(pc.match_substring_regex(bare, plain.unless))
    if plain.check and mask.any():
        rows = np.flatnonzero(mask)
        mask[rows] = VECTOR_CHECKS[plain.check](bare.take(pa.array(rows)))
    return mask


def _bare(array: pa.Array) -> tuple[pa.Array, Rows, Rows]:
    """The cells without what programs wrap around a value, and how many characters that is in front and behind."""
    array = pc.fill_null(array, "")
    none = np.zeros(len(array), np.int64)
    if not pc.any(pc.match_substring_regex(array, _WRAPPED)).as_py():
        return array, none, none
    right = pc.ascii_ltrim(array, _BEFORE)
    bare = pc.ascii_rtrim(right, _AFTER)
    whole, rest, inner = (_numbers(pc.binary_length(each)) for each in (array, right, bare))
    return bare, whole - rest, rest - inner


def _numbers(array: pa.Array) -> Rows:
    return np.asarray(array.to_numpy(zero_copy_only=False), np.int64)


def _bools(array: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(array.to_numpy(zero_copy_only=False), np.bool_)
