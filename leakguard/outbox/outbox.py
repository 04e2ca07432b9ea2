"""The outbox: passes over its inbox, one file after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from leakguard.errors import KeyMissingError, UsageError
from leakguard.outbox.arrivals import Arrival, arrivals
from leakguard.outbox.claiming import bring, claim
from leakguard.outbox.completeness import Patience, is_being_written
from leakguard.outbox.folders import Folders
from leakguard.outbox.jobs import Job, Outcome, Plan
from leakguard.outbox.names import safe_path
from leakguard.outbox.producing import ChangedError, produce
from leakguard.outbox.recovery import recovered
from leakguard.outbox.steps import Enter, TakenError, finish, withdraw
from leakguard.scanning import Scanner

if TYPE_CHECKING:
    from leakguard.proof.signing import Signer

_GLANCE = 0.2
"""Seconds between two looks at a file that is not complete, at least."""


@dataclass(frozen=True, slots=True)
class Done:
    """A file that has come to its end."""

    plan: Plan
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that keeps a file, or a folder, waiting; ``name`` is safe to show, ``problem`` is what the system says."""

    name: str
    problem: str


Event = Done | Trouble


@dataclass
class Outbox:
    """Everything that an outbox works with. ``waiting`` is the number of files that were not complete in the last pass."""

    folders: Folders
    scanner: Scanner
    patience: Patience
    signer: Signer | None = None
    enter: Enter | None = None
    waiting: int = 0
    _jobs: list[Job] = field(default_factory=list)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Lock the folders and take up what an earlier process left; release them on the way out.

        Raises :class:`UsageError`, also if another outbox works on one of them, and :class:`KeyMissingError`.
        """
        if self.scanner.policy.needs_key and self.scanner.key is None:
            raise KeyMissingError(
                f"the policy {self.scanner.policy.id} needs a secret key. Pass --key-file or set LEAKGUARD_KEY_FILE."
            )
        self.folders.prepare()
        with self.folders.locked():
            self._jobs = recovered(self.folders, self.scanner)
            yield

    def once(self, sleep: Callable[[float], None] = time.sleep) -> Iterator[Event]:
        """Handle what is there, and wait once as long as it takes to see whether the rest is complete."""
        start = self.patience.clock()
        yield from self.sweep()
        while self.waiting and self.patience.clock() - start < self.patience.settle + 2 * _GLANCE:
            sleep(_GLANCE)
            yield from self.sweep()

    def sweep(self) -> Iterator[Event]:
        """One pass: jobs that are begun, then what is complete in the inbox."""
        self.waiting = 0
        begun, self._jobs = self._jobs, []
        for job in begun:
            yield from self._work(job, claimed_now=False)
        present = {job.original for job in self._jobs if job.original}
        for arrival in arrivals(self.folders.inbox):
            present.add(arrival.path)
            yield from self._take(arrival)
        self.patience.keep_only(present)

    def _take(self, arrival: Arrival) -> Iterator[Event]:
        try:
            if not arrival.is_link and not self._is_complete(arrival.path):
                self.waiting += 1
                return
            job = claim(self.folders, self.scanner, arrival.path)
        except FileNotFoundError:
            return
        except UsageError as error:
            yield Trouble("", str(error))
        except OSError as error:
            self.waiting += 1
            yield Trouble(self._shown(arrival.path), error.strerror or type(error).__name__)
        else:
            if job is not None:
                yield from self._work(job, claimed_now=True)

    def _is_complete(self, path: Path) -> bool:
        return self.patience.is_settled(path) and not is_being_written(path)

    def _work(self, job: Job, claimed_now: bool) -> Iterator[Event]:
        """Bring a job to its end, or keep it for the next pass."""
        plan = job.plan or Plan(job.id, job.id)
        try:
            bring(self.folders, job)
            if job.outcome is None and job.original is None:  # somebody took it out of the work folder
                job.remove()
                return
            if not self._is_ready(job, claimed_now):
                self._later(job)
                return
            outcome = self._through(job)
        except (ChangedError, TakenError):
            self._later(job)
        except OSError as error:
            self._later(job)
            yield Trouble(plan.safe, error.strerror or type(error).__name__)
        else:
            yield Done(plan, outcome)

    def _later(self, job: Job) -> None:
        self._jobs.append(job)
        self.waiting += 1

    def _is_ready(self, job: Job, claimed_now: bool) -> bool:
        """Whether nobody writes to the file of a job any more: whoever had it open at the claim still can."""
        original = job.original
        if job.outcome is not None or original is None or original.is_symlink():
            return True
        return (claimed_now or self.patience.is_settled(original)) and not is_being_written(original)

    def _through(self, job: Job) -> Outcome:
        outcome = job.outcome or produce(self.folders, self.scanner, self.signer, job)
        try:
            return finish(self.folders, job, outcome, self.enter)
        except TakenError:
            withdraw(self.folders, job, outcome)
            raise

    def _shown(self, path: Path) -> str:
        return str(safe_path(self.scanner, path.relative_to(self.folders.inbox), "file"))
