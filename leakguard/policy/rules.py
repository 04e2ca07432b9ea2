"""From the nodes of a policy file to rules, allow entries and examples; raises for every name that nothing answers to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from leakguard.documents import Document, Place, suggest
from leakguard.operators import OPERATORS
from leakguard.policy.allowing import Allow
from leakguard.policy.model import Example, Rule
from leakguard.policy.words import Bilingual

CONDITIONS = ("entity", "value", "column", "file", "recognizer")
"""What an allow entry can ask of a finding; it must ask for something."""


def rules(document: Document, known: Collection[str]) -> Iterator[Rule]:
    """The rules of a document, in its order. ``known`` are the entities there are."""
    taken = {"default"}
    for index, body in enumerate(document.data.get("rules", [])):
        made = rule(document, ("rules", index), body, f"rule-{index + 1}", known)
        if made.id in taken:
            raise document.error(("rules", index, "id"), f"the id {made.id!r} is taken", "Give each rule its own id.")
        taken.add(made.id)
        yield made


def rule(document: Document, place: Place, body: Mapping[str, Any], name: str, known: Collection[str]) -> Rule:
    """One rule; ``name`` is its id if it has none of its own."""
    entities = _entities(document, place, body, known)
    operator = OPERATORS.get(body["operator"])
    if operator is None:
        problem = f"there is no operator {body['operator']!r}"
        raise document.error((*place, "operator"), problem, suggest(body["operator"], OPERATORS))
    params = body.get("params", {})
    for parameter, problem in operator.problems(params):
        cure = suggest(parameter, [p.name for p in operator.parameters]) if operator.parameters else "Remove it."
        raise document.error((*place, "params", parameter), problem, cure)
    return Rule(
        id=body.get("id", name),
        entities=frozenset() if "*" in entities else entities,
        kinds=frozenset(_list(body, "kind")),
        operator=operator.name,
        params=operator.complete(params),
        forbidden=body["forbidden"],
        min_score=body.get("min_score"),
        min_hidden=body.get("min_hidden"),
        reason=Bilingual(**body["reason"]),
        references=tuple(body.get("references", ())),
        columns=tuple(_list(body, "column")),
        roles=frozenset(_list(body, "role")),
        severity=body.get("severity"),
        index=int(place[1]) if len(place) > 1 else -1,
    )


def allow(document: Document, known: Collection[str]) -> Iterator[Allow]:
    """The allow entries of a document, in its order."""
    taken: set[str] = set()
    for index, body in enumerate(document.data.get("allow", [])):
        place: Place = ("allow", index)
        if body["id"] in taken:
            raise document.error((*place, "id"), f"the id {body['id']!r} is taken", "Give each entry its own id.")
        taken.add(body["id"])
        if not any(name in body for name in CONDITIONS):
            cure = f"Give at least one of {', '.join(CONDITIONS)}; an entry without any would allow everything."
            raise document.error(place, f"the entry {body['id']!r} has no condition", cure)
        reason = body["reason"]
        yield Allow(
            id=body["id"],
            reason=Bilingual(reason, reason) if isinstance(reason, str) else Bilingual(**reason),
            expires=_date(document, (*place, "expires"), body["expires"]),
            entities=_entities(document, place, body, known, default=()),
            values=frozenset(_list(body, "value")),
            columns=tuple(_list(body, "column")),
            files=tuple(_list(body, "file")),
            recognizers=frozenset(_list(body, "recognizer")),
        )


def examples(document: Document) -> Iterator[Example]:
    """The examples of a document, in its order."""
    for index, body in enumerate(document.data.get("examples", [])):
        finds = tuple(body["finds"]) if "finds" in body else None
        line = document.lines.get(("examples", index))
        yield Example(body["text"], body["expect"], body.get("header"), finds, line)


def _entities(
    document: Document, place: Place, body: Mapping[str, Any], known: Collection[str], default: Any = "*"
) -> frozenset[str]:
    names = frozenset(_list(body, "entity", default))
    for entity in sorted(names - {"*"} - set(known)):
        raise document.error((*place, "entity"), f"there is no entity {entity!r}", suggest(entity, known))
    return names


def _list(body: Mapping[str, Any], key: str, default: Any = ()) -> list[str]:
    value = body.get(key, default)
    return [value] if isinstance(value, str) else list(value)


def _date(document: Document, place: Place, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        cure = "Write the last day on which the entry applies, such as 2027-06-30."
        raise document.error(place, "expires is no date of the calendar", cure) from None
