"""``leakguard recognizers``: list, show and test what leakguard knows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command, Group
from leakguard.messages import Texts
from leakguard.reports.layout import Style

_LIST_EXAMPLES = ("leakguard recognizers list", "leakguard recognizers list --recognizers my-recognizers/")
_SHOW_EXAMPLES = (
    "leakguard recognizers show cn-mobile",
    "leakguard recognizers show cn-mobile -f yaml > my-recognizers/cn-mobile.yaml",
)
_TEST_EXAMPLES = ("leakguard recognizers test", "leakguard recognizers test my-member-id --recognizers my-recognizers/")


def build(texts: Texts) -> Group:
    """The group in one language."""
    group = Group(
        "recognizers",
        texts,
        help=texts("help.recognizers"),
        examples=(*_LIST_EXAMPLES[:1], *_SHOW_EXAMPLES[:1], *_TEST_EXAMPLES[:1]),
    )
    folders = options.recognizers(texts)
    group.add_command(_command("list", texts, [folders], partial(run_list, texts), _LIST_EXAMPLES))
    show = [click.Argument(["identifier"], metavar="ID"), options.show_format(texts), folders]
    group.add_command(_command("show", texts, show, partial(run_show, texts), _SHOW_EXAMPLES))
    test = [click.Argument(["ids"], metavar="[ID...]", nargs=-1), folders]
    group.add_command(_command("test", texts, test, partial(run_test, texts), _TEST_EXAMPLES))
    return group


def _command(
    name: str, texts: Texts, params: Sequence[click.Parameter], run: object, examples: Sequence[str]
) -> Command:
    short = texts(f"verb.recognizers.{name}")
    more = texts.known(f"help.recognizers.{name}")
    help_text = f"{short}\n\n{more}" if more else short
    return Command(name, texts, params=params, help=help_text, short_help=short, callback=run, examples=examples)


def run_list(texts: Texts, recognizers: Sequence[str]) -> int:
    """One line per recognizer in force."""
    from leakguard.detection.catalogue import load_catalogue
    from leakguard.reports.knowledge import recognizer_table

    for line in recognizer_table(load_catalogue(tuple(map(Path, recognizers))), texts, console.cells(), _style()):
        console.say(line)
    return 0


def run_show(texts: Texts, identifier: str, show_format: str, recognizers: Sequence[str]) -> int:
    """Everything about one recognizer, or its file."""
    from leakguard.detection.catalogue import load_catalogue
    from leakguard.documents import suggest
    from leakguard.reports.knowledge import recognizer_page

    catalogue = load_catalogue(tuple(map(Path, recognizers))).recognizers
    if identifier not in catalogue:
        raise click.UsageError(texts("error.recognizer", name=identifier, cure=suggest(identifier, catalogue)))
    if show_format == "yaml":
        with console.output_to(None) as write:
            write(Path(catalogue[identifier].source).read_bytes())
        return 0
    for line in recognizer_page(catalogue[identifier], texts, console.cells(), _style()):
        console.say(line)
    return 0


def run_test(texts: Texts, ids: Sequence[str], recognizers: Sequence[str]) -> int:
    """Validate the files and run the examples; 1 if any fails."""
    from leakguard.detection import selftest
    from leakguard.detection.catalogue import load_catalogue
    from leakguard.documents import suggest
    from leakguard.reports.knowledge import failure_lines

    folders = tuple(map(Path, recognizers))
    broken = list(selftest.invalid(selftest.files(folders)))
    for error in broken:
        console.say(texts("test.invalid", text=error))
    if broken:
        console.complain(texts("test.not-run"))
        return 1
    catalogue = load_catalogue(folders)
    for name in ids:
        if name not in catalogue.recognizers:
            raise click.UsageError(texts("error.recognizer", name=name, cure=suggest(name, catalogue.recognizers)))
    whole = selftest.detector(catalogue)
    every = list(selftest.cases(catalogue, ids))
    failures = [failure for case in every if (failure := selftest.run(whole, case))]
    for failure in failures:
        for line in failure_lines(failure, texts):
            console.say(line)
    numbers = {
        "recognizers": len({case.recognizer for case in every}),
        "examples": len(every),
        "failures": len(failures),
    }
    console.say(texts("test.summary", **numbers))
    return 1 if failures else 0


def _style() -> Style:
    return console.style(False, console.stdout_is_terminal())
