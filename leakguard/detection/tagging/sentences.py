"""A sentence tagger behind a gate and a memory: sentences that cannot hold a name are left out, each distinct one is
asked for once, and in batches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Protocol

from leakguard.detection import lexicons
from leakguard.detection.tagging.spans import Span

_SENTENCE = re.compile(r"[^。!?\n\r;|\t]{1,120}(?:[。!?;]|(?=[\n\r|\t]|$|[^\n]))")
_CACHE_SIZE = 50_000


class Tagger(Protocol):
    """Marks names in sentences."""

    @property
    def name(self) -> str:
        """How evidence calls it."""

    def tag(self, sentences: Sequence[str]) -> list[list[Span]]:
        """The spans of every sentence, in the order of the sentences."""


class SentenceTagger:
    """A tagger behind a gate and a memory. Offsets are those of the texts given."""

    marks_addresses = False

    def __init__(self, load: Callable[[], Tagger]) -> None:
        self._load = load
        self._tagger: Tagger | None = None
        self._known: dict[str, list[Span]] = {}

    @property
    def name(self) -> str:
        """The name of the tagger behind it."""
        return self._loaded().name

    def prime(self, texts: Iterable[str]) -> None:
        """Nothing: most sentences are never asked for, since no place in them is open."""

    def hints(self, text: str) -> None:
        """None: it does not say where names are possible."""

    def spans(self, text: str, places: Iterable[int] | None = None) -> Iterator[Span]:
        """The spans of one text, in its order: of all sentences that can hold a name, or of those with one of ``places``.

        ``places`` are ascending offsets at which a name may begin that nothing else has settled.
        """
        sentences = [(offset, s) for offset, s in _sentences(text) if _may_hold_a_name(s)]
        if places is not None:
            sentences = list(_holding(sentences, places))
        self._ask({sentence for _, sentence in sentences})
        for offset, sentence in sentences:
            for span in self._known[sentence]:
                yield span._replace(start=offset + span.start, end=offset + span.end)

    def _ask(self, sentences: AbstractSet[str]) -> None:
        if len(self._known) > _CACHE_SIZE:
            self._known.clear()
        wanted = sentences - self._known.keys()
        if wanted:
            ordered = sorted(wanted, key=lambda s: (len(s), s))
            self._known.update(zip(ordered, self._loaded().tag(ordered), strict=True))

    def _loaded(self) -> Tagger:
        if self._tagger is None:
            self._tagger = self._load()
        return self._tagger


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    for match in _SENTENCE.finditer(text):
        yield match.start(), match[0]


def _holding(sentences: Iterable[tuple[int, str]], places: Iterable[int]) -> Iterator[tuple[int, str]]:
    """The sentences within which one of the ascending offsets lies."""
    waiting = iter(places)
    place = next(waiting, None)
    for offset, sentence in sentences:
        while place is not None and place < offset:
            place = next(waiting, None)
        if place is None:
            return
        if place < offset + len(sentence):
            yield offset, sentence


@cache
def _surname_chars() -> re.Pattern[str]:
    first = "".join(sorted(lexicons.surnames().first_characters))
    return re.compile(rf"[{first}][\u3400-\u9fff]|[\u4e00-\u9fff][·•]")


def _may_hold_a_name(sentence: str) -> bool:
    return _surname_chars().search(sentence) is not None
