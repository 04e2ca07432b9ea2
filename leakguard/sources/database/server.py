"""PostgreSQL and MySQL through SQLAlchemy: one read-only transaction, rows streamed through a cursor of the server.

What a driver says of an error is left out of every message, since it may hold the address with its password, or values;
its code is enough to say what to do.
"""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.database import batches as row_batches
from leakguard.sources.database.source import EXTRA, DatabaseSource, DatabaseTable, Session
from leakguard.sources.database.url import DatabaseUrl
from leakguard.sources.sqlite import cells as sqlite_cells
from leakguard.units import TableBlock

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine, Select

PASSWORD_VARIABLE = "LEAKGUARD_DB_PASSWORD"  # noqa: S105 - the name of a variable
_CONNECT_SECONDS = 15
_ROWS_AHEAD = 1024

_REFUSED = (
    f"the server refuses the user or the password. Set {PASSWORD_VARIABLE}, or PGPASSWORD or PGPASSFILE for PostgreSQL"
)
_CAUSES: Mapping[str, str] = MappingProxyType({
    "28000": _REFUSED, "28P01": _REFUSED, "1045": _REFUSED, "1698": _REFUSED,
    "3D000": "there is no such database", "1049": "there is no such database",
    "42501": "the user may not read it", "1142": "the user may not read it", "1143": "the user may not read it",
    "1044": "the user may not read it",
    "25006": "reading it would write, which a scan never does",
    "1792": "reading it would write, which a scan never does",
    "22021": "text in it does not fit the encoding of the database",
})  # fmt: skip
"""SQLSTATE of PostgreSQL (appendix A) or error number of MySQL -> what is wrong."""

_WORDS = (
    (re.compile(r'authentication failed|no password supplied|pg_hba|role ".*" does not exist'), _REFUSED),
    (re.compile(r'database ".*" does not exist'), _CAUSES["3D000"]),
)
"""What libpq says where it gives no code: while it connects."""


class ServerSource(DatabaseSource):
    """A database on a server: all tables of the default schema, or those asked for."""

    def __init__(self, url: DatabaseUrl) -> None:
        self.format = url.kind
        super().__init__(url)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        engine = make_engine(self._url)
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with engine.connect() as plain:
                connection = _read_only(plain, self._url.kind)
                yield _ServerSession(connection, self._url)
                connection.rollback()
        except (SQLAlchemyError, UnicodeError, OSError) as error:
            raise UnscannedError("unreadable", f"{self.name}: {cause(error)}") from None
        finally:
            engine.dispose()


def make_engine(url: DatabaseUrl) -> Engine:
    """An engine that keeps no connection open. Raises :class:`~leakguard.errors.UsageError` without its driver."""
    try:
        from sqlalchemy import create_engine
        from sqlalchemy.exc import ArgumentError
        from sqlalchemy.pool import NullPool
    except ImportError:
        raise UsageError(f"SQLAlchemy is not installed. {EXTRA}") from None
    try:
        return create_engine(
            _address(url),
            poolclass=NullPool,
            hide_parameters=True,
            connect_args={"connect_timeout": _CONNECT_SECONDS},
        )
    except ImportError:
        raise UsageError(f"the driver for {url.kind} is not installed. {EXTRA}") from None
    except (ArgumentError, ValueError):
        raise UsageError(f"{url}: this URL cannot be understood. Check its host, port and database") from None


def _address(url: DatabaseUrl) -> URL:
    from sqlalchemy import make_url

    address = make_url(url.url)
    driver = "postgresql+psycopg" if url.kind == "postgresql" else "mysql+pymysql"
    password = os.environ.get(PASSWORD_VARIABLE) or (os.environ.get("MYSQL_PWD") if url.kind == "mysql" else None)
    address = address.set(drivername=driver)
    if password and address.password is None:
        address = address.set(password=password)
    if url.kind == "mysql" and "charset" not in address.query:
        address = address.update_query_dict({"charset": "utf8mb4"})
    return address


