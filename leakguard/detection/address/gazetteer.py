"""Names of divisions: provinces, cities, counties and districts, renamed and abolished ones, and towns."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from leakguard.resources import bundled


class Division(NamedTuple):
    """One reading of a name: its level, the name in short, and whether it was written out with its suffix."""

    level: str
    short: str
    full: bool


def _entries(name: str) -> Iterator[tuple[str, str, str]]:
    """``(level, short name, suffix)`` of every entry of a file in ``recognizers/lexicons``."""
    packed = bundled("recognizers").joinpath("lexicons", name).read_bytes()
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        if not line.startswith("#"):
            level, suffix, names = line.split("\t")
            for short in names.split():
                yield level, short, suffix


class Gazetteer:
    """Looks names up at a place in a text. Names are in Simplified Chinese."""

    def __init__(self) -> None:
        self._names: dict[str, Division] = {}
        for level, short, suffix in _entries("divisions.txt.gz"):
            known = "district" if level == "former" else level
            self._names.setdefault(short + suffix, Division(known, short, bool(suffix) or len(short) > 2))
            if suffix and level != "former":
                self._names.setdefault(short, Division(known, short, False))
                if len(suffix) > 2:  # 恩施土家族苗族自治州 is also 恩施州 and 恩施自治州
                    self._names.setdefault(short + suffix[-1], Division(known, short, True))
                    self._names.setdefault(short + suffix[-3:], Division(known, short, True))
        self._sizes: dict[str, list[int]] = {}
        for name in self._names:
            self._sizes.setdefault(name[:2], []).append(len(name))
        self._sizes = {head: sorted(set(sizes), reverse=True) for head, sizes in self._sizes.items()}

    def at(self, text: str, position: int) -> tuple[int, Division] | None:
        """The end of the longest name that begins at ``position``, and what it names."""
        for size in self._sizes.get(text[position : position + 2], ()):
            name = text[position : position + size]
            if name in self._names and len(name) == size:
                return position + size, self._names[name]
        return None

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def __len__(self) -> int:
        return len(self._names)


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, loaded on first use."""
    return Gazetteer()


@cache
def towns() -> frozenset[str]:
    """Full names of towns, townships and street offices, loaded on first use."""
    return frozenset(short + suffix for _, short, suffix in _entries("divisions_towns.txt.gz"))
