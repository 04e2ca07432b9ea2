"""For every test: no network, neither here nor in the processes that it starts."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import pytest

NO_NETWORK = Path(__file__).with_name("no_network")


class NetworkBlockedError(Exception):
    """Something tried to reach the network."""


_attempts: list[str] = []


def _refuse(tried: str) -> None:
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
