"""Word lists of the generator: files of ``recognizers/tagger/words``, and lexicons of the recognizers in a usable order.

A word list is UTF-8; lines that begin with ``# `` say what it holds and where it is from. ``[section]`` begins a section;
words are separated by blanks, and a word that stands several times is drawn so much more often. Everything is in the
order of the files, so that one seed gives the same words everywhere.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from random import Random

from leakguard.resources import bundled

Words = tuple[str, ...]


def text_lines(folder: str, name: str) -> list[str]:
    """The lines of a file in ``recognizers/FOLDER``, plain or ``.gz``, without comments and empty lines."""
    data = bundled("recognizers").joinpath(*folder.split("/"), name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def sections(name: str) -> dict[str, Words]:
    """The sections of ``recognizers/tagger/words/NAME.txt``."""
    found: dict[str, list[str]] = {}
    words: list[str] = []
    for line in text_lines("tagger/words", f"{name}.txt"):
        if line.startswith("["):
            words = found.setdefault(line.strip("[] "), [])
        else:
            words += line.split()
    return {section: tuple(words) for section, words in found.items()}


def section(name: str, part: str) -> Words:
    """One section of a word list."""
    return sections(name)[part]


@cache
def lexicon(name: str) -> Words:
    """All words of ``recognizers/lexicons/NAME``, in order."""
    return tuple(word for line in text_lines("lexicons", name) for word in line.split())


class Ranked:
    """Words of which the first are the most frequent: drawn by a weight that falls with the rank."""

    def __init__(self, words: Sequence[str], flat: float, power: float = 1.0) -> None:
        self._words = words
        self._sums = list(accumulate((rank + flat) ** -power for rank in range(len(words))))

    def draw(self, random: Random) -> str:
        """One word."""
        return random.choices(self._words, cum_weights=self._sums)[0]
