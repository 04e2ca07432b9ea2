"""Addresses of Taiwan, in Traditional characters."""

from __future__ import annotations

from random import Random

from leakguard.training.drawing import chinese, digits
from leakguard.training.words import Words, section, sections

_NOT_COUNTIES = ("roads", "villages", "estates")


def _counties() -> Words:
    return tuple(name for name in sections("taiwan") if name not in _NOT_COUNTIES)


class Taiwan:
    """Draws addresses, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def _word(self, part: str) -> str:
        return self._random.choice(section("taiwan", part))

    def address(self) -> str:
        """An address of Taiwan."""
        random, pick = self._random, self._random.choice
        county = pick(_counties())
        district = self._word(county)
        shown = county.replace("台", "臺") if random.random() < 0.3 else county
        head = pick(
            ("",) * 6
            + (
                digits(random, 3) + " ",
                digits(random, 3),
                digits(random, 5) + " ",
                digits(random, 6) + " ",
                "台灣",
                "台灣省",
                "中華民國台灣",
            )
        )
        village = (
            self._word("villages") + (f"{random.randint(1, 30)}鄰" if random.random() < 0.6 else "")
            if random.random() < 0.18
            else ""
        )
        body = self._road() if random.random() < 0.93 else f"{self._word('villages')[:2]}{random.randint(1, 200)}號"
        town = pick((shown + district,) * 8 + (district, shown + " " + district))
        return head + town + village + body

    def _road(self) -> str:
        random, pick = self._random, self._random.choice
        road = self._word("roads")
        road += (
            ""
            if road.endswith("大道")
            else pick(
                (
                    "路",
                    "路",
                    "路",
                    "街",
                    "街",
                    f"路{pick('一二三四五六七')}段",
                    f"路{pick('一二三')}段",
                    f"路{random.randint(1, 5)}段",
                    f"{pick('一二三四五')}路",
                    f"{pick('一二三十')}街",
                )
            )
        )
        lane = pick(
            (
                "",
                "",
                "",
                f"{random.randint(1, 700)}巷",
                f"{random.randint(1, 500)}巷{random.randint(1, 60)}弄",
                f"{random.randint(1, 300)}巷{random.randint(1, 20)}弄{random.randint(1, 9)}衖",
            )
        )
        number = random.randint(1, 60) if lane else random.randint(1, 800)
        house = pick(
            (f"{number}號",) * 6
            + (
                f"{number}之{random.randint(1, 12)}號",
                f"{number}-{random.randint(1, 12)}號",
                f"{number}號之{random.randint(1, 9)}",
                f"{number} 號",
            )
        )
        floor = random.randint(2, 22)
        room = pick(
            ("",) * 5
            + (
                f"{floor}樓",
                f"{floor}樓",
                f"{chinese(floor)}樓",
                f"{floor}樓之{random.randint(1, 9)}",
                f"{floor}F",
                f"{floor}F-{random.randint(1, 9)}",
                f"{floor}樓{pick('ABC')}室",
                f"{floor}樓{floor}{random.randint(1, 9):02}室",
                "B1",
                f"({self._word('estates')}社區)",
                "地下1樓",
            )
        )
        return road + lane + house + room
