"""What an SQLite file holds beside its rows: the remains of deleted ones.

SQLite leaves deleted rows where they are, on free pages and in the unused space of others, until the file is vacuumed
(https://www.sqlite.org/fileformat2.html, sections 1.5 and 1.6). No query shows them, so the pages are looked at here: whether
there is anything but zeros, and the texts that can still be made out. Numbers of deleted rows cannot: they are bytes like any other.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from leakguard.errors import UnscannedError

_HEADER = 100
_LOCK_BYTE = 1 << 30
_MOST_TEXTS = 1_000_000
_RUN = re.compile(rb"(?:[\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}){4,}")
_INTERIOR, _LEAVES = (2, 5), (10, 13)


class Remains(NamedTuple):
    """How many free pages, and how many pages with unused space, hold something, and the texts in them."""

    free: int
    slack: int
    texts: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.free or self.slack)


def remains(path: Path) -> Remains:
    """Look at every page. Raises :class:`~leakguard.errors.UnscannedError` if the file is cut off."""
    with path.open("rb") as file:
        head = file.read(_HEADER)
        if len(head) < _HEADER:
            raise _cut(path)
        size: int = struct.unpack_from(">H", head, 16)[0]
        size = 65536 if size == 1 else size
        if size < 512 or size & (size - 1):
            raise UnscannedError("unreadable", f"{path.name}: the head of this SQLite file is damaged")
        pages = path.stat().st_size // size
        # The count in the head is valid if the two change counters agree.
        if head[24:28] == head[92:96] and pages < struct.unpack_from(">I", head, 28)[0]:
            raise _cut(path)
        free = _freelist(file, size, pages, struct.unpack_from(">I", head, 32)[0])
        used = size - head[20]
        full = slack = 0
        texts: dict[str, None] = {}
        file.seek(0)
        for number in range(1, pages + 1):
            page = file.read(size)
            if number in free:
                full += any(page[free[number] :])
                texts.update(dict.fromkeys(_texts(page[free[number] :])))
            elif (number - 1) * size != _LOCK_BYTE:
                pieces = [piece for piece in _unused(page, _HEADER if number == 1 else 0, used) if any(piece)]
                slack += bool(pieces)
                texts.update(dict.fromkeys(text for piece in pieces for text in _texts(piece)))
            if len(texts) > _MOST_TEXTS:
                raise UnscannedError("too-large", f"{path.name}: it is full of deleted data; VACUUM the file first")
        return Remains(full, slack, list(texts))


def _texts(piece: bytes) -> Iterator[str]:
    """What reads as text, in UTF-8."""
    for run in _RUN.findall(piece):
        yield run.decode("utf-8", "replace")


def _cut(path: Path) -> UnscannedError:
    return UnscannedError("unfinished", f"{path.name}: this SQLite file is cut off; pages are missing at its end")


def _freelist(file: BinaryIO, size: int, pages: int, trunk: int) -> dict[int, int]:
    """Number of every free page -> where what is left on it begins."""
    free: dict[int, int] = {}
    while 0 < trunk <= pages and trunk not in free:
        file.seek((trunk - 1) * size)
        page = file.read(size)
        following, count = struct.unpack_from(">II", page)
        count = min(count, size // 4 - 2)
        free[trunk] = 8 + 4 * count
        free.update(dict.fromkeys(struct.unpack_from(f">{count}I", page, 8), 0))
        trunk = following
    return free


def _unused(page: bytes, start: int, used: int) -> Iterator[bytes]:
    """The space of a page of a b-tree that no cell takes; nothing for other pages, which begin with a small number."""
    kind = page[start]
    if kind not in (*_INTERIOR, *_LEAVES):
        return
    block, cells, content = struct.unpack_from(">HHH", page, start + 1)
    first = start + (12 if kind in _INTERIOR else 8) + 2 * cells
    content = content or 65536
    if not first <= content <= used:
        return
    yield page[first:content]
    while content <= block <= used - 4:
        following, length = struct.unpack_from(">HH", page, block)
        yield page[block + 4 : block + length]
        if following <= block:
            return
        block = following
