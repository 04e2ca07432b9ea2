"""Policies: what may leave, and in which form.

A policy is a YAML file (``policies/README.md`` describes it, ``policies/schema.json`` is its schema). It turns a
finding into a :class:`Decision`; what is then done with the decision is for redaction and the gate.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from leakguard.documents import Document, parse, suggest, validate
from leakguard.entities import ENTITIES
from leakguard.errors import PolicyError
from leakguard.findings import Finding
from leakguard.maskchars import hidden_characters
from leakguard.operators import OPERATORS, Context
from leakguard.phone_parts import split_phone
from leakguard.resources import bundled

DEFAULT_POLICY = "share"
DEFAULT_MIN_SCORE = 0.5


class Bilingual(NamedTuple):
    """The same sentence in Chinese and in English."""

    zh: str
    en: str


_MASKED = Bilingual("已经遮盖", "already masked")
_SETTLED = Bilingual("已是该规则允许的形式", "already in the form that the rule allows")
_UNSURE = Bilingual("置信度低于策略的下限", "the score is below the policy's minimum")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a policy says about one finding.

    ``because`` is ``rule``, or why the rule does not bite: ``masked`` (hidden well enough already), ``settled`` (its
    operator would change nothing) or ``score`` (too unsure); in those three cases the operator is ``keep``.
    ``params`` are complete. ``rule`` is the id of the rule that matched.
    """

    operator: str
    params: Mapping[str, Any]
    forbidden: bool
    rule: str
    reason: Bilingual
    because: Literal["rule", "masked", "settled", "score"] = "rule"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; a field that is empty or ``None`` matches everything. ``column`` is a glob on the header."""

    id: str
    entities: frozenset[str]
    kinds: frozenset[str]
    column: str | None
    operator: str
    params: Mapping[str, Any]
    forbidden: bool
    min_score: float | None
    min_hidden: int | None
    reason: Bilingual
    references: tuple[str, ...]

    def matches(self, entity: str, kind: str | None, header: str | None) -> bool:
        """Whether the rule speaks about such a value. Headers are compared trimmed, NFKC, in lower case."""
        if self.entities and entity not in self.entities:
            return False
        if self.kinds and kind not in self.kinds:
            return False
        return self.column is None or (header is not None and fnmatch.fnmatchcase(_plain(header), _plain(self.column)))

    def decision(self) -> Decision:
        """What the rule says when nothing speaks against it."""
        return Decision(self.operator, self.params, self.forbidden, self.id, self.reason)


@dataclass(frozen=True, slots=True)
class PresidioRecognizer:
    """A Presidio recognizer that the policy wants run on free text; resolved by ``leakguard.presidio`` only."""

    recognizer: str
    language: str
    entities: tuple[str, ...]
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Policy:
    """A loaded policy. ``digest`` is the SHA-256 of its content as canonical JSON; ``source`` is where it was read."""

    id: str
    version: int
    title: Bilingual
    description: Bilingual
    references: tuple[str, ...]
    min_score: float
    rules: tuple[Rule, ...]
    default: Rule
    presidio: tuple[PresidioRecognizer, ...]
    digest: str
    source: str = field(compare=False)

    def rule_for(self, entity: str, kind: str | None = None, header: str | None = None) -> Rule:
        """The first rule that matches, else the default."""
        for rule in self.rules:
            if rule.matches(entity, kind, header):
                return rule
        return self.default

    def decide(self, finding: Finding) -> Decision:
        """What is to be done with a finding, and whether it forbids sharing as it is."""
        rule = self.rule_for(finding.entity, finding.kind, finding.location.header)
        if finding.masked and hidden(finding.entity, finding.value) >= (rule.min_hidden or 0):
            return _leave(rule, _MASKED, "masked")
        if finding.score < (self.min_score if rule.min_score is None else rule.min_score):
            return _leave(rule, _UNSURE, "score")
        operator = OPERATORS[rule.operator]
        if operator.settles:
            context = Context(finding.entity, finding.kind, finding.canonical, rule.params)
            if operator.function(finding.value, context) == finding.value:
                return _leave(rule, _SETTLED, "settled")
        return rule.decision()

    @property
    def needs_key(self) -> bool:
        """Whether one of its operators needs a secret key."""
        return any(OPERATORS[rule.operator].keyed for rule in (*self.rules, self.default))


def _leave(rule: Rule, reason: Bilingual, because: Literal["masked", "settled", "score"]) -> Decision:
    return Decision("keep", {}, False, rule.id, reason, because)


def hidden(entity: str, value: str) -> int:
    """How many characters of a value are hidden; of a telephone number only those of the number itself.

    An extension that is hidden says nothing about the number before it (``138****8000-****`` hides four digits).
    """
    count = hidden_characters(value)
    if entity != "PHONE_NUMBER" or not count:
        return count
    parts = split_phone(value)
    extension = sum(hidden_characters(value[start:end]) for start, end in parts.extension)
    return max(count - extension, 0)


def _plain(header: str) -> str:
    return unicodedata.normalize("NFKC", header).strip().casefold()


def bundled_policies() -> dict[str, str]:
    """Names of the policies that come with leakguard, and their content."""
    folder = bundled("policies")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return {name.removesuffix(".yaml"): folder.joinpath(name).read_text("utf-8") for name in names}


def schema() -> Any:
    """The JSON Schema (2020-12) of policy files."""
    return json.loads(bundled("policies").joinpath("schema.json").read_text("utf-8"))


def load_policy(name_or_path: str | Path = DEFAULT_POLICY, extra_entities: Collection[str] = ()) -> Policy:
    """Load a bundled policy by name, or else a file by path.

    ``extra_entities`` are names that the user's own recognizers add to the known ones.

    Raises:
        PolicyError: no such policy, or it breaks the format; with the line and the cure.
    """
    name = str(name_or_path)
    if isinstance(name_or_path, str) and name.isidentifier():
        entry = bundled("policies").joinpath(f"{name}.yaml")
        if entry.is_file():
            return read_policy(entry.read_text("utf-8"), f"policies/{name}.yaml", extra_entities, trusted=True)
    try:
        content = Path(name_or_path).read_bytes()
    except OSError as error:
        cure = f"{suggest(name, bundled_policies())} Or give the path of a policy file."
        raise PolicyError(name, None, f"there is no such policy ({error.strerror})", cure) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PolicyError(name, line, "the file is not UTF-8", "Save it as UTF-8.") from error
    return read_policy(text, name, extra_entities)


def read_policy(text: str, source: str, extra_entities: Collection[str] = (), trusted: bool = False) -> Policy:
    """Read a policy from its text. ``trusted`` skips the schema, never the checks of names and parameters.

    Raises:
        PolicyError: see :func:`load_policy`.
    """
    document = parse(text, source, PolicyError)
    if not trusted:
        validate(document, bundled("policies").joinpath("schema.json"))
    data = document.data
    presidio = tuple(
        PresidioRecognizer(p["recognizer"], p["language"], tuple(p["entities"]), p.get("params", {}))
        for p in data.get("presidio", [])
    )
    known = {*ENTITIES, *extra_entities, *(name for p in presidio for name in p.entities)}
    return Policy(
        id=data["id"],
        version=data["version"],
        title=Bilingual(**data["title"]),
        description=Bilingual(**data["description"]),
        references=tuple(data.get("references", ())),
        min_score=float(data.get("min_score", DEFAULT_MIN_SCORE)),
        rules=tuple(_rules(document, known)),
        default=_rule(document, ("default",), data["default"], "default", known),
        presidio=presidio,
        digest=_digest(data),
        source=source,
    )


def _rules(document: Document, known: Collection[str]) -> Iterator[Rule]:
    taken = {"default"}
    for index, body in enumerate(document.data.get("rules", [])):
        rule = _rule(document, ("rules", index), body, f"rule-{index + 1}", known)
        if rule.id in taken:
            raise document.error(("rules", index, "id"), f"the id {rule.id!r} is taken", "Give each rule its own id.")
        taken.add(rule.id)
        yield rule


def _rule(
    document: Document, path: tuple[str | int, ...], body: Mapping[str, Any], name: str, known: Collection[str]
) -> Rule:
    entities = _names(body.get("entity", "*"))
    for entity in sorted(entities - {"*"} - set(known)):
        raise document.error((*path, "entity"), f"there is no entity {entity!r}", suggest(entity, known))
    operator = OPERATORS.get(body["operator"])
    if operator is None:
        problem = f"there is no operator {body['operator']!r}"
        raise document.error((*path, "operator"), problem, suggest(body["operator"], OPERATORS))
    params = body.get("params", {})
    for parameter, problem in operator.problems(params):
        cure = suggest(parameter, [p.name for p in operator.parameters]) if operator.parameters else "Remove it."
        raise document.error((*path, "params", parameter), problem, cure)
    return Rule(
        id=body.get("id", name),
        entities=frozenset() if "*" in entities else entities,
        kinds=_names(body.get("kind", [])),
        column=body.get("column"),
        operator=operator.name,
        params=operator.complete(params),
        forbidden=body["forbidden"],
        min_score=body.get("min_score"),
        min_hidden=body.get("min_hidden"),
        reason=Bilingual(**body["reason"]),
        references=tuple(body.get("references", ())),
    )


def _names(value: str | list[str]) -> frozenset[str]:
    return frozenset([value] if isinstance(value, str) else value)


def _digest(data: object) -> str:
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
