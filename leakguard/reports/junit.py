"""The report as JUnit XML, for build servers: a suite for each source, a test for the whole of it and for each column or entity.

A test fails if the policy forbids something, and is in error if something was not scanned, or if it is not known whether what was
found is forbidden: a build that stops at both is a gate. The form is that of the schema of the Jenkins xUnit plugin
(``junit-10.xsd``); only characters that XML 1.0 allows are written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from leakguard.findings import Finding
from leakguard.messages import Texts
from leakguard.report import ColumnSummary, Report, SourceSummary
from leakguard.reports import words
from leakguard.reports.page.choosing import Caps
from leakguard.reports.page.wording import VALUE, Wording
from leakguard.reports.sheets import fitted
from leakguard.reports.width import truncate, visible

CAPS = Caps(sources=2_000, columns=100, notes=2_000)
"""``columns`` is of each source."""

_EXAMPLES = 3
"""Examples in a failure."""

_Key = tuple[str, str | None, int | None] | tuple[str, str]
"""A column, or the entity of a source."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A test: ``result`` is ``failure`` or ``error``, or empty if it passed."""

    name: str
    result: str = ""
    type: str = ""
    message: str = ""
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Suite:
    """Tests of a source."""

    name: str
    cases: Sequence[_Case]
    properties: Mapping[str, object]


def render(report: Report, texts: Texts) -> bytes:
    """The suites, below 5 MB; what is not told one by one is told together, and fails if something of it does."""
    return fitted(lambda caps: _xml(_Suites(report, texts, caps).all()), CAPS)


class _Suites:
    """Makes the suites of a report."""

    def __init__(self, report: Report, texts: Texts, caps: Caps) -> None:
        self._report, self._texts, self._caps, self._words = report, texts, caps, Wording(texts)
        self._judged = "policy" not in report.lacks
        self._forbidden = _forbidden(report)

    def all(self) -> list[_Suite]:
        """A suite for each source, one for those that are left out, and one for what was not scanned."""
        report, texts = self._report, self._texts
        suites = [self._source(source) for source in report.sources[: self._caps.sources]]
        rest = report.sources[self._caps.sources :]
        if rest:
            name = texts("junit.more-files", count=f"{len(rest):,}")
            case = self._whole(name, sum(source.findings for source in rest), sum(source.forbidden for source in rest))
            suites.append(_Suite(name, [case], {}))
        return [*suites, _Suite(self._words("section.unscanned"), list(self._unscanned()), self._head())]

    def _head(self) -> dict[str, object]:
        report = self._report
        return {
            "leakguard.version": visible(report.tool_version), "leakguard.policy": visible(report.policy),
            "leakguard.policy.sha256": visible(report.policy_digest), "leakguard.catalogue.sha256": visible(report.catalogue_digest),
            "leakguard.as-of": report.as_of.isoformat(), "leakguard.severity": report.severity.code,
            "leakguard.persons": report.persons.distinct, "leakguard.findings": report.total,
            **({"leakguard.findings.file": self._words.source(report.beside)} if report.beside else {}),
        }  # fmt: skip

    def _source(self, source: SourceSummary) -> _Suite:
        cases = [self._whole(self._texts("junit.whole"), source.findings, source.forbidden)]
        cases += self._columns(source) if source.columns else self._entities(source)
        properties = {
            "format": visible(source.format), "sha256": visible(source.sha256), "findings": source.findings,
            "persons": source.persons.distinct,
        }  # fmt: skip
        return _Suite(self._words.source(source.name), cases, properties)

    def _whole(self, name: str, findings: int, forbidden: int) -> _Case:
        if not self._judged and findings:
            return _Case(name, "error", "not-known", self._texts("junit.unknown", count=f"{findings:,}"))
        if not forbidden:
            return _Case(name)
        policy = self._words.long(self._report.policy)
        text = self._texts("junit.whole-failure", policy=policy, forbidden=f"{forbidden:,}", count=f"{findings:,}")
        return _Case(name, "failure", "forbidden", text)

    def _columns(self, source: SourceSummary) -> Iterator[_Case]:
        worth = [column for column in source.columns if words.carries(column)]
        shown = worth[: self._caps.columns]
        for column in shown:
            yield self._judge(self._column(column), (source.name, column.part, column.index), column.entities)
        if len(shown) < len(source.columns):
            rest = worth[self._caps.columns :]
            found = [f for column in rest for f in self._forbidden.get((source.name, column.part, column.index), ())]
            name = self._texts("junit.more-columns", count=f"{len(source.columns) - len(shown):,}")
            counts: dict[str, int] = defaultdict(int)
            for entity, count in (item for column in rest for item in column.entities.items()):
                counts[entity] += count
            yield self._case(name, found, counts)

    def _column(self, column: ColumnSummary) -> str:
        part = f"{self._words.long(column.part)} · " if column.part else ""
        return f"{part}{column.index + 1} {words.letters(column.index)} {self._words.header(column.header)}"

    def _entities(self, source: SourceSummary) -> Iterator[_Case]:
        for entity, count in list(source.entities.items())[: self._caps.columns]:
            yield self._judge(self._words.entity(entity), (source.name, entity), {entity: count})

    def _judge(self, name: str, key: _Key, counts: Mapping[str, int]) -> _Case:
        return self._case(name, self._forbidden.get(key, ()), counts)

    def _case(self, name: str, forbidden: Sequence[Finding], counts: Mapping[str, int]) -> _Case:
        texts, w = self._texts, self._words
        told = texts("why.separator").join(f"{w.entity(entity)} {count:,}" for entity, count in counts.items())
        if not self._judged and counts:
            return _Case(
                name, "error", "not-known", f"{texts('junit.unknown', count=f'{sum(counts.values()):,}')} {told}"
            )
        if not forbidden:
            return _Case(name)
        lines = [
            f"{w.entity(finding.entity, finding.kind)} {truncate(visible(finding.preview), VALUE)}: "
            f"{w.place(finding.location, finding.start)}"
            for finding in forbidden[:_EXAMPLES]
        ]
        return _Case(
            name, "failure", "forbidden", texts("junit.failure", policy=w.long(self._report.policy), counts=told), lines
        )

    def _unscanned(self) -> Iterator[_Case]:
        report, texts, w = self._report, self._texts, self._words
        for part in report.unscanned[: self._caps.notes]:
            name = w.source(part.source) + (f" · {w.source(part.part)}" if part.part else "")
            reason = texts.known(f"reason.{part.reason}", w.long(part.reason))
            cure = texts.known(f"cure.{part.reason}", texts("cure.other"))
            yield _Case(name, "error", f"unscanned.{w.long(part.reason)}", f"{reason} ({w.long(part.detail)})", [cure])
        if len(report.unscanned) > self._caps.notes:
            count = f"{len(report.unscanned) - self._caps.notes:,}"
            yield _Case(texts("format.more", count=count), "error", "unscanned", w("unscanned-note"))
        if "unscanned" in report.lacks:
            yield _Case(w("section.unscanned"), "error", "not-known", w("unscanned-unknown"))
        elif not report.unscanned:
            yield _Case(w("unscanned-none"))


