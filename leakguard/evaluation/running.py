"""A configuration of leakguard run over labelled files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from leakguard import scanning
from leakguard.detection.blocks import find_linked
from leakguard.detection.candidate import THRESHOLD
from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.detector import Detector
from leakguard.detection.tagging.choosing import DEFAULT_TAGGER, text_tagger
from leakguard.evaluation.exports import run_export
from leakguard.evaluation.gold import ExportSet, GoldLabel, GoldSet, TextSet
from leakguard.evaluation.judging import Problem, judge
from leakguard.evaluation.labels import LabelTypes
from leakguard.evaluation.measures import Score, mean_of_files, pooled
from leakguard.evaluation.spans import EXTREME, Hit, Unit
from leakguard.policy import load_policy
from leakguard.scanning import Scanner
from leakguard.sources.base import Unscanned

EXPORTS = "exports"
"""The name of the set that all exports make up."""

Progress = Callable[[str, int], None]
Find = Callable[[str], Sequence[Hit]]
"""From a text to its hits: leakguard's own detector, or whatever is compared with it."""


@dataclass(frozen=True)
class Configuration:
    """What can be told apart by an evaluation: tagger, added recognizers, least score of a finding (0 to 1)."""

    tagger: str = DEFAULT_TAGGER
    recognizers: tuple[Path, ...] = ()
    threshold: float = THRESHOLD

    def detector(self) -> Detector:
        """The detector. Raises :class:`~leakguard.errors.UsageError` for what does not exist or is wrong."""
        catalogue = load_catalogue(self.recognizers)
        return Detector(catalogue, threshold=self.threshold, tagger=text_tagger(self.tagger))

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        folders = [str(folder) for folder in self.recognizers]
        return {"tagger": self.tagger, "recognizers": folders, "threshold": self.threshold}


class Sample(NamedTuple):
    """What was counted in one text, or in one whole export, with its tags: what a bootstrap draws."""

    score: Score
    tags: tuple[str, ...]


@dataclass
class SetResult:
    """One set: a file of texts, the extreme ones of such a file, or all exports. ``files`` has a score per export."""

    name: str
    score: Score = field(default_factory=Score)
    tags: dict[str, Score] = field(default_factory=dict)
    files: dict[str, Score] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    pooled: bool = True

    def add(self, unit: Unit, counted: frozenset[str]) -> None:
        """Judge one unit."""
        score = Score()
        self.problems += judge(unit, counted, score)
        self.samples.append(Sample(score, unit.tags))
        for whole in (self.score, *(self.tags.setdefault(tag, Score()) for tag in unit.tags)):
            whole.add(score)

    @property
    def file_means(self) -> dict[str, Any] | None:
        """The means over files; None for sets of texts."""
        return mean_of_files(self.files) if self.files else None


@dataclass
class Result:
    """What one configuration did."""

    configuration: dict[str, Any]
    sets: list[SetResult] = field(default_factory=list)
    unscanned: list[Unscanned] = field(default_factory=list)
    misplaced: list[GoldLabel] = field(default_factory=list)

    @property
    def all(self) -> Score:
        """The sum of all sets but the extreme ones."""
        return pooled(each.score for each in self.sets if each.pooled)

    @property
    def tags(self) -> dict[str, Score]:
        """The scores by tag over those sets; exports have their file names for tags."""
        names = dict.fromkeys(tag for each in self.sets if each.pooled for tag in each.tags)
        return {
            name: pooled(each.tags[name] for each in self.sets if each.pooled and name in each.tags)
            for name in sorted(names)
        }

    def problems(self, kind: str) -> list[Problem]:
        """The problems of one kind, set by set."""
        return [problem for each in self.sets for problem in each.problems if problem.kind == kind]


def evaluate(
    gold: Iterable[GoldSet],
    configuration: Configuration,
    types: LabelTypes,
    progress: Progress | None = None,
    detector: Detector | None = None,
) -> Result:
    """Run one configuration over labelled files; ``detector`` is its detector if there is one already.

    ``types`` must know the entities of the configuration's recognizers that ``gold`` labels.
    """
    detector = detector or configuration.detector()
    result = Result({**configuration.as_dict(), "catalogue": detector.catalogue.digest, "alone": False})
    exports = SetResult(EXPORTS)
    scanner = Scanner(detector, load_policy("share"), progress=_rows(progress))
    names = set_names(gold := list(gold))
    for each in gold:
        if isinstance(each, TextSet):
            result.sets += run_texts(each, names[each.path], leakguard_find(detector, types), types, progress)
            continue
        _add_export(each, exports, result, scanner, types)
    if exports.files:
        result.sets.append(exports)
    return result


def _rows(progress: Progress | None) -> scanning.Progress | None:
    """A progress of texts as one of sources."""
    return (lambda name, rows, _: progress(name, rows)) if progress else None


def run_texts(
    gold: TextSet, name: str, find: Find, types: LabelTypes, progress: Progress | None = None
) -> list[SetResult]:
    """The set that a file of texts makes up, and that of its extreme texts if it has any."""
    plain, extreme = SetResult(name), SetResult(f"{name}:{EXTREME}", pooled=False)
    counted = types.counted(gold.labelled)
    for number, text in enumerate(gold.texts, 1):
        unit = Unit(text.place, text.text, text.labels, tuple(find(text.text)), text.tags)
        (extreme if EXTREME in text.tags else plain).add(unit, counted)
        if progress:
            progress(name, number)
    return [each for each in (plain, extreme) if each.score.units]


def leakguard_find(detector: Detector, types: LabelTypes) -> Find:
    """The findings of a detector as hits."""
    return lambda text: [Hit(f.start, f.end, types.type_of(f.entity), f.preview) for f in find_linked(detector, text)]


def set_names(gold: Iterable[GoldSet]) -> dict[Path, str]:
    """A name for every file of texts: its stem, or its whole path where two have the same."""
    paths = [each.path for each in gold if isinstance(each, TextSet)]
    stems = [path.stem for path in paths]
    return {path: path.stem if stems.count(path.stem) == 1 and path.stem != EXPORTS else str(path) for path in paths}


def _add_export(gold: ExportSet, exports: SetResult, result: Result, scanner: Scanner, types: LabelTypes) -> None:
    run = run_export(gold, scanner, types, scanner.detector.without_values)
    alone, counted = SetResult(gold.export.name), types.counted(gold.labelled)
    for unit in run.units:
        alone.add(unit, counted)
    alone.score.add_clear(run.rest)
    exports.score.add(alone.score)
    exports.problems += alone.problems
    exports.samples.append(Sample(alone.score, (gold.export.name,)))
    exports.files[str(gold.export)] = alone.score
    exports.tags.setdefault(gold.export.name, Score()).add(alone.score)
    result.misplaced += run.misplaced
    if run.unscanned:
        result.unscanned.append(run.unscanned)
