"""One spelling of an address, so that two spellings of it can be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leakguard.detection.address.levels import REGIONS, Element

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
_NUMERAL = re.compile("[零〇○一二三四五六七八九十百]+")
_DROP = re.compile(r"[\s\-–—_/,、()\[\]【】]")
_COUNTED = re.compile(r"[0-9]+[A-Za-z]?|[A-Za-z][0-9]*")
_FINE = frozenset({"building", "unit", "floor", "room"})


def canonical(text: str, elements: Sequence[Element]) -> str:
    """Levels joined by ``|``: short names of regions, once each; numbers in ASCII digits; ``3栋2单元501`` as ``3|2|501``."""
    parts: list[str] = []
    for element in elements:
        said = text[element.start : element.end]
        if element.level in REGIONS and element.name:
            part = [element.name]
        elif element.level in _FINE:
            part = _COUNTED.findall(_plain_numbers(said).upper()) or [_DROP.sub("", said)]
        else:
            part = [_DROP.sub("", _plain_numbers(said))]
        parts += [p for p in part if not (element.level in REGIONS and p in parts)]
    return "|".join(parts)


def _plain_numbers(text: str) -> str:
    return _NUMERAL.sub(lambda match: str(_value(match[0])), text)


def _value(numeral: str) -> int | str:
    """``十四`` is 14, ``一百二十`` is 120, ``三零二`` is 302."""
    if not re.search("[十百]", numeral):
        return "".join(str(_DIGITS[char]) for char in numeral)
    total, digit = 0, 0
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
        else:
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
    return total + digit
