"""Scanning: a source's blocks through the detector and the policy, findings placed where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from leakguard.detection.blocks import Stretch, link_block
from leakguard.detection.detector import Detector
from leakguard.detection.grouping import TextGroups
from leakguard.detection.headers import Meaning
from leakguard.detection.notes import Noted, read_notes
from leakguard.detection.tables import TableReader
from leakguard.detection.talk import Rows
from leakguard.entities import entity_class
from leakguard.errors import UnscannedError
from leakguard.findings import Finding, Fingerprinter, Location
from leakguard.lookahead import Found, Read, like, with_neighbours
from leakguard.operators import OPERATORS, Context
from leakguard.policy import Decision, Policy
from leakguard.report import ColumnSummary, Report, SourceSummary
from leakguard.sources import Source, open_source
from leakguard.sources.base import Unscanned
from leakguard.units import Block, CellEdit, Edit, NoteBlock, NoteEdit, TableBlock, TextBlock, TextEdit

Progress = Callable[[str, int], None]
"""Called with the name of the source and the number of units scanned so far, after every block."""


class Spot(NamedTuple):
    """Where a block would have to be edited: a stretch of its text, of one of its cells or of one of its notes."""

    start: int
    end: int
    row: int | None = None
    column: int | None = None
    note: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding, what the policy says about it, and where its block would have to be edited."""

    finding: Finding
    decision: Decision
    spot: Spot

    @property
    def column(self) -> int | None:
        """The column, if the finding stands in a table."""
        return self.spot.column

    def edit(self, key: bytes | None) -> Edit | None:
        """The edit that the policy's operator asks for; None to leave the value."""
        if self.decision.operator == "keep":
            return None
        finding = self.finding
        context = Context(finding.entity, finding.kind, finding.canonical, self.decision.params, key)
        replacement = OPERATORS[self.decision.operator](finding.value, context)
        if replacement == finding.value:
            return None
        return _edit(self.spot, replacement)


def _edit(spot: Spot, replacement: str) -> Edit:
    if spot.note is not None:
        return NoteEdit(spot.note, spot.start, spot.end, replacement)
    if spot.row is None or spot.column is None:
        return TextEdit(spot.start, spot.end, replacement)
    return CellEdit(spot.row, spot.column, spot.start, spot.end, replacement)


