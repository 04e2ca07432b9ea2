"""What an earlier process left: every job is taken up where it stopped.

===============================================  ==========================================================
state of the job                                 what is done
===============================================  ==========================================================
no original, none on its way                     nothing was moved: the file is in the inbox; the job is removed
on its way from another file system              brought in, then as the next line
original, no outcome                             what was made of it is thrown away; the copy is made again
outcome, copy not published, rules changed       taken back, then as the line before
outcome                                          the steps that are left (:mod:`~leakguard.outbox.steps`)
===============================================  ==========================================================
"""

from __future__ import annotations

import json
from pathlib import Path

from leakguard.errors import UsageError
from leakguard.outbox.claiming import is_on_its_way, put_back
from leakguard.outbox.folders import WORK, Folders
from leakguard.outbox.jobs import Job, stored_jobs
from leakguard.outbox.moves import write_json
from leakguard.outbox.producing import rules
from leakguard.outbox.steps import is_published, is_whole, unstage, withdraw
from leakguard.scanning import Scanner


def recovered(folders: Folders, scanner: Scanner) -> list[Job]:
    """The jobs that have something left to do, the oldest first, each in a state that can be gone on from.

    Raises :class:`UsageError` if they belong to another inbox or target than the one that is given.
    """
    jobs = stored_jobs(folders.jobs)
    _same_folders(folders, bool(jobs))
    put_back(folders, {job.id for job in jobs})
    return [job for job in jobs if _mended(folders, scanner, job)]


def _mended(folders: Folders, scanner: Scanner, job: Job) -> bool:
    """Whether there is something left to do."""
    outcome = job.outcome
    if outcome is None:
        unstage(folders, job)
        holds = job.original is not None or is_on_its_way(folders, job)
        if not holds:
            job.remove()
        return holds
    may_go_on = outcome.rules == rules(scanner) and is_whole(folders, job, outcome)
    if not may_go_on and not is_published(folders, job, outcome):
        withdraw(folders, job, outcome)
    return True


def _same_folders(folders: Folders, unfinished: bool) -> None:
    path = folders.quarantine / WORK / "folders.json"
    mine = {"inbox": str(folders.inbox), "target": str(folders.target)}
    known = json.loads(path.read_text("ascii")) if path.exists() else mine
    if known == mine and path.exists():
        return
    if unfinished and known != mine:
        old = [str(Path(known[name])) for name in ("inbox", "target")]
        raise UsageError(
            f"the quarantine holds files that another outbox has begun. Finish them with "
            f"`leakguard outbox {old[0]} --to {old[1]} --quarantine {folders.quarantine} --once`, or give another quarantine."
        )
    write_json(path, mine)
