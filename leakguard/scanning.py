"""Scanning: a source's blocks through the detector and the policy, findings placed where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple

from leakguard.census.taking import CensusTaker
from leakguard.detection.blocks import Stretch, link_block
from leakguard.detection.columns import Column
from leakguard.detection.detector import Detector
from leakguard.detection.grouping import TextGroups
from leakguard.detection.notes import Noted, read_notes
from leakguard.detection.records import other_role
from leakguard.detection.tables import Plan, TableReader
from leakguard.detection.talk import Rows
from leakguard.entities import entity_class
from leakguard.errors import UnscannedError
from leakguard.findings import Finding, Fingerprinter, Location
from leakguard.hits import ColumnHits, Hit, Scanned, Spot, decided
from leakguard.keys import key_id
from leakguard.lookahead import Found, Read, like, with_neighbours
from leakguard.policy import Policy
from leakguard.policy.allowing import today
from leakguard.report import KEPT, ColumnSummary, Report, SourceSummary
from leakguard.sources import Input, Source, open_source
from leakguard.sources.base import Unscanned
from leakguard.sources.database.url import DatabaseUrl, database_url, is_url
from leakguard.units import Block, NoteBlock, TableBlock, TextBlock

Progress = Callable[[str, int, float | None], None]
"""Called after every block with the name of the source, the number of rows or lines scanned so far, and the part of the
input that they are (0 to 1), if that is known."""


Listen = Callable[[Scanned], None]
"""Called with every block and what was found in it, as soon as that is known."""

Settle = Callable[[Scanned], Scanned]
"""Has the last word on what the policy has decided about a block."""


class Tally(NamedTuple):
    """What a scan has counted so far, and the columns of each part: enough to add up the scans of several stretches."""

    units: int
    rows: int
    found: Counter[str]
    forbidden: int
    records: int
    columns: Mapping[tuple[str | None, int], Counter[str]]
    seen: Mapping[str | None, list[Column]]
    allowed: Counter[str]
    census: CensusTaker | None


@dataclass
class Scan:
    """One pass over one source. Iterate :meth:`blocks`; afterwards :meth:`summary` says what was seen.

    Large tables consist of stretches (:mod:`~leakguard.sources.csv.parts`), each of which is read as if it were the first behind the
    header, knowing no more of the others than what the first block decides about the columns (``plans``). What is
    found in a stretch is therefore the same whoever reads it; names that are proved in one are not known in the next.

    ``named`` is what the findings say that the source is called, if not by its own name: a copy that is not yet in its
    place is judged, where a policy allows things by file, as the original is.
    """

    source: Source
    detector: Detector
    policy: Policy
    key: bytes | None = None
    progress: Progress | None = None
    plans: Mapping[str | None, Plan] = field(default_factory=dict)
    named: str | None = None
    census: CensusTaker | None = None
    """Who counts persons, if they are to be counted."""
    settle: Settle | None = None
    units: int = 0
    rows: int = 0
    _found: Counter[str] = field(default_factory=Counter)
    _forbidden: int = 0
    _allowed: Counter[str] = field(default_factory=Counter)
    _columns: dict[tuple[str | None, int], Counter[str]] = field(default_factory=dict)
    _readers: dict[str | None, TableReader] = field(default_factory=dict)
    _groups: dict[str | None, TextGroups] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _seen: dict[str | None, list[Column]] = field(default_factory=dict)
    _records: int = 0
    _latest: set[tuple[str | None, str]] = field(default_factory=set)

    def blocks(self) -> Iterator[Scanned]:
        """Every block of the source with its hits, in the order of the source.

        A block is handed out when the next one was read, because that may prove what stands at its end.
        """
        fingerprint = Fingerprinter(self.key or bytes.fromhex(self.source.digest))
        for stretch, blocks in groupby(self.source.blocks(), lambda _: self._stretch()):
            if stretch:
                self._begin_stretch()
            for read in with_neighbours((block, self._find(block)) for block in blocks):
                hits = []
                for finding, spot in self._placed(read):
                    signed = replace(finding, fingerprint=fingerprint(finding.entity, finding.canonical))
                    role = None if spot.column is None else self._role(read.block, signed, spot.column)
                    hits.append(Hit(signed, self.policy.decide(signed, role), spot))
                scanned = Scanned(read.block, hits, self._column_hits(read, fingerprint))
                scanned = scanned if self.settle is None else self.settle(scanned)
                self._count(scanned)
                yield scanned

    @property
    def name(self) -> str:
        """What the findings say that the source is called."""
        return self.source.name if self.named is None else self.named

    def _role(self, block: Block, finding: Finding, column: int) -> str | None:
        """Whose data the column of a finding holds; a cell above the data or of a message is running text."""
        reader = self._readers[block.part]
        return None if finding.location.header is None else reader.columns[column].role

    def _stretch(self) -> int:
        """The stretch that the latest block belongs to."""
        number: int = getattr(self.source, "stretch", 0)
        return number if number and all(reader.plan for reader in self._readers.values()) else 0

    def _begin_stretch(self) -> None:
        self._see_columns()
        self.plans = {part: reader.plan for part, reader in self._readers.items() if reader.plan}
        self._readers, self._names = {}, set()

    def _see_columns(self) -> None:
        """Keep what the columns are now, and those that only earlier stretches had."""
        for part, reader in self._readers.items():
            self._seen[part] = [*reader.columns, *self._seen.get(part, [])[len(reader.columns) :]]

    def _find(self, block: Block) -> Found:
        if isinstance(block, TextBlock):
            return Stretch(block.text, self.detector.find(block.text))
        if isinstance(block, NoteBlock):
            return read_notes(self.detector, block.notes, self._names)
        if block.part not in self._readers:
            self._readers[block.part] = TableReader(self.detector, self._names, self.plans.get(block.part))
        return self._readers[block.part].read(block)

    def _placed(self, read: Read) -> Iterator[tuple[Finding, Spot]]:
        if isinstance(read.block, TextBlock) and isinstance(read.found, Stretch):
            return self._text(read.block, read.found, like(read.found, read.before), like(read.found, read.after))
        if isinstance(read.block, TableBlock) and isinstance(read.found, Rows):
            return self._table(read.block, read.found, like(read.found, read.before), like(read.found, read.after))
        if isinstance(read.block, NoteBlock) and isinstance(read.found, Noted):
            return self._noted(read.block, read.found)
        raise TypeError(read.block)

    def _column_hits(self, read: Read, fingerprint: Fingerprinter) -> list[ColumnHits]:
        if not isinstance(read.block, TableBlock) or not isinstance(read.found, Rows):
            return []
        reader = self._readers[read.block.part]
        hits = []
        for told in read.found.told:
            header, role = reader.columns[told.column].header, reader.columns[told.column].role
            location = Location(self.name, read.block.part, column=told.column, header=header)
            role = None if header is None else role
            for same, decision in decided(told, self.policy, location, role, fingerprint):
                hits.append(ColumnHits(self.name, read.block, same, header, decision, reader.group, fingerprint))
        return hits

    def _text(
        self, block: TextBlock, read: Stretch, before: Stretch | None, after: Stretch | None
    ) -> Iterator[tuple[Finding, Spot]]:
        found = link_block(self.detector, read, before, after)
        groups = self._groups.setdefault(block.part, TextGroups()).place(block.text, found, block.first_line)
        line, line_start = block.first_line, 0
        for finding, group in zip(found, groups, strict=True):
            line += block.text.count("\n", line_start, finding.start)
            line_start = block.text.rfind("\n", line_start, finding.start) + 1 or line_start
            shift = (block.line_offset if line_start == 0 else 0) - line_start
            location = Location(self.name, block.part, line=line)
            yield finding.at(location, shift, group), Spot(finding.start, finding.end)

    def _table(
        self, block: TableBlock, read: Rows, before: Rows | None, after: Rows | None
    ) -> Iterator[tuple[Finding, Spot]]:
        reader = self._readers[block.part]
        for (row, column, finding), group in reader.link(block, read, before, after):
            place, start, end = block.place(row, column, finding.start, finding.end)
            header = reader.header(block.first_row + row, column)
            location = Location(self.name, block.part, header=header, **place._asdict())
            spot = Spot(finding.start, finding.end, row, column)
            yield replace(finding.at(location, 0, group), start=start, end=end), spot

    def _noted(self, block: NoteBlock, noted: Noted) -> Iterator[tuple[Finding, Spot]]:
        for index, (note, found) in enumerate(zip(block.notes, noted.found, strict=True)):
            group = f"{note.place.where}:{index}" if note.place.row is None else f"row:{note.place.row}"
            header = None if note.header is None else self.detector.without_values(note.header)
            location = Location(self.name, block.part, header=header, **note.place._asdict())
            for finding in found:
                yield finding.at(location, 0, group), Spot(finding.start, finding.end, note=index)

    def _count(self, scanned: Scanned) -> None:
        block = scanned.block
        self.units += _units(block)
        self.rows += block.rows if isinstance(block, TableBlock) else _units(block)
        records: set[tuple[str | None, str]] = set()
        for hit in scanned.hits:
            self._found[hit.finding.entity] += 1
            self._forbidden += hit.decision.forbidden
            if hit.decision.allow is not None:
                self._allowed[hit.decision.allow] += 1
            if entity_class(hit.finding.entity) == "personal":
                records.add((block.part, hit.finding.group))
            if hit.column is not None:
                self._columns.setdefault((block.part, hit.column), Counter())[hit.finding.entity] += 1
        for column in scanned.columns:
            self._found[column.entity] += len(column)
            self._forbidden += len(column) * column.decision.forbidden
            if column.decision.allow is not None:
                self._allowed[column.decision.allow] += len(column)
            self._columns.setdefault((block.part, column.column), Counter())[column.entity] += len(column)
        if isinstance(block, TableBlock) and scanned.columns:
            self._records += self._count_rows(block, scanned)
            records = set()
        self._records += len(records - self._latest)
        self._latest = records
        if self.census is not None:
            headers = self._readers[block.part].headers if isinstance(block, TableBlock) else ()
            self.census.take(scanned, headers)
        if self.progress:
            self.progress(self.source.name, self.rows, self.source.fraction())

    def _count_rows(self, block: TableBlock, scanned: Scanned) -> int:
        """Records of a table that is no chat: rows with something personal, those of each role apart."""
        columns = self._readers[block.part].columns
        rows: dict[str | None, set[int]] = {}
        for column in scanned.columns:
            if entity_class(column.entity) == "personal":
                rows.setdefault(other_role(columns[column.column].role), set()).update(column.told.rows.tolist())
        for hit in scanned.hits:
            if entity_class(hit.finding.entity) == "personal" and hit.spot.row is not None and hit.column is not None:
                rows.setdefault(other_role(columns[hit.column].role), set()).add(hit.spot.row)
        return sum(map(len, rows.values()))

    def tally(self) -> Tally:
        """What was counted; it can be sent to another process."""
        self._see_columns()
        if self.census is not None:
            self.census.close()
        return Tally(
            self.units, self.rows, self._found, self._forbidden, self._records, self._columns, self._seen, self._allowed,
            self.census,
        )  # fmt: skip

    def add(self, tally: Tally) -> None:
        """Add what another scan counted in the next stretch of the same source."""
        self.units += tally.units
        self.rows += tally.rows
        self._found.update(tally.found)
        self._forbidden += tally.forbidden
        self._records += tally.records
        self._allowed.update(tally.allowed)
        if self.census is not None and tally.census is not None:
            self.census.update(tally.census)
        for key, counts in tally.columns.items():
            self._columns.setdefault(key, Counter()).update(counts)
        for part, columns in tally.seen.items():
            self._seen[part] = [*columns, *self._seen.get(part, [])[len(columns) :]]

    def summary(self) -> SourceSummary:
        """How the source was read and what was found, per column for tables."""
        census = self.census or CensusTaker(self.name, today())
        return SourceSummary(
            name=self.source.name,
            format=self.source.format,
            encoding=self.source.encoding,
            encoding_reason=self.source.encoding_reason,
            sha256=self.source.digest,
            units=self.units,
            findings=self._found.total(),
            records=self._records,
            forbidden=self._forbidden,
            entities=dict(self._found.most_common()),
            columns=tuple(self._column_summaries()),
            allowed=dict(sorted(self._allowed.items())),
            **census.told(),
        )

    def _column_summaries(self) -> Iterator[ColumnSummary]:
        self._see_columns()
        for part, columns in self._seen.items():
            for column in columns:
                entities = self._columns.get((part, column.index), Counter())
                yield ColumnSummary(
                    part,
                    column.index,
                    column.header,
                    column.label,
                    entities.total(),
                    dict(entities.most_common()),
                    column.confidence,
                    column.reasons,
                    column.with_text,
                )


def _units(block: Block) -> int:
    """How many units of text a block holds: lines, cells or notes."""
    if isinstance(block, TextBlock):
        return block.text.count("\n") + 1
    return block.rows * len(block.columns) if isinstance(block, TableBlock) else len(block.notes)


@dataclass(frozen=True)
class Scanner:
    """What every scan of a run has in common."""

    detector: Detector
    policy: Policy
    key: bytes | None = None
    encoding: str | None = None
    format: str | None = None
    progress: Progress | None = None
    password: str | None = field(default=None, repr=False)
    as_of: date = field(default_factory=today)
    """The day for which ages are told."""
    settle: Settle | None = None

    def open(self, path: Path | str | DatabaseUrl, stdin: BinaryIO | None = None, called: str | None = None) -> Source:
        """Open a source with the run's encoding, format and password; ``stdin`` is the stream behind ``-``, and ``called``
        the name of the file that it holds, if it has one.
        """
        return open_source(
            path, encoding=self.encoding, format=self.format, stdin=stdin, password=self.password, called=called
        )

    def scan(
        self,
        source: Source,
        plans: Mapping[str | None, Plan] | None = None,
        named: str | None = None,
        persons: bool = False,
    ) -> Scan:
        """A pass over ``source``, not begun yet; ``plans`` if it is a stretch of a table whose columns are decided,
        ``named`` if it is the copy of another source (see :class:`Scan`); with ``persons`` it takes a census.
        """
        census = CensusTaker(source.name if named is None else named, self.as_of) if persons else None
        return Scan(
            source, self.detector, self.policy, self.key, self.progress, plans or {}, named, census, self.settle
        )

    def report(self, limit: int = KEPT) -> Report:
        """An empty report of this run, which lists findings or only counts them."""
        return Report(
            self.policy.id,
            self.policy.digest,
            self.detector.catalogue.digest,
            limit=limit,
            allow=self.policy.allow,
            keyed=self.key is not None,
            tells_unknown=self.policy.unknown_columns != "keep",
            key_id=None if self.key is None else key_id(self.key),
            as_of=self.as_of,
            hide=self.detector.without_values,
        )

    def add(
        self, report: Report, item: Input | str, listen: Listen | None = None, stdin: BinaryIO | None = None
    ) -> None:
        """Scan one path into ``report``; what cannot be read is noted as unscanned, never passed over.

        ``listen`` is called with every block, for those who need all findings of a large file.
        """
        if isinstance(item, Unscanned):
            report.unscanned.append(item)
            return
        if isinstance(item, str) and is_url(item):
            item = database_url(item)  # it is named below, without its password
        self.include(report, str(item), partial(self.open, item, stdin), listen)

    def include(self, report: Report, name: str, opened: Callable[[], Source], listen: Listen | None = None) -> None:
        """Like :meth:`add`, for a source that ``opened`` opens, by its name."""
        try:
            scan = self.scan(opened(), persons=True)
        except UnscannedError as error:
            report.unscanned.append(Unscanned(name, None, error.reason, error.detail))
            return
        try:
            for scanned in scan.blocks():
                report.add(scanned)
                if listen:
                    listen(scanned)
        except UnscannedError as error:
            report.unscanned.append(Unscanned(name, None, error.reason, error.detail))
        report.unscanned += scan.source.unread()
        report.sources.append(scan.summary())
