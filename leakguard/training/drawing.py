"""Drawing from tables of alternatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def weighted(random: Random, table: Sequence[tuple[float, T]]) -> T:
    """One alternative of a table ``(weight, alternative)``."""
    return random.choices([made for _, made in table], [weight for weight, _ in table])[0]


def drawn(random: Random, table: Sequence[tuple[float, Callable[[], str]]]) -> str:
    """What one alternative of a table ``(weight, maker)`` makes."""
    return weighted(random, table)()


def digits(random: Random, count: int) -> str:
    """So many random digits."""
    return "".join(random.choices("0123456789", k=count))


def filled(random: Random, pattern: str) -> str:
    """The pattern with ``#`` replaced by a digit, ``@`` by a capital letter and ``&`` by a small letter or a digit."""
    kinds = {"#": "0123456789", "@": "ABCDEFGHJKLMNPQRSTUVWXYZ", "&": "abcdefghijklmnopqrstuvwxyz0123456789"}
    return "".join(random.choice(kinds[sign]) if sign in kinds else sign for sign in pattern)


_CHINESE = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number up to 99 in Chinese: 7 is 七, 12 is 十二, 20 is 二十."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _CHINESE[tens] + "十"
    return head + (_CHINESE[ones] if ones or not tens else "")


def spelled(text: str) -> str:
    """Every digit of a text as a Chinese one: 501 is 五零一."""
    return text.translate(str.maketrans("0123456789", _CHINESE))
