"""How much of a figure is chance: paired bootstrap over the labelled texts.

As many texts as there are are drawn from them with replacement, 2,000 times, and every figure is taken of every draw. The
95 % interval reaches from the 2.5th to the 97.5th percentile of what it is (Efron, Tibshirani: An Introduction to the
Bootstrap, 1993, chapter 13). Two configurations are measured on the same draws, so that what is hard for both does not
blur their difference (Koehn: Statistical Significance Tests for Machine Translation Evaluation, EMNLP 2004).

An export is drawn as a whole, with all its cells: what goes wrong in one cell goes wrong in the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leakguard.evaluation.measures import MEASURES, Counts
from leakguard.evaluation.running import Result, Sample

DRAWS = 2_000
FIGURES = (*MEASURES, "false_alarms_per_10k", "over_mask")
"""The figures that have intervals; over-masking has one over all types only."""

_PERCENTILES = (2.5, 97.5)
_SEED = 20_240_501
_LEAST_SAMPLES = 2
_BLOCK = 4_000_000
_COUNTS = [field.name for field in fields(Counts)]
_OF_TEXT = ["characters", "clear", "masked"]
_PER = 10_000

Interval = tuple[float, float]
Intervals = Mapping[str, Interval | None]
"""Figure -> its least and its greatest; None where fewer than two texts have a say in it."""

Numbers = NDArray[np.float64]


class Scope(NamedTuple):
    """What figures are taken of: ``all`` sets that are summed up, one ``set``, or the texts with a ``tag``."""

    kind: str = "all"
    name: str = ""


class Bootstrap:
    """The intervals of one result, or of two over the same labelled data and of their differences."""

    def __init__(self, results: Sequence[Result]) -> None:
        self._results = results
        names = {name for result in results for each in result.sets for name in each.score.types}
        self._places = {name: place for place, name in enumerate(sorted(names), 1)}
        self._known: dict[Scope, tuple[Numbers, NDArray[np.bool_]]] = {}

    def intervals(self, scope: Scope, type_: str | None = None, number: int = 0) -> Intervals:
        """The intervals of the figures of a result, over all types or of one."""
        return self._named(scope, type_, number)

    def differences(self, scope: Scope, type_: str | None = None) -> Intervals:
        """The intervals of the figures of the first result less those of the second."""
        return self._named(scope, type_, len(self._results))

    def _named(self, scope: Scope, type_: str | None, number: int) -> Intervals:
        if scope not in self._known:
            # Of a tag there are figures over all types only.
            types = slice(1) if scope.kind == "tag" else slice(None)
            matrices = [_matrix(_samples(result, scope), self._places)[:, types] for result in self._results]
            self._known[scope] = _bounds(matrices)
        bounds, sound = self._known[scope]
        place = self._places[type_] if type_ is not None else 0
        return {
            figure: (float(bounds[0, number, place, at]), float(bounds[1, number, place, at]))
            if sound[number, place, at]
            else None
            for at, figure in enumerate(FIGURES)
            if figure != "over_mask" or type_ is None
        }


def _samples(result: Result, scope: Scope) -> list[Sample]:
    if scope.kind == "set":
        return [sample for each in result.sets if each.name == scope.name for sample in each.samples]
    summed = [sample for each in result.sets if each.pooled for sample in each.samples]
    return summed if scope.kind == "all" else [sample for sample in summed if scope.name in sample.tags]


def _matrix(samples: Sequence[Sample], places: Mapping[str, int]) -> Numbers:
    """The counts of every sample, by type. In the place 0 of the types stands their sum."""
    counted, of_text, width = attrgetter(*_COUNTS), attrgetter(*_OF_TEXT), len(_COUNTS)
    matrix = np.zeros((len(samples), len(places) + 1, width + len(_OF_TEXT)))
    for row, (score, _) in zip(matrix, samples, strict=True):
        row[:, width:] = of_text(score)
        for name, counts in score.types.items():
            row[places[name], :width] = counted(counts)
    matrix[:, 0, :width] = matrix[:, 1:, :width].sum(axis=1)
    return matrix


def _bounds(matrices: Sequence[Numbers]) -> tuple[Numbers, NDArray[np.bool_]]:
    """Least and greatest of every figure by configuration and type, the difference behind the configurations; and which
    of them rest on enough samples.
    """
    counts = np.stack(matrices, axis=1)
    sound = np.count_nonzero(_parts(counts)[1], axis=0) >= _LEAST_SAMPLES
    if len(counts) < _LEAST_SAMPLES:
        return np.zeros((2, len(matrices) + 1, *sound.shape[1:])), np.zeros((len(matrices) + 1, *sound.shape[1:]), bool)
    upper, lower = _parts(np.concatenate(list(_sums(counts))))
    figures = np.divide(upper, lower, out=np.full_like(upper, np.nan), where=lower > 0)
    figures = np.concatenate([figures, figures[:, :1] - figures[:, -1:]], axis=1)
    sound = np.concatenate([sound, sound.all(axis=0, keepdims=True)])
    # A rare type is in no text of some draws: they say nothing about it.
    return np.nanpercentile(np.where(sound, figures, 0.0), _PERCENTILES, axis=0), sound


def _sums(counts: Numbers) -> Iterator[Numbers]:
    """The counts of every draw, in blocks of draws. The same number of samples is always drawn in the same way."""
    size = len(counts)
    random = np.random.default_rng(_SEED)
    flat = counts.reshape(size, -1)
    block = max(1, _BLOCK // size)
    for first in range(0, DRAWS, block):
        rows = min(block, DRAWS - first)
        drawn = random.integers(0, size, (rows, size)) + size * np.arange(rows)[:, None]
        times = np.bincount(drawn.ravel(), minlength=rows * size).reshape(rows, size)
        yield (times @ flat).reshape(rows, *counts.shape[1:])


def _parts(counts: Numbers) -> tuple[Numbers, Numbers]:
    """What is divided by what, by figure on the last axis. It is as in :class:`Counts`, whose F1 is 2 exact / (exact +
    wrong + required).
    """
    exact, wrong, required, hidden, hits, touching, characters, clear, masked = np.moveaxis(counts, -1, 0)
    parts = {
        "leak_recall": (hidden, required),
        "f1": (2 * exact, (exact + wrong + required) * (required > 0)),
        "precision": (exact, exact + wrong),
        "recall": (exact, required),
        "overlap_precision": (touching, hits),
        "false_alarms_per_10k": (_PER * (hits - touching), characters),
        "over_mask": (masked, clear),
    }
    return (
        np.stack([parts[figure][0] for figure in FIGURES], axis=-1),
        np.stack([parts[figure][1] for figure in FIGURES], axis=-1),
    )
