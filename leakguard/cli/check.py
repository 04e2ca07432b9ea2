"""``leakguard check``: may this be shared? A verdict for every file and for all of them, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command
from leakguard.cli.scan import chosen, scanned
from leakguard.messages import Texts

_EXAMPLES = (
    "leakguard check orders.csv && cp orders.csv /outbox/",
    "leakguard check exports/ --policy platform --verbose",
    "leakguard check exports/ -f json --journal verdicts.jsonl",
    "git diff --cached | leakguard check - --format text --quiet",
)


def build(texts: Texts) -> Command:
    """The command in one language."""
    params = [
        options.paths(),
        options.choice(["-f", "--output-format", "output_format"], ("terminal", "json"), texts("opt.check-format")),
        options.policy(texts),
        options.recognizers(texts),
        *options.reading(texts),
        *options.choosing(texts),
        options.tables(texts),
        options.key_file(texts),
        options.tagger(texts),
        options.jobs(texts),
        options.journal(texts),
        click.Option(["-v", "--verbose"], is_flag=True, help=texts("opt.check-verbose")),
        click.Option(["-q", "--quiet"], is_flag=True, help=texts("opt.check-quiet")),
        click.Option(["--no-color"], is_flag=True, help=texts("opt.no-color")),
    ]
    return Command(
        "check", texts, params=params, help=texts("help.check"), examples=_EXAMPLES, callback=partial(run, texts)
    )


def run(
    texts: Texts,
    paths: Sequence[str],
    output_format: str,
    policy: str,
    recognizers: Sequence[str],
    encoding: str | None,
    source_format: str | None,
    password_env: str | None,
    include: Sequence[str],
    exclude: Sequence[str],
    tables: Sequence[str],
    key_file: str | None,
    tagger: str,
    jobs: int,
    journal: str | None,
    verbose: bool,
    quiet: bool,
    no_color: bool,
) -> int:
    """Check and return the exit code. With ``--quiet`` the first file with exit code 1 ends it: 1 wins over everything."""
    if quiet and (verbose or output_format == "json"):
        raise click.UsageError(texts("error.quiet-verbose"))
    from leakguard.gate.checking import Checking, crashed
    from leakguard.gate.journal import journal_for
    from leakguard.reports import jsonformat
    from leakguard.reports.judgement import as_dict, file_lines, overall_lines
    from leakguard.reports.words import allow_warnings

    progress = console.Progress(texts)
    make = options.scanner_maker(
        policy=policy, recognizers=recognizers, encoding=encoding, source_format=source_format, key_file=key_file, tagger=tagger,
        password_env=password_env,
    )  # fmt: skip
    scanner = make(progress=progress)
    items = chosen(paths, include, exclude, tables, texts)
    checking = Checking(scanner, "check", journal_for(journal))
    style = console.style(no_color, console.stdout_is_terminal())

    def work() -> int:
        report = scanner.report(checking.listed)
        with options.workers(scanner, make, jobs, items) as pool:
            for judgement in checking.each(report, scanned(scanner, pool, report, items)):
                if quiet and judgement.exit_code == 1:
                    break
                progress.clear()
                if not quiet and output_format == "terminal" and (judgement.reasons or verbose or len(items) == 1):
                    for file in judgement.files or (judgement,):
                        console.lines(file_lines(file, texts, console.cells(), style), None)
        progress.clear()
        result = checking.result()
        if output_format == "json":
            with console.output_to(None) as write:
                write(jsonformat.object_json(as_dict(result, report)))
        elif not quiet:
            console.lines(overall_lines(result, scanner.policy.id, texts, console.cells(), style), None)
            console.lines(allow_warnings(scanner.policy.allow, scanner.key is not None, texts), None)
        return result.exit_code

    return crashed(checking, work)
