"""Checking a pack: every byte of it, against its own manifest, chain, seal and receipts; and, if they are given, against a key and the originals.

Nothing is unpacked. What does not hold is a check that failed; an error is raised only for what is no pack at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from leakguard.evidence import manifest as manifests
from leakguard.evidence.archive import MAX_SIZE, Archive, Damage
from leakguard.evidence.diagnosing import diagnosed
from leakguard.evidence.errors import PackError
from leakguard.evidence.manifest import MANIFEST, MAX_BYTES, SEAL
from leakguard.proof.receipt import digest_of
from leakguard.proof.signing import identifier
from leakguard.proof.verification import MOST_BYTES, Check, Checked, verify_receipt

_TAIL = 1 << 16
_NAMED = 5


@dataclass(frozen=True)
class Verification(Checked):
    """What was checked. ``manifest`` is None if there is none that can be believed to have been written by leakguard."""

    manifest: Mapping[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {**Checked.as_dict(self), "head": None if self.manifest is None else self.manifest["head"]}


def verify(path: Path, *, public_key: bytes | None = None, originals: Path | None = None) -> Verification:
    """Check a pack. ``public_key`` (32 bytes): it must be signed by the owner of that key. ``originals`` is a folder in which all of
    its originals must be, under whatever names.

    Raises :class:`~leakguard.evidence.errors.PackError` for what is no pack, or cannot be read.
    """
    with opened(path) as stream:
        return _Verifying(stream).run(public_key, originals)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file of something that is a pack, intact or not. Raises :class:`~leakguard.evidence.errors.PackError`."""
    try:
        with path.open("rb") as stream:
            if not _is_pack(stream):
                raise PackError("no-pack", path=path)
            yield stream
    except OSError as error:
        raise PackError("unreadable", path=path, problem=error.strerror) from error


