"""Limits on what a client may send: bytes, seconds, and how many at once."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator

from starlette.types import Receive

from leakguard.server.problems import Problem

LEAST_RATE = 16 << 10
"""Bytes per second that a client must keep up on average; what it sends buys it time."""

_DRAIN_BYTES = 32 << 20
_DRAIN_SECONDS = 2.0


class Gone(Exception):  # noqa: N818 - it is no error of anybody
    """The client has closed the connection."""


class Body:
    """The body of one request, counted while it is read; ``Content-Length`` is believed only when it says too much."""

    def __init__(self, receive: Receive, *, max_bytes: int, patience: float, announced: str | None) -> None:
        self._receive, self._max, self._patience = receive, max_bytes, patience
        self._announced = int(announced) if announced and announced.isascii() and announced.isdigit() else 0
        self._start, self.received, self.complete = time.monotonic(), 0, False

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body, piece by piece.

        Raises :class:`Problem`: ``too-large`` as soon as there is a byte too many, ``slow`` when nothing came for ``patience``
        seconds or less on average than ``LEAST_RATE``; :class:`Gone` if the client went away before the end.
        """
        if self._announced > self._max:
            raise Problem("too-large", {"max_bytes": self._max})
        while not self.complete:
            chunk = await self._next()
            if self.received > self._max:
                raise Problem("too-large", {"max_bytes": self._max})
            if chunk:
                yield chunk

    async def _next(self) -> bytes:
        left = self._start + self._patience + self.received / LEAST_RATE - time.monotonic()
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, min(left, self._patience)))
        except TimeoutError as error:
            raise Problem("slow") from error
        if message["type"] == "http.disconnect":
            raise Gone
        chunk: bytes = message.get("body", b"")
        self.received += len(chunk)
        self.complete = not message.get("more_body", False)
        return chunk

    async def drain(self) -> None:
        """Read on and forget, within bounds: a client that is still sending may not see an answer before it is done."""
        limit, end = self.received + _DRAIN_BYTES, time.monotonic() + _DRAIN_SECONDS
        with contextlib.suppress(Problem, Gone, TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                while not self.complete and self.received < limit and time.monotonic() < end:
                    await self._next()


class Slots:
    """How many requests are in progress."""

    def __init__(self, most: int) -> None:
        self._most, self.taken = most, 0

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """Take one for a while; raises :class:`Problem` ``busy`` if none is free."""
        if self.taken >= self._most:
            raise Problem("busy")
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1
