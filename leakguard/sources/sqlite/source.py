"""SQLite files: every table, and the texts of the schema.

The file is opened read-only and immutable, so that not even a lock file appears beside it. Changes that still stand in
a journal beside it would be missed, therefore such a file is refused. A copy is made with SQLite itself (see
:mod:`leakguard.sources.sqlite.writer`); one without edits is the input, byte for byte, unless deleted rows are left in it.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.base import PlainSource, Unscanned
from leakguard.sources.database import batches as row_batches
from leakguard.sources.origin import Origin
from leakguard.sources.sqlite import cells as sqlite_cells
from leakguard.sources.sqlite import pages as sqlite_pages
from leakguard.sources.sqlite.cells import Value
from leakguard.sources.sqlite.tables import Entry, Table, Unreadable, entries, tables
from leakguard.sources.sqlite.writer import Copy
from leakguard.units import Block, Column, Edit, Note, NoteBlock, Place, TableBlock

MAX_VALUE = 256 << 20
"""Longest value, in bytes, that is read; a table with a longer one is too large."""

_OLDEST = (3, 37, 0)

_FREE = "free pages"
_NOTES = 10_000

REMAINS = (
    "This SQLite file still holds deleted data on its free pages or in unused space, which is not scanned; a redacted copy "
    "is vacuumed and has none of it."
)


@dataclass(frozen=True, slots=True)
class RowsBlock(TableBlock):
    """Rows of a table, with their keys and with the values as stored."""

    table: Table | None = None
    keys: Sequence[tuple[Value, ...]] = ()
    values: Sequence[Sequence[Value]] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class SchemaBlock(NoteBlock):
    """The texts of the schema."""

    entries: Sequence[Entry] = ()


@dataclass(frozen=True, slots=True)
class RemainsBlock(NoteBlock):
    """Texts of deleted rows. Any copy is vacuumed and does not hold them, edited or not."""


class SqliteSource(PlainSource):
    """An SQLite file. ``only`` names the tables that are read, all of them if it is empty."""

    format = "sqlite"
    encoding = "utf-8"
    encoding_reason = "set by the format"

    def __init__(self, origin: Origin, digest: str, only: Sequence[str] = ()) -> None:
        self.name, self.digest = origin.name, digest
        self._origin, self._only = origin, frozenset(only)
        self._unread: list[Unscanned] = []
        self._bytes: dict[tuple[str, str], int] = {}
        self.notices: tuple[str, ...] = ()
        self._vacuumed = False

    @property
    def written_format(self) -> str:
        """See :class:`~leakguard.sources.base.Source`."""
        return self.format

    def unread(self) -> Sequence[Unscanned]:
        """See :class:`~leakguard.sources.base.Source`."""
        columns = [
            Unscanned(self.name, f"{table}.{column}", "binary", f"{count} values are bytes that are no text")
            for (table, column), count in self._bytes.items()
        ]
        left = [part for part in self._unread if not (self._vacuumed and part.part == _FREE)]
        return [*left, *columns]

    def blocks(self) -> Iterator[Block]:
        """See :class:`~leakguard.sources.base.Source`."""
        self._unread, self._bytes, self.notices, self._vacuumed = [], {}, (), False
        with self._origin.file() as path, self._understood(), closing(self._connect(path)) as connection:
            left = sqlite_pages.remains(path)
            if left:
                self.notices = (REMAINS,)
            if left.free:
                self._note_unread(_FREE, f"{left.free} free pages hold deleted data; VACUUM the file")
            for first in range(0, len(left.texts), _NOTES):
                yield RemainsBlock([Note(text, Place(where="deleted")) for text in left.texts[first : first + _NOTES]])
            schema = entries(connection)
            if schema:
                yield SchemaBlock([Note(entry.sql, Place(where="schema")) for entry in schema], entries=schema)
            listed = list(tables(connection))
            self._require(table.name for table in listed)
            for table in listed:
                if self._only and table.name not in self._only:
                    continue
                if isinstance(table, Unreadable):
                    if not _is_empty(connection, table.name):
                        self._note_unread(table.name, table.detail)
                    continue
                yield from self._rows(connection, table)

    def rewrite(self, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> None:
        """See :class:`~leakguard.sources.base.Source`."""
        with self._origin.file() as path, self._understood():
            copy: Copy | None = None
            try:
                for block, edits in edited:
                    if edits and copy is None:
                        copy = Copy(path, self.name)
                    if copy is not None:
                        _apply(copy, block, edits)
                if copy is None and self.notices:
                    copy = Copy(path, self.name)
                self._vacuumed = copy is not None
                with path.open("rb") if copy is None else copy.finished() as stream:
                    shutil.copyfileobj(stream, output, 1 << 20)
            finally:
                if copy is not None:
                    copy.close()

    def _require(self, names: Iterable[str]) -> None:
        missing = sorted(self._only.difference(names))
        if missing:
            raise UsageError(f"{self.name}: there is no table {missing[0]}. Check the name")

    def _connect(self, path: Path) -> sqlite3.Connection:
        if sqlite3.sqlite_version_info < _OLDEST:
            raise UnscannedError(
                "unsupported", f"this Python has SQLite {sqlite3.sqlite_version}; 3.37 or later is needed"
            )
        for ending in ("-wal", "-journal"):
            journal = path.with_name(path.name + ending)
            if _is_hot(journal):
                raise UnscannedError(
                    "unfinished",
                    f"{self.name}: {journal.name} beside it holds changes that are not in the file yet; close the program "
                    "that uses it, or open and close it once with sqlite3",
                )
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
        connection.text_factory = sqlite_cells.decoded
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _rows(self, connection: sqlite3.Connection, table: Table) -> Iterator[RowsBlock]:
        try:
            cursor = connection.execute(table.select)
        except sqlite3.OperationalError:
            if not table.virtual:
                raise
            self._note_unread(table.name, "a virtual table that cannot be read")
            return
        first, width = 0, len(table.key)
        for rows in row_batches.batches(cursor):
            stored = list(zip(*rows, strict=True))
            cells = [sqlite_cells.texts(values) for values in stored[width:]]
            for column, values, shown in zip(table.columns, stored[width:], cells, strict=True):
                if shown is not values:
                    self._count_bytes(table.name, column, values, shown)
            columns: list[Column] = [row_batches.column(column) for column in cells]
            keys = [row[:width] for row in rows]
            yield RowsBlock(columns, first, table.name, list(table.columns), table, keys, stored[width:])
            first += len(rows)

    def _count_bytes(self, table: str, column: str, values: Sequence[Value], shown: Sequence[str | None]) -> None:
        count = sum(cell is None and value is not None for cell, value in zip(shown, values, strict=True))
        if count:
            self._bytes[table, column] = self._bytes.get((table, column), 0) + count

    def _note_unread(self, part: str, detail: str) -> None:
        self._unread.append(Unscanned(self.name, part, "unsupported", detail))

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """SQLite's errors as leakguard's; their texts are left out, since they may hold values."""
        try:
            yield
        except sqlite3.DataError:
            raise UnscannedError("too-large", f"{self.name}: a value of more than {MAX_VALUE >> 20} MiB") from None
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorname", type(error).__name__)
            detail = f"{self.name}: SQLite cannot read this file ({code}); it may be damaged or encrypted"
            raise UnscannedError("unreadable", detail) from None


def _is_hot(journal: Path) -> bool:
    """Whether a journal holds anything; one whose head is overwritten with zeros does not."""
    try:
        with journal.open("rb") as file:
            return any(file.read(8))
    except FileNotFoundError:
        return False


def _is_empty(connection: sqlite3.Connection, table: str) -> bool:
    if not table.startswith("sqlite_stat"):
        return False
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None  # noqa: S608 - one of two names


def _apply(copy: Copy, block: Block, edits: Sequence[Edit]) -> None:
    if isinstance(block, RemainsBlock):
        return
    if isinstance(block, RowsBlock) and block.table is not None:
        copy.update(block.table, block.columns, block.keys, block.values, edits)
    elif isinstance(block, SchemaBlock):
        copy.restate(block.entries, edits)
    else:
        raise ValueError("this block does not come from an SQLite source")
