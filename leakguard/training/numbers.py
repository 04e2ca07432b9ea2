"""Numbers and codes around persons: telephones, documents, parcels, accounts, dates, in their many writings."""

from __future__ import annotations

from random import Random

from leakguard.training.accounts import Accounts
from leakguard.training.drawing import digits, filled
from leakguard.training.moments import Moments
from leakguard.training.phones import Phones
from leakguard.training.words import section

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


class Numbers:
    """Draws numbers, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._accounts = Accounts(random)
        self._moments = Moments(random)
        self._phones = Phones(random)

    def phone(self) -> str:
        """A mobile number in one of many writings."""
        return self._phones.mobile()

    def tel(self) -> str:
        """A landline or a service number."""
        return self._phones.landline()

    def idno(self) -> str:
        """A resident identity number, seldom masked or of the old length."""
        random, pick = self._random, self._random.choice
        body = pick(section("numbers", "areas")) + self._moments.birthday() + digits(random, 3)
        check = _CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]
        number = body + (check.lower() if random.random() < 0.15 else check)
        share = random.random()
        if share < 0.08:
            return pick(
                (
                    number[:6] + "********" + number[14:],
                    number[:3] + "***********" + number[14:],
                    number[0] + "*" * 16 + number[-1],
                    number[:4] + "**********" + number[14:],
                )
            )
        if share < 0.12:
            return pick((" ", "-")).join((number[:6], number[6:14], number[14:]))
        return number[:6] + number[8:17] if share < 0.14 else number

    def order(self) -> str:
        """An order or payment number."""
        pattern = self._random.choice(section("numbers", "orders"))
        for size in (6, 8, 14):
            pattern = pattern.replace(f"[d{size}]", self._moments.packed(size))
        return filled(self._random, pattern)

    def waybill(self) -> str:
        """A waybill number of a courier."""
        return filled(self._random, self._random.choice(section("numbers", "waybills")))

    def card(self) -> str:
        """A bank card number, whole, in groups or masked."""
        return self._accounts.card()

    def wechat(self) -> str:
        """A WeChat account."""
        return self._accounts.wechat()

    def qq(self) -> str:
        """A QQ number."""
        return self._accounts.qq()

    def email(self) -> str:
        """An e-mail address."""
        return self._accounts.email()

    def ip(self) -> str:
        """An IP address."""
        return self._accounts.ip()

    def url(self) -> str:
        """A web address."""
        return self._accounts.url()

    def zip(self) -> str:
        """A postcode."""
        return self._random.choice(section("numbers", "zips")) + digits(self._random, 4)

    def plate(self) -> str:
        """A vehicle's plate, green ones too."""
        random = self._random
        head = random.choice(_PLATES) + random.choice("ABCDEFGHJK")
        tail = filled(
            random, random.choice(("#####", "@####", "#@###", "@@###", "###@#", "D#####", "F#####", "###挂", "####学"))
        )
        return head + random.choice(("", "", "", "·", " ")) + tail

    def date(self) -> str:
        """A date in one of many writings."""
        return self._moments.date()

    def time(self) -> str:
        """A time of the day."""
        return self._moments.time()

    def n(self) -> str:
        """A number, mostly small."""
        random = self._random
        share = random.random()
        if share < 0.5:
            return str(random.randint(1, 20))
        if share < 0.8:
            return str(random.randint(1, 300))
        if share < 0.9:
            return random.choice(("两", "三", "四", "五", "六", "八", "十", "十几", "几", "二十", "一百", "俩"))
        return str(random.randint(100, 50000))

    def money(self) -> str:
        """An amount without its unit."""
        random = self._random
        whole = random.choice((random.randint(1, 99), random.randint(10, 999), random.randint(100, 30000)))
        return random.choice(
            (str(whole), f"{whole}.{digits(random, 2)}", f"{whole}.9", f"{whole:,}", f"{whole:,}.00", f"{whole}.00")
        )
