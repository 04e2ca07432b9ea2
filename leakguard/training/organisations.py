"""Organisations: shops, companies, schools and hospitals; some bear a person's name."""

from __future__ import annotations

from random import Random

from leakguard.training.divisions import Chains
from leakguard.training.drawing import chinese
from leakguard.training.given import HanNames
from leakguard.training.words import section


class Organisations:
    """Draws organisations, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._han = HanNames(random)
        self._chains = Chains(random)

    def _word(self, name: str, part: str) -> str:
        return self._random.choice(section(name, part))

    def _name(self) -> str:
        """What looks like a person's name."""
        return self._han.frequent_surname() + self._han.given(self._random.choice((1, 2, 2)))

    def shop(self) -> str:
        """A shop, mostly of a platform."""
        pick, type_ = self._random.choice, self._word("goods", "shop-types")
        surname = self._han.frequent_surname()
        return pick(
            (
                self._word("goods", "shop-stems") + type_,
                self._word("goods", "shop-stems") + type_,
                self._word("goods", "brands") + pick(("官方旗舰店", "旗舰店", "专卖店", "专营店")),
                self._word("goods", "shop-stems") + self._word("goods", "goods") + type_,
                f"{pick(('老', '小', '阿', '大'))}{surname}{pick(('记', '家'))}{self._word('goods', 'goods')}{pick(('店', '铺', '坊', ''))}",
                f"{surname}记{pick(('面馆', '卤味', '烧腊', '糖水铺', '牛肉馆', '粥铺', '茶庄', '海鲜'))}",
                f"{surname}{pick(('氏', '家', '妈', '婆婆', '大姐', '师傅', '老二'))}{pick(('水饺', '包子铺', '熟食', '凉皮', '麻辣烫', '烤鱼', '酸菜鱼', '裁缝铺', '草药', '豆腐坊'))}",
                self._name() + pick(("造型", "甜品店", "摄影工作室", "口腔诊所", "小面", "羊肉汤", "书画店", "律师事务所", "牛肉干专卖店")),
                f"{self._han.char() * 2}{pick(('女装', '美甲', '家的小店', '童装', '果园', '烘焙', '代购'))}",
                self._chains.division().district[1] + self._word("goods", "goods") + type_,
            )
        )  # fmt: skip

    def company(self) -> str:
        """A company with its legal form, or short."""
        random, pick = self._random, self._random.choice
        place = self._chains.division()
        region = pick(
            (
                place.city[1],
                place.city[0],
                place.province[1],
                place.province[1] + place.city[1],
                place.city[1] + place.district[0],
                "",
            )
        )
        stem = pick(
            (self._word("goods", "company-stems"),) * 5
            + (
                self._han.char() + self._han.char(),
                self._word("goods", "company-stems")[0] + self._han.char() + self._han.char(),
                self._name(),
            )
        )
        trade, form = self._word("goods", "company-trades"), self._word("goods", "company-forms")
        share = random.random()
        if share < 0.1:
            return f"{stem}（{region or '中国'}）{trade}{form}"
        if share < 0.18:
            return f"{stem}{trade}{form}{place.city[1]}分公司"
        return stem + trade if share < 0.26 else region + stem + trade + form

    def school(self) -> str:
        """A school, a university, or one of their parts."""
        pick, place = self._random.choice, self._chains.division()
        stem = pick(
            (
                place.city[1],
                place.province[1],
                place.district[1],
                place.district[0],
                self._word("roads", "stems"),
                self._word("estates", "stems"),
            )
        )
        number = self._random.randint(1, 6)
        part = pick(("",) * 8 + ("东校区", "（南校区）", "教务处", "食堂", "新校区"))
        if self._random.random() < 0.4:
            college = stem + self._word("roads", "colleges")
            return college + pick(
                (part, part, f"{pick(('计算机', '外国语', '经管', '机电', '马克思主义'))}学院", "附属小学", "图书馆")
            )
        named = self._han.given(2) + pick(("中学", "小学", "纪念中学", "学校"))
        school = pick((stem + self._word("roads", "schools"),) * 5 + (named,))
        return school + pick(
            (part, part, part, f"{chinese(number)}年级", f"{chinese(number)}年级{self._random.randint(1, 20)}班")
        )

    def hospital(self) -> str:
        """A hospital, a clinic, or one of their departments."""
        pick, place = self._random.choice, self._chains.division()
        stem = pick(
            (
                place.city[0],
                place.city[1],
                place.province[1],
                place.district[0],
                place.district[1],
                self._word("estates", "stems"),
            )
        )
        ordinary = stem + self._word("roads", "hospitals")
        special = pick(
            (
                f"{stem}医科大学附属{pick(('第一', '第二', '儿童', '口腔', '肿瘤'))}医院",
                f"{self._han.surname()}氏骨科诊所",
                f"{self._name()}中医诊所",
                f"{stem}{pick(('爱尔', '美年大健康', '拜博', '和睦家', '慈铭'))}{pick(('眼科医院', '体检中心', '口腔', '医院'))}",
                f"{stem}大学{pick(('华西', '湘雅', '齐鲁', '同济', '协和', '第一', '第三'))}医院",
            )
        )
        return pick((ordinary, ordinary, ordinary, special)) + pick(
            ("", "", "", "", "急诊科", "骨科", "儿科", "产科门诊", "（东院区）", "住院部", "体检科", "药房")
        )
