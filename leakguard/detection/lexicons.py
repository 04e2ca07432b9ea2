"""Word lists that name and address grammar draw on; each is read once, when first needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from leakguard.resources import bundled


def lines(name: str) -> list[str]:
    """The lines of a lexicon in ``recognizers/lexicons`` (UTF-8) without comments and blank lines."""
    text = bundled("recognizers").joinpath("lexicons", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@dataclass(frozen=True)
class Surnames:
    """Surnames by how much they say: ``strong`` ones are worth a guess, ``weak`` ones are believed at a cue, ``labelled``
    ones only after a label or in a name column, since they are ordinary words; ``compound`` ones have two characters.
    """

    strong: frozenset[str]
    weak: frozenset[str]
    labelled: frozenset[str]
    compound: frozenset[str]

    @cached_property
    def first_characters(self) -> frozenset[str]:
        """What a Chinese name can begin with, in running text."""
        return self.strong | self.weak | {name[0] for name in self.compound}


@cache
def surnames() -> Surnames:
    """The surnames of ``surnames.txt``."""
    strong, weak, labelled, compound = lines("surnames.txt")
    return Surnames(frozenset(strong), frozenset(weak), frozenset(labelled), frozenset(compound.split()))


@cache
def cue_words(part: str) -> frozenset[str]:
    """The words of one part of ``person_cues.txt``: ``role``, ``kin``, ``title`` ..."""
    rows = (line.split() for line in lines("person_cues.txt"))
    return frozenset(word for name, *words in rows if name == part for word in words)


@cache
def given_name_chars() -> str:
    """Characters that given names are made of, the most frequent first, then Traditional ones."""
    return "".join(lines("given_name_chars.txt"))
