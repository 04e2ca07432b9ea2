"""A candidate: something that may become a finding, with the evidence gathered so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from leakguard.detection.recognizer import Recognizer
from leakguard.findings import Evidence

THRESHOLD = 0.5
"""Score from which a candidate is reported. A policy may ask for more."""


@dataclass(slots=True)
class Candidate:
    """``start`` and ``end`` are offsets in the raw unit text; ``canonical`` is free of writing variants."""

    recognizer: Recognizer
    start: int
    end: int
    score: float
    canonical: str
    kind: str | None = None
    masked: bool = False
    checked: bool = False
    labelled: bool = False
    evidence: list[Evidence] = field(default_factory=list)
    levels: tuple[tuple[str, int, int], ...] = ()
    """Parts of an address: level, start and end, in code points of the raw text from ``start`` on."""

    def weigh(self, kind: str, name: str, weight: float) -> None:
        """Add one piece of evidence and move the score by its weight, within 0 and 1."""
        self.evidence.append(Evidence(kind, name, weight))
        self.score = min(1.0, max(0.0, round(self.score + weight, 6)))
