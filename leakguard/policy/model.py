"""The model: a policy turns a finding into a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from leakguard.findings import Finding
from leakguard.legal import legal
from leakguard.maskchars import hidden_characters
from leakguard.operators import OPERATORS, Context, Operator
from leakguard.phone_parts import split_phone
from leakguard.policy.allowing import Allow
from leakguard.policy.words import Bilingual, Severity, header_like

_MASKED = Bilingual("已经遮盖", "already masked")
_SETTLED = Bilingual("已是该规则允许的形式", "already in the form that the rule allows")
_UNSURE = Bilingual("置信度低于策略的下限", "the score is below the policy's minimum")

_REMEMBERED = 4096
"""Most kinds of findings whose rule is remembered: tables have as many as they have columns, hostile ones more."""

Because = Literal["rule", "masked", "settled", "score", "allowed"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a policy says about one finding.

    ``because`` is ``rule``, or why the rule does not bite: ``masked`` (hidden well enough already), ``settled`` (its
    operator would change nothing), ``score`` (too unsure) or ``allowed`` (an allow entry, whose id is ``allow``); in
    those cases the operator is ``keep``. ``params`` are complete. ``rule`` is the id of the rule that matched.
    """

    operator: str
    params: Mapping[str, Any]
    forbidden: bool
    rule: str
    reason: Bilingual
    because: Because = "rule"
    severity: Severity = "medium"
    allow: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; a field that is empty or ``None`` matches everything.

    ``columns`` are globs on the header; ``roles`` are whose data the column says it holds. What stands in running text
    has neither. ``severity`` is None where the legal class of the entity decides. ``own`` says that the rule stands in the file
    itself and was not inherited; ``index`` is its place in the list there.
    """

    id: str
    entities: frozenset[str]
    kinds: frozenset[str]
    operator: str
    params: Mapping[str, Any]
    forbidden: bool
    min_score: float | None
    min_hidden: int | None
    reason: Bilingual
    references: tuple[str, ...]
    columns: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    severity: Severity | None = None
    own: bool = field(default=True, compare=False)
    index: int = field(default=-1, compare=False)

    def matches(self, entity: str, kind: str | None, header: str | None, role: str | None = None) -> bool:
        """Whether the rule speaks about such a value."""
        if self.entities and entity not in self.entities:
            return False
        if self.kinds and kind not in self.kinds:
            return False
        if self.roles and role not in self.roles:
            return False
        return not self.columns or (header is not None and any(header_like(header, glob) for glob in self.columns))

    @property
    def changes(self) -> bool:
        """Whether it has anything against a value: forbids it, or has it changed."""
        return self.forbidden or self.operator != "keep"

    def severity_of(self, entity: str, kind: str | None) -> Severity:
        """Its own severity, or else that of the legal class of the entity."""
        return self.severity or legal(entity, kind).severity


@dataclass(frozen=True, slots=True)
class PresidioRecognizer:
    """A Presidio recognizer that the policy wants run on free text; resolved by ``leakguard.presidio`` only."""

    recognizer: str
    language: str
    entities: tuple[str, ...]
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is too much, whatever the operators would make of it. ``persons``: records with something personal, per file."""

    persons: int | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A text, perhaps a cell under a header, and what the policy makes of it. ``finds``: the entities in it, if told.

    Both texts are invented; ``line`` is where the example stands in its file.
    """

    text: str
    expect: str
    header: str | None = None
    finds: tuple[str, ...] | None = None
    line: int | None = None


class _Known(NamedTuple):
    """What is remembered about findings of the same entity, kind, header and role: the decisions there can be."""

    rule: Rule
    operator: Operator
    minimum: float
    decision: Decision
    masked: Decision
    unsure: Decision
    settled: Decision
    allow: tuple[Allow, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A loaded policy. ``digest`` is the SHA-256 of its content as canonical JSON, that of its parents included;
    ``source`` is where it was read, ``parents`` are the ids of what it extends, the nearest first.

    ``unknown_columns``: what is done about columns with text of which nothing is known. ``unscanned``: whether parts that
    could not be read block a file, or are reported only.
    """

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
    allow: tuple[Allow, ...] = ()
    unknown_columns: Literal["keep", "report", "block"] = "keep"
    unscanned: Literal["block", "report"] = "block"
    limits: Limits = Limits()
    parents: tuple[str, ...] = ()
    examples: tuple[Example, ...] = field(default=(), compare=False)
    as_of: date | None = None
    """The day by which the ends of allow entries are judged; None for today."""
    _known: dict[tuple[str, str | None, str | None, str | None], _Known] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def rule_for(
        self, entity: str, kind: str | None = None, header: str | None = None, role: str | None = None
    ) -> Rule:
        """The first rule that matches, else the default."""
        for rule in self.rules:
            if rule.matches(entity, kind, header, role):
                return rule
        return self.default

    def decide(self, finding: Finding, role: str | None = None) -> Decision:
        """What is to be done with a finding, and whether it forbids sharing as it is.

        ``role`` is that of the column it stands in, None in running text.
        """
        header = finding.location.header
        known = self._known.get((finding.entity, finding.kind, header, role))
        if known is None:
            known = self._look_up(finding.entity, finding.kind, header, role)
        if finding.masked and hidden(finding.entity, finding.value) >= (known.rule.min_hidden or 0):
            return known.masked
        if finding.score < known.minimum:
            return known.unsure
        if known.operator.settles or known.operator.tells_by_form(known.rule.params):
            context = Context(finding.entity, finding.kind, finding.canonical, known.rule.params)
            if known.operator.leaves(finding.value, context):
                return known.settled
        for entry in known.allow:
            if entry.applies(finding, self.as_of):
                return _leave(known.rule, entry.reason, "allowed", known.decision.severity, entry.id)
        return known.decision

    def allows_values(self, entity: str, kind: str | None, header: str | None, role: str | None) -> bool:
        """Whether it may allow some of such findings and not others, by their values."""
        if not self.allow:
            return False
        return any(entry.values for entry in self._look_up(entity, kind, header, role).allow)

    def expired(self) -> list[Allow]:
        """The allow entries that apply no more."""
        return [entry for entry in self.allow if entry.expired()]

    @property
    def needs_key(self) -> bool:
        """Whether one of its operators needs a secret key."""
        return any(OPERATORS[rule.operator].keyed for rule in (*self.rules, self.default))

    def _look_up(self, entity: str, kind: str | None, header: str | None, role: str | None) -> _Known:
        key = (entity, kind, header, role)
        if key in self._known:
            return self._known[key]
        rule = self.rule_for(entity, kind, header, role)
        severity = rule.severity_of(entity, kind)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[key] = known = _Known(
            rule,
            OPERATORS[rule.operator],
            self.min_score if rule.min_score is None else rule.min_score,
            Decision(rule.operator, rule.params, rule.forbidden, rule.id, rule.reason, severity=severity),
            _leave(rule, _MASKED, "masked", "low"),
            _leave(rule, _UNSURE, "score", severity),
            _leave(rule, _SETTLED, "settled", severity),
            tuple(entry for entry in self.allow if entry.concerns(entity, header)) if rule.changes else (),
        )
        return known


def _leave(rule: Rule, reason: Bilingual, because: Because, severity: Severity, allow: str | None = None) -> Decision:
    return Decision("keep", {}, False, rule.id, reason, because, severity, allow)


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
