"""Writes edits into the bytes of a large block: positions for all of them, then one splice in Arrow.

A cell is edited where it stands, if what is written there can be read in one way only. All other cells, of which a
normal file has few, are edited record by record as :mod:`~leakguard.sources.csv.splice` does, which reads again what it
wrote. What is written does not depend on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leakguard.sources.csv.arrow import ArrowTable
from leakguard.sources.csv.bounds import CR, Flags
from leakguard.sources.csv.layout import ESCAPED, EXCEL, MARKED, QUOTED
from leakguard.sources.csv.places import Index, Points, StoredPlaces, with_tail
from leakguard.sources.csv.records import Tokenizer
from leakguard.sources.csv.splice import rewrite
from leakguard.sources.csv.stored import Changes, add_change
from leakguard.sources.decoding import decode, encode, require_encodable
from leakguard.sources.edits import Span
from leakguard.sources.encoding import Encoding
from leakguard.units import CellEdit, Column, ColumnEdit, Edit


def splice_arrow(
    block: ArrowTable, edits: Sequence[Edit], tokenizer: Tokenizer, encoding: Encoding
) -> bytes | memoryview:
    """The bytes of a block without its byte order mark, with the edits applied; see
    :class:`~leakguard.sources.base.SplicedSource`.
    """
    return _Splice(block, edits, tokenizer, encoding).run() if edits else block.stored


class Traced(NamedTuple):
    """A block as it is written, and its stretches that were replaced: ``[start, end)`` in the bytes it had, and the bytes there now."""

    written: bytes | memoryview
    starts: Index
    ends: Index
    lengths: Index

    @property
    def spans(self) -> int:
        """How many stretches were replaced."""
        return int(self.starts.size)

    def same_outside(self, old: bytes) -> bool:
        """Whether all bytes outside those stretches are those of the block as it was."""
        begin = self.starts + np.concatenate([[0], np.cumsum(self.lengths - (self.ends - self.starts))[:-1]])
        return _outside(old, self.starts, self.ends) == _outside(self.written, begin, begin + self.lengths)


def _outside(data: bytes | memoryview, starts: Index, ends: Index) -> memoryview:
    """The bytes outside some stretches, which ascend."""
    bounds = np.empty(2 * starts.size + 2, np.int32)
    bounds[0] = 0
    bounds[1:-1:2] = starts
    bounds[2:-1:2] = ends
    bounds[-1] = len(data)
    kept = np.ones(bounds.size - 1, np.bool_)
    kept[1::2] = False
    pieces = pa.BinaryArray.from_buffers(pa.binary(), kept.size, [None, pa.py_buffer(bounds), pa.py_buffer(data)])
    left = pieces.filter(pa.array(kept))
    offsets = np.frombuffer(left.buffers()[1], np.int32)
    return memoryview(left.buffers()[2] or b"")[offsets[left.offset] : offsets[left.offset + len(left)]]


def traced(block: ArrowTable, edits: Sequence[Edit], tokenizer: Tokenizer, encoding: Encoding) -> Traced:
    """Like :func:`splice_arrow`, and says what was replaced."""
    splice = _Splice(block, edits, tokenizer, encoding)
    written: bytes | memoryview = splice.run()
    starts, ends, lengths = splice.trace
    if block.bom:
        written = block.bom + written
    shift = len(block.bom)
    return Traced(written, starts + shift, ends + shift, lengths)


class _Texts:
    """The distinct replacements: in the encoding of the file, and what they mean for the cells that take them."""

    def __init__(self, tokenizer: Tokenizer, encoding: Encoding) -> None:
        self._encoding = encoding
        self._marks = ('"', "\r", "\n", tokenizer.delimiter)
        self._numbers: dict[str, int] = {}
        self.encoded: list[bytes] = []
        self.marked: list[bool] = []
        self.escaped: list[int] = []

    def number(self, text: str) -> int:
        """Its number; raises :class:`~leakguard.errors.UsageError` if the encoding lacks a character."""
        known = self._numbers.get(text)
        return self._add(text) if known is None else known

    def raw(self, written: bytes) -> int:
        """The number of bytes that are written as they are."""
        self.encoded.append(written)
        return len(self.encoded) - 1

    def _add(self, text: str) -> int:
        require_encodable(text, self._encoding)
        number = self._numbers[text] = self.raw(encode(text, self._encoding))
        escaped = number if '"' not in text else self.raw(encode(text.replace('"', '""'), self._encoding))
        for _ in range(number, len(self.encoded)):
            self.marked.append(any(mark in text for mark in self._marks))
            self.escaped.append(escaped)
        return number


class _Cells(NamedTuple):
    """Edits of single cells: record, field, ``[start, end)`` in the stored bytes, number of the replacement, whether the
    cell has to be left to its record in any case. ``edit`` and ``item`` say which edit it is, and which of its cells.
    """

    rows: Index
    fields: Index
    starts: Index
    ends: Index
    texts: Index
    odd: Flags
    edit: Index
    item: Index


class _Splice:
    def __init__(self, block: ArrowTable, edits: Sequence[Edit], tokenizer: Tokenizer, encoding: Encoding) -> None:
        self._block, self._layout, self._edits = block, block.layout, edits
        self._tokenizer, self._encoding = tokenizer, encoding
        self._texts = _Texts(tokenizer, encoding)
        self._places = StoredPlaces(block, tokenizer.delimiter, encoding.codec)
        self._by_column: dict[int, Points] = {}

    def run(self) -> memoryview:
        parts, odd = self._judged(self._every_cell())
        starts, ends, texts, edit = (
            np.concatenate(arrays)
            for arrays in zip(*((part.starts, part.ends, part.texts, part.edit) for part in parts), strict=True)
        )
        if odd.any():
            cells = _Cells(*map(np.concatenate, zip(*parts, strict=True)))
            left = odd[cells.rows]
            records = self._records(cells, np.flatnonzero(left))
            starts, ends, texts, edit = (
                np.concatenate((whole[~left], part))
                for whole, part in zip((starts, ends, texts, edit), records, strict=True)
            )
        order = _order(starts, ends, edit)
        lengths = np.array([len(text) for text in self._texts.encoded], np.int64)
        self.trace = starts[order].astype(np.int64), ends[order].astype(np.int64), lengths[texts[order]]
        return _splice(self._block.stored, starts[order], ends[order], texts[order], self._texts.encoded)

    def _every_cell(self) -> list[_Cells]:
        """The cells, column by column. Raises :class:`ValueError` for edits of another kind, and for cells that are not
        there.
        """
        parts: list[_Cells] = []
        by_column: dict[int, list[tuple[int, CellEdit]]] = {}
        for number, edit in enumerate(self._edits):
            if isinstance(edit, ColumnEdit):
                parts.append(self._dense(edit, number))
            elif isinstance(edit, CellEdit):
                by_column.setdefault(edit.column, []).append((number, edit))
            else:
                raise ValueError("a table block takes CellEdit and ColumnEdit only")  # noqa: TRY004 - as documented
        return parts + [self._sparse(column, edits) for column, edits in by_column.items()]

    def _dense(self, edit: ColumnEdit, number: int) -> _Cells:
        rows = np.asarray(edit.rows, np.int64)
        fields = self._fields(edit.column, rows)
        if isinstance(edit.replacements, str):
            texts = np.full(rows.size, self._texts.number(edit.replacements), np.int64)
        else:
            texts = np.fromiter(map(self._texts.number, edit.replacements), np.int64, rows.size)
        numbers = np.full(rows.size, number, np.int64)
        head, tail = np.asarray(edit.head, np.int64), np.asarray(edit.tail, np.int64)
        if not head.any() and not tail.any():
            return self._whole(rows, fields, texts, numbers)
        points = self._points(edit.column)
        return self._placed(points, rows, fields, head, points.lengths(rows) - tail, texts, numbers)

    def _whole(self, rows: Index, fields: Index, texts: Index, edit: Index) -> _Cells:
        """Edits of whole values, for which no characters need to be counted."""
        starts, ends = self._places.values(fields)
        escaped, odd = self._escaped(fields)
        return _Cells(rows, fields, starts + escaped, ends - escaped, texts, odd, edit, np.arange(rows.size))

    def _sparse(self, column: int, edits: list[tuple[int, CellEdit]]) -> _Cells:
        rows, starts, ends, numbers, texts = np.array(
            [(e.row, e.start, e.end, number, self._texts.number(e.replacement)) for number, e in edits], np.int64
        ).T
        fields = self._fields(column, rows)
        return self._placed(self._points(column), rows, fields, starts, ends, texts, numbers)

    def _points(self, column: int) -> Points:
        known = self._by_column.get(column)
        if known is None:
            known = self._by_column[column] = Points(self._block, column, self._places, self._encoding.codec)
        return known

    def _placed(
        self, points: Points, rows: Index, fields: Index, starts: Index, ends: Index, texts: Index, edit: Index
    ) -> _Cells:
        """Edits of ``[start, end)`` of some cells of a column, in code points of their values."""
        wrong = (starts < 0) | (ends < starts) | (ends > points.lengths(rows))
        if wrong.any():
            first = int(np.argmax(wrong))
            length = int(points.lengths(rows[first : first + 1])[0])
            raise ValueError(f"edit [{starts[first]}, {ends[first]}) is outside a unit of {length} code points")
        escaped, odd = self._escaped(fields)
        values, _ = self._places.values(fields)
        values += escaped  # their bounds are those of the field
        starts, ends = (values + np.where(odd, 0, points.stored(rows, part, escaped)) for part in (starts, ends))
        return _Cells(rows, fields, starts, ends, texts, odd, edit, np.arange(rows.size))

    def _escaped(self, fields: Index) -> tuple[Flags, Flags]:
        """Which fields are quoted with quotes inside, and which of those are left to their records."""
        escaped, odd = np.zeros((2, fields.size), np.bool_)
        if self._layout.forms is not None:
            escaped = self._layout.forms[fields] == ESCAPED
            if escaped.any():
                odd[escaped] = with_tail(self._block, fields[escaped])
        return escaped, odd

    def _fields(self, column: int, rows: Index) -> Index:
        """The fields of a column at some records."""
        layout = self._layout
        if rows.size and (int(rows.min()) < 0 or int(rows.max()) >= layout.rows):
            raise ValueError(f"edit in a row that a block with {layout.rows} records does not have")
        widths = layout.widths[rows] if layout.widths is not None else layout.width
        if column < 0 or not np.all(widths > column):
            raise ValueError(f"edit in column {column} of a record that has fewer fields")
        return layout.first[rows].astype(np.int64) + column

    def _judged(self, parts: Sequence[_Cells]) -> tuple[list[_Cells], Flags]:
        """The cells with the texts as they have to take them, and the records in which some cell cannot be edited where
        it stands.
        """
        marked, escaped = np.array(self._texts.marked, np.bool_), np.array(self._texts.escaped, np.int64)
        sizes = np.array([len(text) for text in self._texts.encoded], np.int64)
        odd_rows, records = np.zeros(self._layout.rows, np.bool_), self._places.sizes()
        judged: list[_Cells] = []
        for cells in parts:
            texts, odd = cells.texts, cells.odd
            in_quotes = np.zeros(texts.size, np.bool_)
            if self._layout.forms is not None:
                forms = self._layout.forms[cells.fields]
                in_quotes = (forms == QUOTED) | (forms == ESCAPED)
                odd = odd | (forms == MARKED) | self._risky(cells, forms == EXCEL)
                texts = np.where(in_quotes, escaped[texts], texts)
            # No replacement for a field in quotes can be mistaken.
            odd = odd | (marked[cells.texts] & ~in_quotes)
            empty = (sizes[texts] == 0) & ~in_quotes
            if empty.any():
                odd |= empty & self._may_vanish(cells)
            odd_rows[cells.rows[odd]] = True
            records = records + np.bincount(cells.rows, sizes[texts], records.size)
            judged.append(cells._replace(texts=texts))
        return judged, odd_rows | (records > self._tokenizer.quote_limit)

    def _risky(self, cells: _Cells, excel: Flags) -> Flags:
        """Where the quotes of an ``="..."`` are touched, or others would close one that is open."""
        value_start, value_end = self._places.values(cells.fields)
        inside = (cells.starts >= value_start + 2) & (cells.ends < value_end)
        return (excel & ~inside) | self._stray_records[cells.rows]

    def _may_vanish(self, cells: _Cells) -> Flags:
        """Where taking something away may leave an empty line, or a CR that would become part of the line end."""
        stored = np.frombuffer(self._block.stored, np.uint8)
        widths = self._layout.widths
        flags: Flags = stored[np.maximum(cells.starts - 1, 0)] == CR
        if widths is not None:
            flags |= widths[cells.rows] == 1
            return flags
        return np.ones_like(flags) if self._layout.width == 1 else flags

    @cached_property
    def _stray_records(self) -> Flags:
        """Records with an ``="`` that a quote written behind it would close."""
        stray = np.zeros(self._layout.rows, np.bool_)
        if self._block.stray.size:
            fields = np.searchsorted(self._layout.at, self._block.stray)
            stray[np.searchsorted(self._layout.first, fields, side="right") - 1] = True
        return stray

    def _records(self, cells: _Cells, chosen: Index) -> tuple[Index, Index, Index, Index]:
        """Whole records with their edits, as ``starts, ends, texts, edit``."""
        changes: Changes = {}
        for index in chosen[np.lexsort((cells.item[chosen], cells.edit[chosen]))].tolist():
            edit = self._edits[int(cells.edit[index])]
            if isinstance(edit, ColumnEdit):
                edit = _one_cell(edit, int(cells.item[index]), self._block.columns[edit.column])
            assert isinstance(edit, CellEdit)  # noqa: S101 - the others were refused
            add_change(changes, edit, self._layout.rows)
        rows = np.array(list(changes), np.int64)
        starts, ends = self._places.records(rows)
        texts = [
            self._texts.raw(self._rewritten(self._block.stored[start:end], changes[row]))
            for row, start, end in zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True)
        ]
        return starts, ends, np.array(texts, np.int64), np.zeros(rows.size, np.int64)

    def _rewritten(self, record: bytes, fields: dict[int, list[Span]]) -> bytes:
        text, _ = decode(record, self._encoding, final=True)
        return encode(rewrite(self._tokenizer, text, fields), self._encoding)


