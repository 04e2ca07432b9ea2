"""Building a pack from a case: scan, redact, write, seal, check, and only then give it its name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from leakguard import __version__, api
from leakguard.evidence import archive, manifest, originals, timestamp, verifying
from leakguard.evidence.archive import Member
from leakguard.evidence.attachments import (
    COMPLAINANT,
    UNREAD,
    Copy,
    File,
    LeftOut,
    Redactor,
    gather,
    measured,
    opened,
    opened_form,
    wanted,
)
from leakguard.evidence.conflicts import Conflict, explained
from leakguard.evidence.derived import derived_key
from leakguard.evidence.disclosed import disclosed, document
from leakguard.evidence.documents import documents
from leakguard.evidence.errors import PackError
from leakguard.evidence.found import Found
from leakguard.evidence.manifest import MANIFEST, SEAL
from leakguard.evidence.model import FORM as CASE_FILE
from leakguard.evidence.model import Case
from leakguard.evidence.naming import NEUTRAL, is_neutral
from leakguard.evidence.originals import Original, Vault
from leakguard.evidence.own import Kept, allowed
from leakguard.evidence.readme import readme
from leakguard.evidence.replaced import Replaced, replaced
from leakguard.messages import MESSAGES
from leakguard.outbox.names import readable
from leakguard.policy import Bilingual
from leakguard.proof.receipt import digest_of, shown_name
from leakguard.proof.searching import Searcher
from leakguard.proof.signing import Signer
from leakguard.redaction import beside
from leakguard.scanning import Scanner
from leakguard.sources import Source

README = "README.txt"

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a pack is made. ``passphrase``: put the originals in, encrypted; ``key``: for codes, in place of the derived one."""

    draft: bool = False
    signer: Signer | None = None
    passphrase: str | None = None
    key: bytes | None = None
    timestamp: bool = False
    overwrite: bool = False
    tagger: str | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """What was made. ``spans`` is how much was changed in the copies, ``kept`` how many values the complainant keeps.

    ``left_out`` are attachments by number, ``replaced`` what became a code in the form itself, ``renamed`` the files whose own
    names are not in the pack (without the values in them) and what they are called there, ``encrypted`` the members with originals, by number.
    """

    path: Path
    sha256: str
    size: int
    members: int
    copies: int
    spans: int
    kept: int
    left_out: Mapping[int, LeftOut]
    replaced: Sequence[Replaced]
    renamed: Sequence[tuple[str, str]]
    encrypted: Mapping[int, str]
    request: Path | None

    @property
    def exit_code(self) -> int:
        """3 if an attachment had to be left out though the complainant had not asked for it."""
        return 3 if any(left.reason not in (COMPLAINANT, UNREAD) for left in self.left_out.values()) else 0


def build(case: Case, output: Path, wanted: Wanted | None = None) -> Built:
    """Make the pack of a case.

    Raises :class:`~leakguard.evidence.errors.PackError` where it cannot be written, or was changed meanwhile, and
    :class:`~leakguard.errors.ResidueError` if the form cannot be redacted. Then nothing is written.
    """
    wanted = wanted or Wanted()
    output = output.resolve()
    request = output.with_name(f"{output.name}.tsq") if wanted.timestamp else None
    for target in filter(None, (output, request)):
        _refuse(target, case, wanted.overwrite)
    with tempfile.TemporaryDirectory(prefix="leakguard-") as folder:
        building = _Building(case, wanted, Path(folder))
        members = building.members()
        with beside(output) as (stream, path):
            archive.write(stream, members)
            stream.flush()
            os.fsync(stream.fileno())
            checked = verifying.verify(path, public_key=None if wanted.signer is None else wanted.signer.public)
            if not checked.ok:
                raise PackError("disagrees")
            whole = File(*digest_of(path))
            if request is not None:
                with beside(request) as (ask, part):
                    ask.write(timestamp.request(bytes.fromhex(whole.sha256)))
                    ask.flush()
                    part.replace(request)
            path.replace(output)
    return building.built(output, whole, len(members), request)


