"""Blocks of delimited text whose columns are lists of strings: small inputs, and what only the state machine can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.csv.records import Records, Tokenizer
from leakguard.sources.csv.splice import rewrite
from leakguard.sources.decoding import encode, require_encodable
from leakguard.sources.edits import Span, apply
from leakguard.sources.encoding import Encoding
from leakguard.units import CellEdit, ColumnEdit, Edit, TableBlock

Changes = dict[int, dict[int, list[Span]]]
"""Record of a block -> column -> the edits of that field."""


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


def stored_tables(text: str, found: Records, first_row: int, bom: bytes, max_cells: int) -> Iterator[StoredTable]:
    """The records of a text as blocks of at most ``max_cells`` cells."""
    bounds = [*found.starts, found.end]
    for first, end in _even_parts([len(fields) for fields in found.rows], max_cells):
        piece = text[bounds[first] : bounds[end]]
        starts = [start - bounds[first] for start in bounds[first:end]]
        columns = _columns(found.rows[first:end])
        row = first_row + first
        yield StoredTable(columns, row, text=piece, starts=starts, bom=bom, open_quote=found.open_quote)
        bom = b""


def splice_stored(block: StoredTable, edits: Sequence[Edit], tokenizer: Tokenizer, encoding: Encoding) -> bytes:
    """The bytes of a block with the edits applied; see :class:`~leakguard.sources.base.SplicedSource`."""
    changes = _by_record(block, edits, encoding)
    pieces: list[str] = []
    reached = 0
    for row in sorted(changes):
        start = block.starts[row]
        end = block.starts[row + 1] if row + 1 < len(block.starts) else len(block.text)
        pieces += (block.text[reached:start], rewrite(tokenizer, block.text[start:end], changes[row]))
        reached = end
    pieces.append(block.text[reached:])
    text = "".join(pieces)
    if changes and block.open_quote:
        _require_meant(tokenizer, block, text, changes)
    return block.bom + encode(text, encoding)


def too_long(max_record: int) -> UnscannedError:
    """The error for a record of more than ``max_record`` characters."""
    detail = f"a record of more than {max_record >> 20} million characters; read the file as text"
    return UnscannedError("too-large", detail)


def add_change(changes: Changes, edit: CellEdit, rows: int) -> None:
    """Note an edit of one cell. Raises :class:`ValueError` for a record that the block does not have."""
    if not 0 <= edit.row < rows:
        raise ValueError(f"edit in row {edit.row} of a block with {rows} records")
    fields = changes.setdefault(edit.row, {})
    fields.setdefault(edit.column, []).append(Span(edit.start, edit.end, edit.replacement))


def cell_edits(block: TableBlock, edits: Sequence[Edit]) -> Iterator[CellEdit]:
    """The edits cell by cell. Raises :class:`ValueError` for edits of another kind, and for columns that are not there."""
    for edit in edits:
        if isinstance(edit, CellEdit):
            yield edit
        elif isinstance(edit, ColumnEdit):
            if not 0 <= edit.column < len(block.columns):
                raise ValueError(f"edit in column {edit.column} of a block with {len(block.columns)} columns")
            yield from edit.each(block.columns[edit.column])
        else:
            raise ValueError("a table block takes CellEdit and ColumnEdit only")  # noqa: TRY004 - the documented error


def _by_record(block: StoredTable, edits: Sequence[Edit], encoding: Encoding) -> Changes:
    changes: Changes = {}
    cells = list(cell_edits(block, edits))
    for replacement in {edit.replacement for edit in cells}:
        require_encodable(replacement, encoding)
    for edit in cells:
        add_change(changes, edit, len(block.starts))
    return changes


def _require_meant(tokenizer: Tokenizer, block: StoredTable, text: str, changes: Changes) -> None:
    """An unclosed quote that was data must not find its closing quote in what the edits wrote."""
    meant = tokenizer.records(block.text, final=True).rows
    for row, fields in changes.items():
        for column, spans in fields.items():
            meant[row][column] = apply(meant[row][column], spans)
    if tokenizer.records(text, final=True).rows != meant:
        raise UsageError(
            "a replacement would close a quote that stands open in this file. "
            "Choose a replacement without quotes, delimiters and line ends, or close the quote in the file"
        )


def _columns(rows: list[list[str]]) -> list[list[str | None]]:
    columns: list[list[str | None]] = [list(column) for column in zip_longest(*rows)]
    # Blank records only: one column, so that the block still says how many there are.
    return columns or [[None] * len(rows)]


def _even_parts(widths: list[int], max_cells: int) -> Iterator[tuple[int, int]]:
    """Cut a run of records where the table of it would have too many cells; normally nowhere."""
    if max(widths, default=0) * len(widths) <= max_cells:
        if widths:
            yield 0, len(widths)
        return
    first, widest = 0, 0
    for index, width in enumerate(widths):
        widest = max(widest, width)
        if index > first and widest * (index - first + 1) > max_cells:
            yield first, index
            first, widest = index, width
    yield first, len(widths)
