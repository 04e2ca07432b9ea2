"""A check: every input is scanned into a report of its own, judged, and written to the journal before anything is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from leakguard.gate.journal import Entry, Journal, ReasonCount
from leakguard.gate.verdict import Judgement, judge, together
from leakguard.policy import Policy
from leakguard.report import Report
from leakguard.scanning import Scanner

LISTED = 200
"""Findings of a file that its examples are chosen from; the others are counted."""


@dataclass
class Checking:
    """The judgements of a run so far. ``command`` is what the journal calls it: ``check``, ``hook pre-commit`` ..."""

    scanner: Scanner
    command: str
    journal: Journal | None = None
    judged: list[Judgement] = field(default_factory=list)
    listed: int = LISTED

    def take(self, report: Report) -> Judgement:
        """Judge what one input gave; the journal has it before the caller does."""
        judgement = judge(report, self.scanner.policy)
        self.judged += judgement.files or (judgement,)
        if self.journal is not None:
            from leakguard.gate.record import entries

            values = [finding.value for finding in report.findings]
            self.journal.append(*entries(self.command, judgement, self.scanner.policy, self.scanner.detector, values))
        return judgement

    def each(self, report: Report, scanned: Iterable[None]) -> Iterator[Judgement]:
        """The judgement of every input that ``scanned`` adds to the report, one at a time."""
        for _ in scanned:
            yield self.take(report.split_off())

    def result(self) -> Judgement:
        """All of them as one; of no input at all the verdict is *do not share*."""
        return together(self.judged)


def crashed(checking: Checking, work: Callable[[], int]) -> int:
    """Do the work. If it fails, the journal says that there was no verdict, by the class of the error only."""
    try:
        return work()
    except BaseException as error:
        if checking.journal is not None:
            checking.journal.append(failure(checking.command, checking.scanner.policy, type(error).__name__))
        raise


def failure(command: str, policy: Policy, kind: str) -> Entry:
    """The entry for a run that ended without a verdict."""
    reasons = (ReasonCount("failed", kind, 1),)
    return Entry(command, "do-not-share", "", None, policy.id, policy.digest, reasons, exit_code=2)
