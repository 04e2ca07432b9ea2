"""``leakguard report``: findings that a scan wrote, rendered later, compared, or set aside in a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leakguard.cli import console
from leakguard.cli.command import Command, Group
from leakguard.messages import Texts
from leakguard.reports.width import visible

if TYPE_CHECKING:
    from leakguard.reports.difference import Side

_DEFAULT = "show"
_DIFF_FORMATS = ("terminal", "json", "markdown")
_DIFF_SUFFIXES = {".json": "json", ".md": "markdown", ".markdown": "markdown"}
_SHOW_EXAMPLES = (
    "leakguard report findings.jsonl",
    "leakguard report findings.parquet -o report.html -o report.xlsx",
)
_DIFF_EXAMPLES = (
    "leakguard report diff may.json june.json",
    "leakguard report diff may.parquet june.parquet -o changes.md",
)
_BASELINE_EXAMPLES = (
    "leakguard scan exports/ --key-file leakguard.key -o findings.json",
    "leakguard report baseline findings.json -o baseline.yaml --reason '测试数据，已核对' --expires 2027-06-30",
    "leakguard scan exports/ --key-file leakguard.key --baseline baseline.yaml",
)


class _Report(Group):
    """The group: what is no command of it is the file that the first of them shows."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {name for option in self.get_params(ctx) for name in option.opts}
        if args and args[0].startswith("-") and args[0].partition("=")[0] not in own:
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            args = [_DEFAULT, *args]
        return super().resolve_command(ctx, args)


def build(texts: Texts) -> Group:
    """The group in one language."""
    examples = (*_SHOW_EXAMPLES, _DIFF_EXAMPLES[0], _BASELINE_EXAMPLES[1])
    group = _Report("report", texts, help=texts("help.report"), examples=examples)
    no_color = click.Option(["--no-color"], is_flag=True, help=texts("opt.no-color"))
    show: list[click.Parameter] = [
        _file("findings"),
        click.Option(
            ["-o", "--output", "outputs"],
            metavar="FILE",
            multiple=True,
            type=click.Path(),
            help=texts("opt.report-output"),
        ),
        click.Option(["--examples"], metavar="N", type=click.IntRange(min=0), default=5, help=texts("opt.examples")),
        no_color,
    ]
    diff: list[click.Parameter] = [
        _file("old"),
        _file("new"),
        click.Option(
            ["-f", "--output-format", "output_format"],
            type=click.Choice(_DIFF_FORMATS),
            metavar="|".join(_DIFF_FORMATS),
            help=texts("opt.diff-format"),
        ),
        click.Option(["-o", "--output"], metavar="FILE", type=click.Path(), help=texts("opt.output")),
        click.Option(["--by-file-name"], is_flag=True, help=texts("opt.diff-names")),
        no_color,
    ]
    baseline: list[click.Parameter] = [
        _file("findings"),
        click.Option(
            ["-o", "--output"], metavar="FILE", required=True, type=click.Path(), help=texts("opt.baseline-output")
        ),
        click.Option(["--reason"], metavar="TEXT", required=True, help=texts("opt.baseline-reason")),
        click.Option(["--expires"], metavar="DATE", required=True, help=texts("opt.baseline-expires")),
        click.Option(["--overwrite"], is_flag=True, help=texts("opt.overwrite")),
    ]
    for name, params, run, own in (
        ("show", show, run_show, _SHOW_EXAMPLES),
        ("diff", diff, run_diff, _DIFF_EXAMPLES),
        ("baseline", baseline, run_baseline, _BASELINE_EXAMPLES),
    ):
        command = Command(
            name, texts, params=params, help=texts(f"help.report.{name}"), short_help=texts(f"verb.report.{name}"),
            examples=own, callback=partial(run, texts),
        )  # fmt: skip
        group.add_command(command)
    return group


def _file(name: str) -> click.Argument:
    return click.Argument([name], metavar=name.upper(), type=click.Path())


def run_show(texts: Texts, findings: str, outputs: Sequence[str], examples: int, no_color: bool) -> int:
    """Render findings as files, or at the terminal; 0 whatever they say."""
    from leakguard.cli.outputs import targets, write
    from leakguard.cli.scan import terminal_view
    from leakguard.reports.discreet import without_names
    from leakguard.reports.reading import each_example, read_report

    path = Path(findings)
    wanted = targets([name for name in outputs if name != "-"], inputs=(path,))
    report = read_report(path)
    if wanted:
        write(report, wanted, texts, partial(each_example, path), path.name)
        return 0
    console.lines(terminal_view(texts, examples, False, no_color).render(without_names(report)), None)
    return 0


def run_diff(
    texts: Texts, old: str, new: str, output_format: str | None, output: str | None, by_file_name: bool, no_color: bool
) -> int:
    """Compare two lists of findings; 1 if something new is there that is forbidden."""
    from leakguard.reports import jsonformat
    from leakguard.reports.changes import Changes
    from leakguard.reports.difference import compare

    target = None if output in (None, "-") else Path(str(output))
    _spare((old, new), () if target is None else (str(target),), texts)
    if output_format is None and target is not None:
        output_format = _DIFF_SUFFIXES.get(target.suffix.lower())
    with console.output_to(target) as write:
        difference = compare(_side(old), _side(new), by_file_name)
        if output_format == "json":
            write(jsonformat.object_json(difference.as_dict()))
        elif output_format == "markdown":
            console.lines(Changes(texts, old, new).markdown(difference), write)
        else:
            style = console.style(no_color, target is None and console.stdout_is_terminal())
            view = Changes(texts, old, new, console.cells(), style)
            console.lines(view.terminal(difference), None if target is None else write)
    return difference.exit_code


def run_baseline(texts: Texts, findings: str, output: str, reason: str, expires: str, overwrite: bool) -> int:
    """Write a baseline of findings."""
    from leakguard.errors import UsageError
    from leakguard.reports.baseline import baseline

    if not reason.strip():
        raise click.UsageError(texts("error.baseline-reason"))
    target, last = Path(output), _day(expires, texts)
    _spare((findings,), (output,), texts)
    if target.exists() and not overwrite:
        raise UsageError(
            f"{target} exists already. Give another name, or pass --overwrite: what was changed in it by hand is lost then."
        )
    with console.output_to(target) as write:
        side = _side(findings)
        for line in baseline(side.every(), side.report.key_id, reason, last):
            write(line)
    console.say(texts("baseline.done", output=visible(output), expires=last.isoformat()))
    return 0


def _side(name: str) -> Side:
    from leakguard.reports.difference import Side
    from leakguard.reports.reading import each_record, read_report

    path = Path(name)
    return Side(name, read_report(path), partial(each_record, path))


def _day(text: str, texts: Texts) -> date:
    from leakguard.policy.allowing import today

    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day < today():
        raise click.UsageError(texts("error.baseline-day"))
    return day


def _spare(inputs: Iterable[str], outputs: Iterable[str], texts: Texts) -> None:
    """No output may take the place of an input."""
    for output in map(Path, outputs):
        for name in inputs:
            if output.exists() and Path(name).exists() and output.samefile(name):
                raise click.UsageError(texts("error.report-output-is-input", path=visible(str(output))))
