"""A lock on an open file that other processes respect too: ``flock`` where there is one, else the first byte's lock."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO

if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def locked(stream: FileIO) -> Iterator[None]:
        """Wait until nobody else holds the lock of this file, and hold it."""
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    @contextmanager
    def locked(stream: FileIO) -> Iterator[None]:
        """Wait until nobody else holds the lock of this file, and hold it."""
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(stream.fileno(), fcntl.LOCK_UN)
