"""``leakguard scan``: what is in the files, where, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command
from leakguard.messages import Texts

if TYPE_CHECKING:
    from leakguard.parallel.pool import Pool
    from leakguard.report import Report
    from leakguard.reports.stream import FindingsWriter
    from leakguard.scanning import Scanner
    from leakguard.sources import Input

FORMATS = ("terminal", "json", "jsonl", "parquet")
_LISTED = 5_000
"""Findings that the report at a terminal chooses its examples from."""

_EXAMPLES = (
    "leakguard scan orders.csv",
    "leakguard scan exports/ --include '*.csv' -f jsonl -o findings.jsonl",
    "leakguard scan chat.txt --policy platform --examples 20",
    "leakguard scan postgresql://reader@db.example/shop --table orders --table members",
    "pbpaste | leakguard scan - --format text",
)


def build(texts: Texts) -> Command:
    """The command in one language."""
    params = [
        options.paths(),
        options.choice(["-f", "--output-format", "output_format"], FORMATS, texts("opt.format")),
        click.Option(["-o", "--output"], metavar="FILE", type=click.Path(), help=texts("opt.output")),
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
    output_format: str,
    output: str | None,
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
    """Scan, write the report, and return the exit code."""
    target = None if output in (None, "-") else Path(str(output))
    _guard(reveal, force, target, texts)
    progress = console.Progress(texts)
    make = options.scanner_maker(
        policy=policy, recognizers=recognizers, encoding=encoding, source_format=source_format, key_file=key_file, tagger=tagger,
        password_env=password_env, entities=entities,
    )  # fmt: skip
    scanner = make(progress=progress)
    _known(entities, scanner, texts)
    items = chosen(paths, include, exclude, tables, texts)
    _spare_inputs(items, target, texts)
    with console.output_to(target) as write, options.workers(scanner, make, jobs, items, target) as pool:
        if output_format in ("jsonl", "parquet"):
            writer = _writer(output_format, write, reveal, texts, target)
            code = _stream(scanner, pool, items, writer, texts, progress)
            _narrowed(entities, texts)
            return code
        from leakguard.reports import jsonformat, terminal

        report = scanner.report() if output_format == "json" else scanner.report(max(_LISTED, examples * 100))
        for _ in scanned(scanner, pool, report, items):
            pass
        progress.clear()
        if output_format == "json":
            write(jsonformat.report_json(report, reveal))
            _aside(report, texts)
        else:
            style = console.style(no_color, target is None and console.stdout_is_terminal())
            view = terminal.Terminal(texts, console.cells(), style, examples, reveal)
            console.lines(view.render(report), None if target is None else write)
        _narrowed(entities, texts)
        return report.exit_code


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


def _stream(
    scanner: Scanner,
    pool: Pool | None,
    items: Sequence[Input],
    writer: FindingsWriter,
    texts: Texts,
    progress: console.Progress,
) -> int:
    """All findings, block by block as they are found: memory holds those of one block."""
    report = scanner.report(limit=0)
    for _ in scanned(scanner, pool, report, items, writer):
        pass
    writer.close()
    progress.clear()
    _aside(report, texts)
    return report.exit_code


def _writer(form: str, write: console.Write, reveal: bool, texts: Texts, target: Path | None) -> FindingsWriter:
    from leakguard.reports.stream import JsonLinesFindings, ParquetFindings

    if form == "jsonl":
        return JsonLinesFindings(write, reveal)
    if target is None and console.stdout_is_terminal():
        raise click.UsageError(texts("error.parquet-to-terminal"))
    return ParquetFindings(write, reveal)


def _aside(report: Report, texts: Texts) -> None:
    """Beside machine-readable output: what was allowed, what was not scanned, and the verdict unless all is well."""
    from leakguard.reports import words

    for line in (*words.report_allow_list(report, texts), *words.unscanned(report.unscanned, texts)):
        console.complain(line)
    if report.forbidden_count or report.unscanned:
        console.complain(words.report_verdict(report, texts))


def _guard(reveal: bool, force: bool, target: Path | None, texts: Texts) -> None:
    if force and not reveal:
        raise click.UsageError(texts("error.force"))
    if reveal and not force and (target is not None or not console.stdout_is_terminal()):
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


def _spare_inputs(items: Iterable[object], target: Path | None, texts: Texts) -> None:
    if target is None or not target.exists():
        return
    for item in items:
        if isinstance(item, Path) and str(item) != "-" and item.samefile(target):
            raise click.UsageError(texts("error.output-is-input", path=target))
