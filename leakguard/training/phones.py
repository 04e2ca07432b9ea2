"""Mobile and landline numbers in their many writings."""

from __future__ import annotations

from functools import cache
from random import Random

from leakguard.training.drawing import digits, drawn, filled, spelled
from leakguard.training.words import section, text_lines

_WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")


@cache
def _landlines() -> tuple[tuple[str, int], ...]:
    """Area codes with the length of the local number."""
    rows = (line.split(",") for line in text_lines("lexicons", "landline_areas.csv")[1:])
    return tuple((row[0], int(row[2][-1])) for row in rows)


class Phones:
    """Draws telephone numbers, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._kinds = (
            (50.0, self._mobile),
            (20.0, self._grouped),
            (8.0, self._with_country),
            (5.0, self._extended),
            (5.0, self._spelled),
            (3.0, lambda: self._mobile().translate(_WIDE)),
            (5.0, self._masked),
            (2.0, self._several),
            (2.0, self._overseas),
        )

    def mobile(self) -> str:
        """A mobile number in one of many writings."""
        return drawn(self._random, self._kinds)

    def landline(self) -> str:
        """A landline or a service number."""
        pick, random = self._random.choice, self._random
        if random.random() < 0.2:
            return filled(random, pick(section("numbers", "services")))
        area, size = pick(_landlines())
        local = str(random.randint(2, 8)) + digits(random, size - 1)
        half = local[:-4] + " " + local[-4:]
        number = pick(
            (
                f"{area}-{local}",
                f"{area}-{local}",
                f"{area}{local}",
                f"({area}){local}",
                f"（{area}）{local}",
                f"{area} {half}",
                f"{area}－{local}",
                f"+86 {area[1:]} {half}",
                local,
            )
        )
        if random.random() < 0.85:
            return number
        return number + pick(("-", "转", "转分机", " ext.", "#", " 转 ")) + digits(random, random.randint(3, 4))

    def _mobile(self) -> str:
        return self._random.choice(section("numbers", "handsets")) + digits(self._random, 8)

    def _grouped(self) -> str:
        number, pick = self._mobile(), self._random.choice
        sizes = pick(((3, 4, 4), (3, 4, 4), (3, 4, 4), (4, 3, 4), (3, 3, 5), (3, 2, 2, 2, 2), (5, 6)))
        mark, at, parts = pick((" ", " ", "-", "-", ".", "·", "  ", "\u00a0", "—", "_")), 0, []
        for size in sizes:
            parts.append(number[at : at + size])
            at += size
        return mark.join(parts)

    def _with_country(self) -> str:
        number = self._mobile()
        return (
            self._random.choice(("+86", "+86 ", "+86-", "0086", "0086-", "86-", "(+86)", "（+86）", "(86)", "86", "0"))
            + number
        )

    def _extended(self) -> str:
        ending = digits(self._random, self._random.choice((4, 4, 4, 3)))
        mark = self._random.choice(("-{}", "-{}", "转{}", ",{}", "_{}", "#{}", " 转 {}", "[{}]", "({})", "，{}"))
        return self._mobile() + mark.format(ending)

    def _spelled(self) -> str:
        number, random = self._mobile(), self._random
        if random.random() < 0.5:
            text = spelled(number)
            text = text.replace("一", "幺") if random.random() < 0.4 else text
            return text if random.random() < 0.7 else f"{text[:3]} {text[3:7]} {text[7:]}"
        at = random.randint(2, 8)
        return number[:at] + spelled(number[at : at + 2]) + number[at + 2 :]

    def _masked(self) -> str:
        number = self._mobile()
        return self._random.choice(
            (
                f"{number[:3]}****{number[7:]}",
                f"{number[:3]}****{number[7:]}",
                f"{number[0]}*********{number[-1]}",
                f"{number[:3]}xxxx{number[7:]}",
                f"{number[:3]}******{number[9:]}",
                f"{number[0]}******{number[7:]}",
                f"*******{number[7:]}",
            )
        )

    def _several(self) -> str:
        return self._mobile() + self._random.choice(("/", "，", "、", " ", "；", "或")) + self._mobile()

    def _overseas(self) -> str:
        return filled(
            self._random,
            self._random.choice(
                (
                    "+852 9### ####",
                    "6### ####",
                    "852-9#######",
                    "09##-###-###",
                    "09########",
                    "+886 9## ### ###",
                    "+853 6### ####",
                    "+1 (6##) 555-01##",
                    "+65 8### ####",
                    "+60 12-### ####",
                )
            ),
        )
