"""What happened to a pack that is no longer the file that was written, told by the names of its members: read as any ZIP file, and compared
with its manifest.

This explains a failure; it never takes one back. Archives are hostile until proven otherwise: no more is unpacked of a member than its
manifest says that it holds, and of all together no more than a pack can be.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from leakguard.evidence import manifest as manifests
from leakguard.evidence.archive import MAX_SIZE, local_header
from leakguard.evidence.manifest import MANIFEST, MAX_BYTES, SEAL
from leakguard.proof.verification import Check

_CHUNK = 1 << 20
_NAMED = 5
_FAILURES = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError,
)  # fmt: skip


def diagnosed(stream: BinaryIO) -> list[Check]:
    """What can be said; nothing if the file cannot be read as an archive with a manifest. All of them are checks that failed."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return list(_compared(archive, stream))
    except _FAILURES:
        return []


def _compared(archive: zipfile.ZipFile, stream: BinaryIO) -> Iterator[Check]:
    listed = [name for name in archive.namelist() if not name.endswith("/")]
    there = Counter(listed)
    gone = [name for name in (MANIFEST, SEAL) if name not in there]
    data = b"" if MANIFEST in gone else _content(archive, MANIFEST)
    manifest = manifests.parsed(data or b"")
    if manifest is None or not manifests.has_shape(manifest):
        yield from _named("missing", gone)
        yield from _named("altered", [MANIFEST] if MANIFEST not in gone else [])
        return
    entries = {entry["path"]: entry for entry in manifest["entries"] if "path" in entry}
    missing = [name for name in entries if name not in there] + gone
    extra = [name for name in listed if name not in entries and name not in (MANIFEST, SEAL)]
    extra += [name for name, count in there.items() if count > 1]
    room = sum(entry["size"] for entry in entries.values()) <= MAX_SIZE
    altered = [name for name in entries if name in there and not (room and _is_whole(archive, name, entries[name]))]
    seal = None if SEAL in gone else manifests.parsed(_content(archive, SEAL) or b"")
    broken = manifests.broken_link(manifest) is not None
    if broken or (SEAL not in gone and (seal is None or not manifests.is_seal_of(seal, data or b"", manifest))):
        altered.append(f"{MANIFEST} / {SEAL}")
    yield from _named("missing", missing)
    yield from _named("extra", extra)
    yield from _named("altered", altered)
    if not (missing or extra or altered):
        yield Check("repacked" if _is_repacked(archive, stream) else "headers", "fails", {})


def _named(name: str, members: list[str]) -> Iterator[Check]:
    if members:
        more = ["…"] if len(members) > _NAMED else []
        yield Check(name, "fails", {"names": ", ".join([*members[:_NAMED], *more])})


def _content(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """A member that is not too long; None if it cannot be read."""
    try:
        with archive.open(name) as member:
            content = member.read(MAX_BYTES + 1)
    except _FAILURES:
        return None
    return content if len(content) <= MAX_BYTES else None


def _is_whole(archive: zipfile.ZipFile, name: str, entry: dict[str, Any]) -> bool:
    digest, left = hashlib.sha256(), entry["size"]
    try:
        with archive.open(name) as member:
            while chunk := member.read(min(_CHUNK, left + 1)):
                digest.update(chunk)
                left -= len(chunk)
                if left < 0:
                    return False
    except _FAILURES:
        return False
    return left == 0 and digest.hexdigest() == str(entry["sha256"])


def _is_repacked(archive: zipfile.ZipFile, stream: BinaryIO) -> bool:
    """Whether another program has written it: more than one header is not as leakguard writes it."""
    other: int = 0
    for info in archive.infolist():
        expected = local_header(info.filename, info.file_size, info.CRC)
        stream.seek(info.header_offset)
        other += bool(stream.read(len(expected)) != expected)
    return other > 1
