"""Waiting for something to do: a look at the folder every few seconds, and at once when the system says that it changed.

The looks are always there: notifications get lost when too much happens, and do not come from other machines on a share. The
notifications need the package ``watchdog`` (extra ``outbox``).
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

from leakguard.outbox.folders import WORK


class Waiter:
    """Waits; :meth:`wake` ends that. ``notified`` says whether the system tells of changes."""

    def __init__(self) -> None:
        self.notified = False
        self._event = Event()

    def wake(self) -> None:
        """End the waiting, or the next one."""
        self._event.set()

    def wait(self, seconds: float) -> None:
        """Wait until woken, or so many seconds."""
        self._event.wait(seconds)
        self._event.clear()


@contextlib.contextmanager
def watched(inbox: Path) -> Iterator[Waiter]:
    """What wakes up when something happens below a folder, if ``watchdog`` is installed and the system can tell."""
    waiter = Waiter()
    observer = _observer(inbox, waiter)
    waiter.notified = observer is not None
    try:
        yield waiter
    finally:
        if observer is not None:
            observer.stop()
            observer.join(5)


def _observer(inbox: Path, waiter: Waiter) -> Any:
    try:
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers import Observer
    except ImportError:
        return None

    class Handler(FileSystemEventHandler):  # type: ignore[misc,unused-ignore]
        """Wakes the waiter, except for what the outbox does itself and for what is only read."""

        def on_any_event(self, event: Any) -> None:
            # That a folder was modified says nothing that the event of the file in it does not say.
            idle = event.event_type in ("opened", "closed_no_write") or (
                event.is_directory and event.event_type == "modified"
            )
            if not idle and WORK not in Path(str(event.src_path)).parts:
                waiter.wake()

    # What it has to say on its way out is nothing to anybody, and a log of the outbox holds one line a file.
    logging.getLogger("watchdog").setLevel(logging.CRITICAL)
    observer = Observer()
    observer.daemon = True
    observer.schedule(Handler(), str(inbox), recursive=True)
    try:
        observer.start()
    except OSError:  # the system's limit of watches is reached
        return None
    return observer
