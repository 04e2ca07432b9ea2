"""``leakguard explain``: one finding, or a kind of information: the evidence, the rule, the law."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leakguard.cli import console, options
from leakguard.cli.command import Command
from leakguard.messages import Texts
from leakguard.reports.width import visible

if TYPE_CHECKING:
    from leakguard.detection.catalogue import Catalogue
    from leakguard.findings import Finding

_EXAMPLES = (
    "leakguard explain 3f9a0c51d2e7 --findings findings.jsonl",
    "leakguard explain --entity CN_RESIDENT_ID",
    "leakguard explain --entity 银行卡号 -f json",
)
_SHOWN = 3


def build(texts: Texts) -> Command:
    """The command in one language."""
    params = [
        click.Argument(["identifier"], metavar="[ID]", required=False),
        click.Option(["--findings"], metavar="FILE", type=click.Path(), help=texts("opt.explain-findings")),
        click.Option(["--entity"], metavar="NAME", help=texts("opt.explain-entity")),
        options.policy(texts),
        options.recognizers(texts),
        options.choice(["-f", "--output-format", "output_format"], ("terminal", "json"), texts("opt.explain-format")),
        click.Option(["--no-color"], is_flag=True, help=texts("opt.no-color")),
    ]
    return Command(
        "explain", texts, params=params, help=texts("help.explain"), examples=_EXAMPLES, callback=partial(run, texts)
    )


def run(
    texts: Texts,
    identifier: str | None,
    findings: str | None,
    entity: str | None,
    policy: str,
    recognizers: Sequence[str],
    output_format: str,
    no_color: bool,
) -> int:
    """Explain and return 0."""
    if identifier and entity:
        raise click.UsageError(texts("error.explain-both"))
    if not identifier and not entity:
        raise click.UsageError(texts("error.explain-nothing"))
    from leakguard.detection.catalogue import load_catalogue
    from leakguard.policy import load_policy
    from leakguard.reports import jsonformat
    from leakguard.reports.explaining import Explanation

    finding = _finding(identifier, findings, texts) if identifier else None
    catalogue = load_catalogue(tuple(map(Path, recognizers)))
    name = finding.entity if finding else _entity(str(entity), catalogue, texts)
    told = Explanation(name, catalogue, load_policy(policy, {r.entity for r in catalogue}), finding)
    if output_format == "json":
        with console.output_to(None) as write:
            write(jsonformat.object_json(told.as_dict()))
        return 0
    style = console.style(no_color, console.stdout_is_terminal())
    console.lines(told.render(texts, console.cells(), style), None)
    return 0


def _finding(identifier: str, findings: str | None, texts: Texts) -> Finding:
    if findings is None:
        raise click.UsageError(texts("error.explain-file", id=visible(identifier)))
    from leakguard.reports.reading import find_finding, read_report

    path = Path(findings)
    found = find_finding(path, identifier.casefold())
    if found is not None:
        return found
    known = [finding.id for finding in read_report(path).findings]
    if not known:
        raise click.UsageError(texts("error.explain-empty", file=visible(findings)))
    near = difflib.get_close_matches(identifier.casefold(), known, n=_SHOWN) or known[:_SHOWN]
    raise click.UsageError(
        texts("error.explain-id", file=visible(findings), id=visible(identifier), known=", ".join(near))
    )


def _entity(name: str, catalogue: Catalogue, texts: Texts) -> str:
    """The entity that is called so; it goes by more names than one."""
    from leakguard.reports.explaining import names, plain

    called = names(catalogue)
    if plain(name) in called:
        return called[plain(name)]
    near = [called[word] for word in difflib.get_close_matches(plain(name), called, n=_SHOWN)]
    near = near or [entity for word, entity in called.items() if plain(name) in word]
    known = ", ".join(dict.fromkeys(near or called.values()))
    raise click.UsageError(texts("error.explain-entity", name=visible(name), known=known))
