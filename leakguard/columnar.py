"""Columns of text as Arrow arrays: what a large table is read into, so that no cell has to become a Python object.

Loaded only for inputs large enough to be worth the import of Arrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import pyarrow as pa

_CHUNK = 1 << 14


class ArrowColumn(Sequence[str | None]):
    """A column whose cells stand in one Arrow array of type ``string`` or ``large_string``.

    Used as a sequence, it hands out Python strings; ``array`` is for whoever can work on all cells at once.
    """

    __slots__ = ("array",)

    def __init__(self, array: pa.Array) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, index: int) -> str | None: ...
    @overload
    def __getitem__(self, index: slice) -> list[str | None]: ...
    def __getitem__(self, index: int | slice) -> str | list[str | None] | None:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            cells: list[str | None] = self.array[start:stop].to_pylist()
            return cells[::step] if step > 0 else [self[i] for i in range(start, stop, step)]
        cell: str | None = self.array[index].as_py()
        return cell

    def __iter__(self) -> Iterator[str | None]:
        for start in range(0, len(self), _CHUNK):
            yield from self.array[start : start + _CHUNK].to_pylist()
