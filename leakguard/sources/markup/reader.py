"""Reads the tokens of HTML: tables, the text between them, and what attributes, comments and scripts say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from leakguard.sources.markup.tables import MAX_ROW_SPAN, MAX_SPAN, MarkupNotes, MarkupTable, OpenTable, Segment
from leakguard.sources.markup.text import Pieces, in_attribute, in_quotes, in_script, in_text
from leakguard.sources.markup.tokens import Attribute, Token, attributes, odd_names
from leakguard.units import Note, Place

_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
"""Elements that do not end a line; every other one does."""

_DULL = frozenset({
    "class", "style", "width", "height", "colspan", "rowspan", "align", "valign", "bgcolor", "border", "cellpadding",
    "cellspacing", "rel", "type", "lang", "dir", "face", "size", "color", "charset", "http-equiv", "for", "method",
    "target", "nowrap", "span", "scope", "role", "media", "xmlns",
})  # fmt: skip
"""Attributes that say how something looks or what it is for."""

_NUMBER = re.compile(r"[0-9]{1,5}")
_TELLING = re.compile(r"[0-9]{7}|@[0-9A-Za-z-]+\.")
"""What nobody needs to say how something looks."""


class Notes:
    """Texts outside tables while a segment is read."""

    def __init__(self) -> None:
        self._notes: list[Note] = []
        self._pieces: list[Pieces] = []

    def add(self, pieces: Pieces, place: Place, header: str | None = None) -> None:
        """Keep a text that holds a letter or digit."""
        text = pieces.text
        if any(character.isalnum() for character in text):
            self._notes.append(Note(text, place, header))
            self._pieces.append(pieces)

    def add_names(self, token: Token, text: str, line: int) -> None:
        """Names of a tag and of its attributes that hold what names do not."""
        for start, end in odd_names(text, token):
            pieces = Pieces(in_attribute)
            pieces.add_plain(text[start:end], start)
            self.add(pieces, Place(line=line, where="attribute"))

    def block(self, segment: Segment, part: str | None) -> MarkupNotes:
        """What was kept since the last call."""
        block = MarkupNotes(tuple(self._notes), part, segment, tuple(self._pieces))
        self._notes, self._pieces = [], []
        return block


class HtmlReader:
    """Follows the tags. :meth:`read` takes every token with the segment's text, :meth:`blocks` ends the segment.

    ``numbered`` says that there is more than one table, so that they need names.
    """

    def __init__(self, *, numbered: bool) -> None:
        self._numbered = numbered
        self._count = 0
        self._open: list[OpenTable] = []
        self._closed: list[OpenTable] = []
        self._notes = Notes()
        self._text = Pieces(in_text)
        self._text_line = 0
        self._title = False

    @property
    def between_rows(self) -> bool:
        """Whether a segment may end here."""
        if self._text.pieces:
            return False
        return not self._open or (len(self._open) == 1 and self._open[0].fresh)

    def read(self, token: Token, text: str, line: int) -> None:
        """The next token, which starts in that 0-based line."""
        if token.kind == "text":
            self._sink(line).add(text[token.start : token.end], token.start)
        elif token.kind == "raw":
            self._add_plain(token, text, line, token.name, in_script)
        elif token.kind == "comment":
            self._add_plain(token, text, line, "comment", in_text)
        elif token.kind == "start":
            found = list(attributes(text, token)) if token.content_end > token.content_start else []
            self._start(token, text, found, line)
            if found:
                self._read_attributes(found, text, line)
            self._notes.add_names(token, text, line)
        elif token.kind == "end":
            self._end(token, line)
            self._notes.add_names(token, text, line)
            self._read_attributes(list(attributes(text, token)), text, line)

    def blocks(self, segment: Segment) -> Iterator[MarkupTable | MarkupNotes]:
        """What was read since the last call; at least one block."""
        self._flush()
        for table in (*self._closed, *self._open):
            yield from table.blocks(segment)
        self._closed.clear()
        yield self._notes.block(segment, None)

    def _start(self, token: Token, text: str, found: list[Attribute], line: int) -> None:
        name = token.name
        if name == "table":
            self._flush()
            self._count += 1
            self._open.append(OpenTable(f"table {self._count}" if self._numbered else None))
        elif name == "tr" and self._open:
            self._flush()
            self._open[-1].start_row()
        elif name in ("td", "th") and self._open:
            self._flush()
            wide = high = 1
            if found:
                wide, high = _span(text, found, "colspan", MAX_SPAN), _span(text, found, "rowspan", MAX_ROW_SPAN)
            self._open[-1].start_cell(Pieces(in_text), wide, high)
        else:
            self._break(token, line)

    def _end(self, token: Token, line: int) -> None:
        name = token.name
        if name in ("td", "th", "tr") and self._open:
            self._open[-1].cell = None
            self._open[-1].fresh |= name == "tr"
        elif name == "table" and self._open:
            self._flush()
            self._closed.append(self._open.pop())
        else:
            self._break(token, line)

    def _break(self, token: Token, line: int) -> None:
        """What a tag means for the text around it: nothing, a line end in a cell, the end of a text."""
        if token.name in _INLINE:
            return
        if token.name == "title":
            self._flush()
            self._title = token.kind == "start"
        elif token.name == "br" or (self._open and self._open[-1].cell is not None):
            self._sink(line).add_break(token.end, always=token.name == "br")
        else:
            self._flush()

    def _sink(self, line: int) -> Pieces:
        """Where text goes: the cell that is open, or the text outside tables."""
        if self._open and self._open[-1].cell is not None:
            return self._open[-1].cell
        if not self._text.pieces:
            self._text_line = line
        return self._text

    def _flush(self) -> None:
        if self._text.pieces:
            self._notes.add(self._text, Place(line=self._text_line, where="title" if self._title else "text"))
            self._text = Pieces(in_text)

    def _add_plain(self, token: Token, text: str, line: int, where: str, escape: Callable[[str], str]) -> None:
        pieces = Pieces(escape)
        pieces.add_plain(text[token.content_start : token.content_end], token.content_start)
        self._notes.add(pieces, Place(line=line, where=where))

    def _read_attributes(self, found: list[Attribute], text: str, line: int) -> None:
        named = next((text[item.start : item.end] for item in found if item.name == "name"), None)
        for item in found:
            stored = text[item.start : item.end]
            if _NUMBER.fullmatch(stored):
                continue
            if (item.name in _DULL or item.name.startswith("xmlns:")) and not _TELLING.search(stored):
                continue
            pieces = attribute_pieces(item, stored)
            header = (
                named if item.name == "value" else item.name.removeprefix("data-") if item.name[:5] == "data-" else None
            )
            self._notes.add(pieces, Place(line=line, where="attribute"), header)


def attribute_pieces(item: Attribute, stored: str) -> Pieces:
    """The value of an attribute."""
    pieces = Pieces(in_quotes if item.quote else in_attribute)
    pieces.add(stored, item.start, strict=True)
    return pieces


def _span(text: str, found: list[Attribute], name: str, limit: int) -> int:
    stored = next((text[item.start : item.end] for item in found if item.name == name), "")
    return min(limit, max(1, int(stored))) if _NUMBER.fullmatch(stored.strip()) else 1