def _one_cell(edit: ColumnEdit, item: int, cells: Column) -> CellEdit:
    rows, head, tail = (part[item : item + 1] for part in (edit.rows, edit.head, edit.tail))
    text = edit.replacements if isinstance(edit.replacements, str) else edit.replacements[item : item + 1]
    return next(ColumnEdit(edit.column, rows, head, tail, text).each(cells))


def _order(starts: Index, ends: Index, edit: Index) -> Index:
    """The order in the text. Of edits at one place the empty ones come first, in the order given."""
    key = 2 * starts + (ends > starts)
    order = np.argsort(key, kind="stable")
    if (np.diff(key[order]) == 0).any():
        order = np.lexsort((edit, key))
    return order


def _splice(stored: bytes, starts: Index, ends: Index, texts: Index, pool: list[bytes]) -> memoryview:
    if (starts[1:] < ends[:-1]).any() or (ends < starts).any():
        raise ValueError("two edits overlap")
    # What is kept and what is replaced take turns.
    bounds = np.empty(2 * starts.size + 2, np.int32)
    bounds[0] = 0
    bounds[1:-1:2] = starts
    bounds[2:-1:2] = ends
    bounds[-1] = len(stored)
    pieces = pa.BinaryArray.from_buffers(
        pa.binary(), bounds.size - 1, [None, pa.py_buffer(bounds), pa.py_buffer(stored)]
    )
    replaced = np.zeros(bounds.size - 1, np.bool_)
    replaced[1::2] = True
    written = pc.replace_with_mask(pieces, pa.array(replaced), pa.array(pool, pa.binary()).take(pa.array(texts)))
    offsets = np.frombuffer(written.buffers()[1], np.int32)
    return memoryview(written.buffers()[2])[offsets[written.offset] : offsets[written.offset + len(written)]]
