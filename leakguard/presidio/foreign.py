"""Presidio's recognizers inside leakguard: those that a policy names, on running text."""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from leakguard.detection.candidate import THRESHOLD
from leakguard.detection.catalogue import Catalogue
from leakguard.detection.detector import Detector
from leakguard.detection.headers import Meaning
from leakguard.detection.person import Names
from leakguard.detection.preview import preview
from leakguard.detection.recognizer import Preview
from leakguard.detection.tagging.spans import TextTagger
from leakguard.errors import UnscannedError
from leakguard.findings import Evidence, Finding
from leakguard.policy import PresidioRecognizer
from leakguard.presidio.explanation import evidence
from leakguard.presidio.loading import load
from leakguard.presidio.requirement import presidio_needed
from leakguard.text import fold

with presidio_needed():
    from presidio_analyzer import RecognizerResult

_MARK = re.compile(r"<[A-Z][A-Z0-9_]{2,40}(?::[0-9a-f]{12})?>")
"""What redaction left: ``<US_SSN>``, ``<US_SSN:3f2a9c01b7d4>``."""

PREFIX = "presidio:"
PIECE = 20_000
"""Code points handed to a recognizer at once, so that Presidio's time limit for a pattern is out of reach."""

CONTEXT_WINDOW = 40
CONTEXT_GAIN, CONTEXT_FLOOR = 0.35, 0.4
"""What a context word adds, and the least score it leaves: Presidio's own figures.

Results below the floor are dropped: on Presidio's scale 0.01 to 0.3 is a bare run of digits. Its telephone recognizer and
weak patterns beside a context word score 0.4, which is below the 0.5 that a policy asks for by default: they are reported,
and a rule with ``min_score: 0.4`` makes them bite.
"""


class ForeignRecognizers:
    """The recognizers that a policy names, behind one :meth:`find`.

    They run directly, without ``AnalyzerEngine``: it would tokenize every text for lemmas that a blank pipeline does not
    have. Their context words are looked for in the raw text of the line before the value, as leakguard does with its own.
    """

    def __init__(self, names: Sequence[PresidioRecognizer]) -> None:
        self._recognizers = [_Foreign(load(name), name.entities) for name in names]

    def find(self, text: str) -> list[Finding]:
        """Findings in ``text``, in its order, none overlapping another; offsets are code points of ``text``.

        Text is read in pieces of whole lines; a value that runs over the end of a piece is not found.

        Raises:
            UnscannedError: a recognizer failed or ran out of time.
        """
        found = [f for start, piece in _pieces(text) for one in self._recognizers for f in one.find(piece, start)]
        return _fit([], sorted(found, key=lambda f: (-f.score, f.start - f.end, f.start, f.recognizer)))


