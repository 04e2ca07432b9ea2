"""Worker processes from the server's side: started ahead, given one job at a time, ended at once when a job takes too long.

They speak JSON lines over pipes. Everything secret goes through the pipe as well, never into arguments that other users see.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leakguard.server.frame import Log
from leakguard.server.problems import Problem
from leakguard.server.settings import Settings

START_SECONDS = 60.0
"""How long a worker may take to load its models, and a request may wait for a free worker."""

_AGAIN_SECONDS = 1.0
_SELDOM_SECONDS = 30.0
_LINE = 4 << 20


@dataclass(eq=False)
class Worker:
    """One process. It is ready once it has said so."""

    process: asyncio.subprocess.Process

    async def say(self, message: Mapping[str, Any]) -> None:
        """Send one message."""
        assert self.process.stdin is not None  # noqa: S101 - it has pipes
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        await self.process.stdin.drain()

    async def hear(self) -> dict[str, Any] | None:
        """The next message; None if the process has ended."""
        assert self.process.stdout is not None  # noqa: S101
        try:
            line = await self.process.stdout.readline()
            answer: dict[str, Any] | None = json.loads(line) if line.endswith(b"\n") else None
        except (ValueError, OSError):
            return None
        return answer

    async def end(self) -> None:
        """Kill it, whatever it is doing."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


class Crew:
    """``settings.jobs`` workers. A context manager; on the way out all are ended."""

    def __init__(self, settings: Settings, folder: Path, log: Log, token_variable: str | None = None) -> None:
        self._settings, self._folder, self._log = settings, folder, log
        self._environ = {name: value for name, value in os.environ.items() if name != token_variable}
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._all: set[Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._closed = False

    async def __aenter__(self) -> Crew:
        for _ in range(self._settings.jobs):
            self._start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closed = True
        for task in list(self._starting):
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in list(self._all)))

    @property
    def ready(self) -> bool:
        """Whether at least one worker has loaded everything."""
        return any(worker for worker in self._all)

    async def run(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """What a worker answers to ``job``.

        Raises :class:`Problem`: ``busy`` if no worker gets free, ``timeout`` if the job takes too long (its process is gone
        then), ``failed`` if the process ends by itself. A caller that is cancelled ends the process, too.
        """
        async with self._worker() as (worker, stay):
            try:
                async with asyncio.timeout(self._settings.timeout):
                    await worker.say(job)
                    answer = await worker.hear()
            except TimeoutError as error:
                raise Problem("timeout", {"seconds": self._settings.timeout}) from error
            except OSError as error:
                raise Problem("failed", place="worker ended") from error
            if answer is None:
                raise Problem("failed", place="worker ended")
            if not answer.pop("last", False):
                stay()
        return answer

    @contextlib.asynccontextmanager
    async def _worker(self) -> AsyncIterator[tuple[Worker, Callable[[], None]]]:
        """A free worker, and what is to be called if it can be used again; otherwise another one takes its place."""
        try:
            async with asyncio.timeout(START_SECONDS):
                worker = await self._free()
        except TimeoutError as error:
            raise Problem("busy") from error
        again: list[Worker] = []
        try:
            yield worker, lambda: again.append(worker)
        finally:
            if again and not self._closed:
                self._idle.put_nowait(worker)
            else:
                self._all.discard(worker)
                self._start()
                await worker.end()

    async def _free(self) -> Worker:
        while True:
            worker = await self._idle.get()
            if worker.process.returncode is None:
                return worker
            self._all.discard(worker)
            self._start()

    def _start(self) -> None:
        if not self._closed:
            task = asyncio.get_running_loop().create_task(self._keep_starting())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _keep_starting(self) -> None:
        """Start a worker; one that cannot start is tried again, not too often."""
        pause = _AGAIN_SECONDS
        while not await self._started():
            await asyncio.sleep(pause)
            pause = min(2 * pause, _SELDOM_SECONDS)

    async def _started(self) -> bool:
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "leakguard.server.worker",
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
                env=self._environ, limit=_LINE, start_new_session=True,
            )  # fmt: skip
        except OSError:  # too many processes, no memory: it is tried again
            return False
        worker, ready = Worker(process), False
        try:
            async with asyncio.timeout(START_SECONDS):
                await worker.say(self._orders())
                said = await worker.hear() or {}
            ready = said.get("ready", False)
            if not ready:
                self._log(f"a worker cannot start ({said.get('place', 'it ended')})")
        except (TimeoutError, OSError):
            self._log("a worker cannot start (no answer)")
        finally:
            if not ready:
                await worker.end()
        if ready:
            self._all.add(worker)
            self._idle.put_nowait(worker)
        return ready

    def _orders(self) -> dict[str, Any]:
        settings = self._settings
        return {
            "policies": dict(settings.policies),
            "default": settings.default_policy,
            "key": settings.key.hex() if settings.key else None,
            "recognizers": list(settings.recognizers),
            "tagger": settings.tagger,
            "signing_key": str(settings.signing_key) if settings.signing_key else None,
            "timeout": settings.timeout,
            "folder": str(self._folder),
        }
