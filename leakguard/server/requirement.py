"""The libraries of the extra ``server``."""

from __future__ import annotations

from importlib.util import find_spec

from leakguard.errors import UsageError

LIBRARIES = ("starlette", "uvicorn", "python_multipart")


def require() -> None:
    """Raise :class:`UsageError` with the cure if a library is missing."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"the HTTP service needs {', '.join(missing)}. Install it with: python -m pip install 'leakguard[server]'"
        )
