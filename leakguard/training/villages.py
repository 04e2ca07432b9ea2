"""Villages and places in them."""

from __future__ import annotations

from random import Random

from leakguard.training.drawing import chinese
from leakguard.training.given import HanNames
from leakguard.training.words import section


class Villages:
    """Draws villages and places in them, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._han = HanNames(random)

    def _word(self, part: str) -> str:
        return self._random.choice(section("villages", part))

    def village(self) -> str:
        """The name of a village."""
        random = self._random
        share = random.random()
        if share < 0.33:
            stem = self._word("stems")
        elif share < 0.62:
            stem = self._han.frequent_surname() + self._word("clan")
        elif share < 0.87:
            stem = self._word("first") + self._word("second")
        else:
            stem = self._word("first") + self._han.frequent_surname() + self._word("clan")
        return stem + ("" if stem[-1] in "村屯庄寨" and random.random() < 0.6 else self._word("suffixes"))

    def part(self) -> str:
        """A village and where in it."""
        pick, random = self._random.choice, self._random
        within = pick(
            (self._group(), self._group(), self._hamlet(), self._hamlet(), self._word("tails"), self._house())
        )
        return (
            self.village() + pick(("",) * 12 + (" ", "，")) + within + (self._house() if random.random() < 0.15 else "")
        )

    def _group(self) -> str:
        random, pick = self._random, self._random.choice
        number = random.randint(1, 24)
        name = pick((str(number), str(number), chinese(number)))
        return (
            pick(("", "", "第"))
            + name
            + pick(("组", "组", "组", "组", "社", "队", "队", "村民小组", "小组", "屯", "号地", "生产队"))
            + pick(("", "", "", f"{random.randint(1, 299)}号", f"附{random.randint(1, 20)}号"))
        )

    def _house(self) -> str:
        random, pick = self._random, self._random.choice
        number = random.randint(1, 399)
        return pick(
            (
                f"{number}号",
                f"{number}号",
                f"{number}号",
                f"{random.randint(1, 30)}排{random.randint(1, 12)}号",
                f"{pick('东西南北前后')}街{random.randint(1, 90)}号",
                f"{pick('一二三四五六')}巷{random.randint(1, 60)}号",
                f"{pick('东西南北')}区{random.randint(1, 30)}巷{random.randint(1, 30)}号",
                f"{random.randint(1, 30)}栋",
                f"{chinese(random.randint(1, 12))}巷{random.randint(1, 30)}号{random.randint(1, 7)}楼",
                f"门牌{number}号",
            )
        )

    def _hamlet(self) -> str:
        pick = self._random.choice
        head = pick(
            (
                self._han.frequent_surname() + "家",
                self._word("first") + self._word("second"),
                self._han.frequent_surname() + pick(("家老", "家大", "")),
                self._word("first"),
            )
        )
        return head + self._word("hamlets") + pick(("", "", self._house(), self._word("tails")))
