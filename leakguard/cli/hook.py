"""``leakguard hook``: the check as a git hook, for a plain repository and for the tool pre-commit."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command, Group
from leakguard.messages import Texts
from leakguard.reports.width import visible

if TYPE_CHECKING:
    from leakguard.gate.git import Blob, Git
    from leakguard.gate.verdict import Judgement

TYPES = ("pre-commit", "pre-push")
_SHORT = 10


def build(texts: Texts) -> Group:
    """The group in one language."""
    group = Group(
        "hook", texts, help=texts("help.hook"), examples=("leakguard hook install", "leakguard hook uninstall")
    )
    chain = click.Option(["--chain"], is_flag=True, help=texts("opt.hook-chain"))
    install_examples = (
        "leakguard hook install",
        "leakguard hook install --type pre-push --policy platform --exclude '*.png'",
        "leakguard hook install --chain",
    )
    run_params = [
        click.Argument(["kind"], metavar="pre-commit|pre-push", type=click.Choice(TYPES)),
        click.Argument(["arguments"], metavar="[ARG...]", nargs=-1),
        *_settings(texts),
    ]
    for command in (
        _command("install", texts, [_types(texts), chain, *_settings(texts)], install_examples, install),
        _command("uninstall", texts, [_types(texts)], ("leakguard hook uninstall",), uninstall),
        _command("run", texts, run_params, ("leakguard hook run pre-commit",), run),
    ):
        group.add_command(command)
    return group


def _command(
    name: str, texts: Texts, params: list[click.Parameter], examples: Sequence[str], callback: Callable[..., int]
) -> Command:
    short = texts(f"verb.hook.{name}")
    return Command(
        name, texts, params=params, help=texts(f"help.hook.{name}"), short_help=short, examples=examples,
        callback=partial(callback, texts),
    )  # fmt: skip


def _types(texts: Texts) -> click.Option:
    return click.Option(
        ["--type", "kinds"],
        type=click.Choice(TYPES),
        metavar="|".join(TYPES),
        multiple=True,
        help=texts("opt.hook-type"),
    )


def _settings(texts: Texts) -> list[click.Parameter]:
    """What a hook is installed with and run with."""
    return [
        options.policy(texts),
        options.recognizers(texts),
        *options.choosing(texts),
        options.key_file(texts),
        options.tagger(texts),
        options.journal(texts),
    ]


def install(
    texts: Texts,
    kinds: Sequence[str],
    chain: bool,
    policy: str,
    recognizers: Sequence[str],
    include: Sequence[str],
    exclude: Sequence[str],
    key_file: str | None,
    tagger: str,
    journal: str | None,
) -> int:
    """Write the hooks. A policy or a recognizer that is wrong is found out now, not at the next commit."""
    from leakguard.gate import installing
    from leakguard.gate.git import repository

    git = repository()
    options.make_scanner(
        policy=policy, recognizers=recognizers, encoding=None, source_format=None, key_file=key_file, tagger=tagger
    )
    values = {
        "--policy": [] if policy == "share" else [_lasting(policy)],
        "--recognizers": [str(Path(folder).resolve()) for folder in recognizers],
        "--include": include,
        "--exclude": exclude,
        "--key-file": [str(Path(key_file).resolve())] if key_file else [],
        "--tagger": [] if tagger == options.DEFAULT_TAGGER else [tagger],
        "--journal": [str(Path(journal).resolve())] if journal else [],
    }
    for done in installing.install(git, kinds or TYPES, installing.written_options(values), chain):
        _tell(done.what, done.path, done.shared, texts)
    return 0


def _lasting(policy: str) -> str:
    """A policy file by its whole path: hooks run at the top of the work tree."""
    return str(Path(policy).resolve()) if Path(policy).is_file() else policy


def uninstall(texts: Texts, kinds: Sequence[str]) -> int:
    """Take the hooks out."""
    from leakguard.gate import installing
    from leakguard.gate.git import repository

    for done in installing.uninstall(repository(), kinds or TYPES):
        _tell(done.what, done.path, done.shared, texts)
    return 0


def _tell(what: str, path: Path, shared: bool, texts: Texts) -> None:
    console.say(texts(f"hook.{what}", path=visible(str(path))))
    if shared and what != "absent":
        console.say(texts("hook.shared"))


def run(
    texts: Texts,
    kind: str,
    arguments: Sequence[str],
    policy: str,
    recognizers: Sequence[str],
    include: Sequence[str],
    exclude: Sequence[str],
    key_file: str | None,
    tagger: str,
    journal: str | None,
) -> int:
    """Check what is staged or leaves; anything but 0 makes git stop. Nothing heavy is loaded if there is nothing to check."""
    from leakguard.gate import git as plumbing

    git = plumbing.repository()
    blobs = plumbing.wanted(_blobs(git, kind, arguments), include, exclude)
    if not blobs:
        return 0
    from leakguard.gate.checking import Checking, crashed
    from leakguard.gate.hook import scan_blobs
    from leakguard.gate.journal import journal_for
    from leakguard.reports.judgement import overall_lines

    scanner = options.make_scanner(
        policy=policy, recognizers=recognizers, encoding=None, source_format=None, key_file=key_file, tagger=tagger
    )
    checking = Checking(scanner, f"hook {kind}", journal_for(journal))

    def work() -> int:
        report = scanner.report(checking.listed)
        judged = checking.each(report, scan_blobs(scanner, git, blobs, report))
        for blob, judgement in zip(blobs, judged, strict=True):
            _file(judgement, blob, kind, texts)
        result = checking.result()
        if result.exit_code:
            cells, style = console.cells(), console.style(False, console.stderr_is_terminal())
            for line in overall_lines(result, scanner.policy.id, texts, cells, style):
                console.complain(line)
            console.complain(texts(f"hook.stopped.{kind}"))
        return result.exit_code

    return crashed(checking, work)


def _file(judgement: Judgement, blob: Blob, kind: str, texts: Texts) -> None:
    """What is wrong with one content; nothing if nothing is. Of a push it is told which version of the file is meant."""
    from leakguard.reports.judgement import file_lines

    style = console.style(False, console.stderr_is_terminal())
    for file in judgement.files or (judgement,):
        shown = replace(file, source=f"{file.source} ({blob.sha[:_SHORT]})") if kind == "pre-push" else file
        if file.reasons:
            for line in file_lines(shown, texts, console.cells(), style):
                console.complain(line)


def _blobs(git: Git, kind: str, arguments: Sequence[str]) -> list[Blob]:
    """The contents that the hook has to do with. ``arguments`` are what git or the tool pre-commit hands over."""
    from leakguard.gate import git as plumbing

    if kind == "pre-commit":
        return git.indexed(arguments) if arguments else git.staged()
    through = plumbing.pushed_through_pre_commit(os.environ)
    if through is not None:
        return git.leaving(*through)
    remote = arguments[0] if arguments else ""
    return git.leaving(plumbing.pushed(_lines()), remote)


def _lines() -> Iterator[str]:
    for line in sys.stdin.buffer:
        yield os.fsdecode(line)
