"""A worker process: ``python -m leakguard.server.worker``, one job after the other, orders and answers as JSON lines."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
import time
from typing import Any, BinaryIO

_GRACE = 5
_MOST_JOBS = 500
_MOST_KIB = 1 << 20
"""A worker that has done so many jobs, or has needed so much memory (KiB) at one time, makes room for a new one."""


def main() -> int:
    """Work until the server closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    orders, answers = sys.stdin.buffer, _answers()
    watch = threading.Thread(target=_leave_with, args=(os.getppid(),), daemon=True)
    watch.start()
    from leakguard.server.place import place
    from leakguard.server.work import Desk

    line = orders.readline()
    if not line:
        return 0
    settings = json.loads(line)
    tempfile.tempdir = settings["folder"]
    try:
        desk = Desk.of(settings)
    except Exception as error:
        _say(answers, {"ready": False, "place": place(error)})
        return 1
    _say(answers, {"ready": True})
    for left in reversed(range(_MOST_JOBS)):
        line = orders.readline()
        if not line:
            break
        _alarm(int(settings["timeout"]) + _GRACE)
        answer = desk.answer(json.loads(line))
        _alarm(0)
        last = not left or _peak() > _MOST_KIB
        _say(answers, {**answer, "last": last})
        if last:
            break
    return 0


def _answers() -> BinaryIO:
    """Standard output for answers alone: whatever else would be printed goes nowhere."""
    stream = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return stream


def _say(stream: BinaryIO, message: dict[str, Any]) -> None:
    stream.write(json.dumps(message).encode() + b"\n")
    stream.flush()


def _alarm(seconds: int) -> None:
    """End this process after so many seconds, should the server no longer be there to do it."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _peak() -> int:
    """The most memory this process has had, in KiB."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> 10 if sys.platform == "darwin" else peak


def _leave_with(parent: int) -> None:
    """End when the server is gone, even in the middle of a job."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    raise SystemExit(main())
