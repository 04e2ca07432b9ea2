"""What a bare list of findings says of a source: counts, columns, examples, whom it tells of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from leakguard.census import LinkedGroup
from leakguard.census.ledger import Ledger, number
from leakguard.census.samples import Samples
from leakguard.findings import Finding
from leakguard.report import ColumnSummary, SourceSummary

_MOST_GROUPS = 10


@dataclass
class Bare:
    """What a list of findings says of one source."""

    name: str
    entities: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)
    columns: dict[tuple[str | None, int], tuple[str | None, Counter[str]]] = field(default_factory=dict)
    samples: Samples = field(default_factory=Samples)
    _ledger: Ledger = field(default_factory=Ledger)
    _wanted: dict[int, int] | None = None
    _groups: dict[int, list[Finding]] = field(default_factory=dict)

    def add(self, record: Mapping[str, Any], finding: Finding, forbidden: bool | None) -> None:
        """Take in a finding."""
        self._ledger.add(record)
        self.entities[finding.entity] += 1
        self.masked[finding.entity] += finding.masked
        column = finding.location.column
        self.samples.show(finding, column, forbidden)
        if column is not None:
            place = (finding.location.part, column)
            self.columns.setdefault(place, (finding.location.header, Counter()))[1][finding.entity] += 1

    def add_to_group(self, record: Mapping[str, Any], finding: Finding) -> None:
        """Once all are taken in: keep a finding, if its record is one of those that hold most."""
        if self._wanted is None:
            self._wanted = dict(self._ledger.weightiest(_MOST_GROUPS))
        if number(record) in self._wanted:
            self._groups.setdefault(number(record), []).append(finding)

    def groups(self) -> tuple[LinkedGroup, ...]:
        """The records that hold most."""
        return tuple(_group(self.name, self._groups[each]) for each in self._wanted or () if each in self._groups)

    def summary(self) -> SourceSummary:
        """As much of a summary as findings tell."""
        people = self._ledger.people()
        columns = tuple(
            ColumnSummary(part, index, header, counts.most_common(1)[0][0], counts.total(), dict(counts.most_common()))
            for (part, index), (header, counts) in sorted(
                self.columns.items(), key=lambda item: (item[0][0] or "", item[0][1])
            )
        )
        return SourceSummary(
            self.name, "", "", "", "", 0, self.entities.total(), 0, dict(self.entities.most_common()), columns,
            masked=dict(self.masked.most_common()), persons=people.count(), examples=tuple(self.samples.examples),
            groups=self.groups(), people=people,
        )  # fmt: skip


def _group(source: str, findings: list[Finding]) -> LinkedGroup:
    first = findings[0]
    order = any(finding.entity in ("ORDER_ID", "PAYMENT_ID") for finding in findings)
    ordered = sorted(findings, key=lambda f: (f.location.line or 0, f.location.column or 0, f.start))
    return LinkedGroup(source, first.location.part, first.group, tuple(ordered), order, (None,) * len(ordered))
