"""The empty form of a procedure: a YAML file in which every field says what it is for, and a folder for attachments."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from leakguard.errors import UsageError
from leakguard.evidence.kinds import Fact, Field, FieldType, Kind, attachment_kinds, load_kind
from leakguard.evidence.model import ATTACHMENTS, FORM, POLICY, READ_ME
from leakguard.messages import LANGUAGES, Texts
from leakguard.policy import Bilingual
from leakguard.policy.allowing import today
from leakguard.reports.width import visible, wrap

_CELLS = 96
_HOW: Mapping[FieldType, str] = {
    "date": "form.day",
    "datetime": "form.datetime",
    "list": "form.list",
    "longtext": "form.longtext",
    "table": "form.table",
}
"""What is said about writing an answer, by the type of its field."""


def new_case(kind: str, folder: Path, language: str, day: date | None = None) -> list[Path]:
    """Make the folder of a case: the form, the folder of attachments, and what to put there. ``day`` is its date (today).

    Returns what was written. Raises :class:`~leakguard.errors.UsageError` if there is a form or a folder of attachments already;
    nothing is overwritten.
    """
    texts = Texts(language)
    for name in (FORM, ATTACHMENTS):
        if os.path.lexists(folder / name):
            raise UsageError(texts("evidence.exists", path=folder / name))
    chosen = load_kind(kind)
    written = {
        folder / FORM: "\n".join(_form(chosen, texts, day or today())) + "\n",
        folder / ATTACHMENTS / READ_ME: "\n".join(_read_me(chosen, texts)) + "\n",
    }
    (folder / ATTACHMENTS).mkdir(parents=True)
    for path, content in written.items():
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    return list(written)


def attachment_lines(name: str, kind: str, texts: Texts) -> list[str]:
    """The lines to paste into the form for a file."""
    quoted = visible(name.replace("\\", "\\\\").replace('"', '\\"'))  # what it escapes, YAML reads back
    return [
        f'  - file: "{quoted}"', f"    kind: {kind}", '    title: ""', '    seen: ""', '    where: ""', '    note: ""',
        f"    leave_out: {texts('form.no')}",
    ]  # fmt: skip


def _form(kind: Kind, texts: Texts, day: date) -> Iterator[str]:
    both = _speaking(texts)
    yield from _comment(f"{both(kind.title)}\n{both(kind.use)}\n{texts('form.how')}")
    yield "schema: 1"
    yield f"kind: {kind.id}"
    yield f"language: {texts.language}"
    yield ""
    yield from _comment(texts("form.date"))
    yield f"date: {day.isoformat()}"
    yield from _comment(texts("form.zone"))
    yield 'zone: "+08:00"'
    yield from _comment(texts("form.policy"))
    yield f"policy: {POLICY}"
    for key in ("own", "named"):
        yield ""
        yield from _comment(texts(f"form.{key}"))
        yield f"{key}:"
        yield '  - ""'
    yield ""
    yield "answers:"
    for section in kind.sections:
        yield ""
        yield f"  # ==== {both(section.title)} ===="
        for field in section.fields:
            yield from _field(field, texts)
    if kind.facts:
        yield ""
        yield from _comment(f"==== {both(kind.facts_title)} ====\n{both(kind.facts_note)}")
        yield "facts:"
        for fact in kind.facts:
            yield from _fact(fact, texts)
    yield ""
    yield from _comment(texts("form.timeline"))
    yield "timeline:"
    yield '  - when: ""'
    yield '    what: ""'
    yield ""
    yield from _comment(texts("form.attachments"))
    yield from _comment("\n".join(f"- {line}" for line in _needs(kind, texts)))
    yield "attachments:"
    yield from attachment_lines("", "other", texts)


def _field(field: Field, texts: Texts) -> Iterator[str]:
    both = _speaking(texts)
    told = [texts("form.field", title=both(field.title), need=texts(f"form.{field.need}")), both(field.help)]
    told += [texts(key) for key in filter(None, [_HOW.get(field.type)])]
    if field.choices:
        told.append(texts("form.choices", choices=" / ".join(f"{c.id} {both(c.title)}" for c in field.choices)))
    if field.columns:
        told.append(texts("form.columns", columns=" / ".join(f"{c.id} {both(c.title)}" for c in field.columns)))
    if both(field.example):
        told.append(texts("form.example", example=both(field.example)))
    yield ""
    yield from _comment("\n".join(filter(None, told)), "  ")
    if field.type == "longtext":
        yield f"  {field.id}: |"
        yield ""
    elif field.type == "list":
        yield f"  {field.id}:"
        yield '    - ""'
    elif field.type == "table":
        yield f"  {field.id}:"
        for index, column in enumerate(field.columns):
            yield f'    {" " if index else "-"} {column.id}: ""'
    else:
        yield f'  {field.id}: ""'


def _fact(fact: Fact, texts: Texts) -> Iterator[str]:
    both = _speaking(texts)
    yield from _comment(texts("form.fact", title=both(fact.title), help=both(fact.help)), "  ")
    yield f'  {fact.id}: ""'


def _needs(kind: Kind, texts: Texts) -> Iterator[str]:
    both = _speaking(texts)
    for need in kind.attachments:
        names = " / ".join(f"{each} {both(attachment_kinds()[each].title)}" for each in need.kinds)
        yield texts("form.need", kinds=names, need=texts(f"form.{need.need}"), why=both(need.why))


def _read_me(kind: Kind, texts: Texts) -> Iterator[str]:
    both = _speaking(texts)
    yield texts("form.read-me", title=both(kind.title))
    yield ""
    for need in kind.attachments:
        yield texts("form.fact", title=texts(f"form.{need.need}"), help=both(need.why))
        for each in need.kinds:
            what = attachment_kinds()[each]
            yield "  - " + texts("form.fact", title=f"{each} {both(what.title)}", help=both(what.help))
    yield ""
    yield texts("form.read-me-end")


def _speaking(texts: Texts) -> Callable[[Bilingual], str]:
    """The text of a pair in one language."""
    index = LANGUAGES.index(texts.language)
    return lambda pair: pair[index]


def _comment(text: str, indent: str = "") -> Iterator[str]:
    for line in text.split("\n"):
        yield from (f"{indent}# {piece}" for piece in wrap(line, _CELLS - len(indent)))
