"""The procedures: their files follow the format, and what they refer to is there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from leakguard.evidence.kinds import KINDS, Kind, attachment_kinds, load_kind, statements
from leakguard.evidence.letter import placeholders

FOLDER = Path(__file__).parents[2] / "policies" / "evidence"
SCHEMA = json.loads((FOLDER / "schema.json").read_text("utf-8"))
FOUND = {
    "originals",
    "found.by-file",
    "found.total",
    "found.persons",
    "found.kinds",
    "found.unscanned",
    "found.severity",
}
TIERS = ("一般", "严重", "特别严重")
HAN = re.compile("[\u4e00-\u9fff]")

ASKED = [
    ("leak-complaint", {"shop", "platform", "leaked", "how-many", "seen-where", "seen-when", "contact"}),
    ("harassment-complaint", {"chat-reference", "calls", "messages", "parcels", "trigger", "asked-to-stop"}),
    ("appeal", {"report-reference", "reported-for", "reporter", "timestamps", "disputed", "platform", "site"}),
    ("internal-audit", {"scope", "excluded", "method", "findings", "remediation"}),
]
"""What the procedure asks for at least."""


@pytest.mark.parametrize("name", [*KINDS, "common"])
def test_the_files_follow_the_format(name: str) -> None:
    data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    schema = SCHEMA if name != "common" else {"$defs": SCHEMA["$defs"], "$ref": "#/$defs/common"}
    jsonschema.Draft202012Validator(schema).validate(data)
    assert name == "common" or data["id"] == name


def test_every_file_is_a_kind() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {*KINDS, "common"}


@pytest.mark.parametrize(("name", "asked"), ASKED)
def test_what_the_procedure_asks_for_is_in_the_form(name: str, asked: set[str]) -> None:
    assert asked <= {field.id for field in load_kind(name).fields}


def test_the_plan_of_an_audit_has_owners_and_dates() -> None:
    (field,) = (field for field in load_kind("internal-audit").fields if field.id == "remediation")
    assert {"what", "owner", "due"} <= {column.id for column in field.columns}


@pytest.mark.parametrize("name", KINDS)
def test_ids_are_unique_and_known(name: str) -> None:
    kind = load_kind(name)
    for ids in ([f.id for f in kind.fields], [f.id for f in kind.facts], [t.id for t in kind.templates]):
        assert len(ids) == len(set(ids))
    assert kind.templates[0].id == "letter"
    assert all(set(need.kinds) <= set(attachment_kinds()) for need in kind.attachments)


@pytest.mark.parametrize("name", KINDS)
def test_texts_say_only_what_the_form_asks(name: str) -> None:
    """A placeholder is a field; one that need not be answered is left out where it is not."""
    kind = load_kind(name)
    needed = {field.id: field.need for field in kind.fields}
    for block in blocks(kind):
        needs = set(block.get("needs", ()))
        assert needs <= set(needed)
        for text in told(block):
            assert [len(placeholders(text[0]))] == [len(placeholders(text[1]))]
            for place in {*placeholders(text[0]), *placeholders(text[1])} - FOUND - {"date"}:
                assert needed[place] == "required" or place in needs, place
        assert set(block.get("statements", ())) <= set(statements())
        assert {*block.get("answers", ()), block.get("rows"), block.get("items")} - {None} <= set(needed)


@pytest.mark.parametrize("name", KINDS)
def test_every_field_reaches_the_letter(name: str) -> None:
    """What somebody took the trouble to answer is in the letter."""
    kind = load_kind(name)
    used: set[str] = set()
    for passage in kind.template("letter").passages:
        for block in passage.blocks:
            used |= {*block.get("answers", ()), block.get("rows", ""), block.get("items", "")}
            used |= {place for text in told(block) for place in placeholders(text[0])}
    assert {field.id for field in kind.fields} - used == set()


def test_every_statement_has_a_source_and_is_used() -> None:
    used = {name for kind in KINDS for block in blocks(load_kind(kind)) for name in block.get("statements", ())}
    assert set(statements()) == used


def test_nothing_unsure_goes_to_the_other_side() -> None:
    """What is only remembered stands in advice, never in a letter."""
    for name in KINDS:
        for passage in load_kind(name).template("letter").passages:
            for statement in (s for block in passage.blocks for s in block.get("statements", ())):
                assert statements()[statement].confidence != "recalled"


def test_the_tiers_are_places_in_rules_and_no_verdict() -> None:
    kind = load_kind("harassment-complaint")
    places = " ".join(fact.place.zh for fact in kind.facts if fact.place)
    assert all(tier in places for tier in TIERS)
    assert all(fact.place for fact in kind.facts)
    assert not {field.id for field in kind.fields} & {"tier", "severity", "level"}
    assert "由平台认定" in kind.facts_opening.zh
    assert "the platform decides" in kind.facts_opening.en


def test_notices_name_what_the_law_wants_in_them() -> None:
    for name in ("leak-complaint", "internal-audit"):
        titles = [p.title.zh for p in load_kind(name).template("notice-persons").passages if p.title]
        assert titles[:5] == ["涉及的信息", "原因和可能的危害", "我们已经采取的措施", "您可以采取的措施", "联系我们"]
        assert load_kind(name).template("notice-authority")


def test_an_unknown_kind() -> None:
    with pytest.raises(KeyError):
        load_kind("other")


def blocks(kind: Kind) -> list[Any]:
    return [block for template in kind.templates for passage in template.passages for block in passage.blocks]


def told(block: Any) -> list[tuple[str, str]]:
    items = [block["text"]] if "text" in block else [*block.get("bullets", ()), *block.get("numbered", ())]
    return [(item["zh"], item["en"]) for item in items]
