"""SQL dumps: the values of INSERT, COPY and UPDATE as tables, all the rest as running text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO

from leakguard.sources.base import PlainSource, Unscanned
from leakguard.sources.decoding import decoded_chunks, encode, require_encodable, with_last
from leakguard.sources.edits import Span, apply
from leakguard.sources.encoding import Encoding
from leakguard.sources.origin import Origin
from leakguard.sources.sql.reader import BREAKS, MAX_ROW, Form, Reader, Window
from leakguard.sources.sql.values import LONGEST_OPAQUE, Dialect, copy_value, edited_copy_value, stored_span
from leakguard.units import Block, CellEdit, Edit, Place, TableBlock, TextBlock, TextEdit

BLOCK_BYTES = 2 << 20
MAX_GAP = 1 << 20
"""Longest stretch of running text in one block, in characters, if a line ends in it."""

_REMEMBERED = 1 << 22
_SHORT = 1 << 13
_LONG_HEX = re.compile(rf"(?:0[xX]|[xX]'|\\\\x)[0-9A-Fa-f]{{{2 * LONGEST_OPAQUE + 2}}}")
_TELLS = ("'", "--", "#", "/*")


class Piece:
    """A stretch of the file as text, with the number of its first line and the characters of it that stand before."""

    def __init__(self, text: str, line: int, offset: int, dialect: Dialect) -> None:
        self.text, self.line, self.offset, self.dialect = text, line, offset, dialect
        self.repeated: list[tuple[int, str]] = []

    @cached_property
    def _ends(self) -> list[int]:
        ends = [-1]
        while (found := self.text.find("\n", ends[-1] + 1)) >= 0:
            ends.append(found)
        return ends

    def place(self, index: int) -> tuple[int, int]:
        """The line in which a character of the text stands, and where in the text that line starts (it may be negative)."""
        number = bisect_right(self._ends, index - 1) - 1
        return self.line + number, self._ends[number] + 1 - (0 if number else self.offset)

    def stored(self, form: Form, start: int) -> tuple[int, str]:
        """The value that was read at ``start``: where it begins, and the value as stored."""
        if form is Form.COPY:
            ends = [end for end in (self.text.find(mark, start) for mark in "\t\n") if end >= 0]
            return start, self.text[start : min(ends, default=len(self.text))].removesuffix("\r")
        grammar = self.dialect.grammar()
        if form is Form.ASSIGNED:
            assigned = grammar.assignable.match(self.text, start)
            return start, assigned[0] if assigned else ""
        token = grammar.token.match(self.text, start)
        if token is None:
            return start, ""
        begin = start + len(token[0]) - len(token[0].lstrip())
        group = next(number for number in (1, 2, 3, 4) if token[number] is not None)
        return begin, self.text[begin : token.end(group) + (group == 1)].rstrip()


_NOTHING = Piece("", 0, 0, Dialect(backslash=False))


@dataclass(frozen=True, slots=True)
class SqlText(TextBlock):
    """What stands between the values; ``start`` is where in its piece."""

    piece: Piece = field(default=_NOTHING, repr=False, compare=False)
    start: int = 0


@dataclass(frozen=True, slots=True)
class SqlTable(TableBlock):
    """The values of one table in a piece; ``starts[c][r]`` is where in the piece each was read (-1: nowhere)."""

    piece: Piece = field(default=_NOTHING, repr=False, compare=False)
    form: Form = Form.LIST
    starts: Sequence[Sequence[int]] = field(default=(), repr=False)

    def place(self, row: int, column: int, start: int, end: int) -> tuple[Place, int, int]:
        """The line, and the offsets in it as stored: escapes count as they stand."""
        begin, stored = self.piece.stored(self.form, self.starts[column][row])
        value = copy_value(stored) if self.form is Form.COPY else self.piece.dialect.value(stored)
        first, last = stored_span(stored, value, start, end)
        line, line_start = self.piece.place(begin + first)
        return Place(line=line), begin + first - line_start, begin + last - line_start


class SqlSource(PlainSource):
    """An SQL dump in pieces of about 2 MiB that end between two rows or statements.

    A gap between values that was seen before, to the letter, and holds no literal, no comment and no long number
    (``; INSERT INTO t (a, b) VALUES``) is not handed out again: what is found in it counts for all of them, and an edit of
    it is made in all of them.
    """

    format = "sql"
    written_format = "sql"

    def __init__(
        self,
        origin: Origin,
        encoding: Encoding,
        digest: str,
        dialect: Dialect,
        *,
        block_bytes: int = BLOCK_BYTES,
        max_row: int = MAX_ROW,
    ) -> None:
        self.name = origin.name
        self.encoding, self.encoding_reason = encoding.name, encoding.reason
        self.digest = digest
        self.dialect = dialect
        self._origin, self._encoding = origin, encoding
        self._block_bytes, self._max_row = block_bytes, max_row
        self._opaque: set[str] = set()

    def blocks(self) -> Iterator[Block]:
        """See :class:`~leakguard.sources.base.Source`."""
        reader, gaps = Reader(self.dialect, self._max_row), _Gaps()
        kept, line, offset, wanted = "", 0, 0, 0
        for chunk, final in with_last(decoded_chunks(self._origin, self._encoding, self._block_bytes)):
            kept += chunk
            if len(kept) < wanted and not final:
                continue
            window = reader.read(kept, final)
            if not window.end:
                wanted = 2 * len(kept)  # so that a long literal is not read again for every chunk
                continue
            piece = Piece(kept[: window.end], line, offset, self.dialect)
            if any(_LONG_HEX.search(piece.text, start, end) for start, end in window.gaps):
                self._opaque.add("")
            yield from _blocks(piece, window, gaps)
            line += piece.text.count("\n")
            ends = piece.text.rfind("\n")
            offset = offset + len(piece.text) if ends < 0 else len(piece.text) - ends - 1
            kept, wanted = kept[window.end :], 0
            self._opaque |= reader.opaque

    def unread(self) -> Sequence[Unscanned]:
        """Tables with long binary values: pictures, compressed texts; without a part, such values in other statements."""
        detail = "long hexadecimal values that are no text were not read"
        return [Unscanned(self.name, table or None, "binary", detail) for table in sorted(self._opaque)]

    def rewrite(self, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> None:
        """See :class:`~leakguard.sources.base.Source`. Text takes ``TextEdit``, tables ``CellEdit``."""
        output.write(self._encoding.bom)
        again: dict[str, list[Span]] = {}
        piece, spans = _NOTHING, list[Span]()
        for block, edits in edited:
            if not isinstance(block, (SqlText, SqlTable)):
                raise ValueError("this block does not come from an SQL source")  # noqa: TRY004 - the documented error
            if block.piece is not piece:
                self._write(piece, spans, again, output)
                piece, spans = block.piece, []
            for replacement in {edit.replacement for edit in edits if isinstance(edit, (TextEdit, CellEdit))}:
                require_encodable(replacement, self._encoding)
            if isinstance(block, SqlTable):
                spans += _cell_spans(block, edits)
            elif edits:
                again[block.text] = self._text_spans(block, edits)
                spans += (Span(block.start + s.start, block.start + s.end, s.replacement) for s in again[block.text])
        self._write(piece, spans, again, output)

    def _write(self, piece: Piece, spans: list[Span], again: dict[str, list[Span]], output: BinaryIO) -> None:
        for start, text in piece.repeated if again else ():
            spans += (Span(start + s.start, start + s.end, s.replacement) for s in again.get(text, ()))
        output.write(encode(apply(piece.text, spans) if spans else piece.text, self._encoding))

    def _text_spans(self, block: SqlText, edits: Sequence[Edit]) -> list[Span]:
        spans = []
        for edit in edits:
            if not isinstance(edit, TextEdit):
                raise ValueError("a text block takes TextEdit only")  # noqa: TRY004 - the documented error
            # It may stand in a literal; in a comment the escapes do no harm.
            spans.append(Span(edit.start, edit.end, self.dialect.escape(edit.replacement)))
        apply(block.text, spans)  # refuses what is out of range
        return spans


class _Gaps:
    """The gaps that were seen already, as far as they are worth remembering."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._size = 0

    def repeats(self, text: str) -> bool:
        """Whether a gap was seen before."""
        if text in self._seen:
            return True
        plain = len(text) < _SHORT and not any(mark in text for mark in _TELLS)
        if plain and self._size < _REMEMBERED and not _long_number(text):
            self._seen.add(text)
            self._size += len(text)
        return False


