"""What stands around every request: who may ask, headers, the access log, and an end to every exception.

The log tells method, path, status, bytes received, seconds, and verdict or problem. Paths that there are not, queries, names and
headers are never in it: they come from outside and can hold anything.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leakguard.server.auth import authorised, local
from leakguard.server.limits import Body, Gone
from leakguard.server.place import place
from leakguard.server.problems import Problem, response
from leakguard.server.settings import Settings

Log = Callable[[str], None]
PUBLIC = "/v1/health"
PATHS = ("/v1/check", "/v1/redact", "/v1/health", "/v1/policies", "/openapi.json")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
HEADER_BYTES = 16 << 10
"""Most bytes of the headers and the target of a request."""

CLIENT_GONE = 499
"""Status in the log (never sent) of a request whose client went away."""

_ROUTING = {404: "not-found", 405: "method"}
"""Status that the router raises -> problem."""

_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)


class Frame:
    """An ASGI application around another one. ``scope["leakguard"]`` is the :class:`Exchange` of the request."""

    def __init__(self, app: ASGIApp, settings: Settings, log: Log) -> None:
        self._app, self._settings, self._log = app, settings, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        exchange = Exchange(scope, receive, send, self._settings)
        scope["leakguard"] = exchange
        scope["app"] = self._app  # without it the router answers in plain text what it does not know
        try:
            await self._answer(exchange, scope)
        except Gone:
            exchange.status, exchange.note = exchange.status or CLIENT_GONE, "gone"
        finally:
            self._log(exchange.line())

    async def _answer(self, exchange: Exchange, scope: Scope) -> None:
        try:
            _refuse_long(scope)
            self._admit(exchange.headers, scope["path"])
            await self._app(scope, exchange.receive, exchange.send)
        except Gone:
            raise
        except Problem as problem:
            await exchange.refuse(problem)
        except HTTPException as error:
            await exchange.refuse(Problem(_ROUTING.get(error.status_code, "bad-request")), error.headers)
        except Exception as error:
            await exchange.refuse(Problem("failed", place=place(error)))

    def _admit(self, headers: Headers, path: str) -> None:
        if self._settings.token is None:
            if not local(headers.get("host"), headers.get("origin")):
                raise Problem("foreign-page")
        elif path != PUBLIC and not authorised(headers.get("authorization"), self._settings.token):
            raise Problem("unauthorised")


def _refuse_long(scope: Scope) -> None:
    """h11 limits headers that come in pieces only."""
    size = len(scope["raw_path"]) + len(scope["query_string"])
    if size + sum(len(name) + len(value) for name, value in scope["headers"]) > HEADER_BYTES:
        raise Problem("headers")


class Exchange:
    """One request and its answer, as far as it has come."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, settings: Settings) -> None:
        self.headers = Headers(scope=scope)
        self.status, self.note, self.ended = 0, "-", False
        self.receive = receive
        self._scope, self._send, self._start, self._patience = scope, send, time.monotonic(), settings.body_timeout
        self.body = Body(
            receive,
            max_bytes=settings.max_bytes,
            patience=settings.body_timeout,
            announced=self.headers.get("content-length"),
        )

    async def send(self, message: Message) -> None:
        """Pass on a piece of the answer, with the headers that all answers have. A client that does not read is left."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*message.get("headers", ()), *_HEADERS, *self._closing()]}
        try:
            await asyncio.wait_for(self._send(message), self._patience)
        except (TimeoutError, OSError) as error:
            raise Gone from error
        self.ended = message["type"] == "http.response.body" and not message.get("more_body", False)

    def _closing(self) -> list[tuple[bytes, bytes]]:
        """A connection on which a body stands that nobody will read is of no more use."""
        expected = self.headers.get("transfer-encoding") or self.headers.get("content-length", "0") != "0"
        left = expected and not self.body.complete
        return [(b"connection", b"close")] if left or self.note == "headers" else []

    async def refuse(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        """Answer with a problem, if nothing was answered yet."""
        self.note = problem.code if problem.place is None else f"{problem.code} ({problem.place})"
        if self.status:
            raise Gone  # half an answer is out: the connection is closed before its end
        if self._closing() and self.headers.get("expect", "").lower() != "100-continue":
            await self.body.drain()
        await response(problem, headers)(self._scope, self.receive, self.send)

    def line(self) -> str:
        """The line in the log."""
        method, path = self._scope["method"], self._scope["path"]
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        pieces: list[Any] = [
            stamp,
            method if method in METHODS else "-",
            path if path in PATHS else "-",
            self.status,
            self.body.received,
            f"{time.monotonic() - self._start:.3f}",
            self.note,
        ]
        return " ".join(map(str, pieces))
