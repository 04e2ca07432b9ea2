"""The command line: a literal registry of verbs, each loaded when it is used. Importing this imports click only."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from leakguard import __version__
from leakguard.cli.command import Group, suggestion
from leakguard.cli.errors import guarded
from leakguard.cli.stopping import terminable
from leakguard.messages import LANGUAGES, Texts

VERBS: Mapping[str, tuple[str, str]] = {
    "scan": ("leakguard.cli.scan", "verb.scan"),
    "redact": ("leakguard.cli.redact", "verb.redact"),
    "restore": ("leakguard.cli.restore", "verb.restore"),
    "report": ("leakguard.cli.report", "verb.report"),
    "check": ("leakguard.cli.check", "verb.check"),
    "hook": ("leakguard.cli.hook", "verb.hook"),
    "journal": ("leakguard.cli.journal", "verb.journal"),
    "outbox": ("leakguard.cli.outbox", "verb.outbox"),
    "explain": ("leakguard.cli.explain", "verb.explain"),
    "columns": ("leakguard.cli.columns", "verb.columns"),
    "recognizers": ("leakguard.cli.recognizers", "verb.recognizers"),
    "policies": ("leakguard.cli.policies", "verb.policies"),
    "serve": ("leakguard.cli.serve", "verb.serve"),
    "eval": ("leakguard.cli.eval", "verb.eval"),
    "verify": ("leakguard.cli.verify", "verb.verify"),
    "evidence": ("leakguard.cli.evidence", "verb.evidence"),
    "keys": ("leakguard.cli.keys", "verb.keys"),
}
"""Verb -> the module whose ``build(texts)`` makes its command, and the id of its one-line help."""

_COMPLETION = "_LEAKGUARD_COMPLETE"
"""Set by shells that ask for completions (click's protocol)."""


class Verbs(Group):
    """The root. Help about verbs comes from the registry, so that ``--help`` loads none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(VERBS[cmd_name][0]).build(self.texts)
        return command

    def short_helps(self, ctx: click.Context) -> list[tuple[str, str]]:  # noqa: ARG002
        return [(name, self.texts(key)) for name, (_, key) in VERBS.items()]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            raise click.UsageError(
                self.texts("error.command", name=repr(args[0]), known=suggestion(args[0], VERBS)), ctx
            )
        return super().resolve_command(ctx, args)

    def run(self, arguments: Sequence[str]) -> int:
        """Run with ``arguments`` and return the exit code; no exception gets out."""

        instruction = os.environ.get(_COMPLETION)
        if instruction:
            from click.shell_completion import shell_complete

            return shell_complete(self, {}, "leakguard", _COMPLETION, instruction)

        def work() -> int:
            with self.make_context("leakguard", list(arguments)) as ctx:
                code = self.invoke(ctx)
                return code if isinstance(code, int) else 0

        with terminable():
            return guarded(work, self.texts)

    def main(self, args: Sequence[str] | None = None, *_: Any, **extra: Any) -> Any:
        """As click's; its test runner comes in here."""
        extra.pop("prog_name", None)
        raise SystemExit(self.run(args or ()))


def build(language: str) -> Verbs:
    """The command line in one language."""
    texts = Texts(language)
    version = click.Option(
        ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_version, help=texts("help.version")
    )
    return Verbs(
        "leakguard",
        texts,
        params=[version],
        help=texts("help.root"),
        examples=(
            "leakguard scan orders.csv",
            "leakguard redact orders.csv -o orders.redacted.csv",
            "leakguard check exports/",
        ),
    )


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"leakguard {__version__}")
        ctx.exit()


def wanted_language(arguments: Sequence[str]) -> str | None:
    """What ``--lang`` asks for, wherever it stands; texts are chosen before the arguments are parsed."""
    chosen = None
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            chosen = argument.partition("=")[2]
        elif argument == "--lang" and index + 1 < len(arguments):
            chosen = arguments[index + 1]
    return chosen if chosen in LANGUAGES else None
