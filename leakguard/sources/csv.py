"""Tables of delimited text: comma, tab, semicolon or vertical bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.base import SplicedSource
from leakguard.sources.csv_records import QUOTE_LIMIT, Tokenizer
from leakguard.sources.csv_splice import rewrite
from leakguard.sources.decoding import decoded_chunks, encode, require_encodable
from leakguard.sources.edits import Span, apply
from leakguard.sources.encoding import Encoding
from leakguard.sources.origin import Origin
from leakguard.units import Block, CellEdit, Edit, TableBlock

BLOCK_BYTES = 4 << 20
MAX_RECORD = 16 << 20
"""Longest record, in characters: longer ones are no table, and are refused as ``too-large``."""

MAX_CELLS = 4 << 20
"""Most cells in a block, the empty ones of ragged records included: one record of a million fields among thousands of
short ones must not make a table of a thousand million."""


@dataclass(frozen=True, slots=True)
class StoredTable(TableBlock):
    """A table block that keeps the text it was read from: ``starts[r]`` is where record ``r`` starts in ``text``.

    Where a field stands inside its record is found again when the record is edited, which is cheaper than to keep the
    place of every field. ``open_quote`` says that some quote of the block is data because nothing closes it.
    """

    text: str = field(default="", repr=False)
    starts: list[int] = field(default_factory=list, repr=False)
    bom: bytes = b""
    open_quote: bool = False


class CsvSource(SplicedSource):
    """A delimited table in blocks of about 4 MiB of whole records; :mod:`~leakguard.sources.csv_records` has the rules."""

    format = "csv"

    def __init__(
        self,
        origin: Origin,
        encoding: Encoding,
        digest: str,
        *,
        delimiter: str = ",",
        cr_ends: bool = False,
        block_bytes: int = BLOCK_BYTES,
        quote_limit: int = QUOTE_LIMIT,
    ) -> None:
        self.name = origin.name
        self.encoding, self.encoding_reason = encoding.name, encoding.reason
        self.digest = digest
        self.delimiter = delimiter
        self._origin, self._encoding = origin, encoding
        self._block_bytes = block_bytes
        self._tokenizer = Tokenizer(delimiter, cr_ends, quote_limit)

    def blocks(self) -> Iterator[Block]:
        """See :class:`~leakguard.sources.base.Source`; also raises ``too-large`` for an endless record."""
        kept, row, bom = "", 0, self._encoding.bom
        for chunk, final in _with_last(decoded_chunks(self._origin, self._encoding, self._block_bytes)):
            kept += chunk
            found = self._tokenizer.records(kept, final)
            bounds = [*found.starts, found.end]
            for first, end in _even_parts([len(fields) for fields in found.rows]):
                text = kept[bounds[first] : bounds[end]]
                starts = [start - bounds[first] for start in bounds[first:end]]
                columns = _columns(found.rows[first:end])
                yield StoredTable(columns, row, text=text, starts=starts, bom=bom, open_quote=found.open_quote)
                row += end - first
                bom = b""
            kept = kept[found.end :]
            if len(kept) > MAX_RECORD:
                detail = f"a record of more than {MAX_RECORD >> 20} million characters; read the file as text"
                raise UnscannedError("too-large", detail)
        if bom:
            yield StoredTable([], bom=bom)

    def splice(self, block: Block, edits: Sequence[Edit]) -> bytes:
        """See :class:`~leakguard.sources.base.SplicedSource`. Takes :class:`~leakguard.units.CellEdit` only."""
        if not isinstance(block, StoredTable):
            raise ValueError("this block does not come from a table source")  # noqa: TRY004 - the documented error
        changes = self._by_record(block, edits)
        pieces: list[str] = []
        reached = 0
        for row in sorted(changes):
            start = block.starts[row]
            end = block.starts[row + 1] if row + 1 < len(block.starts) else len(block.text)
            pieces += (block.text[reached:start], rewrite(self._tokenizer, block.text[start:end], changes[row]))
            reached = end
        pieces.append(block.text[reached:])
        text = "".join(pieces)
        if changes and block.open_quote:
            self._require_meant(block, text, changes)
        return block.bom + encode(text, self._encoding)

    def _by_record(self, block: StoredTable, edits: Sequence[Edit]) -> dict[int, dict[int, list[Span]]]:
        changes: dict[int, dict[int, list[Span]]] = {}
        for replacement in {edit.replacement for edit in edits if isinstance(edit, CellEdit)}:
            require_encodable(replacement, self._encoding)
        for edit in edits:
            if not isinstance(edit, CellEdit):
                raise ValueError("a table block takes CellEdit only")  # noqa: TRY004 - the documented error
            if not 0 <= edit.row < len(block.starts):
                raise ValueError(f"edit in row {edit.row} of a block with {len(block.starts)} records")
            fields = changes.setdefault(edit.row, {})
            fields.setdefault(edit.column, []).append(Span(edit.start, edit.end, edit.replacement))
        return changes

    def _require_meant(self, block: StoredTable, text: str, changes: dict[int, dict[int, list[Span]]]) -> None:
        """An unclosed quote that was data must not find its closing quote in what the edits wrote."""
        meant = self._tokenizer.records(block.text, final=True).rows
        for row, fields in changes.items():
            for column, spans in fields.items():
                meant[row][column] = apply(meant[row][column], spans)
        if self._tokenizer.records(text, final=True).rows != meant:
            raise UsageError(
                "a replacement would close a quote that stands open in this file. "
                "Choose a replacement without quotes, delimiters and line ends, or close the quote in the file"
            )


def _with_last(chunks: Iterator[str]) -> Iterator[tuple[str, bool]]:
    """Each chunk, and whether it is the last one."""
    waiting = next(chunks, None)
    for chunk in chunks:
        if waiting is not None:
            yield waiting, False
        waiting = chunk
    if waiting is not None:
        yield waiting, True


def _columns(rows: list[list[str]]) -> list[list[str | None]]:
    columns: list[list[str | None]] = [list(column) for column in zip_longest(*rows)]
    # Blank records only: one column, so that the block still says how many there are.
    return columns or [[None] * len(rows)]


def _even_parts(widths: list[int]) -> Iterator[tuple[int, int]]:
    """Cut a run of records where the table of it would have too many cells; normally nowhere."""
    if max(widths, default=0) * len(widths) <= MAX_CELLS:
        if widths:
            yield 0, len(widths)
        return
    first, widest = 0, 0
    for index, width in enumerate(widths):
        widest = max(widest, width)
        if index > first and widest * (index - first + 1) > MAX_CELLS:
            yield first, index
            first, widest = index, width
    yield first, len(widths)
