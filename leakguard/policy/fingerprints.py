"""Fingerprints of values for allow lists: as a scan with the same key will make them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from leakguard.detection.blocks import find_linked
from leakguard.detection.detector import Detector
from leakguard.detection.patterns import canonical_form
from leakguard.detection.preview import preview
from leakguard.detection.recognizer import Recognizer
from leakguard.findings import Fingerprinter
from leakguard.policy.allowing import today
from leakguard.text import fold

_DAYS = 180
"""For how long a drafted entry is meant to hold; whoever writes the policy decides."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft of an allow entry. ``preview`` is masked; the value itself is not kept."""

    entity: str
    fingerprint: str
    preview: str

    def as_yaml(self, number: int, reason: str, comment: str) -> Iterator[str]:
        """Its lines, for the ``allow`` list of a policy."""
        yield f"  - id: {self.entity.lower().replace('_', '-')}-{number}  # {comment}"
        yield f"    entity: {self.entity}"
        yield f'    value: "{self.fingerprint}"'  # one of 16 decimal digits would be read as a number
        yield f"    reason: {reason}"
        yield f"    expires: {(today() + timedelta(days=_DAYS)).isoformat()}"


def entries(value: str, detector: Detector, key: bytes, entity: str | None = None) -> list[Entry]:
    """The entries for a value: of everything found in it, or, where ``entity`` says what it is, of the whole."""
    sign = Fingerprinter(key)
    if entity is None:
        found = find_linked(detector, value, None)
        return [Entry(f.entity, sign(f.entity, f.canonical), f.preview) for f in found]
    recognizers = detector.catalogue.of_entity(entity)
    header = next((recognizer.headers[0] for recognizer in recognizers if recognizer.headers), None)
    for finding in find_linked(detector, value, header):
        if finding.entity == entity and (finding.start, finding.end) == (0, len(value)):
            return [Entry(entity, sign(entity, finding.canonical), finding.preview)]
    return [_by_hand(value, recognizers[0], sign)]


def _by_hand(value: str, recognizer: Recognizer, sign: Fingerprinter) -> Entry:
    """What no recognizer takes for the entity, in the form that it would have."""
    canonical = canonical_form(recognizer, fold(value).text)
    return Entry(recognizer.entity, sign(recognizer.entity, canonical), preview(value, recognizer.preview))
