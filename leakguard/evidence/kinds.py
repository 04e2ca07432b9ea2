"""The procedures that evidence is gathered for. What is known of each stands in ``policies/evidence/``; this loads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from leakguard import documents
from leakguard.legal import Confidence
from leakguard.policy import Bilingual
from leakguard.resources import bundled

KINDS: tuple[str, ...] = ("leak-complaint", "harassment-complaint", "appeal", "internal-audit")

Need = Literal["required", "advised", "optional"]
FieldType = Literal["text", "longtext", "date", "datetime", "choice", "list", "table"]
Keeps = Literal["own", "named"]
"""Whose the values of an answer are that redaction keeps: the complainant's own, or the other side's that the case is about."""

_FOLDER = "evidence"
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that can be chosen, by its id."""

    id: str
    title: Bilingual


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a field that is a table. ``moment``: it holds days or times."""

    id: str
    title: Bilingual
    moment: bool = False
    keeps: Keeps | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """Something that the form asks for. ``choices`` belong to a choice, ``columns`` to a table.

    ``event`` is what a field with a date is called in the timeline; None keeps it out.
    """

    id: str
    title: Bilingual
    help: Bilingual
    example: Bilingual
    type: FieldType
    need: Need
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    event: Bilingual | None = None
    keeps: Keeps | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand together in the form."""

    title: Bilingual
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact to be stated, never judged: ``help`` says how to state it. ``place``: where the rules of a platform name it."""

    id: str
    title: Bilingual
    help: Bilingual
    place: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class AttachmentKind:
    """What an attachment can be. One that is not ``read`` is never examined: it is left out and told of."""

    id: str
    title: Bilingual
    help: Bilingual
    read: bool = True


@dataclass(frozen=True, slots=True)
class AttachmentNeed:
    """That one of some kinds of attachment should be there, and what for."""

    kinds: tuple[str, ...]
    need: Need
    why: Bilingual


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement about law or about the rules of a platform, with its source and how sure we are of it.

    ``force`` is a key of ``forces`` in ``recognizers/legal.yaml``, or ``platform`` for the rules of a platform.
    """

    id: str
    text: Bilingual
    source: Bilingual
    force: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a template, under a title or none. ``blocks`` as :mod:`leakguard.evidence.letter` reads them."""

    title: Bilingual | None
    blocks: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A text that the pack holds: the letter, a notice to be sent, advice."""

    id: str
    title: Bilingual
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A procedure: what its form asks for, what should be attached, and the texts that come of it. The first template is the letter.

    ``facts_note`` says in the form how facts are stated, ``facts_opening`` in the letter what they are for.
    """

    id: str
    title: Bilingual
    use: Bilingual
    sections: tuple[Section, ...]
    facts_title: Bilingual
    facts_note: Bilingual
    facts_opening: Bilingual
    facts: tuple[Fact, ...]
    attachments: tuple[AttachmentNeed, ...]
    templates: tuple[Template, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields, in the order of the form."""
        return tuple(field for section in self.sections for field in section.fields)

    def template(self, name: str) -> Template:
        """One of its texts by its id. Raises ``KeyError``."""
        return {template.id: template for template in self.templates}[name]


@cache
def load_kind(name: str) -> Kind:
    """A procedure by its id, one of :data:`KINDS`. Raises ``KeyError``."""
    if name not in KINDS:
        raise KeyError(name)
    data = _content(f"{name}.yaml")
    facts = data.get("facts", {"title": _NONE, "note": _NONE, "opening": _NONE, "items": []})
    return Kind(
        id=name,
        title=_both(data["title"]),
        use=_both(data["use"]),
        sections=tuple(Section(_both(s["title"]), tuple(map(_field, s["fields"]))) for s in data["sections"]),
        facts_title=_both(facts["title"]),
        facts_note=_both(facts["note"]),
        facts_opening=_both(facts["opening"]),
        facts=tuple(Fact(f["id"], _both(f["title"]), _both(f["help"]), _maybe(f, "place")) for f in facts["items"]),
        attachments=tuple(AttachmentNeed(tuple(a["kinds"]), a["need"], _both(a["why"])) for a in data["attachments"]),
        templates=tuple(map(_template, data["templates"])),
    )


@cache
def attachment_kinds() -> Mapping[str, AttachmentKind]:
    """Every kind of attachment by its id; all procedures share them."""
    items = _content("common.yaml")["attachment_kinds"]
    return MappingProxyType(
        {i["id"]: AttachmentKind(i["id"], _both(i["title"]), _both(i["help"]), i.get("read", True)) for i in items}
    )


@cache
def statements() -> Mapping[str, Statement]:
    """Every legal statement that a text can make, by its id."""
    return MappingProxyType(
        {
            str(key): Statement(str(key), _both(s), _both(s["source"]), s["force"], s["confidence"])
            for key, s in _content("common.yaml")["statements"].items()
        }
    )


def _template(data: Mapping[str, Any]) -> Template:
    """A template, or the shared one that it names."""
    shared: Sequence[Mapping[str, Any]] = _content("common.yaml")["templates"]
    if "shared" in data:
        data = next(each for each in shared if each["id"] == data["shared"])
    passages = (Passage(_maybe(each, "title"), tuple(each["blocks"])) for each in data["sections"])
    return Template(data["id"], _both(data["title"]), tuple(passages))


def _field(data: Mapping[str, Any]) -> Field:
    return Field(
        id=data["id"],
        title=_both(data["title"]),
        help=_both(data.get("help", _NONE)),
        example=_both(data.get("example", _NONE)),
        type=data.get("type", "text"),
        need=data["need"],
        choices=tuple(Choice(c["id"], _both(c)) for c in data.get("choices", ())),
        columns=tuple(
            Column(c["id"], _both(c), c.get("moment", False), c.get("keeps")) for c in data.get("columns", ())
        ),
        event=_maybe(data, "event"),
        keeps=data.get("keeps"),
    )


_NONE = {"zh": "", "en": ""}


def _both(data: Mapping[str, Any]) -> Bilingual:
    return Bilingual(str(data["zh"]), str(data["en"]))


def _maybe(data: Mapping[str, Any], key: str) -> Bilingual | None:
    return _both(data[key]) if key in data else None


@cache
def _content(name: str) -> Any:
    content = documents.load(bundled("policies").joinpath(_FOLDER, name))
    assert content["schema"] == _SCHEMA  # noqa: S101 - a bundled file
    return content
