"""Notes: short texts beside the cells and lines of a file, each read for itself with the names proved in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from leakguard.detection.detector import Detector
from leakguard.detection.linking import link_text
from leakguard.detection.person import Names
from leakguard.findings import Finding
from leakguard.units import Note


class Noted(NamedTuple):
    """The findings of each note; offsets are code points of the note."""

    found: Sequence[Sequence[Finding]]

    def tail(self) -> Noted:
        """Nothing: no note speaks for what stands beside it."""
        return Noted(())


def read_notes(detector: Detector, notes: Sequence[Note], names: Names) -> Noted:
    """The findings of each note, and what they prove beside them in the same note."""
    return Noted([_read(detector, note, names) for note in notes])


def _read(detector: Detector, note: Note, names: Names) -> Sequence[Finding]:
    meaning = detector.headers.meaning(note.header)
    found = detector.find_as(note.text, meaning, names)
    return found if meaning.entity or meaning.other else link_text(detector, note.text, found)
