"""The model of a recognizer: what a file in ``recognizers/`` says, ready to be applied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Reading = Literal["digits", "text"]


@dataclass(frozen=True)
class Pattern:
    """One way in which the entity is written.

    ``read: digits`` patterns see the digits of one number with its separators removed and must match all of them;
    ``read: text`` patterns are searched in the folded text. The span is the group ``v`` where there is one. A pattern
    with ``columns`` is tried only in columns that carry one of these entities.
    """

    id: str
    read: Reading
    regex: str
    score: float
    lengths: tuple[int, ...] = ()
    needs: tuple[str, ...] = ()
    kind: str | None = None
    tail: str | None = None
    masked: bool = False
    labelled: bool = False
    columns: tuple[str, ...] = ()

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, compiled on first use."""
        return re.compile(self.regex, re.ASCII | (re.IGNORECASE if self.read == "text" and self.labelled else 0))

    @cached_property
    def tail_compiled(self) -> re.Pattern[str] | None:
        """What may follow the number and belongs to it, such as an extension."""
        return re.compile(self.tail, re.ASCII | re.IGNORECASE) if self.tail else None


@dataclass(frozen=True)
class Context:
    """Words around a match that speak for it or against it. The nearest word on each side decides."""

    window: int = 12
    boost: tuple[str, ...] = ()
    veto: tuple[str, ...] = ()
    boost_after: tuple[str, ...] = ()
    veto_after: tuple[str, ...] = ()
    strength: float = 0.4

    @cached_property
    def before(self) -> WordSet | None:
        """All words looked for on the left."""
        return WordSet(self.boost, self.veto) if self.boost or self.veto else None

    @cached_property
    def after(self) -> WordSet | None:
        """All words looked for on the right."""
        return WordSet(self.boost_after, self.veto_after) if self.boost_after or self.veto_after else None


class WordSet:
    """Words to look for in a short clause; ASCII words must not stand inside longer ASCII words.

    Plain searches: the clauses are a dozen characters long, and compiling an alternation per recognizer would cost
    more at every start than it ever saves.
    """

    def __init__(self, boost: tuple[str, ...], veto: tuple[str, ...]) -> None:
        words = {word.lower(): True for word in boost} | {word.lower(): False for word in veto}
        self._words = sorted(words.items(), key=lambda item: (-len(item[0]), item[0]))
        self._firsts = frozenset(word[0] for word in words)

    def matches(self, lowered: str) -> Iterator[tuple[int, int, str, bool]]:
        """``(start, end, word, boosts)`` of the words in a lower-case text that are no part of a longer one, by place."""
        found: list[tuple[int, int, str, bool]] = []
        if self._firsts.isdisjoint(lowered):
            return iter(found)
        for word, boosts in self._words:
            start = lowered.find(word)
            while start >= 0:
                end = start + len(word)
                if _stands_alone(lowered, word, start, end) and not any(
                    a <= start and end <= b for a, b, _, _ in found
                ):
                    found.append((start, end, word, boosts))
                start = lowered.find(word, start + 1)
        return iter(sorted(found))


def _stands_alone(text: str, word: str, start: int, end: int) -> bool:
    inside_left = _is_letter(word[0]) and start > 0 and _is_letter(text[start - 1])
    inside_right = _is_letter(word[-1]) and end < len(text) and _is_letter(text[end])
    return not inside_left and not inside_right


def _is_letter(char: str) -> bool:
    return "a" <= char <= "z"


@dataclass(frozen=True)
class Plain:
    """Cells of so plain a shape that, in a column of the entity, they are the entity from end to end and nothing else.

    In large tables such cells are told by shape alone, all of a column at once. ``regex`` is RE2 syntax and must match
    the whole cell without what programs wrap around it; cells in which ``unless`` is found, or that fail the check, are
    read like any other. ``by`` leading characters and the length decide what is found in a cell (a number's prefix
    tells its kind and score): one cell of each such class is read in full and speaks for the rest. ``masked`` says that such
    cells are hidden already; their only mark for a hidden character is ``*``.
    """

    regex: str
    unless: str | None = None
    by: int = 0
    check: str | None = None
    masked: bool = False


@dataclass(frozen=True)
class Cell:
    """What a whole cell of a column looks like when the column's header says that it carries the entity."""

    regex: str
    score: float
    masked: str | None = None
    plain: tuple[Plain, ...] = ()

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, compiled on first use; it must match the whole cell."""
        return re.compile(self.regex, re.ASCII)

    @cached_property
    def masked_compiled(self) -> re.Pattern[str] | None:
        """What a cell looks like whose value is hidden already."""
        return re.compile(self.masked, re.ASCII) if self.masked else None


@dataclass(frozen=True)
class Preview:
    """How much of a value a preview shows: so many characters at its start and at its end."""

    start: int = 1
    end: int = 0


@dataclass(frozen=True)
class Legal:
    """The legal class of the entity, the clause behind it and how sure we are of that."""

    category: str
    clause: str
    confidence: str


@dataclass(frozen=True)
class Example:
    """A text that a recognizer must (or must not) react to, perhaps under a column header."""

    text: str
    header: str | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True)
class Recognizer:
    """Declared knowledge of how to find one entity. The fields are those of its file, in the file's order."""

    id: str
    entity: str
    title: dict[str, str]
    kind: str | None = None
    status: str = "stable"
    references: tuple[str, ...] = ()
    engine: str = "patterns"
    patterns: tuple[Pattern, ...] = ()
    cell: Cell | None = None
    checks: tuple[str, ...] = ()
    canonical: str = "compact"
    context: Context = Context()
    headers: tuple[str, ...] = ()
    legal: Legal = Legal("general", "", "")
    false_positives: tuple[str, ...] = ()
    preview: Preview = Preview()
    true_examples: tuple[Example, ...] = ()
    false_examples: tuple[Example, ...] = ()
    source: str = field(default="", compare=False)
