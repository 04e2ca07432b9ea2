"""Names of China's peoples other than Han, and of foreigners, in Chinese characters."""

from __future__ import annotations

from random import Random

from leakguard.training.drawing import drawn
from leakguard.training.words import section

_DOTS = ("·", "·", "·", "·", "·", "•", "•", "・", "．", ".", "‧", " ", "-")


def _stem(random: Random, *parts: str) -> str:
    return random.choice(section("peoples", random.choice(parts)))


class Peoples:
    """Draws such names, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._table = (
            (26.0, self.uyghur),
            (9.0, self.kazakh),
            (17.0, self.tibetan),
            (11.0, self.mongolian),
            (8.0, self.yi),
            (4.0, self.dai),
            (6.0, self.hui),
            (6.0, self.korean),
            (3.0, self.japanese),
            (12.0, self.foreign),
        )

    def name(self) -> str:
        """A name of any of these kinds."""
        return drawn(self._random, self._table)

    def _dotted(self, share: float, *parts: str) -> str:
        """The parts with a dot between; without any in ``share`` of the cases."""
        dot = "" if self._random.random() < share else self._random.choice(_DOTS)
        return dot.join(parts)

    def uyghur(self) -> str:
        """Own name and father's name, or the own name alone."""
        own = _stem(self._random, "uyghur-male", "uyghur-female")
        if len(own) > 2 and self._random.random() < 0.22:
            return own
        return self._dotted(0.1, own, _stem(self._random, "uyghur-male"))

    def kazakh(self) -> str:
        """Own name and father's name, or the own name alone."""
        own = _stem(self._random, "kazakh")
        if len(own) > 2 and self._random.random() < 0.3:
            return own
        return self._dotted(0.12, own, _stem(self._random, "kazakh"))

    def tibetan(self) -> str:
        """Two names, seldom one or three; a village or house name may precede them."""
        share, one, two = self._random.random(), _stem(self._random, "tibetan"), _stem(self._random, "tibetan")
        if share < 0.08:
            return one
        if share < 0.16:
            return one + two[:1]
        if share < 0.22:
            return self._dotted(0, one, two)
        return one + two + (_stem(self._random, "tibetan") if share > 0.94 else "")

    def mongolian(self) -> str:
        """One name, sometimes with a father's name or a Han surname."""
        share, own = self._random.random(), _stem(self._random, "mongolian")
        if share < 0.15:
            return self._dotted(0.3, _stem(self._random, "mongolian"), own)
        if share < 0.35:
            return self._random.choice("包白王李张吴陈韩何赵金齐鲍佟席") + own
        return own + _stem(self._random, "mongolian") if len(own) < 3 else own

    def yi(self) -> str:
        """A clan and a name, or the name alone with the clan's."""
        clan, own = _stem(self._random, "yi-clan"), _stem(self._random, "yi")
        return clan + own + ("莫" if self._random.random() < 0.1 and not own.endswith("莫") else "")

    def dai(self) -> str:
        """岩 for men and 玉 for women, and a name."""
        own = _stem(self._random, "dai")
        return own if self._random.random() < 0.4 else own + _stem(self._random, "dai-tail")

    def hui(self) -> str:
        """A surname frequent among Hui and an Arabic name."""
        return self._random.choice("马马马马马丁王李杨白沙哈穆撒虎妥冶祁韩金") + _stem(self._random, "hui")

    def korean(self) -> str:
        """A Korean name as Koreans of China write it."""
        return _stem(self._random, "korean-surname") + _stem(self._random, "korean-given")

    def japanese(self) -> str:
        """A Japanese name."""
        return _stem(self._random, "japanese-surname") + _stem(self._random, "japanese-given")

    def foreign(self) -> str:
        """A Western, Indian or Russian name with a dot, seldom without or with a middle letter."""
        own, family = _stem(self._random, "foreign"), _stem(self._random, "foreign-surname", "foreign")
        if self._random.random() < 0.08:
            return f"{own}·{self._random.choice('ABCDEHJKLMRST')}·{family}"
        return self._dotted(0.06, own, family)
