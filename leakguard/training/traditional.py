"""Traditional and simplified characters one by one, from OpenCC's tables (Apache-2.0)."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def simplified() -> dict[str, str]:
    """Traditional characters and the simplified one that each is most often."""
    return _pairs("TSCharacters.txt")


def to_simplified(text: str) -> str:
    """The text with every character simplified; offsets stay."""
    return "".join(simplified().get(char, char) for char in text)


def to_traditional(text: str) -> str:
    """The text in Traditional characters, character by character: good enough for names, not for prose."""
    return "".join(_pairs("STCharacters.txt").get(char, char) for char in text)


@cache
def _pairs(name: str) -> dict[str, str]:
    lines = resources.files("opencc").joinpath("dictionary", name).read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if "\t" in line)
    pairs = ((row[0], row[1].split(" ")[0]) for row in rows)
    return {one: other for one, other in pairs if len(one) == len(other) == 1}
