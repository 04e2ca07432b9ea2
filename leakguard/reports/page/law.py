"""Severity, thresholds, duties and method as the page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from leakguard.legal import wording as rule_of_speech
from leakguard.report import Report
from leakguard.reports.page.wording import Wording
from leakguard.severity import Ground, Mixed, Remark, Severity, Threshold

_LEVELS = range(7)


@dataclass(frozen=True, slots=True)
class Statement:
    """A legal statement with its source and how sure it is. ``state`` says whether it applies by what was counted."""

    text: str
    clause: str
    confidence: str
    within: str = ""
    applies: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A threshold beside what was counted."""

    title: str
    note: str
    counted: str
    halved: str
    reaches_halved: bool
    full: str
    reaches_full: bool
    clause: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Grade:
    """The severity: its level (``level`` with "at least" where that is so), the scale that it stands on, and the grounds, each with what it does to the level."""

    code: str
    level: str
    name: str
    meaning: str
    proposal: str
    scale: tuple[tuple[str, bool], ...]
    grounds: tuple[tuple[str, str], ...]
    minors: str
    minors_look: str
    minors_rule: Statement
    measures: tuple[Measure, ...]
    caveat: str
    remarks: tuple[Statement, ...]
    notes: tuple[str, ...]
    duties: tuple[Statement, ...]


def grade(severity: Severity, wording: Wording) -> Grade:
    """Everything that the severity says."""
    measures = [_measure(threshold, wording) for threshold in severity.thresholds]
    return Grade(
        code=severity.code,
        level=level(severity, wording),
        name=wording.said(severity.name),
        meaning=wording.said(severity.meaning),
        proposal=wording.said(severity.proposal),
        scale=tuple((f"S{level}", level == severity.level) for level in _LEVELS),
        grounds=tuple((wording.said(ground.text), _effect(ground, wording)) for ground in severity.grounds),
        minors=_minors(severity.minors, wording),
        minors_look="bad" if severity.minors else "",
        minors_rule=_remark(severity.minors_rule, wording),
        measures=(*measures, _mixed(severity.mixed, wording)),
        caveat=wording.said(severity.caveat),
        remarks=tuple(_remark(remark, wording) for remark in severity.remarks),
        notes=tuple(wording.said(note) for note in severity.notes),
        duties=tuple(
            Statement(
                wording.said(duty.text), wording.said(duty.clause), wording.confidence(duty.confidence), wording.said(duty.within),
                duty.applies,
            )
            for duty in severity.duties
        ),
    )  # fmt: skip


def level(severity: Severity, wording: Wording) -> str:
    """The level, of which part of the material may know a higher one."""
    return wording("at-least", code=severity.code) if severity.partial else severity.code


def _effect(ground: Ground, wording: Wording) -> str:
    if ground.id == "base":
        return wording("ground.base", count=ground.raises)
    if ground.raises < 0:
        return wording("ground.lowers", count=-ground.raises)
    return wording("ground.raises", count=ground.raises) if ground.raises else wording("ground.none")


def _minors(count: int | None, wording: Wording) -> str:
    if count is None:
        return wording("minors.unknown")
    return wording("minors.some", count=wording.count(count)) if count else wording("minors.none")


def _remark(remark: Remark, wording: Wording) -> Statement:
    return Statement(wording.said(remark.text), wording.said(remark.clause), wording.confidence(remark.confidence))


def _measure(threshold: Threshold, wording: Wording) -> Measure:
    return Measure(
        title=wording.said(threshold.title),
        note=wording.said(threshold.note),
        counted=wording.count(threshold.counted),
        halved=wording.count(threshold.halved),
        reaches_halved=threshold.reaches_halved,
        full=wording.count(threshold.full),
        reaches_full=threshold.reaches_full,
        clause=wording.said(threshold.clause),
        confidence=wording.confidence(threshold.confidence),
    )


def _mixed(mixed: Mixed, wording: Wording) -> Measure:
    return Measure(
        title=wording.said(mixed.title),
        note=wording.said(mixed.note),
        counted=f"{float(mixed.share):.2f}",
        halved="0.50",
        reaches_halved=mixed.reaches_halved,
        full="1.00",
        reaches_full=mixed.reaches_full,
        clause=wording.said(mixed.clause),
        confidence=wording.confidence(mixed.confidence),
    )


def method(report: Report, wording: Wording) -> Iterator[tuple[str, str]]:
    """Which tool, policy and recognizers made the report, and with which key."""
    unknown = "policy" in report.lacks
    yield wording("method.tool"), f"leakguard {wording.long(report.tool_version)}"
    yield wording("method.policy"), wording("not-known") if unknown else wording.long(report.policy)
    yield wording("method.policy-hash"), _known(report.policy_digest, wording)
    yield wording("method.catalogue-hash"), _known(report.catalogue_digest, wording)
    yield wording("method.day"), report.as_of.isoformat()
    yield wording("method.key"), _key(report, wording)


def _key(report: Report, wording: Wording) -> str:
    if report.key_origin is not None:
        return wording.said(report.key_origin)
    if report.key_id:
        return wording("method.key-id", id=wording.long(report.key_id))
    return wording("method.keyed" if report.keyed else "method.keyless")


def _known(digest: str, wording: Wording) -> str:
    return wording.long(digest) or wording("not-known")


def limits(wording: Wording) -> list[str]:
    """What the report does not cover, and how it may be read."""
    own = ("absence", "pictures", "state", "persons")
    spoken = ("counting", "standards", "masking", "confidence")
    return [
        *(wording(f"limit.{name}") for name in own),
        *(rule_of_speech(name, wording.language) for name in spoken),
        wording("limit.advice"),
    ]
