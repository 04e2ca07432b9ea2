"""Findings written as they are found, for files with millions of them: JSON lines, or a Parquet table.

Memory holds the findings of one block, or of one row group of the table. What was told of whole columns stays in columns from the scan to the file; in such
a block the findings come column by column, behind those that were found cell by cell.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from leakguard.errors import UsageError
from leakguard.hits import Scanned
from leakguard.reports import jsonformat

if TYPE_CHECKING:
    import pyarrow as pa

    from leakguard.report import Report

Write = Callable[[bytes], object]

HEAD = "leakguard"
"""The key in the footer of a Parquet file under which everything but the findings stands."""

_CHUNK = 1 << 20
_GROUP, _BATCHES = 1 << 17, 1000
"""A row group of a Parquet table is written with so many findings, some 15 MB of memory, or with so many batches of few."""


class FindingsWriter(Protocol):
    """Takes blocks with their findings, in the order of the scan."""

    def add(self, scanned: Scanned) -> None:
        """Write the findings of a block."""

    def take(self, part: Path) -> None:
        """Write what :meth:`part_writer` of this writer, in another process, wrote to a file."""

    @property
    def part_writer(self) -> Callable[[Write], FindingsWriter]:
        """Makes writers for parts of what is written here; can be sent to another process."""

    def describe(self, report: Report) -> None:
        """Keep what the report says besides its findings, where the format has a place for it. Called before ``close``."""

    def close(self) -> None:
        """Finish the file; without it the file is not whole."""


def findings_writer(path: Path, write: Write, reveal: bool = False) -> FindingsWriter:
    """The writer that a file name asks for: ``.parquet``, or JSON lines for ``.jsonl`` and ``.ndjson``.

    Raises :class:`~leakguard.errors.UsageError` for any other suffix.
    """
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return ParquetFindings(write, reveal)
    if suffix in (".jsonl", ".ndjson"):
        return JsonLinesFindings(write, reveal)
    raise UsageError(f"{path}: findings are written as .jsonl or .parquet. Give a name that ends so.")


class JsonLinesFindings:
    """One finding a line, with the fields of :meth:`~leakguard.findings.Finding.as_dict`."""

    def __init__(self, write: Write, reveal: bool = False) -> None:
        self._write, self._reveal = write, reveal

    def add(self, scanned: Scanned) -> None:
        """Write the findings of a block."""
        for line in jsonformat.finding_lines((hit.finding for hit in scanned.hits), self._reveal):
            self._write(line)
        for column in scanned.columns:
            from leakguard.reports.finding_columns import json_lines

            self._write(json_lines(column, self._reveal))

    def take(self, part: Path) -> None:
        """Lines are copied as they are."""
        with part.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                self._write(chunk)

    @property
    def part_writer(self) -> Callable[[Write], FindingsWriter]:
        """See :class:`FindingsWriter`."""
        return partial(JsonLinesFindings, reveal=self._reveal)

    def describe(self, report: Report) -> None:
        """A list of findings has no place for it."""

    def close(self) -> None:
        """Nothing is left to be written."""


class ParquetFindings:
    """A table with a column for each field, and ``forbidden``; ``evidence`` is JSON. Compressed with Zstandard.

    Row groups hold some 130,000 findings, or those of a thousand batches.
    """

    def __init__(self, write: Write, reveal: bool = False) -> None:
        from leakguard.reports.finding_columns import schema

        self._stream, self._reveal, self._schema = _Sink(write), reveal, schema(reveal)
        self._writer: Any = None
        self._waiting: list[pa.RecordBatch] = []
        self._count = 0

    def add(self, scanned: Scanned) -> None:
        """Write the findings of a block."""
        from leakguard.reports.finding_columns import batch_of, record_batch

        if scanned.hits:
            rows = [hit.finding.as_dict(self._reveal) for hit in scanned.hits]
            for row, hit in zip(rows, scanned.hits, strict=True):
                row["evidence"] = json.dumps(row["evidence"], ensure_ascii=False)
                row["forbidden"] = hit.decision.forbidden
            self._add(batch_of(rows, self._reveal))
        for column in scanned.columns:
            self._add(record_batch(column, self._reveal))

    def _add(self, batch: pa.RecordBatch) -> None:
        """Small row groups take longer to write and to read, and more space."""
        self._waiting.append(batch)
        self._count += len(batch)
        if self._count >= _GROUP or len(self._waiting) >= _BATCHES:
            self._write_group()

    def _write_group(self) -> None:
        import pyarrow as pa

        table = pa.Table.from_batches(self._waiting, self._schema).unify_dictionaries()
        self._waiting, self._count = [], 0
        self._open().write_table(table, row_group_size=max(1, len(table)))

    def _open(self) -> Any:
        if self._writer is None:
            import pyarrow.parquet as pq

            from leakguard.reports.finding_columns import DISTINCT

            repeated = [name for name in self._schema.names if name not in DISTINCT]
            self._writer = pq.ParquetWriter(
                self._stream,
                self._schema,
                compression="zstd",
                use_dictionary=repeated,
                write_statistics=[*repeated, "row"],
                store_schema=False,
            )
        return self._writer

    def take(self, part: Path) -> None:
        """Batch by batch, so that the table is the same as if this writer had been given the blocks."""
        import pyarrow as pa

        with part.open("rb") as stream, pa.ipc.open_stream(stream) as batches:
            for batch in batches:
                self._add(batch)

    @property
    def part_writer(self) -> Callable[[Write], FindingsWriter]:
        """See :class:`FindingsWriter`."""
        return partial(ArrowFindings, reveal=self._reveal)

    def describe(self, report: Report) -> None:
        """Keep everything but the findings in the footer, as JSON, so that a whole report can be made of the file later."""
        if self._waiting:
            self._write_group()
        head = jsonformat.escaped(json.dumps(report.head(), ensure_ascii=False))
        self._open().add_key_value_metadata({HEAD: head})

    def close(self) -> None:
        """Write what waits, and the footer."""
        if self._waiting:
            self._write_group()
        self._open().close()


class ArrowFindings(ParquetFindings):
    """The same batches as an Arrow IPC stream, which another process turns into Parquet. Compressed with LZ4."""

    def _add(self, batch: pa.RecordBatch) -> None:
        self._open().write_batch(batch)

    def _open(self) -> Any:
        if self._writer is None:
            import pyarrow as pa

            options = pa.ipc.IpcWriteOptions(compression="lz4")
            self._writer = pa.ipc.new_stream(self._stream, self._schema, options=options)
        return self._writer


class _Sink:
    """As much of a binary file as a Parquet writer needs."""

    closed = False

    def __init__(self, write: Write) -> None:
        self._write, self._position = write, 0

    def write(self, data: bytes) -> int:
        self._write(bytes(data))
        self._position += len(data)
        return len(data)

    def tell(self) -> int:
        return self._position

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Whoever gave ``write`` closes what is behind it."""
