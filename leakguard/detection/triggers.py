"""Which patterns are worth trying on a text: one pass over its distinct characters instead of one per pattern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence


class Triggers:
    """An index of the literals that patterns need, by their first character.

    A pattern without literals is tried on every text.
    """

    def __init__(self, needs: Sequence[tuple[str, ...]]) -> None:
        self._always = {index for index, words in enumerate(needs) if not words}
        by_word: dict[str, list[int]] = defaultdict(list)
        for index, words in enumerate(needs):
            for word in words:
                by_word[word].append(index)
        self._by_first: dict[str, list[tuple[str, list[int]]]] = defaultdict(list)
        for word, indexes in by_word.items():
            self._by_first[word[0]].append((word, indexes))
        self._firsts = frozenset(self._by_first)

    def fired(self, text: str, without: Collection[int] = ()) -> list[int]:
        """Indexes of the patterns worth trying on ``text`` (folded, lower case), in ascending order, but for some."""
        found = self._always.difference(without)
        for char in self._firsts.intersection(text):
            for word, indexes in self._by_first[char]:
                if word in text:
                    found.update(indexes)
        return sorted(found.difference(without) if without else found)
