"""Two reports compared: what is new, what is gone, and what is the same wherever it has moved to.

A finding is told apart by its source, its part, the header above it (or where it stands), its entity and its
fingerprint, never by its row or offset; each is counted as often as it is there. Reports with the same key are compared by
fingerprint. Without a key fingerprints depend on the content of the whole file, and previews stand in for them: two
different values can look alike then, so that one that came for another is not noticed.

The old findings are read twice, the new ones once. Memory holds a number for every distinct old finding and
:data:`LISTED` examples, never the findings themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple

from leakguard.census import Example
from leakguard.errors import UsageError
from leakguard.findings import SCHEMA_VERSION, Finding
from leakguard.report import Report

LISTED = 500
"""Most new and most gone findings that are listed; all are counted."""

Basis = Literal["fingerprint", "preview"]
Record = Mapping[str, Any]
"""A finding as :meth:`~leakguard.findings.Finding.as_dict` writes it, with ``forbidden`` where the file tells it."""


class Side(NamedTuple):
    """A report, what its file is called, and the records of all of its findings
    (:func:`~leakguard.reports.reading.each_record`), which are read as often as they are called for.
    """

    name: str
    report: Report
    records: Callable[[], Iterator[Record]]

    def every(self) -> Iterator[Record]:
        """All findings.

        Raises :class:`~leakguard.errors.UsageError` in the end if there are more than the file lists: what is not listed
        would look as if it were not there.
        """
        count = 0
        for record in self.records():
            count += 1
            yield record
        if count < self.report.total:
            raise UsageError(
                f"{self.name} lists {count:,} of {self.report.total:,} findings, and all of them are needed. Scan again and "
                "write all of them: `leakguard scan ... -o findings.parquet`."
            )


@dataclass
class Change:
    """How many findings are new, gone and unchanged."""

    new: int = 0
    gone: int = 0
    unchanged: int = 0


@dataclass
class Difference:
    """What has become of the findings of ``old``. ``new_forbidden`` is None where the new report does not say what is forbidden.

    ``renamed``: each report has one source, and these are their names, if they differ.
    """

    old: Report
    new: Report
    basis: Basis
    renamed: tuple[str, str] | None
    new_forbidden: int | None = None
    entities: dict[str, Change] = field(default_factory=dict)
    sources: dict[str, Change] = field(default_factory=dict)
    appeared: list[Example] = field(default_factory=list)
    """Some of the new findings, those that are forbidden first."""
    vanished: list[Finding] = field(default_factory=list)
    """Some of those that are gone."""

    @property
    def total(self) -> Change:
        """All entities together."""
        every = self.entities.values()
        return Change(sum(c.new for c in every), sum(c.gone for c in every), sum(c.unchanged for c in every))

    @property
    def exit_code(self) -> int:
        """1 if something forbidden is new (anything at all where that is not known), 3 if parts of the new one were not read, else 0."""
        news = self.total.new if self.new_forbidden is None else self.new_forbidden
        return 1 if news else 3 if self.new.unscanned else 0

    @property
    def other_rules(self) -> list[Literal["policy", "catalogue"]]:
        """What was another in the two runs, so that a change need not come from the files."""
        changed: list[Literal["policy", "catalogue"]] = []
        if _differ(self.old.policy_digest, self.new.policy_digest):
            changed.append("policy")
        if _differ(self.old.catalogue_digest, self.new.catalogue_digest):
            changed.append("catalogue")
        return changed

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "schema": SCHEMA_VERSION,
            "compared_by": self.basis,
            "renamed": self.renamed,
            "changed_rules": self.other_rules,
            "summary": {**asdict(self.total), "new_forbidden": self.new_forbidden},
            "old": _told(self.old),
            "new": _told(self.new),
            "entities": {name: asdict(change) for name, change in self.entities.items()},
            "sources": {name: asdict(change) for name, change in self.sources.items()},
            "appeared": [{**each.finding.as_dict(), "forbidden": each.forbidden} for each in self.appeared],
            "vanished": [finding.as_dict() for finding in self.vanished],
        }


def compare(old: Side, new: Side, by_file_name: bool = False) -> Difference:
    """What is new, gone and unchanged.

    Where each report has exactly one source, these are compared whatever they are called; else sources are compared by
    their names, or by the last parts of these (``by_file_name``), for folders that were moved.

    Raises:
        UsageError: the fingerprints were made with different keys, or a report does not list all of its findings.
    """
    renamed = _renamed(old.report, new.report)
    identity = _Identity(_basis(old.report, new.report), by_file_name, renamed)
    difference = Difference(old.report, new.report, identity.basis, renamed)
    before = Counter(map(identity, old.every()))
    _count_new(difference, new, before, identity)
    _count_gone(difference, old, before, identity)
    difference.entities = dict(sorted(difference.entities.items()))
    difference.sources = dict(sorted(difference.sources.items()))
    return difference


@dataclass(frozen=True, slots=True)
class _Identity:
    """What tells a finding apart, as a number of 64 bits; of a million findings two share one by chance once in 30 million times."""

    basis: Basis
    by_file_name: bool
    renamed: tuple[str, str] | None

    def __call__(self, record: Record) -> int:
        own = record["fingerprint"] if self.basis == "fingerprint" else (record["kind"], record["preview"])
        return hash((self.name(record), record["part"], record["header"], record["where"], record["entity"], own))

    def name(self, record: Record) -> str:
        """The source as both reports call it."""
        if self.renamed:
            return self.renamed[1]
        name: str = record["source"]
        return re.split(r"[/\\]", name)[-1] if self.by_file_name else name


def _count_new(difference: Difference, new: Side, before: Counter[int], identity: _Identity) -> None:
    """Go through the new findings; what ``before`` still holds afterwards is gone."""
    bad, others = list[Example](), list[Example]()
    forbidden: int | None = None if "policy" in new.report.lacks else 0
    for record in new.every():
        key = identity(record)
        if before[key] > 0:
            before[key] -= 1
            _count(difference, record, identity, "unchanged")
            continue
        _count(difference, record, identity, "new")
        if forbidden is not None:
            forbidden = None if record.get("forbidden") is None else forbidden + record["forbidden"]
        listed = bad if record.get("forbidden") else others
        if len(listed) < LISTED:
            listed.append(Example(Finding.from_dict(record), record.get("forbidden")))
    difference.new_forbidden = forbidden
    difference.appeared = [*bad, *others][:LISTED]


def _count_gone(difference: Difference, old: Side, left: Counter[int], identity: _Identity) -> None:
    for record in old.every():
        key = identity(record)
        if left[key] > 0:
            left[key] -= 1
            _count(difference, record, identity, "gone")
            if len(difference.vanished) < LISTED:
                difference.vanished.append(Finding.from_dict(record))


def _count(
    difference: Difference, record: Record, identity: _Identity, what: Literal["new", "gone", "unchanged"]
) -> None:
    """One more, under its entity and under its source."""
    entity = difference.entities.setdefault(record["entity"], Change())
    for change in (entity, difference.sources.setdefault(identity.name(record), Change())):
        setattr(change, what, getattr(change, what) + 1)


def _basis(old: Report, new: Report) -> Basis:
    if old.key_id is None or new.key_id is None:
        return "preview"
    if old.key_id != new.key_id:
        raise UsageError(
            f"the reports were made with different keys ({old.key_id} and {new.key_id}): their fingerprints say nothing about each "
            "other. Scan both versions with the same --key-file."
        )
    return "fingerprint"


def _renamed(old: Report, new: Report) -> tuple[str, str] | None:
    """The names of the only source before and now, if they differ. What could not be read at all is a source, too."""
    names = [
        {source.name for source in report.sources} | {part.source for part in report.unscanned} for report in (old, new)
    ]
    if any(len(each) != 1 for each in names) or names[0] == names[1]:
        return None
    return names[0].pop(), names[1].pop()


def _differ(first: str, second: str) -> bool:
    return bool(first and second) and first != second


def _told(report: Report) -> dict[str, Any]:
    severity = report.severity
    return {
        "tool": report.tool_version,
        "policy": {"id": report.policy, "sha256": report.policy_digest},
        "catalogue": {"sha256": report.catalogue_digest},
        "key": report.key_id,
        "findings": report.total,
        "persons": report.persons.as_dict(),
        "severity": {"level": severity.code, "name": severity.name._asdict()},
        "unscanned": None if "unscanned" in report.lacks else len(report.unscanned),
    }
