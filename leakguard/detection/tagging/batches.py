"""Many texts in groups of some tens of thousands of characters, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SIZE = 65_536
"""Characters of a group, or a little more."""

_GAP = 16


def groups(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts, in their order; one that is longer than a group is one."""
    group, size = list[str](), 0
    for text in texts:
        if len(text) > SIZE:
            if group:
                yield group
            yield [text]
            group, size = [], 0
            continue
        group.append(text)
        size += len(text) + _GAP
        if size >= SIZE:
            yield group
            group, size = [], 0
    if group:
        yield group
