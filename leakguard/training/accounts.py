"""Accounts: bank cards, WeChat, QQ, e-mail, addresses of machines and pages."""

from __future__ import annotations

from functools import cache
from random import Random

from leakguard.training.drawing import digits, filled
from leakguard.training.words import Words, section, text_lines


def _luhn(body: str) -> str:
    """The check digit of ISO/IEC 7812-1."""
    doubled = [int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(body))]
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


class Accounts:
    """Draws accounts, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def card(self) -> str:
        """A bank card number, whole, in groups or masked."""
        random = self._random
        row = random.choice(_cards())
        number = row[0] + digits(random, row[1] - len(row[0]) - 1)
        number += _luhn(number)
        grouped = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
        masked = (
            f"{number[:4]} **** **** {number[-4:]}",
            f"{number[:6]}******{number[-4:]}",
            f"**** **** **** {number[-4:]}",
            number[-4:],
        )
        return random.choice((number,) * 9 + (grouped,) * 5 + (grouped.replace(" ", "-"),) + masked)

    def _word(self) -> str:
        random = self._random
        parts: Words = section("latin", random.choice(("pinyin", "pinyin", "pinyin-surname", "english")))
        return random.choice(parts).lower()

    def wechat(self) -> str:
        """A WeChat account."""
        random = self._random
        word = self._word() + random.choice(("", self._word()))
        return random.choice(
            (
                filled(random, "wxid_&&&&&&&&&&&&&&"), word + digits(random, 4), f"{word}_{digits(random, 3)}", f"{word}{random.randint(1975, 2005)}", f"{word}-{self._word()}",
                filled(random, "v&&&&&&&"), f"{word}520", f"{word}{digits(random, 8)}", word.title() + digits(random, 2), f"1{random.choice('3589')}{digits(random, 9)}",
            )
        )  # fmt: skip

    def qq(self) -> str:
        """A QQ number."""
        return str(self._random.randint(1, 9)) + digits(self._random, self._random.choice((5, 7, 8, 8, 9, 9)))

    def email(self) -> str:
        """An e-mail address."""
        random = self._random
        domain = random.choice(section("numbers", "mail-domains"))
        local = random.choice(
            (
                self.qq(), self._word() + self._word(), self._word() + digits(random, 3), f"{self._word()}.{self._word()}", f"{self._word()}_{digits(random, 4)}", f"1{random.choice('3578')}{digits(random, 9)}",
            )
        )  # fmt: skip
        return f"{self.qq() if domain == 'qq.com' else local}@{domain}"

    def ip(self) -> str:
        """An IP address, private ones too."""
        random = self._random
        if random.random() < 0.06:
            return "2408:" + ":".join(f"{random.randrange(65536):x}" for _ in range(7))
        head = random.choice(
            (
                "192.168",
                "10.0",
                "10.23",
                "172.16",
                "127.0",
                "203.0",
                "198.51",
                f"{random.randint(1, 223)}.{random.randint(0, 255)}",
            )
        )
        return f"{head}.{random.randint(0, 255)}.{random.randint(1, 254)}"

    def url(self) -> str:
        """A web address."""
        return self._random.choice(("https://", "https://", "http://", "", "www.")) + filled(
            self._random, self._random.choice(section("numbers", "sites"))
        )


@cache
def _cards() -> tuple[tuple[str, int], ...]:
    """Prefixes of bank cards with the length of the whole number."""
    rows = (line.split(",") for line in text_lines("lexicons", "bank_bins.csv")[1:])
    return tuple((row[0], int(row[3])) for row in rows if len(row[0]) < int(row[3]) - 4)
