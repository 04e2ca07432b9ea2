r"""Building a pack from a case: scan, redact, write, seal, check, and only then give it its name.

The key of codes and fingerprints, unless one is given, is SHA-256 of ``leakguard-evidence-key/1\n`` and the *contents* of the form and of all attachments
that are there, in their order, each behind its length (8 bytes, big-endian): the same case gives the same pack, and nobody who holds only the
pack can work it out. It is not made of their digests, since the manifest holds those. Still, whoever can guess all that was hidden in every
one of them could test the guess; a key file (``--key-file``) takes that from the codes.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from leakguard import __version__, api
from leakguard.errors import UsageError
from leakguard.evidence import archive, manifest, originals, own, timestamp, verifying
from leakguard.evidence.archive import Member
from leakguard.evidence.attachments import Copy, File, LeftOut, Redactor, gather, measured
from leakguard.evidence.disclosed import disclosed, document
from leakguard.evidence.documents import documents
from leakguard.evidence.manifest import MANIFEST, SEAL
from leakguard.evidence.model import FORM as CASE_FILE
from leakguard.evidence.model import Case
from leakguard.evidence.originals import Original, Vault
from leakguard.evidence.readme import readme
from leakguard.outbox.names import readable
from leakguard.proof.receipt import digest_of
from leakguard.proof.signing import Signer
from leakguard.redaction import beside
from leakguard.scanning import Scanner

README = "README.txt"
_KEY = b"leakguard-evidence-key/1\n"
_CHUNK = 1 << 20

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
    """What was made. ``spans`` is how much was changed in the copies, ``kept`` how many values the complainant keeps."""

    path: Path
    sha256: str
    size: int
    members: int
    copies: int
    spans: int
    kept: int
    left_out: Sequence[LeftOut]
    request: Path | None

    @property
    def exit_code(self) -> int:
        """3 if an attachment had to be left out though the complainant had not asked for it."""
        return 3 if any(left.reason != "complainant" for left in self.left_out) else 0


def build(case: Case, output: Path, wanted: Wanted | None = None) -> Built:
    """Make the pack of a case.

    Raises :class:`~leakguard.errors.UsageError` where it cannot be written, or was changed meanwhile, and
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
                raise UsageError(
                    "the pack does not agree with itself; the disk or a file changed. Nothing was written. Start again."
                )
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
        self.scanner = self._scanner()
        self.form = document(case)
        self.gathered = gather(self.scanner, case.attachments, self.files, self.form)
        self.copies: list[Copy] = []
        self.left_out: list[LeftOut] = []
        self.kinds: dict[str, str] = {}

    def members(self) -> list[Member]:
        """Everything that is in the pack, in its order."""
        redactor = Redactor(self.scanner, self.gathered.sought, self.folder, self.case.date, self.wanted.signer)
        form = redactor.form(self.form)
        told = self._redact_all(redactor)
        case = disclosed(self.case, form.path.read_bytes(), {number: each.name for number, each in told.items()})
        head = self._head()
        encrypted = self._encrypted()
        first = readme(head, case.kind, self.left_out, self.wanted.signer, bool(encrypted))
        entries: list[Entry] = []
        members: list[Member] = []

        def add(member: Member, kind: str, **more: Any) -> None:
            members.append(member)
            entries.append({"path": member.name, "kind": kind, "size": member.size, "sha256": member.sha256, **more})

        add(Member.of(README, first), "readme")
        left = [each.name for each in self.left_out]
        for name, content in documents(case, self.gathered.report, left, self.gathered.sought, self.wanted.draft):
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
        for member in encrypted:
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
            tuple(self.left_out),
            request,
        )

    def _redact_all(self, redactor: Redactor) -> dict[int, Copy | LeftOut]:
        told: dict[int, Copy | LeftOut] = {}
        for each in self.case.attachments:
            made = redactor.attachment(each, self.gathered.names[each.number], self.files.get(each.number))
            told[each.number] = made
            (self.copies if isinstance(made, Copy) else self.left_out).append(made)  # type: ignore[arg-type]
        return told

    def _scanner(self) -> Scanner:
        key = self.wanted.key or self._derived_key()
        policy: Any = self.case.policy
        scanner = api.scanner(policy=policy, key=key, tagger=self.wanted.tagger)
        kept = own.allowed(self.case.kept, scanner.detector, key, self.case.date)
        policy = replace(scanner.policy, allow=(*scanner.policy.allow, *kept))
        return replace(scanner, policy=policy, as_of=self.case.date)

    def _derived_key(self) -> bytes:
        digest = hashlib.sha256(_KEY)
        there = [each.path for each in self.case.attachments if each.number in self.files]
        for path in (self.case.folder / CASE_FILE, *there):
            digest.update(path.stat().st_size.to_bytes(8, "big"))
            for chunk in _chunks(path):
                digest.update(chunk)
        return digest.digest()

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

    def _encrypted(self) -> list[Member]:
        if self.wanted.passphrase is None:
            return []
        files = [
            Original(each.number, each.path, readable(each.path.name), self.files[each.number].sha256)
            for each in self.case.attachments
            if each.number in self.files and not each.leave_out
        ]
        vault = Vault.of(self.wanted.passphrase, files)
        members = [Member.of(originals.KEY_FILE, vault.key_file())]
        for original in files:
            path = self.folder / f"{original.number}.enc"
            vault.encrypt(original, path)
            members.append(Member.of(originals.member_name(original.number), path))
        return members


def _spans(copy: Copy) -> int:
    changed = copy.receipt.as_dict()["counts"]["changed"]
    return sum(count for operators in changed.values() for count in operators.values())


def _refuse(output: Path, case: Case, overwrite: bool) -> None:
    if not output.parent.is_dir():
        raise UsageError(f"the folder {output.parent} does not exist. Create it first.")
    if output.exists() and not output.is_file():
        raise UsageError(f"{output} is no regular file. Give the name of a file for the pack.")
    inputs = (case.folder / CASE_FILE, *(each.path for each in case.attachments))
    if output.exists() and any(path.exists() and output.samefile(path) for path in inputs):
        raise UsageError(f"{output} is part of the case; originals are never modified. Give another name.")
    if output.exists() and not overwrite:
        raise UsageError(f"{output} exists already. Remove it, give another name, or pass --overwrite.")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
