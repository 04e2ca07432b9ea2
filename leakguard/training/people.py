"""Persons: full names of private people, forms of address, public persons and brands that look like persons.

Names are composed, so that nobody in particular is meant; those of known persons are not given to private ones.
"""

from __future__ import annotations

from functools import cache
from random import Random

from leakguard.training.drawing import drawn
from leakguard.training.given import HanNames
from leakguard.training.latin import LatinNames
from leakguard.training.peoples import Peoples
from leakguard.training.words import Words, lexicon, section

_SPACED = 0.03
"""Share of names of two characters written with a blank between, as in forms where they align with longer ones."""


@cache
def known_names() -> frozenset[str]:
    """Names that a private person of the training data never bears."""
    return frozenset((*lexicon("public_persons.txt"), *lexicon("famous_names.txt"), *section("public", "persons")))


@cache
def _public() -> Words:
    """Public persons; of the lexicons only names that are not also places, given names or words."""
    own = section("public", "persons")
    more = [name for name in lexicon("famous_names.txt") if len(name) > 1]
    historical = [name for name in lexicon("public_persons.txt") if len(name) > 2]
    return tuple(dict.fromkeys((*own, *more, *historical)))


class People:
    """Draws persons, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._han = HanNames(random)
        self._peoples = Peoples(random)
        self._latin = LatinNames(random)
        self._kinds = (
            (58.0, self._three),
            (12.5, self._two),
            (8.0, self._word_name),
            (3.0, self._double_surname),
            (2.5, self._compound),
            (1.0, self._married),
            (8.5, self._peoples.name),
            (1.0, self._mixed),
        )
        self._nicks = (
            (46.0, self._titled),
            (18.0, self._familiar),
            (14.0, self._reduced),
            (10.0, self._pet_name),
            (6.0, self._pinyin_inside),
            (6.0, self._screen_name),
        )

    def name(self) -> str:
        """The full name of a private person."""
        while (name := drawn(self._random, self._kinds)) in known_names():
            pass
        if len(name) == 2 and self._random.random() < _SPACED:
            return self._random.choice((" ", " ", "　", "  ")).join(name)
        return name

    def nick(self) -> str:
        """How people speak of somebody without the full name: 张先生, 小王, 李某, 阿芳."""
        return drawn(self._random, self._nicks)

    def latin(self) -> str:
        """A full name in Latin letters."""
        return self._latin.name()

    def public(self) -> str:
        """A public, historical or fictional person."""
        return self._random.choice(section("public", "persons") if self._random.random() < 0.6 else _public())

    def brandname(self) -> str:
        """A brand or a product that looks like a person's name."""
        return self._random.choice(section("public", "brands"))

    def surname(self) -> str:
        """A surname."""
        return self._han.surname()

    def _single_surname(self) -> str:
        return self._han.any_surname() if self._random.random() < 0.23 else self._han.frequent_surname()

    def _three(self) -> str:
        return self._single_surname() + self._han.given(2)

    def _two(self) -> str:
        return self._single_surname() + self._han.given(1)

    def _word_name(self) -> str:
        return self._random.choice(section("given", "word-names"))

    def _compound(self) -> str:
        return self._han.compound_surname() + self._han.given(self._random.choice((1, 1, 2)))

    def _double_surname(self) -> str:
        """Both parents' surnames and a given name."""
        return self._han.frequent_surname() + self._han.frequent_surname() + self._han.given(2)

    def _married(self) -> str:
        """A husband's surname before the own name, as in Hong Kong and Taiwan."""
        return (
            self._han.frequent_surname()
            + self._han.frequent_surname()
            + self._random.choice(section("given", "old-female"))
        )

    def _mixed(self) -> str:
        """A Chinese name in which Latin letters stand: 王Amy, Tony陈."""
        english, family = self._random.choice(section("peoples", "english-given")), self._han.frequent_surname()
        return self._random.choice((family + english, family + english, english + family))

    def _titled(self) -> str:
        pick = self._random.choice
        family = self._han.surname() if self._random.random() < 0.85 else self._han.surname() + self._han.char()
        return family + pick(section("people", "titles"))

    def _familiar(self) -> str:
        return self._random.choice("小小小小老老老阿阿大") + self._han.surname()

    def _reduced(self) -> str:
        ending = self._random.choice(
            ("某", "某某", "某某", "某某某", "某甲", "**", "*", "x", "XX", "xx", "X", "××", "＊＊", "○○")
        )
        return self._han.surname() + ending

    def _pet_name(self) -> str:
        char, pick = self._han.char(), self._random.choice
        kin = pick(section("people", "kin-endings"))
        return pick(
            (
                f"阿{char}",
                f"小{char}",
                char * 2,
                f"{char}{kin}",
                f"{char * 2}{kin}",
                f"{char}{kin}",
                f"{char}子",
                f"{char}儿",
            )
        )

    def _pinyin_inside(self) -> str:
        pick = self._random.choice
        english = pick(section("latin", "nick-english"))
        return pick(
            (f"阿{english}", english, f"小{english}", english.lower(), f"{english}姐", f"{english}哥", f"{english}酱")
        )

    def _screen_name(self) -> str:
        return self._random.choice(section("people", "screen-names"))
