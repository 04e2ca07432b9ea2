"""SIGTERM and SIGHUP end a run as Ctrl-C does: what is temporary is removed on the way out."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_SIGNALS = ("SIGTERM", "SIGHUP")


class TerminatedError(KeyboardInterrupt):
    """The process was asked to end."""


@contextmanager
def terminable() -> Iterator[None]:
    """Raise :class:`TerminatedError` where such a signal would end the process; signals that are ignored stay so (``nohup``)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    found = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    ours = [number for number in found if signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _stop(number: int, _frame: Any) -> None:
    signal.signal(number, signal.SIG_IGN)  # asking again must not cut the cleaning up short
    raise TerminatedError