def _is_pack(stream: BinaryIO) -> bool:
    """Whether the end of a file names the last members of a pack: no single damage takes away all of these words."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    return size <= MAX_SIZE and (MANIFEST.encode() in tail or SEAL.encode() in tail) and b"PK" in tail


class _Verifying:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._checks: list[Check] = []

    def run(self, wanted: bytes | None, originals: Path | None) -> Verification:
        manifest: dict[str, Any] | None = None
        try:
            archive = Archive(self._stream)
            manifest, data, seal = self._read(archive)
            if manifest is None or data is None or seal is None:
                return Verification(self._checks)
            self._sealed(manifest, data, seal, wanted)
            self._members(archive, manifest)
            if self._holds():
                self._contents(archive, manifest)
            if self._holds():
                self._receipts(archive, manifest)
        except Damage as damage:
            number = "" if damage.member is None else str(damage.member)
            values = {"place": damage.place, "member": number, "name": damage.name}
            self._checks = [Check("archive", "fails", values), *self._checks, *diagnosed(self._stream)]
            return Verification(self._checks, manifest)
        self._checks.insert(
            0, Check("archive", "holds", {"count": str(len(archive.members)), "size": f"{archive.size:,}"})
        )
        if self._holds():
            self._told(manifest, originals)
        return Verification(self._checks, manifest)

    def _read(self, archive: Archive) -> tuple[dict[str, Any] | None, bytes | None, dict[str, Any] | None]:
        names = [member.name for member in archive.members]
        if names[-2:] != [MANIFEST, SEAL]:
            self._say("manifest", False)
            self._checks += diagnosed(self._stream)
            return None, None, None
        data = archive.read(MANIFEST, MAX_BYTES)
        manifest, seal = manifests.parsed(data), manifests.parsed(archive.read(SEAL, MAX_BYTES))
        shaped = manifests.has_shape(manifest) and manifest is not None
        self._say("manifest", shaped and manifests.is_complete(manifest or {}))
        if not self._holds() or manifest is None:
            return None, None, None
        if seal is None:
            self._say("seal", False)
        return manifest, data, seal

    def _sealed(self, manifest: dict[str, Any], data: bytes, seal: dict[str, Any], wanted: bytes | None) -> None:
        broken = manifests.broken_link(manifest)
        self._say("chain", broken is None, number=str(broken or len(manifest["entries"])))
        self._say("seal", manifests.is_seal_of(seal, data, manifest))
        if "signature" not in seal:
            self._checks.append(
                Check("signature", "open", {}) if wanted is None else Check("signature-missing", "fails", {})
            )
            return
        key = manifests.signer_of(seal, manifest)
        self._say("signature", key is not None, key="?" if key is None else identifier(key))
        if key is not None and wanted is None:
            self._checks.append(Check("signer", "open", {"key": identifier(key)}))
        elif wanted is not None:
            self._say("signer", key == wanted, key=identifier(wanted))

    def _members(self, archive: Archive, manifest: dict[str, Any]) -> None:
        """The members are those of the manifest, in its order, and no others."""
        there = [member.name for member in archive.members][:-2]
        told = [entry["path"] for entry in manifest["entries"] if "path" in entry]
        here, wanted = set(there), set(told)
        missing = [name for name in told if name not in here]
        extra = [name for name in there if name not in wanted]
        for name, wrong in (("missing", missing), ("extra", extra)):
            if wrong:
                self._list(name, wrong, len(wrong))
        if not missing and not extra:
            self._list("members", there if there != told else [], len(told))

    def _contents(self, archive: Archive, manifest: dict[str, Any]) -> None:
        entries = [entry for entry in manifest["entries"] if "path" in entry]
        wrong = [e["path"] for e in entries if archive.digest(e["path"]) != (e["sha256"], e["size"])]
        self._list("altered" if wrong else "contents", wrong, len(entries))

    def _receipts(self, archive: Archive, manifest: dict[str, Any]) -> None:
        """Every copy has one receipt, which belongs to it and to its original."""
        entries = {entry["path"]: entry for entry in manifest["entries"] if "path" in entry}
        copies = [path for path, entry in entries.items() if "receipt" in entry]
        wrong = [
            path
            for path, entry in entries.items()
            if entry["kind"] in ("attachment", "form") and "receipt" not in entry
        ]
        wrong += [
            path for path in copies if not self._receipt_holds(archive, entries, path, manifest["head"].get("signer"))
        ]
        self._list("receipts", wrong, len(copies))

    def _receipt_holds(self, archive: Archive, entries: Mapping[str, Any], path: str, signer: str | None) -> bool:
        """Whether a receipt is that of a copy, signed by whoever signed the pack, or by nobody as the pack is."""
        entry = entries[path]
        receipt = entry["receipt"]
        if receipt["path"] not in entries or "original" not in entry:
            return False
        copy = (entry["sha256"], entry["size"])
        original = (entry["original"]["sha256"], entry["original"]["size"])
        data = archive.read(receipt["path"], MOST_BYTES)
        found = verify_receipt(data, lambda: copy, original=lambda: original)
        if not found.ok or found.receipt is None or found.receipt["digest"] != receipt["digest"]:
            return False
        signature = found.receipt.get("signature")
        return (signature["public_key"] if signature else None) == signer

    def _told(self, manifest: dict[str, Any], originals: Path | None) -> None:
        head, entries = manifest["head"], manifest["entries"]
        if head["case"].get("draft"):
            self._checks.append(Check("draft", "open", {}))
        left = [entry for entry in entries if "path" not in entry]
        if left:
            self._checks.append(Check("left-out", "open", {"count": str(len(left))}))
        known = {
            entry["original"]["sha256"]: entry.get("path", entry.get("name", "?"))
            for entry in entries
            if entry["kind"] in ("attachment", "left-out") and "original" in entry
        }
        if originals is None:
            if known:
                self._checks.append(Check("originals", "open", {}))
            return
        there = set(_digests(originals))
        missing = [name for digest, name in known.items() if digest not in there]
        self._list("originals", missing, len(known))

    def _holds(self) -> bool:
        return all(check.answer != "fails" for check in self._checks)

    def _list(self, identifier_: str, wrong: Sequence[str], count: int) -> None:
        """A check of so many things, some of which are wrong."""
        if wrong:
            self._say(identifier_, False, names=", ".join(wrong[:_NAMED]))
        else:
            self._say(identifier_, True, count=str(count))

    def _say(self, identifier_: str, holds: bool, **values: str) -> None:
        self._checks.append(Check(identifier_, "holds" if holds else "fails", values))


def _digests(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        raise PackError("no-such-folder", path=folder)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield digest_of(path)[0]
