"""Proposing candidates by patterns: numbers read as digits, everything else searched in the folded text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from leakguard.checks import CHECKS, Outcome
from leakguard.detection import context
from leakguard.detection.anchors import Anchor, anchor
from leakguard.detection.candidate import Candidate
from leakguard.detection.digits import Number, numbers
from leakguard.detection.places import Places
from leakguard.detection.recognizer import Pattern, Recognizer
from leakguard.detection.triggers import Triggers
from leakguard.text import Folded, lower

_LEAD = re.compile(r"(?:\(\+?|\+)$")
_CHECK_WEIGHTS = {Outcome.PASS: 0.2, Outcome.PLAUSIBLE: 0.0, Outcome.WEAK: -0.3}
_ID_BEFORE = re.compile(r"[1-9][0-9]{16}[Xx]$")
_COMPACT = re.compile(r"[\s\-·.()/_*]+")

PROOFS = frozenset({"resident-id", "hkid", "twid", "uscc", "vin", "s10", "foreigner-card-old"})
"""Checks so strict that a value which passes one is proven, whatever stands around it. One in ten numbers passes Luhn."""

LONG = 4_000
"""Characters from which on a text is not searched by one pattern after the other."""

_LONG_CODE = 6
_CODES = re.compile(f"[0-9A-Za-z]{{{_LONG_CODE}}}")
_ROUNDING = 1e-6
LOOSE_WEIGHT = -0.15
INNER_WEIGHT = -0.2
LETTER_WEIGHTS = {True: -0.5, False: -0.15}
SPELLED_WEIGHT = -0.1
CODE_WEIGHT = -0.6
_CODE = re.compile(r"[0-9A-Za-z]{20,128}", re.ASCII)
_TURNS = re.compile(r"[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])")
_LONGEST_CODE = 128
_CODE_TURNS = 5
"""How often letters and digits take turns in what is a hash rather than a name glued to a number."""


class PatternEngine:
    """All patterns of a catalogue, arranged by what makes them worth trying."""

    def __init__(self, recognizers: Iterable[Recognizer]) -> None:
        self._by_length: dict[int, list[tuple[Recognizer, Pattern]]] = defaultdict(list)
        self._searched: list[tuple[Recognizer, Pattern]] = []
        for recognizer in recognizers:
            for pattern in recognizer.patterns:
                if pattern.read == "digits":
                    for length in pattern.lengths:
                        self._by_length[length].append((recognizer, pattern))
                else:
                    self._searched.append((recognizer, pattern))
        self._triggers = Triggers([pattern.needs for _, pattern in self._searched])
        self._places: Places | None = None
        self._sure: set[int] = set()
        """Patterns whose anchor holds what they need."""

    def propose(
        self, folded: Folded, spelled: Folded | None, column: str | None = None, least: float = 0.0
    ) -> Iterator[Candidate]:
        """Candidates of every pattern in a folded text and in its second reading with Chinese digits.

        ``column`` is the entity that the text's column carries, if that is known. Numbers that cannot score ``least``,
        whatever stands around them, may be left out.
        """
        lowered = lower(folded.text)
        yield from self._numbers(folded, lowered, least)
        yield from self._texts(folded, lowered, column)
        if spelled is not None:
            first_reading = folded.text
            for candidate in self._numbers(spelled, lower(spelled.text), least, first_reading):
                candidate.weigh("pattern", "chinese-or-lookalike-digits", SPELLED_WEIGHT)
                yield candidate

    def _numbers(
        self, folded: Folded, lowered: str, least: float, first_reading: str | None = None
    ) -> Iterator[Candidate]:
        for number in numbers(folded.text, first_reading):
            if (
                first_reading is not None
                and first_reading[number.start : number.end] == folded.text[number.start : number.end]
            ):
                continue
            for recognizer, pattern in self._by_length.get(len(number.digits), ()):
                if pattern.compiled.fullmatch(number.digits):
                    candidate = _from_number(recognizer, pattern, number, folded, lowered, least)
                    if candidate is not None:
                        yield candidate

    def _texts(self, folded: Folded, lowered: str, column: str | None) -> Iterator[Candidate]:
        for index, found in self._matches(folded.text, lowered, column):
            recognizer, pattern = self._searched[index]
            for match in found:
                candidate = _from_match(recognizer, pattern, match, folded, lowered)
                if candidate is not None:
                    yield candidate

    def _matches(self, text: str, lowered: str, column: str | None) -> Iterator[tuple[int, Iterable[re.Match[str]]]]:
        """The matches of every pattern that has any, pattern by pattern."""
        if len(text) < LONG:
            codes = _CODES.search(text) is not None
            for index in self._triggers.fired(lowered, () if codes else self._of_codes):
                if _in_column(pattern := self._searched[index][1], column):
                    yield index, pattern.compiled.finditer(text)
            return
        anchors = self._anchored()
        starts = anchors.starts(lowered)
        for index, (_, pattern) in enumerate(self._searched):
            if not _in_column(pattern, column):
                continue
            if index in anchors and index not in starts:
                continue
            if index not in anchors:
                if not pattern.needs or any(need in lowered for need in pattern.needs):
                    yield index, pattern.compiled.finditer(text)
            elif index in self._sure or any(need in lowered for need in pattern.needs):
                yield index, anchors.matches(index, pattern.compiled, text, starts[index])

    @cached_property
    def _of_codes(self) -> frozenset[int]:
        """Patterns that match only where digits or letters stand in a long row."""
        known = ((index, anchor(pattern.regex)) for index, (_, pattern) in enumerate(self._searched))
        return frozenset(index for index, found in known if found and found.run and found.least >= _LONG_CODE)

    def _anchored(self) -> Places:
        if self._places is None:
            known = ((index, anchor(pattern.regex)) for index, (_, pattern) in enumerate(self._searched))
            anchors = [(index, found) for index, found in known if found is not None]
            self._places = Places(anchors)
            self._sure = {index for index, found in anchors if _holds_needs(found, self._searched[index][1].needs)}
        return self._places


def _holds_needs(found: Anchor, needs: Sequence[str]) -> bool:
    """Whether a text with the anchor has one of the words needed."""
    return not needs or (bool(found.words) and all(any(need in word for need in needs) for word in found.words))


def _in_column(pattern: Pattern, column: str | None) -> bool:
    return not pattern.columns or column in pattern.columns


def _from_number(
    recognizer: Recognizer, pattern: Pattern, number: Number, folded: Folded, lowered: str, least: float
) -> Candidate | None:
    outcomes = _run_checks(recognizer, number.digits)
    if outcomes is None or _at_best(recognizer, pattern, outcomes) < least:
        return None
    start, end, canonical = number.start, number.end, number.digits
    if pattern.tail_compiled:
        tail = pattern.tail_compiled.match(folded.text, end)
        if not tail:
            return None
        end = tail.end()
        canonical += "-" + "".join(char for char in tail[0] if char.isdigit())
    start = _with_lead(folded.text, start, end)
    candidate = _candidate(recognizer, pattern, folded, start, end, canonical)
    _weigh_checks(candidate, outcomes)
    boosted = context.weigh(candidate, recognizer.context, lowered, start, end)
    if number.loose:
        candidate.weigh("pattern", "loose-separators", LOOSE_WEIGHT)
    if number.inner and not boosted and not pattern.tail:
        candidate.weigh("pattern", "tied-to-more-digits", INNER_WEIGHT)
    _weigh_letters(candidate, folded.text, start, end, boosted)
    return candidate


def _at_best(recognizer: Recognizer, pattern: Pattern, outcomes: Iterable[tuple[str, Outcome]]) -> float:
    """The most that a number can score, with a word beside it that speaks for it."""
    score = pattern.score
    for _, outcome in outcomes:
        score = min(1.0, max(0.0, score + _CHECK_WEIGHTS[outcome]))
    words = recognizer.context.boost or recognizer.context.boost_after
    return score + (recognizer.context.strength if words else 0.0) + _ROUNDING


def _with_lead(text: str, start: int, end: int) -> int:
    """Where the number really begins: with the ``+`` of its country code, and a bracket that closes inside it."""
    lead = _LEAD.search(text, max(0, start - 2), start)
    if lead is None:
        return start
    if "(" in lead[0] and ")" in text[start:end]:
        return lead.start()
    return start - 1 if lead[0].endswith("+") and text[start] == "8" else start


def _in_a_code(text: str, start: int, end: int) -> bool:
    """Whether the number is part of a long run of letters and digits, such as a hash or a trace id."""
    run = _CODE.search(text, max(0, start - _LONGEST_CODE), end + _LONGEST_CODE)
    while run and run.end() < end:
        run = _CODE.search(text, run.end(), end + _LONGEST_CODE)
    return run is not None and run.start() < start and end < run.end() and len(_TURNS.findall(run[0])) >= _CODE_TURNS


def _weigh_letters(candidate: Candidate, text: str, start: int, end: int, boosted: bool) -> None:
    """Letters glued to a number make it part of a code, unless a label stands there."""
    if candidate.checked:
        return
    if _in_a_code(text, start, end):
        candidate.weigh("pattern", "inside-a-code", CODE_WEIGHT)
    if boosted:
        return
    before = "" if not start or _ID_BEFORE.search(text, max(0, start - 18), start) else text[start - 1]
    for char in (before, text[end] if end < len(text) else ""):
        if char and char.isascii() and char.isalpha():
            candidate.weigh("pattern", "glued-to-a-letter", LETTER_WEIGHTS[char.isupper()])


def _from_match(
    recognizer: Recognizer, pattern: Pattern, match: re.Match[str], folded: Folded, lowered: str
) -> Candidate | None:
    group = "v" if "v" in pattern.compiled.groupindex else 0
    start, end = match.span(group)
    if start == end:
        return None
    canonical = canonical_form(recognizer, match[group])
    outcomes = [] if pattern.masked else _run_checks(recognizer, canonical)
    if outcomes is None:
        return None
    candidate = _candidate(recognizer, pattern, folded, start, end, canonical)
    _weigh_checks(candidate, outcomes)
    if not pattern.labelled:
        context.weigh(candidate, recognizer.context, lowered, start, end)
    return candidate


def canonical_form(recognizer: Recognizer, value: str) -> str:
    """A folded value without its writing variants: ``compact`` drops separators and upper-cases, ``lower`` and ``plain``."""
    if recognizer.canonical == "compact":
        return _COMPACT.sub("", value).upper()
    return value.lower() if recognizer.canonical == "lower" else value


def _candidate(
    recognizer: Recognizer, pattern: Pattern, folded: Folded, start: int, end: int, canonical: str
) -> Candidate:
    raw_start, raw_end = folded.raw_span(start, end)
    kind = pattern.kind or recognizer.kind
    candidate = Candidate(
        recognizer, raw_start, raw_end, 0.0, canonical, kind, pattern.masked, labelled=pattern.labelled
    )
    candidate.weigh("pattern", pattern.id, pattern.score)
    return candidate


def _run_checks(recognizer: Recognizer, value: str) -> list[tuple[str, Outcome]] | None:
    """What the recognizer's checks say; None when one rules the entity out."""
    outcomes: list[tuple[str, Outcome]] = []
    for name in recognizer.checks:
        outcome = CHECKS[name](value)
        if outcome is Outcome.FAIL:
            return None
        outcomes.append((name, outcome))
    return outcomes


def _weigh_checks(candidate: Candidate, outcomes: Iterable[tuple[str, Outcome]]) -> None:
    for name, outcome in outcomes:
        candidate.weigh("check", f"{name}:{outcome.name.lower()}", _CHECK_WEIGHTS[outcome])
        candidate.checked = candidate.checked or (outcome is Outcome.PASS and name in PROOFS)
