"""The tables of a report, the same for the workbook and for Markdown: titles, heads, rows of texts and numbers.

Rows, columns and characters count from 1. What comes from strangers is visible, cut to a length, and else as it is: whoever
writes the table sees to what its format would obey.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from leakguard.census import Example
from leakguard.messages import Texts
from leakguard.report import Report
from leakguard.reports import words
from leakguard.reports.page import choosing
from leakguard.reports.page.choosing import Caps
from leakguard.reports.page.context import context
from leakguard.reports.page.evidence import Group
from leakguard.reports.page.tables import EntityRow
from leakguard.reports.page.wording import VALUE, Wording
from leakguard.reports.width import truncate

Cell = str | int | float

LIMIT = 5_000_000
"""Most bytes of a report, whatever it is a report of."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. ``more`` is how many rows were left out, ``notes`` are sentences that belong to it."""

    id: str
    title: str
    heads: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    more: int = 0
    notes: tuple[str, ...] = ()


def fitted(render: Callable[[Caps], bytes], caps: Caps) -> bytes:
    """What is rendered with such caps, or with as many halves of them as it takes to stay below :data:`LIMIT`."""
    data = render(caps)
    while len(data) >= LIMIT and any((caps.examples, caps.sources, caps.notes)):
        caps = caps.halved()
        data = render(caps)
    return data


def sheets(report: Report, texts: Texts, caps: Caps) -> list[Sheet]:
    """All tables of a report, in the order in which they are read."""
    page, w = context(report, texts, replace(caps, examples=0)), Wording(texts)
    chosen = choosing.examples(report, caps.examples)
    return [
        _summary(report, page, report.total - len(chosen), w),
        _grounds(page, w),
        _thresholds(report, page, w),
        _duties(page, w),
        _entities(report, page, w),
        _files(report, page, w),
        _columns(report, page, w),
        _findings(report, chosen, w),
        _groups(page, w),
        _unscanned(report, page, w),
        _suppressions(report, page, w),
        Sheet(
            "method",
            w("section.method"),
            (w("versions"), w.texts("format.value")),
            page["method"],
            notes=(*page["how"], *page["limits"]),
        ),
    ]


def _summary(report: Report, page: dict[str, Any], more: int, w: Wording) -> Sheet:
    told = page["verdict"]
    rows: list[tuple[Cell, ...]] = [(w("verdict"), told.title, " ".join(told.reasons))]
    rows += [(tile.name, tile.number, tile.note) for tile in page["tiles"]]
    notes = [*([page["note"]] if page["note"] else []), *page["lacks"], *page["grade"].notes]
    if report.beside and more:
        notes.append(w("beside", file=w.source(report.beside)))
    heads = (w.texts("format.item"), w.texts("format.value"), w.texts("format.note"))
    return Sheet("summary", w("section.summary"), heads, rows, notes=tuple(notes))


def _grounds(page: dict[str, Any], w: Wording) -> Sheet:
    grade = page["grade"]
    rule = grade.minors_rule
    notes = (
        f"{grade.level} {grade.name}: {grade.meaning}",
        grade.minors,
        f"{rule.text} ({rule.clause}; {rule.confidence})",
        grade.proposal,
    )
    return Sheet("severity", w("section.severity"), (w("ground"), w("ground.effect")), list(grade.grounds), notes=notes)


def _thresholds(report: Report, page: dict[str, Any], w: Wording) -> Sheet:
    severity = report.severity
    rows: list[tuple[Cell, ...]] = [
        (
            w.said(each.title), each.counted, each.halved, w.texts(f"format.reaches.{each.reaches_halved}"), each.full,
            w.texts(f"format.reaches.{each.reaches_full}"), w.said(each.clause), w.confidence(each.confidence), w.said(each.note),
        )
        for each in severity.thresholds
    ]  # fmt: skip
    mixed = severity.mixed
    rows.append((
        w.said(mixed.title), round(float(mixed.share), 2), 0.5, w.texts(f"format.reaches.{mixed.reaches_halved}"), 1,
        w.texts(f"format.reaches.{mixed.reaches_full}"), w.said(mixed.clause), w.confidence(mixed.confidence), w.said(mixed.note),
    ))  # fmt: skip
    heads = (
        w("thresholds.what"), w("thresholds.counted"), w("thresholds.halved"), w.texts("format.reaches-halved"), w("thresholds.full"),
        w.texts("format.reaches-full"), w("source"), w("confidence"), w.texts("format.note"),
    )  # fmt: skip
    remarks = (f"{each.text} ({each.clause}; {each.confidence})" for each in page["grade"].remarks)
    return Sheet("thresholds", w("thresholds"), heads, rows, notes=(page["grade"].caveat, *remarks))


def _duties(page: dict[str, Any], w: Wording) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (each.text, each.within, w("duty.applies" if each.applies else "duty.compare"), each.clause, each.confidence)
        for each in page["grade"].duties
    ]
    heads = (w("duty"), w("duty.within"), w("duty.state"), w("source"), w("confidence"))
    return Sheet("duties", w("duties"), heads, rows)


def _entities(report: Report, page: dict[str, Any], w: Wording) -> Sheet:
    rows = [_entity(each, "policy" not in report.lacks, w) for each in page["entities"].rows]
    heads = (
        w("entity"), w.texts("format.id"), w("found"), w("forbidden"), w("masked"), w("class"), w("severity"), w("confidence"),
        w("clause"), w.texts("format.note"),
    )  # fmt: skip
    return Sheet(
        "entities", w("section.entities"), heads, rows, page["entities"].more, (w("entities-note" if rows else "none"),)
    )


