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
class TaggerSettings:
    """The operating points: what is added to the scores of each type."""

    operating_points: Mapping[str, Mapping[str, float]]

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
    return TaggerSettings(raw["operating_points"])
