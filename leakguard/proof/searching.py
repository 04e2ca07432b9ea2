"""Looking for many numbers and names in a text at once, with NumPy: about a hundred million characters a second.

What counts as an occurrence:

- a number of 11 digits or more: its digits in a row, with at most two separators (spaces, hyphens, dots, brackets, invisible characters)
  between two of them, full-width digits included. Within a longer row of digits it counts, too (``embedded``), see
  :mod:`~leakguard.proof.strict`;
- a number of 7 to 10 digits: only a whole row of digits, since every long number holds shorter ones by chance;
- a name of two characters: only between characters that are neither letters nor digits nor Chinese characters, because every second pair of
  characters of ordinary text is somebody's name;
- a name of three or more Chinese characters: anywhere; a Latin name: between characters that are no letters;
- a name that is an ordinary word, a word of forms, a brand or a public person: nowhere, since as a word it tells of nobody.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leakguard.proof.sought import CHECKED_X, UNITS, WIDE, Key, Keys, Sought, pack, unpack

Index = NDArray[np.int64]
_SEPARATOR, _WORD, _OTHER = 10, 11, 12
_SEPARATORS = " \u00a0\u3000-.()\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\uff08\uff09\uff0e\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_MOST_BITS = 24
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_COUNTRY = ("86", "086", "0086")


class Occurrence(NamedTuple):
    """Where something that is looked for stands: ``[start, end)`` in code points of the text. ``embedded``: within a longer number."""

    start: int
    end: int
    key: Key
    embedded: bool = False


@dataclass
class _Set:
    """Numbers that are looked up often: a table of bits says no to most others at once."""

    keys: Keys

    def __post_init__(self) -> None:
        bits = min(_MOST_BITS, max(12, int(self.keys.size * 16).bit_length()))
        self._shift = np.uint64(64 - bits)
        self._table = np.zeros(1 << bits, np.bool_)
        self._table[self._slots(self.keys)] = True

    def _slots(self, values: Keys) -> Keys:
        return values * _SPREAD >> self._shift

    def holds(self, values: Keys) -> Index:
        """The indices of the values that are in the set."""
        maybe = np.flatnonzero(self._table[self._slots(values)])
        found = np.searchsorted(self.keys, values[maybe])
        found[found == self.keys.size] = 0
        matching: Index = maybe[self.keys[found] == values[maybe]]
        return matching


@cache
def _classes() -> NDArray[np.uint8]:
    """Code unit -> its value as a digit, or whether it separates digits, or is part of words, or neither."""
    table = np.full(1 << 16, _OTHER, np.uint8)
    for code in range(1 << 16):
        category = unicodedata.category(chr(code))
        if category == "Nd":
            table[code] = unicodedata.decimal(chr(code))
        elif category[0] == "L" or 0xD840 <= code < 0xD8C0:  # the rarer Chinese characters are surrogate pairs
            table[code] = _WORD
    for separator in _SEPARATORS:
        table[ord(separator)] = _SEPARATOR
    return table


class Searcher:
    """Looks for what is sought. ``windows`` counts, for each length, the rows of digits within longer numbers that could have been hits."""

    def __init__(self, sought: Sought) -> None:
        keys = sought.keys()
        self._stays = sought.stays
        self._numbers = {length: _Set(values) for length, values in sorted(keys.items()) if length}
        self._least = min((_digits(length) for length in self._numbers), default=0)
        self._begin = {length: _beginnings(values.keys, _digits(length)) for length, values in self._numbers.items()}
        self._names = _by_units(keys.get(0, np.zeros(0, np.uint64)))
        self._long: dict[int, list[str]] = {}
        for name in sought.long:
            for form in {name, name.upper(), name.lower(), name.title()}:
                units = np.frombuffer(form.encode("utf-16-le"), "<u2")[:UNITS]
                self._long.setdefault(int(pack(units.reshape(1, -1))[0]), []).append(form)
        self._first, self._second = _tables([*self._names.values(), _Set(np.array(sorted(self._long), np.uint64))])
        self._begins_long = _Set(np.array(sorted(self._long), np.uint64)) if self._long else None
        numbers = sum(values.keys.size for values in self._numbers.values())
        names = sum(values.keys.size for values in self._names.values()) + len(sought.long)
        self.counts = {"numbers": numbers, "names": names}
        self.windows: dict[int, int] = {}
        self.density = {
            length: values.keys.size / (max(1, int(self._begin[length].sum())) * 10.0 ** (_digits(length) - 4))
            for length, values in self._numbers.items()
        }

    def find(self, text: str) -> list[Occurrence]:
        """Every occurrence in a text, numbers first; none within what stays."""
        found = self._everywhere(text)
        spans = self._stays.spans(text) if found and self._stays else ()
        return [o for o in found if not any(start <= o.start and o.end <= end for start, end in spans)]

    def _everywhere(self, text: str) -> list[Occurrence]:
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
        if units.size == len(text):
            return list(self._find(units))
        # Offsets count code points: the second halves of surrogate pairs before them do not.
        halves = np.cumsum((units & 0xFC00) == 0xDC00)
        shift = np.concatenate([[0], halves])
        return [
            Occurrence(o.start - int(shift[o.start]), o.end - int(shift[o.end]), o.key, o.embedded)
            for o in self._find(units)
        ]

    def _find(self, units: NDArray[np.uint16]) -> Iterator[Occurrence]:
        if not units.size:
            return
        classes = _classes()[units] if self._numbers else None
        if classes is not None:
            yield from self._find_numbers(units, classes)
        if self._names or self._long:
            yield from self._find_names(units)

    def _find_numbers(self, units: NDArray[np.uint16], classes: NDArray[np.uint8]) -> Iterator[Occurrence]:
        at = np.flatnonzero(classes < _SEPARATOR)
        if at.size < self._least:
            return
        gaps = np.diff(at)
        linked = gaps == 1
        for width in (2, 3):
            near = np.flatnonzero(gaps == width)
            linked[near] = np.all([classes[at[near] + step] == _SEPARATOR for step in range(1, width)], axis=0)
        bounds = np.concatenate([[0], np.flatnonzero(~linked) + 1, [at.size]])
        lengths = np.diff(bounds)
        long_enough = lengths >= self._least
        starts, lengths = bounds[:-1][long_enough], lengths[long_enough]
        if not starts.size:
            return
        total = int(lengths.sum())
        # The rows of digits one behind the other: for each digit its place, and how many come before and after it in its row.
        offset = np.repeat(np.cumsum(lengths) - lengths, lengths)
        before = np.arange(total) - offset
        after = np.repeat(lengths, lengths) - before
        at = at[np.repeat(starts, lengths) + before]
        digits = classes[at].astype(np.uint64)
        four = digits[:-3] * np.uint64(1000) + digits[1:-2] * np.uint64(100) + digits[2:-1] * np.uint64(10) + digits[3:]
        for length, known in self._numbers.items():
            count = _digits(length)
            fits = self._begin[length][four] & (after[: four.size] >= count)
            if count < WIDE:
                fits &= (before[: four.size] == 0) & (after[: four.size] == count)
            first = np.flatnonzero(fits)
            yield from self._numbers_at(units, at, digits, before, after, first, length, known)

    def _numbers_at(
        self,
        units: NDArray[np.uint16],
        at: Index,
        digits: Keys,
        before: Index,
        after: Index,
        first: Index,
        length: int,
        known: _Set,
    ) -> Iterator[Occurrence]:
        count = _digits(length)
        values = np.zeros(first.size, np.uint64)
        for step in range(count):
            values = values * np.uint64(10) + digits[first + step]
        alone = (before[first] == 0) & (after[first] == count)
        self.windows[length] = self.windows.get(length, 0) + int(first.size - alone.sum())
        for index in known.holds(values).tolist():
            begin = int(first[index])
            start, last = int(at[begin]), int(at[begin + count - 1])
            end = last + 1
            if length > CHECKED_X:
                if end >= units.size or chr(units[end]) not in "XxＸｘ":
                    continue
                end += 1
            row = int(before[begin])
            touches = row > 0 and int(at[begin - 1]) == start - 1
            follows = int(after[begin]) > count and int(at[begin + count]) == last + 1
            if touches and row <= 4:
                touches = "".join(str(int(digit)) for digit in digits[begin - row : begin]) not in _COUNTRY
            yield Occurrence(start, end, Key(length, int(values[index])), touches or follows)

    def _find_names(self, units: NDArray[np.uint16]) -> Iterator[Occurrence]:
        start = np.flatnonzero(self._first[units[:-1]] & self._second[units[1:]])
        if not start.size:
            return
        padded = np.concatenate([units, np.zeros(UNITS, np.uint16)])
        windows = np.stack([padded[start + step] for step in range(UNITS)], axis=1)
        for length, names in self._names.items():
            keys = pack(windows[:, :length])
            for index in names.holds(keys).tolist():
                begin, key = int(start[index]), int(keys[index])
                if self._counts(units, begin, begin + length, unpack(key)):
                    yield Occurrence(begin, begin + length, Key(0, key))
        if self._begins_long is not None:
            keys = pack(windows)
            for index in self._begins_long.holds(keys).tolist():
                begin = int(start[index])
                for name in self._long[int(keys[index])]:
                    size = len(name.encode("utf-16-le")) // 2
                    same = units[begin : begin + size].tobytes() == name.encode("utf-16-le")
                    if same and self._counts(units, begin, begin + size, name):
                        yield Occurrence(begin, begin + size, Key(0, name))

    def _counts(self, units: NDArray[np.uint16], start: int, end: int, name: str) -> bool:
        """Whether a name that stands somewhere is an occurrence; see the rules above."""
        if (len(name) == 2 or name.isascii()) and not (_is_edge(units, start - 1) and _is_edge(units, end)):
            return False
        return not tells_of_nobody(name)


@cache
def tells_of_nobody(name: str) -> bool:
    """Whether a name is also an ordinary word, a word of forms, a brand or a public person."""
    from leakguard.detection import names

    return len(name) <= UNITS and (names.is_ordinary_word(name) or names.is_field_word(name) or names.is_public(name))


def _is_edge(units: NDArray[np.uint16], place: int) -> bool:
    return not 0 <= place < units.size or int(_classes()[units[place]]) in (_SEPARATOR, _OTHER)


def _digits(length: int) -> int:
    return length - CHECKED_X if length > CHECKED_X else length


def _beginnings(values: Keys, count: int) -> NDArray[np.bool_]:
    """Which four digits the numbers begin with."""
    table = np.zeros(10_000, np.bool_)
    table[(values // np.uint64(10 ** (count - 4))).astype(np.int64)] = True
    return table


def _by_units(keys: Keys) -> dict[int, _Set]:
    """Names by the number of their code units."""
    sizes = np.sum([keys >= np.uint64(1) << np.uint64(16 * units) for units in range(1, UNITS)], axis=0) + 1
    return {units: _Set(keys[sizes == units]) for units in range(2, UNITS + 1) if np.any(sizes == units)}


def _tables(sets: list[_Set]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which code units names begin with, and which come second."""
    first, second = np.zeros(1 << 16, np.bool_), np.zeros(1 << 16, np.bool_)
    for keys in (each.keys for each in sets):
        for units in range(2, UNITS + 1):
            low = np.uint64(1) << np.uint64(16 * (units - 1))
            high = np.uint64(2**64 - 1) if units == UNITS else np.uint64(1) << np.uint64(16 * units)
            chosen = keys[(keys >= low) & (keys < high)] if units < UNITS else keys[keys >= low]
            first[(chosen >> np.uint64(16 * (units - 1))).astype(np.int64) & 0xFFFF] = True
            second[(chosen >> np.uint64(16 * (units - 2))).astype(np.int64) & 0xFFFF] = True
    return first, second
