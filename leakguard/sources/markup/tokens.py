"""Tokens of HTML and of simple XML, with their exact positions in the text as stored.

``html.parser`` is not used: it hands out decoded text without the places of what it decoded, so that a span of it cannot
be put back. The rules are those of the HTML standard's tokenizer (13.2.5) as far as they matter for where tags end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")
_VALUE = r"(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>][^\s>]*+|(?=>))"
_ATTRIBUTES = rf"(?:[\s/]++|=(?!\s*+[\"'])|[^\s/>=]++(?:\s*+=\s*+{_VALUE})?+)*+"
_TAG_START = re.compile(r"</?[a-zA-Z]")
_TAG = re.compile(rf"<(/?)([a-zA-Z][^\s/>]*+)({_ATTRIBUTES})>")
_ATTRIBUTE = re.compile(r"([^\s/>=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>][^\s>]*+))?+)?+")
_ODD_NAME = re.compile(r"[0-9]{5}|[^\x00-\x7f]|@[0-9A-Za-z-]+\.")
_RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext"})


class Token(NamedTuple):
    """A piece of a document. ``kind`` is ``text``, ``start``, ``end``, ``comment`` (declarations and processing
    instructions too), ``cdata`` or ``raw`` (the content of a script or style sheet, named by the element).

    ``content_start`` to ``content_end`` is what stands within the marks; for tags, the attributes.
    """

    kind: str
    start: int
    end: int
    name: str
    content_start: int
    content_end: int


class Attribute(NamedTuple):
    """An attribute with the place of its stored value and the quote around it (none, or empty)."""

    name: str
    start: int
    end: int
    quote: str


class Tokenizer:
    """Cuts a document into tokens. Every character belongs to exactly one of them."""

    def __init__(self, *, xml: bool) -> None:
        self._xml = xml
        self._raw = ""

    def next(self, text: str, position: int, final: bool) -> Token | None:
        """The token that starts at ``position``; None if more text is needed to tell where it ends."""
        if position >= len(text):
            return None
        if self._raw:
            return self._raw_content(text, position, final)
        if text[position] == "<":
            found = _TAG.match(text, position)
            if found is not None:
                name = found[2].lower()
                if not found[1] and name in _RAW and not self._xml:
                    self._raw = name
                return Token("end" if found[1] else "start", position, found.end(), name, found.start(3), found.end(3))
            if _MARKUP.match(text, position):
                return self._other_markup(text, position, final)
        markup = _MARKUP.search(text, position)
        if markup is None and not final:
            return None
        end = len(text) if markup is None else markup.start()
        return Token("text", position, end, "", position, end)

    def _other_markup(self, text: str, position: int, final: bool) -> Token | None:
        """What is no whole tag."""
        if not final and len(text) - position < _LONGEST_MARK:
            return None
        if text.startswith("<!--", position):
            return _until(text, position, 4, "-->", "comment", final)
        if self._xml and text.startswith("<![CDATA[", position):
            return _until(text, position, 9, "]]>", "cdata", final)
        if not _TAG_START.match(text, position):
            return _until(text, position, 2, ">", "comment", final)
        # A quote that nothing closes: the tag ends at the first ">", as people meant it.
        return _until(text, position, 1, ">", "comment", final) if final else None

    def _raw_content(self, text: str, position: int, final: bool) -> Token | None:
        found = re.compile(rf"</{self._raw}(?=[\s/>])", re.IGNORECASE).search(text, position)
        if found is None and not final:
            return None
        end = len(text) if found is None else found.start()
        name, self._raw = self._raw, ""
        return Token("raw", position, end, name, position, end)


_LONGEST_MARK = len("<![CDATA[")


def _until(text: str, position: int, skip: int, mark: str, kind: str, final: bool) -> Token | None:
    content = position + skip
    end = text.find(mark, content)
    if end < 0:
        return Token(kind, position, len(text), "", min(content, len(text)), len(text)) if final else None
    return Token(kind, position, end + len(mark), "", content, end)


def odd_names(text: str, token: Token) -> Iterator[tuple[int, int]]:
    """Where the name of a tag or of one of its attributes is none that a program wrote: what stands behind a ``<`` that
    nothing closes, or in a tag without a quote around it.
    """
    if not _ODD_NAME.search(text, token.start, token.end):
        return
    name = token.start + (2 if token.kind == "end" else 1)
    places = [(name, token.content_start), *(
        found.span(1) for found in _ATTRIBUTE.finditer(text, token.content_start, token.content_end)
    )]  # fmt: skip
    yield from (place for place in places if _ODD_NAME.search(text, *place))


def attributes(text: str, token: Token) -> Iterator[Attribute]:
    """The attributes of a start tag in their order, names in lower case."""
    for found in _ATTRIBUTE.finditer(text, token.content_start, token.content_end):
        for group, quote in ((2, '"'), (3, "'"), (4, "")):
            if found[group] is not None:
                yield Attribute(found[1].lower(), found.start(group), found.end(group), quote)
                break
