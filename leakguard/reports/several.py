"""Several files of findings written in one go, each by a writer of its own."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from leakguard.hits import Scanned
from leakguard.reports.stream import FindingsWriter, Write

if TYPE_CHECKING:
    from leakguard.report import Report

_FRAME = struct.Struct("<BQ")
_CHUNK = 1 << 20


def several(writers: Sequence[FindingsWriter]) -> FindingsWriter | None:
    """One writer for all of them; none for none."""
    if len(writers) < 2:
        return writers[0] if writers else None
    return Several(writers)


class Several:
    """Hands every block to all writers, see :class:`~leakguard.reports.stream.FindingsWriter`.

    In the part that another process writes, what the writers write stands in turns, each piece with the index of its writer and its
    length before it.
    """

    def __init__(self, writers: Sequence[FindingsWriter]) -> None:
        self._writers = writers

    def add(self, scanned: Scanned) -> None:
        """Write the findings of a block."""
        for writer in self._writers:
            writer.add(scanned)

    def take(self, part: Path) -> None:
        """Each writer takes the pieces that were written for it."""
        with tempfile.TemporaryDirectory(prefix=".leakguard.", dir=part.parent) as folder:
            pieces = [Path(folder, str(index)) for index in range(len(self._writers))]
            _divide(part, pieces)
            for writer, piece in zip(self._writers, pieces, strict=True):
                writer.take(piece)

    @property
    def part_writer(self) -> Callable[[Write], FindingsWriter]:
        """See :class:`~leakguard.reports.stream.FindingsWriter`."""
        return partial(_parts, [writer.part_writer for writer in self._writers])

    def describe(self, report: Report) -> None:
        """Tell each of them what the report is."""
        for writer in self._writers:
            writer.describe(report)

    def close(self) -> None:
        """Finish all files."""
        for writer in self._writers:
            writer.close()


def _parts(makers: Sequence[Callable[[Write], FindingsWriter]], write: Write) -> FindingsWriter:
    def framed(index: int, data: bytes) -> None:
        write(_FRAME.pack(index, len(data)))
        write(data)

    return Several([make(partial(framed, index)) for index, make in enumerate(makers)])


def _divide(part: Path, pieces: Sequence[Path]) -> None:
    streams = [piece.open("wb") for piece in pieces]
    try:
        with part.open("rb") as stream:
            while head := stream.read(_FRAME.size):
                index, left = _FRAME.unpack(head)
                while left:
                    chunk = stream.read(min(left, _CHUNK))
                    streams[index].write(chunk)
                    left -= len(chunk)
    finally:
        for each in streams:
            each.close()
