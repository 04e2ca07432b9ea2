"""What the complainant keeps: allow entries for the values that the form names, by their fingerprints under the key of the pack."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from leakguard.detection.detector import Detector
from leakguard.entities import ENTITIES
from leakguard.policy import Allow, Bilingual
from leakguard.policy.fingerprints import entries

_REASON = Bilingual("投诉人在表格中列明保留的信息", "named in the form by the complainant as to be kept")
_DAYS = 36_525
"""A pack is built again with the same result for a hundred years."""


def allowed(values: Iterable[str], detector: Detector, key: bytes, day: date) -> tuple[Allow, ...]:
    """One entry for each value: it may stand wherever it stands, whatever the detector takes it for there.

    A bare name or account is not always found without its surroundings; so a value counts as every entity that it could be, and as
    what is found in it.
    """
    known = [entity for entity in ENTITIES if detector.catalogue.of_entity(entity)]
    made = []
    for number, value in enumerate(values, 1):
        drafts = [*entries(value, detector, key)]
        for entity in known:
            drafts += entries(value, detector, key, entity)
        signs = frozenset(draft.fingerprint for draft in drafts)
        made.append(Allow(f"own-{number}", _REASON, day + timedelta(days=_DAYS), values=signs))
    return tuple(made)
