"""Attachments: scanned into one report, redacted by the policy of the case, proved, and left out where that cannot be done.

Two passes. The first scans everything and gathers what is to be hidden; the second writes the copies, and the strict proof of each copy looks for what
was hidden in *any* of them: a name that a table gives away does not stand in a chat of the same pack.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple

from leakguard.errors import ResidueError, UnscannedError, UsageError
from leakguard.evidence.errors import LeakError, PackError
from leakguard.evidence.model import Attachment
from leakguard.evidence.naming import name_in_pack, neutral, tells
from leakguard.gate.verdict import judge
from leakguard.hits import Scanned
from leakguard.proof.receipt import Receipt, described, digest_of, shown_name
from leakguard.proof.searching import Searcher
from leakguard.proof.signing import Signer
from leakguard.proof.sought import Sought, Stays
from leakguard.redaction import Alone, Changes, Redaction, redact_stream
from leakguard.report import Report
from leakguard.reports.discreet import without_names
from leakguard.scanning import Scanner
from leakguard.sources import Source
from leakguard.sources.xlsx.packing import PORTABLE

FORM = "case.json"
"""The member that holds the form."""

LISTED = 5_000
"""Most findings that the report of a pack lists, so that it stays below 5 MB; the others are counted."""

COMPLAINANT, UNREAD, ABSENT, PARTLY, BLOCKED, RESIDUE, UNWRITABLE = (
    "complainant", "unread", "absent", "partly-unscanned", "blocked", "residue", "unwritable",
)  # fmt: skip
"""Why an attachment is left out; else the reason for which it could not be scanned (:class:`~leakguard.errors.UnscannedError`)."""


class File(NamedTuple):
    """SHA-256 in hexadecimal digits, and size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Copy:
    """Something redacted: the file of the copy, the name of its member, and the receipt."""

    name: str
    path: Path
    original: File
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An attachment that is only told of. ``name`` is one that can be shown; ``original`` is None if there is no file."""

    name: str
    reason: str
    original: File | None


@dataclass(frozen=True)
class Gathered:
    """What the first pass found out: the names in the pack by number, a report that may leave, and what is to be hidden."""

    names: Mapping[int, str]
    report: Report
    sought: Sought


def measured(attachments: Sequence[Attachment]) -> dict[int, File]:
    """Digest and size of every attachment that is there, by number."""
    return {each.number: File(*digest_of(each.path)) for each in attachments if each.path.is_file()}


def gather(
    scanner: Scanner, attachments: Sequence[Attachment], files: Mapping[int, File], form: bytes, stays: Stays
) -> Gathered:
    """The first pass. ``stays`` is what the complainant keeps."""
    names = {each.number: name_in_pack(scanner, each.number, each.name) for each in attachments}
    names |= {each.number: _as_written(scanner, each, names[each.number]) for each in wanted(attachments, files)}
    while True:
        report, gathering = scanner.report(LISTED), _Gathering(scanner.key, stays)
        scanner.include(scanner.report(0), FORM, partial(opened_form, scanner, form), gathering.take)
        for each in wanted(attachments, files):
            scanner.include(
                report, names[each.number], partial(opened, scanner, each.path, names[each.number]), gathering.take
            )
        telling = {number: neutral(number, name) for number, name in names.items() if tells(gathering.sought, name)}
        if all(names[number] == name for number, name in telling.items()):
            sought = gathering.sought
            hide = partial(shown_name, scanner, Searcher(sought) if sought else None)
            return Gathered(names, without_names(report, hide, digits=False), sought)
        names |= telling


@dataclass
class Redactor:
    """The second pass. ``folder`` is where copies are written; receipts bear ``day``."""

    scanner: Scanner
    sought: Sought
    folder: Path
    day: date
    signer: Signer | None = None

    def form(self, content: bytes) -> Copy:
        """The form. Raises :class:`~leakguard.errors.LeakguardError` where an attachment would be left out."""
        original = File(hashlib.sha256(content).hexdigest(), len(content))
        source = opened_form(self.scanner, content)
        path = self.folder / "form"
        try:
            _, receipt = self._redacted(source, path)
        except ResidueError as error:
            raise LeakError("form", detail=str(error)) from error
        return Copy(FORM, path, original, receipt)

    def attachment(self, attachment: Attachment, name: str, file: File | None) -> Copy | LeftOut:
        """An attachment, if it can be scanned and redacted as a whole."""
        if attachment.told_only or file is None:
            return LeftOut(name, COMPLAINANT if attachment.leave_out else ABSENT if file is None else UNREAD, file)
        path = self.folder / f"{attachment.number}"
        try:
            source = opened(self.scanner, attachment.path, name)
            if source.digest != file.sha256:
                raise PackError("changed")
            try:
                redaction, receipt = self._redacted(source, path)
            except UsageError:  # its encoding or its quoting cannot hold what would be put in
                return LeftOut(name, UNWRITABLE, file)
        except UnscannedError as error:
            return LeftOut(name, error.reason, file)
        except ResidueError:
            return LeftOut(name, RESIDUE, file)
        if redaction.report.unscanned:
            return LeftOut(name, PARTLY, file)
        judged = judge(redaction.report, self.scanner.policy)
        if any(reason.blocks and reason.code != "forbidden" for reason in judged.reasons):
            return LeftOut(name, BLOCKED, file)
        return Copy(name, path, file, receipt)

    def _redacted(self, source: Source, path: Path) -> tuple[Redaction, Receipt]:
        now = datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC)
        sealed: list[Receipt] = []

        def seal(redaction: Redaction, copy: Path) -> None:
            content = described(self.scanner, source, redaction, copy, now=lambda: now)
            sealed.append(Receipt.sealed(content, self.signer))

        portable = PORTABLE.set(True)
        try:
            with path.open("wb") as output:
                redaction = redact_stream(self.scanner, source, output, work=_Together(sought=self.sought), proved=seal)
        finally:
            PORTABLE.reset(portable)
        return redaction, sealed[0]


@dataclass
class _Together(Alone):
    """Work on a copy in which must not stand what was hidden in any other one either."""

    sought: Sought = field(default_factory=Sought)

    def write(self, scanner: Scanner, source: Source, stream: BinaryIO, output: str) -> Redaction:
        """See :class:`~leakguard.redaction.Work`."""
        redaction = super().write(scanner, source, stream, output)
        assert redaction.written is not None  # noqa: S101 - until it is settled
        redaction.written.sought.add(self.sought)
        return redaction


@dataclass
class _Gathering:
    """Takes what the policy would have hidden, block by block."""

    key: bytes | None
    stays: Stays
    changes: Changes = field(default_factory=Changes)

    @property
    def sought(self) -> Sought:
        """What is to be hidden. What will be written in its place is counted by each copy for itself."""
        gathered = self.changes.sought
        return Sought(gathered.arrays, gathered.singles, gathered.long, stays=self.stays)

    def take(self, scanned: Scanned) -> None:
        """See :data:`leakguard.scanning.Listen`."""
        for hit in scanned.hits:
            if edit := hit.edit(self.key):
                self.changes.sought.take(hit, edit)
        for column in scanned.columns:
            if whole := column.edit(self.key):
                self.changes.sought.take_column(column, whole)


def wanted(attachments: Sequence[Attachment], files: Mapping[int, File]) -> list[Attachment]:
    """Those that are to be scanned."""
    return [each for each in attachments if not each.told_only and each.number in files]


def _as_written(scanner: Scanner, attachment: Attachment, name: str) -> str:
    """The name with the suffix of the format that the copy will have: XLS and ODS are written as XLSX."""
    try:
        source = opened(scanner, attachment.path, name)
    except UnscannedError:
        return name
    same = source.written_format == source.format
    return name if same else str(PurePath(name).with_suffix(f".{source.written_format}"))


def opened(scanner: Scanner, path: Path, name: str) -> Source:
    """An attachment by its name in the pack."""
    with path.open("rb") as stream:
        return scanner.open("-", stdin=stream, called=name)


def opened_form(scanner: Scanner, content: bytes) -> Source:
    """The document of the form."""
    return scanner.open("-", stdin=io.BytesIO(content), called=FORM)