def _forbidden(report: Report) -> dict[_Key, list[Finding]]:
    """Some of the findings that the policy forbids, by column and by entity of each source."""
    found: dict[_Key, list[Finding]] = defaultdict(list)
    for finding in _every(report):
        place = finding.location
        for key in ((place.source, place.part, place.column), (place.source, finding.entity)):
            if len(found[key]) < _EXAMPLES:
                found[key].append(finding)
    return found


def _every(report: Report) -> Iterable[Finding]:
    yield from (example.finding for source in report.sources for example in source.examples if example.forbidden)
    if not any(source.examples for source in report.sources):
        yield from report.forbidden


def _xml(suites: Sequence[_Suite]) -> bytes:
    root = ET.Element("testsuites", name="leakguard")
    for suite in suites:
        made = ET.SubElement(root, "testsuite", {"name": suite.name, **_counts(suite.cases), "skipped": "0"})
        properties = ET.SubElement(made, "properties") if suite.properties else made
        for name, value in suite.properties.items():
            ET.SubElement(properties, "property", name=name, value=str(value))
        for case in suite.cases:
            _write(case, suite.name, made)
    every = [case for suite in suites for case in suite.cases]
    root.attrib.update(_counts(every))
    ET.indent(root, " ")
    data: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data + b"\n"


def _counts(cases: Sequence[_Case]) -> dict[str, str]:
    results = [case.result for case in cases]
    return {
        "tests": str(len(results)), "failures": str(results.count("failure")), "errors": str(results.count("error")),
    }  # fmt: skip


def _write(case: _Case, suite: str, parent: ET.Element) -> None:
    made = ET.SubElement(parent, "testcase", name=case.name, classname=suite)
    if case.result:
        told = ET.SubElement(made, case.result, type=case.type, message=case.message)
        told.text = "\n".join(case.lines) or None
