"""uvicorn's HTTP/1.1 protocol (h11) with what it leaves out: a limit on the time that request headers take, a limit on
connections, and errors of parsing that are neither logged with what was sent nor answered in plain text.
"""

from __future__ import annotations

import asyncio
import json

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from leakguard.server.problems import MEDIA_TYPE, Problem, body

HEADER_SECONDS = 10.0
"""Seconds within which the headers of a request must be there, from the opening of the connection or the previous answer."""

CONNECTIONS = 256
"""Most connections at a time; further ones are closed at once."""


class Protocol(H11Protocol):
    """One connection."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        if len(self.connections) >= CONNECTIONS:
            transport.abort()
            return
        super().connection_made(transport)
        self._await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel()
        if self.transport is not None:
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        try:
            super().data_received(data)
        except Exception:
            # A request target that is no ASCII, for one. What was sent must not get into a traceback.
            self._refuse()
        if self.conn.their_state is not h11.IDLE:
            self._cancel()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing() and self.conn.their_state is h11.IDLE:
            self._await_headers()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's signature
        """A request that cannot be parsed. uvicorn calls this."""
        self._refuse()

    def _refuse(self) -> None:
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            content = json.dumps(body(Problem("bad-request")), ensure_ascii=False).encode()
            headers = [
                (b"content-type", MEDIA_TYPE.encode()),
                (b"content-length", b"%d" % len(content)),
                (b"cache-control", b"no-store"),
                (b"connection", b"close"),
            ]
            for event in (
                h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
                h11.Data(content),
                h11.EndOfMessage(),
            ):
                sent = self.conn.send(event)
                self.transport.write(sent or b"")
        self.transport.close()

    def _await_headers(self) -> None:
        self._cancel()
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._too_late)

    def _too_late(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()

    def _cancel(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
