"""Reads the tokens of SpreadsheetML 2003, the XML that Excel 2002 and 2003 wrote and many back offices still do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leakguard.sources.markup.reader import Notes, attribute_pieces
from leakguard.sources.markup.tables import MAX_SPAN, MarkupNotes, MarkupTable, OpenTable, Segment
from leakguard.sources.markup.text import Pieces, in_quotes, in_text
from leakguard.sources.markup.tokens import Attribute, Token, attributes
from leakguard.sources.workbooks.model import number_text
from leakguard.units import Place

_ALWAYS = {"name": "name", "formula": "formula", "href": "link", "hrefscreentip": "link", "author": "property"}
_PERHAPS = re.compile(r"[0-9]{5}|@|[^\x00-\x7f]")
_LONG = re.compile(r"[0-9]{7}")
_EXPONENT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}")
_INDEX = re.compile(r"[0-9]{1,8}")
_HEADERS = {"lastauthor": "last saved by"}


class TypedCell(Pieces):
    """A cell whose ``Type`` is named in the markup: once it holds another text, it is a string."""

    __slots__ = ("kind", "type_end", "type_start")

    def __init__(self, kind: str, start: int, end: int) -> None:
        super().__init__(in_text)
        self.kind, self.type_start, self.type_end = kind, start, end


class SheetReader:
    """Follows the tags, like :class:`~leakguard.sources.markup.reader.HtmlReader`."""

    def __init__(self) -> None:
        self._sheet: str | None = None
        self._table: OpenTable | None = None
        self._ended: list[tuple[str | None, OpenTable]] = []
        self._notes = Notes()
        self._skip = 0
        self._cell = self._comment = False
        self._place = (0, 0)
        self._data: Pieces | None = None
        self._loose = Pieces(in_text)

    @property
    def between_rows(self) -> bool:
        """Whether a segment may end here."""
        return self._table is None or self._table.fresh

    def read(self, token: Token, text: str, line: int) -> None:
        """The next token, which starts in that 0-based line."""
        if token.kind in ("text", "cdata"):
            self._say(token, text)
        elif token.kind == "comment":
            pieces = Pieces(in_text)
            pieces.add_plain(text[token.content_start : token.content_end], token.content_start)
            if not text.startswith("<?", token.start):
                self._notes.add(pieces, Place(line=line, where="comment"))
        elif token.kind == "start":
            found = [item._replace(name=_local(item.name)) for item in attributes(text, token)]
            self._start(_local(token.name), text, found, line)
            self._notes.add_names(token, text, line)
            if text[token.end - 2] == "/":
                self._end(_local(token.name), line)
        else:
            self._end(_local(token.name), line)
            self._notes.add_names(token, text, line)

    def blocks(self, segment: Segment) -> Iterator[MarkupTable | MarkupNotes]:
        """What was read since the last call; at least one block."""
        self._flush(segment.base, None)
        for table in (*(ended for _, ended in self._ended), *([self._table] if self._table else [])):
            yield from table.blocks(segment)
        self._ended.clear()
        yield self._notes.block(segment, None)

    def _start(self, name: str, text: str, found: list[Attribute], line: int) -> None:
        values = {item.name: text[item.start : item.end] for item in found}
        if name == "worksheet":
            self._sheet = _said(values.get("name"))
        elif name == "table" and self._table is None:
            self._table = OpenTable(self._sheet)
        elif name == "row" and self._table:
            index = _number(values.get("index"))
            self._table.start_row(max(0, index - self._table.row - 2) if index else self._skip)
            self._skip = _number(values.get("span"))
        elif name == "cell" and self._table:
            self._start_cell(values)
        elif name == "comment":
            self._comment = True
        elif name == "data":
            self._start_data(found, values)
        for item in found:
            stored = text[item.start : item.end]
            telling = _LONG if item.name in _DULL else _PERHAPS
            if item.name in _ALWAYS or telling.search(stored):
                row, column = self._place if self._cell else (None, None)
                place = Place(row, column, None if self._cell else line, where=_ALWAYS.get(item.name, "attribute"))
                self._notes.add(attribute_pieces(item, stored), place, "author" if item.name == "author" else None)

    def _start_cell(self, values: dict[str, str]) -> None:
        assert self._table is not None  # noqa: S101 - the caller looked
        index = _number(values.get("index"))
        if index:
            self._table.column = index - 1
        wide = 1 + min(MAX_SPAN, _number(values.get("mergeacross")))
        self._table.start_cell(Pieces(in_text), wide)
        self._place = self._table.row, self._table.column - wide
        self._cell = True

    def _start_data(self, found: list[Attribute], values: dict[str, str]) -> None:
        if self._comment or not self._cell or self._table is None:
            self._data = Pieces(in_text)
            return
        kind = next((item for item in found if item.name == "type"), None)
        self._data = TypedCell(values["type"], kind.start, kind.end) if kind else Pieces(in_text)
        self._table.rows[self._table.row][self._place[1]] = self._data

    def _end(self, name: str, line: int) -> None:
        if name == "data":
            if self._data is not None and (self._comment or not self._cell):
                self._notes.add(self._data, Place(*self._place, where="comment"))
            self._data = None
        elif name == "comment":
            self._comment = False
        elif name == "cell":
            self._cell = False
        elif name == "row" and self._table:
            self._table.fresh = True
        elif name == "table" and self._table:
            self._ended.append((self._sheet, self._table))
            self._table = None
        self._flush(line, _HEADERS.get(name, name))

    def _flush(self, line: int, header: str | None) -> None:
        """Keep the text outside cells that ends here."""
        if self._loose.pieces:
            self._notes.add(self._loose, Place(line=line, where="property"), header)
            self._loose = Pieces(in_text)

    def _say(self, token: Token, text: str) -> None:
        stored = text[token.content_start : token.content_end]
        sink = self._loose if self._data is None else self._data
        if token.kind == "cdata":
            sink.add_plain(stored, token.content_start, cdata=True)
        elif isinstance(sink, TypedCell) and sink.kind == "Number" and _EXPONENT.fullmatch(stored.strip()):
            sink.add_as(number_text(float(stored)), token.content_start, token.content_end)
        elif sink is not self._loose or stored.strip():
            sink.add(stored, token.content_start, strict=True)


_DULL = frozenset({"styleid", "type", "id", "xmlns", "format", "ss", "o", "x", "html"})


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _number(stored: str | None) -> int:
    return int(stored) if stored and _INDEX.fullmatch(stored) else 0


def _said(stored: str | None) -> str | None:
    if stored is None:
        return None
    pieces = Pieces(in_quotes)
    pieces.add(stored, 0, strict=True)
    return pieces.text
