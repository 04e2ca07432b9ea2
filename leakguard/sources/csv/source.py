"""Tables of delimited text: comma, tab, semicolon or vertical bar.

Two ways lead to the same records. Small inputs are read by the state machine of
:mod:`~leakguard.sources.csv.records`, in blocks of strings. From ``LARGE`` bytes on, blocks are laid out at once
(:mod:`~leakguard.sources.csv.bounds`) and their columns are Arrow arrays.

Why own code and no library: a redacted copy must be the input byte for byte outside the edited spans, and the readers
of ``csv``, Arrow or any other library give values without saying where they stood, so that quoting, line ends, ragged
and blank records, ``="..."`` and the encoding would be lost on writing. Why two ways: on exports of 20 columns, reading
every column and writing the copy takes a third (every field quoted) to a sixth (none quoted, or GBK) of the time in
large blocks, about as long as ``csv.reader`` takes to read, and no cell becomes a Python object.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from leakguard.sources.base import SplicedSource
from leakguard.sources.csv.records import QUOTE_LIMIT, Tokenizer
from leakguard.sources.csv.stored import StoredTable, splice_stored, stored_tables, too_long
from leakguard.sources.decoding import decoded_chunks, with_last
from leakguard.sources.encoding import Encoding
from leakguard.sources.origin import Origin
from leakguard.units import Block, Edit, TableBlock

if TYPE_CHECKING:
    from leakguard.sources.csv.arrow_splice import Traced
    from leakguard.sources.csv.parts import PartOrigin, Stretch

LARGE = 1 << 20
"""From this size on, in bytes, a table is worth the import of Arrow."""

BLOCK_BYTES = 4 << 20
LARGE_BLOCK_BYTES = 8 << 20
"""Twice as much is no faster, and several blocks are held at a time."""

DIVIDED = 64 << 20
"""From this size on, in bytes, a table is read in stretches that have nothing to do with each other."""

STRETCHES = 4
"""How many stretches those are, unless they would be smaller than a block."""

MAX_RECORD = 16 << 20
"""Longest record, in characters: longer ones are no table, and are refused as ``too-large``."""

MAX_CELLS = 4 << 20
"""Most cells in a block, the empty ones of ragged records included: one record of a million fields among thousands of
short ones must not make a table of a thousand million."""

# UTF-8, and encodings in which the byte of a delimiter, a quote or a line end is never part of another character.
_LARGE_ENCODINGS = frozenset({"utf-8", "utf-8-sig", "gb18030", "cp950", "big5hkscs"})


class CsvSource(SplicedSource):
    """A delimited table in blocks of whole records; :mod:`~leakguard.sources.csv.records` has the rules.

    ``size`` is the length of the input in bytes, if it is known; from ``large`` bytes on the blocks are
    :class:`~leakguard.sources.csv.arrow.ArrowTable`, but for what the state machine alone can read.
    """

    format = "csv"

    def __init__(
        self,
        origin: Origin,
        encoding: Encoding,
        digest: str,
        *,
        delimiter: str = ",",
        cr_ends: bool = False,
        block_bytes: int | None = None,
        quote_limit: int = QUOTE_LIMIT,
        size: int = 0,
        large: int | None = None,
        divided: int | None = None,
    ) -> None:
        self.name = origin.name
        self.encoding, self.encoding_reason = encoding.name, encoding.reason
        self.digest = digest
        self.delimiter = delimiter
        self._origin, self._encoding = origin, encoding
        self._tokenizer = Tokenizer(delimiter, cr_ends, quote_limit)
        self._large = size >= (LARGE if large is None else large) and not cr_ends and encoding.name in _LARGE_ENCODINGS
        self._block_bytes = block_bytes or (LARGE_BLOCK_BYTES if self._large else BLOCK_BYTES)
        self.size, self._used = size, 0
        self.first_row = 0
        self._whole = not self._large or size < (DIVIDED if divided is None else divided)
        self.block_start = 0
        """Where the block begins that was handed out last, or the ones that were read together with it."""

    @property
    def origin(self) -> Origin:
        """Where the bytes come from."""
        return self._origin

    @property
    def stretch(self) -> int:
        """Which stretch of the table the block is in that was handed out last, counted from 0.

        Where a stretch begins depends on the input only, not on how many processes read it.
        """
        if self._whole:
            return 0
        size = max(self._block_bytes, self.size // STRETCHES)
        # Blocks end somewhat before a multiple of their size.
        return (self.block_start + self._block_bytes // 2) // size

    @property
    def divisible(self) -> bool:
        """Whether other processes can read single stretches, of which there may be more than one."""
        return not self._whole and self._origin.path is not None

    def take_part(self, origin: PartOrigin, stretch: Stretch) -> None:
        """From now on be one stretch only."""
        self._origin, self.first_row, self._whole = origin, stretch.first_row, True
        self.size = stretch.stop - stretch.start
        if stretch.start:
            self._encoding = replace(self._encoding, bom=b"")

    def fraction(self) -> float:
        """How much of the input the blocks handed out by the latest :meth:`blocks` stand for, from 0 to 1.

        For progress displays; exact to within a block.
        """
        return min(1.0, self._used / self.size) if self.size else 0.0

    def blocks(self) -> Iterator[TableBlock]:
        """See :class:`~leakguard.sources.base.Source`; also raises ``too-large`` for an endless record."""
        self._used = self.block_start = 0
        return self._large_blocks() if self._large else self._small_blocks()

    def rewrite(self, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> None:
        """See :class:`~leakguard.sources.base.Source`."""
        for block, edits in edited:
            for piece in self._pieces(block, edits):
                output.write(piece)

    def splice(self, block: Block, edits: Sequence[Edit]) -> bytes:
        """See :class:`~leakguard.sources.base.SplicedSource`."""
        return b"".join(self._pieces(block, edits))

    def _pieces(self, block: Block, edits: Sequence[Edit]) -> tuple[bytes | memoryview, ...]:
        """What :meth:`splice` gives, without copying it once more."""
        if isinstance(block, StoredTable):
            return (splice_stored(block, edits, self._tokenizer, self._encoding),)
        if self._large:
            from leakguard.sources.csv.arrow import ArrowTable
            from leakguard.sources.csv.arrow_splice import splice_arrow

            if isinstance(block, ArrowTable):
                return block.bom, splice_arrow(block, edits, self._tokenizer, self._encoding)
        raise ValueError("this block does not come from a table source")

    def traced(self, block: Block, edits: Sequence[Edit]) -> Traced | None:
        """The bytes of a block with the edits applied, and which stretches of it they replaced; None for small blocks."""
        if not self._large:
            return None
        from leakguard.sources.csv.arrow import ArrowTable
        from leakguard.sources.csv.arrow_splice import traced

        return traced(block, edits, self._tokenizer, self._encoding) if isinstance(block, ArrowTable) else None

    def _large_blocks(self) -> Iterator[TableBlock]:
        # Arrow takes a quarter of a second to load, which a small input must not pay.
        from leakguard.sources.csv.blocks import BlockReader

        reader = BlockReader(
            self._origin,
            self._encoding,
            self._tokenizer,
            block_bytes=self._block_bytes,
            max_record=MAX_RECORD,
            max_cells=MAX_CELLS,
            first_row=self.first_row,
        )
        for block in reader.blocks():
            if reader.used != self._used:
                self.block_start, self._used = self._used, reader.used
            yield block

    def _small_blocks(self) -> Iterator[TableBlock]:
        kept, row, bom = "", 0, self._encoding.bom
        for chunk, final in with_last(decoded_chunks(self._origin, self._encoding, self._block_bytes)):
            self._used = self.size if final else self._used + self._block_bytes
            kept += chunk
            found = self._tokenizer.records(kept, final)
            yield from stored_tables(kept, found, row, bom, MAX_CELLS)
            if found.rows:
                bom = b""
            row += len(found.rows)
            kept = kept[found.end :]
            if len(kept) > MAX_RECORD:
                raise too_long(MAX_RECORD)
        if bom:
            yield StoredTable([], bom=bom)
