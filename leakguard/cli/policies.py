"""``leakguard policies``: list, show and validate what is decided."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command, Group
from leakguard.messages import Texts
from leakguard.reports.layout import Style

_LIST_EXAMPLES = ("leakguard policies list",)
_SHOW_EXAMPLES = ("leakguard policies show share", "leakguard policies show share -f yaml > my-shop.yaml")
_VALIDATE_EXAMPLES = ("leakguard policies validate my-shop.yaml",)


def build(texts: Texts) -> Group:
    """The group in one language."""
    group = Group(
        "policies",
        texts,
        help=texts("help.policies"),
        examples=(*_LIST_EXAMPLES, _SHOW_EXAMPLES[0], *_VALIDATE_EXAMPLES),
    )
    folders = options.recognizers(texts)
    group.add_command(_command("list", texts, [], partial(run_list, texts), _LIST_EXAMPLES))
    show = [click.Argument(["name"], metavar="NAME"), options.show_format(texts), folders]
    group.add_command(_command("show", texts, show, partial(run_show, texts), _SHOW_EXAMPLES))
    validate = [click.Argument(["file"], metavar="FILE", type=click.Path()), folders]
    group.add_command(_command("validate", texts, validate, partial(run_validate, texts), _VALIDATE_EXAMPLES))
    return group


def _command(
    name: str, texts: Texts, params: Sequence[click.Parameter], run: object, examples: Sequence[str]
) -> Command:
    text = texts(f"verb.policies.{name}")
    return Command(name, texts, params=params, help=text, short_help=text, callback=run, examples=examples)


def run_list(texts: Texts) -> int:
    """One line per bundled policy."""
    from leakguard.policy import bundled_policies, load_policy
    from leakguard.reports.knowledge import policy_table

    for line in policy_table([load_policy(name) for name in bundled_policies()], texts, console.cells(), _style()):
        console.say(line)
    return 0


def run_show(texts: Texts, name: str, show_format: str, recognizers: Sequence[str]) -> int:
    """The rules of one policy, or its file."""
    from leakguard.policy import bundled_policies, load_policy
    from leakguard.reports.knowledge import policy_page

    policy = load_policy(name, extra_entities=_entities(recognizers))
    if show_format == "yaml":
        bundled = policy.source == f"policies/{name}.yaml" and name in bundled_policies()
        with console.output_to(None) as write:
            write(bundled_policies()[name].encode() if bundled else Path(name).read_bytes())
        return 0
    for line in policy_page(policy, texts, console.cells(), _style()):
        console.say(line)
    return 0


def run_validate(texts: Texts, file: str, recognizers: Sequence[str]) -> int:
    """Say that a policy file is valid, or raise what is wrong with it."""
    from leakguard.policy import load_policy
    from leakguard.reports.width import visible

    policy = load_policy(Path(file) if Path(file).exists() else file, extra_entities=_entities(recognizers))
    values = {
        "file": visible(file),
        "rules": len(policy.rules) + 1,
        "id": visible(policy.id),
        "version": policy.version,
    }
    console.say(texts("policy.valid", **values))
    return 0


def _entities(folders: Sequence[str]) -> set[str]:
    """Entities that the user's own recognizers add."""
    if not folders:
        return set()
    from leakguard.detection.catalogue import load_catalogue

    return {recognizer.entity for recognizer in load_catalogue(tuple(map(Path, folders)))}


def _style() -> Style:
    return console.style(False, console.stdout_is_terminal())
