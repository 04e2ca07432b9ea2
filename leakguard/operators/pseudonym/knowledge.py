"""What pseudonyms are made of: ``recognizers/lexicons/pseudonyms.yaml`` and ``pseudonym_names.txt``, read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from leakguard import documents
from leakguard.checks import tables
from leakguard.resources import bundled


@cache
def forms() -> dict[str, Any]:
    """The forms that belong to nobody, by kind of value."""
    content: dict[str, Any] = documents.load(bundled("recognizers").joinpath("lexicons", "pseudonyms.yaml"))
    return content


@dataclass(frozen=True)
class Names:
    """Characters that stand first and behind, and syllables of Latin substitutes by length."""

    first: str
    given: str
    syllables: dict[int, tuple[str, ...]]

    def latin(self) -> re.Pattern[str]:
        """A word made of the syllables."""
        every = sorted((s for group in self.syllables.values() for s in group), key=len, reverse=True)
        return re.compile(f"(?:{'|'.join(every)}){{1,20}}")


@cache
def names() -> Names:
    """The content of ``pseudonym_names.txt``."""
    text = bundled("recognizers").joinpath("lexicons", "pseudonym_names.txt").read_text("utf-8")
    first, given, latin = (line for line in text.splitlines() if line and not line.startswith("#"))
    syllables: dict[int, tuple[str, ...]] = {}
    for syllable in latin.split():
        syllables[len(syllable)] = (*syllables.get(len(syllable), ()), syllable)
    return Names(first, given, syllables)


@cache
def provinces() -> tuple[str, ...]:
    """Two-digit codes of provinces in use (GB/T 2260), in order."""
    return tuple(sorted(code for code in tables.provinces() if code < "90"))


@cache
def free_provinces() -> tuple[str, ...]:
    """Two-digit codes from 10 to 89 that no province has, in order."""
    return tuple(code for code in map(str, range(10, 90)) if code not in provinces())


@cache
def areas(length: int) -> tuple[str, ...]:
    """Telephone area codes in use with so many digits, the trunk 0 included."""
    return tuple(sorted(code for code in tables.landline_areas() if len(code) == length))


@cache
def free_areas(length: int) -> tuple[str, ...]:
    """Area codes with so many digits that nobody has."""
    if length == 3:
        return tuple(forms()["landline"]["three"])
    return tuple(code for code in (f"0{n}" for n in range(300, 1000)) if code not in tables.landline_areas())
