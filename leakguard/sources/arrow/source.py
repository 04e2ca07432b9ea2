"""Parquet, Feather and Arrow IPC files and streams, read with Arrow in bounded pieces.

The records of a file are one table, whose columns are the leaves of its schema; the elements of lists and maps are
tables beside it (see :mod:`leakguard.sources.arrow.nested`). A file in which nothing is edited is copied byte by byte.
Otherwise all of it is written anew, because statistics and dictionaries repeat values: with the same types (an edited
column of numbers becomes one of text), compression, metadata and row groups.
"""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa

from leakguard.columnar import ArrowColumn
from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.arrow import cells as arrow_cells
from leakguard.sources.arrow.edits import Spool, edited_columns
from leakguard.sources.arrow.nested import Leaf, Pack, leaves, rebuild
from leakguard.sources.arrow.nested import Path as LeafPath
from leakguard.sources.arrow.notes import Notes, Renewed, UnusedValues, schema_notes
from leakguard.sources.base import PlainSource, Unscanned
from leakguard.sources.origin import Origin
from leakguard.units import Block, Edit, NoteBlock, Place, TableBlock

MAX_ROWS = 1 << 15
PIECE_BYTES = 8 << 20


class Piece(NamedTuple):
    """Some rows of a file. ``group`` counts the row groups or record batches, which a copy has too."""

    group: int
    batch: pa.RecordBatch


@dataclass(frozen=True, slots=True)
class LeafBlock(TableBlock):
    """Rows of one level of one piece; ``start`` is the first of them in that level of that piece."""

    piece: int = 0
    start: int = 0
    leaves: tuple[Leaf, ...] = ()

    def place(self, row: int, column: int, start: int, end: int) -> tuple[Place, int, int]:
        """The record, the leaf, and for nested values the pointer below the record."""
        leaf = self.leaves[column]
        level = leaf.level
        if level.name is None:
            pointer = leaf.pointer if len(leaf.path) > 1 else None
            return Place(self.first_row + row, column, pointer=pointer), start, end
        record, places = level.trail(self.start + row)
        return Place(level.first_record + record, column, pointer=leaf.pointer_at(places)), start, end


