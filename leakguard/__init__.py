"""leakguard: find Chinese personal information in what is about to be shared, show where and why, and hide it.

>>> import leakguard
>>> [f.entity for f in leakguard.find("电话：13902746158")]
['PHONE_NUMBER']

The public surface is what ``__all__`` lists, and nothing else. Names are loaded when first used, so that importing the
package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from leakguard.api import check, find, find_all, redact, scan
    from leakguard.findings import Finding
    from leakguard.policy import Policy
    from leakguard.report import Report

__all__ = ["Finding", "Policy", "Report", "check", "find", "find_all", "redact", "scan"]

_HOMES = {
    "Finding": "leakguard.findings",
    "Policy": "leakguard.policy",
    "Report": "leakguard.report",
    "check": "leakguard.api",
    "find": "leakguard.api",
    "find_all": "leakguard.api",
    "redact": "leakguard.api",
    "scan": "leakguard.api",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'leakguard' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
