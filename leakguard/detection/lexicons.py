"""Word lists that name and address grammar draw on; each is read once, when first needed."""

from __future__ import annotations

from functools import cache

from leakguard.resources import bundled


def lines(name: str) -> list[str]:
    """The lines of a lexicon in ``recognizers/lexicons`` (UTF-8) without comments and blank lines."""
    text = bundled("recognizers").joinpath("lexicons", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def surnames() -> tuple[str, str, tuple[str, ...]]:
    """Single surnames worth a guess in running text, the other single ones, and compound surnames."""
    strong, weak, compound = lines("surnames.txt")
    return strong, weak, tuple(compound.split())


@cache
def given_name_chars() -> str:
    """Characters that given names are made of, the most frequent first, then Traditional ones."""
    return "".join(lines("given_name_chars.txt"))
