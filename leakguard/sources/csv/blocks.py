"""Reads delimited text in large blocks of whole records, with columns as Arrow arrays.

Every block starts with a record and goes as far as records are understood beyond doubt. What comes next then (an
undecodable byte, an unclosed quote) is read by the state machine, for some megabytes, before it goes on with large blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leakguard.sources.csv.arrow import ArrowTable, LazyColumns
from leakguard.sources.csv.bounds import CR, LF, find_ends
from leakguard.sources.csv.layout import layout
from leakguard.sources.csv.records import Tokenizer
from leakguard.sources.csv.stored import StoredTable, stored_tables, too_long
from leakguard.sources.csv.twin import LEGACY, readable
from leakguard.sources.decoding import decode, encode, refuse_mixture
from leakguard.sources.encoding import Encoding
from leakguard.sources.origin import Origin, Readable

EXACT_BYTES = 4 << 20
"""How much the state machine reads at a time."""


class BlockReader:
    """One pass over a table. ``used`` is the number of bytes handed out so far, ``first_row`` the number of the first record."""

    def __init__(
        self,
        origin: Origin,
        encoding: Encoding,
        tokenizer: Tokenizer,
        *,
        block_bytes: int,
        max_record: int,
        max_cells: int,
        first_row: int = 0,
    ) -> None:
        self._origin, self._encoding, self._tokenizer = origin, encoding, tokenizer
        self._block_bytes, self._max_record, self._max_cells = block_bytes, max_record, max_cells
        self._row = first_row
        self._bom = encoding.bom
        self.used = 0

    def blocks(self) -> Iterator[ArrowTable | StoredTable]:
        """See :class:`~leakguard.sources.base.Source`."""
        with self._origin.open() as stream:
            _read(stream, len(self._bom))
            self.used = len(self._bom)
            # A line whose end is not read yet is kept apart: to cut it off would be to copy the block once more.
            data, begun, wanted, final, used = b"", b"", self._block_bytes, False, 1
            while True:
                missing = wanted - len(data) - len(begun)
                if not final and missing > 0:
                    more = _read(stream, missing)
                    final = len(more) < missing
                    whole = more.rfind(b"\n") + 1 if used and not final else len(more)
                    if whole or final:
                        data, begun = b"".join((data, begun, memoryview(more)[:whole])), more[whole:]
                    else:
                        begun += more
                    del more
                if not data:
                    data, begun = begun, b""
                if not data:
                    break
                blocks, used = self._next(data, final)
                # Nothing used: the first record is longer than what was read.
                wanted = self._block_bytes if used else len(data) + len(begun) + self._block_bytes
                data = data[used:]
                self.used += used
                yield from blocks
                del blocks
        if self._bom:
            yield StoredTable([], bom=self._bom)

    def _next(self, data: bytes, final: bool) -> tuple[Sequence[ArrowTable | StoredTable], int]:
        """Blocks from the start of ``data``, and how many of its bytes they stand for."""
        block = self._large(data, final)
        if block is None:
            return self._exact(data, final)
        self._row += block.rows
        self._bom = b""
        return [block], len(block.stored)

    def _large(self, data: bytes, final: bool) -> ArrowTable | None:
        """The records from the start that can be read at once; ``None`` if the very first one cannot."""
        # A CR at the very end is data, and with the line end that is added here it would be one itself.
        size = len(data) if final and data[-1] != CR else data.rfind(b"\n") + 1
        if not size:
            return None
        stored, text = readable(data[:size], self._encoding)
        if not stored:
            return None
        added = len(stored) == size and stored[-1] != LF
        if added:
            text += b"\n"
        ends = find_ends(text, ord(self._tokenizer.delimiter), self._tokenizer.quote_limit)
        if not ends.at.size:
            return None
        laid = layout(text, ends, self._max_cells)
        kept = int(laid.at[-1]) + 1
        if kept < len(text):
            behind = text.count(b"\n", kept) - added
            text = text[:kept]
            stored = _without_lines(stored, behind) if self._encoding.name in LEGACY else text
        marks = None if ends.marks is None else ends.marks[: laid.at.size]
        return ArrowTable(
            LazyColumns(text, laid, self._tokenizer),
            self._row,
            stored=stored,
            text=text,
            layout=laid,
            marks=marks,
            stray=ends.stray[ends.stray < kept],
            bom=self._bom,
        )

    def _exact(self, data: bytes, final: bool) -> tuple[Sequence[ArrowTable | StoredTable], int]:
        """The same by the state machine, for a few megabytes or as many as the first record takes."""
        size = EXACT_BYTES
        while True:
            last = size >= len(data)
            refuse_mixture(data[:size], self._encoding)
            text, _ = decode(data[:size], self._encoding, final and last)
            found = self._tokenizer.records(text, final and last)
            if found.rows:
                break
            if len(text) > self._max_record:
                raise too_long(self._max_record)
            if last:
                return [], 0
            size *= 2
        tables = list(stored_tables(text, found, self._row, self._bom, self._max_cells))
        self._row += len(found.rows)
        self._bom = b""
        return tables, len(encode(text[: found.end], self._encoding))


def _without_lines(data: bytes, count: int) -> bytes:
    """``data`` up to and with the line end that has ``count`` others behind it."""
    end = len(data)
    for _ in range(count + 1):
        end = data.rfind(b"\n", 0, end)
    return data[: end + 1]


def _read(stream: Readable, size: int) -> bytes:
    """As many bytes as asked for, fewer only at the end."""
    data = stream.read(size) if size else b""
    while len(data) < size:
        more = stream.read(size - len(data))
        if not more:
            break
        data += more
    return data
