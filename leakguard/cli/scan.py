"""``leakguard scan``: what is in the files, where, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command
from leakguard.messages import Texts
from leakguard.reports.width import visible

if TYPE_CHECKING:
    from leakguard.cli.outputs import Target
    from leakguard.parallel.pool import Pool
    from leakguard.report import Report
    from leakguard.reports.stream import FindingsWriter
    from leakguard.reports.terminal import Terminal
    from leakguard.scanning import Scanner
    from leakguard.sources import Input

FORMATS = ("terminal", "json", "jsonl", "parquet", "csv", "html", "xlsx", "markdown", "sarif", "junit")
_BINARY = frozenset({"parquet", "xlsx"})
_LISTED = 5_000
"""Findings that the report at a terminal chooses its examples from."""

_RENDERED = 20_000
"""Findings that other reports choose from, or show."""

_EXAMPLES = (
    "leakguard scan orders.csv",
    "leakguard scan orders.csv -o report.html -o findings.parquet",
    "leakguard scan exports/ --include '*.csv' -o findings.jsonl",
    "leakguard scan chat.txt --policy platform --examples 20",
    "leakguard scan postgresql://reader@db.example/shop --table orders --table members",
    "pbpaste | leakguard scan - --format text",
)


def build(texts: Texts) -> Command:
    """The command in one language."""
    params = [
        options.paths(),
        click.Option(
            ["-f", "--output-format", "output_format"],
            type=click.Choice(FORMATS),
            metavar="FORMAT",
            help=texts("opt.scan-format"),
        ),
        click.Option(
            ["-o", "--output", "outputs"],
            metavar="FILE",
            multiple=True,
            type=click.Path(),
            help=texts("opt.report-output"),
        ),
        click.Option(["--baseline"], metavar="FILE", type=click.Path(), help=texts("opt.baseline")),
        options.policy(texts),
        options.recognizers(texts),
        click.Option(["--entity", "entities"], metavar="NAME", multiple=True, help=texts("opt.entity")),
        *options.reading(texts),
        *options.choosing(texts),
        options.tables(texts),
        click.Option(["--examples"], metavar="N", type=click.IntRange(min=0), default=5, help=texts("opt.examples")),
        click.Option(["--reveal"], is_flag=True, help=texts("opt.reveal")),
        click.Option(["--force"], is_flag=True, help=texts("opt.force")),
        options.key_file(texts),
        options.tagger(texts),
        options.jobs(texts),
        click.Option(["--no-color"], is_flag=True, help=texts("opt.no-color")),
    ]
    return Command(
        "scan", texts, params=params, help=texts("help.scan"), examples=_EXAMPLES, callback=partial(run, texts)
    )


def run(
    texts: Texts,
    paths: Sequence[str],
    output_format: str | None,
    outputs: Sequence[str],
    baseline: str | None,
    policy: str,
    recognizers: Sequence[str],
    entities: Sequence[str],
    encoding: str | None,
    source_format: str | None,
    password_env: str | None,
    include: Sequence[str],
    exclude: Sequence[str],
    tables: Sequence[str],
    examples: int,
    reveal: bool,
    force: bool,
    key_file: str | None,
    tagger: str,
    jobs: int,
    no_color: bool,
) -> int:
    """Scan, write the reports, and return the exit code."""
    from leakguard.cli.outputs import Target, opened, targets
    from leakguard.reports.formats import FORMATS as KNOWN

    files = [name for name in outputs if name != "-"]
    _guard(reveal, force, bool(files), texts)
    progress = console.Progress(texts)
    make = options.scanner_maker(
        policy=policy, recognizers=recognizers, encoding=encoding, source_format=source_format, key_file=key_file, tagger=tagger,
        password_env=password_env, entities=entities, baseline=baseline,
    )  # fmt: skip
    wanted = targets(files, output_format) if files else [Target(None, KNOWN[output_format or "terminal"])]
    _revealing(reveal, wanted, texts)
    scanner = make(progress=progress)
    _known(entities, scanner, texts)
    items = chosen(paths, include, exclude, tables, texts)
    wanted = targets(files, output_format, items) if files else wanted
    with opened(wanted, texts, reveal) as out, options.workers(scanner, make, jobs, items, wanted[0].path) as pool:
        report = scanner.report(_limit(wanted, examples))
        for _ in scanned(scanner, pool, report, items, out.writer):
            pass
        progress.clear()
        if files or wanted[0].format.name != "terminal":
            out.finish(report)
            _aside(report, texts)
        else:
            from leakguard.reports.discreet import without_names

            view = terminal_view(texts, examples, reveal, no_color)
            console.lines(view.render(report if reveal else without_names(report)), None)
    for target in out.written():
        console.complain(texts("report.written", output=visible(str(target))))
    _narrowed(entities, texts)
    return report.exit_code


def terminal_view(texts: Texts, examples: int, reveal: bool, no_color: bool) -> Terminal:
    """Renders reports for whoever looks at standard output."""
    from leakguard.reports.terminal import Terminal

    style = console.style(no_color, console.stdout_is_terminal())
    return Terminal(texts, console.cells(), style, examples, reveal)


def _limit(wanted: Sequence[Target], examples: int) -> int:
    """How many findings a report has to list."""
    from leakguard.report import KEPT

    names = {target.format.name for target in wanted}
    if "json" in names:
        return KEPT
    if any(target.format.capped for target in wanted):
        return _RENDERED
    return max(_LISTED, examples * 100) if "terminal" in names else 0


def _revealing(reveal: bool, wanted: Sequence[Target], texts: Texts) -> None:
    for target in wanted:
        if reveal and not target.format.reveals:
            raise click.UsageError(texts("error.reveal-format", format=target.format.name))
        if target.path is None and target.format.name in _BINARY and console.stdout_is_terminal():
            raise click.UsageError(texts("error.binary-to-terminal", format=target.format.name))


def chosen(
    paths: Sequence[str], include: Sequence[str], exclude: Sequence[str], tables: Sequence[str], texts: Texts
) -> list[Input]:
    """The files and databases that the arguments mean; an empty choice is a mistake, not a clean bill."""
    from leakguard.sources import inputs

    items = list(inputs(paths, include, exclude, tables))
    if not items:
        raise click.UsageError(texts("error.nothing"))
    return items


def stdin_for(item: object) -> BinaryIO | None:
    """The stream behind ``-``."""
    return sys.stdin.buffer if str(item) == "-" else None


def scanned(
    scanner: Scanner, pool: Pool | None, report: Report, items: Sequence[Input], writer: FindingsWriter | None = None
) -> Iterator[None]:
    """Scan the inputs into a report, by the workers of a pool if there is one; stops after each."""
    if pool is None:
        for item in items:
            scanner.add(report, item, writer.add if writer else None, stdin_for(item))
            yield
        return
    from leakguard.parallel.scanning import Scanning

    yield from Scanning(pool, scanner, sys.stdin.buffer).add(report, items, writer)


def _aside(report: Report, texts: Texts) -> None:
    """Beside machine-readable output: what was allowed, what was not scanned, and the verdict unless all is well."""
    from leakguard.reports import words

    for line in (*words.report_allow_list(report, texts), *words.unscanned(report.unscanned, texts)):
        console.complain(line)
    if report.forbidden_count or report.unscanned:
        console.complain(words.report_verdict(report, texts))


def _guard(reveal: bool, force: bool, to_file: bool, texts: Texts) -> None:
    if force and not reveal:
        raise click.UsageError(texts("error.force"))
    if reveal and not force and (to_file or not console.stdout_is_terminal()):
        raise click.UsageError(texts("error.reveal"))


def _known(entities: Sequence[str], scanner: Scanner, texts: Texts) -> None:
    """A name that nothing answers to would find nothing and look like a clean file."""
    from leakguard.documents import suggest
    from leakguard.entities import ENTITIES

    known = {*ENTITIES, *(recognizer.entity for recognizer in scanner.detector.catalogue)}
    for name in entities:
        if name not in known:
            raise click.UsageError(texts("error.entity", name=name, cure=suggest(name, known)))


def _narrowed(entities: Sequence[str], texts: Texts) -> None:
    if entities:
        console.complain(texts("note.entities", names=", ".join(entities)))
