"""Texts of cells as Arrow arrays, made from the bytes of a part without a Python object per cell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leakguard.errors import UnscannedError
from leakguard.sources.xlsx.cells import Cells, Ints, Kind
from leakguard.sources.xlsx.numbers import date_texts, number_texts
from leakguard.sources.xlsx.xmltext import decode


def raw_strings(data: bytes, start: Ints, end: Ints) -> pa.Array:
    """``data[start[i]:end[i]]`` as strings. The spans ascend and do not overlap.

    Raises ``undecodable`` if one of them is no UTF-8.
    """
    count = len(start)
    if not count:
        return pa.array([], pa.string())
    offsets = np.empty(2 * count, np.int32)
    offsets[0::2], offsets[1::2] = start, end
    every = pa.BinaryArray.from_buffers(pa.binary(), 2 * count - 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    try:
        return every.take(pa.array(np.arange(0, 2 * count - 1, 2))).cast(pa.string())
    except pa.ArrowInvalid as error:
        raise UnscannedError("undecodable", "a part of the workbook is not UTF-8") from error


def decoded(raw: pa.Array) -> pa.Array:
    """Stored texts with their entities and escapes undone; only those that have any are looked at."""
    mask = pc.match_substring_regex(raw, r"[&\r]|_x")
    if not pc.any(mask).as_py():
        return raw
    values = raw.filter(mask).dictionary_encode()
    texts = pa.array([decode(value.encode()) for value in values.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(raw, mask, texts.take(values.indices))


def cell_texts(cells: Cells, strings: pa.Array, date_styles: NDArray[np.bool_], *, since_1904: bool) -> pa.Array:
    """The text of each cell, null where it has none. ``date_styles[s]`` says whether style ``s`` shows a date."""
    kind = cells.kind
    held = set(cells.texts)
    own = np.array(sorted(held), np.int64)
    apart = np.zeros(len(cells), bool)
    apart[own] = True
    dated = np.zeros(len(cells), bool)
    if date_styles.any():
        dated = date_styles[np.clip(cells.style, 0, len(date_styles) - 1)] & (cells.style < len(date_styles))
    pieces: list[pa.Array] = []
    place = np.full(len(cells), -1)
    reached = 0

    def add(chosen: NDArray[np.int64], texts: pa.Array) -> None:
        nonlocal reached
        place[chosen] = np.arange(reached, reached + len(chosen))
        pieces.append(texts)
        reached += len(chosen)

    shared = np.flatnonzero((kind == Kind.SHARED) & (cells.shared >= 0) & (cells.shared < len(strings)))
    add(shared, strings.take(pa.array(cells.shared[shared])))
    numbers, dates = (kind == Kind.NUMBER) & ~dated & ~apart, (kind == Kind.NUMBER) & dated & ~apart
    texts = ((kind == Kind.TEXT) | (kind == Kind.INLINE)) & ~apart
    for chosen, made in (
        (numbers, number_texts),
        (dates, lambda raw: date_texts(raw, since_1904=since_1904)),
        (texts, decoded),
    ):
        which = np.flatnonzero(chosen)
        if len(which):
            which = which[np.argsort(cells.value_start[which], kind="stable")]
            add(which, made(raw_strings(cells.data, cells.value_start[which], cells.value_end[which])))
    if len(own):
        add(own, _own(cells, own.tolist(), dated, since_1904=since_1904))
    every = pa.concat_arrays([piece.cast(pa.string()) for piece in pieces])
    return every.take(pa.array(place, mask=place < 0))


def _own(cells: Cells, which: Sequence[int], dated: NDArray[np.bool_], *, since_1904: bool) -> pa.Array:
    texts = []
    for number in which:
        one = pa.array([cells.texts[number]], pa.string())
        if cells.kind[number] == Kind.NUMBER:
            one = date_texts(one, since_1904=since_1904) if dated[number] else number_texts(one)
        texts.append(one[0].as_py())
    return pa.array(texts, pa.string())
