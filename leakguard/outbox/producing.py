"""What becomes of an original: a proven copy with its receipt, or the reasons why there is none."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from leakguard import __version__
from leakguard.errors import ResidueError, UnscannedError, UsageError
from leakguard.messages import Texts
from leakguard.outbox.completeness import is_being_written
from leakguard.outbox.folders import Folders
from leakguard.outbox.jobs import Job, Outcome, Plan, Reason
from leakguard.outbox.moves import sync_folder, write_json
from leakguard.outbox.names import REASON, RECEIPT, free_number, free_parent, neutral, with_number
from leakguard.proof.receipt import digest_of, redact_with_receipt
from leakguard.report import Verdict
from leakguard.scanning import Scanner

if TYPE_CHECKING:
    from leakguard.gate.verdict import Judgement
    from leakguard.gate.verdict import Reason as Because
    from leakguard.proof.signing import Signer
    from leakguard.redaction import Redaction
    from leakguard.sources import Source

MAX_DEATHS = 5
"""A file with which so many processes died in a row is not tried again: it may be the file that kills them."""

_PACKAGE = Path(__file__).parent.parent


class ChangedError(Exception):
    """The original was written to while it was read: try again when it no longer is."""


def rules(scanner: Scanner) -> tuple[str, ...]:
    """What an outcome depends on, apart from the file."""
    return scanner.policy.digest, scanner.detector.catalogue.digest, __version__


def produce(folders: Folders, scanner: Scanner, signer: Signer | None, job: Job) -> Outcome:
    """Make the copy and its receipt, or find out why there is none, and store the outcome.

    Raises :class:`ChangedError` if the original changes meanwhile, and :class:`OSError` if the copy cannot be written; the job is
    then as it was.
    """
    original, plan = job.original, job.plan
    if original is None:
        raise FileNotFoundError(job.id)
    plan = plan or Plan(original.name, original.name)
    job.clear()
    with job.trying() as deaths:
        if original.is_symlink():
            made = _Made(reasons=(_told("link"),))
        elif deaths >= MAX_DEATHS:
            made = _Made(reasons=(_told("aborted", count=deaths),), exit_code=3)
        else:
            made = _unchanged(original, lambda: _try(scanner, signer, job, original, plan))
    outcome = made.outcome(folders, scanner, job, plan, original)
    if not outcome.released:
        job.clear()
        write_json(job.reason, _reason_file(job, plan, outcome, scanner.policy.id), readable=True)
    sync_folder(job.out)
    job.decide(outcome)
    return outcome


@dataclass
class _Made:
    """What came of an original: the path of its copy below the target, or reasons."""

    published: Path | None = None
    redaction: Redaction | None = None
    reasons: tuple[Reason, ...] = ()
    exit_code: int = 1

    def outcome(self, folders: Folders, scanner: Scanner, job: Job, plan: Plan, original: Path) -> Outcome:
        """As it is stored. A copy and its original get the same number where their names are taken."""
        relative, done = Path(plan.relative), self.redaction
        kept = free_parent(folders.quarantine, relative.parent) / relative.name
        published = self.published
        if published is not None:
            published = free_parent(folders.target, published.parent) / published.name
        number = _number(folders, kept, Path(plan.safe), published)
        copy = job.copy if published else None
        return Outcome(
            released=copy is not None,
            kept=str(with_number(kept, number)),
            rules=rules(scanner),
            number=number,
            exit_code=0 if copy else self.exit_code,
            published=str(with_number(published, number)) if published else "",
            original=_digest(original),
            copy=digest_of(copy)[0] if copy else "",
            receipt=digest_of(job.receipt)[0] if copy else "",
            spans=done.spans if done else 0,
            left=sum(done.kept.values()) if done else 0,
            entities=dict(done.report.entities) if done else {},
            reasons=self.reasons,
        )


def _try(scanner: Scanner, signer: Signer | None, job: Job, original: Path, plan: Plan) -> _Made:
    try:
        source = scanner.open(original)
        made = _copy(scanner, signer, job, source, Path(plan.safe))
    except UnscannedError as error:
        if error.reason == "unfinished":
            raise ChangedError from error
        return _Made(reasons=(_unscanned(error, original),), exit_code=3)
    except ResidueError as error:
        return _Made(reasons=(_told("residue", _without_folder(str(error), job)),))
    except UsageError as error:
        return _Made(reasons=(_told("refused", _without_folder(str(error), job)),))
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the file
        # A fault in reading one file must not hold up the others.
        return _Made(reasons=(_told("crash", f"{type(error).__name__} at {_place(error)}"),), exit_code=3)
    return made


def _copy(scanner: Scanner, signer: Signer | None, job: Job, source: Source, safe: Path) -> _Made:
    """The copy under its own name; if that holds something of what was hidden in the file, under one that says nothing."""
    if source.written_format != source.format:
        safe = safe.with_name(f"{safe.name}.{source.written_format}")
    try:
        redaction = _redact(scanner, signer, job, source, safe.name)
    except ResidueError:
        job.clear()
        safe = neutral(safe, f"file-{job.id[-8:]}")
        redaction = _redact(scanner, signer, job, source, safe.name)
    judged = _judged(redaction, scanner)
    if judged.verdict is not Verdict.DO_NOT_SHARE:
        return _Made(safe, redaction)
    # Reasons that do not block are cured by the copy: what was forbidden is hidden in it.
    blocking = [reason for reason in judged.reasons if reason.blocks and reason.code != "forbidden"]
    unread = all(reason.code in ("unscanned", "nothing") for reason in blocking)
    return _Made(
        redaction=redaction, reasons=tuple(_judged_reason(r, job) for r in blocking), exit_code=3 if unread else 1
    )


def _judged_reason(reason: Because, job: Job) -> Reason:
    code = f"{reason.code}.{reason.what}" if reason.what else reason.code
    said = (reason.text.zh, reason.text.en, reason.cure.zh, reason.cure.en)
    zh, en, cure_zh, cure_en = (_without_folder(text, job) for text in said)
    return Reason(code, zh, en, cure_zh, cure_en, reason.count)


def _redact(scanner: Scanner, signer: Signer | None, job: Job, source: Source, name: str) -> Redaction:
    redaction, _ = redact_with_receipt(scanner, source, job.out / name, job.receipt, signer=signer, names=True)
    return redaction


def _judged(redaction: Redaction, scanner: Scanner) -> Judgement:
    from leakguard.gate.verdict import judge

    return judge(redaction.report, scanner.policy)


def _unchanged(original: Path, work: Callable[[], _Made]) -> _Made:
    """What ``work`` makes of a file that nobody writes to from its beginning to its end."""
    before = original.stat()
    made = work()
    after = original.stat()
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not same or is_being_written(original):
        raise ChangedError
    return made


def _number(folders: Folders, kept: Path, safe: Path, published: Path | None) -> int:
    def is_free(number: int) -> bool:
        places = [folders.quarantine / with_number(kept, number), _reason_path(folders, safe, number)]
        if published is not None:
            copy = folders.target / with_number(published, number)
            places += [copy, copy.with_name(copy.name + RECEIPT)]
        return not any(_exists(path) for path in places)

    return free_number(is_free)


def _exists(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _reason_path(folders: Folders, safe: Path, number: int) -> Path:
    named = with_number(safe, number)
    return folders.quarantine / named.with_name(named.name + REASON)


def _digest(path: Path) -> str:
    """SHA-256 of a file; empty for a link, and where the file cannot be read."""
    try:
        return "" if path.is_symlink() else digest_of(path)[0]
    except OSError:
        return ""


def _reason_file(job: Job, plan: Plan, outcome: Outcome, policy: str) -> dict[str, object]:
    """What is put beside a blocked original: nothing raw, no name as it was."""
    return {
        "schema": "leakguard-blocked/1",
        "job": job.id,
        "file": plan.safe,
        "sha256": outcome.original,
        "policy": policy,
        "found": outcome.entities,
        "reasons": [
            {
                "code": reason.code,
                "count": reason.count,
                "zh": reason.zh,
                "en": reason.en,
                "cure": {"zh": reason.cure_zh, "en": reason.cure_en},
            }
            for reason in outcome.reasons
        ],
    }


def _told(code: str, detail: str = "", count: int | None = None) -> Reason:
    zh, en = Texts("zh"), Texts("en")
    key, cure = f"outbox.reason.{code}", f"outbox.cure.{code}"
    values = {"detail": detail, "count": count}
    return Reason(code, zh(key, **values), en(key, **values), zh(cure), en(cure), count)


def _unscanned(error: UnscannedError, original: Path) -> Reason:
    detail = error.detail.replace(str(original), original.name)
    zh, en = Texts("zh"), Texts("en")
    key, cure = f"reason.{error.reason}", f"cure.{error.reason}"
    return Reason(
        f"unscanned.{error.reason}",
        f"{zh.known(key, error.reason)} ({detail})",
        f"{en.known(key, error.reason)} ({detail})",
        zh.known(cure, zh("cure.other")),
        en.known(cure, en("cure.other")),
    )


def _without_folder(message: str, job: Job) -> str:
    for folder in (job.out, job.place("x").parent):
        message = message.replace(f"{folder}/", "")
    return message


def _place(error: BaseException) -> str:
    """The innermost line of leakguard that was running; what the error says could be a value of the file."""
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    path, line = [(path, line) for path, line in frames if path.is_relative_to(_PACKAGE)][-1]
    return f"{path.relative_to(_PACKAGE)}:{line}"
