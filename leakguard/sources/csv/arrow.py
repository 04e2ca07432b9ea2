"""Blocks of delimited text whose columns are Arrow arrays, each built when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leakguard.columnar import ArrowColumn
from leakguard.sources.csv.bounds import Ints
from leakguard.sources.csv.layout import ESCAPED, Layout
from leakguard.sources.csv.records import Tokenizer
from leakguard.units import Column, TableBlock


@dataclass(frozen=True, slots=True, eq=False)
class ArrowTable(TableBlock):
    """A table block that keeps the bytes it was read from.

    ``stored`` are the bytes of its records, ``text`` the same in UTF-8 (the same object if the input is UTF-8), to
    which all positions in ``layout`` belong. ``marks`` and ``stray`` are those of
    :class:`~leakguard.sources.csv.bounds.Ends`. The last line end in ``text`` may be one that the input lacks.
    """

    stored: bytes = field(default=b"", repr=False)
    text: bytes = field(default=b"", repr=False)
    layout: Layout = field(kw_only=True, repr=False)
    marks: Ints | None = field(default=None, repr=False)
    stray: Ints = field(kw_only=True, repr=False)
    bom: bytes = b""

    @property
    def rows(self) -> int:
        """Number of records in the block."""
        return self.layout.rows


class LazyColumns(Sequence[Column]):
    """The columns of a block. Detection may look at some of them only, so none is built before it is asked for."""

    def __init__(self, text: bytes, layout: Layout, tokenizer: Tokenizer) -> None:
        self._layout, self._tokenizer = layout, tokenizer
        # Values and what stands between them take turns, which makes one array of all of them without copying any.
        count = layout.bounds.size - 1
        self._pieces = pa.StringArray.from_buffers(count, pa.py_buffer(layout.bounds), pa.py_buffer(text))
        self._built: dict[int, Column] = {}

    def __len__(self) -> int:
        return max(1, self._layout.width)

    @overload
    def __getitem__(self, index: int) -> Column: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Column]: ...
    def __getitem__(self, index: int | slice) -> Column | Sequence[Column]:
        chosen = range(len(self))[index]
        if isinstance(chosen, range):
            return [self[i] for i in chosen]
        if chosen not in self._built:
            self._built[chosen] = ArrowColumn(self._build(chosen))
        return self._built[chosen]

    def _build(self, column: int) -> pa.Array:
        fields, has = self._layout.fields(column)
        places = (2 * fields).astype(np.uint32)
        index = pa.array(places) if has is None else pa.array(places, mask=~has)
        cells = pc.take(self._pieces, index, boundscheck=False)
        forms = self._layout.forms
        if forms is None:
            return cells
        escaped = forms[fields] == ESCAPED
        if has is not None:
            escaped &= has
        if not escaped.any():
            return cells
        values = _unquoted(cells.filter(pa.array(escaped)), self._tokenizer)
        return pc.replace_with_mask(cells, pa.array(escaped), values)


def _unquoted(stored: pa.Array, tokenizer: Tokenizer) -> pa.Array:
    """Values of quoted fields that hold more quotes than the two at their ends."""
    values = pc.replace_substring(pc.utf8_slice_codeunits(stored, 1, -1), '""', '"')
    odd = tailed(stored)
    if not pc.any(odd).as_py():
        return values
    read = [_value(text, tokenizer) for text in stored.filter(odd).to_pylist()]
    return pc.replace_with_mask(values, odd, pa.array(read, pa.string()))


def tailed(stored: pa.Array) -> pa.Array:
    """For quoted fields, whether text stands behind the closing quote."""
    # Then it is not the last character, or a quote before it is none of a pair.
    inner = pc.replace_substring(pc.utf8_slice_codeunits(stored, 1, -1), '""', "")
    return pc.or_(pc.invert(pc.ends_with(stored, '"')), pc.match_substring(inner, '"'))


def _value(stored: str, tokenizer: Tokenizer) -> str:
    record = tokenizer.record(stored, 0, final=True)
    assert record is not None  # noqa: S101 - the end of a final text is known
    return record.fields[0].value