class _Building:
    """The steps of one pack; copies lie in ``folder`` until they are written."""

    def __init__(self, case: Case, wanted: Wanted, folder: Path) -> None:
        self.case, self.wanted, self.folder = case, wanted, folder
        self.files = measured(case.attachments)
        self.scanner, self.kept = self._scanner()
        self.form = document(case)
        self.gathered = gather(self.scanner, case.attachments, self.files, self.form, self.kept)
        self.copies: list[Copy] = []
        self.left_out: dict[int, LeftOut] = {}
        self.replaced: list[Replaced] = []
        files = self._originals() if wanted.passphrase is not None else []
        self.encrypted = {file.number: originals.member_name(file.number) for file in files}

    def members(self) -> list[Member]:
        """Everything that is in the pack, in its order."""
        redactor = Redactor(self.scanner, self.gathered.sought, self.folder, self.case.date, self.wanted.signer)
        form = redactor.form(self.form)
        told = self._redact_all(redactor)
        copy = form.path.read_bytes()
        self.replaced = replaced(self.form, copy, self.scanner.detector)
        case = disclosed(self.case, copy, {number: each.name for number, each in told.items()})
        head = self._head()
        first = readme(head, case.kind, self.left_out, self.wanted.signer, self.encrypted)
        entries: list[Entry] = []
        members: list[Member] = []

        def add(member: Member, kind: str, **more: Any) -> None:
            members.append(member)
            entries.append({"path": member.name, "kind": kind, "size": member.size, "sha256": member.sha256, **more})

        add(Member.of(README, first), "readme")
        for name, content in self._documents(case, told, copy):
            add(Member.of(name, content), "document")
        for number, each in ((0, form), *told.items()):
            if isinstance(each, LeftOut):
                original = {} if each.original is None else {"original": each.original._asdict()}
                entries.append(
                    {"kind": "left-out", "number": number, "name": each.name, "reason": each.reason, **original}
                )
                continue
            receipt = {"path": f"receipts/{number:02}.json", "digest": each.receipt.digest}
            kind = "form" if number == 0 else "attachment"
            add(Member.of(each.name, each.path), kind, number=number, original=each.original._asdict(), receipt=receipt)
            add(Member.of(receipt["path"], each.receipt.as_bytes()), "receipt", number=number)
        for member in self._vault():
            add(member, "original")
        sealed = manifest.sealed(head, entries, self.wanted.signer)
        return [*members, *(Member.of(name, content) for name, content in zip((MANIFEST, SEAL), sealed, strict=True))]

    def built(self, output: Path, whole: File, members: int, request: Path | None) -> Built:
        """What is to be said about it."""
        return Built(
            output,
            whole.sha256,
            whole.size,
            members,
            len(self.copies),
            sum(map(_spans, self.copies)),
            len(self.case.kept),
            self.left_out,
            self.replaced,
            self._renamed(),
            self.encrypted,
            request,
        )

    def _redact_all(self, redactor: Redactor) -> dict[int, Copy | LeftOut]:
        told: dict[int, Copy | LeftOut] = {}
        for each in self.case.attachments:
            made = redactor.attachment(each, self.gathered.names[each.number], self.files.get(each.number))
            told[each.number] = made
            if isinstance(made, Copy):
                self.copies.append(made)
            else:
                self.left_out[each.number] = made
        return told

    def _documents(self, case: Case, told: Mapping[int, Copy | LeftOut], form: bytes) -> Iterator[tuple[str, bytes]]:
        found = Found.of(self.gathered.report, [each.name for each in self.left_out.values()])
        found = replace(found, digests={told[number].name: file.sha256 for number, file in self.files.items()})
        origin = Bilingual(*MESSAGES["pack.key-derived"]) if self.wanted.key is None else None
        report = replace(self.gathered.report, note=Bilingual(*MESSAGES["pack.report-note"]), key_origin=origin)
        sought = self.gathered.sought
        try:
            yield from documents(case, report, found, sought, self.encrypted, self.wanted.draft)
        except Conflict as conflict:
            raise explained(conflict, self.scanner, self._sources(), form, sought) from None

    def _sources(self) -> Iterator[Callable[[], Source]]:
        """Everything in which something was hidden, the attachments under their own names."""
        for each in wanted(self.case.attachments, self.files):
            yield partial(opened, self.scanner, each.path, PurePath(each.name).name)
        yield partial(opened_form, self.scanner, self.form)

    def _renamed(self) -> list[tuple[str, str]]:
        sought, names = self.gathered.sought, self.gathered.names
        searcher = Searcher(sought) if sought else None
        return [
            (shown_name(self.scanner, searcher, PurePath(each.name).name), PurePath(names[each.number]).name)
            for each in self.case.attachments
            if is_neutral(each.number, names[each.number]) and PurePath(each.name).stem != NEUTRAL
        ]

    def _scanner(self) -> tuple[Scanner, Kept]:
        there = [each.path for each in self.case.attachments if each.number in self.files]
        key = self.wanted.key or derived_key([self.case.folder / CASE_FILE, *there])
        policy: Any = self.case.policy
        scanner = api.scanner(policy=policy, key=key, tagger=self.wanted.tagger)
        entries = allowed(self.case.kept, scanner.detector, key, self.case.date)
        kept = Kept.of(self.case.kept, scanner.detector)
        policy = replace(scanner.policy, allow=(*scanner.policy.allow, *entries), as_of=self.case.date)
        return replace(scanner, policy=policy, as_of=self.case.date, settle=kept.settle), kept

    def _head(self) -> Entry:
        policy, case = self.scanner.policy, self.case
        return {
            "tool": {"name": "leakguard", "version": __version__},
            "policy": {"id": policy.id, "sha256": policy.digest},
            "catalogue": {"sha256": self.scanner.detector.catalogue.digest},
            "case": {
                "kind": case.kind.id, "date": case.date.isoformat(), "language": case.language, "form_sha256": case.digest,
                "draft": self.wanted.draft,
            },
            "key": "derived" if self.wanted.key is None else "given",
            "kept": len(case.kept),
        }  # fmt: skip

    def _originals(self) -> list[Original]:
        return [
            Original(each.number, each.path, readable(each.path.name), self.files[each.number].sha256)
            for each in self.case.attachments
            if each.number in self.files and not each.leave_out
        ]

    def _vault(self) -> Iterator[Member]:
        """The originals, encrypted, if they are to be in the pack."""
        if self.wanted.passphrase is None:
            return
        files = self._originals()
        vault = Vault.of(self.wanted.passphrase, files)
        yield Member.of(originals.KEY_FILE, vault.key_file())
        for original in files:
            path = self.folder / f"{original.number}.enc"
            vault.encrypt(original, path)
            yield Member.of(self.encrypted[original.number], path)


def _spans(copy: Copy) -> int:
    changed = copy.receipt.as_dict()["counts"]["changed"]
    return sum(count for operators in changed.values() for count in operators.values())


def _refuse(output: Path, case: Case, overwrite: bool) -> None:
    if not output.parent.is_dir():
        raise PackError("no-folder", path=output.parent)
    if output.exists() and not output.is_file():
        raise PackError("no-file", path=output)
    inputs = (case.folder / CASE_FILE, *(each.path for each in case.attachments))
    if output.exists() and any(path.exists() and output.samefile(path) for path in inputs):
        raise PackError("part-of-case", path=output)
    if output.exists() and not overwrite:
        raise PackError("exists", path=output)
