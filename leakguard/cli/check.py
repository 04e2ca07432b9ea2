"""``leakguard check``: may this be shared as it is? The answer is the exit code."""

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
    "leakguard check exports/ --policy internal --verbose",
    "git diff --cached | leakguard check - --format text",
)


def build(texts: Texts) -> Command:
    """The command in one language."""
    params = [
        options.paths(),
        options.policy(texts),
        options.recognizers(texts),
        *options.reading(texts),
        *options.choosing(texts),
        options.tables(texts),
        options.key_file(texts),
        options.tagger(texts),
        options.jobs(texts),
        click.Option(["-v", "--verbose"], is_flag=True, help=texts("opt.verbose")),
    ]
    return Command(
        "check", texts, params=params, help=texts("help.check"), examples=_EXAMPLES, callback=partial(run, texts)
    )


def run(
    texts: Texts,
    paths: Sequence[str],
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
    verbose: bool,
) -> int:
    """Scan and return the exit code. Without ``--verbose`` the first forbidden file ends it: 1 wins over everything."""
    progress = console.Progress(texts)
    make = options.scanner_maker(
        policy=policy, recognizers=recognizers, encoding=encoding, source_format=source_format, key_file=key_file, tagger=tagger,
        password_env=password_env,
    )  # fmt: skip
    scanner = make(progress=progress)
    items = chosen(paths, include, exclude, tables, texts)
    report = scanner.report(limit=0)
    with options.workers(scanner, make, jobs, items) as pool:
        for _ in scanned(scanner, pool, report, items):
            if report.forbidden_count and not verbose:
                break
    progress.clear()
    if verbose:
        from leakguard.reports.words import verdict

        console.complain(verdict(scanner.policy.id, report.forbidden_count, len(report.unscanned), texts))
    return report.exit_code
