"""Addresses that have words of their own: of the Xinjiang corps, steppe and plateau, of troops, boxes and state farms."""

from __future__ import annotations

from functools import cache
from random import Random

from leakguard.training.divisions import Division, divisions
from leakguard.training.drawing import chinese, drawn
from leakguard.training.words import section


@cache
def _divisions_of(province: str) -> tuple[Division, ...]:
    return tuple(place for place in divisions() if place.province[1] == province)


class Remote:
    """Draws such addresses, whole ones, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._kinds = (
            (20.0, self._corps),
            (14.0, self._steppe),
            (12.0, self._plateau),
            (14.0, self._oasis),
            (14.0, self._troops),
            (14.0, self._box),
            (12.0, self._farm),
        )

    def address(self) -> str:
        """A whole address of such a kind."""
        return drawn(self._random, self._kinds)

    def _word(self, part: str) -> str:
        return self._random.choice(section("villages", part))

    def _of(self, province: str) -> tuple[str, str]:
        """A city and a county of a province."""
        place = self._random.choice(_divisions_of(province))
        return place.city[self._random.random() < 0.3], place.district[0]

    def _corps(self) -> str:
        """Regiments and companies in Xinjiang."""
        random, pick = self._random, self._random.choice
        regiment = pick(
            (
                f"{random.randint(1, 14)}师{random.randint(1, 190)}团",
                f"第{chinese(random.randint(1, 14))}师{random.randint(20, 190)}团",
                f"{random.randint(20, 190)}团",
                f"兵团农{chinese(random.randint(1, 14))}师{random.randint(20, 190)}团",
            )
        )
        within = pick(
            (
                f"{random.randint(1, 30)}连",
                f"{random.randint(1, 30)}连{random.randint(1, 40)}号",
                f"{chinese(random.randint(1, 20))}连{random.randint(1, 9)}排{random.randint(1, 20)}号",
                f"团部{pick(('菜鸟驿站', '邮局', '幸福小区3栋201', '医院家属院', '中学'))}",
                f"{random.randint(1, 30)}连职工住宅区",
                f"机关{random.randint(1, 20)}栋{random.randint(1, 4)}单元{random.randint(1, 6)}0{random.randint(1, 4)}",
            )
        )
        head = pick(
            (
                "新疆",
                "新疆维吾尔自治区",
                "",
                "新疆"
                + pick(
                    (
                        "石河子市",
                        "五家渠市",
                        "阿拉尔市",
                        "铁门关市",
                        "图木舒克市",
                        "北屯市",
                        "可克达拉市",
                        "双河市",
                        "昆玉市",
                        "胡杨河市",
                    )
                ),
            )
        )
        return head + regiment + within

    def _steppe(self) -> str:
        pick = self._random.choice
        city, county = self._of("内蒙古")
        name = self._word("steppe") + self._word("steppe")
        within = pick(
            (
                f"{name}嘎查",
                f"{name}嘎查{self._random.randint(1, 12)}组",
                f"{name}嘎查{self._word('steppe')}艾里",
                f"{name}嘎查{self._random.randint(1, 90)}号",
                f"{name}分场{self._random.randint(1, 9)}队",
            )
        )
        return (
            pick(("内蒙古自治区", "内蒙古", "内蒙", ""))
            + city
            + county
            + self._word("steppe")
            + self._word("steppe")
            + pick(("苏木", "苏木", "镇"))
            + within
        )

    def _plateau(self) -> str:
        pick, random = self._random.choice, self._random
        city, county = self._of("西藏")
        stem = pick(section("peoples", "tibetan"))
        return (
            pick(("西藏自治区", "西藏", ""))
            + city
            + county
            + stem
            + pick(("乡", "镇", "街道"))
            + pick(
                (
                    f"{pick(section('peoples', 'tibetan'))}村{random.randint(1, 9)}组",
                    f"{pick(section('peoples', 'tibetan'))}村{random.randint(1, 120)}号",
                    f"{pick(('江苏', '北京', '广东', '德吉', '团结', '幸福', '色拉'))}路{random.randint(1, 90)}号",
                    f"{pick(('安居', '德吉', '吉祥'))}苑{random.randint(1, 20)}栋{random.randint(1, 4)}单元{random.randint(1, 6)}01",
                    "县政府家属院",
                    "邮政局旁边茶馆",
                )
            )
        )

    def _oasis(self) -> str:
        pick, random = self._random.choice, self._random
        city, county = self._of("新疆")
        stem = pick(
            (
                "阿瓦提",
                "吐曼",
                "托万",
                "英吾斯塘",
                "巴什",
                "塔什",
                "库木",
                "阔什",
                "恰其",
                "喀拉",
                "尤喀克",
                "阿克",
                "亚博依",
                "帕万",
                "奥依",
                "依干其",
                "古勒巴格",
                "色格孜",
                "荒地",
                "拜什",
            )
        )
        return (
            pick(("新疆维吾尔自治区", "新疆", "新疆省", ""))
            + city
            + county
            + stem
            + pick(("镇", "乡", "乡"))
            + stem[:2]
            + pick(("力克村", "巴格村", "艾日克村", "买里村", "克斯拉克村", "吾斯塘村", "库勒村"))
            + pick(
                (
                    f"{random.randint(1, 9)}组",
                    f"{random.randint(1, 9)}组{random.randint(1, 300)}号",
                    f"{random.randint(1, 9)}小队",
                    f"{random.randint(1, 9)}组{random.randint(1, 90)}号院",
                )
            )
        )

    def _troops(self) -> str:
        random, pick = self._random, self._random.choice
        place = pick(divisions())
        return (
            pick(("", place.province[0]))
            + place.city[0]
            + pick(("", place.district[0]))
            + f"{random.randint(31000, 96999)}部队"
            + pick(
                (
                    "",
                    f"{random.randint(10, 99)}分队",
                    f"{random.randint(10, 99)}号信箱",
                    f"{chinese(random.randint(1, 9))}连",
                    "营区大门",
                    f"{random.randint(1, 9)}营{random.randint(1, 9)}连",
                    "保障处",
                    "收发室",
                    "家属院5栋2单元402",
                )
            )
        )

    def _box(self) -> str:
        random, pick = self._random, self._random.choice
        place = pick(divisions())
        number = random.randint(1, 9999)
        return (
            pick(("", place.province[0]))
            + place.city[0]
            + pick(("", "", place.district[0]))
            + pick(
                (
                    f"{number}信箱",
                    f"{number}信箱{random.randint(1, 40)}分箱",
                    f"邮政信箱{number}号",
                    f"第{number}号信箱",
                    f"{number % 1000}-{random.randint(1, 30)}信箱",
                    f"邮箱{number}分箱{random.randint(1, 30)}",
                )
            )
        )

    def _farm(self) -> str:
        random, pick = self._random, self._random.choice
        place = pick(divisions())
        farm = self._word("stems") + pick(("农场", "林场", "茶场", "牧场", "渔场", "园艺场", "垦区"))
        return (
            pick(("", place.province[0]))
            + place.city[0]
            + place.district[0]
            + farm
            + pick(
                (
                    f"{random.randint(1, 30)}队",
                    f"第{chinese(random.randint(1, 20))}管理区",
                    f"{chinese(random.randint(1, 20))}分场{random.randint(1, 20)}队",
                    f"{random.randint(1, 30)}连",
                    f"场部{pick(('邮政所', '医院', '家属区3栋'))}",
                    f"{random.randint(1, 20)}作业站{random.randint(1, 60)}号",
                )
            )
        )
