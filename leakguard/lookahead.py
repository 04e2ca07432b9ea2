"""Blocks with what was found in them, each with the end of the one before and the start of the next.

What stands at the end of a block may be proved by the first lines of the next, so a block is handed on one step late. Two
blocks are in memory at a time, whatever the size of the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from leakguard.detection.blocks import Stretch
from leakguard.detection.notes import Noted
from leakguard.detection.talk import Rows
from leakguard.errors import UnscannedError
from leakguard.units import Block

Found = Stretch | Rows | Noted
_Found = TypeVar("_Found", Stretch, Rows)


class Read(NamedTuple):
    """A block, what was found in it, and as much of its neighbours as can matter to it."""

    block: Block
    found: Found
    before: Found | None = None
    after: Found | None = None


def with_neighbours(reads: Iterator[tuple[Block, Found]]) -> Iterator[Read]:
    """The blocks in their order; what was read before an error is handed on before the error is raised."""
    before: tuple[str | None, Found] | None = None
    held: tuple[Block, Found] | None = None
    failed: UnscannedError | None = None
    while True:
        try:
            following = next(reads, None)
        except UnscannedError as error:
            following, failed = None, error
        if held is not None:
            part = held[0].part
            yield Read(
                *held,
                before[1] if before and before[0] == part else None,
                following[1] if following and following[0].part == part else None,
            )
            before = (part, held[1].tail())
        if following is None:
            break
        held = following
    if failed is not None:
        raise failed


def like(found: _Found, other: Found | None) -> _Found | None:
    """``other`` if it is of the same kind, text or rows."""
    return other if isinstance(other, type(found)) else None
