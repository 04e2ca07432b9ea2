"""JSON strings: from what is written between the quotes to the text that is meant, and back (RFC 8259, section 7)."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]

_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.|\Z)", re.DOTALL)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LONE = re.compile("[\ud800-\udfff]")
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')
_SPECIAL_OR_FOREIGN = re.compile(r'["\\\x00-\x1f\x7f]|[^\x00-\x7f]')
_WRITTEN = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def decoded(text: str, start: int, end: int) -> str:
    r"""What the body ``text[start:end]`` of a string means; ``text[end]`` is its closing quote.

    Half a surrogate pair reads as U+FFFD. An escape that JSON does not know (``\'``) reads as the character behind the
    backslash, as JavaScript has it.
    """
    try:
        value: str = scanstring(text, start, False)[0]
    except JSONDecodeError:
        value = _ESCAPE.sub(lambda found: _meant(found.group()), text[start:end])
    return value if value.isascii() else _LONE.sub("\ufffd", value)


def offsets(text: str, start: int, end: int) -> Sequence[int]:
    """Where in ``text`` each code point of the string ``text[start:end]`` begins, and at last ``end``."""
    if text.find("\\", start, end) < 0:
        return range(start, end + 1)
    places = array("q")
    reached = start
    for found in _ESCAPE.finditer(text, start, end):
        places.extend(range(reached, found.start()))
        places.extend([found.start()] * len(_meant(found.group())))
        reached = found.end()
    places.extend(range(reached, end + 1))
    return places


def escaped(text: str, only_ascii: bool) -> str:
    r"""``text`` as it is written inside a string; ``only_ascii`` writes other characters as ``\uXXXX``."""
    pattern = _SPECIAL_OR_FOREIGN if only_ascii else _SPECIAL
    return pattern.sub(lambda found: _written(found.group()), text)


def _meant(escape: str) -> str:
    if len(escape) == 12:
        high, low = int(escape[2:6], 16), int(escape[8:], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    if len(escape) == 6:
        return chr(int(escape[2:], 16))
    return _SHORT.get(escape[1:], escape[1:])


def _written(character: str) -> str:
    if character in _WRITTEN:
        return _WRITTEN[character]
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
