"""For every test: no network, neither here nor in the processes that it starts."""

from __future__ import annotations

import contextlib
import os
import runpy
from collections import Counter
from pathlib import Path

import pytest

NO_NETWORK = Path(__file__).with_name("no_network")


class NetworkBlockedError(Exception):
    """Something tried to reach the network."""


_attempts: list[str] = []
_admitted: Counter[str] = Counter()


def _refuse(tried: str) -> None:
    if _admitted[tried]:
        return
    _attempts.append(tried)
    raise NetworkBlockedError(tried)


runpy.run_path(str(NO_NETWORK / "sitecustomize.py"), run_name="no_network")["watch"](_refuse)


@pytest.fixture(autouse=True)
def network_attempts(monkeypatch: pytest.MonkeyPatch):
    """What was tried, as a list. A test fails for every attempt, even one whose error was swallowed, unless it clears it."""
    paths = [str(NO_NETWORK), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    _attempts.clear()
    yield _attempts
    assert not _attempts, "the network was used"


@pytest.fixture(scope="session")
def admit():
    """A context manager: tests may reach a server of their own on the given port of 127.0.0.1, and nothing else."""

    @contextlib.contextmanager
    def admitted(port: int):
        allowed = {f"socket.connect ('127.0.0.1', {port})", "socket.getaddrinfo '127.0.0.1'"}
        _admitted.update(allowed)
        try:
            yield
        finally:
            _admitted.subtract(allowed)

    return admitted
