"""Many texts in groups of some tens of thousands of characters, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SIZE = 65_536
"""Characters of a group, if no text is longer."""

_GAP = 16


def groups(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts, in their order."""
    group, size = list[str](), 0
    for text in texts:
        group.append(text)
        size += len(text) + _GAP
        if size >= SIZE:
            yield group
            group, size = [], 0
    if group:
        yield group