def _entity(each: EntityRow, judged: bool, w: Wording) -> tuple[Cell, ...]:
    cites = "; ".join(cite.text + ("" if cite.binding else f" [{cite.force}]") for cite in each.cites)
    kinds = (
        f"{w('kind-of', kind=kind)}: {category} ({sure})" + (f", {note}" if note else "")
        for kind, category, sure, note in each.kinds
    )
    note = "; ".join(filter(None, (each.note, *kinds)))
    return (
        each.title, each.name, each.findings, each.forbidden if judged else w("not-known"), each.masked, each.category, each.severity,
        each.confidence, cites, note,
    )  # fmt: skip


def _files(report: Report, page: dict[str, Any], w: Wording) -> Sheet:
    unknown = w("not-known")
    judged, read = ("policy" not in report.lacks, "sources" not in report.lacks)
    rows: list[tuple[Cell, ...]] = [
        (
            each.name, each.kind or unknown, each.size if read else unknown, each.persons, each.findings,
            each.forbidden if judged else unknown, each.masked, each.types, each.sha256 or unknown,
        )
        for each in page["files"].rows
    ]  # fmt: skip
    heads = (
        w("file"), w.texts("format.kind"), w.texts("format.size"), w("persons"), w("found"), w("forbidden"), w("masked"), w("types"),
        w("hash"),
    )  # fmt: skip
    return Sheet("files", w("files"), heads, rows, page["files"].more)


def _columns(report: Report, page: dict[str, Any], w: Wording) -> Sheet:
    carrying = [words.carries(column) for source in report.sources for column in source.columns]
    rows: list[tuple[Cell, ...]] = [
        (each.source, each.number, each.letters, each.header, each.meaning, round(each.sure, 2), each.findings, each.types, each.why)
        for each in page["columns"]
    ]  # fmt: skip
    heads = (
        w("file"), w("column"), w.texts("format.letters"), w("header"), w("taken-for"), w("sure"), w("found"), w("types"), w("why"),
    )  # fmt: skip
    unknown = [f"{source}: {number} {head}" for source, number, head in page["unknown_columns"].rows]
    others = len(carrying) - sum(carrying)
    notes = [w("columns-note", count=w.count(others))] if others else []
    if unknown:
        more = page["unknown_columns"].more
        notes.append(f"{w('unknown-columns')}: {'; '.join(unknown[:_FEW])}{'…' if more or len(unknown) > _FEW else ''}")
    more = sum(carrying) - len(rows)
    return Sheet("columns", w("columns"), heads, rows, more, tuple(notes))


_FEW = 20
"""Most columns of unknown meaning that are named."""


def _findings(report: Report, chosen: list[Example], w: Wording) -> Sheet:
    heads = (
        w("id"), w("entity"), w.texts("format.id"), w("value"), w("file"), w("where"), w("state"), w("score"), w("why"),
        w("term.recognizer"), w.texts("format.fingerprint"),
    )  # fmt: skip
    note = w("evidence-shown", total=w.count(report.total), count=w.count(len(chosen)))
    more = report.total - len(chosen)
    notes = (f"{note}{w('evidence-capped') if more else w('evidence-all')}" if more else note,)
    return Sheet(
        "findings",
        w("evidence"),
        heads,
        [_finding(each, w) for each in sorted(chosen, key=choosing.let_pass)],
        more,
        notes,
    )


def _finding(example: Example, w: Wording) -> tuple[Cell, ...]:
    finding = example.finding
    state = w(f"state.{'u' if example.forbidden is None else 'x' if example.forbidden else 'k'}")
    if finding.masked:
        state = f"{state} ({w('already-masked')})"
    return (
        finding.id, w.entity(finding.entity, finding.kind), w.long(finding.entity), truncate(w.long(finding.preview), VALUE),
        w.source(finding.location.source), w.place(finding.location, finding.start), state, round(finding.score, 2),
        w.long(words.why(finding, w.texts)), truncate(w.long(finding.recognizer), VALUE), finding.fingerprint,
    )  # fmt: skip


def _groups(page: dict[str, Any], w: Wording) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (each.source, each.part, each.title, w("group.order") if each.order else "", len(each.findings) + each.more, _members(each, w))
        for each in page["evidence"].groups
    ]  # fmt: skip
    heads = (w("file"), w.texts("format.part"), w("where"), w.texts("format.order"), w("found"), w("value"))
    return Sheet("groups", w("section.groups"), heads, rows, notes=(w("groups-note" if rows else "none"),))


def _members(group: Group, w: Wording) -> str:
    told = [f"{each.entity} {each.value}" for each in group.findings]
    if group.more:
        told.append(w("group.more", count=group.more))
    return w.texts("why.separator").join(told)


def _unscanned(report: Report, page: dict[str, Any], w: Wording) -> Sheet:
    rows: list[tuple[Cell, ...]] = [(each.name, each.reason, each.detail, each.cure) for each in page["unscanned"].rows]
    heads = (w("file"), w("reason"), w("detail"), w("cure"))
    unknown = "unscanned" in report.lacks
    note = "unscanned-unknown" if unknown else "unscanned-note" if rows else "unscanned-none"
    return Sheet("unscanned", w("section.unscanned"), heads, rows, page["unscanned"].more, (w(note),))


def _suppressions(report: Report, page: dict[str, Any], w: Wording) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (each.id, each.count, each.reason, each.expires, each.note) for each in page["suppressions"].rows
    ]
    heads = (w("entry"), w("used"), w("why-allowed"), w("expires"), w.texts("format.note"))
    unknown = "policy" in report.lacks
    note = "suppressions-unknown" if unknown else "suppressions-note" if rows else "suppressions-none"
    return Sheet("suppressions", w("section.suppressions"), heads, rows, page["suppressions"].more, (w(note),))
