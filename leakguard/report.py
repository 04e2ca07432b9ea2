"""The report: one list of findings with everything that is needed to judge it. Every output format renders this."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Any, Literal

from leakguard import __version__
from leakguard.census import Example, LinkedGroup, PersonCount
from leakguard.census.people import People, together
from leakguard.entities import ENTITIES, entity_class
from leakguard.extracts import EXAMPLES, Extract, Listed, place
from leakguard.findings import SCHEMA_VERSION, Evidence, Finding, count_by_entity
from leakguard.hits import Scanned
from leakguard.policy import Allow, Bilingual
from leakguard.policy.allowing import distinct, today
from leakguard.severity import Severity, assess
from leakguard.sources.base import Unscanned

KEPT = 100_000
"""Most findings that a report lists in full, unless it is asked for fewer."""

Lack = Literal["policy", "unscanned", "sources", "minors", "order"]


class Verdict(Enum):
    """What may happen to the sources as they are."""

    SHARE = "share"
    SHARE_REDACTED = "share-redacted"
    DO_NOT_SHARE = "do-not-share"


@dataclass(frozen=True, slots=True)
class ColumnSummary:
    """What a column was taken for, why, and what was found in it. ``index`` is 0-based."""

    part: str | None
    index: int
    header: str | None
    meaning: str
    findings: int
    entities: dict[str, int]
    confidence: float = 0.0
    reasons: tuple[Evidence, ...] = ()
    text: bool = False
    """Whether it holds text: no codes, counts, times, links only."""

    def as_dict(self) -> dict[str, Any]:
        return {
            "part": self.part, "column": self.index, "header": self.header, "meaning": self.meaning, "text": self.text,
            "findings": self.findings, "entities": self.entities, "confidence": self.confidence,
            "reasons": [reason.as_dict() for reason in self.reasons],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """One scanned source: how it was read and what was found. ``sha256`` is of the input bytes; ``records`` is the number of
    groups that hold something personal.
    """

    name: str
    format: str
    encoding: str
    encoding_reason: str
    sha256: str
    units: int
    findings: int
    forbidden: int
    entities: dict[str, int]
    columns: tuple[ColumnSummary, ...] = ()
    records: int = 0
    allowed: Mapping[str, int] = field(default_factory=dict)
    """How many findings each allow entry let pass, by its id."""
    masked: Mapping[str, int] = field(default_factory=dict)
    """Of the entities, the findings that are hidden already."""
    persons: PersonCount = field(default_factory=PersonCount)
    examples: tuple[Example, ...] = ()
    """Some findings of every column, or of every entity where there are no columns, in the order of the source."""
    groups: tuple[LinkedGroup, ...] = ()
    """Some records, those that hold most, in the order of the source."""
    people: People | None = field(default=None, repr=False, compare=False)
    """Whom it tells of, to be counted together with those of other sources; None if only their number is known."""

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name, "format": self.format, "encoding": self.encoding, "encoding_reason": self.encoding_reason,
            "sha256": self.sha256, "units": self.units, "findings": self.findings, "forbidden": self.forbidden,
            "records": self.records, "entities": self.entities, "masked": dict(self.masked), "allowed": dict(self.allowed),
            "persons": self.persons.as_dict(), "columns": [column.as_dict() for column in self.columns],
        }  # fmt: skip

    def shown(self, listed: Collection[str] = ()) -> dict[str, Any]:
        """The examples and records, for JSON; of findings that are ``listed`` their ids."""

        def told(finding: Finding) -> str | dict[str, Any]:
            return finding.id if finding.id in listed else finding.as_dict()

        return {
            "examples": [{"finding": told(each.finding), "forbidden": each.forbidden} for each in self.examples],
            "groups": [
                {
                    "part": group.part, "group": group.group, "order": group.order,
                    "findings": [told(finding) for finding in group.findings], "forbidden": list(group.forbidden),
                }
                for group in self.groups
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column with text of which nothing is known. ``index`` is 0-based; ``header`` has values in it hidden."""

    source: str
    part: str | None
    index: int
    header: str | None


