"""What stands at the head of the page: verdict, tiles, charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leakguard.census import HAVING
from leakguard.legal import word
from leakguard.report import ColumnSummary, Report, SourceSummary, Verdict
from leakguard.reports import words
from leakguard.reports.page import law, tables
from leakguard.reports.page.charts import Chart, Row, chart
from leakguard.reports.page.wording import VALUE, Wording
from leakguard.reports.width import truncate

_BARS = 10
"""Most bars of a chart."""

_LOOKS = {Verdict.SHARE: "ok", Verdict.SHARE_REDACTED: "warn", Verdict.DO_NOT_SHARE: "bad"}


@dataclass(frozen=True, slots=True)
class Told:
    """The verdict: ``look`` is ``ok``, ``warn`` or ``bad``."""

    look: str
    title: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """A number, or what is said instead, with its name and a note."""

    id: str
    name: str
    number: str | int
    note: str
    look: str = ""


def verdict(report: Report, wording: Wording) -> Told:
    """No verdict where the policy or the unscanned parts are not known."""
    if report.lacks & {"policy", "unscanned"}:
        return Told("warn", wording("verdict.unknown"), (wording("verdict-why.unknown"),))
    policy, reasons = wording.long(report.policy), []
    if report.unscanned:
        reasons.append(wording("verdict-why.unscanned", count=wording.count(len(report.unscanned))))
    if report.forbidden_count:
        count = wording.count(report.forbidden_count)
        reasons.append(wording("verdict-why.forbidden", policy=policy, count=count))
    if not reasons:
        reasons.append(wording("verdict-why.nothing", policy=policy))
    return Told(_LOOKS[report.verdict], wording(f"verdict.{report.verdict.value}"), tuple(reasons))


def tiles(report: Report, wording: Wording) -> Iterator[Tile]:
    """The numbers that are asked for first."""
    severity, persons, unknown = report.severity, report.persons, wording("not-known")
    grave = "bad" if severity.level >= 4 else "warn" if severity.level >= 2 else "ok"
    yield Tile("severity", wording("tile.severity"), law.level(severity, wording), wording.said(severity.name), grave)
    note = wording("tile.persons-note")
    if persons.masked:
        note = f"{note} · {wording('tile.persons-masked', count=wording.count(persons.masked))}"
    yield Tile("persons", wording("tile.persons"), persons.distinct, note)
    masked = wording("tile.findings-note", count=wording.count(sum(report.masked_entities.values())))
    yield Tile("findings", wording("tile.findings"), report.total, masked)
    yield _forbidden(report, wording)
    found = sum(1 for source in report.sources if source.findings)
    files = wording("tile.files-note", count=wording.count(found))
    yield Tile("files", wording("tile.files"), len(report.sources), files)
    yield _unscanned(report, wording)
    if severity.minors is None:
        yield Tile("minors", wording("tile.minors"), unknown, wording("tile.minors-unknown"))
    elif severity.minors:
        yield Tile("minors", wording("tile.minors"), severity.minors, wording("tile.minors-some"), "bad")
    else:
        yield Tile("minors", wording("tile.minors"), 0, wording("tile.minors-none"))


def _forbidden(report: Report, wording: Wording) -> Tile:
    if "policy" in report.lacks:
        return Tile("forbidden", wording("tile.forbidden"), wording("not-known"), wording("verdict-why.unknown"))
    count = report.forbidden_count
    note = wording("tile.forbidden-note", policy=wording.long(report.policy))
    return Tile("forbidden", wording("tile.forbidden"), count, note, "bad" if count else "ok")


def _unscanned(report: Report, wording: Wording) -> Tile:
    name, count = wording("tile.unscanned"), len(report.unscanned)
    if "unscanned" in report.lacks and not count:
        return Tile("unscanned", name, wording("not-known"), wording("unscanned-unknown"))
    if not count:
        return Tile("unscanned", name, 0, wording("tile.unscanned-none"), "ok")
    return Tile("unscanned", name, count, wording("tile.unscanned-note"), "bad")


def charts(report: Report, wording: Wording) -> list[Chart]:
    """The charts that have something to show."""
    judged = "policy" not in report.lacks
    forbidden, masked = report.forbidden_entities, report.masked_entities

    def row(label: str, found: int, bad: int, hidden: int) -> Row:
        said = wording("bar.found", count=wording.count(found))
        if judged:
            said = wording("bar.forbidden", count=wording.count(found), forbidden=wording.count(bad))
        if hidden:
            said = wording("bar.masked", said=said, masked=wording.count(hidden))
        dim = min(hidden, found - bad)
        return Row(
            truncate(label, VALUE), said, [("bad", bad), ("kept" if judged else "plain", found - bad - dim), ("masked", dim)]
        )  # fmt: skip

    entities = [
        row(wording.entity(name), found, forbidden.get(name, 0), masked.get(name, 0))
        for name, found in list(report.entities.items())[:_BARS]
    ]
    classes = [
        row(word("classes", category, wording.language), *told)
        for category, told in tables.class_counts(report).items()
    ]
    sources = sorted((source for source in report.sources if source.findings), key=lambda source: -source.findings)
    files = [
        row(wording.source(source.name, VALUE), source.findings, source.forbidden, sum(source.masked.values()))
        for source in sources[:_BARS]
    ]
    persons, columns = list(_persons(report, wording)), _columns(report)
    drawn = [
        chart("entities", wording("chart.entities"), entities, len(report.entities)),
        chart("classes", wording("chart.classes"), classes, len(classes)),
        chart("files", wording("chart.files"), files, len(sources)),
        chart("persons", wording("chart.persons"), persons, len(persons)),
        chart("columns", wording("chart.columns"), _of_columns(report, columns[:_BARS], wording), len(columns)),
    ]
    return [each for each in drawn if each.bars]


def _persons(report: Report, wording: Wording) -> Iterator[Row]:
    """What is told of most persons first."""
    persons = report.persons
    for what in sorted(HAVING, key=lambda what: -persons.of(what)):
        if persons.of(what):
            said = wording("bar.persons", count=wording.count(persons.of(what)))
            yield Row(wording(f"having.{what}"), said, [("plain", persons.of(what))])


def _columns(report: Report) -> list[tuple[SourceSummary, ColumnSummary]]:
    """The columns with findings, those with most first."""
    every = [(source, column) for source in report.sources for column in source.columns if column.findings]
    return sorted(every, key=lambda pair: -pair[1].findings)


def _of_columns(report: Report, columns: Sequence[tuple[SourceSummary, ColumnSummary]], wording: Wording) -> list[Row]:
    rows = []
    for source, column in columns:
        label = f"{words.letters(column.index)} {wording.header(column.header)}"
        if len(report.sources) > 1:
            label = f"{label} · {wording.source(source.name, VALUE // 2)}"
        said = wording("bar.found", count=wording.count(column.findings))
        rows.append(Row(truncate(label, VALUE), said, [("plain", column.findings)]))
    return rows
