"""``leakguard policies``: list, show, validate and test what is decided; fingerprints for allow lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command, Group
from leakguard.messages import Texts
from leakguard.reports.layout import Style

_LIST_EXAMPLES = ("leakguard policies list",)
_SHOW_EXAMPLES = ("leakguard policies show share", "leakguard policies show share -f yaml > my-shop.yaml")
_VALIDATE_EXAMPLES = ("leakguard policies validate my-shop.yaml", "leakguard policies validate policies/*.yaml")
_TEST_EXAMPLES = ("leakguard policies test share", "leakguard policies test my-shop.yaml")
_FINGERPRINT_EXAMPLES = (
    "leakguard policies fingerprint --key-file leakguard.key < own-numbers.txt >> my-shop.yaml",
    "leakguard policies fingerprint --entity PERSON --key-file leakguard.key",
)


def build(texts: Texts) -> Group:
    """The group in one language."""
    group = Group(
        "policies",
        texts,
        help=texts("help.policies"),
        examples=(*_LIST_EXAMPLES, _SHOW_EXAMPLES[0], _VALIDATE_EXAMPLES[0], _TEST_EXAMPLES[0]),
    )
    folders = options.recognizers(texts)
    group.add_command(_command("list", texts, [], partial(run_list, texts), _LIST_EXAMPLES))
    show = [click.Argument(["name"], metavar="NAME"), options.show_format(texts), folders]
    group.add_command(_command("show", texts, show, partial(run_show, texts), _SHOW_EXAMPLES))
    validate: list[click.Parameter] = [options.paths("files", "FILE..."), folders]
    group.add_command(_command("validate", texts, validate, partial(run_validate, texts), _VALIDATE_EXAMPLES))
    test: list[click.Parameter] = [options.paths("policies", "POLICY..."), folders, options.tagger(texts)]
    group.add_command(_command("test", texts, test, partial(run_test, texts), _TEST_EXAMPLES))
    entity = click.Option(["--entity"], metavar="NAME", help=texts("opt.fingerprint-entity"))
    fingerprint: list[click.Parameter] = [entity, options.key_file(texts), folders]
    group.add_command(
        _command("fingerprint", texts, fingerprint, partial(run_fingerprint, texts), _FINGERPRINT_EXAMPLES)
    )
    return group


def _command(
    name: str, texts: Texts, params: Sequence[click.Parameter], run: object, examples: Sequence[str]
) -> Command:
    text = texts(f"verb.policies.{name}")
    return Command(
        name,
        texts,
        params=params,
        help=texts.known(f"help.policies.{name}", text),
        short_help=text,
        callback=run,
        examples=examples,
    )


def run_list(texts: Texts) -> int:
    """One line per bundled policy."""
    from leakguard.policy import bundled_policies, load_policy
    from leakguard.reports.policies import policy_table

    for line in policy_table([load_policy(name) for name in bundled_policies()], texts, console.cells(), _style()):
        console.say(line)
    return 0


def run_show(texts: Texts, name: str, show_format: str, recognizers: Sequence[str]) -> int:
    """The rules of one policy, or its file."""
    from leakguard.policy import bundled_policies, load_policy
    from leakguard.reports.policies import policy_page

    policy = load_policy(name, extra_entities=_entities(recognizers))
    if show_format == "yaml":
        bundled = policy.source == f"policies/{name}.yaml" and name in bundled_policies()
        with console.output_to(None) as write:
            write(bundled_policies()[name].encode() if bundled else Path(name).read_bytes())
        return 0
    for line in policy_page(policy, texts, console.cells(), _style()):
        console.say(line)
    return 0


def run_validate(texts: Texts, files: Sequence[str], recognizers: Sequence[str]) -> int:
    """Say of each file whether it is valid and what is wrong with it; 2 if any has an error."""
    from leakguard.detection.catalogue import load_catalogue
    from leakguard.errors import PolicyError
    from leakguard.policy.checking import examine
    from leakguard.reports.policies import remark_line
    from leakguard.reports.width import visible

    catalogue, broken = load_catalogue(tuple(map(Path, recognizers))), 0
    for file in files:
        try:
            policy, remarks = examine(_named(file), catalogue)
        except PolicyError as error:
            console.complain(texts("error", text=visible(str(error))))
            broken += 1
            continue
        for remark in remarks:
            console.complain(remark_line(remark, file, texts))
        errors = sum(remark.level == "error" for remark in remarks)
        broken += bool(errors)
        if errors:
            console.complain(texts("policy.invalid", file=visible(file), count=errors))
            continue
        values = {"rules": len(policy.rules) + 1, "id": visible(policy.id), "version": policy.version}
        console.say(texts("policy.valid", file=visible(file), **values))
    return 2 if broken else 0


def run_test(texts: Texts, policies: Sequence[str], recognizers: Sequence[str], tagger: str) -> int:
    """Run the examples of policies; 1 if any fails, 2 if one has none."""
    from leakguard.api import scanner
    from leakguard.policy.testing import EXAMPLE_KEY, failures
    from leakguard.reports.policies import example_lines
    from leakguard.reports.width import visible

    code = 0
    for name in policies:
        runner = scanner(policy=_named(name), recognizers=recognizers, key=EXAMPLE_KEY, tagger=tagger)
        policy = runner.policy
        if not policy.examples:
            console.complain(texts("policy.no-examples", file=visible(name)))
            code = 2
            continue
        failed = list(failures(policy, runner))
        for failure in failed:
            for line in example_lines(failure, name, texts):
                console.say(line)
        counts = {"examples": len(policy.examples), "failures": len(failed)}
        console.say(texts("policy.tested", file=visible(name), **counts))
        code = max(code, int(bool(failed)))
    return code


def run_fingerprint(texts: Texts, entity: str | None, key_file: str | None, recognizers: Sequence[str]) -> int:
    """Entries for an allow list, of the values on standard input; 1 if one is not recognised."""
    import os
    import sys

    from leakguard.detection.catalogue import load_catalogue
    from leakguard.detection.detector import Detector
    from leakguard.documents import suggest
    from leakguard.errors import KeyMissingError
    from leakguard.keys import load_key
    from leakguard.policy.fingerprints import entries

    key = load_key(Path(key_file) if key_file else None, os.environ)
    if key is None:
        raise KeyMissingError(
            "fingerprints need a secret key and none is configured. Pass --key-file, or set LEAKGUARD_KEY_FILE."
        )
    catalogue = load_catalogue(tuple(map(Path, recognizers)))
    names = {recognizer.entity for recognizer in catalogue}
    if entity is not None and entity not in names:
        raise click.UsageError(texts("error.entity", name=entity, cure=suggest(entity, names)))
    if sys.stdin.isatty():
        console.complain(texts("fingerprint.type"))
    lines = sys.stdin.buffer.read().decode("utf-8-sig", "surrogateescape").splitlines()
    detector, code, count = Detector(catalogue, entities=names), 0, 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = entries(line.strip(), detector, key, entity)
        if not found:
            console.complain(texts("fingerprint.none", line=number))
            code = 1
        for entry in found:
            count += 1
            _say_entry(
                entry.as_yaml(count, texts("fingerprint.reason"), texts("fingerprint.found", preview=entry.preview))
            )
    if not count and not code:
        raise click.UsageError(texts("fingerprint.empty"))
    return code


def _say_entry(lines: Iterable[str]) -> None:
    for line in lines:
        console.say(line)


def _named(file: str) -> str | Path:
    """A file that exists is meant as one, whatever policy is called the same."""
    return Path(file) if Path(file).is_file() else file


def _entities(folders: Sequence[str]) -> set[str]:
    """Entities that the user's own recognizers add."""
    if not folders:
        return set()
    from leakguard.detection.catalogue import load_catalogue

    return {recognizer.entity for recognizer in load_catalogue(tuple(map(Path, folders)))}


def _style() -> Style:
    return console.style(False, console.stdout_is_terminal())
