"""The two containers of Arrow data: Parquet files, and Arrow IPC files (Feather) and streams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from leakguard.errors import UnscannedError
from leakguard.sources.arrow import cells as arrow_cells
from leakguard.sources.arrow import messages as arrow_messages
from leakguard.sources.arrow.edits import Spool
from leakguard.sources.arrow.nested import Pack, has_dictionary
from leakguard.sources.arrow.nested import Path as LeafPath
from leakguard.sources.arrow.notes import Renewed
from leakguard.sources.arrow.source import MAX_ROWS, PIECE_BYTES, ArrowSource, Piece, slices

GROUP_BYTES = 96 << 20
"""A row group is written as one up to this size in memory, and as several beyond it."""

MAX_BATCH_BYTES = 2 << 30
"""A record batch of an IPC file is read as one, so there is a limit to it."""

_ENCRYPTED_FOOTER = b"PARE"
_READ_AHEAD = 1 << 20
_CODECS = {"UNCOMPRESSED": "NONE", "LZ4_RAW": "LZ4", "LZO": "SNAPPY"}
_VERSIONS = ("1.0", "2.4", "2.6")


class ParquetSource(ArrowSource):
    """Parquet, row group by row group, page by page."""

    format = "parquet"

    def _schema(self, path: Path) -> pa.Schema:
        with self._file(path) as file:
            return file.schema_arrow

    def _file(self, path: Path) -> pq.ParquetFile:
        with path.open("rb") as file:
            if file.read(4) == _ENCRYPTED_FOOTER:
                raise UnscannedError("encrypted", f"{self.name} is encrypted; decrypt it first")
        return pq.ParquetFile(path, buffer_size=_READ_AHEAD, pre_buffer=False)

    def _pieces(self, path: Path) -> Iterator[Piece]:
        with self._file(path) as file:
            for group in range(file.num_row_groups):
                described = file.metadata.row_group(group)
                row = max(1, described.total_byte_size // max(1, described.num_rows))
                rows = max(64, min(MAX_ROWS, PIECE_BYTES // row))
                for batch in file.iter_batches(rows, row_groups=[group], use_threads=False):
                    yield Piece(group, batch)

    def _is_full(self, held: Sequence[pa.RecordBatch]) -> bool:
        size: int = sum(batch.nbytes for batch in held)
        return size >= GROUP_BYTES

    def _writer(self, path: Path, output: BinaryIO, schema: pa.Schema, edited: set[int]) -> Any:
        with self._file(path) as file:
            options = _options(file, edited)
        return _RowGroups(pq.ParquetWriter(output, schema, **options))


class _RowGroups:
    """Writes row groups to a Parquet file."""

    def __init__(self, writer: pq.ParquetWriter) -> None:
        self._writer = writer

    def write(self, held: Sequence[pa.RecordBatch]) -> None:
        table = pa.Table.from_batches(held).unify_dictionaries()
        self._writer.write_table(table, row_group_size=max(1, table.num_rows))

    def close(self) -> None:
        self._writer.close()


def _options(file: pq.ParquetFile, edited: set[int]) -> dict[str, Any]:
    """How the file was written, as far as its footer tells."""
    footer = file.metadata
    options: dict[str, Any] = {"store_schema": b"ARROW:schema" in (footer.metadata or {})}
    if footer.format_version in _VERSIONS:
        options["version"] = footer.format_version
    if not footer.num_row_groups:
        return options
    group = footer.row_group(0)
    chunks = [group.column(index) for index in range(group.num_columns)]
    codecs = {chunk.path_in_schema: _CODECS.get(chunk.compression, chunk.compression) for chunk in chunks}
    dictionaries = [chunk.path_in_schema for chunk in chunks if chunk.has_dictionary_page]
    options |= {
        "compression": codecs if len(set(codecs.values())) > 1 else next(iter(codecs.values()), "NONE"),
        "use_dictionary": dictionaries if 0 < len(dictionaries) < len(chunks) else bool(dictionaries),
        "write_statistics": any(chunk.is_stats_set for chunk in chunks),
        "write_page_index": any(chunk.has_column_index for chunk in chunks),
        "use_deprecated_int96_timestamps": any(chunk.physical_type == "INT96" for chunk in chunks),
    }
    if not edited and group.sorting_columns:
        options["sorting_columns"] = group.sorting_columns
    return options


class IpcSource(ArrowSource):
    """Arrow IPC, as a file (Feather version 2) or as a stream, record batch by record batch."""

    format = "feather"

    def _schema(self, path: Path) -> pa.Schema:
        with pa.OSFile(str(path)) as file, self._reader(path, file) as reader:
            return reader.schema

    def _reader(self, path: Path, file: pa.NativeFile) -> Any:
        return pa.ipc.open_file(file) if arrow_messages.is_file(path) else pa.ipc.open_stream(file)

    def _pieces(self, path: Path) -> Iterator[Piece]:
        self._check(path)
        with pa.OSFile(str(path)) as file, self._reader(path, file) as reader:
            if getattr(reader, "metadata", None):
                self._metadata_unread("footer metadata")
            for group, (batch, metadata) in enumerate(_batches(reader)):
                if metadata:
                    self._metadata_unread("metadata of a batch")
                _validate(batch)
                yield from slices(group, batch)

    def _check(self, path: Path) -> None:
        if arrow_messages.largest(path) > MAX_BATCH_BYTES:
            raise UnscannedError(
                "too-large",
                f"{self.name}: a record batch of more than {MAX_BATCH_BYTES >> 30} GiB; write it in smaller batches",
            )

    def _packing(self, path: Path, spool: Spool, renewed: Renewed) -> Pack:
        dictionaries = _OneDictionary()
        if any(has_dictionary(field.type) for field in self._schema(path)):
            for _ in self._rebuilt(path, spool, renewed, dictionaries.pack):
                pass
        return dictionaries.pack

    def _writer(self, path: Path, output: BinaryIO, schema: pa.Schema, edited: set[int]) -> Any:  # noqa: ARG002
        options = pa.ipc.IpcWriteOptions(compression=arrow_messages.compression(path))
        make = pa.ipc.new_file if arrow_messages.is_file(path) else pa.ipc.new_stream
        return _Batches(make(pa.PythonFile(output, "w"), schema, options=options))


def _batches(reader: Any) -> Iterator[tuple[pa.RecordBatch, Any]]:
    if isinstance(reader, pa.ipc.RecordBatchFileReader):
        for index in range(reader.num_record_batches):
            yield reader.get_batch_with_custom_metadata(index)
        return
    while True:
        try:
            batch = reader.read_next_batch_with_custom_metadata()
        except StopIteration:
            return
        yield batch


def _validate(batch: pa.RecordBatch) -> None:
    """Offsets and codes come from the file, and Arrow trusts them unless asked not to. A column of text that is no UTF-8
    is let pass: it is told apart where it is read.
    """
    for column in batch.columns:
        as_bytes = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}.get(column.type)
        (column if as_bytes is None else column.view(as_bytes)).validate(full=True)


class _Batches:
    """Writes record batches to an IPC file or stream."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def write(self, held: Sequence[pa.RecordBatch]) -> None:
        table = pa.Table.from_batches(held).unify_dictionaries().combine_chunks()
        self._writer.write_table(table) if table.num_rows else self._writer.write_batch(held[0])

    def close(self) -> None:
        self._writer.close()


class _OneDictionary:
    """One dictionary per column for a whole file, since IPC files may not replace one."""

    def __init__(self) -> None:
        self._known: dict[LeafPath, pa.Array] = {}

    def pack(self, path: LeafPath, array: pa.Array) -> pa.Array:
        """The array with the dictionary of its column, which grows where values are new."""
        array = arrow_cells.compact(array)
        known = self._known.get(path)
        if known is None:
            known = array.dictionary
        else:
            new = array.dictionary.filter(pc.is_null(pc.index_in(array.dictionary, value_set=known)))
            known = pa.concat_arrays([known, new])
        self._known[path] = known
        codes = pc.index_in(array.dictionary, value_set=known).take(array.indices)
        return pa.DictionaryArray.from_arrays(codes.cast(array.type.index_type), known, ordered=array.type.ordered)