def _long_number(text: str) -> bool:
    digits = 0
    for character in text:
        digits = digits + 1 if character.isdigit() else 0
        if digits >= 5:
            return True
    return False


def _blocks(piece: Piece, window: Window, gaps: _Gaps) -> Iterator[Block]:
    """The blocks of a piece in the order in which they begin; at least one."""
    found: list[tuple[int, Block]] = []
    for start, end in window.gaps:
        text = piece.text[start:end]
        if gaps.repeats(text):
            piece.repeated.append((start, text))
            continue
        for cut_start, cut_end in _cuts(text):
            line, line_start = piece.place(start + cut_start)
            part = text[cut_start:cut_end]
            begin = start + cut_start
            found.append((begin, SqlText(part, line, line_offset=begin - line_start, piece=piece, start=begin)))
    for cells in window.cells.values():
        headers = cells.table.headers
        missing = [[None] * cells.rows] * (len(headers) - len(cells.values))
        nowhere = [[-1] * cells.rows] * len(missing)
        block = SqlTable(
            [*cells.values, *missing],
            cells.table.rows,
            cells.table.name or None,
            list(headers),
            piece,
            cells.form,
            [*cells.starts, *nowhere],
        )
        cells.table.rows += cells.rows
        found.append((min(column[0] for column in cells.starts if column[0] >= 0), block))
    yield from (block for _, block in sorted(found, key=lambda item: item[0]))
    if not found:
        yield SqlText("", piece.line, line_offset=piece.offset, piece=piece)


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """A long gap in parts that end at line ends where there are any."""
    start = 0
    while len(text) - start > MAX_GAP:
        cut = text.rfind("\n", start, start + MAX_GAP) + 1
        if cut <= start:
            window = start + MAX_GAP - (1 << 12)
            cut = max(text.rfind(mark, window, start + MAX_GAP) for mark in BREAKS) + 1 or start + MAX_GAP
        yield start, cut
        start = cut
    yield start, len(text)


def _cell_spans(block: SqlTable, edits: Sequence[Edit]) -> Iterator[Span]:
    """The edits of the cells as edits of the piece: each value is written anew."""
    by_cell: dict[tuple[int, int], list[Span]] = {}
    for edit in edits:
        if not isinstance(edit, CellEdit):
            raise ValueError("a table block takes CellEdit only")  # noqa: TRY004 - the documented error
        if not (0 <= edit.row < block.rows and 0 <= edit.column < len(block.columns)):
            raise ValueError("an edit of a cell that the block does not have")
        if block.columns[edit.column][edit.row] is None:
            raise ValueError("an edit of a cell without a text")
        by_cell.setdefault((edit.row, edit.column), []).append(Span(edit.start, edit.end, edit.replacement))
    for (row, column), spans in by_cell.items():
        begin, stored = block.piece.stored(block.form, block.starts[column][row])
        written = (
            edited_copy_value(stored, spans) if block.form is Form.COPY else block.piece.dialect.edited(stored, spans)
        )
        yield Span(begin, begin + len(stored), written)
