"""``leakguard eval``: how much is found, hidden and falsely alarmed on labelled data of your own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command
from leakguard.messages import Texts
from leakguard.reports.width import visible

if TYPE_CHECKING:
    from leakguard.detection.detector import Detector
    from leakguard.detection.recognizer import Preview
    from leakguard.evaluation.asking import Floor
    from leakguard.evaluation.gold import GoldSet
    from leakguard.evaluation.labels import LabelTypes
    from leakguard.evaluation.running import Configuration, Progress, Result

FORMATS = ("text", "json")
_SHOWN = 10
_EXAMPLES = (
    "leakguard eval chats.jsonl",
    "leakguard eval labelled/ --by-tag --show 50",
    "leakguard eval orders.csv.gold.jsonl --against tagger=none",
    "leakguard eval prose.jsonl --alone --tagger compact --against tagger=lac",
    "leakguard eval labelled/ --recognizers my-recognizers/ --against recognizers=",
    "leakguard eval labelled/ -f json -o figures.json --fail-under leak_recall=0.95,f1=0.9",
)


def build(texts: Texts) -> Command:
    """The command in one language."""
    params = [
        options.paths("paths", "GOLD..."),
        options.choice(["-f", "--output-format", "output_format"], FORMATS, texts("opt.eval-format")),
        click.Option(["-o", "--output"], metavar="FILE", type=click.Path(), help=texts("opt.output")),
        click.Option(["--by-tag"], is_flag=True, help=texts("opt.by-tag")),
        click.Option(["--show"], metavar="N", type=click.IntRange(min=0), help=texts("opt.show")),
        click.Option(["--show-all"], is_flag=True, help=texts("opt.show-all")),
        options.recognizers(texts),
        click.Option(["--tagger"], metavar=options.TAGGERS, help=texts("opt.eval-tagger")),
        click.Option(["--threshold"], metavar="SCORE", type=click.FloatRange(0, 1), help=texts("opt.threshold")),
        click.Option(["--against"], metavar="KEY=VALUE", multiple=True, help=texts("opt.against")),
        click.Option(["--alone"], is_flag=True, help=texts("opt.alone")),
        click.Option(["--fail-under"], metavar="MEASURE=N,...", help=texts("opt.fail-under")),
        *options.choosing(texts),
        click.Option(["--reveal"], is_flag=True, help=texts("opt.reveal")),
        click.Option(["--force"], is_flag=True, help=texts("opt.force")),
        click.Option(["--no-color"], is_flag=True, help=texts("opt.no-color")),
    ]
    return Command(
        "eval", texts, params=params, help=texts("help.eval"), short_help=texts("verb.eval"), examples=_EXAMPLES,
        callback=partial(run, texts),
    )  # fmt: skip


def run(
    texts: Texts,
    paths: Sequence[str],
    output_format: str,
    output: str | None,
    by_tag: bool,
    show: int | None,
    show_all: bool,
    recognizers: Sequence[str],
    tagger: str | None,
    threshold: float | None,
    against: Sequence[str],
    alone: bool,
    fail_under: str | None,
    include: Sequence[str],
    exclude: Sequence[str],
    reveal: bool,
    force: bool,
    no_color: bool,
) -> int:
    """Measure, write the figures, and return the exit code."""
    from leakguard.evaluation import asking
    from leakguard.evaluation.running import evaluate
    from leakguard.evaluation.showing import Shower, preview_forms

    if alone and (recognizers or threshold is not None or any(not a.startswith("tagger=") for a in against)):
        raise click.UsageError(texts("error.alone-tagger"))
    target = None if output in (None, "-") else Path(str(output))
    _guard(reveal, force, target, texts)
    if show is not None and show_all:
        raise click.UsageError(texts("error.show"))
    first = _configuration(recognizers, tagger, threshold)
    configurations = [first, asking.other_configuration(first, against)] if against else [first]
    for one in configurations:
        options.installed_tagger(one.tagger, texts)
    detectors = [one.detector() for one in configurations]
    types = _types(detectors)
    asked = asking.floors(fail_under, types)
    gold = _gold(paths, include, exclude, types, texts)
    _spare_inputs(gold, target, texts)
    progress = console.Progress(texts)
    forms = preview_forms(detectors[0].catalogue, types)
    if alone:
        results = _alone(gold, [one.tagger for one in configurations], types, forms, progress, texts)
    else:
        results = [evaluate(gold, c, types, progress, d) for c, d in zip(configurations, detectors, strict=True)]
    progress.clear()
    limit = None if show_all else _SHOWN if show is None else show
    shower = Shower(detectors[0].without_values, reveal, forms)
    with console.output_to(target) as write:
        if output_format == "json":
            from leakguard.evaluation.figures import as_dict, dumps

            write(dumps(as_dict(results, types, shower, limit, asked)))
        else:
            from leakguard.evaluation.listing import Listing
            from leakguard.evaluation.tables import Tables

            style = console.style(no_color, target is None and console.stdout_is_terminal())
            view = Tables(Listing(texts, shower, console.cells(), style, limit), types, by_tag)
            console.lines(view.render(results), None if target is None else write)
    _notes(results[0], texts)
    return _verdict(asked, results[0], texts)


def _guard(reveal: bool, force: bool, target: Path | None, texts: Texts) -> None:
    if force and not reveal:
        raise click.UsageError(texts("error.force"))
    if reveal and not force and (target is not None or not console.stdout_is_terminal()):
        raise click.UsageError(texts("error.reveal"))


def _configuration(recognizers: Sequence[str], tagger: str | None, threshold: float | None) -> Configuration:
    from leakguard.evaluation.running import Configuration

    given = {"tagger": tagger, "threshold": threshold}
    chosen: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    return Configuration(recognizers=tuple(map(Path, recognizers)), **chosen)


def _types(detectors: Iterable[Detector]) -> LabelTypes:
    """The types, with the entities of every recognizer in force."""
    from leakguard.evaluation.labels import label_types

    return label_types().with_entities(r.entity for detector in detectors for r in detector.catalogue)


def _gold(
    paths: Sequence[str], include: Sequence[str], exclude: Sequence[str], types: LabelTypes, texts: Texts
) -> list[GoldSet]:
    """The labelled files that the arguments mean; none at all is a mistake."""
    from leakguard.evaluation.gold import read_gold

    if "-" in paths:
        raise click.UsageError(texts("error.eval-stdin"))

    def skipped(path: Path) -> None:
        console.complain(texts("note.eval-skipped", path=visible(str(path))))

    gold = read_gold(paths, types, include, exclude, skipped)
    if not gold:
        raise click.UsageError(texts("error.eval-nothing"))
    return gold


def _alone(
    gold: Sequence[GoldSet],
    taggers: Sequence[str],
    types: LabelTypes,
    forms: Mapping[str, Preview],
    progress: Progress,
    texts: Texts,
) -> list[Result]:
    """Each tagger by itself. Exports are refused: what their cells mean, no tagger knows."""
    from leakguard.evaluation.alone import evaluate_alone
    from leakguard.evaluation.gold import TextSet

    for each in gold:
        if not isinstance(each, TextSet):
            raise click.UsageError(texts("error.alone-export", path=visible(str(each.export))))
    sets = [each for each in gold if isinstance(each, TextSet)]
    return [evaluate_alone(sets, tagger, types, forms, progress) for tagger in taggers]


def _spare_inputs(gold: Iterable[GoldSet], target: Path | None, texts: Texts) -> None:
    if target is None or not target.exists():
        return
    for path in (path for each in gold for path in each.inputs):
        if path.samefile(target):
            raise click.UsageError(texts("error.output-is-input", path=target))


def _notes(result: Result, texts: Texts) -> None:
    """What makes the figures worth less than they look."""
    from leakguard.reports import words

    first: dict[str, list[int]] = {}
    for label in result.misplaced:
        first.setdefault(label.place.source, []).append(label.place.number or 0)
    for path, numbers in first.items():
        console.complain(texts("note.eval-misplaced", path=visible(path), count=f"{len(numbers):,}", line=min(numbers)))
    if result.unscanned:
        console.complain(texts("note.eval-unscanned"))
    for line in words.unscanned(result.unscanned, texts):
        console.complain(f"  {line}")


def _verdict(asked: Sequence[Floor], result: Result, texts: Texts) -> int:
    """1 if a figure is below what was asked for, or could not be measured."""
    whole = result.all
    failed = [floor for floor in asked if not floor.holds(whole)]
    for floor in failed:
        value = floor.value(whole)
        if value is None:
            console.complain(texts("eval.not-measured", measure=visible(floor.name)))
        else:
            # Rounded down: 0.8999 must not read as the 0.9 that it is below.
            shown = f"{math.floor(value * 10_000) / 10_000:.4f}"
            console.complain(texts("eval.below", measure=visible(floor.name), value=shown, least=f"{floor.least:g}"))
    return 1 if failed else 0
