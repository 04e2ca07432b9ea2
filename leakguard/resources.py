"""Where the bundled ``recognizers/`` and ``policies/`` are, in a wheel, an editable install and a checkout alike.

In a wheel they lie inside the package; in a checkout (and so in an editable install) beside it.
"""

from __future__ import annotations

import importlib.resources
from importlib.resources.abc import Traversable


def bundled(folder: str) -> Traversable:
    """The bundled folder named ``recognizers`` or ``policies``."""
    package = importlib.resources.files("leakguard")
    inside = package.joinpath(folder)
    return inside if inside.is_dir() else package.joinpath("..", folder)
