"""Lines of a text around an offset, without ever searching further than a line may be long."""

from __future__ import annotations

from collections.abc import Iterator

LONGEST = 400
"""Code points; what is longer is no message and no line of a block."""

Span = tuple[int, int]


def line_at(text: str, start: int, end: int) -> Span:
    """The line that holds ``text[start:end]``, without its end; cut ``LONGEST`` code points away on either side."""
    first = text.rfind("\n", max(0, start - LONGEST), start) + 1 or max(0, start - LONGEST)
    last = text.find("\n", end, end + LONGEST)
    return first, last if last >= 0 else min(len(text), end + LONGEST)


def before(text: str, start: int) -> Iterator[Span]:
    """The lines before the one that holds ``start``, the nearest first, until one is too long."""
    edge = text.rfind("\n", max(0, start - LONGEST), start)
    while edge >= 0:
        other = text.rfind("\n", max(0, edge - LONGEST), edge)
        if other < 0 and edge > LONGEST:
            return
        yield other + 1, edge
        edge = other


def behind(text: str, end: int) -> Iterator[Span]:
    """The lines behind the one that holds ``end``, the nearest first, until one is too long."""
    edge = text.find("\n", end, end + LONGEST)
    while 0 <= edge < len(text) - 1:
        other = text.find("\n", edge + 1, edge + 1 + LONGEST)
        if other < 0 and len(text) - edge - 1 > LONGEST:
            return
        yield edge + 1, other if other >= 0 else len(text)
        edge = other
