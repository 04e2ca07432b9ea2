"""click's commands with help in two languages, wrapped by display width, and examples below it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

import click

from leakguard.messages import LANGUAGES, Texts
from leakguard.reports.width import pad, width, wrap

_TERM_CELLS = 26


class Formatter(click.HelpFormatter):
    """click counts characters; Chinese ones take two cells and no spaces."""

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        for line in wrap(text, self.width - self.current_indent):
            self.write(f"{indent}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:  # noqa: ARG002
        indent = " " * self.current_indent
        rows = list(rows)
        column = min(_TERM_CELLS, max(width(term) for term, _ in rows)) + col_spacing
        for term, text in rows:
            lines = wrap(text, max(20, self.width - self.current_indent - column))
            if width(term) > column - col_spacing:
                self.write(f"{indent}{term}\n")
            else:
                self.write(f"{indent}{pad(term, column)}{lines.pop(0)}\n".rstrip(" "))
            for line in lines:
                self.write(f"{indent}{' ' * column}{line}\n")


class Context(click.Context):
    """A context whose help is written by :class:`Formatter`."""

    formatter_class = Formatter


class _Bilingual(click.Command):
    """What commands and groups share."""

    texts: Texts
    examples: Sequence[str]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        prefix = self.texts("help.usage")
        formatter.write(f"{prefix}{ctx.command_path} {pieces}".rstrip() + "\n")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        for paragraph in (self.help or "").split("\n\n"):
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(paragraph)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [(option_names(p), p.help or "") for p in self.get_params(ctx) if isinstance(p, click.Option)]
        with formatter.section(self.texts("help.options")):
            formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        if self.examples:
            with formatter.section(self.texts("help.examples")):
                for example in self.examples:
                    formatter.write(f"{' ' * formatter.current_indent}{example}\n")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = self.texts("help.help")
        return option


class Command(_Bilingual):
    """One verb. Its callback returns the exit code."""

    context_class = Context

    def __init__(self, name: str, texts: Texts, *, examples: Sequence[str] = (), needs: str = "", **extra: Any) -> None:
        self.texts, self.examples = texts, examples
        extra["params"] = [*extra.get("params", ()), _lang(texts)]
        super().__init__(name, options_metavar=needs + texts("help.metavar"), **extra)


class Group(_Bilingual, click.Group):
    """Several verbs under one name; without any of them it shows its help and returns 2."""

    context_class = Context

    def __init__(self, name: str, texts: Texts, *, examples: Sequence[str] = (), **extra: Any) -> None:
        self.texts, self.examples = texts, examples
        params = [*extra.pop("params", ()), _lang(texts)]
        extra |= {"options_metavar": texts("help.metavar"), "subcommand_metavar": texts("help.command-metavar")}
        super().__init__(name, params=params, no_args_is_help=False, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help())
            ctx.exit(2)
        return super().parse_args(ctx, args)

    def short_helps(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Every command and its one-line help."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [
            (name, (command.short_help or command.help or "").split("\n")[0]) for name, command in commands if command
        ]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(self.texts("help.commands")):
            formatter.write_dl(self.short_helps(ctx))
        super().format_options(ctx, formatter)


def option_names(option: click.Option) -> str:
    """How an option is written: ``-o, --output FILE``."""
    names = ", ".join(sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} {option.metavar}"


def _lang(texts: Texts) -> click.Option:
    # The value is read before parsing (see wanted_language); here it is only checked.
    return click.Option(
        ["--lang"], type=click.Choice(LANGUAGES), metavar="LANG", expose_value=False, help=texts("help.lang")
    )


def suggestion(word: str, known: Iterable[str]) -> str:
    """What was perhaps meant, else everything there is."""
    names = list(known)
    return ", ".join(difflib.get_close_matches(word, names, n=1) or names)
