"""The steps after the outcome is stored. Each can be done again after a kill, and then does what is left of it.

1. The journal gets its entry. A copy that cannot be entered is not published.
2. The copy and its receipt are moved into the target's work folder: between file systems this takes a while, and what is in
   the work folder is proven already.
3. The receipt is renamed into the target, then the copy. A file that is in neither work folder any more is published; that
   it is in the target still is not looked at, since whoever uploads it may have taken it away.
4. The original is renamed into the quarantine, with the reason beside it if it was blocked.
5. The job is removed.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from leakguard.outbox.folders import Folders
from leakguard.outbox.jobs import Job, Outcome, Plan
from leakguard.outbox.moves import rename_new, sync_folder, transfer
from leakguard.outbox.names import REASON, RECEIPT, free_parent, with_number
from leakguard.proof.receipt import digest_of


class Enter(Protocol):
    """Enters an outcome in a journal, once for each ``job``."""

    def __call__(self, job: Job, plan: Plan, outcome: Outcome) -> None: ...


class TakenError(Exception):
    """Somebody else took the name in the target since it was chosen: the copy has to be made anew, under another name."""


def finish(folders: Folders, job: Job, outcome: Outcome, enter: Enter | None) -> Outcome:
    """Do what the outcome says; see the module. Returns the outcome with the place that the original has got."""
    plan = job.plan or Plan(outcome.kept, outcome.kept)
    if enter is not None and job.original is not None:
        enter(job, plan, outcome)
    if outcome.released:
        _publish(folders, job, outcome)
    outcome = _keep(folders, job, Path(plan.relative), outcome)
    _explain(folders, job, Path(plan.safe), outcome.number)
    job.remove()
    return outcome


def is_published(folders: Folders, job: Job, outcome: Outcome) -> bool:
    """Whether the copy has left for good."""
    return outcome.released and job.copy is None and not _staged_copy(folders, job).exists()


def is_whole(folders: Folders, job: Job, outcome: Outcome) -> bool:
    """Whether what is still to be published is what was proved: a crash of the machine may have taken it."""
    wanted = [(job.copy, outcome.copy), (job.receipt, outcome.receipt)]
    wanted += [(_staged_copy(folders, job), outcome.copy), (_staged_receipt(folders, job), outcome.receipt)]
    return all(path is None or not path.exists() or digest_of(path)[0] == digest for path, digest in wanted)


def withdraw(folders: Folders, job: Job, outcome: Outcome) -> None:
    """Take back an outcome whose copy is not published: its receipt may be. The job is then as it was after the claim."""
    receipt = folders.target / (outcome.published + RECEIPT)
    if outcome.published and receipt.is_file() and digest_of(receipt)[0] == outcome.receipt:
        transfer(receipt, _staged_receipt(folders, job))
    job.decide(None)
    unstage(folders, job)
    job.clear()


def unstage(folders: Folders, job: Job) -> None:
    """Remove what was staged for an outcome that no longer holds."""
    for path in folders.staged.glob(f"{job.id}.*"):
        path.unlink()


def _publish(folders: Folders, job: Job, outcome: Outcome) -> None:
    staged = {_staged_receipt(folders, job): RECEIPT, _staged_copy(folders, job): ""}
    for path, place in zip((job.receipt, job.copy), staged, strict=True):
        if path is not None and path.exists():
            transfer(path, place)
    published = folders.target / outcome.published
    try:
        for place, suffix in staged.items():
            if place.exists():
                published.parent.mkdir(parents=True, exist_ok=True)
                rename_new(place, published.with_name(published.name + suffix))
    except (FileExistsError, NotADirectoryError) as error:
        raise TakenError from error
    sync_folder(published.parent)


def _staged_receipt(folders: Folders, job: Job) -> Path:
    return folders.staged / f"{job.id}.receipt"


def _staged_copy(folders: Folders, job: Job) -> Path:
    return folders.staged / f"{job.id}.copy"


def _keep(folders: Folders, job: Job, wanted: Path, outcome: Outcome) -> Outcome:
    original = job.original
    if original is None:
        return outcome
    folder = folders.quarantine / free_parent(folders.quarantine, wanted.parent)
    folder.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(outcome.number):
        path = with_number(folder / wanted.name, number)
        if os.path.lexists(path):
            continue
        outcome = _noted(job, outcome, str(path.relative_to(folders.quarantine)), number)
        try:
            rename_new(original, path)
        except FileExistsError:
            continue
        break
    sync_folder(folder)
    return outcome


def _noted(job: Job, outcome: Outcome, kept: str, number: int) -> Outcome:
    if (kept, number) != (outcome.kept, outcome.number):
        outcome = replace(outcome, kept=kept, number=number)
        job.decide(outcome)
    return outcome


def _explain(folders: Folders, job: Job, safe: Path, number: int) -> None:
    """Put the reason beside the original, with the same number if nothing is in the way."""
    if not job.reason.exists():
        return
    folder = folders.quarantine / free_parent(folders.quarantine, safe.parent)
    folder.mkdir(parents=True, exist_ok=True)
    for count in itertools.count(number):
        path = with_number(folder / safe.name, count)
        try:
            rename_new(job.reason, path.with_name(path.name + REASON))
        except FileExistsError:
            continue
        break
    sync_folder(folder)
