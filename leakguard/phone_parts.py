"""The parts of a written telephone number: what may stay visible, what identifies, what is an extension.

Sources: national numbering plans as published by the ITU (E.164 country codes 86, 852, 853, 886); mainland mobile
numbers have 11 digits and start with 1, area codes start with 0 and have 3 digits (010, 02x) or 4.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from leakguard.maskchars import Cell, cells, fold

_PREFIX = re.compile(
    r"\s*[(（]?\s*(?P<sign>\+|00)?\s*(?P<code>86|852|853|886)\s*(?P<close>[)）])?(?P<gap>[\s\u200b\-－—.·]*)"
)
_STRONG_EXTENSION = re.compile(r"(?:转分机|轉分機|转|轉|分机|分機|内线|內線|ext\.?|[x#,，;；_])", re.IGNORECASE)
_EXTENSION = re.compile(
    r"\s*(?:(?P<strong>" + _STRONG_EXTENSION.pattern + r")|[-－—–~(（\[【]|(?<=\d)\*(?=\d))"
    r"[\s\u200b:：]*[\d*＊●■□]{1,8}[\s\u200b)）\]】]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PhoneParts:
    """Cells (see :mod:`leakguard.maskchars`) of each part; the country code belongs to none of them."""

    area: Sequence[Cell]
    subscriber: Sequence[Cell]
    extension: Sequence[Cell]


def split_phone(value: str) -> PhoneParts:
    """Take a written number apart. What is not understood counts as the subscriber's, so that masks hide it."""
    text = fold(value)
    everything = cells(text)
    start = _after_prefix(text, everything)
    end = _before_extension(text, start, everything)
    number = [cell for cell in everything if start <= cell[0] < end]
    area = _area_length(text, number)
    return PhoneParts(number[:area], number[area:], _extension_cells(text, end, everything))


def _extension_cells(text: str, end: int, everything: Sequence[Cell]) -> list[Cell]:
    marker = _STRONG_EXTENSION.search(text, end)
    begin = marker.end() if marker else end
    return [cell for cell in everything if cell[0] >= begin]


def _after_prefix(text: str, everything: Sequence[Cell]) -> int:
    """Offset behind a country code, and behind the 0 that long-distance dialling puts before a mobile number."""
    position = 0
    match = _PREFIX.match(text)
    if match:
        rest = sum(cell[0] >= match.end() for cell in everything)
        least = 7 if match["sign"] else 10 if match["code"] == "86" else 8
        apart = match["sign"] or match["close"] or match["gap"]
        glued = match["code"] == "86" and rest == 11 and text[match.end() : match.end() + 1] == "1"
        if rest >= least and (apart or glued):
            position = match.end()
    digits = [cell for cell in everything if cell[0] >= position]
    if len(digits) == 12 and re.match(r"01[3-9]", "".join(text[start] for start, _ in digits)):
        position = digits[0][1]
    return position


def _before_extension(text: str, start: int, everything: Sequence[Cell]) -> int:
    """Offset where an extension begins, or the end. A weak marker (``-1234``) needs a complete number before it."""
    for index in range(start, len(text)):
        match = _EXTENSION.match(text, index)
        if match is None:
            continue
        before = [text[cell[0]] for cell in everything if start <= cell[0] < index]
        if (match["strong"] and len(before) >= 5) or _complete("".join(before)):
            return index
    return len(text)


def _complete(number: str) -> bool:
    if number.startswith("1"):
        return len(number) == 11
    if number.startswith("0"):
        return 9 <= len(number) <= 12
    return 7 <= len(number) <= 11


def _area_length(text: str, number: Sequence[Cell]) -> int:
    """Number of cells of the area code: 0 where there is none."""
    digits = "".join(text[start] for start, _ in number)
    if not digits.startswith("0") or not 9 <= len(digits) <= 12:
        return 0
    for length in (2, 3, 4):
        if number[length][0] > number[length - 1][1]:
            return length
    return 3 if re.match(r"010|02\d", digits) else 4
