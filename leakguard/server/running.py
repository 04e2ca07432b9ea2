"""Runs the service: the socket, the workers, the private folder, and an orderly end on SIGTERM and SIGINT."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import uvicorn

from leakguard.errors import UsageError
from leakguard.server.app import application
from leakguard.server.crew import Crew
from leakguard.server.folder import private_folder
from leakguard.server.frame import HEADER_BYTES, Log
from leakguard.server.protocol import Protocol
from leakguard.server.register import Register
from leakguard.server.settings import Settings

_BACKLOG = 128


def run(settings: Settings, log: Log, listening: Callable[[str], None], token_variable: str | None = None) -> int:
    """Serve until a signal asks for the end; the exit code. ``listening`` is told the address once connections are accepted.

    Raises:
        UsageError: the address cannot be bound.
    """
    logging.disable(logging.CRITICAL)  # libraries log what clients send; what there is to tell goes to ``log``
    with _signals() as caught, bound(settings) as listener, private_folder() as folder:
        asyncio.run(_serve(settings, log, listening, listener, folder, token_variable))
    return 130 if signal.SIGINT in caught else 0


async def _serve(
    settings: Settings,
    log: Log,
    listening: Callable[[str], None],
    listener: socket.socket,
    folder: Path,
    token_variable: str | None,
) -> None:
    async with Crew(settings, folder, log, token_variable) as crew:
        app = application(settings, crew, folder, Register(settings.journal), log)
        config = uvicorn.Config(
            app,
            http=Protocol,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            h11_max_incomplete_event_size=HEADER_BYTES,
            timeout_graceful_shutdown=settings.grace,
        )
        listening(url(listener))
        await uvicorn.Server(config).serve(sockets=[listener])


@contextlib.contextmanager
def bound(settings: Settings) -> Iterator[socket.socket]:
    """A listening socket; the address is numeric, so nothing is looked up."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
            listener.listen(_BACKLOG)
        except OSError as error:
            raise UsageError(
                f"{settings.host} port {settings.port} cannot be used ({error.strerror}). Give another --port or --host."
            ) from error
        yield listener


def url(listener: socket.socket) -> str:
    """The address of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextlib.contextmanager
def _signals() -> Iterator[list[int]]:
    """Uvicorn raises the signals that ended it once more; then they must not end this process before it has cleaned up."""
    caught: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        caught.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
