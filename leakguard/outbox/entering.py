"""Entries of an outbox in the journal: one for each file, also when the process dies beside it.

Before an entry is appended, the job notes how long the journal was. Who takes up the job later looks behind that place for the entry.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from leakguard.gate.journal import Entry, Journal, ReasonCount
from leakguard.outbox.jobs import Job, Outcome, Plan
from leakguard.outbox.moves import write_json
from leakguard.policy import Policy
from leakguard.report import Verdict

COMMAND = "outbox"


@dataclass(frozen=True, slots=True)
class Book:
    """Enters outcomes in a journal."""

    journal: Journal
    policy: Policy

    def __call__(self, job: Job, plan: Plan, outcome: Outcome) -> None:
        """Enter an outcome, unless that was done. Raises :class:`~leakguard.errors.UsageError` if it cannot be done."""
        entry = _entry(self.policy, plan, outcome)
        mark, path = job.folder / "entering.json", self.journal.path
        if mark.exists():
            if _is_entered(path, json.loads(mark.read_text("ascii"))["size"], entry):
                return
        else:
            write_json(mark, {"size": path.stat().st_size if path.exists() else 0})
        self.journal.append(entry)


def _entry(policy: Policy, plan: Plan, outcome: Outcome) -> Entry:
    released = Verdict.SHARE_REDACTED if outcome.spans else Verdict.SHARE
    verdict = released if outcome.released else Verdict.DO_NOT_SHARE
    reasons = []
    for reason in outcome.reasons:
        code, _, what = reason.code.partition(".")
        reasons.append(ReasonCount(code, what, reason.count or 1))
    return Entry(
        command=COMMAND,
        verdict=verdict.value,
        source=outcome.published if outcome.released else plan.safe,
        sha256=outcome.original or None,
        policy=policy.id,
        policy_sha256=policy.digest,
        reasons=reasons,
        exit_code=outcome.exit_code,
        output_sha256=outcome.copy or None,
    )


def _is_entered(path: Path, size: int, entry: Entry) -> bool:
    """Whether the entry stands behind the first ``size`` bytes; in a journal that is shorter, anywhere."""
    if not path.exists():
        return False
    wanted = json.loads(json.dumps(entry.as_dict()))
    with path.open("rb") as stream:
        stream.seek(size if path.stat().st_size >= size else 0)
        return any(_holds(line, wanted) for line in stream)


def _holds(line: bytes, wanted: dict[str, object]) -> bool:
    try:
        record = json.loads(line)
    except ValueError:
        return False
    return isinstance(record, dict) and all(record.get(key) == value for key, value in wanted.items())
