"""Divisions of the mainland: province, city, county and town, as chains in the writings of addresses."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import NamedTuple

from leakguard.training.drawing import weighted
from leakguard.training.words import Words, text_lines

_FORMS: tuple[tuple[float, tuple[str, ...]], ...] = (
    (16, ("P", "C", "D")),
    (9, ("P", "C", "D", "T")),
    (5, ("p", "c", "D")),
    (3, ("p", "c", "d")),
    (4, ("p", "C", "D")),
    (2, ("p", "C", "D", "T")),
    (9, ("C", "D")),
    (4, ("C", "D", "T")),
    (4, ("c", "D")),
    (3, ("c", "d")),
    (3, ("c",)),
    (6, ("D",)),
    (4, ("D", "T")),
    (3, ("d", "T")),
    (3, ("T",)),
    (2, ("p", "D")),
    (2, ("p", "d")),
    (1.5, ("P", "C", "C", "D")),
    (2.5, ("P", "C", "D", "P", "C", "D")),
    (1, ("P", "C", "D", "D")),
    (1, ("P", "C", "D", "T", "T")),
    (1, ("C", "D", "c", "D")),
)
_MUNICIPAL: tuple[tuple[float, tuple[str, ...]], ...] = (
    (14, ("C", "D")),
    (5, ("P", "C", "D")),
    (5, ("c", "D")),
    (3, ("c", "C", "D")),
    (5, ("D",)),
    (3, ("c", "d")),
    (3, ("C", "D", "T")),
    (3, ("D", "T")),
    (2, ("c",)),
)
_SEPARATORS = ("",) * 55 + (" ", " ", " ", "-", "/", "，", ",", "、", "|", "　", "  ", "\t")


class Division(NamedTuple):
    """A county or district with what it belongs to, each written out and in short."""

    province: tuple[str, str]
    city: tuple[str, str]
    district: tuple[str, str]


@cache
def _short_names() -> dict[str, str]:
    """Short names of divisions by the full ones."""
    rows = (line.split("\t") for line in text_lines("lexicons", "divisions.txt.gz"))
    return {short + suffix: short for _, suffix, names in rows for short in names.split()}


@cache
def divisions() -> tuple[Division, ...]:
    """All counties and districts of the mainland."""
    short, province = _short_names(), ""
    found: list[Division] = []
    for line in text_lines("tagger/words", "divisions.txt"):
        first, city, districts = line.split("\t")
        province = first or province
        above = (province, short.get(province, province)), (city, short.get(city, city))
        found += [Division(*above, (name, short.get(name, name))) for name in districts.split()]
    return tuple(found)


@cache
def towns() -> Words:
    """Towns, townships and street offices with their suffixes."""
    rows = (line.split("\t") for line in text_lines("lexicons", "divisions_towns.txt.gz"))
    return tuple(short + suffix for _, suffix, names in rows for short in names.split())


@cache
def rural_towns() -> Words:
    """Towns and townships."""
    return tuple(name for name in towns() if name.endswith(("镇", "乡")))


class Chains:
    """Draws chains of divisions, all from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def division(self) -> Division:
        """A county or district; those of the biggest cities more often."""
        return self._random.choice(divisions())

    def chain(self, *, rural: bool = False) -> tuple[str, str]:
        """A chain that an address begins with, and the separator that the rest may repeat."""
        place = self.division()
        municipal = place.city[0] == place.province[0]
        form = weighted(self._random, _MUNICIPAL if municipal else _FORMS)
        if rural and "T" not in form and self._random.random() < 0.7:
            form = (*form, "T")
        separator = self._random.choice(_SEPARATORS)
        town = self._random.choice(rural_towns() if rural else towns())
        return separator.join(self._parts(place, form, town)), separator

    def _parts(self, place: Division, form: tuple[str, ...], town: str) -> list[str]:
        parts = []
        for level in form:
            if level == "T":
                parts.append(town)
                continue
            full, short = getattr(place, {"P": "province", "C": "city", "D": "district"}[level.upper()])
            parts.append(full if level.isupper() or len(short) < 2 else short)
        if parts[-2:-1] == parts[-1:] and place.city == place.district:
            parts.pop()  # 东莞市东莞市
        return parts

    def region(self) -> str:
        """A region without anything finer than a town."""
        place, random = self.division(), self._random
        if random.random() < 0.15:
            return random.choice(towns())
        form = random.choice(
            (
                "P",
                "p",
                "p",
                "C",
                "C",
                "c",
                "c",
                "D",
                "D",
                "d",
                "PC",
                "pc",
                "pC",
                "CD",
                "cD",
                "cd",
                "PCD",
                "PCD",
                "pcD",
                "pD",
                "DT",
            )
        )
        parts = self._parts(place, tuple(form), random.choice(towns()))
        return random.choice(("",) * 8 + (" ", "-", "/")).join(dict.fromkeys(parts))
