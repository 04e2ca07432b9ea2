"""Moving files so that a kill at any moment leaves each of them in one known place, whole.

Within a file system a move is one ``rename``, which never replaces anything here. Between file systems it is copy, fsync, rename,
unlink: the file is in both places for a moment, complete in each, and doing it again ends the same way.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_AT_FDCWD = -100
_RENAME_NOREPLACE = 1
_NOT_SUPPORTED = (errno.ENOSYS, errno.EINVAL)


def rename_new(source: Path, target: Path) -> None:
    """Rename within a file system. Raises :class:`FileExistsError` if ``target`` exists.

    One system call where Linux and the file system offer it (``RENAME_NOREPLACE``) and on Windows; elsewhere the name is looked up
    first, which is enough among processes that hold the lock of the folder.
    """
    call = _renameat2()
    if call is not None:
        code = call(os.fsencode(source), os.fsencode(target))
        if code == 0:
            return
        if code not in _NOT_SUPPORTED:
            raise OSError(code, os.strerror(code), str(source), None, str(target))
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    source.rename(target)


@functools.cache
def _renameat2() -> Callable[[bytes, bytes], int] | None:
    """What renames and returns 0 or an error number; None where the C library does not have it."""
    if not sys.platform.startswith("linux"):
        return None
    with contextlib.suppress(OSError, AttributeError):
        function = ctypes.CDLL(None, use_errno=True).renameat2
        function.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]

        def rename(source: bytes, target: bytes) -> int:
            done = function(_AT_FDCWD, source, _AT_FDCWD, target, _RENAME_NOREPLACE)
            return 0 if done == 0 else ctypes.get_errno()

        return rename
    return None


def transfer(source: Path, target: Path) -> None:
    """Move a file, to another file system if need be; what stands at ``target`` is an earlier try and is replaced."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy_over(source, target)
        source.unlink()
    sync_folder(target.parent)


def copy_over(source: Path, target: Path) -> None:
    """Copy a file, or a symbolic link as a link, so that it appears at ``target`` whole."""
    part = target.with_name(f"{target.name[:40]}.part")
    part.unlink(missing_ok=True)
    if source.is_symlink():
        part.symlink_to(source.readlink())
    else:
        shutil.copy2(source, part)
        sync_file(part)
    part.replace(target)


def sync_file(path: Path) -> None:
    """Wait until the content of a file is on the disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk, where folders can be opened for that."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_json(path: Path, content: dict[str, Any], readable: bool = False) -> None:
    """Write a small file, mode 0600, that is there whole or not at all.

    ASCII, so that names that are not Unicode are kept, as lone surrogates; ``readable`` by people: UTF-8.
    """
    part = path.with_name(f"{path.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
        json.dump(content, stream, indent=1, ensure_ascii=not readable)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
    sync_folder(path.parent)
