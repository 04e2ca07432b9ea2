"""What ``--against`` and ``--fail-under`` ask for, from their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from leakguard import documents
from leakguard.errors import UsageError
from leakguard.evaluation.labels import LabelTypes
from leakguard.evaluation.measures import MEASURES, Counts, Score
from leakguard.evaluation.running import Configuration

_KEYS = ("tagger", "recognizers", "threshold")


def other_configuration(first: Configuration, changes: Iterable[str]) -> Configuration:
    """``first`` with changes such as ``tagger=none``, ``threshold=0.4``, ``recognizers=DIR``.

    ``recognizers`` may be given more than once, and empty for none; what is not named stays as it is. Raises
    :class:`UsageError` for anything else.
    """
    other, folders = first, list[Path]()
    for change in changes:
        key, equals, value = change.partition("=")
        if not equals or key not in _KEYS:
            raise UsageError(f"--against {change!r} says no difference. Write {', '.join(f'{k}=...' for k in _KEYS)}.")
        if key == "recognizers":
            folders += [Path(value)] if value else []
            other = replace(other, recognizers=tuple(folders))
        elif key == "threshold":
            other = replace(other, threshold=_share(value, f"--against {change}"))
        else:
            other = replace(other, tagger=value)
    if other == first:
        raise UsageError("both configurations are the same. Let --against name a difference, such as tagger=none.")
    return other


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that a measure may be, from 0 to 1, over everything or for one type."""

    measure: str
    least: float
    type: str | None = None

    @property
    def name(self) -> str:
        """As it was asked for."""
        return f"{self.type}.{self.measure}" if self.type else self.measure

    def value(self, score: Score) -> float | None:
        """The figure; None where no label asks for it."""
        counts = score.types.get(self.type, Counts()) if self.type else score.total
        figure: float | None = getattr(counts, self.measure)
        return figure

    def holds(self, score: Score) -> bool:
        """Whether the figure is there and not below. What was not measured has not passed."""
        value = self.value(score)
        return value is not None and value >= self.least


def floors(words: str | None, types: LabelTypes) -> Sequence[Floor]:
    """``leak_recall=0.9,PHONE.f1=0.8`` as floors. Raises :class:`UsageError`."""
    return [_floor(word.strip(), types) for word in (words or "").split(",") if word.strip()]


def _floor(word: str, types: LabelTypes) -> Floor:
    name, equals, value = word.partition("=")
    type_, dot, measure = name.rpartition(".")
    if not equals or measure not in MEASURES:
        cure = documents.suggest(measure, MEASURES)
        raise UsageError(f"--fail-under {word!r} names no measure. {cure} Write MEASURE=0.9 or TYPE.MEASURE=0.9.")
    if dot and not types.knows(type_):
        raise UsageError(f"--fail-under {word!r} names no type. {documents.suggest(type_, [*types.names, *types.own])}")
    return Floor(measure, _share(value, f"--fail-under {word}"), types.type_of(type_) if dot else None)


def _share(value: str, where: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise UsageError(f"{where!r}: {value!r} is no number from 0 to 1. Write 0.9 for 90 %.")
    return number
