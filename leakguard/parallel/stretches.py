"""A large table among workers: each reads stretches of it and knows of the others what the first block decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from leakguard.detection.tables import TableReader
from leakguard.errors import UnscannedError
from leakguard.parallel.pool import OnProgress, Pool
from leakguard.parallel.tasks import Plans, ProveStretch, RewriteStretch, ScanStretch, StretchShare, Wanted
from leakguard.parallel.worker import Done, Failed, Reached
from leakguard.redaction import LISTED, Alone, Changes, Redaction, Residue, described, refuse_residue, reopen
from leakguard.reports.stream import FindingsWriter
from leakguard.scanning import Progress, Scanner
from leakguard.sources import CsvSource, Source
from leakguard.units import TableBlock

_Task = TypeVar("_Task")
MakeTask = Callable[[CsvSource, Plans, bool], _Task]
_CHUNK = 1 << 20


def plans_of(scanner: Scanner, source: Source) -> Plans | None:
    """What the first block decides for all stretches of a table; None if it is not to be divided."""
    if not isinstance(source, CsvSource) or not source.divisible:
        return None
    try:
        first = next(iter(source.blocks()), None)
    except UnscannedError:
        return None
    if not isinstance(first, TableBlock) or not first.rows:
        return None
    reader = TableReader(scanner.detector)
    reader.read(first)
    plan = reader.plan
    return None if plan is None else {first.part: plan}


def tasks_of(source: CsvSource, plans: Plans, make: MakeTask[_Task]) -> Iterator[_Task]:
    """A task for each stretch, made when it is asked for."""
    from leakguard.sources.csv.parts import part_of, stretches

    for stretch in stretches(source):
        # Whoever has the first block decides by itself, as a scan of the whole table does.
        known = plans if stretch.start else {}
        yield make(part_of(source, stretch), known, stretch.stop == source.size)


def watch(progress: Progress | None) -> OnProgress | None:
    """Adds up how far the stretches of one table have come."""
    if progress is None:
        return None
    states: dict[int, tuple[int, float]] = {}

    def reached(task: ScanStretch | RewriteStretch | ProveStretch, state: Reached) -> None:
        source, whole = task.source, task.source.origin.stamp
        states[source.first_row] = state.rows, source.size * (state.fraction or 0.0)
        rows, done = sum(rows for rows, _ in states.values()), sum(done for _, done in states.values())
        progress(source.name, rows, min(1.0, done / whole[0]) if whole and whole[0] else None)

    return reached


class Stretchwise:
    """Writes and proves copies of large tables with the workers of a pool (see :class:`~leakguard.redaction.Work`).

    Findings go to ``writer``. What is no large table is worked on by this process.
    """

    def __init__(self, pool: Pool, writer: FindingsWriter | None = None) -> None:
        self._pool, self._writer = pool, writer

    def write(self, scanner: Scanner, source: Source, stream: BinaryIO, output: str) -> Redaction:
        """See :func:`~leakguard.redaction.write_redacted`."""
        plans = plans_of(scanner, source)
        if plans is None or not isinstance(source, CsvSource):
            return Alone(self._writer.add if self._writer else None).write(scanner, source, stream, output)
        report, changes, scan = scanner.report(LISTED), Changes(), scanner.scan(source)

        def task(part: CsvSource, known: Plans, last: bool) -> RewriteStretch:
            return RewriteStretch(part, known, last, wanted(self._pool, LISTED, self._writer), self._pool.part())

        run = self._pool.run(tasks_of(source, plans, task), watch(scanner.progress))
        with closing(run):
            for done, outcome in run:
                share = cast(StretchShare, result(outcome))
                for extract in share.extracts:
                    report.take(extract)
                if done.wanted.part is not None and self._writer is not None:
                    self._writer.take(done.wanted.part)
                    done.wanted.part.unlink()
                _append(done.output, stream)
                scan.add(share.tally)
                changes.add(share.changes)
        return described(report, scan, changes, output)

    def prove(self, scanner: Scanner, source: Source, path: Path) -> None:
        """See :func:`~leakguard.redaction.prove`."""
        copy = reopen(source, path)
        plans = plans_of(scanner, copy)
        if plans is None or not isinstance(copy, CsvSource):
            return Alone().prove(scanner, source, path)
        run = self._pool.run(tasks_of(copy, plans, partial(ProveStretch, named=source.name)), watch(scanner.progress))
        with closing(run):
            return refuse_residue(source, [cast(Residue, result(outcome)) for _, outcome in run])


def wanted(pool: Pool, limit: int, writer: FindingsWriter | None) -> Wanted:
    """What a task is to do with findings."""
    return Wanted(limit) if writer is None else Wanted(limit, pool.part(), writer.part_writer)


def result(outcome: Done | Failed | None) -> object:
    """What came of a task. Raises its error, if it failed."""
    if isinstance(outcome, Failed):
        outcome.throw()
    assert outcome is not None  # noqa: S101 - it was run
    return outcome.result


def _append(part: Path, stream: BinaryIO) -> None:
    with part.open("rb") as source:
        while chunk := source.read(_CHUNK):
            stream.write(chunk)
    part.unlink()
