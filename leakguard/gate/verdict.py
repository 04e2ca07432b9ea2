"""The verdict on what was scanned, with reasons that a seller understands and what to do about each.

===========  ====================================================  ==================  =========
code         when                                                  verdict             exit code
===========  ====================================================  ==================  =========
unscanned    a part could not be read                              do not share        3
persons      more persons in a file than ``limits.persons``        do not share        1
columns      columns of unknown meaning, which the policy blocks   do not share        1
nothing      nothing was scanned at all                            do not share        3
forbidden    findings that the policy does not let leave           share redacted      1
allowed      findings that an allow entry of the policy let pass   share               0
===========  ====================================================  ==================  =========

The gravest reason decides the verdict; of the exit codes 1 wins over 3 (DESIGN.md section 4). Where the policy says that
unscanned parts or unknown columns are only to be reported, they are told and block nothing.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from leakguard.findings import Finding
from leakguard.gate import wording
from leakguard.policy import Bilingual, Policy
from leakguard.policy.allowing import distinct
from leakguard.report import Report, SourceSummary, Verdict
from leakguard.reports.width import visible
from leakguard.resources import bundled
from leakguard.sources.base import Unscanned
from leakguard.sources.database.url import is_url

_GRAVITY = {Verdict.SHARE: 0, Verdict.SHARE_REDACTED: 1, Verdict.DO_NOT_SHARE: 2}
_WRITTEN_AS_XLSX = frozenset({"xls", "ods"})
_STREAM = "-"
FRAME = "<frame>"
"""What a report calls a data frame."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a source may not be shared as it is, or what has to be known although it may.

    ``what`` is the entity of ``forbidden``, the reason word of ``unscanned``, the id of the entry of ``allowed``, else
    empty. ``text`` shows masked previews only. ``cure`` says what to do, with the command to run where there is one.
    """

    code: str
    count: int
    text: Bilingual
    cure: Bilingual
    what: str = ""
    source: str = ""
    blocks: bool = True

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "code": self.code, "what": self.what or None, "count": self.count, "source": self.source,
            "blocks": self.blocks, "text": self.text._asdict(), "cure": self.cure._asdict(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """A verdict with its reasons: of a whole run, whose ``files`` are judged one by one, or of one source.

    Compares equal to a judgement with the same content, and to its bare :class:`~leakguard.report.Verdict`.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    exit_code: int
    source: str = ""
    sha256: str | None = None
    findings: int = 0
    forbidden: int = 0
    records: int = 0
    files: tuple[Judgement, ...] = ()

    @property
    def value(self) -> str:
        """The verdict as a word: ``share``, ``share-redacted`` or ``do-not-share``."""
        return self.verdict.value

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Verdict):
            return self.verdict is other
        return isinstance(other, Judgement) and self.as_dict() == other.as_dict()

    def __hash__(self) -> int:
        return hash(self.verdict)

    def as_dict(self) -> dict[str, Any]:
        """For JSON; the files with their reasons, and of a file its own."""
        record: dict[str, Any] = {"verdict": self.value, "exit_code": self.exit_code}
        if self.files:
            return {**record, "files": [file.as_dict() for file in self.files]}
        return {
            "source": self.source, "sha256": self.sha256, **record, "findings": self.findings, "forbidden": self.forbidden,
            "records": self.records, "reasons": [reason.as_dict() for reason in self.reasons],
        }  # fmt: skip


def judge(report: Report, policy: Policy) -> Judgement:
    """The verdict on everything in a report: the gravest of its sources, each of which is judged for itself.

    A report of nothing is no clean bill.
    """
    names = dict.fromkeys([*(s.name for s in report.sources), *(u.source for u in report.unscanned)])
    return together([_judge_source(report, policy, name, alone=len(names) == 1) for name in names])


def together(files: Sequence[Judgement]) -> Judgement:
    """One judgement of many files."""
    if not files:
        nothing = Reason("nothing", 0, *wording.nothing())
        return Judgement(Verdict.DO_NOT_SHARE, (nothing,), 3)
    return Judgement(
        max((file.verdict for file in files), key=_GRAVITY.__getitem__),
        tuple(reason for file in files for reason in file.reasons),
        _exit_code(file.exit_code for file in files),
        findings=sum(file.findings for file in files),
        forbidden=sum(file.forbidden for file in files),
        records=sum(file.records for file in files),
        files=tuple(files),
    )


def _exit_code(codes: Iterable[int]) -> int:
    found = set(codes)
    return next((code for code in (1, 2, 3) if code in found), 0)


