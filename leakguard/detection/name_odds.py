"""How much a string looks like a name by its characters alone: surname and given-name statistics against ordinary text."""

from __future__ import annotations

from functools import cache

from leakguard.detection import lexicons

_UNKNOWN_SURNAME = -1.5
_UNKNOWN_GIVEN = -1.0
_COMPOUND = 2.5


@cache
def _table(part: str) -> dict[str, float]:
    rows = (line.split() for line in lexicons.lines("name_odds.txt"))
    return {char: float(odds) for kind, odds, chars in rows if kind == part for char in chars}


def odds(name: str) -> float:
    """Decimal logarithm of how much likelier the characters are in a name than in ordinary text.

    Above 2 it reads like a name, below 0 like anything else; 王磊 4.5, 敖德珍 3.5, 方向盘 -0.1, 成本价 -4.
    """
    surname = 2 if name[:2] in lexicons.surnames().compound and len(name) > 2 else 1
    first = _COMPOUND if surname == 2 else _table("surname").get(name[:1], _UNKNOWN_SURNAME)
    given = _table("given")
    return first + sum(given.get(char, _UNKNOWN_GIVEN) for char in name[surname:])
