"""Where an exception came from, for the log: its own text could hold anything."""

from __future__ import annotations

import traceback
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def place(error: BaseException) -> str:
    """Class and innermost line of leakguard, as ``KeyError at module.py:line``."""
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    ours = [f"{path.relative_to(_PACKAGE)}:{line}" for path, line in frames if path.is_relative_to(_PACKAGE)]
    return f"{type(error).__name__} at {ours[-1] if ours else '?'}"
