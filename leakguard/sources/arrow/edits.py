"""Edits to columns of Arrow text, and their results kept on disk until every block was seen."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from leakguard.columnar import ArrowColumn
from leakguard.sources.arrow.nested import Path
from leakguard.sources.edits import Span, apply
from leakguard.units import CellEdit, ColumnEdit, Edit

_OLD = "an edit is outside the cells of its column"


def edited_columns(columns: Sequence[ArrowColumn], edits: Iterable[Edit]) -> dict[int, pa.Array]:
    """The columns of a block that are edited, with their new texts.

    Raises :class:`ValueError` if an edit is of the wrong kind, out of range, or overlaps another one.
    """
    by_column: dict[int, list[CellEdit | ColumnEdit]] = {}
    for edit in edits:
        if not isinstance(edit, CellEdit | ColumnEdit):
            raise ValueError("a block of cells takes CellEdit and ColumnEdit only")  # noqa: TRY004 - the documented error
        if not 0 <= edit.column < len(columns):
            raise ValueError(f"there is no column {edit.column} in this block")
        by_column.setdefault(edit.column, []).append(edit)
    return {index: _edited(columns[index], found) for index, found in by_column.items()}


def _edited(column: ArrowColumn, edits: Sequence[CellEdit | ColumnEdit]) -> pa.Array:
    whole = edits[0]
    if len(edits) == 1 and isinstance(whole, ColumnEdit) and not whole.head.any() and not whole.tail.any():
        replaced = whole.replacements
        texts = [replaced] * len(whole.rows) if isinstance(replaced, str) else list(replaced)
        return _put(column.array, whole.rows.tolist(), texts)
    spans: dict[int, list[Span]] = {}
    for edit in edits:
        for cell in edit.each(column) if isinstance(edit, ColumnEdit) else (edit,):
            spans.setdefault(cell.row, []).append(Span(cell.start, cell.end, cell.replacement))
    rows = sorted(spans)
    if rows and not 0 <= rows[0] <= rows[-1] < len(column):
        raise ValueError(_OLD)
    cells = column.array.take(pa.array(rows, pa.int64())).to_pylist()
    return _put(column.array, rows, [apply(_text(cell), spans[row]) for row, cell in zip(rows, cells, strict=True)])


def _text(cell: str | None) -> str:
    if cell is None:
        raise ValueError(_OLD)
    return cell


def _put(array: pa.Array, rows: Sequence[int], texts: Sequence[str]) -> pa.Array:
    """The array with other texts at ``rows``, which ascend."""
    if len(rows) != len(texts) or (rows and not 0 <= rows[0] <= rows[-1] < len(array)):
        raise ValueError(_OLD)
    mask = pa.array(_flags(len(array), rows))
    large = array.cast(pa.large_string())  # more text than a string array holds may come in
    changed: pa.Array = pc.replace_with_mask(large, mask, pa.array(texts, pa.large_string()))
    return changed


def _flags(length: int, rows: Sequence[int]) -> list[bool]:
    flags = [False] * length
    for row in rows:
        flags[row] = True
    return flags


class _Kept(NamedTuple):
    path: Path
    start: int
    offset: int


class Spool:
    """Edited columns of the pieces of a table, in a temporary file: only once the last block was seen is it known which
    columns of numbers become columns of text.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="leakguard-")  # noqa: SIM115 - closed by close()
        self._kept: dict[int, list[_Kept]] = {}
        self.paths: set[Path] = set()

    def close(self) -> None:
        """Remove the file."""
        self._file.close()

    def keep(self, piece: int, path: Path, start: int, array: pa.Array) -> None:
        """Store the new texts of one leaf of a piece, from row ``start`` of its level on."""
        self._file.seek(0, os.SEEK_END)
        self._kept.setdefault(piece, []).append(_Kept(path, start, self._file.tell()))
        self.paths.add(path)
        batch = pa.record_batch([array], names=[""])
        with pa.ipc.new_stream(self._file, batch.schema) as writer:
            writer.write_batch(batch)

    def texts(self, piece: int, path: Path, texts: pa.Array) -> pa.Array:
        """``texts``, a whole leaf of a piece, with what was stored for it in its place."""
        parts, reached = [], 0
        for kept in sorted(item for item in self._kept.get(piece, ()) if item.path == path):
            self._file.seek(kept.offset)
            with pa.ipc.open_stream(self._file) as reader:
                stored = reader.read_next_batch().column(0)
            parts += [texts[reached : kept.start].cast(stored.type), stored]
            reached = kept.start + len(stored)
        if not parts:
            return texts
        return pa.concat_arrays([*parts, texts[reached:].cast(parts[0].type)])
