"""What a finding or an entity is, why, and what follows: for somebody at a terminal, and as JSON. No value is ever shown."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from leakguard import __version__
from leakguard.census import PersonCount
from leakguard.census.model import Having
from leakguard.census.traits import is_clear
from leakguard.detection.catalogue import Catalogue
from leakguard.detection.headers import HeaderBook
from leakguard.detection.recognizer import Recognizer
from leakguard.entities import ENTITIES, entity_class
from leakguard.findings import SCHEMA_VERSION, Finding
from leakguard.legal import Language, LegalClass, legal, word
from leakguard.messages import ENTITY_TITLES, Texts
from leakguard.operators import OPERATORS
from leakguard.policy import Bilingual, Policy, Rule
from leakguard.reports import words
from leakguard.reports.knowledge import section
from leakguard.reports.layout import Style
from leakguard.reports.policies import applies
from leakguard.reports.width import visible
from leakguard.severity import Severity, Threshold, assess

_SENSITIVE = ("sensitive", "conservative-sensitive")


@dataclass(frozen=True)
class Explanation:
    """An entity, or one finding of it, with all that is known about it."""

    entity: str
    catalogue: Catalogue
    policy: Policy
    finding: Finding | None = None

    @property
    def kind(self) -> str | None:
        """The kind of the finding."""
        return self.finding.kind if self.finding else None

    @cached_property
    def recognizers(self) -> list[Recognizer]:
        """That of the finding, if it is loaded; else all of the entity."""
        if self.finding is None:
            return self.catalogue.of_entity(self.entity)
        found = self.catalogue.recognizers.get(self.finding.recognizer)
        return [found] if found else []

    @property
    def law(self) -> LegalClass:
        """Its legal class."""
        return legal(self.entity, self.kind)

    @property
    def kinds(self) -> dict[str, LegalClass]:
        """Kinds that another class is cited for; none of a finding, of which the kind is known."""
        if self.finding:
            return {}
        names = {kind for r in self.recognizers for kind in (r.kind, *(p.kind for p in r.patterns)) if kind}
        return {kind: legal(self.entity, kind) for kind in sorted(names) if legal(self.entity, kind) != self.law}

    @cached_property
    def severity(self) -> Severity:
        """The level of a single person of whom this is told and nothing else."""
        if self.law.category in ("linkable", "not-personal"):
            return assess(PersonCount(), {}, {})
        if self.finding and not is_clear(self.finding):
            return assess(PersonCount(0, 1), {}, {})
        what = cast("Having", self.law.category)
        return assess(PersonCount(1, 0, {what: 1} if self.law.category in _SENSITIVE else {}), {self.entity: 1}, {})

    @property
    def thresholds(self) -> dict[str, Threshold]:
        """``alone`` and ``least``: the thresholds that the sources give for it, by how."""
        by_full = {each.full: each for each in self.severity.thresholds}
        given = {"alone": self.law.alone, "least": self.law.least}
        return {how: by_full[items] for how, items in given.items() if items is not None}

    @cached_property
    def rules(self) -> list[Rule]:
        """The rule of the policy for the finding; else all that concern the entity, in their order."""
        if self.finding:
            header = self.finding.location.header
            role = HeaderBook(self.catalogue).role(header) if header else None
            return [self.policy.rule_for(self.entity, self.kind, header, role)]
        found = []
        for rule in (*self.policy.rules, self.policy.default):
            if not rule.entities or self.entity in rule.entities:
                found.append(rule)
                if not (rule.kinds or rule.columns or rule.roles):
                    break
        return found

    @property
    def outcome(self) -> str | None:
        """What becomes of the finding: ``masked``, ``masked-if``, ``unsure``, ``forbidden``, ``kept`` or ``changed``."""
        if self.finding is None:
            return None
        (rule,) = self.rules
        if self.finding.masked:
            return "masked-if" if rule.min_hidden else "masked"
        if self.finding.score < self._minimum(rule):
            return "unsure"
        if rule.forbidden:
            return "forbidden"
        return "kept" if rule.operator == "keep" else "changed"

    def _minimum(self, rule: Rule) -> float:
        return self.policy.min_score if rule.min_score is None else rule.min_score

    def render(self, texts: Texts, cells: int, style: Style) -> Iterator[str]:
        """The lines for a terminal."""
        name = " · ".join(part for part in (texts.entity(self.entity), self.entity, self.kind) if part)
        yield style(visible(f"{self.finding.id}: {name}" if self.finding else name), "bold")
        for title, lines in self._sections(texts):
            yield from section(title, [line for line in lines if line], cells, style)

    def _sections(self, texts: Texts) -> Iterator[tuple[str, list[str]]]:
        finding = self.finding
        if finding:
            place = words.place(finding.location, finding.start, texts)
            source = words.source_name(finding.location.source, texts)
            yield texts("explain.where"), [" · ".join(part for part in (source, place) if part)]
            shown = texts("explain.was-masked", preview=finding.preview) if finding.masked else finding.preview
            yield texts("explain.value"), [shown]
            yield (
                texts("explain.why", score=f"{finding.score:.2f}"),
                [
                    texts("explain.evidence", weight=f"{each.weight:+.2f}", reason=words.reason(each, texts))
                    for each in finding.evidence
                ],
            )
            missing = [] if self.recognizers else [texts("explain.no-recognizer", id=finding.recognizer)]
            yield texts("explain.recognizer"), [*missing, *_recognizers(self.recognizers, texts)]
        else:
            count = len(self.recognizers)
            yield texts("explain.recognizers", count=count), list(_recognizers(self.recognizers, texts))
        yield texts("explain.law"), list(self._law(texts))
        yield texts("explain.thresholds"), list(self._thresholds(texts))
        yield texts("explain.severity"), list(self._severity(texts))
        yield texts("explain.policy", id=self.policy.id), list(self._policy(texts))

    def _law(self, texts: Texts) -> Iterator[str]:
        language = cast("Language", texts.language)
        name, sure = word("classes", self.law.category, language), word("confidence", self.law.confidence, language)
        yield texts("explain.class", name=name, confidence=sure)
        for cite in self.law.cites:
            force = word("forces", cite.force, language)
            yield "· " + texts("explain.cite", text=getattr(cite, texts.language), force=force)
        yield self.law.zh if language == "zh" else self.law.en
        for kind, told in self.kinds.items():
            yield texts("explain.law-kind", kind=kind, sentence=told.sentence(language))

    def _thresholds(self, texts: Texts) -> Iterator[str]:
        if not self.thresholds:
            yield texts("explain.no-threshold")
            return
        for how, told in self.thresholds.items():
            yield texts(
                f"explain.{how}",
                full=f"{told.full:,}",
                halved=f"{told.halved:,}",
                title=_in(told.title, texts),
                note=_in(told.note, texts),
                clause=_in(told.clause, texts),
                confidence=word("confidence", told.confidence, cast("Language", texts.language)),
            )
        for remark in self.severity.remarks:
            sure = word("confidence", remark.confidence, cast("Language", texts.language))
            clause, text = _in(remark.clause, texts), _in(remark.text, texts)
            yield texts("explain.remark", clause=clause, confidence=sure, text=text)
        yield _in(self.severity.caveat, texts)

    def _severity(self, texts: Texts) -> Iterator[str]:
        yield texts("explain.of-class", severity=texts(f"severity.{self.law.severity}"))
        yield texts("explain.one-person", code=self.severity.code, name=_in(self.severity.name, texts))
        yield _in(self.severity.proposal, texts)

    def _policy(self, texts: Texts) -> Iterator[str]:
        for rule in self.rules:
            yield texts("explain.rule", rule=rule.id, applies=applies(rule, rule is self.policy.default, texts))
            operator = OPERATORS[rule.operator]
            title = operator.zh if texts.language == "zh" else operator.en
            forbidden = texts("explain.forbidden" if rule.forbidden else "explain.allowed")
            reason = _in(rule.reason, texts)
            yield texts("explain.rule-does", forbidden=forbidden, operator=f"{title} ({operator.name})", reason=reason)
        if self.outcome:
            (rule,) = self.rules
            yield texts(f"explain.outcome.{self.outcome}", least=rule.min_hidden, minimum=f"{self._minimum(rule):g}")
        if self.policy.allow:
            yield texts("explain.may-allow")

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        finding = self.finding
        titles = ENTITY_TITLES.get(self.entity, (self.entity, self.entity))
        return {
            "schema": SCHEMA_VERSION,
            "tool": {"name": "leakguard", "version": __version__},
            "finding": {"id": finding.id, **finding.as_dict()} if finding else None,
            "entity": {"name": self.entity, "class": entity_class(self.entity), "title": Bilingual(*titles)._asdict()},
            "recognizers": [_recognizer(each) for each in self.recognizers],
            "law": _legal(self.law),
            "kinds": {kind: _legal(told) for kind, told in self.kinds.items()},
            "thresholds": [
                {
                    "how": how, "full": told.full, "halved": told.halved, "title": told.title._asdict(),
                    "clause": told.clause._asdict(), "confidence": told.confidence, "note": told.note._asdict(),
                }
                for how, told in self.thresholds.items()
            ],
            "caveat": self.severity.caveat._asdict(),
            "severity": {
                "class": self.law.severity, "one_person": self.severity.code, "name": self.severity.name._asdict(),
                "proposal": self.severity.proposal._asdict(),
            },
            "policy": {
                "id": self.policy.id, "sha256": self.policy.digest, "outcome": self.outcome,
                "rules": [
                    {
                        "id": rule.id, "operator": rule.operator, "params": dict(rule.params), "forbidden": rule.forbidden,
                        "reason": rule.reason._asdict(),
                    }
                    for rule in self.rules
                ],
            },
        }  # fmt: skip


def names(catalogue: Catalogue) -> dict[str, str]:
    """Everything that an entity may be called, without case, and the entity: its name and its titles, and those of its
    recognizers. What an entity itself is called goes before what a recognizer is called.
    """
    every = list(dict.fromkeys([*ENTITIES, *(recognizer.entity for recognizer in catalogue)]))
    called = {plain(name): name for name in every}
    for name in every:
        called |= {plain(title): name for title in ENTITY_TITLES.get(name, ()) if plain(title) not in called}
    for recognizer in catalogue:
        for title in recognizer.title.values():
            called.setdefault(plain(title), recognizer.entity)
    return called


def plain(name: str) -> str:
    """A name of an entity as it is compared: ``CN-Resident-ID`` and ``cn_resident_id`` are the same."""
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _recognizers(recognizers: Sequence[Recognizer], texts: Texts) -> Iterator[str]:
    separator = texts("why.separator")
    for r in recognizers:
        yield " ".join(
            part for part in (f"{r.id}:", r.title.get(texts.language, ""), f"({r.kind})" if r.kind else "") if part
        )
        yield f"· {texts('explain.engine', name=r.engine)}" if r.engine != "patterns" else ""
        for key, parts in (
            ("patterns", [pattern.id for pattern in r.patterns]),
            ("checks", r.checks),
            ("references", r.references),
            ("mistaken", r.false_positives),
        ):
            yield (
                f"· {texts(f'explain.{key}', names=separator.join(part.rstrip('.') for part in parts))}"
                if parts
                else ""
            )
        yield f"· {texts('explain.file', name=os.path.normpath(r.source))}"


def _recognizer(r: Recognizer) -> dict[str, Any]:
    return {
        "id": r.id, "kind": r.kind, "title": dict(r.title), "status": r.status, "engine": r.engine,
        "patterns": [pattern.id for pattern in r.patterns], "checks": list(r.checks), "references": list(r.references),
        "false_positives": list(r.false_positives), "file": os.path.normpath(r.source),
    }  # fmt: skip


def _legal(told: LegalClass) -> dict[str, Any]:
    return {
        "category": told.category, "confidence": told.confidence, "severity": told.severity,
        "sentence": {"zh": told.sentence("zh"), "en": told.sentence("en")},
        "citations": [{"id": cite.id, "zh": cite.zh, "en": cite.en, "force": cite.force} for cite in told.cites],
    }  # fmt: skip


def _in(text: Bilingual, texts: Texts) -> str:
    return text.zh if texts.language == "zh" else text.en
