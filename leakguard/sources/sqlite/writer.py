"""A redacted copy of an SQLite file, made with SQLite: rows updated, the schema restated, everything vacuumed.

Triggers do not run meanwhile. What repeats old values without being a row goes: free pages, samples of ANALYZE, stale
terms of full-text indexes.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.edits import Span, apply
from leakguard.sources.sqlite.cells import ForeignText, Value, value_like
from leakguard.sources.sqlite.tables import Entry, Table, entries, full_text_tables, quoted, tables
from leakguard.units import CellEdit, Column, ColumnEdit, Edit, NoteEdit

_WAL_VERSION = 2
_PSEUDONYM = "Use a policy that keeps different values different (--policy analytics)."


class Copy:
    """A copy in a temporary folder that is updated while the original is read."""

    def __init__(self, original: Path, name: str) -> None:
        self._name = name
        self._folder = tempfile.TemporaryDirectory(prefix="leakguard-")
        self._path = Path(self._folder.name, "copy.sqlite")
        shutil.copyfile(original, self._path)
        with self._path.open("rb") as file:
            self._wal = file.read(20)[18] == _WAL_VERSION
        self._connection = self._connect()
        self._structure = list(tables(self._connection))
        self._triggers = {e.name: e.sql for e in entries(self._connection) if e.kind == "trigger"}
        self._restated: dict[tuple[str, str], str] = {}
        self._connection.execute("BEGIN")
        for trigger in self._triggers:
            self._connection.execute(f"DROP TRIGGER {quoted(trigger)}")

    def close(self) -> None:
        """Remove the copy."""
        self._connection.close()
        self._folder.cleanup()

    def update(
        self,
        table: Table,
        columns: Sequence[Column],
        keys: Sequence[tuple[Value, ...]],
        values: Sequence[Sequence[Value]],
        edits: Sequence[Edit],
    ) -> None:
        """Apply the edits of one block. Generated columns follow the columns that they are made of."""
        rows: dict[int, dict[int, Value]] = {}
        for (row, column), spans in _spans(columns, edits).items():
            text = apply(columns[column][row] or "", spans)
            if column in table.fixed:
                continue
            try:
                rows.setdefault(row, {})[column] = value_like(values[column][row], text)
            except UnicodeEncodeError:
                raise UsageError(
                    f"{self._name}: the encoding of a value in {table.name}.{table.columns[column]} cannot hold its replacement"
                ) from None
        for row, changed in rows.items():
            self._update_row(table, keys[row], changed)

    def _update_row(self, table: Table, key: tuple[Value, ...], changed: dict[int, Value]) -> None:
        assigned = ", ".join(f"{quoted(table.columns[column])} = {_slot(value)}" for column, value in changed.items())
        told = " AND ".join(f"{quoted(name)} IS {_slot(value)}" for name, value in zip(table.key, key, strict=True))
        statement = f"UPDATE {quoted(table.name)} SET {assigned} WHERE {told}"  # noqa: S608 - the names are quoted
        try:
            cursor = self._connection.execute(statement, [_plain(value) for value in (*changed.values(), *key)])
        except (sqlite3.IntegrityError, sqlite3.OperationalError) as error:
            raise self._refused(table, changed, error) from None
        if cursor.rowcount != 1:
            detail = f"{self._name}: a row of the table {table.name} cannot be found by its key; the file is damaged"
            raise UnscannedError("unreadable", detail)

    def _refused(self, table: Table, changed: dict[int, Value], error: sqlite3.Error) -> UsageError:
        named = ", ".join(f"{table.name}.{table.columns[column]}" for column in changed)
        code = getattr(error, "sqlite_errorname", "")
        if code in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID"):
            return UsageError(f"{self._name}: {named} must be unique, and two replacements are equal. {_PSEUDONYM}")
        return UsageError(
            f"{self._name}: the table {table.name} does not take the replacement in {named} ({code}): a constraint, a strict "
            "type or an index of the schema forbids it. Use a policy that keeps the form of values, or export the table."
        )

    def restate(self, schema: Sequence[Entry], edits: Sequence[Edit]) -> None:
        """Take edits to the texts of the schema; they are written at the end."""
        spans: dict[int, list[Span]] = {}
        for edit in edits:
            if not isinstance(edit, NoteEdit) or not 0 <= edit.note < len(schema):
                raise ValueError("a block of notes takes NoteEdit only, each to one of its notes")
            spans.setdefault(edit.note, []).append(Span(edit.start, edit.end, edit.replacement))
        for index, found in spans.items():
            kind, name, sql = schema[index]
            self._restated[kind, name] = apply(sql, found)

    @contextlib.contextmanager
    def finished(self) -> Iterator[BinaryIO]:
        """The bytes of the copy, once it is complete. Raises :class:`~leakguard.errors.UsageError` where the schema does
        not allow it.
        """
        try:
            self._finish()
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorname", type(error).__name__)
            raise UsageError(
                f"{self._name}: the copy cannot be completed ({code}): the schema needs something that is not there (a module, "
                "a collation, a function), or a text in it that must not leave is part of its grammar. Export the tables instead."
            ) from None
        with self._path.open("rb") as file:
            yield file

    def _finish(self) -> None:
        connection = self._connection
        self._write_schema()
        for name, sql in self._triggers.items():
            connection.execute(self._restated.get(("trigger", name), sql))
        stale = "SELECT name FROM sqlite_master WHERE name IN ('sqlite_stat3', 'sqlite_stat4')"
        for (name,) in connection.execute(stale).fetchall():
            connection.execute(f"DELETE FROM {name}")  # noqa: S608 - one of two names
        for name in full_text_tables(connection):
            self._rebuild(name)
        connection.execute("COMMIT")
        connection.close()
        self._connection = connection = self._connect()
        if self._restated and list(tables(connection)) != self._structure:
            raise UsageError(
                f"{self._name}: the name of a table or column holds something that must not leave. Rename it first."
            )
        self._reindex()
        connection.execute("VACUUM")
        if self._restated and connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError
        if self._wal:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.close()

    def _reindex(self) -> None:
        """Build every index anew: a damaged one keeps what its table no longer holds, and VACUUM copies it as it is."""
        for (name,) in self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'").fetchall():
            with contextlib.suppress(sqlite3.OperationalError):  # a collation or function that is not there
                self._connection.execute(f"REINDEX main.{quoted(name)}")

    def _write_schema(self) -> None:
        restated = {(kind, name): sql for (kind, name), sql in self._restated.items() if kind != "trigger"}
        if not restated:
            return
        connection = self._connection
        connection.execute("PRAGMA writable_schema = ON")
        for (kind, name), sql in restated.items():
            connection.execute("UPDATE sqlite_master SET sql = ? WHERE type = ? AND name = ?", (sql, kind, name))
        connection.execute("PRAGMA writable_schema = OFF")

    def _rebuild(self, name: str) -> None:
        """Make a full-text index anew; one that does not keep its text cannot be."""
        try:
            self._connection.execute(f"INSERT INTO {quoted(name)} ({quoted(name)}) VALUES ('rebuild')")  # noqa: S608
        except sqlite3.OperationalError:
            return

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None)
        pragmas = (
            "trusted_schema = OFF", "journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF", "secure_delete = ON",
            "foreign_keys = OFF", "recursive_triggers = OFF", "locking_mode = EXCLUSIVE",
        )  # fmt: skip
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").fetchall()
        return connection


def _spans(columns: Sequence[Column], edits: Sequence[Edit]) -> dict[tuple[int, int], list[Span]]:
    """The edits by row and column. Raises :class:`ValueError` if one is of the wrong kind or outside the block."""
    spans: dict[tuple[int, int], list[Span]] = {}
    for edit in edits:
        if not isinstance(edit, CellEdit | ColumnEdit):
            raise ValueError("a block of cells takes CellEdit and ColumnEdit only")  # noqa: TRY004 - the documented error
        if not 0 <= edit.column < len(columns):
            raise ValueError(f"there is no column {edit.column} in this block")
        for cell in edit.each(columns[edit.column]) if isinstance(edit, ColumnEdit) else (edit,):
            if not 0 <= cell.row < len(columns[cell.column]):
                raise ValueError(f"there is no row {cell.row} in this block")
            spans.setdefault((cell.row, cell.column), []).append(Span(cell.start, cell.end, cell.replacement))
    return spans


def _slot(value: Value) -> str:
    return "CAST(? AS TEXT)" if isinstance(value, ForeignText) else "?"


def _plain(value: Value) -> Value:
    return bytes(value) if isinstance(value, ForeignText) else value
