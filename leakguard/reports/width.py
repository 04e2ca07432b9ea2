"""Text in terminal cells: how wide it is, cutting, padding and wrapping it, and making hidden characters visible.

Widths follow Unicode Standard Annex #11: wide and full-width characters take two cells, ambiguous ones take one (so
tables here avoid them), combining marks and format characters take none.
"""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
_NO_LINE_START = frozenset("，。、；：！？）」』》】”’,.;:!?)]}")
_NO_LINE_END = frozenset("（《「『【“‘([")
_KEEP = 2
_PIECES = re.compile(
    r"\n|[ ]+|[^\s\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]+|.", re.S
)


def width(text: str) -> int:
    """Number of terminal cells of ``text``, which should be :func:`visible` already."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def truncate(text: str, cells: int) -> str:
    """``text`` in at most ``cells`` cells, with an ellipsis where something was cut off."""
    if width(text) <= cells:
        return text
    kept, used = [], width(ELLIPSIS)
    for character in text:
        used += _cells(character)
        if used > cells:
            break
        kept.append(character)
    return "".join(kept) + ELLIPSIS if cells > 0 else ""


def pad(text: str, cells: int, right: bool = False) -> str:
    """``text`` filled up with spaces to ``cells`` cells; ``right`` puts it at the right edge."""
    space = " " * max(0, cells - width(text))
    return space + text if right else text + space


def wrap(text: str, cells: int) -> list[str]:
    """Lines of at most ``cells`` cells, broken at spaces and between Chinese characters.

    Closing punctuation never begins a line and opening punctuation never ends one; a word that is longer than a line is cut.
    """
    lines: list[str] = []
    line: list[str] = []
    used = 0
    for piece in _PIECES.findall(text):
        size = width(piece)
        if piece == "\n" or (used + size > cells and line):
            carried = [] if piece == "\n" else _carried(line, piece)
            lines.append("".join(line).rstrip())
            line, used = carried, sum(map(width, carried))
        if piece == "\n" or (not line and piece.isspace() and lines):
            continue
        while used + size > cells and not line:
            head = truncate(piece, cells + 1).removesuffix(ELLIPSIS) or piece[0]
            lines.append(head)
            piece = piece[len(head) :]
            size = width(piece)
        line.append(piece)
        used += size
    return [*lines, "".join(line).rstrip()] if "".join(line).strip() or not lines else lines


def _carried(line: list[str], following: str) -> list[str]:
    """Pieces taken off the end of a line that is broken before ``following``, so that punctuation stays in company."""
    count = 0
    while len(line) - count > 1 and (
        (line[-count] if count else following)[0] in _NO_LINE_START or line[-count - 1] in _NO_LINE_END
    ):
        count += 1
    if not count or len(line) - count < _KEEP:
        return []
    carried = line[-count:]
    del line[-count:]
    return carried


def visible(text: str) -> str:
    r"""``text`` with everything that a terminal would obey or hide written as an escape (``\x1b``, ``\u202e``).

    Control characters, marks of writing direction, zero-width characters, line separators, undecodable bytes, and
    combining marks piled up more than three high: file names and headers come from strangers.
    """
    if text.isascii() and text.isprintable():
        return text
    shown, marks = [], 0
    for character in text:
        combining = unicodedata.category(character) in ("Mn", "Me")
        marks = marks + 1 if combining else 0
        hidden = not character.isprintable() and unicodedata.category(character) != "Zs"
        shown.append(_escape(character) if hidden or marks > _MARKS else character)
    return "".join(shown)


_MARKS = 3


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
