"""Dates and times of the day in the writings of chats, forms and logs."""

from __future__ import annotations

from random import Random

from leakguard.training.drawing import chinese, digits


class Moments:
    """Draws dates and times, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def _day(self) -> tuple[int, int, int]:
        random = self._random
        return random.randint(2018, 2026), random.randint(1, 12), random.randint(1, 28)

    def date(self) -> str:
        """A date."""
        year, month, day = self._day()
        pick = self._random.choice
        return pick(
            (
                f"{year}-{month:02}-{day:02}", f"{year}-{month:02}-{day:02}", f"{year}/{month}/{day}", f"{year}.{month:02}.{day:02}", f"{year}年{month}月{day}日",
                f"{year}年{month}月{day}日", f"{month}月{day}日", f"{month}月{day}号", f"{month}.{day}", f"{month}/{day}", f"{month:02}-{day:02}", f"{year}{month:02}{day:02}",
                f"{day}号", f"{year % 100}年{month}月", f"{chinese(month)}月{chinese(day)}", f"农历{chinese(month)}月{'初' + chinese(day) if day <= 10 else chinese(day)}",
                pick(("今天", "明天", "后天", "昨天", "前天", "周一", "周三", "周五", "周六", "星期天", "上周五", "下周一", "月底", "双十一", "618", "国庆后", "年前")),
            )
        )  # fmt: skip

    def time(self) -> str:
        """A time of the day."""
        hour, minute, pick = self._random.randint(0, 23), self._random.randint(0, 59), self._random.choice
        part = "早上" if hour < 10 else "上午" if hour < 12 else "下午" if hour < 18 else "晚上"
        clock = hour if hour <= 12 else hour - 12
        return pick(
            (
                f"{hour:02}:{minute:02}", f"{hour:02}:{minute:02}", f"{hour:02}:{minute:02}:{self._random.randint(0, 59):02}", f"{hour}点", f"{hour}点{minute}分",
                f"{part}{clock or 12}点", f"{part}{clock or 12}点半", f"{chinese(hour or 12)}点", f"{hour}：{minute:02}", f"{clock or 12}:{minute:02} {'PM' if hour > 11 else 'AM'}",
                f"{part}{chinese(clock or 12)}点多", f"{hour}时{minute}分",
            )
        )  # fmt: skip

    def birthday(self) -> str:
        """The birthday of somebody grown up, as eight digits."""
        random = self._random
        return f"{random.randint(1945, 2008)}{random.randint(1, 12):02}{random.randint(1, 28):02}"

    def packed(self, size: int) -> str:
        """A date as six or eight digits, or with the time as fourteen."""
        year, month, day = self._day()
        whole = f"{year}{month:02}{day:02}"
        return whole[2:] if size == 6 else whole + digits(self._random, size - 8)
