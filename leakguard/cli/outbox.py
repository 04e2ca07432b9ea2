"""``leakguard outbox``: a folder through which exports leave, redacted and proved."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command
from leakguard.cli.stopping import TerminatedError
from leakguard.messages import Texts
from leakguard.reports.width import visible

if TYPE_CHECKING:
    from leakguard.outbox import Event, Outbox
    from leakguard.outbox.jobs import Outcome, Plan

_EXAMPLES = (
    "leakguard outbox /srv/exports --to /srv/upload --quarantine /srv/originals",
    "leakguard outbox exports --to upload --quarantine originals --policy waybill --once",
    "leakguard outbox exports --to upload --quarantine originals --journal outbox.jsonl --signing-key sign.pem",
)


def build(texts: Texts) -> Command:
    """The command in one language."""
    params = [
        options.paths("inbox", "DIR", 1),
        click.Option(["--to", "target"], metavar="DIR", required=True, type=click.Path(), help=texts("opt.outbox-to")),
        click.Option(
            ["--quarantine"], metavar="DIR", required=True, type=click.Path(), help=texts("opt.outbox-quarantine")
        ),
        options.policy(texts),
        options.recognizers(texts),
        *options.reading(texts),
        options.key_file(texts),
        options.tagger(texts),
        click.Option(["--once"], is_flag=True, help=texts("opt.outbox-once")),
        click.Option(
            ["--interval"], metavar="S", type=click.FloatRange(min=0.05), default=5, help=texts("opt.outbox-interval")
        ),
        click.Option(
            ["--settle"], metavar="S", type=click.FloatRange(min=0), default=2, help=texts("opt.outbox-settle")
        ),
        options.journal(texts),
        click.Option(["--signing-key"], metavar="FILE", type=click.Path(), help=texts("opt.signing-key")),
    ]
    return Command(
        "outbox",
        texts,
        params=params,
        help=texts("help.outbox"),
        needs="--to DIR --quarantine DIR ",
        examples=_EXAMPLES,
        callback=partial(run, texts),
    )


def run(
    texts: Texts,
    inbox: str,
    target: str,
    quarantine: str,
    policy: str,
    recognizers: Sequence[str],
    encoding: str | None,
    source_format: str | None,
    password_env: str | None,
    key_file: str | None,
    tagger: str,
    once: bool,
    interval: float,
    settle: float,
    journal: str | None,
    signing_key: str | None,
) -> int:
    """Work until stopped, or once; return the exit code."""
    from leakguard.outbox.folders import folders

    places = folders(Path(inbox), Path(target), Path(quarantine))
    scanner = options.make_scanner(
        policy=policy, recognizers=recognizers, encoding=encoding, source_format=source_format, key_file=key_file,
        tagger=tagger, password_env=password_env,
    )  # fmt: skip
    from leakguard.gate.journal import journal_for
    from leakguard.outbox import Outbox
    from leakguard.outbox.completeness import Patience
    from leakguard.outbox.entering import Book
    from leakguard.proof.signing import load_signer

    signer = load_signer(Path(signing_key) if signing_key else None, os.environ)
    book = journal_for(journal)
    outbox = Outbox(places, scanner, Patience(settle), signer, Book(book, scanner.policy) if book else None)
    with outbox.opened():
        return _once(outbox, texts) if once else _on_and_on(outbox, interval, texts)


def _once(outbox: Outbox, texts: Texts) -> int:
    codes = {_told(event, texts) for event in outbox.once()}
    if outbox.waiting:
        console.complain(texts("outbox.waiting", count=outbox.waiting))
    return next((code for code in (1, 2, 3) if code in codes), 0)


def _on_and_on(outbox: Outbox, interval: float, texts: Texts) -> int:
    from leakguard.outbox import Trouble
    from leakguard.outbox.watching import watched

    with watched(outbox.folders.inbox) as waiter:
        key = "outbox.watching" if waiter.notified else "outbox.polling"
        _say(texts(key, inbox=visible(str(outbox.folders.inbox)), seconds=f"{interval:g}"))
        said: list[Event] = []
        try:
            while True:
                troubles: list[Event] = []
                for event in outbox.sweep():
                    if not isinstance(event, Trouble):
                        _told(event, texts)
                        continue
                    if event not in said:  # what goes on holding up the same file is said once
                        _told(event, texts)
                    troubles.append(event)
                said = troubles
                waiter.wait(min(interval, max(outbox.patience.settle, 0.2)) if outbox.waiting else interval)
        except TerminatedError:
            return 0


def _told(event: Event, texts: Texts) -> int:
    """Say in one line what happened; its exit code."""
    from leakguard.outbox import Done

    if not isinstance(event, Done):
        name = f"{visible(event.name)}: " if event.name else ""
        console.complain(texts("outbox.trouble", name=name, problem=visible(event.problem)))
        return 2
    _say(_line(event.plan, event.outcome, texts))
    return event.outcome.exit_code


def _line(plan: Plan, outcome: Outcome, texts: Texts) -> str:
    name = visible(plan.safe)
    if outcome.released:
        published = visible(outcome.published)
        key = "outbox.released" if published == name else "outbox.released-as"
        line = texts(key, name=name, published=published, spans=f"{outcome.spans:,}", kept=f"{outcome.left:,}")
    else:
        chinese = texts.language == "zh"
        reasons = (reason.zh if chinese else reason.en for reason in outcome.reasons)
        line = texts("outbox.blocked", name=name, reasons=visible(texts("outbox.and").join(reasons)))
    return line + (texts("outbox.renamed") if plan.safe != plan.relative else "")


def _say(text: str) -> None:
    console.say(text)
    # A service's output is a pipe; what happened is to be seen when it happened.
    sys.stdout.flush()
