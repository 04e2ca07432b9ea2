"""Text inside XML as stored, and edits to it that leave every other byte as it is.

Three layers stand between the bytes of a part and what a reader sees: UTF-8, the entities and line ends of XML 1.0 (4.1,
2.11), and ``_xHHHH_`` for characters that XML cannot hold (ECMA-376 part 1, 22.9.2.19). All three are undone for reading, so
that nothing hides in an escape, and none is touched outside of an edit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from leakguard.sources.edits import Span, apply, in_order

_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,8})|#([0-9]{1,8})|(amp|lt|gt|quot|apos));|\r\n?")
_ESCAPE = re.compile(
    r"_x(?P<high>[Dd][89ABab][0-9A-Fa-f]{2})__x(?P<low>[Dd][C-Fc-f][0-9A-Fa-f]{2})_|_x(?P<one>[0-9A-Fa-f]{4})_"
)
_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WHITE = re.compile(r"[\t\r\n]")


def decode(raw: bytes, *, attribute: bool = False) -> str:
    """The text of a run of character data, or of an attribute's value, that holds no markup."""
    text = raw.decode("utf-8", "replace")
    if attribute and ("\n" in text or "\t" in text or "\r" in text):
        text = _WHITE.sub(" ", text.replace("\r\n", "\n"))
    if "&" in text or "\r" in text:
        text = _ENTITY.sub(_character, text)
    return unescape(text)


def unescape(text: str) -> str:
    """``_xHHHH_`` undone; halves of a surrogate pair that stand alone stay as they are."""
    return _ESCAPE.sub(_escaped, text) if "_x" in text else text


@lru_cache(maxsize=4096)
def encode(text: str) -> bytes:
    """``text`` as character data or, because quotes are escaped too, as the value of an attribute."""
    text = _LIKE_ESCAPE.sub("_x005F_", text) if "_x" in text else text
    text = _FORBIDDEN.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    if "\r" in text:
        text = text.replace("\r", "&#13;")
    return text.encode("utf-8", "replace")


def splice(raw: bytes, spans: Sequence[Span], *, attribute: bool = False) -> bytes:
    """``raw`` with edits; offsets are code points of ``decode(raw)``.

    A character that is written as an entity or an escape is replaced as a whole. Raises :class:`ValueError` as
    :func:`~leakguard.sources.edits.in_order` does.
    """
    if b"<" in raw:  # a CDATA section, or a comment between two stretches of text
        return encode(apply(decode(without_markup(raw)), spans))
    text = raw.decode("utf-8", "replace")
    starts = _starts(text)
    if attribute:
        text = _WHITE.sub(" ", text)
    pieces: list[bytes] = []
    reached = 0
    for start, end, replacement in in_order(spans, len(text) if starts is None else len(starts) - 1):
        first, last = (start, end) if starts is None else (starts[start], starts[end])
        pieces += (text[reached:first].encode("utf-8", "replace"), encode(replacement))
        reached = last
    spliced = b"".join((*pieces, text[reached:].encode("utf-8", "replace")))
    if b"_x" in spliced:  # what is left on both sides of an edit may make an escape that was none
        wanted = apply(decode(raw, attribute=attribute), spans)
        if decode(spliced, attribute=attribute) != wanted:
            return encode(wanted)
    return spliced


def without_markup(raw: bytes) -> bytes:
    """Character data with CDATA sections as escaped text, and without comments and instructions."""
    raw = re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", raw, flags=re.S)
    section = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.S)
    return section.sub(lambda found: found[1].replace(b"&", b"&amp;").replace(b"<", b"&lt;"), raw)


def _starts(text: str) -> list[int] | None:
    """Where each character of the decoded text starts in the stored one, and its end; None where they are the same."""
    if "&" not in text and "_x" not in text and "\r" not in text:
        return None
    characters: list[str] = []
    starts: list[int] = []
    reached = 0
    for found in _ENTITY.finditer(text):
        characters += text[reached : found.start()]
        starts += range(reached, found.start())
        characters.append(_character(found))
        starts.append(found.start())
        reached = found.end()
    characters += text[reached:]
    starts += range(reached, len(text) + 1)
    joined = "".join(characters)
    if "_x" not in joined:
        return starts
    kept: list[int] = []
    reached = 0
    for found in _ESCAPE.finditer(joined):
        if len(_escaped(found)) == 1:
            kept += starts[reached : found.start() + 1]
            reached = found.end()
    return kept + starts[reached:]


def _character(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED[name]
    if hexadecimal is None and decimal is None:
        return "\n"
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _escaped(found: re.Match[str]) -> str:
    if found["one"] is None:
        return chr(0x10000 + ((int(found["high"], 16) - 0xD800) << 10) + int(found["low"], 16) - 0xDC00)
    code = int(found["one"], 16)
    return found[0] if 0xD800 <= code < 0xE000 else chr(code)
