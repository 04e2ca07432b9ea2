"""Where the bytes come from: a file that is opened anew for every pass, or a spooled copy of a stream."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from leakguard.errors import UnscannedError, UsageError

_CHUNK = 1 << 20
_HEAD = 1 << 16
_SAMPLE = 1 << 18
_SPOOL_IN_MEMORY = 16 << 20


class Readable(Protocol):
    """The one method of a binary file that the sources use."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Profile:
    """What one pass over the bytes tells.

    ``sample`` starts with the first bytes of the input. Where those are pure ASCII it goes on with the bytes from the
    first non-ASCII one: a Chinese character far down in a log decides the encoding as well as one in the first line.
    ``whole`` says that the sample is the whole input.
    """

    digest: str
    size: int
    sample: bytes
    whole: bool


class Origin:
    """The bytes of one input. They are never written to."""

    def __init__(self, name: str, path: Path | None, spool: IO[bytes] | None = None) -> None:
        self.name = name
        self._path = path
        self._spool = spool
        self._stamp: tuple[int, int] | None = None
        self.size: int | None = None
        """Number of bytes, once :meth:`profile` has read them."""
        if spool is not None:
            weakref.finalize(self, spool.close)

    @property
    def path(self) -> Path | None:
        """The file that another process can open too; None for what came in a stream."""
        return self._path

    @property
    def stamp(self) -> tuple[int, int] | None:
        """Size and time of the file as the first pass saw it."""
        return self._stamp

    @contextmanager
    def open(self) -> Iterator[Readable]:
        """The bytes from their start. Passes may overlap.

        Raises :class:`~leakguard.errors.UnscannedError`: ``unreadable``, or ``unfinished`` if a file is no longer the
        one that the first pass saw.
        """
        if self._path is None:
            assert self._spool is not None  # noqa: S101 - one of the two is always given
            yield _SpoolReader(self._spool)
            return
        try:
            with self._path.open("rb") as stream:
                self._check_unchanged(stream)
                yield stream
                self._check_unchanged(stream)
        except OSError as error:
            raise UnscannedError("unreadable", f"{self.name}: {error.strerror or type(error).__name__}") from error

    @contextmanager
    def file(self) -> Iterator[Path]:
        """The bytes as a file to be opened for reading by path, for formats that are read out of order.

        Raises as :meth:`open` does. A stream's bytes are in a temporary file that is gone afterwards.
        """
        if self._path is not None:
            with self.open():
                yield self._path
            return
        with tempfile.TemporaryDirectory(prefix="leakguard-") as folder, self.open() as stream:
            path = Path(folder, "input")
            with path.open("wb") as copy:
                while chunk := stream.read(_CHUNK):
                    copy.write(chunk)
            yield path

    def profile(self) -> Profile:
        """Read everything once: digest, size, and the sample for finding the encoding."""
        digest, size = hashlib.sha256(), 0
        sample, wanted, seen = bytearray(), _HEAD, False
        with self.open() as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                if not seen and not chunk.isascii():
                    start = _first_foreign(chunk)
                    sample += chunk[: min(start, wanted)]
                    chunk, wanted, seen = chunk[start:], _SAMPLE, True
                if wanted:
                    piece = chunk[:wanted]
                    sample += piece
                    wanted -= len(piece)
        self.size = size
        return Profile(digest.hexdigest(), size, bytes(sample), size == len(sample))

    def _check_unchanged(self, stream: IO[bytes]) -> None:
        status = os.fstat(stream.fileno())
        stamp = (status.st_size, status.st_mtime_ns)
        if self._stamp is None:
            self._stamp = stamp
        elif stamp != self._stamp:
            raise UnscannedError("unfinished", f"{self.name} was changed while it was read; run again")


def origin_of_file(path: Path, name: str) -> Origin:
    """A file by path; a pipe given as a path (process substitution) is spooled."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise UsageError(f"{name}: no such file. Check the path") from error
    except (OSError, ValueError) as error:
        raise UnscannedError("unreadable", f"{name}: {getattr(error, 'strerror', None) or error}") from error
    if stat.S_ISDIR(mode):
        raise UsageError(f"{name} is a folder, not a file. Scan the folder instead of opening it")
    if stat.S_ISFIFO(mode):
        with path.open("rb") as stream:
            return origin_of_stream(stream, name)
    if not stat.S_ISREG(mode):
        raise UnscannedError("unsupported", f"{name} is not a regular file")
    return Origin(name, path)


def origin_of_stream(stream: BinaryIO, name: str) -> Origin:
    """A stream, copied to its end: to memory while it is small, else to an unnamed temporary file."""
    spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL_IN_MEMORY)  # noqa: SIM115 - closed with the origin
    # What a pipe holds at the moment: waiting for a whole chunk in one call would keep signals waiting, too.
    read = getattr(stream, "read1", stream.read)
    try:
        while chunk := read(_CHUNK):
            spool.write(chunk)
    except OSError as error:
        spool.close()
        raise UnscannedError("unreadable", f"{name}: {error.strerror or type(error).__name__}") from error
    return Origin(name, None, spool)


class _SpoolReader:
    """Reads a shared spool from its start with a position of its own."""

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool, self._position = spool, 0

    def read(self, size: int = -1, /) -> bytes:
        self._spool.seek(self._position)
        data = self._spool.read(size)
        self._position += len(data)
        return data


def _first_foreign(chunk: bytes) -> int:
    """Index of the first non-ASCII byte of a chunk that has one."""
    low, high = 0, len(chunk)
    while high - low > 1:
        middle = (low + high) // 2
        if chunk[low:middle].isascii():
            low = middle
        else:
            high = middle
    return low
