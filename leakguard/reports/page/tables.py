"""Files, columns, entities and the smaller lists of the page, as rows of texts and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leakguard.findings import Finding
from leakguard.legal import CATEGORIES, LegalClass, legal, word
from leakguard.policy import SEVERITIES
from leakguard.report import ColumnSummary, Report, SourceSummary
from leakguard.reports import columns, words
from leakguard.reports.page import choosing
from leakguard.reports.page.wording import Wording
from leakguard.reports.width import visible

_TYPES = 12
"""Most entities that are named beside a file or a column."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file and what was found in it."""

    name: str
    kind: str
    size: int
    persons: int
    findings: int
    forbidden: int
    masked: int
    types: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column. ``number`` is 1-based."""

    source: str
    number: int
    letters: str
    header: str
    meaning: str
    sure: float
    findings: int
    types: str
    why: str


@dataclass(frozen=True, slots=True)
class Cite:
    """What is cited, and what kind of text that is."""

    text: str
    force: str
    binding: bool


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity, how often it was found, and what it is in law. ``kinds`` are those that are something else in law."""

    title: str
    name: str
    findings: int
    forbidden: int
    masked: int
    category: str
    severity: str
    grade: int
    confidence: str
    cites: tuple[Cite, ...]
    note: str
    kinds: tuple[tuple[str, str, str, str], ...]


def files(report: Report, most: int, wording: Wording) -> list[FileRow]:
    """The sources in the order of the report."""
    return [_file(source, wording) for source in report.sources[:most]]


def _file(source: SourceSummary, wording: Wording) -> FileRow:
    texts = wording.texts
    reason = texts.known(f"encoding.{source.encoding_reason}", source.encoding_reason)
    encoding = texts("report.encoding", encoding=source.encoding, reason=visible(reason)) if source.encoding else ""
    return FileRow(
        name=wording.source(source.name),
        kind=" · ".join(text for text in (visible(source.format), encoding) if text),
        size=source.units,
        persons=source.persons.distinct,
        findings=source.findings,
        forbidden=source.forbidden,
        masked=sum(source.masked.values()),
        types=_types(source.entities, wording),
        sha256=source.sha256,
    )


def column_rows(report: Report, most: int, wording: Wording) -> list[ColumnRow]:
    """Columns worth a line."""
    return [_column(source, column, wording) for source, column in choosing.columns(report, most)]


def _column(source: SourceSummary, column: ColumnSummary, wording: Wording) -> ColumnRow:
    part = f" · {wording.long(column.part)}" if column.part else ""
    return ColumnRow(
        source=wording.source(source.name) + part,
        number=column.index + 1,
        letters=words.letters(column.index),
        header=wording.header(column.header),
        meaning=wording.long(words.meaning(column, wording.texts)),
        sure=column.confidence,
        findings=column.findings,
        types=_types(column.entities, wording),
        why=wording.long(columns.reasons(column.reasons, wording.texts)),
    )


def _types(counts: Mapping[str, int], wording: Wording) -> str:
    named = [f"{wording.entity(name)} {count:,}" for name, count in list(counts.items())[:_TYPES]]
    separator: str = wording.texts("why.separator")
    return separator.join(named) + ("…" if len(counts) > _TYPES else "")


def entity_rows(report: Report, most: int, wording: Wording) -> list[EntityRow]:
    """The entities, by class from the gravest on, then the most frequent first."""
    forbidden, masked = report.forbidden_entities, report.masked_entities
    kinds = _kinds([*report.findings, *(e.finding for source in report.sources for e in source.examples)])
    counts = list(report.entities.items())
    graded = sorted(counts, key=lambda each: (-SEVERITIES.index(legal(each[0]).severity), -each[1], each[0]))
    rows = []
    for name, count in graded[:most]:
        law = legal(name)
        differing = {kind: legal(name, kind) for kind in kinds.get(name, ()) if _differs(legal(name, kind), law)}
        rows.append(
            EntityRow(
                title=wording.entity(name),
                name=wording.long(name),
                findings=count,
                forbidden=forbidden.get(name, 0),
                masked=masked.get(name, 0),
                category=wording.category(law),
                severity=wording.texts(f"severity.{law.severity}"),
                grade=SEVERITIES.index(law.severity),
                confidence=wording.confidence(law.confidence),
                cites=cites(law, wording),
                note=law.zh if wording.language == "zh" else law.en,
                kinds=tuple(_kind(kind, law, wording) for kind, law in sorted(differing.items())),
            )
        )
    return rows


def _kinds(found: list[Finding]) -> Mapping[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for entity, kind in {(finding.entity, finding.kind) for finding in found}:
        if kind:
            kinds.setdefault(entity, set()).add(kind)
    return kinds


def _differs(one: LegalClass, other: LegalClass) -> bool:
    return (one.category, one.confidence, one.severity) != (other.category, other.confidence, other.severity)


def _kind(kind: str, law: LegalClass, wording: Wording) -> tuple[str, str, str, str]:
    """A kind, its class, how sure that is, and what is to be known of it."""
    note = law.zh if wording.language == "zh" else law.en
    return wording.kind(kind), wording.category(law), wording.confidence(law.confidence), note


def cites(law: LegalClass, wording: Wording) -> tuple[Cite, ...]:
    """What a class rests on."""
    return tuple(
        Cite(
            cite.zh if wording.language == "zh" else cite.en,
            word("forces", cite.force, wording.language),
            cite.force in ("law", "interpretation"),
        )
        for cite in law.cites
    )


def class_counts(report: Report) -> dict[str, tuple[int, int, int]]:
    """Findings, forbidden ones and hidden ones of each legal class that occurs."""
    forbidden, masked = report.forbidden_entities, report.masked_entities
    counts = dict.fromkeys(CATEGORIES, (0, 0, 0))
    for name, found in report.entities.items():
        before = counts[legal(name).category]
        counts[legal(name).category] = (
            before[0] + found, before[1] + forbidden.get(name, 0), before[2] + masked.get(name, 0),
        )  # fmt: skip
    return {category: told for category, told in counts.items() if told[0]}
