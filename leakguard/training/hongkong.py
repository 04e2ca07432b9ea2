"""Addresses of Hong Kong and Macau, in Traditional characters."""

from __future__ import annotations

from random import Random

from leakguard.training.drawing import chinese, drawn
from leakguard.training.words import section


class HongKong:
    """Draws addresses, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def _word(self, part: str) -> str:
        return self._random.choice(section("hongkong", part))

    def address(self) -> str:
        """An address of Hong Kong, seldom of Macau."""
        return drawn(self._random, ((50.0, self._street), (40.0, self._estate), (10.0, self._macau)))

    def _head(self) -> str:
        return self._random.choice(
            ("", "", "", "香港", "香港", "九龍", "新界", "香港九龍", "香港新界", "香港特別行政區", "HK ", "香港島")
        )

    def _building(self) -> str:
        return self._word("buildings") + self._word("endings")

    def _street(self) -> str:
        random, pick = self._random, self._random.choice
        number = random.randint(1, 800)
        house = pick(
            (
                f"{number}號",
                f"{number}號",
                f"{number}-{number + random.randint(1, 9)}號",
                f"{number}{pick('ABC')}號",
                f"{number}至{number + 4}號",
            )
        )
        floor = random.randint(2, 42)
        room = pick(
            (
                f"{floor}樓{pick('ABCDEFGH')}室",
                f"{floor}樓{floor}{random.randint(1, 20):02}室",
                f"{floor}/F",
                f"{floor}字樓{pick('ABCD')}座",
                f"地下{pick('ABC')}號舖",
                "地舖",
                f"地下{random.randint(1, 30)}號舖",
                f"{floor}樓全層",
                f"{pick('ABC')}座{floor}樓{random.randint(1, 20)}室",
                f"G/F {random.randint(1, 20)}號舖",
                f"{floor}{random.randint(1, 20):02}室",
                f"Flat {pick('ABCDE')}, {floor}/F",
                f"{floor}樓前座",
            )
        )
        return (
            self._head()
            + pick(("", self._word("districts"), self._word("districts")))
            + self._word("streets")
            + house
            + pick(("", self._building(), self._building(), self._building()))
            + room
        )

    def _estate(self) -> str:
        random, pick = self._random, self._random.choice
        floor = random.randint(1, 42)
        block = pick(
            (
                f"{random.randint(1, 20)}座",
                f"第{random.randint(1, 20)}座",
                f"{pick('ABCDEFGH')}座",
                f"{self._word('buildings')[:2]}{pick(('樓', '閣', '苑', '軒'))}",
                f"{pick('一二三四五')}期{random.randint(1, 12)}座",
                f"{chinese(random.randint(1, 12))}座",
            )
        )
        room = pick(
            (
                f"{floor}樓{pick('ABCDEFGH')}室",
                f"{floor}{random.randint(1, 30):02}室",
                f"{floor}樓{floor}{random.randint(1, 30):02}室",
                f"{floor}樓{random.randint(1, 30)}號",
                f"{floor}樓{pick('ABCD')}",
                f"{floor}字樓{random.randint(1, 30)}室",
                f"{pick('高中低')}層{pick('ABC')}室",
                f"Flat {pick('ABCD')} {floor}/F",
            )
        )
        return self._head() + self._word("districts") + self._building() + block + room

    def _macau(self) -> str:
        random, pick = self._random, self._random.choice
        floor = random.randint(1, 30)
        house = f"{random.randint(1, 600)}號" if random.random() < 0.8 else ""
        return (
            pick(("澳門", "澳門", "澳門特別行政區", ""))
            + pick(("", self._word("macau")))
            + self._word("macau-streets")
            + house
            + self._building()
            + pick(
                (
                    f"{floor}樓{pick('ABCDEF')}座",
                    f"{floor}樓{pick('ABCDEF')}",
                    f"第{random.randint(1, 5)}座{floor}樓{pick('ABCD')}",
                    f"地下{pick('ABC')}座",
                    f"{floor}{pick('ABCDEF')}",
                )
            )
        )
