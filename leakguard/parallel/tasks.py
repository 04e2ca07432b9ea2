"""Tasks for workers: scan or redact a file; scan, rewrite or prove a stretch of a large table."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from leakguard.detection.tables import Plan
from leakguard.errors import UnscannedError
from leakguard.extracts import Extract
from leakguard.hits import Scanned
from leakguard.mirror import Outcome, Receipts, redact_one
from leakguard.parallel.worker import Failed, failure
from leakguard.proof import outside
from leakguard.redaction import Changes, Redaction, Residue, edited_blocks, residue
from leakguard.report import SourceSummary
from leakguard.reports.stream import FindingsWriter, Write
from leakguard.scanning import Listen, Scanner, Tally
from leakguard.sources import CsvSource, Unscanned

Plans = Mapping[str | None, Plan]


@dataclass(frozen=True)
class Wanted:
    """What is wanted of the findings: so many of them to be listed; and perhaps all to be written to a file."""

    limit: int
    part: Path | None = None
    writer: Callable[[Write], FindingsWriter] | None = None

    @contextlib.contextmanager
    def taker(self, extracts: list[Extract]) -> Iterator[Listen]:
        """What takes the findings of every block."""
        room = self.limit

        def take(scanned: Scanned) -> None:
            nonlocal room
            extracts.append(Extract.of(scanned, room))
            room -= len(scanned)

        if self.part is None or self.writer is None:
            yield take
            return
        with self.part.open("wb") as stream:
            writer = self.writer(stream.write)

            def write(scanned: Scanned) -> None:
                take(scanned)
                writer.add(scanned)

            yield write
            writer.close()


@dataclass
class FileShare:
    """What was found in a file."""

    extracts: list[Extract]
    sources: list[SourceSummary]
    unscanned: list[Unscanned]


@dataclass(frozen=True)
class ScanFile:
    """Scan a file as :meth:`Scanner.add` does."""

    item: Path
    wanted: Wanted

    def run(self, scanner: Scanner) -> FileShare:
        """Do it."""
        extracts: list[Extract] = []
        report = scanner.report(limit=0)
        with self.wanted.taker(extracts) as take:
            scanner.add(report, self.item, take)
        return FileShare(extracts, report.sources, report.unscanned)


@dataclass
class StretchShare:
    """What was found in a stretch, and what was changed in it. ``error`` is why its end was not reached."""

    extracts: list[Extract]
    tally: Tally
    changes: Changes
    error: Failed | None = None


@dataclass(frozen=True)
class ScanStretch:
    """Scan a stretch; ``last`` is the one at the end of the table."""

    source: CsvSource = field(repr=False)
    plans: Plans = field(repr=False)
    last: bool
    wanted: Wanted

    def run(self, scanner: Scanner) -> StretchShare:
        """Do it."""
        extracts: list[Extract] = []
        scan, error = scanner.scan(self.source, self.plans, persons=True), None
        with self.wanted.taker(extracts) as take:
            try:
                for scanned in scan.blocks():
                    take(scanned)
            except UnscannedError as problem:
                error = failure(problem)
        return StretchShare(extracts, scan.tally(), Changes(), error)


@dataclass(frozen=True)
class RewriteStretch:
    """Write a stretch with its edits to ``output``."""

    source: CsvSource = field(repr=False)
    plans: Plans = field(repr=False)
    last: bool
    wanted: Wanted
    output: Path

    def run(self, scanner: Scanner) -> StretchShare:
        """Do it."""
        extracts, changes = list[Extract](), Changes()
        scan = scanner.scan(self.source, self.plans)
        with self.wanted.taker(extracts) as take, self.output.open("wb") as stream:
            changes.compared = outside.rewrite(self.source, edited_blocks(scanner, scan, changes, take), stream)
        return StretchShare(extracts, scan.tally(), changes)


@dataclass(frozen=True)
class ProveStretch:
    """Look for what is left in a stretch of a redacted copy of the source ``named``."""

    source: CsvSource = field(repr=False)
    plans: Plans = field(repr=False)
    last: bool
    named: str | None = None

    def run(self, scanner: Scanner) -> Residue:
        """Do it."""
        return residue(scanner.scan(self.source, self.plans, self.named))


@dataclass(frozen=True)
class RedactFile:
    """Redact a file of a folder, its proof included. What is written before lies in ``scratch``."""

    item: Path
    output: Path
    overwrite: bool
    scratch: Path
    receipts: Receipts | None = None

    def run(self, scanner: Scanner) -> Outcome:
        """Do it."""
        outcome = redact_one(scanner, self.item, self.output, self.overwrite, self.scratch, self.receipts)
        return replace(outcome, report=outcome.report.counted()) if isinstance(outcome, Redaction) else outcome
