"""The lock that keeps a second outbox away from a folder. It ends with the process that holds it, however that ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from leakguard.errors import UsageError


class Lock:
    """A locked file, until :meth:`release`. Raises :class:`UsageError` if another process holds it."""

    def __init__(self, path: Path, what: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise UsageError(
                f"another outbox is at work on {what}. Stop it first, or give each outbox folders of its own."
            ) from error

    def release(self) -> None:
        """Let others in. The file stays: removing it could take away the lock of the next one."""
        os.close(self._handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
