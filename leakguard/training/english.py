"""Addresses in Latin letters: of the mainland, of Hong Kong and of Taiwan."""

from __future__ import annotations

from random import Random

from leakguard.training.drawing import digits, drawn
from leakguard.training.words import section


class English:
    """Draws addresses, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def _word(self, part: str) -> str:
        return self._random.choice(section("english", part))

    def _spaced(self, part: str) -> str:
        return self._word(part).replace("_", " ")

    def address(self) -> str:
        """An address in Latin letters: of the mainland, of Hong Kong or of Taiwan."""
        text = drawn(self._random, ((66.0, self._mainland), (20.0, self._hong_kong), (14.0, self._taiwan)))
        share = self._random.random()
        return (
            text.upper()
            if share < 0.06
            else text.replace(", ", ",")
            if share < 0.1
            else text.replace(", ", " ")
            if share < 0.13
            else text
        )

    def _mainland(self) -> str:
        random, pick = self._random, self._random.choice
        district, city, province = self._word("districts").split("|")
        number = random.randint(1, 1999)
        road = f"{self._spaced('roads')} {self._spaced('road-types')}"
        street = pick(
            (
                f"No.{number} {road}",
                f"No. {number}, {road}",
                f"{number} {road}",
                f"NO.{number},{road}",
                f"Lane {number}, {road}",
                f"No. {random.randint(1, 60)}, Lane {number}, {road}",
                f"#{number} {road}",
            )
        )
        estate = f"{self._spaced('estate-words')} {self._spaced('estates')}"
        room = f"{random.randint(1, 33)}{random.randint(1, 12):02}"
        block, unit = random.randint(1, 30), random.randint(1, 4)
        inside = pick(
            (
                f"Room {room}, Unit {unit}, Building {block}",
                f"Room {room}, Building {block}",
                f"Rm {room}, Bldg {block}",
                f"{block}-{unit}-{room}",
                f"Unit {room}",
                f"RM{room}",
                f"Flat {room}, Block {pick('ABCDEF')}",
                f"{random.randint(2, 30)}F, Building {block}",
                f"Floor {random.randint(1, 30)}, Block {pick('ABC')}",
                f"Room{room}",
                f"Apt {room}, Tower {block}",
            )
        )
        area = pick(
            (
                f"{district} District, {city}",
                f"{district}, {city}",
                f"{district} Dist, {city} City",
                f"{district} Qu, {city}",
                f"{city}",
            )
        )
        ending = pick(
            (
                "",
                f", {province}" if province else "",
                f", {province} Province" if province else "",
                ", China",
                f", {digits(random, 6)}",
                f" {digits(random, 6)}, China",
                ", P.R. China",
                f", {province or city}, China",
            )
        )
        if random.random() < 0.1:
            return f"{province + ', ' if province else ''}{city}, {district} District, {street}, {estate}, {inside}"
        return (
            ", ".join(
                pick(
                    (
                        (inside, estate, street, area),
                        (inside, street, area),
                        (inside, estate, area),
                        (street, area),
                        (inside, estate, street, area),
                    )
                )
            )
            + ending
        )

    def _hong_kong(self) -> str:
        random, pick = self._random, self._random.choice
        floor, number = random.randint(1, 42), random.randint(1, 800)
        flat = pick(
            (
                f"Flat {pick('ABCDEFGH')}, {floor}/F",
                f"Rm {floor}{random.randint(1, 20):02}, {floor}/F",
                f"Unit {random.randint(1, 20)}, {floor}/F",
                f"Shop {random.randint(1, 40)}, G/F",
                f"Room {floor}{random.randint(1, 20):02}",
                f"Flat {floor}{pick('ABCD')}, Block {random.randint(1, 20)}",
                f"{floor}/F",
            )
        )
        building = self._spaced("hk-buildings")
        return f"{flat}, {building}, {number} {self._spaced('hk')}" + pick(
            ("", "", ", Hong Kong", ", HK", ", Kowloon, Hong Kong", ", N.T., Hong Kong")
        )

    def _taiwan(self) -> str:
        random, pick = self._random, self._random.choice
        road = self._spaced("taiwan") + pick(
            (" Rd.", " Rd.", " St.", " Road", f" Rd., Sec. {random.randint(1, 6)}", " S. Rd.", " E. Rd.", " N. Rd.")
        )
        street = pick(
            (
                f"No. {random.randint(1, 600)}, {road}",
                f"No. {random.randint(1, 80)}, Ln. {random.randint(1, 500)}, {road}",
                f"No.{random.randint(1, 80)}, Aly. {random.randint(1, 40)}, Ln. {random.randint(1, 500)}, {road}",
            )
        )
        floor = pick(
            (
                "",
                "",
                f"{random.randint(2, 22)}F., ",
                f"{random.randint(2, 22)}F.-{random.randint(1, 9)}, ",
                f"{random.randint(2, 22)}F, ",
            )
        )
        city = self._spaced("taiwan-cities")
        return (
            floor
            + street
            + ", "
            + city
            + pick(
                (
                    "",
                    f" {digits(random, 3)}",
                    f" {digits(random, 5)}",
                    ", Taiwan",
                    f" {digits(random, 5)}, Taiwan (R.O.C.)",
                )
            )
        )
