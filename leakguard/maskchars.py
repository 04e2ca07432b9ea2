"""Characters that hide, and characters that can be hidden.

Masks work on *cells*: a visible character together with the combining marks behind it (``1`` + U+FE0F + U+20E3 is one
keycap digit). A cell is kept or hidden as a whole, code point by code point, so that the length never changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

MASK_CHARACTERS = "*＊×●■□•"
"""Characters that hide wherever they stand; any of them may be asked for as ``char``."""

_HIDDEN = re.compile(rf"[{re.escape(MASK_CHARACTERS)}某]|(?:x{{2,}}|X{{2,}}|[xX]{{3,}}|#{{2,}})")

Cell = tuple[int, int]
"""Code-point offsets ``[start, end)`` of a visible character and its combining marks."""


def hidden_characters(value: str) -> int:
    """How many characters of ``value`` are already hidden: ``* ＊ × ● ■ □ • 某``, and ``x X #`` in runs."""
    return sum(len(match[0]) for match in _HIDDEN.finditer(value))


def is_blank(character: str) -> bool:
    """White space, a control character or an invisible one (zero-width space, soft hyphen, direction marks)."""
    category = unicodedata.category(character)
    return category[0] == "Z" or category in ("Cc", "Cf")


def fold(value: str) -> str:
    """NFKC, one code point for one: full-width and other digits and letters become plain, offsets stay."""
    if value.isascii():
        return value
    folded = []
    for character in value:
        digit = unicodedata.decimal(character, None)
        plain = str(digit) if digit is not None else unicodedata.normalize("NFKC", character)
        folded.append(plain if len(plain) == 1 else character)
    return "".join(folded)


def cells(value: str, punctuation: bool = False) -> list[Cell]:
    """The cells of ``value``: letters, digits, symbols and mask characters of any script.

    Blanks never count. Punctuation counts only when asked for; otherwise it stays visible as a separator. A single
    ``•`` is a separator (a dot between names or groups), a run of them is a mask.
    """
    found: list[Cell] = []
    open_cell = False
    for index, character in enumerate(value):
        category = unicodedata.category(character)
        if category[0] == "M":
            if open_cell:
                found[-1] = (found[-1][0], index + 1)
            else:
                found.append((index, index + 1))
                open_cell = True
        elif _counts(value, index, category, punctuation):
            found.append((index, index + 1))
            open_cell = True
        else:
            open_cell = False
    return found


def _counts(value: str, index: int, category: str, punctuation: bool) -> bool:
    character = value[index]
    if punctuation:
        return category[0] != "Z" and category not in ("Cc", "Cf")
    if character == "•":
        return "•" in (value[index + 1 : index + 2], value[index - 1 : index])
    return character in MASK_CHARACTERS or category[0] in "LN" or category in ("So", "Sc", "Co", "Cn", "Cs")


def ends(count: int, keep_start: int, keep_end: int, hide: int) -> tuple[int, int]:
    """How many of ``count`` cells stay at either end so that at least ``hide`` (and always one) are hidden.

    Where the value is too short for that, the longer kept end gives way first, and the tail where both are equal:
    the tail of a number is what people use as a credential.
    """
    start, end = min(keep_start, count), min(keep_end, count)
    budget = max(0, count - max(hide, 1))
    while start + end > budget:
        if start > end:
            start -= 1
        else:
            end -= 1
    return start, end


def hide_ends(value: str, where: Sequence[Cell], keep: tuple[int, int], char: str) -> str:
    """Hide all cells in ``where`` but the first ``keep[0]`` and the last ``keep[1]``."""
    return hide(value, where[keep[0] : len(where) - keep[1]], char)


def hide(value: str, where: Iterable[Cell], char: str) -> str:
    """``value`` with every code point of the given cells hidden; what hides already stays as it is."""
    characters = list(value)
    for start, end in where:
        for index in range(start, end):
            if characters[index] not in MASK_CHARACTERS:
                characters[index] = char
    return "".join(characters)


def without(where: Iterable[Cell], kept: Collection[Cell]) -> list[Cell]:
    """The cells that are not kept."""
    stay = set(kept)
    return [cell for cell in where if cell not in stay]
