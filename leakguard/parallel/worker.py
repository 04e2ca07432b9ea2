"""What runs in a worker: one task after the other with one scanner, until nobody wants more."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, Protocol

from leakguard import errors
from leakguard.errors import LeakguardError, UnscannedError
from leakguard.scanning import Scanner

MakeScanner = Callable[[], Scanner]
_EVERY = 0.2
_PACKAGE = Path(__file__).parent.parent


class Task(Protocol):
    """A piece of work that can be sent to another process."""

    def run(self, scanner: Scanner) -> Any:
        """Do it. What is given back can be sent, too."""


class Done(NamedTuple):
    """A task came to its end."""

    result: Any


class Failed(NamedTuple):
    """A task ended with an error: the name of a class of :mod:`leakguard.errors`, and its arguments.

    Errors of other kinds are not sent, they may hold anything: see :func:`failure`.
    """

    error: str
    arguments: tuple[str, ...]

    def throw(self) -> NoReturn:
        """Raise the error here."""
        raise getattr(errors, self.error)(*self.arguments)


class Reached(NamedTuple):
    """How far a task has come: rows or lines, and the part of its input that they are."""

    rows: int
    fraction: float | None


def failure(error: BaseException) -> Failed:
    """An error that can be sent."""
    if isinstance(error, UnscannedError):
        return Failed("UnscannedError", (error.reason, error.detail))
    if isinstance(error, LeakguardError):
        name = type(error).__name__
        known = name in ("ResidueError", "KeyMissingError")
        return Failed(name if known else "UsageError", (str(error),))
    if isinstance(error, MemoryError):
        return ended("there was not enough memory for it")
    if isinstance(error, OSError) and error.errno is not None:
        name = error.filename if isinstance(error.filename, str) else type(error).__name__
        return Failed("LeakguardError", (f"{name}: {os.strerror(error.errno)}",))
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    ours = [f"{path.relative_to(_PACKAGE)}:{line}" for path, line in frames if path.is_relative_to(_PACKAGE)]
    place = ours[-1] if ours else "?"
    text = f"internal error {type(error).__name__} at {place}. There is no verdict: do not share"
    return Failed("LeakguardError", (text,))


def ended(how: str) -> Failed:
    """The error for a task whose process did not live to see its end."""
    return Failed("UnscannedError", ("aborted", f"the process that read it was ended: {how}"))


def work(
    scanner: Scanner | MakeScanner, connection: Connection, scratch: str, inherited: Sequence[Connection] = ()
) -> None:
    """Run the tasks that come through ``connection`` until it is closed. ``scratch`` takes all temporary files.

    An interrupt from the keyboard reaches all processes; the parent alone acts on it, and ends this one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    for other in inherited:
        other.close()
    tempfile.tempdir = scratch
    # Where nobody listens any more, sending fails, and so does receiving: then there is nothing left to do.
    with contextlib.suppress(EOFError, OSError):
        own: Scanner | None = None
        while True:
            task: Task = connection.recv()
            try:
                own = own or (scanner if isinstance(scanner, Scanner) else scanner())
                outcome: Done | Failed = Done(task.run(replace(own, progress=_Progress(connection))))
            except Exception as error:
                outcome = failure(error)
            connection.send(outcome)


class _Progress:
    """Tells the parent from time to time how far a task has come."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._last = connection, time.monotonic()

    def __call__(self, _name: str, rows: int, fraction: float | None) -> None:
        if time.monotonic() - self._last >= _EVERY:
            self._last = time.monotonic()
            self._connection.send(Reached(rows, fraction))
