"""Parts of addresses in office buildings, on campuses, in hospitals, markets and factories."""

from __future__ import annotations

from random import Random

from leakguard.training.divisions import Chains
from leakguard.training.rooms import Rooms
from leakguard.training.words import section


class Venues:
    """Draws such parts without the street, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._rooms = Rooms(random)
        self._chains = Chains(random)

    def _word(self, name: str, part: str) -> str:
        return self._random.choice(section(name, part))

    def office(self) -> str:
        """An office in a building or park."""
        pick = self._random.choice
        name = (
            self._word("estates", "stems")
            + pick(("", "", self._word("estates", "stems")))
            + pick((self._word("roads", "buildings"), self._word("roads", "parks")))
        )
        return name + self._rooms.tail()

    def campus(self) -> str:
        """A place in a school or university."""
        random, pick = self._random, self._random.choice
        stem = pick(
            (self._chains.division().city[1], self._chains.division().province[1], self._word("estates", "stems"))
        )
        if random.random() < 0.45:
            school = stem + self._word("roads", "schools")
            return school + pick(
                (
                    f"教师宿舍{self._rooms.room()}",
                    "门卫室",
                    "传达室",
                    "东门保安亭",
                    f"教学楼{random.randint(1, 5)}楼",
                    f"教学楼{pick('ABC')}栋{self._rooms.room()}",
                    f"{pick('男女')}生宿舍{random.randint(1, 6)}栋{self._rooms.room()}",
                    f"{random.randint(1, 8)}号楼{self._rooms.room()}",
                    f"家属楼{random.randint(1, 4)}单元{self._rooms.room()}",
                    f"综合楼{random.randint(1, 5)}楼办公室",
                )
            )
        college = (
            stem
            + self._word("roads", "colleges")
            + pick(("", "", "", "东校区", "南校区", "北区", "新校区", "老校区", "（本部）", "大学城校区", "西苑"))
        )
        number, room = random.randint(1, 30), random.randint(101, 740)
        return college + pick(
            (
                f"{number}号宿舍楼{room}", f"学生公寓{number}栋{room}", f"{pick('东西南北')}门{self._word('roads', 'pickup')}", f"{pick('桃李梅兰竹菊松柏')}园{number}栋{room}", f"{pick(('紫荆', '丁香', '海棠', '学苑', '知行', '明德', '弘毅'))}公寓{pick('ABCD')}{room}",
                f"{pick('男女')}生宿舍{number}号楼{room}", f"{number}舍{room}", f"实验楼{pick('ABC')}{room}", f"{pick(('信息', '机电', '经管', '外语', '化工', '土木'))}学院{room}办公室", f"图书馆{random.randint(1, 8)}楼", f"家属区{number}栋{random.randint(1, 4)}单元{room}", f"研究生公寓{number}-{room}", f"{number}斋{room}",
            )
        )  # fmt: skip

    def ward(self) -> str:
        """A place in a hospital."""
        random, pick = self._random, self._random.choice
        stem = pick(
            (self._chains.division().district[1], self._chains.division().city[1], self._word("estates", "stems"))
        )
        place = stem + self._word("roads", "hospitals") + pick(("", "", "（东院区）", "南院区", "新院区", "本部"))
        number, floor = random.randint(1, 45), random.randint(1, 22)
        department = self._word("roads", "departments")
        return place + pick(
            (
                f"住院部{floor}楼{department}{number}床",
                f"{random.randint(1, 9)}号楼{floor}层{department}",
                f"住院部{pick('ABC')}座{floor}楼",
                f"门诊{random.randint(1, 6)}楼{department}",
                f"{department}病房{number}床",
                f"家属院{self._rooms.tail()}",
                f"行政楼{self._rooms.room()}",
                f"外科楼{floor}楼{number}床",
                "急诊楼一楼大厅",
            )
        )

    def market(self) -> str:
        """A stall in a market."""
        random, pick = self._random, self._random.choice
        name = self._word("estates", "stems") + self._word("roads", "markets")
        number = random.randint(1, 400)
        stall = pick(
            (
                f"{pick('ABCDEFG')}区{number}号",
                f"{random.randint(1, 5)}楼{number}号",
                f"{number}号摊位",
                f"{pick('ABCD')}{number:03}",
                f"{random.randint(1, 12)}街{number}号",
                f"{random.randint(1, 30)}栋{number}号门面",
                f"{pick('东西南北')}{pick('一二三四')}区{number}档",
                f"{pick('一二三')}期{random.randint(1, 20)}排{number}号",
                f"{pick('一二三四五')}区{random.randint(1, 40)}号门{random.randint(1, 4)}楼{random.randint(1, 90)}街{10000 + number}店面",
                f"档口{number}",
                f"{pick('一二三')}楼扶梯口{number}铺",
            )
        )
        return name + stall

    def factory(self) -> str:
        """A hall or gate in an industrial park."""
        random, pick = self._random, self._random.choice
        park = pick(
            (self._word("estates", "stems"), self._chains.division().district[1], self._word("villages", "stems"))
        ) + self._word("roads", "parks")
        after = pick(
            (
                f"{pick('ABCDE')}区{random.randint(1, 20)}号厂房",
                f"{random.randint(1, 30)}栋{random.randint(1, 6)}楼",
                f"{random.randint(1, 12)}号仓库{random.randint(1, 9)}号门",
                f"{pick('一二三四')}号路{random.randint(1, 60)}号",
                f"{random.randint(1, 12)}号厂房{pick('东西')}侧",
                f"第{pick('一二三四五')}工业区{random.randint(1, 30)}栋",
                f"宿舍楼{self._rooms.room()}",
                f"{pick('ABC')}{random.randint(1, 12)}库",
                f"{random.randint(1, 40)}号",
                "门卫室",
                f"{random.randint(1, 9)}号月台",
                f"{pick('东西南北')}门物流部",
                f"车间{random.randint(1, 9)}",
                f"{random.randint(1, 12)}号楼{self._rooms.room()}室",
            )
        )
        return park + after
