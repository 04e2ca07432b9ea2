"""Standard streams: what is a terminal, writing text that any encoding can hold, files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

import click

from leakguard.errors import UsageError
from leakguard.messages import Texts
from leakguard.reports.layout import Style
from leakguard.reports.width import pad, truncate, visible

_WITHOUT_TERMINAL = 100
_LEAST_CELLS = 40
_PATIENCE = 1.0
_EVERY = 0.1

Write = Callable[[bytes], None]


def stdout_is_terminal() -> bool:
    """Whether a person looks at standard output."""
    return sys.stdout.isatty()


def stderr_is_terminal() -> bool:
    """Whether a person looks at standard error."""
    return sys.stderr.isatty()


def cells() -> int:
    """Width of the terminal; ``COLUMNS`` overrides it."""
    return max(_LEAST_CELLS, shutil.get_terminal_size((_WITHOUT_TERMINAL, 24)).columns)


def style(no_color: bool, terminal: bool) -> Style:
    """Colours on a terminal, unless ``--no-color``, ``NO_COLOR`` (no-color.org) or a dumb terminal says otherwise."""
    plain = no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Style(terminal and not plain)


def say(text: str) -> None:
    """One line on standard output."""
    click.echo(_encodable(text, sys.stdout), color=True)


def lines(texts: Iterable[str], write: Write | None) -> None:
    """Lines on standard output, or as UTF-8 to whatever ``write`` writes to."""
    for text in texts:
        if write is None:
            say(text)
        else:
            write(text.encode("utf-8", "backslashreplace") + b"\n")


def complain(text: str) -> None:
    """One line on standard error; nothing if it is gone."""
    with contextlib.suppress(BrokenPipeError):
        click.echo(_encodable(text, sys.stderr), err=True, color=True)


def _encodable(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def silence_stdout() -> None:
    """Let nothing more be written to a standard output that nobody reads (the flush at exit would fail)."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def output_to(path: Path | None, keep: Callable[[], bool] | None = None) -> Iterator[Write]:
    """Bytes to standard output, or to a file that is complete before it has its name (mode 0600 until then); it gets it
    unless ``keep`` says no then.
    """
    if path is None:
        stream = sys.stdout.buffer
        yield lambda data: _write(stream.write, data)
        stream.flush()
        return
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is no regular file. Leave out -o to write to standard output.")
    if not path.parent.is_dir():
        raise UsageError(f"the folder {path.parent} does not exist. Create it first.")
    handle, name = tempfile.mkstemp(prefix=".leakguard.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield lambda data: _write(file.write, data)
        if keep is None or keep():
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write(write: Callable[[bytes], int], data: bytes) -> None:
    write(data)


class Progress:
    """One line on standard error that is rewritten in place: on a terminal only, and only after a second."""

    def __init__(self, texts: Texts) -> None:
        self._texts, self._start, self._last, self._shown = texts, time.monotonic(), 0.0, False
        self._name, self._begun, self._rows, self._first = "", self._start, 0, 0

    def __call__(self, name: str, rows: int, fraction: float | None = None) -> None:
        """``rows`` of a source are scanned, which is ``fraction`` of it."""
        now = time.monotonic()
        if now - self._start < _PATIENCE or now - self._last < _EVERY or not stderr_is_terminal():
            return
        self._last, self._shown = now, True
        text = truncate(self._said(name, rows, fraction, now), cells() - 1)
        click.echo("\r" + pad(_encodable(text, sys.stderr), cells() - 1), err=True, nl=False)

    def _said(self, name: str, rows: int, fraction: float | None, now: float) -> str:
        if name != self._name or rows < self._rows:
            self._name, self._begun = name, now
            self._first = rows
        self._rows = rows
        passed = now - self._begun
        text = self._texts("progress", name=visible(name), count=f"{rows:,}")
        if passed > _PATIENCE:
            text += self._texts("progress.rate", rate=f"{(rows - self._first) / passed:,.0f}")
        if fraction and passed >= max(_PATIENCE, _EVERY):
            text += self._texts(
                "progress.left", share=f"{fraction:.0%}", seconds=f"{passed * (1 - fraction) / fraction:,.0f}"
            )
        return text

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo("\r" + " " * (cells() - 1) + "\r", err=True, nl=False)
            self._shown = False
