"""Databases by URL: scanned table by table while they are read, never written to.

The user has asked for this connection by giving its URL; nothing else in leakguard opens one. Passwords come from the
URL, from ``LEAKGUARD_DB_PASSWORD``, or from where the driver looks (``PGPASSWORD``, ``PGPASSFILE``, ``MYSQL_PWD``).
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, NamedTuple, NoReturn

from leakguard.errors import UsageError
from leakguard.sources.base import PlainSource, Source, Unscanned
from leakguard.sources.database.url import DatabaseUrl
from leakguard.sources.origin import origin_of_file
from leakguard.units import Block, Edit, Note, NoteBlock, Place, TableBlock

EXTRA = "Install leakguard[db] to read databases."

_DIGEST_ROWS = 1000


class DatabaseTable(NamedTuple):
    """A table that is read. ``part`` is what it is called in findings: its name, with its schema if that was given."""

    part: str
    name: str
    schema: str | None
    columns: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


class Session(ABC):
    """A connection that can only read, with all of it seen as it was at one moment."""

    @abstractmethod
    def tables(self, wanted: Sequence[str]) -> list[DatabaseTable]:
        """The tables by name, or all of the default schema. Raises :class:`~leakguard.errors.UsageError` for one that is
        not there.
        """

    @abstractmethod
    def blocks(self, table: DatabaseTable, limit: int | None = None) -> Iterator[TableBlock]:
        """The rows of a table, streamed; at most ``limit`` of them."""

    @abstractmethod
    def undecodable(self) -> dict[str, int]:
        """Columns with values that are bytes and no text, and how many."""


class DatabaseSource(PlainSource, ABC):
    """A database. ``digest`` is SHA-256 over its name, its tables with their columns and types, and the first 1,000 rows
    of each: it keys fingerprints where no key is given, so it must not be guessed from the URL alone.
    """

    encoding = "utf-8"
    encoding_reason = "set by the format"
    format: str

    def __init__(self, url: DatabaseUrl) -> None:
        self.name, self._url = url.name, url
        self._undecodable: dict[str, int] = {}
        self.digest = self._digest()

    @property
    def written_format(self) -> str:
        """See :class:`~leakguard.sources.base.Source`; nothing is written."""
        return self.format

    @abstractmethod
    def _session(self) -> AbstractContextManager[Session]:
        """Connect. What goes wrong in it is raised as :class:`~leakguard.errors.UnscannedError`."""

    def blocks(self) -> Iterator[Block]:
        """See :class:`~leakguard.sources.base.Source`."""
        with self._session() as session:
            for table in session.tables(self._url.tables):
                names = [name for name, _ in table.columns]
                texts = [
                    *((text, "name") for text in (table.name, *names)),
                    *((text, "schema") for text in table.notes),
                ]
                yield NoteBlock([Note(text, Place(where=where)) for text, where in texts], part=table.part)
                yield from session.blocks(table)
            self._undecodable = session.undecodable()

    def unread(self) -> Sequence[Unscanned]:
        """See :class:`~leakguard.sources.base.Source`."""
        return [
            Unscanned(self.name, part, "binary", f"{count} values are bytes that are no text")
            for part, count in self._undecodable.items()
        ]

    def rewrite(self, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> NoReturn:  # noqa: ARG002
        """A database is not redacted: raises :class:`~leakguard.errors.UsageError`."""
        raise _not_written(self.name)

    def _digest(self) -> str:
        digest = hashlib.sha256(b"leakguard database\0")
        with self._session() as session:
            digest.update(self.name.encode())
            for table in session.tables(self._url.tables):
                digest.update(json.dumps([table.part, table.columns]).encode())
                for row in _rows(session.blocks(table, _DIGEST_ROWS)):
                    digest.update(json.dumps(row).encode())
        return digest.hexdigest()


def _rows(blocks: Iterable[TableBlock]) -> Iterator[list[str | None]]:
    for block in blocks:
        for row in range(block.rows):
            yield [column[row] for column in block.columns]


def _not_written(name: str) -> UsageError:
    return UsageError(f"{name}: a database is scanned, not redacted; export the table first and redact the file")


def open_database(url: DatabaseUrl) -> Source:
    """The source behind a URL. Raises :class:`~leakguard.errors.UsageError` if its driver is not installed, and
    :class:`~leakguard.errors.UnscannedError` if it cannot be reached.
    """
    if url.kind == "sqlite":
        return _open_sqlite(url)
    if url.kind == "duckdb":
        from leakguard.sources.database.duckdb import DuckdbSource

        return DuckdbSource(url)
    from leakguard.sources.database.server import ServerSource

    return ServerSource(url)


def file_of(url: DatabaseUrl) -> Path:
    """The file behind ``sqlite:///relative.db`` or ``sqlite:////absolute.db``."""
    host, _, path = url.name.removeprefix(f"{url.kind}://").partition("/")
    if host or not path:
        raise UsageError(f"{url}: name the file as {url.kind}:///folder/file (four slashes for a path from the root)")
    return Path(path)


def _open_sqlite(url: DatabaseUrl) -> Source:
    from leakguard.sources.sqlite.source import SqliteSource

    class Scanned(SqliteSource):
        """An SQLite file named by URL."""

        def rewrite(self, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> NoReturn:  # noqa: ARG002
            raise _not_written(self.name)

    origin = origin_of_file(file_of(url), url.name)
    return Scanned(origin, origin.profile().digest, url.tables)
