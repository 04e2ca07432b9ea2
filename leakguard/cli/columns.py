"""``leakguard columns``: what each column of a table carries, and why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command
from leakguard.cli.scan import stdin_for
from leakguard.messages import Texts

_EXAMPLES = (
    "leakguard columns orders.csv",
    "leakguard columns orders.csv -f json",
    "leakguard columns - --format csv < orders.csv",
)


def build(texts: Texts) -> Command:
    """The command in one language."""
    params = [
        options.paths("path", "FILE", nargs=1),
        click.Option(["--part"], metavar="NAME", help=texts("opt.part")),
        options.choice(["-f", "--output-format", "output_format"], ("terminal", "json"), texts("opt.columns-format")),
        options.recognizers(texts),
        *options.reading(texts),
        click.Option(["--no-color"], is_flag=True, help=texts("opt.no-color")),
    ]
    return Command(
        "columns", texts, params=params, help=texts("help.columns"), examples=_EXAMPLES, callback=partial(run, texts)
    )


def run(
    texts: Texts,
    path: str,
    part: str | None,
    output_format: str,
    recognizers: Sequence[str],
    encoding: str | None,
    source_format: str | None,
    password_env: str | None,
    no_color: bool,
) -> int:
    """Print the columns; 0 unless the file cannot be read."""
    from leakguard import columns
    from leakguard.reports import jsonformat
    from leakguard.reports.columns import render

    scanner = options.make_scanner(
        policy="share", recognizers=recognizers, encoding=encoding, source_format=source_format, key_file=None, tagger="none",
        password_env=password_env,
    )  # fmt: skip
    source = scanner.open(path, stdin=stdin_for(path))
    found = list(columns.tables(source, scanner.detector, part))
    if not found:
        key = "error.no-table" if part is None else "error.no-part"
        raise click.UsageError(texts(key, name=source.name, part=part))
    if output_format == "json":
        with console.output_to(None) as write:
            write(jsonformat.object_json(columns.as_dict(source, found)))
        return 0
    style = console.style(no_color, console.stdout_is_terminal())
    console.lines(render(source.name, found, texts, console.cells(), style), None)
    return 0
