"""Given names and surnames of Han Chinese."""

from __future__ import annotations

from functools import cache
from random import Random

from leakguard.training.drawing import weighted
from leakguard.training.words import Ranked, Words, section, text_lines

_TRADITIONAL = frozenset(
    "陳張黃劉吳楊趙鄭馬許鄧馮蕭葉盧鍾羅蔣賴謝鄺孫譚陸範韋賈鄒龍賀顧龔萬錢嚴單呂閻遲溫關聶駱歐簡闕羣區鮑鄔莊華衛蘇喬齊塗樓湯應薑蘭談龐蠻竇顏韓"
    "劍經諸後會樂東貝許紀馭"
)
_FREQUENT = 100
"""So many of the first surnames stand in the order of their frequency."""


@cache
def _tiers() -> tuple[Words, Words, Words, Words]:
    """Surnames: the frequent ones, all single ones of the first two tiers, those of the third, those of two characters."""
    first, second, third, compound = text_lines("lexicons", "surnames.txt")
    single = tuple(char for char in first + second if char not in _TRADITIONAL)
    doubles = tuple(name for name in compound.split() if not _TRADITIONAL & set(name) and name not in _UNUSUAL)
    return single[:_FREQUENT], single, tuple(third), doubles


_UNUSUAL = ("归海", "伊尔", "刘付", "刘傅", "獨孤", "尉遲", "司馬", "完顏", "東方", "鍾離", "長孫", "張簡", "諸葛")
_LIVE_COMPOUNDS = ("欧阳",) * 8 + (
    "上官",
    "皇甫",
    "令狐",
    "诸葛",
    "司徒",
    "司马",
    "申屠",
    "夏侯",
    "端木",
    "慕容",
    "尉迟",
    "东方",
)


@cache
def _ranked_surnames() -> Ranked:
    return Ranked(_tiers()[0], flat=6)


@cache
def _ranked_chars() -> Ranked:
    chars = "".join(text_lines("lexicons", "given_name_chars.txt")[:1])
    return Ranked(tuple(dict.fromkeys(chars)), flat=40, power=1.15)


@cache
def _chars() -> Words:
    return tuple(dict.fromkeys(text_lines("lexicons", "given_name_chars.txt")[0]))


class HanNames:
    """Draws surnames and given names, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def frequent_surname(self) -> str:
        """One of the hundred most frequent surnames, as often as it is met."""
        return _ranked_surnames().draw(self._random)

    def any_surname(self) -> str:
        """Any single surname, each as often as another; seldom one that is an ordinary word."""
        _, single, third, _ = _tiers()
        return self._random.choice(third if self._random.random() < 0.05 else single)

    def compound_surname(self) -> str:
        """A surname of two characters; those that many people bear more often."""
        return self._random.choice(_LIVE_COMPOUNDS if self._random.random() < 0.6 else _tiers()[3])

    def surname(self) -> str:
        """A surname of any kind; rare ones are far more frequent than in life, so that all are seen."""
        share = self._random.random()
        if share < 0.03:
            return self.compound_surname()
        return self.any_surname() if share < 0.25 else self.frequent_surname()

    def given(self, length: int) -> str:
        """A given name of one or two characters."""
        return self._single() if length == 1 else self._double()

    def char(self) -> str:
        """A character of given names, as often as it is met."""
        return _ranked_chars().draw(self._random)

    def _single(self) -> str:
        pick = self._random.choice
        share = self._random.random()
        if share < 0.35:
            return pick(section("given", "eighties"))
        if share < 0.45:
            return pick("".join(section("given", "rare")))
        return pick(_chars()) if share < 0.55 else self.char()

    def _double(self) -> str:
        pick = self._random.choice
        kind = weighted(self._random, _KINDS)
        if kind in ("old-male", "old-female", "modern"):
            return pick(section("given", kind))
        if kind == "pair":
            return self.char() + self.char()
        if kind == "first":
            return pick(section("given", "first")) + self.char()
        if kind == "twice":
            return (pick(section("given", "eighties")) if self._random.random() < 0.6 else self.char()) * 2
        if kind == "even":
            return pick(_chars()) + pick(_chars())
        rare = pick(section("given", "rare"))
        return rare + self.char() if self._random.random() < 0.5 else self.char() + rare


_KINDS = (
    (10.0, "old-male"),
    (11.0, "old-female"),
    (16.0, "modern"),
    (29.0, "pair"),
    (15.0, "first"),
    (4.0, "twice"),
    (8.0, "even"),
    (7.0, "rare"),
)
