"""Text that is put together from pieces of markup, and the way back of edits to the stored characters."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from leakguard.sources.edits import Span, apply, in_order

_ENTITY = re.compile(r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,8};?|[a-zA-Z][a-zA-Z0-9]{0,40};?)")
_STRICT_ENTITY = re.compile(r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,8};?|[a-zA-Z][a-zA-Z0-9]{0,40};)")
_UNQUOTED = re.compile(r"[\s\"'`=<>]")
_WHITE = " \t\r\n\f"


class Piece(NamedTuple):
    """``text`` is what ``[start, end)`` of the stored text says. ``exact`` pieces are stored as they are; ``fixed`` ones
    are tags that mean a line end, and stay; ``cdata`` ones are not escaped.
    """

    text: str
    start: int
    end: int
    exact: bool = True
    fixed: bool = False
    cdata: bool = False


class Pieces:
    """A text and where it is stored. White space around it is not part of it, as HTML leaves it out."""

    __slots__ = ("_escape", "pieces")

    def __init__(self, escape: Callable[[str], str]) -> None:
        self.pieces: list[Piece] = []
        self._escape = escape

    def add(self, stored: str, start: int, *, strict: bool = False) -> None:
        """Stored text with entities, which starts at ``start``."""
        position = 0
        if "&" not in stored:
            self.add_plain(stored, start)
            return
        for found in (_STRICT_ENTITY if strict else _ENTITY).finditer(stored):
            said = html.unescape(found[0])
            if said == found[0]:
                continue
            if found.start() > position:
                self.pieces.append(Piece(stored[position : found.start()], start + position, start + found.start()))
            self.pieces.append(Piece(said, start + found.start(), start + found.end(), exact=False))
            position = found.end()
        if position < len(stored):
            self.pieces.append(Piece(stored[position:], start + position, start + len(stored)))

    def add_plain(self, stored: str, start: int, *, cdata: bool = False) -> None:
        """Stored text in which nothing is escaped."""
        if stored:
            self.pieces.append(Piece(stored, start, start + len(stored), cdata=cdata))

    def add_as(self, text: str, start: int, end: int) -> None:
        """Stored text that says something else as a whole."""
        self.pieces.append(Piece(text, start, end, exact=False))

    def add_break(self, position: int, *, always: bool) -> None:
        """A line end that a tag stands for; with ``always`` unset, only between two texts on different lines."""
        if always or (self.pieces and not self.pieces[-1].text.endswith("\n")):
            self.pieces.append(Piece("\n", position, position, exact=False, fixed=True))

    @property
    def text(self) -> str:
        """What the pieces say together, without white space around it."""
        return "".join(piece.text for piece in self.pieces).strip(_WHITE)

    def spans(self, edits: Iterable[Span]) -> Iterator[Span]:
        """Edits of :attr:`text` as edits of the stored text.

        What an edit covers beyond the first piece it touches is taken out; tags between the pieces stay.
        """
        whole = "".join(piece.text for piece in self.pieces)
        lead = len(whole) - len(whole.lstrip(_WHITE))
        local: list[list[Span]] = [[] for _ in self.pieces]
        for start, end, replacement in in_order(edits, len(whole.strip(_WHITE))):
            self._distribute(local, start + lead, end + lead, replacement)
        for piece, changes in zip(self.pieces, local, strict=True):
            if not changes:
                continue
            escape = in_cdata if piece.cdata else self._escape
            if piece.exact:
                for change in changes:
                    yield Span(piece.start + change.start, piece.start + change.end, escape(change.replacement))
            else:
                yield Span(piece.start, piece.end, escape(apply(piece.text, changes)))

    def _distribute(self, local: list[list[Span]], start: int, end: int, replacement: str) -> None:
        reached, wanted = 0, replacement
        placed = False
        for index, piece in enumerate(self.pieces):
            first, last = max(start, reached), min(end, reached + len(piece.text))
            touches = first < last or (start == end and first <= last)
            if touches and not piece.fixed and not (placed and start == end):
                local[index].append(Span(first - reached, last - reached, "" if placed else wanted))
                placed = True
            reached += len(piece.text)
        if not placed and replacement:
            raise ValueError("an edit of a line end that is a tag")


def in_text(text: str) -> str:
    """Escaped for text, and for comments."""
    return html.escape(text, quote=False)


def in_quotes(text: str) -> str:
    """Escaped for a quoted attribute."""
    return html.escape(text)


def in_attribute(text: str) -> str:
    """Escaped for an attribute without quotes."""
    return _UNQUOTED.sub(lambda found: f"&#{ord(found[0])};", text.replace("&", "&amp;"))


def in_script(text: str) -> str:
    """For places in which nothing is escaped; ``</`` would end them."""
    return text.replace("</", "<\\/")


def in_cdata(text: str) -> str:
    """For a CDATA section, which ``]]>`` would end."""
    return text.replace("]]>", "]] >")
