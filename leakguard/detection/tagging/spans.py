"""What taggers give, and what a tagger is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol


class Span(NamedTuple):
    """A stretch of text that a model marked: start and end in code points, and ``PERSON``, ``ADDRESS``, ``PLACE``,
    ``ORGANISATION`` or ``PUBLIC``.
    """

    start: int
    end: int
    label: str
    confidence: float | None = None
    """How sure the model is, from 0 to 1; None where it does not say."""


class Hints(NamedTuple):
    """Where a tagger thinks a name or an address at all possible, long before it would mark one."""

    names: frozenset[int]
    """Offsets of characters that may be part of a name."""
    addresses: bool


class TextTagger(Protocol):
    """Marks names in texts, and remembers what it marked."""

    @property
    def name(self) -> str:
        """How evidence calls it."""

    @property
    def marks_addresses(self) -> bool:
        """Whether its spans of ``ADDRESS`` are to be believed; it has none otherwise."""

    def prime(self, texts: Iterable[str]) -> None:
        """Tag many texts in one go, so that :meth:`spans` finds them tagged."""

    def hints(self, text: str) -> Hints | None:
        """Where names and addresses are possible; None of a tagger that does not say."""

    def spans(self, text: str, places: Iterable[int] | None = None) -> Iterator[Span]:
        """The spans of one text, in its order.

        ``places`` are ascending offsets at which a name may begin that nothing else has settled; a tagger may leave
        out the sentences without one.
        """