class ForeignDetector(Detector):
    """A detector that also asks foreign recognizers about running text and about columns that nothing is known of.

    Where they overlap with anything that leakguard recognises, leakguard's reading stands, even if it is one that is not
    reported: a service number is not turned into a private one by another's pattern.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        foreign: ForeignRecognizers,
        *,
        entities: Iterable[str] | None = None,
        threshold: float = THRESHOLD,
        tagger: TextTagger | None = None,
    ) -> None:
        super().__init__(catalogue, entities=entities, threshold=threshold, tagger=tagger)
        self._foreign = foreign

    def find_as(self, text: str, meaning: Meaning, known: Names = frozenset()) -> list[Finding]:
        """See :meth:`Detector.find_as`."""
        if meaning.entity is not None or meaning.other or not text.strip():
            return super().find_as(text, meaning, known)
        candidates = self.candidates(text, meaning, known)
        own = [self._finding(text, candidate) for candidate in candidates if self._wants(candidate)]
        theirs = [f for f in self._foreign.find(text) if self._wanted is None or f.entity in self._wanted]
        theirs = _fit((mark.span() for mark in _MARK.finditer(text)), theirs)
        taken = [(candidate.start, candidate.end) for candidate in candidates]
        return sorted([*own, *_fit(taken, theirs)], key=lambda f: f.start)


class _Foreign:
    """One recognizer, its entities and its context words."""

    def __init__(self, recognizer: Any, entities: Sequence[str]) -> None:
        self._recognizer, self._entities = recognizer, list(entities)
        self._title = type(recognizer).__name__
        words = sorted((word.lower() for word in recognizer.context or ()), key=len, reverse=True)
        pattern = "|".join(rf"(?<![a-z]){re.escape(word)}(?![a-z])" for word in words)
        self._context = re.compile(pattern) if pattern else None

    def find(self, text: str, shift: int) -> Iterator[Finding]:
        try:
            with _nothing_skipped(self._title):
                results = self._recognizer.analyze(text, self._entities, None)
        except UnscannedError:
            raise
        except Exception as error:
            # Presidio's messages quote the value: neither the message nor the chain may leave.
            raise UnscannedError("unfinished", f"Presidio's {self._title} failed ({type(error).__name__})") from None
        for result in results or ():
            finding = self._finding(text, result)
            if result.entity_type in self._entities and finding.value and finding.score >= CONTEXT_FLOOR:
                yield finding.at(finding.location, shift)

    def _finding(self, text: str, result: RecognizerResult) -> Finding:
        value = text[result.start : result.end]
        score, reasons = float(result.score), evidence(result.analysis_explanation)
        word = self._word(text, result.start)
        if word is not None:
            gain = min(1.0, max(score + CONTEXT_GAIN, CONTEXT_FLOOR)) - score
            score, reasons = score + gain, (*reasons, Evidence("context", word, gain))
        return Finding(
            entity=result.entity_type,
            kind=None,
            start=result.start,
            end=result.end,
            score=score,
            recognizer=PREFIX + self._title,
            preview=preview(value, Preview(1, 0)),
            value=value,
            canonical=re.sub(r"[\s\-]", "", fold(value).text),
            evidence=reasons,
        )

    def _word(self, text: str, start: int) -> str | None:
        """The nearest context word before a value, on its line."""
        if self._context is None:
            return None
        window = text[max(0, start - CONTEXT_WINDOW) : start].rpartition("\n")[2].lower()
        return next((match[0] for match in reversed(list(self._context.finditer(window)))), None)


@contextmanager
def _nothing_skipped(title: str) -> Iterator[None]:
    """Presidio only logs that a pattern ran out of time and was skipped; leakguard must not take that for a clean text."""
    skipped = _Skipped()
    logger = logging.getLogger("presidio-analyzer")
    logger.addHandler(skipped)
    try:
        yield
    finally:
        logger.removeHandler(skipped)
    if skipped.seen:
        raise UnscannedError("unfinished", f"a pattern of Presidio's {title} ran out of time")


class _Skipped(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen = False

    def emit(self, record: logging.LogRecord) -> None:
        self.seen = self.seen or "timed out" in str(record.msg)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """``(offset, piece)``: stretches that end at line ends, or at ``PIECE`` code points where a line is longer."""
    start = 0
    while start < len(text):
        end = min(start + PIECE, len(text))
        if end < len(text):
            end = text.rfind("\n", start, end) + 1 or end
        yield start, text[start:end]
        start = end


def _fit(taken: Iterable[tuple[int, int]], findings: Iterable[Finding]) -> list[Finding]:
    """The findings that overlap neither ``taken`` nor an earlier one, in the order of the text."""
    spans, kept = sorted(taken), list[Finding]()
    for finding in findings:
        place = bisect_left(spans, (finding.start, finding.end))
        free_before = place == 0 or spans[place - 1][1] <= finding.start
        if free_before and (place == len(spans) or finding.end <= spans[place][0]):
            spans.insert(place, (finding.start, finding.end))
            kept.append(finding)
    return sorted(kept, key=lambda f: f.start)
