"""The three folders of an outbox, and the work folder ``.leakguard`` in each of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from leakguard.errors import UsageError
from leakguard.outbox.locking import Lock

WORK = ".leakguard"
"""Name of the work folders. Mode 0700; nothing in them is for anybody but the outbox."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where files arrive, where redacted copies go, where originals go. Absolute paths; make it with :func:`folders`."""

    inbox: Path
    target: Path
    quarantine: Path

    @property
    def jobs(self) -> Path:
        """One folder for each file that is being worked on, in the file system of the quarantine."""
        return self.quarantine / WORK / "jobs"

    @property
    def claimed(self) -> Path:
        """Files on their way to a quarantine in another file system."""
        return self.inbox / WORK / "claimed"

    @property
    def staged(self) -> Path:
        """Proven copies with their receipts on their way into the target."""
        return self.target / WORK / "staged"

    def prepare(self) -> None:
        """Make what is missing. The quarantine holds originals: mode 0700 if it is new."""
        self.target.mkdir(exist_ok=True)
        self.quarantine.mkdir(mode=0o700, exist_ok=True)
        for folder in (self.jobs, self.claimed, self.staged):
            for part in (folder.parent, folder):
                part.mkdir(mode=0o700, exist_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else works on any of the three meanwhile; raises :class:`UsageError` if somebody does."""
        with ExitStack() as stack:
            for folder in (self.inbox, self.target, self.quarantine):
                stack.callback(Lock(folder / WORK / "lock", folder).release)
            yield


def folders(inbox: Path, target: Path, quarantine: Path) -> Folders:
    """The folders of an outbox, checked.

    Raises :class:`UsageError` if the inbox is no folder that files can be moved out of, if one of the three lies within
    another (a quarantine below the target would be published), or if a folder cannot be made.
    """
    found = Folders(inbox.resolve(), target.resolve(), quarantine.resolve())
    if not found.inbox.is_dir():
        raise UsageError(f"{inbox} is no folder. Give the folder in which files arrive.")
    named = (("inbox", found.inbox), ("target", found.target), ("quarantine", found.quarantine))
    for what, path in named:
        for other, place in named:
            if what != other and path.is_relative_to(place):
                raise UsageError(f"the {what} {path} lies within the {other} {place}. Keep the three folders apart.")
    for path in (found.target, found.quarantine):
        if path.exists() and not path.is_dir():
            raise UsageError(f"{path} is a file. Give the name of a folder.")
        if not path.parent.is_dir():
            raise UsageError(f"the folder {path.parent} does not exist. Create it first.")
    for path in (found.inbox, found.target, found.quarantine):
        if path.exists() and not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            raise UsageError(
                f"{path} cannot be written to by this user, so no file can be moved. Change its mode or owner."
            )
    return found
