"""``leakguard journal``: follow the chain of a journal, show its entries."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command, Group
from leakguard.messages import Texts
from leakguard.reports.width import visible


def build(texts: Texts) -> Group:
    """The group in one language."""
    group = Group(
        "journal",
        texts,
        help=texts("help.journal"),
        examples=("leakguard check orders.csv --journal verdicts.jsonl", "leakguard journal verify verdicts.jsonl"),
    )
    head = click.Option(["--head"], metavar="SHA256", help=texts("opt.journal-head"))
    verify_help, show_help = texts("help.journal.verify"), texts("verb.journal.show")
    group.add_command(
        Command(
            "verify",
            texts,
            params=[_file(), head],
            help=verify_help,
            short_help=texts("verb.journal.verify"),
            examples=("leakguard journal verify verdicts.jsonl",),
            callback=partial(verify, texts),
        )
    )
    last = click.Option(["--last"], metavar="N", type=click.IntRange(min=1), help=texts("opt.journal-last"))
    form = options.choice(["-f", "--output-format", "output_format"], ("terminal", "json"), texts("opt.check-format"))
    group.add_command(
        Command(
            "show",
            texts,
            params=[_file(), last, form],
            help=show_help,
            short_help=show_help,
            examples=("leakguard journal show verdicts.jsonl --last 20",),
            callback=partial(show, texts),
        )
    )
    return group


def _file() -> click.Argument:
    return click.Argument(["path"], metavar="FILE", type=click.Path())


def verify(texts: Texts, path: str, head: str | None) -> int:
    """0 if the chain holds, 1 if not."""
    from leakguard.gate.journal import verify_journal

    found = verify_journal(path, head)
    if found.intact:
        counts = {"lines": f"{found.lines:,}", "entries": f"{found.entries:,}", "torn": f"{found.torn:,}"}
        console.say(texts("journal.intact", **counts))
        console.say(texts("journal.head", head=found.head))
        return 0
    console.complain(texts("journal.broken", line=found.broken, problem=texts(f"journal.problem.{found.problem}")))
    return 1


def show(texts: Texts, path: str, last: int | None, output_format: str) -> int:
    """Print the entries; the chain is not checked."""
    from collections import deque

    from leakguard.gate.journal import read_journal

    records = (record for record in read_journal(path) if "journal" not in record)
    for record in deque(records, last) if last else records:
        console.say(json.dumps(record) if output_format == "json" else _line(record, texts))
    return 0


def _line(record: dict[str, Any], texts: Texts) -> str:
    """One entry in one line. What stands in the file is not trusted to be what it should be."""
    if record.get("event") == "torn":
        return visible(f"{record.get('time')}  {texts('journal.torn')}")
    verdict = str(record.get("verdict"))
    listed = [reason for reason in record.get("reasons") or () if isinstance(reason, dict)]
    reasons = [f"{reason.get('what') or reason.get('code')} {reason.get('count')}" for reason in listed]
    policy = record.get("policy")
    pieces = (
        str(record.get("time")), str(record.get("command")), texts.known(f"gate.{verdict}", verdict), str(record.get("source")),
        str(policy.get("id") if isinstance(policy, dict) else policy), texts("why.separator").join(reasons),
    )  # fmt: skip
    return visible("  ".join(piece for piece in pieces if piece))
