"""The service as an ASGI application: routes, and what happens to an upload."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from leakguard import __version__
from leakguard.server import upload
from leakguard.server.crew import Crew
from leakguard.server.folder import request_folder, suffix_of
from leakguard.server.frame import Exchange, Frame, Log
from leakguard.server.limits import Gone, Slots
from leakguard.server.openapi import document
from leakguard.server.parameters import Asked, parameters
from leakguard.server.problems import Problem
from leakguard.server.register import Register
from leakguard.server.settings import Settings
from leakguard.sources import FORMATS

RECEIPT_LENGTH = 6_000
"""Longest receipt (base64url) that goes into a header: many clients take 8 KiB of headers."""

_CHUNK = 64 << 10


def application(settings: Settings, crew: Crew, folder: Path, register: Register, log: Log) -> ASGIApp:
    """The application. ``folder`` is the private folder for uploads."""
    service = Service(settings, crew, folder, register)
    routes = [
        Route("/v1/health", service.health, methods=["GET"]),
        Route("/v1/policies", service.policies, methods=["GET"]),
        Route("/openapi.json", service.openapi, methods=["GET"]),
        Route("/v1/check", service.check, methods=["POST"]),
        Route("/v1/redact", service.redact, methods=["POST"]),
    ]
    # A router alone: the exceptions of endpoints are for the frame, which sends no text of theirs.
    return Frame(Router(routes, redirect_slashes=False), settings, log)


class Service:
    """The endpoints."""

    def __init__(self, settings: Settings, crew: Crew, folder: Path, register: Register) -> None:
        self._settings, self._crew, self._folder, self._register = settings, crew, folder, register
        self._slots = Slots(settings.max_requests)
        self._document = document(settings, list(FORMATS))

    async def health(self, _: Request) -> Response:
        """Whether a worker is ready."""
        return JSONResponse({"status": "ok" if self._crew.ready else "starting", "version": __version__})

    async def policies(self, _: Request) -> Response:
        """What may be asked for."""
        default = self._settings.default_policy
        told = [
            {"id": p.id, "title": {"zh": p.zh, "en": p.en}, "sha256": p.digest, "default": p.id == default}
            for p in self._settings.told
        ]
        return JSONResponse({"policies": told})

    async def openapi(self, _: Request) -> Response:
        """The document."""
        return JSONResponse(self._document)

    async def check(self, request: Request) -> Response:
        """The verdict."""
        asked = parameters(request, self._settings)

        async def reply(answer: dict[str, Any]) -> Response:
            return JSONResponse(answer["judgement"])

        return await self._work("check", request, asked, reply)

    async def redact(self, request: Request) -> Response:
        """The copy, or why there is none."""
        asked = parameters(request, self._settings, receipt=True)

        async def reply(answer: dict[str, Any]) -> Response:
            if "copy" not in answer:
                raise Problem("do-not-share", {"judgement": answer["judgement"]})
            return _copy(answer)

        return await self._work("redact", request, asked, reply)

    async def _work(
        self, verb: str, request: Request, asked: Asked, reply: Callable[[dict[str, Any]], Awaitable[Response]]
    ) -> Response:
        """Receive the upload, have it worked on and answer; whatever happens, its folder is gone afterwards.

        The response is sent from here, because the copy is in the folder.
        """
        exchange: Exchange = request.scope["leakguard"]
        with self._slots.one(), request_folder(self._folder) as folder:
            target = upload.Target(folder / "arriving")
            await upload.receive(exchange.body.chunks(), exchange.headers.get("content-type"), target)
            path = target.path.rename(folder / f"upload{suffix_of(asked.name or target.filename)}")
            job = {
                "verb": verb, "name": path.name, "folder": str(folder), "policy": asked.policy, "format": asked.format,
                "encoding": asked.encoding, "zip": asked.zip,
            }  # fmt: skip
            answer = await _unless_gone(self._crew.run(job), request)
            if "problem" in answer:
                raise Problem(answer["problem"], place=answer.get("place"))
            judgement = answer["judgement"]
            judgement["input"] = {"sha256": target.sha256, "bytes": target.size}
            await self._register.enter(verb, judgement, answer.get("output_sha256"))
            exchange.note = judgement["verdict"]
            sent = await reply(answer)
            await sent(request.scope, exchange.receive, exchange.send)
        return _Sent()


class _Sent(Response):
    """Stands for a response that was sent already."""

    async def __call__(self, *_: object) -> None:
        return


def _copy(answer: Mapping[str, Any]) -> Response:
    path = Path(answer["copy"])
    packed = path.suffix == ".zip" and path.stem == "packed"
    name = "redacted.zip" if packed else path.name
    receipt = base64.urlsafe_b64encode(answer["receipt"].encode()).decode("ascii")
    headers = {
        "Content-Length": str(path.stat().st_size),
        "Content-Disposition": f'attachment; filename="{name}"',
        "Leakguard-Verdict": answer["judgement"]["verdict"],
        "Leakguard-Receipt-Digest": answer["digest"],
    }
    if len(receipt) <= RECEIPT_LENGTH and not packed:
        headers["Leakguard-Receipt"] = receipt
    return StreamingResponse(_chunks(path), 200, headers, "application/zip" if packed else upload.OCTETS)


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


async def _unless_gone(work: Awaitable[dict[str, Any]], request: Request) -> dict[str, Any]:
    """The result of ``work``, which is cancelled if the client goes away; then :class:`Gone` is raised."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Gone
        return working.result()
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _left(request: Request) -> None:
    exchange: Exchange = request.scope["leakguard"]
    while (await exchange.receive())["type"] != "http.disconnect":
        pass
