"""A report that may leave: the names of sheets, of members of archives and of columns in it tell of nobody.

A report of one's own says where a finding stands in the words of the file. In a pack they go to others, and people call sheets and
screenshots by the names of those they are about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, partial

from leakguard.findings import Evidence, Finding
from leakguard.proof.receipt import shown_name
from leakguard.proof.searching import Searcher
from leakguard.proof.sought import Sought
from leakguard.report import ColumnSummary, Report, SourceSummary
from leakguard.scanning import Scanner

_Hide = Callable[[str], str]


def shown(report: Report, scanner: Scanner, sought: Sought) -> Report:
    """The report with all names without values. ``sought`` is what was hidden in any of its sources."""
    hide = cache(partial(shown_name, scanner, Searcher(sought) if sought else None))
    return replace(
        report,
        findings=[_finding(finding, hide) for finding in report.findings],
        forbidden=[_finding(finding, hide) for finding in report.forbidden],
        sources=[_source(source, hide) for source in report.sources],
        unscanned=[replace(part, part=_text(part.part, hide), detail=hide(part.detail)) for part in report.unscanned],
    )


def _source(source: SourceSummary, hide: _Hide) -> SourceSummary:
    return replace(
        source,
        columns=tuple(_column(column, hide) for column in source.columns),
        examples=tuple(replace(example, finding=_finding(example.finding, hide)) for example in source.examples),
        groups=tuple(
            replace(
                group,
                part=_text(group.part, hide),
                findings=tuple(_finding(finding, hide) for finding in group.findings),
            )
            for group in source.groups
        ),
    )


def _column(column: ColumnSummary, hide: _Hide) -> ColumnSummary:
    return replace(
        column,
        part=_text(column.part, hide),
        header=_text(column.header, hide),
        reasons=_evidence(column.reasons, hide),
    )


def _finding(finding: Finding, hide: _Hide) -> Finding:
    place = finding.location
    place = replace(
        place, part=_text(place.part, hide), header=_text(place.header, hide), pointer=_text(place.pointer, hide)
    )
    return replace(finding, location=place, evidence=_evidence(finding.evidence, hide))


def _evidence(evidence: Iterable[Evidence], hide: _Hide) -> tuple[Evidence, ...]:
    return tuple(replace(each, name=hide(each.name)) if each.kind == "header" else each for each in evidence)


def _text(text: str | None, hide: _Hide) -> str | None:
    return None if text is None else hide(text)
