"""Addresses, regions and places as sellers see them. An address names a street, a village or something finer."""

from __future__ import annotations

from random import Random

from leakguard.training.divisions import Chains
from leakguard.training.drawing import drawn
from leakguard.training.english import English
from leakguard.training.hongkong import HongKong
from leakguard.training.remote import Remote
from leakguard.training.streets import Streets
from leakguard.training.taiwan import Taiwan
from leakguard.training.villages import Villages
from leakguard.training.words import section


class Places:
    """Draws places, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._chains = Chains(random)
        self._streets = Streets(random)
        self._villages = Villages(random)
        self._taiwan, self._hong_kong, self._english = Taiwan(random), HongKong(random), English(random)
        self._kinds = ((62.0, self._urban), (19.0, self._rural), (13.0, self.street), (6.0, Remote(random).address))

    def address(self) -> str:
        """A street-level or finer address of the mainland, with or without its divisions."""
        return drawn(self._random, self._kinds)

    def street(self) -> str:
        """The part of an address that follows the divisions."""
        return self._streets.part() if self._random.random() < 0.86 else self._villages.part()

    def region(self) -> str:
        """A bare region."""
        return self._chains.region()

    def estate(self) -> str:
        """A bare housing estate."""
        return self._streets.estate()

    def institution(self) -> str:
        """A bare market, station, school, hospital or the like."""
        return self._streets.institution()

    def taiwan(self) -> str:
        """An address of Taiwan, in Traditional characters."""
        return self._taiwan.address()

    def hong_kong(self) -> str:
        """An address of Hong Kong or Macau, in Traditional characters."""
        return self._hong_kong.address()

    def english(self) -> str:
        """An address in Latin letters."""
        return self._english.address()

    def _urban(self) -> str:
        chain, separator = self._chains.chain()
        return chain + separator + self._streets.part() + self._ending()

    def _rural(self) -> str:
        chain, separator = self._chains.chain(rural=True)
        return chain + separator + self._villages.part() + self._ending()

    def _ending(self) -> str:
        """What belongs to some addresses behind their last part: a station, or a note in brackets."""
        random, pick = self._random, self._random.choice
        share = random.random()
        if share < 0.05:
            return pick(("", "", " ")) + pick(section("roads", "pickup"))
        if share >= 0.1:
            return ""
        note = pick(
            (
                f"{self._streets.estate()}旁",
                f"近{self._streets.road()}",
                f"原{self._streets.landmark()}",
                pick(section("roads", "pickup")),
                f"{self._streets.landmark()}对面",
                f"{pick(section('roads', 'gates'))}进",
            )
        )
        return pick(("（{}）", "({})", "【{}】", "（{}）")).format(note)
