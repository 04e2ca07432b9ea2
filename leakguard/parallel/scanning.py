"""Scanning with workers: the same report as by one process, in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from leakguard.errors import UnscannedError
from leakguard.parallel.pool import OnProgress, Outcome, Pool
from leakguard.parallel.stretches import plans_of, result, tasks_of, wanted, watch
from leakguard.parallel.tasks import FileShare, Plans, ScanFile, ScanStretch, StretchShare
from leakguard.parallel.worker import Failed, Reached
from leakguard.report import Report
from leakguard.reports.stream import FindingsWriter
from leakguard.scanning import Scan, Scanner
from leakguard.sources import CsvSource, Input, Unscanned
from leakguard.sources.csv import source as csv


@dataclass(frozen=True)
class _Here:
    """Work of this process: streams, databases, what is known to be unreadable; or a file that could not be opened."""

    item: Input


@dataclass
class Scanning:
    """Scans inputs with the workers of a pool. ``stdin`` is the stream behind ``-``."""

    pool: Pool
    scanner: Scanner
    stdin: BinaryIO | None = None
    _scan: Scan | None = field(default=None, init=False)
    _skip: bool = field(default=False, init=False)

    def add(self, report: Report, items: Sequence[Input], writer: FindingsWriter | None = None) -> Iterator[None]:
        """Add what is in the inputs to a report, and its findings to ``writer``; stops after each input."""
        run = self.pool.run(self._tasks(items, report.limit, writer), self._progress())
        with closing(run):
            for task, outcome in run:
                if isinstance(task, _Here):
                    listen = writer.add if writer else None
                    self.scanner.add(report, task.item, listen, self.stdin if str(task.item) == "-" else None)
                    yield
                elif isinstance(task, ScanFile):
                    self._file(report, task, outcome, writer)
                    yield
                elif self._stretch(report, task, outcome, writer):
                    yield

    def _tasks(
        self, items: Sequence[Input], limit: int, writer: FindingsWriter | None
    ) -> Iterator[_Here | ScanFile | ScanStretch]:
        for item in items:
            if not isinstance(item, Path) or str(item) == "-" or not item.is_file():
                yield _Here(item)
                continue
            divided = self._divided(item)
            if divided is None:
                yield ScanFile(item, wanted(self.pool, limit, writer))
                continue
            source, plans = divided
            yield from tasks_of(
                source,
                plans,
                lambda part, known, last: ScanStretch(part, known, last, wanted(self.pool, limit, writer)),
            )

    def _divided(self, item: Path) -> tuple[CsvSource, Plans] | None:
        try:
            if item.stat().st_size < csv.DIVIDED:
                return None
            source = self.scanner.open(item)
            plans = plans_of(self.scanner, source)
        except (OSError, UnscannedError):
            return None  # the worker will say why
        return (source, plans) if plans is not None and isinstance(source, CsvSource) else None

    def _file(self, report: Report, task: ScanFile, outcome: Outcome | None, writer: FindingsWriter | None) -> None:
        if isinstance(outcome, Failed) and outcome.error == "UnscannedError":
            report.unscanned.append(Unscanned(str(task.item), None, *outcome.arguments))
            return
        share = cast(FileShare, result(outcome))
        for extract in share.extracts:
            report.take(extract)
        _write(task, writer)
        report.unscanned += share.unscanned
        report.sources += share.sources

    def _stretch(
        self, report: Report, task: ScanStretch, outcome: Outcome | None, writer: FindingsWriter | None
    ) -> bool:
        """Add a stretch; whether it was the last of its source, or the last that can be used."""
        if self._skip:
            self._skip = not task.last
            return False
        scan = self._scan = self._scan or self.scanner.scan(task.source, persons=True)
        if isinstance(outcome, Failed) and outcome.error == "UnscannedError":
            error: Failed | None = outcome
        else:
            share = cast(StretchShare, result(outcome))
            for extract in share.extracts:
                report.take(extract)
            _write(task, writer)
            scan.add(share.tally)
            error = share.error
        if error is not None:
            report.unscanned.append(Unscanned(task.source.name, None, *error.arguments))
            self._skip = not task.last
        if error is None and not task.last:
            return False
        report.sources.append(scan.summary())
        self._scan = None
        return True

    def _progress(self) -> OnProgress | None:
        progress = self.scanner.progress
        if progress is None:
            return None
        watches: dict[str, OnProgress | None] = {}

        def reached(task: ScanFile | ScanStretch, state: Reached) -> None:
            if isinstance(task, ScanFile):
                progress(str(task.item), state.rows, state.fraction)
                return
            watcher = watches.setdefault(task.source.name, watch(progress))
            if watcher:
                watcher(task, state)

        return reached


def _write(task: ScanFile | ScanStretch, writer: FindingsWriter | None) -> None:
    if writer is not None and task.wanted.part is not None:
        writer.take(task.wanted.part)
        task.wanted.part.unlink()
