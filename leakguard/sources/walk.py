"""Which files a set of paths means."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from leakguard.errors import UsageError
from leakguard.sources.base import Unscanned
from leakguard.sources.database.url import DatabaseUrl, database_url, is_url

Input = Path | DatabaseUrl | Unscanned
"""Something to scan, or a note of what cannot be."""

_VCS_FOLDERS = frozenset({".git", ".hg", ".svn"})


def inputs(
    paths: Sequence[str | Path], include: Sequence[str] = (), exclude: Sequence[str] = (), tables: Sequence[str] = ()
) -> Iterator[Input]:
    """Databases by their URLs, of which ``tables`` are meant, and behind them the files that the other paths name, as
    :func:`walk` gives them.

    Raises :class:`~leakguard.errors.UsageError` as :func:`walk` does, for a URL of another kind, and for ``tables``
    without a database.
    """
    urls = [database_url(str(path), tables) for path in paths if is_url(str(path))]
    if tables and not urls:
        raise UsageError(
            "tables are named, but no database. Give its URL (postgresql://, mysql://, sqlite:///, duckdb:///)"
        )
    files = walk([path for path in paths if not is_url(str(path))], include, exclude)
    return iter([*dict.fromkeys(urls), *files])


def walk(
    paths: Sequence[str | Path], include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Iterator[Path | Unscanned]:
    """The files that ``paths`` name: files as given, folders with all that is below them, in sorted order.

    ``include`` and ``exclude`` are globs (``*`` also matches ``/``), held against the path relative to the folder, with
    ``/`` between its parts, and against the name alone. They choose among what folders hold; an excluded folder is not
    entered. A file that is named itself is never filtered, and ``-`` (standard input) is handed through. The same path
    comes once. Folders of version control are not entered, and no folder is entered twice by way of symbolic links.

    What cannot be read comes as :class:`~leakguard.sources.base.Unscanned`. Raises
    :class:`~leakguard.errors.UsageError` for a path that does not exist, before anything is handed out.
    """
    if any(is_url(str(path)) for path in paths):
        raise UsageError("a database is no file. It can be scanned and checked by its URL, and nothing else")
    roots = [Path(path) for path in paths]
    for root in roots:
        if str(root) != "-" and not os.path.lexists(root):
            raise UsageError(f"{root}: no such file or folder. Check the path")
    return _walk(roots, include, exclude)


def _walk(roots: Sequence[Path], include: Sequence[str], exclude: Sequence[str]) -> Iterator[Path | Unscanned]:
    seen: set[str] = set()
    for root in roots:
        found: Iterator[Path | Unscanned]
        if str(root) == "-":
            found = iter([root])
        elif root.is_dir():
            found = _folder(root, "", include, exclude, set())
        else:
            found = iter([_readable(root, allow_pipe=True)])
        for item in found:
            key = os.path.abspath(item) if isinstance(item, Path) else item.source  # noqa: PTH100 - links stay apart
            if key not in seen:
                seen.add(key)
                yield item


def _folder(
    folder: Path, prefix: str, include: Sequence[str], exclude: Sequence[str], entered: set[str]
) -> Iterator[Path | Unscanned]:
    real = os.path.realpath(folder)
    if real in entered:
        return
    entered.add(real)
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError as error:
        yield Unscanned(str(folder), None, "unreadable", error.strerror or type(error).__name__)
        return
    for name in names:
        path, relative = folder / name, prefix + name
        if _matches(relative, name, exclude):
            continue
        if path.is_dir():
            if name not in _VCS_FOLDERS:
                yield from _folder(path, relative + "/", include, exclude, entered)
        elif not include or _matches(relative, name, include):
            yield _readable(path)


def _readable(path: Path, allow_pipe: bool = False) -> Path | Unscanned:
    """The path if it can be opened as a file, and else why not."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return Unscanned(str(path), None, "unreadable", error.strerror or type(error).__name__)
    if not stat.S_ISREG(mode) and not (allow_pipe and stat.S_ISFIFO(mode)):
        return Unscanned(str(path), None, "unsupported", "not a regular file")
    if not os.access(path, os.R_OK):
        return Unscanned(str(path), None, "unreadable", "no permission to read it")
    return path


def _matches(relative: str, name: str, globs: Sequence[str]) -> bool:
    for glob in globs:
        # "**/x" is also x in the folder itself, and "x/" or "./x" mean x.
        pattern = glob.removeprefix("./").rstrip("/")
        for candidate in (pattern, pattern.removeprefix("**/")):
            if fnmatchcase(relative, candidate) or fnmatchcase(name, candidate):
                return True
    return False
