"""Worker processes: started before anything heavy is loaded, watched, and ended at once when the run ends.

Where a process can be copied safely (Linux, no other threads), workers are copies of this one and share its memory; elsewhere they
start afresh and make their own scanner. What they are to do, keys and passwords included, comes through a pipe, never as
an argument that other users of the machine could see.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

from leakguard.parallel.worker import Done, Failed, MakeScanner, Reached, ended, work
from leakguard.scanning import Scanner

Outcome = Done | Failed
_Task = TypeVar("_Task")
OnProgress = Callable[[Any, Reached], None]
_GRACE = 5.0
_THREADED = ("onnxruntime", "torch", "spacy")
"""Libraries whose threads do not survive in a copy of the process."""


def cpu_count() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    connection: Connection
    task: int | None = None


@dataclass
class _Run(Generic[_Task]):
    """Tasks in their order: those not begun, those given to workers, and outcomes that wait for their turn."""

    tasks: Iterator[_Task]
    ready: deque[tuple[int, _Task]]
    given: dict[int, _Task]
    outcomes: dict[int, tuple[_Task, Outcome | None]]
    taken: int = 0
    more: bool = True


class Pool:
    """A context manager. ``make`` makes the scanner of workers that start afresh; ``folder`` is where the folder for temporary
    files is made, which is removed at the end, as are all processes.
    """

    def __init__(
        self, scanner: Scanner, make: MakeScanner, jobs: int, folder: Path | None = None, method: str | None = None
    ) -> None:
        self._scanner, self._make, self._jobs, self._method = scanner, make, jobs, method
        self._where, self._parts = folder, 0
        self._workers: list[_Worker] = []
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Pool:
        self._folder = tempfile.TemporaryDirectory(prefix=".leakguard-", dir=self._where)
        try:
            for _ in range(self._jobs):
                self._workers.append(self._start())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def scratch(self) -> Path:
        """The folder for temporary files."""
        assert self._folder is not None  # noqa: S101 - only within the context
        return Path(self._folder.name)

    def part(self) -> Path:
        """A new name for a temporary file."""
        self._parts += 1
        return self.scratch / f"{self._parts}.part"

    @property
    def processes(self) -> list[int]:
        """The ids of the workers."""
        return [worker.process.pid or 0 for worker in self._workers]

    def run(
        self, tasks: Iterable[_Task], progress: OnProgress | None = None
    ) -> Generator[tuple[_Task, Outcome | None], None, None]:
        """Every task with its outcome, in the order of the tasks, which are fetched no earlier than they are needed.

        A task without a method ``run`` is handed back without an outcome when its turn comes.
        """
        run = _Run(iter(tasks), deque(), {}, {})
        turn = 0
        while len(self._workers) < self._jobs:
            self._workers.append(self._start())
        try:
            while True:
                self._fetch(run)
                self._give(run)
                while turn in run.outcomes:
                    yield run.outcomes.pop(turn)
                    turn += 1
                    self._collect(run, progress, 0)
                    self._fetch(run)
                    self._give(run)
                if not run.given and not run.ready and not run.more:
                    return
                # While there is a task to fetch, look only; a worker may be idle before the next one is known.
                self._collect(run, progress, 0 if self._may_fetch(run) else None)
        finally:
            busy = [worker for worker in self._workers if worker.task is not None]
            self._workers = [worker for worker in self._workers if worker.task is None]
            _kill(busy)

    def _may_fetch(self, run: _Run[_Task]) -> bool:
        return run.more and len(run.ready) + len(run.given) < 2 * self._jobs and len(run.outcomes) <= 4 * self._jobs

    def _fetch(self, run: _Run[_Task]) -> None:
        if not self._may_fetch(run):
            return
        try:
            task = next(run.tasks)
        except StopIteration:
            run.more = False
            return
        if hasattr(task, "run"):
            run.ready.append((run.taken, task))
        else:
            run.outcomes[run.taken] = task, None
        run.taken += 1

    def _give(self, run: _Run[_Task]) -> None:
        for worker in list(self._workers):
            if worker.task is not None or not run.ready:
                continue
            number, task = run.ready.popleft()
            worker.task, run.given[number] = number, task
            try:
                worker.connection.send(task)
            except OSError:
                self._lose(worker, run)

    def _collect(self, run: _Run[_Task], progress: OnProgress | None, timeout: float | None) -> None:
        busy = [worker for worker in self._workers if worker.task is not None]
        told = wait([worker.connection for worker in busy], timeout) if busy else []
        for worker in busy:
            if worker.connection not in told:
                continue
            assert worker.task is not None  # noqa: S101 - it is busy
            try:
                message: Done | Failed | Reached = worker.connection.recv()
            except (EOFError, OSError):
                self._lose(worker, run)
                continue
            if isinstance(message, Reached):
                if progress:
                    progress(run.given[worker.task], message)
                continue
            run.outcomes[worker.task] = run.given.pop(worker.task), message
            worker.task = None

    def _lose(self, worker: _Worker, run: _Run[_Task]) -> None:
        """A worker is gone: its task has failed, and another worker takes its place."""
        assert worker.task is not None  # noqa: S101 - else nothing would have been asked of it
        worker.process.join(_GRACE)
        code = worker.process.exitcode
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        run.outcomes[worker.task] = run.given.pop(worker.task), ended(how)
        self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        _kill([worker])
        self._workers[self._workers.index(worker)] = self._start()

    def _start(self) -> _Worker:
        method = self._method or _method()
        context: Any = multiprocessing.get_context(method)
        ours, theirs = context.Pipe()
        copied = method == "fork"
        inherited = [ours, *(worker.connection for worker in self._workers)] if copied else []
        scanner = self._scanner if copied else self._make
        process = context.Process(target=work, args=(scanner, theirs, str(self.scratch), inherited), daemon=True)
        with _no_interrupts():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _end(self) -> None:
        workers, self._workers = self._workers, []
        _kill(workers)
        if self._folder is not None:
            self._folder.cleanup()


def _kill(workers: Iterable[_Worker]) -> None:
    """End processes at once: what they were writing is in folders that are removed."""
    workers = list(workers)
    for worker in workers:
        worker.process.kill()
    for worker in workers:
        worker.process.join()
        worker.connection.close()


def _method() -> str:
    alone = threading.active_count() == 1 and not any(name in sys.modules for name in _THREADED)
    return "fork" if sys.platform == "linux" and alone else "spawn"


@contextlib.contextmanager
def _no_interrupts() -> Iterator[None]:
    """A new process must not be interrupted before it has said that it does not want to be."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
