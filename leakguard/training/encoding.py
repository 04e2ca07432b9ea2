"""Labelled texts as arrays: character numbers, pair numbers and tags, in rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leakguard.detection import lexicons
from leakguard.detection.tagging import labels, packing
from leakguard.training.texts import IGNORED, LabelledText
from leakguard.training.traditional import simplified

UNSEEN = -100
"""The tag of a character that the loss leaves out."""

PADDING, HIDDEN, RARE_HAN, DIGIT, LETTER, SYMBOL = range(6)
"""Numbers of the characters that have none of their own; ``HIDDEN`` stands in for dropped ones in training."""
_OWN = 6
_PLANE = 0x10000
PAIR_FACTOR = 8191

Numbers = NDArray[np.int32]
_WIDE = range(0xFF01, 0xFF5F)
_HAN = range(0x3400, 0xA000)


def vocabulary(texts: Iterable[LabelledText], most: int) -> list[str]:
    """The characters that get a number, the most frequent first; those of surnames and given names always do."""
    counted: Counter[str] = Counter()
    for text, _ in texts:
        counted.update(map(_folded, text))
    surnames = lexicons.surnames()
    always = sorted(surnames.first_characters | surnames.labelled) + list(lexicons.given_name_chars())
    frequent = [char for char, count in sorted(counted.items(), key=lambda item: (-item[1], item[0])) if count > 2]
    known = dict.fromkeys([*frequent[: most - _OWN - len(always)], *map(_folded, always)])
    return [char for char in known if ord(char) < _PLANE][: most - _OWN]


def _folded(char: str) -> str:
    """Full width as half width, Traditional as simplified; Latin capitals stay."""
    if ord(char) in _WIDE:
        char = chr(ord(char) - 0xFEE0)
    elif char in "　\xa0":
        char = " "
    return simplified().get(char, char)


def character_table(characters: Sequence[str]) -> NDArray[np.uint16]:
    """The number of every character of the basic plane. U+FFFF stands for everything beyond it."""
    numbers = {char: index + _OWN for index, char in enumerate(characters)}
    table = np.zeros(_PLANE, np.uint16)
    for code in range(1, _PLANE):
        char = _folded(chr(code))
        if char not in numbers and char.isascii():
            char = char.lower()
        table[code] = numbers.get(char) or _class_of(char)
    table[_PLANE - 1] = RARE_HAN
    return table


def _class_of(char: str) -> int:
    if ord(char) in _HAN:
        return RARE_HAN
    if char.isdigit():
        return DIGIT
    return LETTER if char.isalpha() else SYMBOL


def pairs(numbers: NDArray[np.integer], buckets: int) -> NDArray[np.int64]:
    """The number of the pair that each character makes with the one before it; 0 between paddings."""
    numbers = numbers.astype(np.int64)
    before = np.zeros_like(numbers)
    before[..., 1:] = numbers[..., :-1]
    found: NDArray[np.int64] = (before * PAIR_FACTOR + numbers) % buckets
    return found


def tag_row(text: LabelledText) -> NDArray[np.int16]:
    """The tag of every character, :data:`UNSEEN` where it is to be ignored."""
    tags = np.zeros(len(text.text), np.int16)
    for start, end, label in text.spans:
        if label == IGNORED:
            tags[start:end] = UNSEEN
            continue
        first = labels.tags_of(label).start
        if end - start == 1:
            tags[start] = first + 3
        else:
            tags[start], tags[start + 1 : end - 1], tags[end - 1] = first, first + 1, first + 2
    return tags


@dataclass(frozen=True)
class Rows:
    """Training material: character numbers and tags, a row each."""

    numbers: NDArray[np.uint16]
    tags: NDArray[np.int16]


def encode(texts: Iterable[LabelledText], table: NDArray[np.uint16], row: int) -> Rows:
    """The texts one after another, a gap between two, cut into rows."""
    gap = np.zeros(packing.GAP, np.uint16)
    numbers: list[NDArray[np.uint16]] = []
    tags: list[NDArray[np.int16]] = []
    for text in texts:
        numbers += [table[packing.codes(text.text)], gap]
        tags += [tag_row(text), gap.astype(np.int16)]
    stream, tag_stream = np.concatenate(numbers), np.concatenate(tags)
    rows = len(stream) // row
    return Rows(stream[: rows * row].reshape(rows, row), tag_stream[: rows * row].reshape(rows, row))