class ArrowSource(PlainSource, ABC):
    """What the formats have in common. ``unread`` names columns of bytes that are no text."""

    encoding = "utf-8"
    encoding_reason = "set by the format"

    def __init__(self, origin: Origin, digest: str) -> None:
        self.name, self.digest = origin.name, digest
        self._origin = origin
        self._undecodable: dict[str, int] = {}
        self._unread_notes: dict[str, None] = {}

    @property
    def written_format(self) -> str:
        """See :class:`~leakguard.sources.base.Source`."""
        return self.format

    def blocks(self) -> Iterator[Block]:
        """See :class:`~leakguard.sources.base.Source`."""
        self._undecodable, self._unread_notes = {}, {}
        with self._origin.file() as path, self._understood():
            notes = self._notes(path)
            self._unread_notes.update(dict.fromkeys(notes.unread))
            if notes.block.notes:
                yield notes.block
            unused, seen = UnusedValues(), dict[str | None, int]()
            for index, piece in enumerate(self._pieces(path)):
                flat = list(leaves(piece.batch, seen.get(None, 0)))
                for leaf in flat:
                    self._count_undecodable(leaf)
                    yield from unused.see(leaf)
                yield from level_blocks(index, flat, seen)
                seen[None] = seen.get(None, 0) + piece.batch.num_rows
            yield from unused.rest()

    def unread(self) -> Sequence[Unscanned]:
        """See :class:`~leakguard.sources.base.Source`."""
        columns = [
            Unscanned(self.name, name, "binary", f"{count} values are bytes that are no UTF-8 text")
            for name, count in self._undecodable.items()
        ]
        notes = [
            Unscanned(self.name, name, "binary", "metadata that is no UTF-8 text, or belongs to a batch")
            for name in self._unread_notes
        ]
        return [*columns, *notes]

    def rewrite(self, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> None:
        """See :class:`~leakguard.sources.base.Source`. Written in one go once the last block was seen."""
        spool, renewed, touched = Spool(), Renewed(), False
        try:
            for block, edits in edited:
                touched |= bool(edits)
                if isinstance(block, LeafBlock):
                    self._keep(spool, block, edits)
                elif isinstance(block, NoteBlock):
                    renewed.take(block, edits)
                else:
                    raise ValueError("this block does not come from an Arrow source")  # noqa: TRY004 - the documented error
            if touched:
                with self._origin.file() as path, self._understood():
                    self._write(path, spool, renewed, output)
            else:
                with self._origin.open() as stream:
                    shutil.copyfileobj(stream, output)
        finally:
            spool.close()

    def _keep(self, spool: Spool, block: LeafBlock, edits: Sequence[Edit]) -> None:
        columns = [column for column in block.columns if isinstance(column, ArrowColumn)]
        for index, array in edited_columns(columns, edits).items():
            leaf = block.leaves[index]
            if not leaf.editable:
                raise UsageError(
                    f"{self.name}: a column of type {leaf.array.type} (column {leaf.path[0] + 1}) holds something that must "
                    "not leave, and such columns cannot be written. Leave the column out of the export."
                )
            spool.keep(block.piece, leaf.path, block.start, array)

    def _write(self, path: Path, spool: Spool, renewed: Renewed, output: BinaryIO) -> None:
        pack = self._packing(path, spool, renewed)
        writer, schema, group, held = None, None, 0, list[pa.RecordBatch]()
        for piece, batch in self._rebuilt(path, spool, renewed, pack):
            if writer is None or schema is None:
                schema = renewed.schema(batch.schema, self._schema(path))
                writer = self._writer(path, output, schema, {names[0] for names in spool.paths})
            if held and (piece.group != group or self._is_full(held)):
                writer.write(held)
                held = []
            group = piece.group
            held.append(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
        if writer is None:
            writer = self._writer(path, output, renewed.schema(self._schema(path), self._schema(path)), set())
        if held:
            writer.write(held)
        writer.close()

    def _rebuilt(
        self, path: Path, spool: Spool, renewed: Renewed, pack: Pack
    ) -> Iterator[tuple[Piece, pa.RecordBatch]]:
        for index, piece in enumerate(self._pieces(path)):
            edited: dict[LeafPath, pa.Array] = {
                leaf.path: spool.texts(index, leaf.path, arrow_cells.texts(leaf.array))
                for leaf in leaves(piece.batch)
                if leaf.path in spool.paths
            }
            yield piece, rebuild(piece.batch, edited, renewed.names, pack)

    def _packing(self, path: Path, spool: Spool, renewed: Renewed) -> Pack:  # noqa: ARG002 - a hook
        """How dictionaries are made anew; IPC files have one dictionary for all of their batches."""
        return lambda _, array: arrow_cells.compact(array)

    def _is_full(self, held: Sequence[pa.RecordBatch]) -> bool:  # noqa: ARG002 - a hook
        return False

    def _metadata_unread(self, name: str) -> None:
        self._unread_notes[name] = None

    def _count_undecodable(self, leaf: Leaf) -> None:
        count = arrow_cells.undecodable(leaf.array)
        if count:
            self._undecodable[leaf.name] = self._undecodable.get(leaf.name, 0) + count

    def _notes(self, path: Path) -> Notes:
        return schema_notes(self._schema(path))

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """Arrow's errors as leakguard's; their texts are left out, since they may hold values."""
        try:
            yield
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            text = str(error).lower()
            if "decrypt" in text or "encrypt" in text:
                raise UnscannedError("encrypted", f"{self.name} is encrypted; decrypt it first") from None
            kind = type(error).__name__
            detail = f"{self.name}: Arrow cannot read this {self.format} file ({kind}); it may be damaged or cut off"
            raise UnscannedError("unreadable", detail) from None

    @abstractmethod
    def _schema(self, path: Path) -> pa.Schema: ...

    @abstractmethod
    def _pieces(self, path: Path) -> Iterator[Piece]: ...

    @abstractmethod
    def _writer(self, path: Path, output: BinaryIO, schema: pa.Schema, edited: set[int]) -> Any:
        """Something with ``write(batches of one group)`` and ``close()``."""


def level_blocks(index: int, flat: Sequence[Leaf], seen: dict[str | None, int]) -> Iterator[LeafBlock]:
    """The blocks of a piece, level by level. ``seen`` counts the rows of each level so far, but for the records."""
    levels: dict[int, list[Leaf]] = {}
    for leaf in flat:
        levels.setdefault(id(leaf.level), []).append(leaf)
    for below in levels.values():
        name = below[0].level.name
        rows = len(below[0].array)
        columns = [arrow_cells.texts(leaf.array) for leaf in below]
        first = seen.get(name, 0)
        for start in range(0, rows, MAX_ROWS):
            yield LeafBlock(
                [ArrowColumn(array[start : start + MAX_ROWS]) for array in columns],
                first_row=first + start,
                part=name,
                headers=[leaf.name for leaf in below],
                piece=index,
                start=start,
                leaves=tuple(below),
            )
        if name is not None and rows:
            seen[name] = first + rows


def slices(group: int, batch: pa.RecordBatch) -> Iterator[Piece]:
    """A record batch as pieces of bounded size."""
    rows = max(64, min(MAX_ROWS, PIECE_BYTES * batch.num_rows // max(1, batch.nbytes)))
    for start in range(0, max(1, batch.num_rows), rows):
        yield Piece(group, batch.slice(start, rows))
