"""HTML, and the XML of Excel 2003: what back offices export under the name of an Excel file.

The copy is the input with nothing but the edited characters changed. A stretch of the stored text with its tables and
notes makes a segment; edits come back per block and are put into the text of the segment when its last block is through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from leakguard.errors import UnscannedError
from leakguard.sources.base import Opening, PlainSource, Unscanned
from leakguard.sources.decoding import decoded_chunks, encode
from leakguard.sources.edits import Span, apply
from leakguard.sources.markup.reader import HtmlReader
from leakguard.sources.markup.sheets import SheetReader, TypedCell
from leakguard.sources.markup.tables import MarkupNotes, MarkupTable, Segment
from leakguard.sources.markup.text import Pieces
from leakguard.sources.markup.tokens import Tokenizer
from leakguard.units import Block, CellEdit, Edit, NoteEdit

SEGMENT = 1 << 21
"""Characters after which a segment ends at the next row or tag."""

MAX_HELD = 64 << 20
"""Most characters that belong together: a table within a cell, a comment, a script."""

_CHUNK = 1 << 20
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)


class MarkupSource(PlainSource):
    """HTML or SpreadsheetML, which ``sheets`` says."""

    def __init__(self, opening: Opening, *, sheets: bool, segment: int = SEGMENT) -> None:
        self.format = "spreadsheetml" if sheets else "html"
        self.name, self.digest = opening.origin.name, opening.profile.digest
        self._encoding = opening.text_encoding
        self.encoding, self.encoding_reason = self._encoding.name, self._encoding.reason
        self._origin, self._sheets, self._segment = opening.origin, sheets, segment

    def blocks(self) -> Iterator[Block]:
        """See :class:`~leakguard.sources.base.Source`."""
        reader = SheetReader() if self._sheets else HtmlReader(numbered=self._tables() > 1)
        tokenizer = Tokenizer(xml=self._sheets)
        text, position, line, first_line = "", 0, 0, 0
        for chunk, final in self._chunks():
            text += chunk
            while (token := tokenizer.next(text, position, final)) is not None:
                reader.read(token, text, line)
                line += text.count("\n", token.start, token.end)
                position = token.end
                if position >= self._segment and token.kind != "text" and reader.between_rows:
                    yield from reader.blocks(Segment(text[:position], first_line))
                    text, position, first_line = text[position:], 0, line
            if len(text) > MAX_HELD:
                detail = f"more than {MAX_HELD >> 20} million characters of markup that belong together"
                raise UnscannedError("too-large", detail)
        yield from reader.blocks(Segment(text, first_line))

    def unread(self) -> Sequence[Unscanned]:
        """See :class:`~leakguard.sources.base.Source`."""
        return ()

    def rewrite(self, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> None:
        """See :class:`~leakguard.sources.base.Source`."""
        output.write(self._encoding.bom)
        segment: Segment | None = None
        spans: list[Span] = []
        for block, edits in edited:
            if not isinstance(block, MarkupTable | MarkupNotes):
                raise ValueError("this block does not come from markup")  # noqa: TRY004 - the documented error
            if segment is not None and block.segment is not segment:
                output.write(self._spliced(segment, spans))
                spans = []
            segment = block.segment
            spans += _stored(block, edits)
        if segment is not None:
            output.write(self._spliced(segment, spans))

    def _spliced(self, segment: Segment, spans: Sequence[Span]) -> bytes:
        return encode(apply(segment.text, [self._writable(span) for span in spans]), self._encoding)

    def _writable(self, span: Span) -> Span:
        """What the encoding cannot hold is written as a numeric character reference."""
        codec = self._encoding.codec
        try:
            span.replacement.encode(codec)
        except UnicodeEncodeError:
            return span._replace(replacement=span.replacement.encode(codec, "xmlcharrefreplace").decode(codec))
        return span

    def _tables(self) -> int:
        """How many tables there are, at most."""
        count, kept = 0, ""
        for chunk in decoded_chunks(self._origin, self._encoding, _CHUNK):
            text = kept + chunk
            count += len(_TABLE.findall(text))
            kept = text[-_OVERLAP:] if not _TABLE.search(text[-_OVERLAP:]) else ""
            if count > 1:
                break
        return count

    def _chunks(self) -> Iterator[tuple[str, bool]]:
        for chunk in decoded_chunks(self._origin, self._encoding, _CHUNK):
            yield chunk, False
        yield "", True


_OVERLAP = len("<table ") - 1


def _stored(block: MarkupTable | MarkupNotes, edits: Sequence[Edit]) -> Iterator[Span]:
    """The edits of a block as edits of the stored text."""
    by_unit: dict[int, tuple[Pieces, list[Span]]] = {}
    for edit in edits:
        pieces = _pieces(block, edit)
        by_unit.setdefault(id(pieces), (pieces, []))[1].append(Span(edit.start, edit.end, edit.replacement))  # type: ignore[union-attr]
    for pieces, spans in by_unit.values():
        yield from pieces.spans(spans)
        if isinstance(pieces, TypedCell) and pieces.kind != "String":
            yield Span(pieces.type_start, pieces.type_end, "String")


def _pieces(block: MarkupTable | MarkupNotes, edit: Edit) -> Pieces:
    found: Pieces | None = None
    if isinstance(block, MarkupTable) and isinstance(edit, CellEdit):
        found = block.cells.get((edit.row, edit.column))
    elif isinstance(block, MarkupNotes) and isinstance(edit, NoteEdit) and 0 <= edit.note < len(block.pieces):
        found = block.pieces[edit.note]
    if found is None:
        raise ValueError("an edit of the wrong kind, or where nothing stands")
    return found
