"""The report for somebody at a terminal. All places are counted from 1, all previews are masked."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath

from leakguard.findings import Finding
from leakguard.messages import Texts
from leakguard.report import ColumnSummary, Report, SourceSummary, Verdict
from leakguard.reports import words
from leakguard.reports.layout import PLAIN, Style, table
from leakguard.reports.width import pad, truncate, visible, width, wrap

_FILE_CELLS = 100
"""Columns of a report in a file."""

_INDENT = "  "
_WHY_CELLS = 44
_VALUE_CELLS = 24
_UNKNOWN = 20
"""Most columns of unknown meaning that are listed."""
_WRITTEN_AS_XLSX = {"xls", "ods"}
_VERDICT_COLOUR = {Verdict.SHARE: "green", Verdict.SHARE_REDACTED: "yellow", Verdict.DO_NOT_SHARE: "red"}


@dataclass(frozen=True, slots=True)
class Terminal:
    """Renders reports in ``cells`` terminal cells; raw values only when ``reveal`` is true."""

    texts: Texts
    cells: int = 80
    style: Style = PLAIN
    examples: int = 5
    reveal: bool = False

    def render(self, report: Report) -> Iterator[str]:
        """The lines of a report, without line ends."""
        for source in report.sources:
            yield from self._source(source)
            yield ""
        if report.findings and self.examples:
            yield from self._examples(report)
        if report.unscanned:
            yield from (self.style(text, "bold", "red") for text in wrap(self.texts("report.unscanned"), self.cells))
            for text in words.unscanned(report.unscanned, self.texts):
                yield from self._wrapped(text, _INDENT + text[: len(text) - len(text.lstrip())])
            yield ""
        yield from self._asides(report)
        yield from self._severity(report)
        yield from self._verdict(report)

    def _asides(self, report: Report) -> Iterator[str]:
        """What the policy lets pass, and what it wants to be told."""
        lines = list(words.report_allow_list(report, self.texts))
        for text in lines:
            yield from self._wrapped(text, "")
        unknown = list(words.unknown_columns(report, self.texts)) if report.tells_unknown else []
        if unknown:
            yield self.style(self.texts("report.unknown-columns"), "bold")
        for text in unknown[:_UNKNOWN]:
            yield from self._wrapped(text, _INDENT)
        if len(unknown) > _UNKNOWN:
            yield _INDENT + self.style(self.texts("report.more", count=f"{len(unknown) - _UNKNOWN:,}"), "dim")
        if lines or unknown:
            yield ""

    def _source(self, source: SourceSummary) -> Iterator[str]:
        name = words.source_name(source.name, self.texts)
        yield self.style(name, "bold")
        yield from self._wrapped(" | ".join(words.summary(source, self.texts)), _INDENT)
        if source.columns:
            yield from self._columns(source.columns)
        elif source.entities:
            rows = [(self.texts.entity(name), visible(name), str(count)) for name, count in source.entities.items()]
            yield from self._table(
                (self.texts("report.entity"), "", self.texts("report.found")), rows, shrink=(0, 1), right=(2,)
            )

    def _columns(self, columns: Sequence[ColumnSummary]) -> Iterator[str]:
        for part, group in groupby(columns, key=lambda column: column.part):
            if part:
                yield _INDENT + self.style(visible(part), "bold")
            every = list(group)
            shown = [column for column in every if words.carries(column)]
            if shown:
                heads = ("report.column", "report.header", "report.meaning", "report.found")
                yield from self._table(
                    [self.texts(key) for key in heads], [self._column(c) for c in shown], shrink=(1, 2, 3), flow=True
                )
            if len(shown) < len(every) and shown:
                yield _INDENT + self.style(self.texts("report.other-columns", count=len(every) - len(shown)), "dim")

    def _column(self, column: ColumnSummary) -> tuple[str, str, str, str]:
        head = words.header(column.header) if column.header else self.texts("report.no-header")
        found = words.entities(column.entities, self.texts) or "-"
        return f"{column.index + 1} {words.letters(column.index)}", head, words.meaning(column, self.texts), found

    def _table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        shrink: Sequence[int] = (),
        right: Sequence[int] = (),
        flow: bool = False,
    ) -> Iterator[str]:
        first, *others = table([head, *rows], self.cells - len(_INDENT), shrink=shrink, right=right, flow=flow)
        yield _INDENT + self.style(first, "dim")
        yield from (_INDENT + line for line in others)

    def _examples(self, report: Report) -> Iterator[str]:
        forbidden = set(map(id, report.forbidden))
        title = self.texts("report.examples-raw" if self.reveal else "report.examples")
        yield from (self.style(text, "bold") for text in wrap(title, self.cells))
        bad = report.forbidden_entities
        counts = report.entities
        for entity in sorted(counts, key=lambda name: -bad.get(name, 0)):
            found = [finding for finding in report.findings if finding.entity == entity]
            numbers = {"count": f"{counts[entity]:,}", "forbidden": f"{bad.get(entity, 0):,}"}
            key = "report.entity-bare" if "policy" in report.lacks else "report.entity-line"
            line = self.texts(key, title=self.texts.entity(entity), entity=visible(entity), **numbers)
            yield _INDENT + self.style(truncate(line, self.cells - len(_INDENT)), "cyan")
            chosen = _choose(found, forbidden, self.examples)
            yield from self._lines(chosen, forbidden, several=len(report.sources) > 1)
            if counts[entity] > len(chosen):
                more = self.texts("report.more", count=f"{counts[entity] - len(chosen):,}")
                yield _INDENT * 2 + self.style(more, "dim")
        yield ""

    def _lines(self, findings: Sequence[Finding], forbidden: set[int], several: bool) -> Iterator[str]:
        rows = [
            (
                words.place(finding.location, finding.start, self.texts),
                self._shown(finding),
                f"{finding.score:.2f}",
            )
            for finding in findings
        ]
        # Room for the reason on the same line, if it can be had; else it takes lines of its own.
        aligned = table(rows, self.cells - len(_INDENT) * 3, shrink=(0,))
        room = self.cells - len(_INDENT) * 4 - max(map(width, aligned))
        beside = room >= _WHY_CELLS or all(width(words.why(finding, self.texts)) <= room for finding in findings)
        name = None
        for finding, line in zip(findings, aligned, strict=True):
            if several and finding.location.source != name:
                name = finding.location.source
                yield _INDENT * 2 + self.style(truncate(words.source_name(name, self.texts), self.cells - 4), "dim")
            mark = self.style("!", "red", "bold") if id(finding) in forbidden else " "
            start = f"{_INDENT * 2}{mark} "
            reason = words.why(finding, self.texts)
            if beside:
                first, *rest = wrap(reason, room)
                column = self.cells - room
                yield start + pad(line, column - len(_INDENT) * 3) + self.style(first, "dim")
                yield from (" " * column + self.style(text, "dim") for text in rest)
            else:
                yield start + line
                yield from (_INDENT * 4 + self.style(text, "dim") for text in wrap(reason, self.cells - 8))

    def _shown(self, finding: Finding) -> str:
        text = visible(finding.value if self.reveal else finding.preview)
        return text if self.reveal else truncate(text, _VALUE_CELLS)

    def _severity(self, report: Report) -> Iterator[str]:
        """How grave it would be if this leaked, and why."""
        severity = report.severity
        if not severity.level and not severity.partial:
            return
        name = getattr(severity.name, self.texts.language)
        persons = report.persons
        head = self.texts(
            "report.severity-least" if severity.partial else "report.severity",
            level=severity.code,
            name=name,
            count=f"{persons.distinct:,}",
        )
        if persons.masked:
            head += self.texts("report.severity-masked", count=f"{persons.masked:,}")
        yield from (self.style(line, "bold") for line in wrap(head, self.cells))
        grounds = [getattr(ground.text, self.texts.language) for ground in severity.grounds]
        yield from self._wrapped(self.texts("why.separator").join(grounds), _INDENT)
        for note in severity.notes:
            yield from self._wrapped(getattr(note, self.texts.language), _INDENT)
        if report.lacks:
            yield from self._wrapped(words.lacks(report, self.texts), "")

    def _verdict(self, report: Report) -> Iterator[str]:
        if "policy" in report.lacks:
            return
        line = words.report_verdict(report, self.texts)
        for text in wrap(line, self.cells):
            yield self.style(text, "bold", _VERDICT_COLOUR[report.verdict])
        if report.note is not None:
            yield from self._wrapped(report.note._asdict()[self.texts.language], "")
        if report.unscanned:
            yield from self._wrapped(self.texts("todo.unscanned"), "")
        if report.forbidden:
            yield from self._wrapped(self._todo(report), "")

    def _todo(self, report: Report) -> str:
        bad = {finding.location.source for finding in report.forbidden}
        if len(bad) > 1:
            return self.texts("todo.redact-many")
        (source,) = bad
        path = PurePath(source)
        formats = {summary.format for summary in report.sources if summary.name == source}
        suffix = ".xlsx" if formats & _WRITTEN_AS_XLSX else path.suffix
        target = "-" if source == "-" else str(path.with_name(f"{path.stem}.redacted{suffix}"))
        return self.texts("todo.redact", source=visible(shlex.quote(source)), target=visible(shlex.quote(target)))

    def _wrapped(self, text: str, indent: str) -> Iterator[str]:
        return (indent + line for line in wrap(text.strip(), self.cells - len(indent)))


def render(report: Report, texts: Texts, reveal: bool = False) -> bytes:
    """The report as a text file."""
    lines = Terminal(texts, _FILE_CELLS, reveal=reveal).render(report)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def _choose(findings: Sequence[Finding], forbidden: set[int], limit: int) -> list[Finding]:
    """The first few, what is forbidden before the rest and new values before ones shown already, in their order."""
    seen: set[str] = set()
    ranked = []
    for index, finding in enumerate(findings):
        ranked.append((id(finding) not in forbidden, finding.fingerprint in seen, index))
        seen.add(finding.fingerprint)
    return [findings[index] for *_, index in sorted(sorted(ranked)[:limit], key=lambda item: item[-1])]
