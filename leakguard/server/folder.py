"""The private folder for uploads: gone when the server ends, and if it was killed, when the next one starts."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = "leakguard-serve-"
_LOCK = "lock"
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,16}")


@contextlib.contextmanager
def private_folder(parent: Path | None = None) -> Iterator[Path]:
    """A new folder of mode 0700, removed on the way out. What servers that were killed have left is removed first."""
    where = parent or Path(tempfile.gettempdir())
    _sweep(where)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=where))
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(lock)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


@contextlib.contextmanager
def request_folder(parent: Path) -> Iterator[Path]:
    """A folder for one request, removed on the way out."""
    folder = Path(tempfile.mkdtemp(prefix="request-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def suffix_of(name: str | None) -> str:
    """The last suffix of a file name from outside if it is a plain one, in lower case; nothing else of the name is used."""
    _, dot, last = (name or "").strip().rpartition(".")
    suffix = f"{dot}{last}"
    return suffix.lower() if _SUFFIX.fullmatch(suffix) else ""


def _sweep(where: Path) -> None:
    """Remove the folders of this user's servers that no longer run: nobody holds their locks."""
    for folder in where.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            status = folder.lstat()
            if folder.is_symlink() or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
                continue
            lock = os.open(folder / _LOCK, os.O_RDWR)
            try:
                _lock(lock)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _lock(handle: int) -> None:
    """Lock an open file for this process; raises ``OSError`` if another one holds it."""
    try:
        import fcntl
    except ImportError:  # not POSIX: an open file cannot be removed there, which serves as well
        return
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
