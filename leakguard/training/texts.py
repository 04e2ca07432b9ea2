"""Labelled texts, as every step of the recipe hands them to the next."""

from __future__ import annotations

from typing import NamedTuple

IGNORED = "ignored"
"""A stretch that the model is neither told to mark nor not to mark: nicknames, bare estates, doubtful silver labels."""


class LabelledSpan(NamedTuple):
    """Start and end in code points, and a type of :data:`leakguard.detection.tagging.labels.TYPES` or :data:`IGNORED`."""

    start: int
    end: int
    label: str


class LabelledText(NamedTuple):
    """A text and its spans, in order and without overlaps."""

    text: str
    spans: tuple[LabelledSpan, ...] = ()


class Writer:
    """Puts a labelled text together from pieces."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._spans: list[LabelledSpan] = []
        self._length = 0

    def add(self, piece: str, label: str | None = None) -> None:
        """One piece; a place directly before an address is part of the address."""
        if not piece:
            return
        start, end = self._length, self._length + len(piece)
        last = self._spans[-1] if self._spans else None
        if label == "ADDRESS" and last and last.end == start and last.label == "PLACE":
            start = self._spans.pop().start
        if label:
            self._spans.append(LabelledSpan(start, end, label))
        self._pieces.append(piece)
        self._length = end

    def append(self, other: LabelledText) -> None:
        """Another labelled text, as it is."""
        self._spans += [LabelledSpan(s.start + self._length, s.end + self._length, s.label) for s in other.spans]
        self._pieces.append(other.text)
        self._length += len(other.text)

    def text(self) -> LabelledText:
        """Everything so far."""
        return LabelledText("".join(self._pieces), tuple(self._spans))