@dataclass
class Report:
    """What a scan saw. ``forbidden`` holds the findings that the policy does not let leave, in the same order.

    ``findings`` are all of them up to ``limit`` of a source and of all sources together, by whole blocks; of the first block that
    does not fit there are some more. ``more`` counts those that are not listed, ``more_forbidden`` those of them that the policy
    does not let leave, per entity. Whoever needs each of a million findings reads them as they are found; with a
    ``limit`` of 0 they are counted only.

    ``allow`` are the allow entries of the policy, ``keyed`` says whether the run had a key of its own: without one no entry by
    value applies. ``tells_unknown``: the policy wants columns told of which nothing is known.
    """

    policy: str
    policy_digest: str
    catalogue_digest: str
    findings: list[Finding] = field(default_factory=list)
    forbidden: list[Finding] = field(default_factory=list)
    sources: list[SourceSummary] = field(default_factory=list)
    unscanned: list[Unscanned] = field(default_factory=list)
    limit: int = KEPT
    more: Counter[str] = field(default_factory=Counter)
    more_forbidden: Counter[str] = field(default_factory=Counter)
    more_masked: Counter[str] = field(default_factory=Counter)
    allow: tuple[Allow, ...] = ()
    keyed: bool = True
    tells_unknown: bool = False
    key_id: str | None = None
    """What the key of the fingerprints is called (:func:`leakguard.keys.key_id`): runs with the same one can be compared."""
    as_of: date = field(default_factory=today)
    """The day for which ages are told."""
    tool_version: str = __version__
    lacks: frozenset[Lack] = frozenset()
    """What is not known, because the report was made from a bare list of findings."""
    told: PersonCount | None = None
    """The persons, where they were counted when the report was made."""
    beside: str | None = None
    """The name of the file beside the report that holds all findings, where a rendering shows only examples."""
    note: Bilingual | None = None
    """What readers have to know about what it describes."""
    key_origin: Bilingual | None = None
    """What the key of the fingerprints was made of, where it was not given to the run."""
    hide: Callable[[str], str] | None = field(default=None, repr=False, compare=False)
    """Gives a name without the values that were looked for in it."""
    _source: int = -1
    _room: int = 0

    def add(self, scanned: Scanned) -> None:
        """Take in what was found in a block: listed while there is room, counted in any case."""
        self.take(Extract.of(scanned, self._room_now()))

    def take(self, extract: Extract) -> None:
        """Take in what is left of a block."""
        room = self._room_now()
        # What a block takes is room that the rest of its source does not have, listed or not: so it does not matter who
        # cut the source into which stretches.
        self._room -= extract.count
        if extract.count <= room:
            self._list(heapq.merge(extract.hits, *(column.listed for column in extract.columns), key=place))
            return
        self._list(extract.hits[: max(room, 0)])
        for item in extract.hits[max(room, 0) :]:
            self.more[item.finding.entity] += 1
            self.more_masked[item.finding.entity] += item.finding.masked
            self.more_forbidden[item.finding.entity] += item.forbidden
        self.more.update(extract.more)
        self.more_masked.update(extract.more_masked)
        self.more_forbidden.update(extract.more_forbidden)
        for column in extract.columns:
            listed = min(EXAMPLES if room > 0 else 0, column.total)
            self._list(column.listed[:listed])
            self.more[column.entity] += column.total - listed
            self.more_forbidden[column.entity] += (column.total - listed) * column.forbidden
            self.more_masked[column.entity] += (column.total - listed) * column.masked

    def _room_now(self) -> int:
        if len(self.sources) != self._source:
            self._source = len(self.sources)
            self._room = max(0, self.limit - len(self.findings))
        return self._room

    def _list(self, items: Iterable[Listed]) -> None:
        for item in items:
            self.findings.append(item.finding)
            if item.forbidden:
                self.forbidden.append(item.finding)

    def split_off(self) -> Report:
        """What it holds so far as a report of its own; this one is empty then. So every source has all of the room."""
        part = copy(self)
        empty = replace(
            self, findings=[], forbidden=[], sources=[], unscanned=[], more=Counter(), more_forbidden=Counter(),
            more_masked=Counter(), _source=-1, _room=0,
        )  # fmt: skip
        self.__dict__.update(empty.__dict__)
        return part

    def counted(self) -> Report:
        """The same report without the findings themselves."""
        return Report(
            self.policy,
            self.policy_digest,
            self.catalogue_digest,
            sources=self.sources,
            unscanned=self.unscanned,
            limit=0,
            more=Counter(self.entities),
            more_forbidden=Counter(self.forbidden_entities),
            more_masked=Counter(self.masked_entities),
            allow=self.allow,
            keyed=self.keyed,
            tells_unknown=self.tells_unknown,
            key_id=self.key_id,
            as_of=self.as_of,
        )

    @property
    def allowed(self) -> Counter[str]:
        """How many findings each allow entry let pass that a rule would have forbidden or changed, by its id."""
        total = Counter[str]()
        for source in self.sources:
            total.update(source.allowed)
        return total

    @property
    def unknown_columns(self) -> list[UnknownColumn]:
        """Columns with text of which nothing is known."""
        return [
            UnknownColumn(source.name, column.part, column.index, column.header)
            for source in self.sources
            for column in source.columns
            if column.meaning == "unknown" and column.text
        ]

    @property
    def entities(self) -> dict[str, int]:
        """Number of findings per entity, the most frequent first, listed or not."""
        return dict((Counter(count_by_entity(self.findings)) + self.more).most_common())

    @property
    def forbidden_entities(self) -> dict[str, int]:
        """Like :attr:`entities`, of the findings that the policy does not let leave."""
        return dict((Counter(count_by_entity(self.forbidden)) + self.more_forbidden).most_common())

    @property
    def masked_entities(self) -> dict[str, int]:
        """Like :attr:`entities`, of the findings that are hidden already."""
        masked = count_by_entity([finding for finding in self.findings if finding.masked])
        return dict((Counter(masked) + self.more_masked).most_common())

    @property
    def total(self) -> int:
        """How many findings there are, listed or not."""
        return len(self.findings) + self.more.total()

    @property
    def forbidden_count(self) -> int:
        """How many findings the policy does not let leave."""
        return len(self.forbidden) + self.more_forbidden.total()

    @property
    def verdict(self) -> Verdict:
        """Fail closed: what could not be read must not be shared."""
        if self.unscanned:
            return Verdict.DO_NOT_SHARE
        return Verdict.SHARE_REDACTED if self.forbidden_count else Verdict.SHARE

    @property
    def records(self) -> int:
        """Records that hold something personal: about as many as there are persons, however many cells tell of them."""
        return sum(source.records for source in self.sources)

    @property
    def persons(self) -> PersonCount:
        """The distinct persons of all sources together."""
        if self.told is not None:
            return self.told
        if len(self.sources) == 1:
            return self.sources[0].persons
        return together([source.people for source in self.sources], [source.persons for source in self.sources])

    @property
    def severity(self) -> Severity:
        """How grave it would be if the sources leaked as they are."""
        return assess(self.persons, self.entities, self.masked_entities, len(self.unscanned), bool(self.lacks))

    @property
    def exit_code(self) -> int:
        """0 nothing forbidden, 1 something forbidden, 3 something unscanned; 1 wins over 3."""
        return 1 if self.forbidden_count else 3 if self.unscanned else 0

    def as_dict(self, reveal: bool = False) -> dict[str, Any]:
        """The report object of ``-f json``; raw values only when ``reveal`` is true.

        Examples and records refer to the findings that are listed by their ids.
        """
        forbidden = set(map(id, self.forbidden))
        record = self.head({finding.id for finding in self.findings})
        record["findings"] = [
            {"id": finding.id, **finding.as_dict(reveal), "forbidden": self._forbidden(finding, forbidden)}
            for finding in self.findings
        ]
        return record

    def _forbidden(self, finding: Finding, forbidden: set[int]) -> bool | None:
        return None if "policy" in self.lacks else id(finding) in forbidden

    def head(self, listed: Collection[str] = ()) -> dict[str, Any]:
        """Everything but the list of findings, in which those with the ids ``listed`` stand."""
        note = {} if self.note is None else {"note": self.note._asdict()}
        return {
            "schema": SCHEMA_VERSION,
            "tool": {"name": "leakguard", "version": self.tool_version},
            "as_of": self.as_of.isoformat(),
            "policy": {"id": self.policy, "sha256": self.policy_digest},
            "catalogue": {"sha256": self.catalogue_digest},
            "fingerprints": {"keyed": self.keyed, "key": self.key_id},
            "lacks": sorted(self.lacks),
            "verdict": self.verdict.value,
            **note,
            "summary": {
                "findings": self.total,
                "forbidden": self.forbidden_count,
                "listed": len(self.findings),
                "records": self.records,
                "masked": sum(self.masked_entities.values()),
                "entities": self.entities,
                "forbidden_entities": self.forbidden_entities,
                "masked_entities": self.masked_entities,
                "classes": self._classes(),
            },
            "persons": self.persons.as_dict(),
            "severity": self.severity.as_dict(),
            "allowed": self.suppressions(),
            "unknown_columns": [asdict(column) for column in self.unknown_columns],
            "sources": [{**source.as_dict(), **source.shown(listed)} for source in self.sources],
            "unscanned": [asdict(part) for part in self.unscanned],
        }

    def suppressions(self) -> list[dict[str, Any]]:
        """The allow entries, how often each was used, and until when it applies."""
        counts = self.allowed
        return [
            {
                "id": entry.id, "count": counts[entry.id], "expires": entry.expires.isoformat(), "expired": entry.expired(self.as_of),
                "reason": entry.reason._asdict(),
            }
            for entry in distinct(self.allow)
        ]  # fmt: skip

    def _classes(self) -> dict[str, int]:
        counts: dict[str, int] = dict.fromkeys(sorted(set(ENTITIES.values())), 0)
        for entity, count in self.entities.items():
            counts[entity_class(entity)] += count
        return counts
