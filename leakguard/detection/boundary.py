"""Where words begin and end inside a run of Chinese characters, as far as names need to know: 占小海|留下, not 占小|海留."""

from __future__ import annotations

import gzip
import re
from functools import cache

from leakguard.resources import bundled

CERTAIN = 4.0
"""The score of a boundary that is no guess: the run of Chinese characters ends there."""
_FUNCTION = 2.0
_COMMON_ACROSS = -2.5
"""Below this a common word runs across the place, function word or not: 经营者."""
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")
_BEFORE = frozenset("是叫给給和与與跟找让讓请請由被把向對对问問同替帮幫为為姓的了我你他她您说說有于於据經经")
_AFTER = frozenset(
    "的了是在和与與跟及说說没沒有不要给給把被让讓叫来來去还還也都就已曾因为為之等仍将將收打发發他她我你您这這那"
)


@cache
def _pairs() -> dict[str, float]:
    """Ordinary words of two characters and how common they are: the decimal logarithm of their frequency."""
    packed = bundled("recognizers").joinpath("lexicons", "common_pairs.txt.gz").read_bytes()
    found: dict[str, float] = {}
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        if not line.startswith("#"):
            number, words = line.split("\t")
            weight = int(number) / 2
            found.update((words[i : i + 2], weight) for i in range(0, len(words), 2))
    return found


def commonness(word: str) -> float:
    """The decimal logarithm of the frequency of an ordinary word of two characters; 0 for any other text."""
    return _pairs().get(word, 0.0)


def likelihood(text: str, at: int) -> float:
    """How likely a name can begin or end at offset ``at`` of a text: above 0 rather yes, below 0 rather no.

    A common word across the place speaks against it, one that begins right there speaks for it.
    """
    if at <= 0 or at >= len(text) or not _HAN.match(text, at - 1) or not _HAN.match(text, at):
        return CERTAIN
    pairs = _pairs()
    return pairs.get(text[at : at + 2], 0.0) - pairs.get(text[at - 1 : at + 1], 0.0)


def before_name(text: str, at: int) -> float:
    """:func:`likelihood` of a boundary at which a name begins."""
    if at <= 0 or not _HAN.match(text, at - 1):
        return CERTAIN
    pairs = _pairs()
    found = pairs.get(text[at - 2 : at], 0.0) - pairs.get(text[at - 1 : at + 1], 0.0)
    return max(_FUNCTION, found) if text[at - 1] in _BEFORE and found > _COMMON_ACROSS else found


def after_name(text: str, at: int) -> float:
    """:func:`likelihood` of a boundary at which a name ends."""
    found = likelihood(text, at)
    if found < CERTAIN and text[at] in _AFTER:
        return max(_FUNCTION, found)
    return found
