"""What to say when Presidio is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from leakguard.errors import UsageError

CURE = "pip install 'leakguard[presidio]'"


@contextmanager
def presidio_needed() -> Iterator[None]:
    """Around imports of Presidio and spaCy: turn a missing module into a :class:`UsageError` with the cure."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise UsageError(f"this needs Presidio, and {error.name} is not installed. Install it: {CURE}") from error
