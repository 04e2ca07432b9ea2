"""The measures; their meaning is told in the docstring of :mod:`leakguard.evaluation`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

MEASURES = ("leak_recall", "f1", "precision", "recall", "overlap_precision")
"""The measures for which more is better, as shares from 0 to 1."""

_DIGITS = 6
_PER = 10_000


@dataclass(slots=True)
class Counts:
    """Sums over units, of one type or of all. ``exact``, ``required`` and ``hidden`` count labels, ``wrong``, ``hits``
    and ``touching`` (any label) count hits of counted types.
    """

    exact: int = 0
    wrong: int = 0
    required: int = 0
    hidden: int = 0
    hits: int = 0
    touching: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def precision(self) -> float | None:
        return _share(self.exact, self.exact + self.wrong)

    @property
    def recall(self) -> float | None:
        return _share(self.exact, self.required)

    @property
    def f1(self) -> float | None:
        """None where nothing is required; 0 where nothing was found."""
        if not self.required:
            return None
        precision, recall = self.precision or 0.0, self.recall or 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    @property
    def leak_recall(self) -> float | None:
        return _share(self.hidden, self.required)

    @property
    def overlap_precision(self) -> float | None:
        return _share(self.touching, self.hits)

    @property
    def false_alarms(self) -> int:
        """Hits that touch no label."""
        return self.hits - self.touching


@dataclass(slots=True)
class Score:
    """Counts per type over a set of units. ``characters`` are all those read, ``clear`` those outside all labels,
    ``masked`` those of the clear that hits cover.
    """

    units: int = 0
    characters: int = 0
    clear: int = 0
    masked: int = 0
    types: dict[str, Counts] = field(default_factory=dict)

    def of(self, type_: str) -> Counts:
        """The counts of a type, to be added to."""
        return self.types.setdefault(type_, Counts())

    @property
    def total(self) -> Counts:
        return sum(self.types.values(), Counts())

    @property
    def over_mask(self) -> float | None:
        return _share(self.masked, self.clear)

    def alarms_per_10k(self, counts: Counts) -> float | None:
        """False alarms per 10,000 characters; of one type, per 10,000 characters of everything."""
        return counts.false_alarms * _PER / self.characters if self.characters else None

    def add_clear(self, characters: int) -> None:
        """Text in which nothing is marked and nothing was found."""
        self.characters += characters
        self.clear += characters

    def add(self, other: Score) -> None:
        """Put another score into this one."""
        self.units += other.units
        self.characters += other.characters
        self.clear += other.clear
        self.masked += other.masked
        for type_, counts in other.types.items():
            self.types[type_] = self.of(type_) + counts

    def figures(self, counts: Counts | None = None) -> dict[str, Any]:
        """The figures of one type, or of everything with over-masking, for machines."""
        one = self.total if counts is None else counts
        shares: dict[str, float | None] = {name: getattr(one, name) for name in MEASURES}
        shares["false_alarms_per_10k"] = self.alarms_per_10k(one)
        if counts is None:
            shares["over_mask"] = self.over_mask
        rounded = {name: None if value is None else round(value, _DIGITS) for name, value in shares.items()}
        numbers = {f.name: getattr(one, f.name) for f in fields(one)}
        return {**rounded, **numbers, "false_alarms": one.false_alarms}


def pooled(scores: Iterable[Score]) -> Score:
    """One score over the units of all."""
    whole = Score()
    for score in scores:
        whole.add(score)
    return whole


def mean_of_files(files: Mapping[str, Score]) -> dict[str, Any]:
    """Leak recall and F1 as means over files, whatever their sizes, and how many files have no leak. Files in which
    nothing is required are left out.
    """
    totals = [score.total for score in files.values()]
    with_labels = [total for total in totals if total.required]
    recalls = [total.leak_recall or 0.0 for total in with_labels]
    f1s = [total.f1 or 0.0 for total in with_labels]
    return {
        "files": len(totals),
        "files_with_labels": len(with_labels),
        "files_without_leak": sum(recall == 1 for recall in recalls),
        "leak_recall": round(sum(recalls) / len(recalls), _DIGITS) if recalls else None,
        "f1": round(sum(f1s) / len(f1s), _DIGITS) if f1s else None,
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
