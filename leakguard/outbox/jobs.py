"""A job: one file on its way through the outbox, and everything that is known about it, in a folder of its own.

::

    ID/plan.json      where the file came from                     written before the file is moved
    ID/in/NAME        the original                                  from the claim until it is in the quarantine
    ID/begun          how often making the copy was begun           gone when it came to an end, good or bad
    ID/out/NAME       the copy                                      nobody reads it before outcome.json is there
    ID/receipt.json   its receipt                                    likewise
    ID/reason.json    why the file is blocked                        until it lies beside the original
    ID/outcome.json   what is to become of the file, and where it goes     from then on there is only one way: on
"""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from leakguard.outbox.moves import sync_folder, write_json


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a file is blocked, in both languages, without raw values; ``count`` of what, if it can be counted."""

    code: str
    zh: str
    en: str
    cure_zh: str = ""
    cure_en: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a file came from: its path in the inbox, as it was, and without personal values."""

    relative: str
    safe: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to become of a file.

    ``published`` and ``kept`` are paths below the target and the quarantine, ``number`` is the one in their names; ``rules`` are the digests of policy and catalogue
    and the version of the tool; ``copy`` and ``receipt`` are the SHA-256 of the two files.
    """

    released: bool
    kept: str
    rules: tuple[str, ...]
    number: int = 1
    exit_code: int = 0
    published: str = ""
    original: str = ""
    copy: str = ""
    receipt: str = ""
    spans: int = 0
    left: int = 0
    entities: dict[str, int] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Outcome:
        """The outcome that was stored."""
        reasons = tuple(Reason(**reason) for reason in content.pop("reasons"))
        return cls(**{**content, "rules": tuple(content["rules"]), "reasons": reasons})


class Job:
    """The folder of a job. ``recovered`` says that an earlier process has begun it."""

    def __init__(self, folder: Path, recovered: bool = False) -> None:
        self.folder, self.id, self.recovered = folder, folder.name, recovered
        self.out, self._in = folder / "out", folder / "in"
        self.receipt, self.reason = folder / "receipt.json", folder / "reason.json"

    @classmethod
    def new(cls, jobs: Path, plan: Plan) -> Job:
        """A job that holds no file yet. Identifiers sort by time."""
        now = time.time_ns()
        stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(now // 10**9))
        job = cls(jobs / f"{stamp}.{now % 10**9:09d}-{secrets.token_hex(4)}")
        for folder in (job.folder, job._in, job.out):
            folder.mkdir(mode=0o700)
        write_json(job.folder / "plan.json", asdict(plan))
        sync_folder(jobs)
        return job

    @property
    def plan(self) -> Plan | None:
        """Where the file came from; None if there was no time to write it down, and then no file was moved."""
        content = _read(self.folder / "plan.json")
        return None if content is None else Plan(**content)

    @property
    def outcome(self) -> Outcome | None:
        """What was decided, if it was."""
        content = _read(self.folder / "outcome.json")
        return None if content is None else Outcome.from_dict(content)

    def decide(self, outcome: Outcome | None) -> None:
        """Store what was decided; None to decide anew."""
        path = self.folder / "outcome.json"
        if outcome is not None:
            write_json(path, asdict(outcome))
            return
        path.unlink(missing_ok=True)
        sync_folder(self.folder)

    @property
    def original(self) -> Path | None:
        """The original, while the job holds it."""
        return next(iter(_listed(self._in)), None)

    def place(self, name: str) -> Path:
        """Where the original is to be put."""
        return self._in / name

    @property
    def copy(self) -> Path | None:
        """The copy, while the job holds it."""
        return next(iter(_listed(self.out)), None)

    def clear(self) -> None:
        """Forget a copy that was not finished."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(mode=0o700)
        for path in (self.receipt, self.reason):
            path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def trying(self) -> Iterator[int]:
        """How many processes have died in here in a row, this one not counted."""
        path = self.folder / "begun"
        deaths = len(path.read_bytes()) if path.exists() else 0
        with path.open("ab") as stream:
            stream.write(b".")
        try:
            yield deaths
        finally:
            path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Forget the job. It must hold no file any more."""
        if self.original is None:
            shutil.rmtree(self.folder, ignore_errors=True)


def stored_jobs(jobs: Path) -> list[Job]:
    """What earlier processes left, the oldest first."""
    return [Job(folder, recovered=True) for folder in sorted(jobs.iterdir()) if folder.is_dir()]


def _listed(folder: Path) -> list[Path]:
    """The files of a folder that are whole."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.endswith(".part"))


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content: dict[str, Any] = json.loads(path.read_text("ascii"))
    except FileNotFoundError:
        return None
    return content
