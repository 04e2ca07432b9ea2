"""Searching a long text by many patterns: each pattern is tried only where its anchor stands.

Joining the patterns into one expression would be slow, and searching for one after the other is slow, too. Instead the
words and the runs of digits that they need are found in a few passes, whatever the number of patterns.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from leakguard.detection.anchors import RUNS, SHORTEST, Anchor
from leakguard.detection.expressions import ENDLESS

_FEW = 3
"""So many starts in a row are tried without a look at what stands there."""

_MANY = 200
"""So many starts in a row are left to the expression itself: nothing but digits, for example."""


class Places:
    """Finds the anchors of numbered patterns in a text."""

    def __init__(self, anchors: Sequence[tuple[int, Anchor]]) -> None:
        self._anchors = dict(anchors)
        self._chars: dict[str, list[int]] = defaultdict(list)
        self._repeated: list[tuple[int, re.Pattern[str]]] = []
        self._by_length = {run: _by_length(anchors, run) for run in RUNS}
        words: dict[str, list[int]] = defaultdict(list)
        for index, found in anchors:
            if found.times > 1:
                self._repeated.append((index, _repeated(found)))
            for word in _without_longer(found.words) if found.times == 1 else ():
                (self._chars if len(word) == 1 else words)[word].append(index)
        numeric = {word: indexes for word, indexes in words.items() if len(word) >= 3 and word[:3].isdigit()}
        others = {word: indexes for word, indexes in words.items() if word not in numeric}
        self._words = [_Words(others, 2), _Words(numeric, 3)]
        self._any_char = re.compile(_class(self._chars.keys())) if self._chars else None
        self._firsts = {index: re.compile(_class(found.firsts)) for index, found in anchors if found.firsts}

    def __contains__(self, index: int) -> bool:
        return index in self._anchors

    def starts(self, lowered: str) -> dict[int, list[tuple[int, int]]]:
        """For every pattern the stretches, in order, in which its matches can start: first and last offset."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        places: dict[int, list[int]] = defaultdict(list)
        for words in self._words:
            words.find(lowered, places)
        for match in self._any_char.finditer(lowered) if self._any_char else ():
            for index in self._chars[match[0]]:
                places[index].append(match.start())
        for index, repeated in self._repeated:
            places[index] += [match.start() for match in repeated.finditer(lowered)]
        for index, offsets in places.items():
            low, high = self._anchors[index].low, self._anchors[index].high
            offsets.sort()
            firsts = self._anchors[index].firsts if high else None
            stretches = [(max(0, at - high), at - low) for at in offsets if at >= low]
            if firsts:
                stretches = [s for s in stretches if not firsts.isdisjoint(lowered[s[0] : s[1] + 1])]
            found[index] = stretches
        for run in RUNS:
            self._find_runs(lowered, run, found)
        return found

    def matches(
        self, index: int, pattern: re.Pattern[str], text: str, starts: Sequence[tuple[int, int]]
    ) -> Iterator[re.Match[str]]:
        """What ``pattern.finditer(text)`` gives; ``starts`` are those of the pattern with this number."""
        found = self._anchors[index]
        return _matches(pattern, text, starts, self._firsts.get(index), found.width + found.reach)

    def _find_runs(self, lowered: str, run: str, found: dict[int, list[tuple[int, int]]]) -> None:
        by_length, longest = self._by_length[run], len(self._by_length[run]) - 1
        for match in _RUN[run].finditer(lowered) if longest > 0 else ():
            start, end = match.span()
            wanted = by_length[min(end - start, longest)]
            if not wanted.firsts.isdisjoint(lowered[max(0, start - wanted.high) : start]):
                for index, low, high, firsts in wanted.before:
                    first, last = max(0, start - high), min(start - 1, end - low)
                    if first <= last and not firsts.isdisjoint(lowered[first : last + 1]):
                        found[index].append((first, last))
            for index, low, high, firsts in wanted.others:
                first, last = max(0, start - high), end - low
                if first <= last and not (firsts and firsts.isdisjoint(lowered[first : last + 1])):
                    found[index].append((first, last))


class _Run(NamedTuple):
    """A pattern that needs a run: its matches begin at least ``low`` before the end and at most ``high`` before the start."""

    pattern: int
    low: int
    high: int
    firsts: frozenset[str]


