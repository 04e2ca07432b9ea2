"""Taking the originals out of a pack: whole and as the manifest knows them, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path, PurePosixPath

from leakguard.evidence import originals
from leakguard.evidence.archive import Archive, is_safe
from leakguard.evidence.errors import PackError
from leakguard.evidence.manifest import MANIFEST, MAX_BYTES, parsed
from leakguard.evidence.originals import DamagedError, Vault
from leakguard.evidence.verifying import opened


def open_originals(pack: Path, folder: Path, passphrase: str) -> int:
    """Decrypt the originals of a pack that was found to be intact into a new folder; returns how many they are.

    Raises :class:`~leakguard.evidence.errors.PackError` if there are none, the passphrase is another one, an original is not the one of the
    manifest, or the folder is there already. Then there is no folder.
    """
    folder = folder.resolve()
    if os.path.lexists(folder):
        raise PackError("folder-exists", path=folder)
    if not folder.parent.is_dir():
        raise PackError("no-folder", path=folder.parent)
    with opened(pack) as stream:
        archive = Archive(stream)
        if originals.KEY_FILE not in archive:
            raise PackError("no-originals", path=pack)
        vault = originals.opened(passphrase, archive.read(originals.KEY_FILE, originals.MAX_KEY_FILE))
        entries = (parsed(archive.read(MANIFEST, MAX_BYTES)) or {})["entries"]
        digests = {
            entry["number"]: entry["original"]["sha256"]
            for entry in entries
            if entry["kind"] in ("attachment", "left-out") and "original" in entry
        }
        numbers = [number for number in digests if originals.member_name(number) in archive]
        if len(numbers) != vault.count:
            raise PackError("originals-missing", path=pack, count=vault.count)
        part = Path(tempfile.mkdtemp(prefix=".leakguard.", suffix=".part", dir=folder.parent))
        try:
            for number in numbers:
                _take(archive, vault, number, digests[number], part)
            part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return len(numbers)


def _take(archive: Archive, vault: Vault, number: int, digest: str, folder: Path) -> None:
    path = folder / f"{number:02}"
    try:
        with path.open("wb") as output:
            name, found = vault.decrypt(number, archive.chunks(originals.member_name(number)), output)
    except DamagedError as error:
        raise PackError("original-damaged", number=number) from error
    if found != digest:
        raise PackError("original-other", number=number)
    path.rename(folder / f"{number:02}-{_harmless(name)}")


def _harmless(name: str) -> str:
    """A name that is one file of the folder, whatever whoever made the pack has written there."""
    return name if is_safe(name) and "/" not in name else f"original{_suffix(name)}"


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    return suffix if suffix.isascii() and suffix[1:].isalnum() else ""
