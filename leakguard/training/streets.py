"""Streets, estates and institutions, and the parts of addresses that follow the divisions."""

from __future__ import annotations

from random import Random

from leakguard.training.divisions import Chains
from leakguard.training.drawing import chinese, drawn
from leakguard.training.given import HanNames
from leakguard.training.rooms import Rooms
from leakguard.training.venues import Venues
from leakguard.training.words import section


class Streets:
    """Draws such parts, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._rooms = Rooms(random)
        self._chains = Chains(random)
        self._han = HanNames(random)
        self._venues = Venues(random)
        self._kinds = (
            (16.0, lambda: self.numbered_road() + self._blank() + self.estate() + self._blank() + self._rooms.tail()),
            (20.0, lambda: self.estate() + self._blank() + self._rooms.tail()),
            (11.0, lambda: self.numbered_road() + self._rooms.tail()),
            (9.0, self.numbered_road),
            (5.0, self._crossing),
            (7.0, lambda: self.numbered_road() + self.estate() + self._word("roads", "pickup")),
            (6.0, lambda: self.estate() + self._beside()),
            (7.0, lambda: self.road() + self._number() + self.landmark() + self._maybe_beside()),
            (6.0, lambda: self._maybe_road() + self._venues.office()),
            (5.0, self._venues.campus),
            (4.0, self._venues.ward),
            (4.0, lambda: self._maybe_road() + self._venues.market()),
            (5.0, lambda: self._maybe_road() + self._venues.factory()),
            (3.0, self._lane),
            (2.0, self._highway),
        )

    def part(self) -> str:
        """The part of an address that follows the divisions, in a town."""
        return drawn(self._random, self._kinds)

    def _word(self, name: str, part: str) -> str:
        return self._random.choice(section(name, part))

    def _blank(self) -> str:
        return self._random.choice(("",) * 14 + (" ", " ", "，"))

    def road(self) -> str:
        """The name of a street."""
        random = self._random
        share = random.random()
        if share < 0.72:
            stem = self._word("roads", "stems")
        elif share < 0.82:
            stem = self._chains.division().district[1][:3]
        elif share < 0.92:
            stem = self._han.char() + self._han.char()
        else:
            stem = self._word("villages", "stems")
        return stem + self._word("roads", "suffixes")

    def _number(self) -> str:
        random, pick = self._random, self._random.choice
        number = random.randint(1, 99) if random.random() < 0.5 else random.randint(1, 1999)
        return pick(
            (f"{number}号",) * 12
            + (f"{number}-{random.randint(1, 30)}号", f"{number}弄{random.randint(1, 90)}号", f"{number}号院", f"{number}号附{random.randint(1, 20)}号", f"{number}号之{chinese(random.randint(1, 9))}", f"{number}", f"甲{number}号", f"{number}號")
            + (f"附{number}号", f"{number}号-{random.randint(1, 12)}", f"{chinese(random.randint(1, 99))}号", f"{number}号旁", f"第{random.randint(1, 99)}号", f"{number} 号", f"{number}、{number + 2}号", f"#{number}", f"{number}号丙", f"{number}弄")
        )  # fmt: skip

    def numbered_road(self) -> str:
        """A street, mostly with a number."""
        return self.road() + self._number()

    def _maybe_road(self) -> str:
        return drawn(self._random, ((1.0, self.numbered_road), (1.0, self.road), (1.5, str)))

    def estate(self) -> str:
        """The name of a housing estate."""
        random = self._random
        share, suffix = random.random(), self._word("estates", "suffixes")
        if share < 0.45:
            name = self._word("estates", "stems") + suffix
        elif share < 0.65:
            name = self._word("estates", "stems") + self._word("estates", "stems") + suffix
        elif share < 0.73:
            name = self._chains.division().district[1][:3] + suffix
        elif share < 0.83:
            name = self._han.char() + self._han.char() + suffix
        elif share < 0.88:
            name = self._word("estates", "foreign") + suffix
        elif share < 0.94:
            name = self._word("roads", "stems") + suffix
        else:
            name = self._word("estates", "stems") + "·" + self._word("estates", "stems") + suffix
        phase = self._word("estates", "phases") if random.random() < 0.14 else ""
        return name + (f"（{phase}）" if phase and random.random() < 0.15 else phase)

    def institution(self) -> str:
        """A market, station, school, hospital or other place that people name."""
        random = self._random
        stem = random.choice(
            (
                self._chains.division().district[1],
                self._chains.division().city[1],
                self._word("roads", "stems"),
                self._word("estates", "stems"),
                self._word("villages", "stems"),
            )
        )
        part = random.choice(
            (
                "parks",
                "buildings",
                "markets",
                "markets",
                "places",
                "places",
                "colleges",
                "schools",
                "hospitals",
                "pickup",
            )
        )
        return self._word("roads", "pickup") if part == "pickup" else stem + self._word("roads", part)

    def landmark(self) -> str:
        """A place that an address names instead of a number."""
        random = self._random
        part = random.choice(("places", "places", "places", "markets", "parks", "buildings", "schools", "hospitals"))
        stem = (
            random.choice(("", "", self._word("estates", "stems"), self._word("villages", "stems")))
            if part == "places"
            else self._word("estates", "stems")
        )
        return stem + self._word("roads", part)

    def _beside(self) -> str:
        pick = self._random.choice
        where = pick((self._word("roads", "near"), self._word("roads", "near"), self._word("roads", "gates")))
        return where + pick(("", "", self._word("roads", "pickup"), self._word("roads", "places")))

    def _maybe_beside(self) -> str:
        return self._random.choice(("", "", self._beside(), self._rooms.tail(), f"{self._random.randint(1, 12)}楼"))

    def _crossing(self) -> str:
        pick = self._random.choice
        both = self.road() + pick(("与", "和", "、", "/", "-")) + self.road()
        crossing = both + pick(
            ("交叉口", "路口", "交汇处", "交叉口东南角", "交口", "交叉路口往西50米", "交汇处东北侧", "十字路口", "口")
        )
        return crossing + pick(
            ("", "", "", self.estate() + self._rooms.tail(), self.landmark(), self._word("roads", "near"))
        )

    def _lane(self) -> str:
        """Lanes of Shanghai and hutongs of the north."""
        random, pick = self._random, self._random.choice
        number, house = random.randint(1, 2999), random.randint(1, 120)
        lane = pick(
            (
                f"{number}弄{house}号",
                f"{number}弄{house}支弄{random.randint(1, 20)}号",
                f"{number}弄{house}号{self._rooms.room()}室",
                f"{number}弄（{self.estate()}）{house}号{self._rooms.room()}",
                f"{number}弄-{house}-{self._rooms.room()}",
                f"{number}弄{self.estate()}{house}号{random.randint(1, 20)}楼{pick(('A', 'B', '东', '西'))}室",
            )
        )
        if random.random() < 0.7:
            return self._word("roads", "stems") + pick(("路", "路", "东路", "西路", "南路", "北路", "中路")) + lane
        return (
            self._word("roads", "stems")
            + pick(("胡同", "巷", "里", "条"))
            + pick((f"{house}号", f"{house}号院", f"{house}号院{random.randint(1, 6)}门", f"{house}号旁门"))
        )

    def _highway(self) -> str:
        random, pick = self._random, self._random.choice
        number = pick(
            (
                f"G{random.randint(100, 330)}",
                f"S{random.randint(101, 340)}",
                f"{random.randint(101, 330)}国道",
                f"{random.randint(101, 340)}省道",
                f"X{random.randint(1, 90):03}县道",
            )
        )
        return number + pick(
            (
                f"{random.randint(10, 900)}公里处",
                f"{self._word('villages', 'stems')}段",
                f"与{self.road()}交叉口",
                f"旁{self.landmark()}",
                f"边{self.landmark()}",
                f"K{random.randint(10, 900)}+{random.randint(1, 9)}00处",
            )
        )
