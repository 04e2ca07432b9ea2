"""Taking the census of a source, block by block: which record each finding belongs to, and whose record it is.

In large tables, whose findings come in whole columns, a record is a row (those of the sender and the staff apart); else it is the
group of the findings (:mod:`leakguard.detection.grouping`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from leakguard.census.hashing import hashed
from leakguard.census.headers import header_parts
from leakguard.census.model import Example, LinkedGroup
from leakguard.census.people import People, Slot
from leakguard.census.samples import Samples
from leakguard.census.traits import BIT, CLEAR, is_clear, is_minor, traits, youngest
from leakguard.detection.records import other_role
from leakguard.findings import Finding
from leakguard.hits import Scanned
from leakguard.policy.words import plain_header
from leakguard.units import TableBlock

SLOT: Mapping[str, Slot] = {
    "PHONE_NUMBER": "phone",
    "CN_RESIDENT_ID": "document",
    "CN_PASSPORT": "document",
    "CN_TRAVEL_PERMIT": "document",
    "CN_MILITARY_ID": "document",
    "HK_ID": "document",
    "MO_ID": "document",
    "TW_ID": "document",
    "PERSON": "name",
    "ADDRESS": "address",
}
"""By which of the numbers of a record an entity tells persons apart; ``other`` for those that are not listed."""

_RECORD_FINDINGS = 40


@dataclass
class _Record:
    """What a record holds so far."""

    bits: int = 0
    numbers: dict[Slot, int] = field(default_factory=dict)
    findings: list[Example] = field(default_factory=list)


@dataclass
class CensusTaker:
    """The census of one source, called ``source``; ``as_of`` is the day for which ages are told."""

    source: str
    as_of: date
    people: People = field(default_factory=People)
    samples: Samples = field(default_factory=Samples)
    masked: Counter[str] = field(default_factory=Counter)
    _open: dict[tuple[str | None, str], _Record] = field(default_factory=dict)

    def take(self, scanned: Scanned, headers: Sequence[str | None] = ()) -> None:
        """The findings of a block; ``headers`` are those of its columns, if it is a table."""
        beside = Beside.of(headers)
        for hit in scanned.hits:
            self.masked[hit.finding.entity] += hit.finding.masked
            self.samples.show(hit.finding, hit.column, hit.decision.forbidden)
        if scanned.columns and isinstance(scanned.block, TableBlock):
            from leakguard.census.tables import take_table

            take_table(self, scanned, scanned.block, beside)
            return
        for hit in scanned.hits:
            bits = 0 if of_others(hit.finding.group) else beside.bits(scanned.block, hit.spot.row)
            self.add(Example(hit.finding, hit.decision.forbidden), bits)
        self._settle(scanned.hits[-1].finding if scanned.hits else None)

    def add(self, found: Example, beside: int = 0) -> None:
        """A finding of the group that it names; ``beside`` are bits of its record."""
        record = self._open.setdefault((found.finding.location.part, found.finding.group), _Record())
        note(record, found, beside, youngest(self.as_of))

    def _settle(self, last: Finding | None) -> None:
        """Count the records that are over: all but the one of the last finding, which may go on in the next block."""
        latest = None if last is None else (last.location.part, last.group)
        for (part, group), record in self._open.items():
            if (part, group) != latest:
                self.settle(part, group, record)
        self._open = {key: record for key, record in self._open.items() if key == latest}

    def settle(self, part: str | None, group: str, record: _Record) -> None:
        """Count a record, and show it if it holds much."""
        self.people.add(record.bits, record.numbers)
        weight = weigh(record.bits)
        if weight > self.samples.least:
            self.samples.show_group(weight, linked(self.source, part, group, record.findings, record.bits))

    def close(self) -> None:
        """Count what is open."""
        self._settle(None)

    def told(self) -> dict[str, Any]:
        """What the summary of the source says of it."""
        self.close()
        return {
            "masked": dict(self.masked.most_common()), "persons": self.people.count(), "people": self.people,
            "examples": tuple(self.samples.examples), "groups": self.samples.best_groups(),
        }  # fmt: skip

    def update(self, other: CensusTaker) -> None:
        """Take in the census of the next stretch of the same source; both are closed."""
        self.people.update(other.people)
        self.samples.update(other.samples)
        self.masked.update(other.masked)


def linked(source: str, part: str | None, group: str, found: Sequence[Example], bits: int) -> LinkedGroup:
    """A record to be shown."""
    findings, forbidden = (tuple(getattr(each, name) for each in found) for name in ("finding", "forbidden"))
    return LinkedGroup(source, part, group, findings, bool(bits & BIT["order"]), forbidden)


def of_others(group: str) -> bool:
    """Whether a record of a table is that of the sender or the staff: the order is not theirs."""
    return other_role(group.rpartition(":")[2]) is not None


def note(record: _Record, found: Example, beside: int, limit: str) -> None:
    """Take a finding into a record. ``limit`` as of :func:`leakguard.census.traits.youngest`."""
    finding = found.finding
    bits = traits(finding.entity, finding.kind, finding.masked)
    record.bits |= bits | beside
    if is_minor(finding, limit):
        record.bits |= BIT["minor"]
    if bits & CLEAR and is_clear(finding):
        slot = SLOT.get(finding.entity, "other")
        if slot not in record.numbers:
            record.numbers[slot] = hashed(finding.canonical)
    if len(record.findings) < _RECORD_FINDINGS:
        record.findings.append(found)


_WEIGHED: tuple[int, ...] = tuple(
    BIT[name] for name in ("name", "phone", "address", "document", "account", "online", "birth", "order")
)


def weigh(bits: int) -> int:
    """How much a record tells in clear of one person."""
    return sum(bool(bits & bit) for bit in _WEIGHED) if bits & CLEAR else 0


@dataclass(frozen=True)
class Beside:
    """What the headers of a table say about all of its rows: order content, and columns of credentials."""

    order: bool = False
    credentials: tuple[int, ...] = ()

    @classmethod
    def of(cls, headers: Sequence[str | None]) -> Beside:
        if not headers:
            return NOTHING
        plain = [plain_header(header or "") for header in headers]
        goods, secret = header_parts("order_content"), header_parts("credentials")
        order = any(part in header for header in plain for part in goods)
        found = tuple(index for index, header in enumerate(plain) if any(part in header for part in secret))
        return cls(order, found)

    def bits(self, block: object, row: int | None) -> int:
        """The bits of a row."""
        bits = BIT["order"] if self.order else 0
        if row is None or not isinstance(block, TableBlock):
            return bits
        cells = (block.columns[index][row] for index in self.credentials if index < len(block.columns))
        return bits | (BIT["credential"] if any(cell and cell.strip() for cell in cells) else 0)


NOTHING = Beside()