@dataclass
class Scan:
    """One pass over one source. Iterate :meth:`blocks`; afterwards :meth:`summary` says what was seen."""

    source: Source
    detector: Detector
    policy: Policy
    key: bytes | None = None
    progress: Progress | None = None
    units: int = 0
    _found: Counter[str] = field(default_factory=Counter)
    _forbidden: int = 0
    _columns: dict[tuple[str | None, int], Counter[str]] = field(default_factory=dict)
    _readers: dict[str | None, TableReader] = field(default_factory=dict)
    _groups: dict[str | None, TextGroups] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _records: int = 0
    _latest: set[tuple[str | None, str]] = field(default_factory=set)

    def blocks(self) -> Iterator[tuple[Block, list[Hit]]]:
        """Every block of the source with its hits, in the order of the source.

        A block is handed out when the next one was read, because that may prove what stands at its end.
        """
        fingerprint = Fingerprinter(self.key or bytes.fromhex(self.source.digest))
        for read in with_neighbours((block, self._find(block)) for block in self.source.blocks()):
            hits = []
            for finding, spot in self._placed(read):
                signed = replace(finding, fingerprint=fingerprint(finding.entity, finding.canonical))
                hits.append(Hit(signed, self.policy.decide(signed), spot))
            self._count(read.block, hits)
            yield read.block, hits

    def _find(self, block: Block) -> Found:
        if isinstance(block, TextBlock):
            return Stretch(block.text, self.detector.find(block.text))
        if isinstance(block, NoteBlock):
            return read_notes(self.detector, block.notes, self._names)
        reader = self._readers.setdefault(block.part, TableReader(self.detector, self._names))
        found = sorted(reader.read(block), key=lambda item: (item[0], item[1], item[2].start))
        return Rows(block.columns, found)

    def _placed(self, read: Read) -> Iterator[tuple[Finding, Spot]]:
        if isinstance(read.block, TextBlock) and isinstance(read.found, Stretch):
            return self._text(read.block, read.found, like(read.found, read.before), like(read.found, read.after))
        if isinstance(read.block, TableBlock) and isinstance(read.found, Rows):
            return self._table(read.block, read.found, like(read.found, read.before), like(read.found, read.after))
        if isinstance(read.block, NoteBlock) and isinstance(read.found, Noted):
            return self._noted(read.block, read.found)
        raise TypeError(read.block)

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
            location = Location(self.source.name, block.part, line=line, where="line")
            yield finding.at(location, shift, group), Spot(finding.start, finding.end)

    def _table(
        self, block: TableBlock, read: Rows, before: Rows | None, after: Rows | None
    ) -> Iterator[tuple[Finding, Spot]]:
        reader = self._readers[block.part]
        for (row, column, finding), group in reader.link(block, read.found, before, after):
            place, start, end = block.place(row, column, finding.start, finding.end)
            location = Location(self.source.name, block.part, header=reader.columns[column].header, **place._asdict())
            spot = Spot(finding.start, finding.end, row, column)
            yield replace(finding.at(location, 0, group), start=start, end=end), spot

    def _noted(self, block: NoteBlock, noted: Noted) -> Iterator[tuple[Finding, Spot]]:
        for index, (note, found) in enumerate(zip(block.notes, noted.found, strict=True)):
            group = f"{note.place.where}:{index}" if note.place.row is None else f"row:{note.place.row}"
            header = None if note.header is None else self.detector.without_values(note.header)
            location = Location(self.source.name, block.part, header=header, **note.place._asdict())
            for finding in found:
                yield finding.at(location, 0, group), Spot(finding.start, finding.end, note=index)

    def _count(self, block: Block, hits: list[Hit]) -> None:
        self.units += _units(block)
        records: set[tuple[str | None, str]] = set()
        for hit in hits:
            self._found[hit.finding.entity] += 1
            self._forbidden += hit.decision.forbidden
            if entity_class(hit.finding.entity) == "personal":
                records.add((block.part, hit.finding.group))
            if hit.column is not None:
                self._columns.setdefault((block.part, hit.column), Counter())[hit.finding.entity] += 1
        self._records += len(records - self._latest)
        self._latest = records
        if self.progress:
            self.progress(self.source.name, self.units)

    def summary(self) -> SourceSummary:
        """How the source was read and what was found, per column for tables."""
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
        )

    def _column_summaries(self) -> Iterator[ColumnSummary]:
        for part, reader in self._readers.items():
            for column in reader.columns:
                entities = self._columns.get((part, column.index), Counter())
                yield ColumnSummary(
                    part,
                    column.index,
                    column.header,
                    _label(column.meaning),
                    entities.total(),
                    dict(entities.most_common()),
                )


def _label(meaning: Meaning) -> str:
    """A column's meaning in one word: an entity, or ``free-text``, ``other``, ``unknown``."""
    return meaning.entity or ("free-text" if meaning.free_text else "other" if meaning.other else "unknown")


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

    def open(self, path: Path | str, **options: object) -> Source:
        """Open a source with the run's encoding and format."""
        return open_source(path, encoding=self.encoding, format=self.format, password=self.password, **options)  # type: ignore[arg-type]

    def scan(self, source: Source) -> Scan:
        """A pass over ``source``, not begun yet."""
        return Scan(source, self.detector, self.policy, self.key, self.progress)

    def report(self) -> Report:
        """An empty report of this run."""
        return Report(self.policy.id, self.policy.digest, self.detector.catalogue.digest)

    def add(self, report: Report, item: Path | str | Unscanned, **options: object) -> None:
        """Scan one path into ``report``; what cannot be read is noted as unscanned, never passed over."""
        if isinstance(item, Unscanned):
            report.unscanned.append(item)
            return
        try:
            scan = self.scan(self.open(item, **options))
        except UnscannedError as error:
            report.unscanned.append(Unscanned(str(item), None, error.reason, error.detail))
            return
        try:
            for _, hits in scan.blocks():
                report.findings += [hit.finding for hit in hits]
                report.forbidden += [hit.finding for hit in hits if hit.decision.forbidden]
        except UnscannedError as error:
            report.unscanned.append(Unscanned(str(item), None, error.reason, error.detail))
        report.unscanned += scan.source.unread()
        report.sources.append(scan.summary())