def _judge_source(report: Report, policy: Policy, name: str, alone: bool) -> Judgement:
    summary = next((s for s in report.sources if s.name == name), None)
    blocking = [
        *_unscanned([part for part in report.unscanned if part.source == name], policy, name),
        *_persons(summary, policy),
        *_columns(report, policy, name),
    ]
    forbidden = list(_forbidden(report, policy, summary, alone)) if summary else []
    allowed = list(_allowed(report, summary)) if summary else []
    verdict, code = Verdict.SHARE, 0
    if forbidden:
        verdict, code = Verdict.SHARE_REDACTED, 1
    stops = [reason for reason in blocking if reason.blocks]
    if stops:
        verdict = Verdict.DO_NOT_SHARE
        code = 1 if forbidden or any(reason.code != "unscanned" for reason in stops) else 3
    return Judgement(
        verdict,
        (*blocking, *forbidden, *allowed),
        code,
        name,
        summary.sha256 if summary else None,
        summary.findings if summary else 0,
        summary.forbidden if summary else 0,
        summary.records if summary else 0,
    )


def _unscanned(parts: Sequence[Unscanned], policy: Policy, name: str) -> Iterator[Reason]:
    blocks = policy.unscanned != "report"
    for reason, count in Counter(part.reason for part in parts).items():
        examples = [part for part in parts if part.reason == reason]
        yield Reason("unscanned", count, *wording.unscanned(examples, blocks), reason, name, blocks)


def _persons(summary: SourceSummary | None, policy: Policy) -> Iterator[Reason]:
    limit = policy.limits.persons
    if summary is not None and limit is not None and summary.records > limit:
        yield Reason(
            "persons", summary.records, *wording.persons(summary.records, limit, policy.id), source=summary.name
        )


def _columns(report: Report, policy: Policy, name: str) -> Iterator[Reason]:
    if policy.unknown_columns == "keep":
        return
    columns = [column for column in report.unknown_columns if column.source == name]
    blocks = policy.unknown_columns == "block"
    if columns:
        yield Reason("columns", len(columns), *wording.columns(columns, blocks), source=name, blocks=blocks)


def _allowed(report: Report, summary: SourceSummary) -> Iterator[Reason]:
    for entry in distinct(report.allow):
        count = summary.allowed.get(entry.id, 0)
        if count:
            yield Reason("allowed", count, *wording.allowed(count, entry), entry.id, summary.name, blocks=False)


def _forbidden(report: Report, policy: Policy, summary: SourceSummary, alone: bool) -> Iterator[Reason]:
    listed = [finding for finding in report.forbidden if finding.location.source == summary.name]
    counts = dict(report.forbidden_entities) if alone else dict(Counter(f.entity for f in listed).most_common())
    cure = _redact(policy, summary)
    for entity, count in counts.items():
        examples = [finding for finding in listed if finding.entity == entity]
        yield Reason(
            "forbidden", count, wording.forbidden(entity, count, _example(examples)), cure, entity, summary.name
        )
    rest = summary.forbidden - sum(counts.values())
    if rest > 0:  # in reports of several sources that list only the first findings
        yield Reason("forbidden", rest, wording.forbidden("", rest, None), cure, "", summary.name)


def _example(findings: Sequence[Finding]) -> Finding | None:
    """The first that is not masked in the file already and stands in a cell or a line."""
    ranked = sorted(findings, key=lambda f: (f.masked, f.location.where != "cell"))
    return ranked[0] if ranked else None


def _redact(policy: Policy, summary: SourceSummary) -> Bilingual:
    if summary.name == FRAME:
        return wording.both("gate.frame-cure")
    if is_url(summary.name):
        return wording.both("gate.export-cure")
    return wording.both("gate.redact-cure", command=visible(redact_command(summary.name, summary.format, policy)))


def redact_command(name: str, form: str, policy: Policy) -> str:
    """The command that makes a redacted copy of a source beside it; it can be pasted into a shell."""
    path = PurePath(name)
    suffix = ".xlsx" if form in _WRITTEN_AS_XLSX else path.suffix
    target = _STREAM if name == _STREAM else str(path.with_name(f"{path.stem}.redacted{suffix}"))
    path_words = ["--", name] if name.startswith("-") and name != _STREAM else [name]
    options = ["-o", target, *policy_option(policy)]
    if policy.needs_key or any(entry.values for entry in policy.allow):
        options += ["--key-file", "KEY"]
    words = [*options, *path_words] if len(path_words) > 1 else [*path_words, *options]
    return shlex.join(["leakguard", "redact", *words])


def policy_option(policy: Policy) -> list[str]:
    """``--policy NAME|FILE`` as words, empty for the default policy."""
    if policy.source != f"policies/{policy.id}.yaml" or not bundled("policies").joinpath(f"{policy.id}.yaml").is_file():
        return ["--policy", policy.source]
    return [] if policy.id == "share" else ["--policy", policy.id]


def reason_counts(judgement: Judgement) -> Mapping[tuple[str, str], int]:
    """How often each reason holds, by its code and what it is about: no text, nothing of the data."""
    counts: Counter[tuple[str, str]] = Counter()
    for reason in judgement.reasons:
        counts[reason.code, reason.what] += reason.count
    return counts
