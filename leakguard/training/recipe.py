"""The settings of a training run, from ``recognizers/tagger/recipe.yaml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import yaml

from leakguard.resources import bundled


@dataclass(frozen=True)
class Composition:
    """How texts are composed from templates."""

    texts: int
    weights: Mapping[str, float]
    parts: Sequence[float]
    same_kind: float
    open_text_before: float
    open_text_after: float
    note_after_address: float
    noise: Mapping[str, float]


@dataclass(frozen=True)
class Silver:
    """How much open text is labelled by LAC, and what becomes of the names in it."""

    sentences: int
    replaced: float


@dataclass(frozen=True)
class NetworkSize:
    """The shape of the network: embeddings of characters and of hashed pairs, then residual dilated convolutions."""

    characters: int
    character_width: int
    pairs: int
    pair_width: int
    hidden: int
    dilations: Sequence[int]


@dataclass(frozen=True)
class Fitting:
    """How the network is fitted: ``row`` characters a row, ``batch`` rows a step."""

    steps: int
    row: int
    batch: int
    learning_rate: float
    dropout: float
    pair_dropout: float
    character_dropout: float
    average: float


@dataclass(frozen=True)
class Recipe:
    """Everything about a run but its seed."""

    composition: Composition
    silver: Silver
    network: NetworkSize
    training: Fitting

    def with_limits(self, steps: int, texts: int) -> Recipe:
        """The same recipe, with another number of steps for each seed and of composed texts."""
        return replace(
            self,
            composition=replace(self.composition, texts=texts),
            training=replace(self.training, steps=steps),
        )


@cache
def recipe() -> Recipe:
    """The bundled recipe."""
    raw: dict[str, Any] = yaml.safe_load(
        bundled("recognizers").joinpath("tagger", "recipe.yaml").read_text(encoding="utf-8")
    )
    return Recipe(
        Composition(**raw["composition"]),
        Silver(**raw["silver"]),
        NetworkSize(**raw["network"]),
        Fitting(**raw["training"]),
    )
