"""``leakguard restore``: encrypted values back, for whoever holds the key."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command
from leakguard.errors import KeyMissingError
from leakguard.messages import Texts
from leakguard.reports.width import visible

_EXAMPLES = (
    "leakguard restore orders.redacted.csv -o orders.restored.csv --key-file leakguard.key",
    "LEAKGUARD_KEY_FILE=~/leakguard.key leakguard restore tickets.xlsx -o tickets.restored.xlsx",
)


def build(texts: Texts) -> Command:
    """The command in one language."""
    params = [
        options.paths("source", "FILE", 1),
        click.Option(["-o", "--output"], metavar="OUT", required=True, type=click.Path(), help=texts("opt.restored")),
        options.key_file(texts),
        *options.reading(texts),
        click.Option(["--overwrite"], is_flag=True, help=texts("opt.overwrite")),
        click.Option(["-q", "--quiet"], is_flag=True, help=texts("opt.quiet")),
    ]
    return Command(
        "restore", texts, params=params, help=texts("help.restore"), needs="-o OUT ", examples=_EXAMPLES,
        callback=partial(run, texts),
    )  # fmt: skip


def run(
    texts: Texts,
    source: str,
    output: str,
    key_file: str | None,
    encoding: str | None,
    source_format: str | None,
    password_env: str | None,
    overwrite: bool,
    quiet: bool,
) -> int:
    """Restore and return the exit code: 0, or what the error asks for; a restored file is never half written."""
    from leakguard.keys import load_key
    from leakguard.restoring import restore_file
    from leakguard.sources import open_source

    key = load_key(Path(key_file) if key_file else None, os.environ)
    if key is None:
        raise KeyMissingError(texts("error.restore-key"))
    opened = open_source(source, encoding=encoding, format=source_format, password=options.password(password_env))
    restored = restore_file(opened, Path(output), key, overwrite=overwrite)
    if not quiet:
        console.say(texts("restore.done", count=restored.total, output=visible(output)))
        for entity, count in restored.counts.items():
            console.say(f"  {texts.entity(entity)} {count}")
    return 0
