"""The claim: a file leaves the inbox, and from then on belongs to its job."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from leakguard.errors import UsageError
from leakguard.outbox.folders import Folders
from leakguard.outbox.jobs import Job, Plan
from leakguard.outbox.moves import rename_new, sync_folder, transfer
from leakguard.outbox.names import numbered, plain_suffix, safe_path
from leakguard.scanning import Scanner


def claim(folders: Folders, scanner: Scanner, path: Path) -> Job | None:
    """Take a file or a link out of the inbox; None if it is gone.

    One rename, straight into the job, or, where the quarantine is in another file system, out of the way and then over. Raises
    :class:`PermissionError` if it cannot be moved now, :class:`UsageError` if a folder below the inbox is a file system of its own.
    """
    relative = path.relative_to(folders.inbox)
    safe = safe_path(scanner, relative, "file")
    job = Job.new(folders.jobs, Plan(str(relative), str(safe)))
    try:
        _take(folders, job, path, safe)
    except BaseException as error:
        if not is_on_its_way(folders, job):
            job.remove()
        if isinstance(error, FileNotFoundError):
            return None
        raise
    sync_folder(path.parent)
    return job


def _take(folders: Folders, job: Job, path: Path, safe: Path) -> None:
    held = job.place(_held_name(safe))
    try:
        rename_new(path, held)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        try:
            rename_new(path, folders.claimed / job.id)
        except OSError as again:
            if again.errno != errno.EXDEV:
                raise
            raise UsageError(
                f"{safe.parent} is a file system of its own below the inbox. Give it an outbox of its own."
            ) from again
        bring(folders, job)
    if held.is_dir() and not held.is_symlink():  # a folder took the file's name in the last moment
        rename_new(held, path)
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def bring(folders: Folders, job: Job) -> None:
    """Bring a file that was claimed into its job, from the file system of the inbox; again if that was cut short."""
    if not is_on_its_way(folders, job):
        return
    between = folders.claimed / job.id
    plan = job.plan
    if job.original is None:
        transfer(between, job.place(_held_name(Path(plan.safe)) if plan else "file"))
    else:  # it is here, whole; only the first copy was not removed any more
        between.unlink()


def is_on_its_way(folders: Folders, job: Job) -> bool:
    """Whether the file was claimed and is not, or not only, in its job yet."""
    return os.path.lexists(folders.claimed / job.id)


def put_back(folders: Folders, jobs: set[str]) -> int:
    """Return to the inbox what was claimed for jobs that no longer exist, because the quarantine was changed or emptied; how many."""
    orphans = [path for path in folders.claimed.iterdir() if path.name not in jobs]
    for path in orphans:
        for name in numbered(folders.inbox / f"recovered-{path.name}"):
            try:
                rename_new(path, name)
            except FileExistsError:
                continue
            break
    return len(orphans)


def _held_name(safe: Path) -> str:
    """The name under which the copy is made from the original: messages and receipts show it."""
    return safe.name if not safe.name.endswith(".part") else f"file{plain_suffix(safe)}"
