"""Buildings, units, floors and rooms in every writing."""

from __future__ import annotations

from random import Random

from leakguard.training.drawing import chinese, drawn, spelled

_BLOCK = ("栋", "栋", "幢", "幢", "号楼", "号楼", "座", "#", "号", "#楼", "栋楼", "楼", "号院")


class Rooms:
    """Draws what follows the name of an estate or building, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._kinds = (
            (24.0, self._unit),
            (16.0, self._dashed),
            (13.0, self._block_room),
            (8.0, self._spelled),
            (8.0, self._floor),
            (6.0, self._tower),
            (6.0, self._room),
            (4.0, self._hash),
            (4.0, self._courtyard),
            (3.0, self._unit_only),
            (4.0, self._shop),
            (3.0, self._block_only),
            (3.0, self._spaced),
            (2.0, self._below),
        )

    def tail(self) -> str:
        """Building, unit, floor and room, or some of them."""
        return drawn(self._random, self._kinds)

    def block(self) -> str:
        """A building."""
        pick, random = self._random.choice, self._random
        number = random.randint(1, 39)
        name = pick(
            (str(number),) * 7
            + (chinese(number), pick("ABCDEFGH"), pick("ABC") + str(random.randint(1, 20)), pick("甲乙丙东西南北"))
        )
        return name + pick(_BLOCK)

    def room(self) -> str:
        """The number of a room: floor and number on the floor."""
        random = self._random
        floor = random.randint(1, 6) if random.random() < 0.5 else random.randint(1, 34)
        return f"{floor}{random.randint(1, 12 if random.random() < 0.3 else 4):02}"

    def _unit(self) -> str:
        pick, random = self._random.choice, self._random
        unit = pick((str(random.randint(1, 4)), str(random.randint(1, 4)), pick("一二三四"), pick("ABC甲乙")))
        return (
            self.block()
            + unit
            + pick(("单元", "单元", "单元", "单元", "门", "梯"))
            + self.room()
            + pick(("", "", "", "室", "室", "号", "房", "户"))
        )

    def _dashed(self) -> str:
        random, pick = self._random, self._random.choice
        mark = pick(("-", "-", "-", "-", "—", "－", "/", ".", "_", " "))
        parts = [str(random.randint(1, 40)), str(random.randint(1, 4)), self.room()]
        if random.random() < 0.3:
            parts.pop(1)
        elif random.random() < 0.1:
            parts[0] = pick("ABCDE") + parts[0]
        return mark.join(parts) + pick(("", "", "", "", "室", "号"))

    def _block_room(self) -> str:
        return (
            self.block()
            + self._random.choice(("", "", "", " ", "-"))
            + self.room()
            + self._random.choice(("", "", "室", "室", "房", "号"))
        )

    def _spelled(self) -> str:
        random, pick = self._random, self._random.choice
        room = self.room()
        end = pick(
            (
                spelled(room),
                spelled(room) + "室",
                chinese(int(room[:-2]))
                + "楼"
                + pick(("东户", "西户", "中户", "左户", "右手边", "左手第一家", "对门", "")),
                room,
            )
        )
        return (
            chinese(random.randint(1, 30))
            + pick(("栋", "幢", "号楼", "座"))
            + (pick("一二三四") + "单元" if random.random() < 0.75 else "")
            + end
        )

    def _floor(self) -> str:
        random, pick = self._random, self._random.choice
        floor = random.randint(1, 30)
        where = pick((f"{floor}楼", f"{floor}楼", f"{floor}层", f"{chinese(floor)}楼", f"{floor}F"))
        after = pick(
            (
                "",
                "",
                f"{self.room()}室",
                f"{self.room()}",
                "东户",
                "西户",
                "中户",
                "左边",
                "右边第二家",
                f"{pick('ABCD')}座",
                f"{pick('ABCDEFGH')}室",
                "前台",
                "整层",
                f"{floor}{random.randint(1, 20):02}",
                f"{pick('东西南北')}侧",
            )
        )
        return pick((self.block(), self.block(), "")) + where + after

    def _tower(self) -> str:
        random, pick = self._random, self._random.choice
        return (
            pick("ABCDEFT")
            + pick(("座", "座", "栋", "幢", ""))
            + pick(
                (
                    self.room(),
                    self.room() + "室",
                    f"{random.randint(2, 30)}楼{pick('ABCDEFGH')}",
                    f"{random.randint(2, 30)}层{self.room()}室",
                    f"-{self.room()}",
                )
            )
        )

    def _room(self) -> str:
        return self._random.choice(("", "", "第")) + self.room() + self._random.choice(("室", "室", "房", "号房"))

    def _hash(self) -> str:
        random, pick = self._random, self._random.choice
        number, unit = random.randint(1, 30), random.randint(1, 4)
        return pick(
            (
                f"{number}#{unit}单元{self.room()}",
                f"{number}#-{unit}-{self.room()}",
                f"{number}#{self.room()}",
                f"#{number}-{self.room()}",
                f"{number}#楼{unit}单元{self.room()}室",
                f"{number}＃{self.room()}",
            )
        )

    def _courtyard(self) -> str:
        random, pick = self._random, self._random.choice
        return f"{pick(('', '', '甲', '乙'))}{random.randint(1, 60)}号院{random.randint(1, 20)}号楼{random.randint(1, 8)}{pick(('门', '单元', '-'))}{self.room()}"

    def _unit_only(self) -> str:
        return f"{self._random.randint(1, 6)}单元{self.room()}{self._random.choice(('', '室', '号'))}"

    def _shop(self) -> str:
        random, pick = self._random, self._random.choice
        number = random.randint(1, 180)
        return pick(
            (
                f"{random.randint(1, 5)}层{number}号铺",
                f"{number}号商铺",
                f"{pick('ABCDEFGH')}{number}档",
                f"{number}号档口",
                f"{pick('ABCD')}区{number}号",
                f"门面{random.randint(1, 30)}号",
                f"{random.randint(1, 5)}楼{pick('ABCD')}{number:03}",
                f"{pick('ABC')}馆{number}号摊位",
                f"底商{random.randint(1, 40)}号",
                f"一层{pick('东西')}侧{random.randint(1, 20)}号门面",
                f"{random.randint(1, 20)}街{number}号",
                f"负一层{pick('AB')}{number}",
            )
        )

    def _block_only(self) -> str:
        return self.block().replace("号院", "栋")

    def _spaced(self) -> str:
        random = self._random
        return f" {random.randint(1, 30)}栋 {random.randint(1, 4)}单元 {self.room()}".replace(
            " ", random.choice((" ", " ", "，", "-"))
        )[random.randint(0, 1) :]

    def _below(self) -> str:
        pick = self._random.choice
        return pick((self.block(), "")) + pick(
            (
                "负一楼",
                "负一层",
                "负二层车库",
                "-1楼",
                "B1",
                "B1层",
                "地下一层",
                "地下室",
                "架空层",
                "一楼车库",
                "一楼大厅",
                "门卫室",
                "顶楼",
                "阁楼",
            )
        )
