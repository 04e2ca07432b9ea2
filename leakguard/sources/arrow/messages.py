"""What Arrow's own reader does not tell of an IPC file: how it is compressed, and how large its batches are.

Both stand in the messages of the file (Arrow columnar format, "Serialization and Interprocess Communication"), whose
heads are flatbuffers; the few fields needed are read by hand. Nothing is trusted: what does not fit is no such file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyarrow as pa

MAGIC = b"ARROW1\x00\x00"
_CONTINUATION = b"\xff\xff\xff\xff"
_MAX_HEAD = 256 << 20
_DICTIONARY, _RECORD_BATCH = 2, 3
_CODECS = ("lz4", "zstd")


def is_file(path: Path) -> bool:
    """Whether this is an IPC file; a stream otherwise."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def compression(path: Path) -> str | None:
    """The codec of the first record batch: ``lz4``, ``zstd`` or None."""
    return next((batch.codec for batch in _batches(path) if batch.rows), None)


def largest(path: Path) -> int:
    """Bytes of the largest record batch once it is in memory, as its head states them."""
    return max((batch.size for batch in _batches(path)), default=0)


class _Batch(NamedTuple):
    codec: str | None
    size: int
    rows: bool


def _batches(path: Path) -> Iterator[_Batch]:
    """The record batches and dictionaries of a file or stream. Raises :class:`pyarrow.ArrowInvalid`."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            file.seek(0)
        try:
            while (head := _head(file)) is not None:
                message = _Table(head, _int(head, "<I", 0))
                body = message.scalar(3, "<q", 0)
                start = file.tell()
                kind = message.scalar(1, "<B", 0)
                batch = message.table(2)
                if kind == _DICTIONARY and batch is not None:
                    batch = batch.table(1)
                if kind in (_DICTIONARY, _RECORD_BATCH) and batch is not None:
                    yield _measured(file, batch, start, body)
                if body < 0:
                    raise pa.ArrowInvalid("a message of negative length")
                file.seek(start + body)
        except (struct.error, IndexError):
            raise pa.ArrowInvalid("no Arrow message") from None


def _head(file: BinaryIO) -> bytes | None:
    prefix = file.read(8)
    if len(prefix) < 8 or prefix[:4] != _CONTINUATION:
        return None
    length = _int(prefix, "<i", 4)
    if length == 0:
        return None
    if not 0 < length <= _MAX_HEAD:
        raise pa.ArrowInvalid("the head of a message is too long")
    return file.read(length)


def _measured(file: BinaryIO, batch: _Table, start: int, body: int) -> _Batch:
    compressed = batch.table(3)
    if compressed is None:
        return _Batch(None, body, True)
    total = 0
    for offset, length in batch.structs(2, "<qq"):
        if length < 8:
            continue
        file.seek(start + offset)
        stated = _int(file.read(8), "<q", 0)  # -1: this buffer is not compressed
        total += length if stated < 0 else stated
    return _Batch(_CODECS[compressed.scalar(0, "<b", 0)], total, batch.scalar(0, "<q", 0) > 0)


class _Table:
    """A table of a flatbuffer: fields by number, each with a default."""

    def __init__(self, data: bytes, position: int) -> None:
        self._data, self._position = data, position
        self._fields = position - _int(data, "<i", position)
        if self._fields < 0:
            raise struct.error

    def _field(self, number: int) -> int | None:
        slot = 4 + 2 * number
        if slot >= _int(self._data, "<H", self._fields):
            return None
        offset = _int(self._data, "<H", self._fields + slot)
        return self._position + offset if offset else None

    def scalar(self, number: int, layout: str, default: int) -> int:
        at = self._field(number)
        return default if at is None else _int(self._data, layout, at)

    def table(self, number: int) -> _Table | None:
        at = self._field(number)
        return None if at is None else _Table(self._data, at + _int(self._data, "<I", at))

    def structs(self, number: int, layout: str) -> Iterator[tuple[int, int]]:
        at = self._field(number)
        if at is None:
            return
        at += _int(self._data, "<I", at)
        size = struct.calcsize(layout)
        for index in range(_int(self._data, "<I", at)):
            first, second = struct.unpack_from(layout, self._data, at + 4 + index * size)
            yield first, second


def _int(data: bytes, layout: str, at: int) -> int:
    number: int = struct.unpack_from(layout, data, at)[0]
    return number
