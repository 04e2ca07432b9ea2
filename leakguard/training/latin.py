"""Names of private persons in Latin letters."""

from __future__ import annotations

from random import Random

from leakguard.training.drawing import drawn
from leakguard.training.words import section


class LatinNames:
    """Draws names in pinyin, in the spellings of Hong Kong and Taiwan, and English ones."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._table = (
            (42.0, self._pinyin),
            (14.0, self._cantonese),
            (10.0, self._taiwanese),
            (18.0, self._english_and_surname),
            (16.0, self._foreign),
        )

    def name(self) -> str:
        """A full name."""
        return drawn(self._random, self._table)

    def _word(self, *parts: str) -> str:
        return self._random.choice(section("latin", self._random.choice(parts)))

    def _pinyin(self) -> str:
        family = self._word("pinyin-surname")
        given = [self._word("pinyin") for _ in range(1 if self._random.random() < 0.25 else 2)]
        joined, spaced, hyphened = "".join(given), " ".join(given), "-".join(given)
        return self._random.choice(
            (
                f"{family.title()} {joined.title()}",
                f"{family.title()} {joined.title()}",
                f"{joined.title()} {family.title()}",
                f"{family.upper()} {joined.upper()}",
                f"{family.upper()} {spaced.upper()}",
                f"{family.upper()} {joined.title()}",
                f"{joined.title()} {family.upper()}",
                f"{family.title()}, {joined.title()}",
                f"{family.upper()}/{joined.upper()}",
                f"{family.title()} {spaced.title()}",
                f"{family.title()} {hyphened.title()}",
                f"{family} {joined}",
                f"{family}{joined}",
                f"{family.title()}{joined.title()}",
                f"{given[0].title()}.{family.title()}",
            )
        )

    def _cantonese(self) -> str:
        family, one, two = self._word("cantonese-surname"), self._word("cantonese"), self._word("cantonese")
        english = self._word("english")
        return self._random.choice(
            (
                f"{family} {one} {two}",
                f"{family.upper()} {one} {two}",
                f"{family.upper()} {one.upper()} {two.upper()}",
                f"{english} {family}",
                f"{english} {family} {one} {two}",
                f"{family} {one}-{two.lower()}",
                f"{family.upper()}, {one} {two} {english}",
                f"{one} {two} {family}",
            )
        )

    def _taiwanese(self) -> str:
        family, given = self._word("taiwan-surname"), self._word("taiwan")
        return self._random.choice(
            (
                f"{family} {given}",
                f"{given} {family}",
                f"{family.upper()}, {given.upper()}",
                f"{family.upper()} {given.upper()}",
                f"{family}, {given}",
                f"{family} {given.replace('-', ' ')}",
            )
        )

    def _english_and_surname(self) -> str:
        english, family = self._word("english"), self._word("pinyin-surname", "pinyin-surname", "cantonese-surname")
        return self._random.choice(
            (
                f"{english} {family.title()}",
                f"{english} {family.title()}",
                f"{english} {family.upper()}",
                f"{english.upper()} {family.upper()}",
                f"{english}.{family.title()}",
                f"{english.lower()} {family.lower()}",
                f"{english} {self._word('pinyin').title()} {family.title()}",
            )
        )

    def _foreign(self) -> str:
        english, family = self._word("english"), self._word("foreign")
        return self._random.choice(
            (
                f"{english} {family}",
                f"{english} {family}",
                f"{english} {self._random.choice('ABCDEFHJKLMPRST')}. {family}",
                f"{english.upper()} {family.upper()}",
                f"{family}, {english}",
                f"{english} {self._word('english')} {family}",
                f"{english.lower()} {family.lower()}",
            )
        )
