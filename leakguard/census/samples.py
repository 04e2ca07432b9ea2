"""Examples for a report: some findings of every column, and the records that hold most. Bounded, in the order of the source."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from leakguard.census.model import Example, LinkedGroup
from leakguard.findings import Finding

OF_COLUMN, OF_TEXT = 5, 20
"""Different values that are shown of an entity in a column, and of one in a text."""

_EXAMPLES, _GROUPS, _IN_GROUP = 400, 10, 30
_LINKED = 2
"""Things that a record must tell of a person, or of a person and an order, to be worth showing."""

_Key = tuple[str | None, int | None, str, bool]


@dataclass
class Samples:
    """The examples of a source. It can be sent to another process."""

    examples: list[Example] = field(default_factory=list)
    groups: list[tuple[int, LinkedGroup]] = field(default_factory=list)
    _seen: dict[_Key, set[str]] = field(default_factory=dict)

    def wants(self, part: str | None, column: int | None, entity: str, masked: bool) -> bool:
        """Whether another value is to be shown."""
        if len(self.examples) >= _EXAMPLES:
            return False
        most = OF_TEXT if column is None else OF_COLUMN
        return len(self._seen.get((part, column, entity, masked), ())) < most

    def show(self, finding: Finding, column: int | None, forbidden: bool | None) -> None:
        """Show a finding, unless its value is shown of the column, or enough others are."""
        part = finding.location.part
        if not self.wants(part, column, finding.entity, finding.masked):
            return
        seen = self._seen.setdefault((part, column, finding.entity, finding.masked), set())
        if finding.fingerprint not in seen:
            seen.add(finding.fingerprint)
            self.examples.append(Example(finding, forbidden))

    @property
    def least(self) -> int:
        """A record must hold more than this to be shown."""
        return self.groups[-1][0] if len(self.groups) >= _GROUPS else _LINKED - 1

    def show_group(self, weight: int, group: LinkedGroup) -> None:
        """Show a record if it holds more than those shown so far."""
        if weight <= self.least:
            return
        shown = replace(group, findings=group.findings[:_IN_GROUP], forbidden=group.forbidden[:_IN_GROUP])
        self.groups = sorted([*self.groups, (weight, shown)], key=lambda item: -item[0])[:_GROUPS]

    def update(self, other: Samples) -> None:
        """Take in the examples of the next stretch of the same source."""
        for example in other.examples:
            self.show(example.finding, example.finding.location.column, example.forbidden)
        for weight, group in other.groups:
            self.show_group(weight, group)

    def best_groups(self) -> tuple[LinkedGroup, ...]:
        """The records that hold most, those first."""
        return tuple(group for _, group in self.groups)