class _Wanted:
    """The patterns for which a run of some length is long enough.

    Matches of those in ``before`` begin before the run, with one of ``firsts`` and at most ``high`` characters before it, for
    they do not begin with what the run is made of.
    """

    def __init__(self, anchors: Iterable[tuple[int, Anchor]], run: str, length: int) -> None:
        self.before: list[_Run] = []
        self.others: list[_Run] = []
        for index, found in anchors:
            if found.run == run and found.least <= length:
                before = found.firsts is not None and found.firsts.isdisjoint(RUNS[run])
                one = _Run(index, found.least + found.low, found.high, found.firsts or frozenset())
                (self.before if before else self.others).append(one)
        self.firsts = frozenset(char for one in self.before for char in one.firsts)
        self.high = max((one.high for one in self.before), default=0)


def _by_length(anchors: Sequence[tuple[int, Anchor]], run: str) -> list[_Wanted]:
    """What is wanted of a run of every length; the last is for all longer runs, too."""
    most = max((found.least for _, found in anchors if found.run == run), default=0)
    return [_Wanted(anchors, run, length) for length in range(most + 1)]


_RUN = {
    "digits": re.compile(f"[0-9]{{{SHORTEST['digits']},}}+"),
    "codes": re.compile(f"[0-9a-z]{{{SHORTEST['codes']},}}+"),
}


class _Words:
    """Words of at least two characters, by the characters that they begin with."""

    def __init__(self, words: Mapping[str, Sequence[int]], size: int) -> None:
        self._size = size
        self._by_head: dict[str, list[tuple[str, Sequence[int]]]] = defaultdict(list)
        for word, indexes in words.items():
            self._by_head[word[:size]].append((word, indexes))
        first, *following = (_class({head[place] for head in self._by_head}) for place in range(size))
        self._heads = re.compile(f"{first}(?={''.join(following)})") if words else None

    def find(self, lowered: str, places: dict[int, list[int]]) -> None:
        """Add the offsets of the words in a lower-case text to the places of the patterns that need them."""
        if self._heads is None:
            return
        by_head, size = self._by_head, self._size
        for match in self._heads.finditer(lowered):
            start = match.start()
            for word, indexes in by_head.get(lowered[start : start + size], ()):
                if lowered.startswith(word, start):
                    for index in indexes:
                        places[index].append(start)


def _matches(
    pattern: re.Pattern[str],
    text: str,
    starts: Sequence[tuple[int, int]],
    firsts: re.Pattern[str] | None,
    span: int,
) -> Iterator[re.Match[str]]:
    """What ``pattern.finditer(text)`` gives, where ``starts`` are all the stretches in which a match can start, in order.

    ``firsts`` finds the characters that a match can begin with; ``span`` is how much of the text a match can depend on.
    """
    done, number, count = 0, 0, len(starts)
    while number < count:
        first, last = starts[number]
        number += 1
        while number < count and starts[number][0] <= last + 1:
            last = max(last, starts[number][1])
            number += 1
        first = max(first, done)
        if last - first >= _MANY and span < ENDLESS:
            limit = last + span
            while first <= last and (match := pattern.search(text, first, limit)) and match.start() <= last:
                yield match
                first = done = match.end()
            continue
        places: Iterable[int] = range(first, last + 1)
        if firsts is not None and last - first >= _FEW:
            places = [place.start() for place in firsts.finditer(text, first, last + 1)]
        for place in places:
            if place >= done and (match := pattern.match(text, place)):
                yield match
                done = match.end()


def _without_longer(words: frozenset[str]) -> list[str]:
    """The words that do not begin with another of them."""
    return [word for word in words if not any(word[:size] in words for size in range(1, len(word)))]


def _class(chars: AbstractSet[str]) -> str:
    """An expression for one of some characters."""
    return f"[{''.join(re.escape(char) for char in sorted(chars))}]"


def _repeated(found: Anchor) -> re.Pattern[str]:
    """An expression that finds the first of the characters that come so many times, so closely together."""
    char = _class(found.words)
    return re.compile(f"{char}(?=(?s:.{{{found.gap},{found.gaps}}}{char}){{{found.times - 1}}})")
