"""Texts of a small XML part with the places of their bytes: what stands between tags, and chosen attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from xml.parsers import expat

from leakguard.errors import UnscannedError
from leakguard.sources.xlsx.exact import MAX_DEPTH, make_parser
from leakguard.sources.xlsx.xmltext import decode, unescape, without_markup

ATTRIBUTES = frozenset({
    "alias", "alt", "altText", "author", "caption", "codeName", "command", "comment", "connection", "creator", "defaultValue",
    "descr", "description", "display", "displayName", "email", "error", "errorTitle", "fmtid", "formatCode", "fullName",
    "help", "href", "initials", "label", "linkedCell", "listEntry", "maxValue", "mention", "minValue", "name", "odcFile", "owner", "person", "prompt",
    "promptTitle", "refreshedBy", "reservedBy", "sourceFile", "statusBar", "string", "tag", "text", "title", "tooltip", "totalsRowLabel",
    "url", "user", "userId", "userName", "v", "val", "value",
})  # fmt: skip
"""Attributes, by their local names, that can hold words of a person. The others are numbers, references and keys."""

GROUPS = frozenset({"comment", "txBody", "rich", "threadedComment", "text", "si", "is", "textbox"})
"""Elements whose runs are one text."""

FORMULAS = frozenset(
    {
        "f",
        "formula",
        "formula1",
        "formula2",
        "definedName",
        "sqref",
        "ref",
        "calculatedColumnFormula",
        "totalsRowFormula",
    }
)
_BREAKS = frozenset({"p", "br", "div"})
_ATTRIBUTE = re.compile(rb"""\s+([^\s=<>"'/]{1,200})\s*=\s*("[^"]*"|'[^']*')""")
_NAME = re.compile(rb"<[^\s/>]+")
_BETWEEN = re.compile(rb">([^<>]*[^<>\s][^<>]*)<")


class Piece(NamedTuple):
    """A stretch of stored text. ``start`` to ``end`` is the whole run of character data, or the attribute's value, in the
    part; the piece is ``text``, from code point ``low`` of it on.
    """

    start: int
    end: int
    text: str
    low: int = 0
    attribute: bool = False


@dataclass(slots=True)
class Passage:
    """A text of a part: ``pieces`` one after the other, a line feed between paragraphs. ``element`` holds it, ``attribute`` if
    it is one; ``reference`` is the cell it belongs to, ``named`` the ``name`` of the nearest element that has one.
    """

    element: str
    parents: tuple[str, ...]
    attribute: str | None = None
    pieces: list[Piece | str] = field(default_factory=list)
    reference: str | None = None
    named: str | None = None

    @property
    def text(self) -> str:
        """What a reader sees."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)


def passages(data: bytes, name: str) -> list[Passage]:
    """The texts of an XML part in their order.

    What is not well-formed is read loosely if it is VML, which Excel writes with HTML in it; otherwise raises
    ``unreadable``.
    """
    reader = _Reader(data)
    try:
        reader.read()
    except expat.ExpatError as error:
        if name.lower().endswith(".vml"):
            return list(_loose(data))
        problem = expat.ErrorString(error.code)
        raise UnscannedError("unreadable", f"member {name[:60]!r} is no well-formed XML: {problem}") from error
    return [passage for passage in reader.found if passage.text.strip()]


def _loose(data: bytes) -> Iterator[Passage]:
    for found in _BETWEEN.finditer(data):
        yield Passage("", (), None, [Piece(found.start(1), found.end(1), decode(found[1]))])


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.found: list[Passage] = []
        self._data = data
        self._path: list[str] = []
        self._cells: list[str | None] = []
        self._names: list[str | None] = []
        self._group: Passage | None = None
        self._group_depth = 0
        self._held: list[str] = []
        self._start_at = -1
        self._break = False
        parser = self._parser = make_parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.StartCdataSectionHandler = self._cdata
        parser.CommentHandler = parser.ProcessingInstructionHandler = lambda *_: None

    def read(self) -> None:
        """Go through the whole part."""
        self._parser.Parse(self._data, True)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._flush()
        local = name.rpartition(":")[2]
        self._path.append(local)
        if len(self._path) > MAX_DEPTH:
            raise UnscannedError("unreadable", f"elements of a part are nested more than {MAX_DEPTH} deep")
        reference = attributes.get("ref") or attributes.get("sqref") or attributes.get("r")
        self._cells.append(reference or (self._cells[-1] if self._cells else None))
        self._names.append(attributes.get("name") or (self._names[-1] if self._names else None))
        if any(key.rpartition(":")[2] in ATTRIBUTES or key == "Target" for key in attributes):
            self._attributes(local)
        if local in _BREAKS and self._group is not None and self._group.pieces:
            self._break = True
        if self._group is None and local in GROUPS:
            self._group, self._group_depth = self._passage(None), len(self._path)

    def _passage(self, attribute: str | None) -> Passage:
        return Passage(self._path[-1], tuple(self._path[:-1]), attribute, [], self._cells[-1], self._names[-1])

    def _attributes(self, local: str) -> None:
        """The chosen attributes of the tag that starts here, with the places of their values."""
        start = self._parser.CurrentByteIndex
        name = _NAME.match(self._data, start)
        at = name.end() if name else start
        while found := _ATTRIBUTE.match(self._data, at):
            at = found.end()
            key = found[1].rpartition(b":")[2].decode("utf-8", "replace")
            if key in ATTRIBUTES or (key == "Target" and local == "Relationship"):
                value = found[2][1:-1]
                passage = self._passage(key)
                passage.pieces.append(
                    Piece(found.start(2) + 1, found.end(2) - 1, decode(value, attribute=True), 0, True)
                )
                self.found.append(passage)

    def _text(self, text: str) -> None:
        if self._start_at < 0:
            self._start_at = self._parser.CurrentByteIndex
        self._held.append(text)

    def _cdata(self) -> None:
        if self._start_at < 0:
            self._start_at = self._parser.CurrentByteIndex

    def _flush(self) -> None:
        """A run of character data ends where this event starts."""
        if self._start_at < 0:
            return
        start, end = self._start_at, self._parser.CurrentByteIndex
        text = unescape("".join(self._held))
        self._start_at = -1
        self._held.clear()
        if "rPh" in self._path:
            return
        inside = self._group is not None and len(self._path) >= self._group_depth
        if not text.strip() and not (inside and self._path[-1] == "t"):
            return
        if decode(without_markup(self._data[start:end])) != text:
            text = decode(without_markup(self._data[start:end]))
        if self._group is not None and inside:
            if self._break:
                self._group.pieces.append("\n")
                self._break = False
            self._group.pieces.append(Piece(start, end, text))
            return
        passage = self._passage(None)
        passage.pieces.append(Piece(start, end, text))
        self.found.append(passage)

    def _end(self, _: Any) -> None:
        self._flush()
        if self._group is not None and len(self._path) == self._group_depth:
            self.found.append(self._group)
            self._group, self._break = None, False
        for stack in (self._path, self._cells, self._names):
            stack.pop()