def _read_only(connection: Connection, kind: str) -> Connection:
    """A transaction that sees one moment and cannot write."""
    if kind == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        # So that the rows come in the same order every time.
        connection.exec_driver_sql("SET LOCAL synchronize_seqscans = off")
        connection.exec_driver_sql("SET LOCAL client_encoding = 'UTF8'")
        return connection
    connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
    connection.exec_driver_sql("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
    return connection


def cause(error: BaseException) -> str:
    """What went wrong, in words of ours: nothing of what the driver says."""
    original = getattr(error, "orig", None) or error
    first = original.args[0] if original.args else None
    code = getattr(original, "sqlstate", None) or (str(first) if isinstance(first, int) else "")
    known = _CAUSES.get(code)
    if known is None and not code:
        said = str(original).lower()
        known = next((text for words, text in _WORDS if words.search(said)), None)
    if known is None and isinstance(error, UnicodeError):
        known = _CAUSES["22021"]
    detail = f" ({type(original).__name__}{f' {code}' if code else ''})"
    return known or f"the server cannot be reached, or breaks off{detail}. Check host, port, database and network"


class _ServerSession(Session):
    def __init__(self, connection: Connection, url: DatabaseUrl) -> None:
        from sqlalchemy import inspect

        self._connection, self._url = connection, url
        self._inspector = inspect(connection)
        self._undecodable: dict[str, int] = {}

    def tables(self, wanted: Sequence[str]) -> list[DatabaseTable]:
        return [self._described(*self._found(name)) for name in wanted or self._usual()]

    def _usual(self) -> list[str]:
        """Every table of the default schema. Partitions are read with the table that they belong to."""
        names = self._inspector.get_table_names()
        if self._url.kind != "postgresql":
            return sorted(names)
        parts = self._connection.exec_driver_sql(
            "SELECT relname FROM pg_class WHERE relispartition AND relnamespace = current_schema()::regnamespace"
        )
        views = self._inspector.get_materialized_view_names()
        return sorted({*names, *views} - {name for (name,) in parts})

    def _found(self, name: str) -> tuple[str, str, str | None]:
        if self._inspector.has_table(name):
            return name, name, None
        schema, _, table = name.rpartition(".")
        if schema and self._inspector.has_table(table, schema):
            return name, table, schema
        raise UsageError(f"{self._url}: there is no table {name}. There are: {', '.join(self._usual())}")

    def _described(self, part: str, name: str, schema: str | None) -> DatabaseTable:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # types that SQLAlchemy does not know; they are read as text all the same
            columns = self._inspector.get_columns(name, schema)
        texts = [text for column in columns for text in (column.get("comment"), column.get("default"))]
        texts.append(self._inspector.get_table_comment(name, schema).get("text"))
        notes = tuple(str(text) for text in texts if text)
        return DatabaseTable(part, name, schema, tuple((c["name"], _type_name(c["type"])) for c in columns), notes)

    def blocks(self, table: DatabaseTable, limit: int | None = None) -> Iterator[TableBlock]:
        streamed = self._connection.execution_options(stream_results=True, max_row_buffer=_ROWS_AHEAD)
        headers = [name for name, _ in table.columns]
        first = 0
        with streamed.execute(self._query(table).limit(limit)) as result:
            for rows in row_batches.batches(result):
                values = [[_value(value) for value in column] for column in zip(*rows, strict=True)]
                cells = [sqlite_cells.texts(column) for column in values]
                for name, column, shown in zip(headers, values, cells, strict=True):
                    self._count(f"{table.part}.{name}", column, shown)
                yield TableBlock([row_batches.column(column) for column in cells], first, table.part, headers)
                first += len(rows)

    def _query(self, table: DatabaseTable) -> Select[Any]:
        """All columns; PostgreSQL writes every value but bytes as text itself, as psql shows it."""
        from sqlalchemy import Text, cast, column, select
        from sqlalchemy import table as relation

        columns: list[Any] = []
        for name, kind in table.columns:
            plain = self._url.kind != "postgresql" or kind == "BYTEA"
            columns.append(column(name) if plain else cast(column(name), Text))
        return select(*columns).select_from(relation(table.name, schema=table.schema))

    def _count(self, part: str, values: Sequence[Any], shown: Sequence[str | None]) -> None:
        count = sum(cell is None and value is not None for cell, value in zip(shown, values, strict=True))
        if count:
            self._undecodable[part] = self._undecodable.get(part, 0) + count

    def undecodable(self) -> dict[str, int]:
        return self._undecodable


def _type_name(kind: Any) -> str:
    try:
        return str(kind)
    except Exception:
        return type(kind).__name__


def _value(value: Any) -> sqlite_cells.Value:
    """What a driver gives, as one of the few types that cells are made of."""
    if value is None or isinstance(value, str | bytes | int | float):
        return value
    if isinstance(value, memoryview | bytearray):
        return bytes(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
