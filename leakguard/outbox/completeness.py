"""When a file that arrives is complete.

Nothing tells that for certain, so several things have to agree: no name by which programs mark what is half written, neither its
own nor one beside it; size and times as they were some seconds ago; and, where the kernel can be asked, nobody has it open
for writing. The kernel can be asked on Linux for files of one's own: a read lease (fcntl ``F_SETLEASE``) is refused
while there is a writer.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

PARTIAL_SUFFIXES = (
    ".part", ".partial", ".crdownload", ".download", ".downloading", ".opdownload", ".filepart", ".aria2", ".td", ".xltd",
    ".tmp", ".temp", ".swp", ".swx", ".lock", ".lck", "~",
)  # fmt: skip
"""Ends of names, in lower case, of what is not complete: downloads, uploads, editors."""

PARTIAL_PREFIXES = (".", "~$")
"""Beginnings of such names. rsync, editors and office programs write to hidden files; ``~$`` is Office's lock file."""

_BESIDE = (".part", ".partial", ".crdownload", ".filepart", ".aria2", ".td", ".xltd")
"""Browsers reserve the final name with an empty file and write beside it."""


class Stamp(NamedTuple):
    """What a file looks like from outside; any write changes it. The change time cannot be set back as the others can."""

    inode: int
    size: int
    modified: int
    changed: int


def stamp(path: Path) -> Stamp:
    """The stamp of a file, or of a link itself. Times in nanoseconds since 1970."""
    status = path.lstat()
    return Stamp(status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def is_partial(path: Path) -> bool:
    """Whether the name says that the file is not complete, or is not meant for anybody but the program that wrote it."""
    name = path.name.lower()
    return name.startswith(PARTIAL_PREFIXES) or name.endswith(PARTIAL_SUFFIXES)


def has_partial_beside(path: Path) -> bool:
    """Whether another file says that this one is still being written."""
    return any(os.path.lexists(path.with_name(path.name + suffix)) for suffix in _BESIDE)


@dataclass
class Patience:
    """Remembers files until they have not changed for ``settle`` seconds."""

    settle: float
    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    _seen: dict[Path, tuple[Stamp, float]] = field(default_factory=dict)

    def is_settled(self, path: Path) -> bool:
        """Look at a file once more. A change time that lies ``settle`` seconds back is as good as having watched."""
        now, look = self.clock(), stamp(path)
        known = self._seen.get(path)
        if known is None or known[0] != look:
            known = self._seen[path] = (look, now)
        age = self.wall() - max(look.modified, look.changed) / 1e9
        return now - known[1] >= self.settle or age >= self.settle

    def forget(self, path: Path) -> None:
        """It is gone."""
        self._seen.pop(path, None)

    def keep_only(self, paths: set[Path]) -> None:
        """Forget all files but these."""
        self._seen = {path: known for path, known in self._seen.items() if path in paths}


def is_being_written(path: Path) -> bool:
    """Whether the kernel knows of a writer. False also where it cannot be asked."""
    if not sys.platform.startswith("linux"):
        return False
    import fcntl

    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        # Whoever opens the file for writing while the lease is held makes the kernel send a signal. SIGURG is ignored unless somebody
        # asks for it; the usual SIGIO would end the process.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(handle)
    return False
