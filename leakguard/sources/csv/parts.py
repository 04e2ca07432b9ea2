"""Large tables of delimited text in stretches that can be read apart, by several processes at once.

A stretch is a run of whole blocks. Where it begins is found by the code that reads the blocks, so a line end within quotes
is none here either; no column is built for that, which makes it some thirty times faster than scanning.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from leakguard.errors import UnscannedError
from leakguard.sources.origin import Origin, Readable

if TYPE_CHECKING:
    from leakguard.sources.csv.source import CsvSource


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes ``[start, stop)`` of a table. ``first_row`` is the 0-based number of the record that begins at ``start``."""

    start: int
    stop: int
    first_row: int


class PartOrigin(Origin):
    """The bytes of one stretch of a file, which must still be the file that was profiled."""

    def __init__(self, whole: Origin, stretch: Stretch) -> None:
        super().__init__(whole.name, whole.path)
        self._stamp = whole.stamp
        self._stretch = stretch

    @contextmanager
    def open(self) -> Iterator[Readable]:
        """See :meth:`Origin.open`."""
        with super().open() as stream:
            yield _Window(cast(BinaryIO, stream), self._stretch)


class _Window:
    """As much of a binary file as a stretch covers."""

    def __init__(self, stream: BinaryIO, stretch: Stretch) -> None:
        self._stream, self._left = stream, stretch.stop - stretch.start
        stream.seek(stretch.start)

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data


def stretches(source: CsvSource) -> Iterator[Stretch]:
    """The stretches of a table, in order. Where the rest cannot be read, the last one says so to who reads it."""
    number, start, row = 0, 0, 0
    with suppress(UnscannedError):
        for block in source.blocks():
            if source.stretch != number:
                yield Stretch(start, source.block_start, row)
                number, start, row = source.stretch, source.block_start, block.first_row
    yield Stretch(start, source.size, row)


def part_of(source: CsvSource, stretch: Stretch) -> CsvSource:
    """The same table, of which only one stretch is read and written. It can be sent to another process."""
    part = copy.copy(source)
    part.take_part(PartOrigin(source.origin, stretch), stretch)
    return part
