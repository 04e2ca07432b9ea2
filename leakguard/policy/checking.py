"""What is wrong with a policy that can be loaded: conflicts, dead rules, allow entries without effect or without bounds.

Only what the file itself says is told, not what it inherits. Nothing here raises for a remark; the command line says them
in two languages (``remark.CODE`` and ``remedy.CODE`` in :mod:`leakguard.messages`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from leakguard.detection.catalogue import Catalogue
from leakguard.documents import Document, Place
from leakguard.entities import ENTITIES, entity_class
from leakguard.operators import OPERATORS
from leakguard.policy.allowing import Allow
from leakguard.policy.coverage import covered
from leakguard.policy.loading import document_of, load_policy
from leakguard.policy.model import Policy, Rule

Level = Literal["error", "warning"]

_OTHER_KINDS = (("PERSON", "partial"), ("ADDRESS", "region"), ("PHONE_NUMBER", "service"))
"""Kinds that no recognizer file names: what detection says of names and addresses, and what the design reserves."""

_MADE_FOR: Mapping[str, frozenset[str]] = {
    "mask_name": frozenset({"PERSON"}),
    "mask_phone": frozenset({"PHONE_NUMBER"}),
    "mask_email": frozenset({"EMAIL_ADDRESS", "ALIPAY_ACCOUNT"}),
    "mask_address": frozenset({"ADDRESS"}),
}
"""Operators that read the form of a value, and the entities that have it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something wrong, at a 1-based line of the file if that is known. ``values`` fill in the text of ``code``."""

    level: Level
    code: str
    line: int | None
    values: Mapping[str, object] = field(default_factory=dict)


def examine(name_or_path: str | Path, catalogue: Catalogue) -> tuple[Policy, list[Remark]]:
    """Load a policy, and say what is wrong with it. Raises :class:`~leakguard.errors.PolicyError` if it cannot be loaded."""
    policy = load_policy(name_or_path, extra_entities={recognizer.entity for recognizer in catalogue})
    return policy, remarks(policy, document_of(name_or_path), catalogue)


def remarks(policy: Policy, document: Document, catalogue: Catalogue) -> list[Remark]:
    """What is wrong with a policy, by line. ``document`` is the file that it was read from."""
    check = _Check(policy, document, catalogue)
    found = [*check.coverage(), *check.rules(), *check.allow(), *check.openness()]
    return sorted(found, key=lambda remark: remark.line or 0)


@dataclass(frozen=True)
class _Check:
    policy: Policy
    document: Document
    catalogue: Catalogue

    def coverage(self) -> Iterator[Remark]:
        """Rules that can never match."""
        for each in covered(self.policy):
            values = {
                "rule": each.rule.id,
                "by": ", ".join(rule.id for rule in each.by),
                "entities": ", ".join(each.entities) or "*",
            }
            if not each.whole:
                yield self._of_rule("warning", "partly", each.rule, **values)
            elif each.agrees:
                yield self._of_rule("warning", "duplicate", each.rule, **values)
            else:
                yield self._of_rule("error", "conflict", each.rule, **values)

    def rules(self) -> Iterator[Remark]:
        """Each rule by itself, the default too."""
        for rule in (*self.policy.rules, self.policy.default):
            if not rule.own:
                continue
            operator = OPERATORS[rule.operator]
            names = {"rule": rule.id, "operator": operator.name, "entities": ", ".join(sorted(rule.entities)) or "*"}
            if rule.forbidden and operator.name == "keep":
                yield self._of_rule("warning", "stuck", rule, **names)
            if operator.keyed and rule.entities and all(entity_class(e) == "not_personal" for e in rule.entities):
                yield self._of_rule("warning", "keyed", rule, **names)
            made_for = _MADE_FOR.get(operator.name)
            if made_for and not (rule.entities and rule.entities <= made_for):
                unfit = ", ".join(sorted(rule.entities - made_for)) or "*"
                yield self._of_rule("warning", "unfit", rule, **{**names, "entities": unfit})
            yield from self._hiding(rule, names)
            yield from self._kinds(rule, names)

    def _hiding(self, rule: Rule, names: Mapping[str, object]) -> Iterator[Remark]:
        if rule.min_hidden is None:
            return
        if not rule.changes:
            yield self._of_rule("warning", "idle-min-hidden", rule, **names)
        hide = rule.params.get("hide", 1 if rule.operator == "mask_name" else None)
        if isinstance(hide, int) and hide < rule.min_hidden:
            yield self._of_rule("error", "weak", rule, **names, hide=hide, least=rule.min_hidden)

    def _kinds(self, rule: Rule, names: Mapping[str, object]) -> Iterator[Remark]:
        known = kinds(self.catalogue)
        for kind in sorted(rule.kinds):
            entities = rule.entities or known.keys()
            if all(entity in known and kind not in known[entity] for entity in entities):
                there = sorted({each for entity in entities for each in known.get(entity, ())})
                yield self._of_rule("warning", "kind", rule, **names, kind=kind, known=", ".join(there) or "-")

    def allow(self) -> Iterator[Remark]:
        """The allow entries."""
        own = len(self.document.data.get("allow", ()))
        seen: dict[tuple[object, ...], str] = {}
        for index, entry in enumerate(self.policy.allow[:own]):
            place: Place = ("allow", index)
            names: dict[str, object] = {"entry": entry.id, "entities": ", ".join(sorted(entry.entities)) or "*"}
            same = (entry.entities, entry.values, entry.columns, entry.files, entry.recognizers)
            if same in seen:
                yield self._at("warning", "allow-duplicate", place, **names, by=seen[same])
            seen.setdefault(same, entry.id)
            if entry.expired():
                yield self._at("warning", "allow-expired", (*place, "expires"), **names, expires=entry.expires)
            if _boundless(entry):
                yield self._at("warning", "allow-whole", place, **names)
            if not self._could_allow(entry):
                yield self._at("warning", "allow-idle", place, **names)
            yield from self._recognizers(entry, place)

    def _could_allow(self, entry: Allow) -> bool:
        """Whether any rule has something against what an entry allows."""
        return any(self._meets(entity) for entity in entry.entities or ENTITIES)

    def _meets(self, entity: str) -> bool:
        """Whether a rule that changes something is ever reached by an entity."""
        for rule in self.policy.rules:
            if rule.entities and entity not in rule.entities:
                continue
            if rule.changes:
                return True
            if not (rule.kinds or rule.roles or rule.columns):
                return False
        return self.policy.default.changes

    def _recognizers(self, entry: Allow, place: Place) -> Iterator[Remark]:
        for name in sorted(entry.recognizers):
            recognizer = self.catalogue.recognizers.get(name)
            if recognizer is None:
                yield self._at("warning", "allow-recognizer", place, entry=entry.id, recognizer=name)
            elif entry.entities and recognizer.entity not in entry.entities:
                values = {"entry": entry.id, "recognizer": name, "entity": recognizer.entity}
                yield self._at("warning", "allow-other", place, **values)

    def openness(self) -> Iterator[Remark]:
        """Whether what was not read may pass."""
        if self.document.data.get("unscanned") == "report":
            yield self._at("warning", "open", ("unscanned",))

    def _of_rule(self, level: Level, code: str, rule: Rule, /, **values: object) -> Remark:
        return self._at(level, code, ("rules", rule.index) if rule.index >= 0 else ("default",), **values)

    def _at(self, level: Level, code: str, place: Sequence[str | int], /, **values: object) -> Remark:
        nearest = tuple(place)
        while nearest and nearest not in self.document.lines:
            nearest = nearest[:-1]
        return Remark(level, code, self.document.lines.get(nearest), values)


def _boundless(entry: Allow) -> bool:
    """Whether an entry names entities and nothing else that would bound it."""
    bounded = any(glob.strip("*") for glob in (*entry.columns, *entry.files))
    return not (bounded or entry.values or entry.recognizers)


def kinds(catalogue: Catalogue) -> dict[str, set[str]]:
    """The kinds that findings of each entity can have."""
    known: dict[str, set[str]] = {entity: set() for entity in ENTITIES}
    for entity, kind in _OTHER_KINDS:
        known[entity].add(kind)
    for recognizer in catalogue:
        told = (recognizer.kind, *(pattern.kind for pattern in recognizer.patterns))
        known.setdefault(recognizer.entity, set()).update(kind for kind in told if kind)
    return known
