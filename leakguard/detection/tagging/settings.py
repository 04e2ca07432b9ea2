"""How far the compact tagger is believed: ``recognizers/tagger/tagger.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from leakguard import documents
from leakguard.errors import UsageError
from leakguard.resources import bundled


@dataclass(frozen=True)
class Worth:
    """What a tagger's mark adds to the score of a finding: where it is not sure at all, and where it is certain."""

    unsure: float
    sure: float

    def of(self, confidence: float) -> float:
        """What a mark with a confidence from 0 to 1 adds."""
        return round(self.unsure + (self.sure - self.unsure) * confidence, 3)


@dataclass(frozen=True)
class TaggerSettings:
    """``operating_points`` are added to the scores of each type; ``names`` and ``addresses`` are what marks are worth, those
    of addresses from a confidence of ``least_address`` on; ``hint_distance`` is in logits.
    """

    operating_points: Mapping[str, Mapping[str, float]]
    names: Worth
    addresses: Worth
    least_address: float
    hint_distance: float

    def biases(self, point: str) -> Mapping[str, float]:
        """The biases of an operating point. Raises :class:`UsageError` for a name that is none."""
        if point not in self.operating_points:
            cure = documents.suggest(point, self.operating_points)
            raise UsageError(f"the tagger compact has no operating point {point!r}. {cure}")
        return self.operating_points[point]


@cache
def tagger_settings() -> TaggerSettings:
    """The bundled settings."""
    text = bundled("recognizers").joinpath("tagger", "tagger.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    address = raw["address_evidence"]
    return TaggerSettings(
        raw["operating_points"],
        Worth(**raw["name_evidence"]),
        Worth(0.0, address["sure"]),
        address["least"],
        raw["hint_distance"],
    )
