"""``leakguard evidence``: from a form and a folder of material to a sealed pack."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leakguard.cli import console
from leakguard.cli.command import Command, Group
from leakguard.cli.evidence_pack import build_commands
from leakguard.errors import UsageError
from leakguard.messages import Texts
from leakguard.reports.width import visible, wrap

if TYPE_CHECKING:
    from leakguard.evidence.case import Case, Missing
    from leakguard.evidence.kinds import Fact, Field

KINDS = ("leak-complaint", "harassment-complaint", "appeal", "internal-audit")
"""What ``--kind`` takes: ``leakguard.evidence.kinds.KINDS``, which is not loaded for ``--help``."""

_NEW = (
    "leakguard evidence new --kind leak-complaint my-case",
    "leakguard evidence new --kind appeal --lang en my-case",
)
_STATUS = ("leakguard evidence status my-case",)


def build(texts: Texts) -> Group:
    """The group in one language."""
    group = Group(
        "evidence",
        texts,
        help=texts("help.evidence"),
        examples=(_NEW[0], _STATUS[0], "leakguard evidence build my-case -o my-case.zip"),
    )
    for command in (_new(texts), _status(texts), *build_commands(texts)):
        group.add_command(command)
    return group


def _new(texts: Texts) -> Command:
    params = [
        click.Option(
            ["--kind"], type=click.Choice(KINDS), metavar="KIND", required=True, help=texts("opt.evidence.kind")
        ),
        click.Argument(["folder"], metavar="DIR", type=click.Path()),
    ]
    return Command(
        "new", texts, params=params, help=texts("help.evidence.new"), short_help=texts("verb.evidence.new"),
        needs="--kind KIND ", examples=_NEW, callback=partial(run_new, texts),
    )  # fmt: skip


def _status(texts: Texts) -> Command:
    return Command(
        "status", texts, params=[click.Argument(["folder"], metavar="DIR", type=click.Path())],
        help=texts("help.evidence.status"), short_help=texts("verb.evidence.status"),
        examples=_STATUS, callback=partial(run_status, texts),
    )  # fmt: skip


def run_new(texts: Texts, kind: str, folder: str) -> int:
    """Make the case and say what is missing; 0 though something always is."""
    from leakguard.evidence.form import new_case
    from leakguard.evidence.model import ATTACHMENTS, FORM

    place = Path(folder)
    for path in new_case(kind, place, texts.language):
        _say(texts("evidence.made", path=visible(str(path))))
    run_status(texts, folder)
    console.say("")
    _say(texts("evidence.next", attachments=visible(str(place / ATTACHMENTS)), form=visible(str(place / FORM))))
    console.say(f"  leakguard evidence status {visible(shlex.quote(folder))}")
    return 0


def run_status(texts: Texts, folder: str) -> int:
    """What is missing; 1 if something required is."""
    from leakguard.evidence.case import FORM, load_case, missing

    place = Path(folder)
    if not (place / FORM).is_file():
        raise UsageError(texts("evidence.no-form", folder=visible(shlex.quote(folder))))
    case = load_case(place)
    lacks = missing(case)
    for line in _status_lines(case, lacks, texts):
        console.say(line)
    required = sum(lack.severity == "required" for lack in lacks)
    if required:
        _say(texts("evidence.not-ready", count=required))
        return 1
    _say(texts("evidence.ready"))
    pack = shlex.quote(f"{case.folder.name}.zip")
    console.say(f"  leakguard evidence build {visible(shlex.quote(folder))} -o {visible(pack)}")
    return 0


def _status_lines(case: Case, lacks: list[Missing], texts: Texts) -> Iterator[str]:
    kind = case.kind
    head = texts(
        "evidence.head", title=getattr(kind.title, texts.language), date=case.date.isoformat(),
        answers=len(case.answers), fields=len(kind.fields), stated=len(case.facts), facts=len(kind.facts),
        attachments=len(case.attachments),
    )  # fmt: skip
    yield from wrap(head, console.cells())
    if case.unquoted:
        lines = texts("letter.separator").join(map(str, case.unquoted))
        yield from wrap(texts("evidence.unquoted", lines=lines), console.cells())
    for severity in ("required", "advised"):
        some = [lack for lack in lacks if lack.severity == severity]
        if some:
            yield texts(f"evidence.{severity}")
        for lack in some:
            first, *rest = wrap(_told(case, lack, texts), console.cells() - 4)
            yield f"  - {first}"
            yield from (f"    {line}" for line in rest)
    unlisted = [lack.name for lack in lacks if lack.what == "unlisted"]
    if unlisted:
        yield ""
        yield from wrap(texts("evidence.paste"), console.cells())
        yield from _to_paste(unlisted, texts)
        yield ""


def _told(case: Case, lack: Missing, texts: Texts) -> str:
    from leakguard.evidence.kinds import attachment_kinds

    titles: dict[str, str] = {}
    if lack.what in ("answer", "fact"):
        every: list[Field | Fact] = [*case.kind.fields, *case.kind.facts]
        titles["title"] = next(getattr(each.title, texts.language) for each in every if each.id == lack.name)
    elif lack.what == "attachment":
        need = next(need for need in case.kind.attachments if "|".join(need.kinds) == lack.name)
        kinds = [f"{each} {getattr(attachment_kinds()[each].title, texts.language)}" for each in need.kinds]
        titles = {"title": " / ".join(kinds), "why": getattr(need.why, texts.language)}
    return texts(f"missing.{lack.what}", name=visible(lack.name), **titles)


def _to_paste(names: list[str], texts: Texts) -> Iterator[str]:
    from leakguard.evidence.form import attachment_lines

    for name in names:
        yield from attachment_lines(name, "other", texts)


def _say(text: str) -> None:
    for line in wrap(text, console.cells()):
        console.say(line)
