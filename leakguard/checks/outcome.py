"""What a check says about a value."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeAlias


class Outcome(Enum):
    """The verdict of one check on one value.

    ``PASS`` confirms (a checksum, an allocated prefix, a known table entry). ``PLAUSIBLE`` means that the shape is right
    and nothing more is known. ``WEAK`` means that something is off, such as an unknown area or a checksum that people
    mistype: lower the score. ``FAIL`` means that the value cannot be this entity.
    """

    PASS = "pass"  # noqa: S105
    PLAUSIBLE = "plausible"
    WEAK = "weak"
    FAIL = "fail"


Check: TypeAlias = Callable[[str], Outcome]
"""A check takes the folded value (ASCII, upper-cased, separators removed unless its docstring says otherwise).

It never raises, whatever the string, and keeps no state.
"""
