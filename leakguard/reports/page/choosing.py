"""What of a large report is shown: some of everything, what is forbidden first, and as much of one file as of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from leakguard.census import Example, LinkedGroup
from leakguard.report import ColumnSummary, Report, SourceSummary
from leakguard.reports import words


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that is shown. ``notes`` is of each of the smaller lists: unscanned parts, allow entries, unknown columns."""

    examples: int = 3_000
    groups: int = 90
    members: int = 24
    sources: int = 1_000
    columns: int = 1_500
    notes: int = 500

    def halved(self) -> Caps:
        """Half of everything."""
        return Caps(*(most // 2 for most in (
            self.examples, self.groups, self.members, self.sources, self.columns, self.notes,
        )))  # fmt: skip


def examples(report: Report, most: int) -> list[Example]:
    """All findings if the report lists them and they fit, else examples: of every column one before there are two of another.

    They stand in the order of the report.
    """
    every = list(_every(report, most))
    if len(every) <= most:
        return every
    met: Counter[Hashable] = Counter()
    columns: dict[Hashable, int] = {}
    in_source: Counter[str] = Counter()
    ranked = []
    for index, example in enumerate(every):
        place = example.finding.location
        column = (place.source, place.part, place.column, example.finding.entity)
        if column not in columns:
            columns[column] = in_source[place.source]
            in_source[place.source] += 1
        kept = let_pass(example)
        ranked.append((kept, met[column, kept], columns[column], index))
        met[column, kept] += 1
    return [every[index] for *_, index in sorted(sorted(ranked)[:most], key=lambda each: each[-1])]


def _every(report: Report, most: int) -> Iterator[Example]:
    """What can be shown: the findings, or the examples of the sources where there are too many or not all are listed."""
    complete = not report.more and len(report.findings) <= most
    if not complete and any(source.examples for source in report.sources):
        for source in report.sources:
            yield from source.examples
        return
    told = "policy" not in report.lacks
    forbidden = set(map(id, report.forbidden))
    for finding in report.findings:
        yield Example(finding, id(finding) in forbidden if told else None)


def let_pass(example: Example) -> bool:
    """The key by which examples are sorted so that what the policy forbids stands first, else in the order of the report."""
    return example.forbidden is False


def groups(report: Report, most: int) -> list[LinkedGroup]:
    """Records in the order of the report; of every source those that hold most kinds of information."""
    ranked = []
    for place, source in enumerate(report.sources):
        fullest = sorted(range(len(source.groups)), key=lambda index: (-_kinds(source.groups[index]), index))
        ranked += [(rank, place, index) for rank, index in enumerate(fullest)]
    chosen = sorted((place, index) for _, place, index in sorted(ranked)[:most])
    return [report.sources[place].groups[index] for place, index in chosen]


def _kinds(group: LinkedGroup) -> int:
    return len({finding.entity for finding in group.findings})


def columns(report: Report, most: int) -> list[tuple[SourceSummary, ColumnSummary]]:
    """Columns worth a line, in the order of the report; of every source as many as of another one."""
    ranked = []
    for place, source in enumerate(report.sources):
        worth = [index for index, column in enumerate(source.columns) if words.carries(column)]
        ranked += [(rank, place, index) for rank, index in enumerate(worth)]
    chosen = sorted((place, index) for _, place, index in sorted(ranked)[:most])
    return [(report.sources[place], report.sources[place].columns[index]) for place, index in chosen]
