"""The tables of an SQLite file and the texts of its schema."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

_FTS = re.compile(r"CREATE\s+VIRTUAL\s+TABLE\b.*?\bUSING\s+fts[345]\b", re.IGNORECASE | re.DOTALL)
_CONTENT = re.compile(r"[(,]\s*content\s*=\s*(?P<table>'[^']*'|\"[^\"]*\"|\[[^]]*\]|`[^`]*`|\w*)", re.IGNORECASE)
_ROWIDS = ("rowid", "_rowid_", "oid")
_VIRTUAL_HIDDEN, _GENERATED = 1, (2, 3)


def quoted(name: str) -> str:
    """A name as it stands in a statement."""
    return '"' + name.replace('"', '""') + '"'


class Table(NamedTuple):
    """One table. ``key`` are the columns that tell its rows apart; ``fixed`` the positions of generated columns."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    fixed: frozenset[int]
    rowid: bool
    virtual: bool

    @property
    def select(self) -> str:
        """Key and columns of every row, in the order in which they are stored."""
        listed = ", ".join(quoted(name) for name in (*self.key, *self.columns))
        if self.virtual:
            return f"SELECT {listed} FROM {quoted(self.name)}"  # noqa: S608 - the names are quoted
        order = f" ORDER BY {quoted(self.key[0])}" if self.rowid else ""
        return f"SELECT {listed} FROM {quoted(self.name)} NOT INDEXED{order}"  # noqa: S608 - the names are quoted


class Entry(NamedTuple):
    """A row of the schema: ``kind`` is table, index, view or trigger."""

    kind: str
    name: str
    sql: str


class Unreadable(NamedTuple):
    """A table whose rows no query gives, and why."""

    name: str
    detail: str


def entries(connection: sqlite3.Connection) -> list[Entry]:
    """Everything in the schema that has a text."""
    found = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    return [Entry(*row) for row in found]


def full_text_tables(connection: sqlite3.Connection) -> list[str]:
    """Tables of FTS3, FTS4 and FTS5."""
    return [entry.name for entry in entries(connection) if entry.kind == "table" and _FTS.match(entry.sql)]


def tables(connection: sqlite3.Connection) -> Iterator[Table | Unreadable]:
    """Every table, in the order of the schema. Tables that only serve another one (shadow tables) are left out, and so
    are full-text tables whose text stands in another table.
    """
    sql = {entry.name: entry.sql for entry in entries(connection) if entry.kind == "table"}
    listed = {
        name: (kind, bool(keyless))
        for _, name, kind, _, keyless, _ in connection.execute("PRAGMA main.table_list")
        if kind in ("table", "virtual")
    }
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall():
        if name not in listed:
            continue
        kind, keyless = listed[name]
        text = sql.get(name, "")
        content = _CONTENT.search(text) if kind == "virtual" and _FTS.match(text) else None
        if content is not None and content["table"].strip("'\"[]`"):
            continue
        if content is not None:
            yield Unreadable(name, "a full-text index without its text")
        elif name in ("sqlite_stat3", "sqlite_stat4"):
            yield Unreadable(name, "samples of indexed values, left by ANALYZE; a redacted copy has none")
        else:
            yield _table(connection, name, kind == "virtual", keyless)


def _table(connection: sqlite3.Connection, name: str, virtual: bool, keyless: bool) -> Table | Unreadable:
    try:
        described = connection.execute(f"PRAGMA table_xinfo({quoted(name)})").fetchall()
    except sqlite3.OperationalError:
        return Unreadable(name, "a virtual table of a module that is not there")
    shown = [(row[1], row[5], row[6]) for row in described if row[6] != _VIRTUAL_HIDDEN]
    columns = tuple(column for column, _, _ in shown)
    fixed = frozenset(index for index, (_, _, hidden) in enumerate(shown) if hidden in _GENERATED)
    if keyless and not virtual:
        key = tuple(column for place, column in sorted((place, column) for column, place, _ in shown) if place)
        return Table(name, columns, key, fixed, False, virtual)
    taken = {column.lower() for column in columns}
    alias = next((alias for alias in _ROWIDS if alias not in taken), None)
    if alias is None:
        return Unreadable(name, "columns named rowid, _rowid_ and oid leave no way to tell its rows apart")
    return Table(name, columns, (alias,), fixed, True, virtual)
