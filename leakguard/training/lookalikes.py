"""Text that is no person and no address but stands where one could stand: goods, organisations, words, masked values."""

from __future__ import annotations

from functools import cache
from random import Random

from leakguard.training.divisions import Chains
from leakguard.training.drawing import digits, weighted
from leakguard.training.given import HanNames
from leakguard.training.organisations import Organisations
from leakguard.training.streets import Streets
from leakguard.training.words import Words, lexicon, section, text_lines

_SHORT = 4
"""Words of more characters look too little like names to be drawn often."""


@cache
def _words() -> tuple[Words, Words]:
    """Ordinary words that begin with a frequent surname, and the other ones that look like names."""
    strong = frozenset(text_lines("lexicons", "surnames.txt")[0])
    all_words = [word for word in lexicon("name_like_words.txt") if 2 <= len(word) <= _SHORT]
    first = tuple(word for word in all_words if word[0] in strong)
    return first, tuple(word for word in all_words if word[0] not in strong)


class Lookalikes:
    """Draws such text, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._organisations = Organisations(random)
        self._chains = Chains(random)
        self._streets = Streets(random)
        self._han = HanNames(random)

    def _word(self, part: str) -> str:
        return self._random.choice(section("goods", part))

    def goods(self) -> str:
        """A short word for goods."""
        pick, random = self._random.choice, self._random
        share = random.random()
        if share < 0.5:
            return self._word("goods")
        if share < 0.62:
            return self._word("modifiers") + self._word("goods")
        if share < 0.72:
            return self._word("colours") + self._word("goods")
        kind = weighted(random, ((60.0, "food"), (20.0, "medicine"), (8.0, "car"), (12.0, "it")))
        return pick(section("thuocl", kind))

    def title(self) -> str:
        """A long title of a product, as shops write them to be found."""
        random, pick = self._random, self._random.choice
        goods = pick((self._word("goods"), self._word("goods"), pick(section("thuocl", "food"))))
        words = random.sample(section("goods", "modifiers"), random.randint(3, 8))
        words.insert(random.randint(0, len(words)), goods)
        words.insert(random.randint(1, len(words)), self._word("goods") if random.random() < 0.4 else goods)
        if random.random() < 0.7:
            words.insert(
                0,
                pick(
                    (
                        self._word("brands"),
                        self._word("brands"),
                        pick(section("public", "brands")),
                        f"【{self._word('modifiers')}】",
                    )
                ),
            )
        if random.random() < 0.5:
            words.append(
                pick(
                    (
                        self._word("colours") + " " + self._word("sizes"),
                        self._word("sizes"),
                        f"{self._word('colours')}/{self._word('sizes')}",
                        self._word("colours"),
                        f"【{self._word('colours')}】{self._word('sizes')}",
                    )
                )
            )
        return pick(("", "", " ")).join(words)

    def brand(self) -> str:
        """A brand."""
        return self._word("brands")

    def shop(self) -> str:
        """A shop."""
        return self._organisations.shop()

    def company(self) -> str:
        """A company."""
        return self._organisations.company()

    def school(self) -> str:
        """A school or university."""
        return self._organisations.school()

    def hospital(self) -> str:
        """A hospital."""
        return self._organisations.hospital()

    def word(self) -> str:
        """An ordinary word that begins like a surname, seldom one that looks like a name otherwise."""
        likely, others = _words()
        return self._random.choice(likely if self._random.random() < 0.85 else others)

    def masked(self) -> str:
        """A masked name, telephone or address."""
        random, pick = self._random, self._random.choice
        share = random.random()
        family, tail = self._han.surname(), self._han.char()
        head, end = f"1{pick('35789')}{digits(random, 1)}", digits(random, 4)
        if share < 0.45:
            return pick(
                (
                    f"{family}*",
                    f"{family}**",
                    f"{family}*{tail}",
                    f"*{tail}",
                    f"**{tail}",
                    f"{family}＊＊",
                    f"{family}某某",
                    f"{family}xx",
                    f"{family}●●",
                    f"{family[0]}***",
                    f"{family}X{tail}",
                    f"{tail}***{tail}",
                    f"{family}■",
                )
            )
        if share < 0.75:
            return pick(
                (
                    f"{head}****{end}",
                    f"{head}****{end}",
                    f"{head}******{end[2:]}",
                    f"1*********{end[3:]}",
                    f"1********{end[2:]}",
                    f"{head}xxxx{end}",
                    f"*******{end}",
                    f"{head} **** {end}",
                    f"1******{end}",
                    f"{head}＊＊＊＊{end}",
                    f"{head}...{end}",
                    f"尾号{end}",
                )
            )
        chain = self._chains.chain()[0]
        street = self._streets.road()
        return pick(
            (
                f"{chain}***",
                f"{chain}****",
                f"{chain}{street}***",
                f"{chain}{street}**号**室",
                f"{chain}********",
                f"{chain}{street}*号",
                f"{chain}***小区***",
                f"***{street}***",
                f"{chain[:3]}****{self._streets.estate()[:2]}**",
            )
        )

    def job(self) -> str:
        """A job."""
        return self._random.choice(section("people", "jobs"))

    def kin(self) -> str:
        """A relation."""
        return self._random.choice(section("people", "kin"))

    def title_of(self) -> str:
        """A form of address that follows a name."""
        return self._random.choice(section("people", "titles-of"))

    def courier(self) -> str:
        """A courier company."""
        return self._word("couriers")

    def bank(self) -> str:
        """A bank, sometimes with its branch."""
        random = self._random
        bank = self._word("banks")
        if random.random() < 0.8:
            return bank
        place = self._chains.division()
        return (
            bank
            + random.choice((place.city[1], place.city[1] + place.district[1], place.district[1]))
            + random.choice(("支行", "分行", "支行营业部", f"{random.choice(section('roads', 'stems'))}支行"))
        )
