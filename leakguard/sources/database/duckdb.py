"""DuckDB files, read with DuckDB itself, as Arrow.

The file is opened read-only, and DuckDB is kept from other files, from the network and from loading extensions: a view
may ask for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.arrow import cells as arrow_cells
from leakguard.sources.arrow.nested import leaves
from leakguard.sources.arrow.source import level_blocks
from leakguard.sources.database.source import EXTRA, DatabaseSource, DatabaseTable, Session, file_of
from leakguard.units import TableBlock

_ROWS = 16_384
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_TABLES = (
    "SELECT schema_name, table_name, sql, comment, schema_name = current_schema() FROM duckdb_tables() "
    "WHERE NOT internal AND database_name = current_database() UNION ALL "
    "SELECT schema_name, view_name, sql, comment, false FROM duckdb_views() "
    "WHERE NOT internal AND database_name = current_database() ORDER BY 1, 2"
)


class DuckdbSource(DatabaseSource):
    """A DuckDB file: all tables of its default schema, or those asked for, views among them."""

    format = "duckdb"

    @contextmanager
    def _session(self) -> Iterator[Session]:
        try:
            import duckdb
        except ImportError:
            raise UsageError(f"DuckDB is not installed. {EXTRA}") from None
        path = file_of(self._url)
        if not path.is_file():
            raise UsageError(f"{self.name}: no such file. Check the path")
        try:
            with duckdb.connect(str(path), read_only=True, config=_CONFIG) as connection:
                yield _DuckdbSession(connection, self.name)
        except duckdb.Error as error:
            # The text is left out: it may hold values.
            detail = f"{self.name}: DuckDB cannot read it ({type(error).__name__}); it may be damaged, locked or of another version"
            raise UnscannedError("unreadable", detail) from None


class _DuckdbSession(Session):
    def __init__(self, connection: Any, name: str) -> None:
        self._connection, self._name = connection, name
        self._undecodable: dict[str, int] = {}

    def tables(self, wanted: Sequence[str]) -> list[DatabaseTable]:
        found: dict[str, DatabaseTable] = {}
        usual = []
        for schema, name, sql, comment, default in self._connection.execute(_TABLES).fetchall():
            notes = tuple(text for text in (sql, comment) if text)
            found[f"{schema}.{name}"] = DatabaseTable(f"{schema}.{name}", name, schema, (), notes)
            found.setdefault(name, DatabaseTable(name, name, schema, (), notes))
            if default:
                usual.append(name)
        missing = [name for name in wanted if name not in found]
        if missing:
            raise UsageError(f"{self._name}: there is no table {missing[0]}. There are: {', '.join(usual)}")
        return [self._described(found[name]) for name in wanted or usual]

    def _described(self, table: DatabaseTable) -> DatabaseTable:
        described = self._connection.execute(f"DESCRIBE {_quoted(table)}").fetchall()
        return table._replace(columns=tuple((row[0], row[1]) for row in described))

    def blocks(self, table: DatabaseTable, limit: int | None = None) -> Iterator[TableBlock]:
        cursor = self._connection.cursor()
        query = f"SELECT * FROM {_quoted(table)}"  # noqa: S608 - the names are quoted
        query += "" if limit is None else f" LIMIT {limit}"
        seen: dict[str | None, int] = {}
        try:
            # Older versions have no to_arrow_reader.
            relation = cursor.sql(query) if hasattr(cursor, "to_arrow_reader") else cursor.execute(query)
            read = getattr(relation, "to_arrow_reader", None) or relation.fetch_record_batch
            for batch in read(_ROWS):
                flat = list(leaves(batch, seen.get(None, 0)))
                for leaf in flat:
                    count = arrow_cells.undecodable(leaf.array)
                    if count:
                        part = f"{table.part}.{leaf.name}"
                        self._undecodable[part] = self._undecodable.get(part, 0) + count
                for block in level_blocks(0, flat, seen):
                    yield replace(block, part=table.part if block.part is None else f"{table.part}.{block.part}")
                seen[None] = seen.get(None, 0) + batch.num_rows
        finally:
            cursor.close()

    def undecodable(self) -> dict[str, int]:
        return self._undecodable


def _quoted(table: DatabaseTable) -> str:
    return ".".join('"' + name.replace('"', '""') + '"' for name in (table.schema or "main", table.name))
