"""Comparing ZIP-based copies with their originals member by member."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from leakguard.sources import Source

_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError)
_HEADER = 30
_CHUNK = 1 << 20
_MOST = 512 << 20
_CELL = re.compile(rb"<((?:[\w.-]+:)?)c\b(?:[^>]*/>|[^>]*[^/>]>.*?</\1c>|>.*?</\1c>)", re.DOTALL)
_STRING = re.compile(rb"<((?:[\w.-]+:)?)si\b(?:\s*/>|.*?</\1si>)", re.DOTALL)
_COUNTS = re.compile(rb'\s(?:count|uniqueCount)="[0-9]+"')
_CALCULATION = re.compile(rb"<(?:[\w.-]+:)?calcPr\b[^>]*/>")
_TAG = re.compile(rb"<[/!?]?([\w:.-]*)[^>]*>")
_FIXED = re.compile(r"xl/(?:styles\.xml|theme/.*|media/.*)|\[Content_Types\]\.xml|.*\.(?!xml|rels|vml)[^./]+")
"""Parts that hold no value that could have been replaced."""

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


def compare(source: Source, path: Path, edited: frozenset[str | None]) -> tuple[str, str, int]:
    """Why nothing was compared, where something differs that must not, and how many members are the same to the byte."""
    origin = getattr(source, "_origin", None)
    if origin is None:
        return "the original cannot be read again", "", 0
    with origin.file() as original, original.open("rb") as stream:
        if not zipfile.is_zipfile(stream):
            return "the original is encrypted, its copy is not", "", 0
    with origin.file() as original, zipfile.ZipFile(original) as old, zipfile.ZipFile(path) as new:
        if any(member.flag_bits & 1 for member in old.infolist()):
            return "the original is encrypted, its copy is not", "", 0
        if len(old.infolist()) != len(new.infolist()):
            return "", "in the number of members", 0
        return _members(source, old, new, edited)


def _members(
    source: Source, old: zipfile.ZipFile, new: zipfile.ZipFile, edited: frozenset[str | None]
) -> tuple[str, str, int]:
    same = 0
    for number, (before, after) in enumerate(zip(old.infolist(), new.infolist(), strict=True), 1):
        place = f"in member {number}"
        if (before.CRC, before.file_size) == (after.CRC, after.file_size) and _digest(old, before) == _digest(
            new, after
        ):
            same += 1
        elif source.format == "zip":
            if not _may_change(before.filename, edited):
                return "", place, same
        elif max(before.file_size, after.file_size) > _MOST:
            return "a part of the workbook is too large to be compared", "", same
        else:
            try:
                texts = old.read(before), new.read(after)
            except _DAMAGED:
                return "a part of the workbook is damaged", "", same
            if before.filename != after.filename or not _same_but_values(before.filename, *texts):
                return "", place, same
    return "", "", same


def _may_change(name: str, edited: frozenset[str | None]) -> bool:
    """Whether something was changed in a member of an archive."""
    return any(part is not None and (part == name or part.startswith(f"{name}!")) for part in edited) or name.endswith(
        "/"
    )


def _digest(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """That of the content; of a damaged member, which cannot be unpacked, that of the bytes from its header on."""
    digest = hashlib.sha256()
    try:
        with archive.open(member) as stream:
            for chunk in _chunks(stream):
                digest.update(chunk)
    except _DAMAGED:
        if archive.fp is None:
            raise
        archive.fp.seek(member.header_offset)
        digest = hashlib.sha256(archive.fp.read(_HEADER + len(member.filename.encode()) + member.compress_size))
    return digest.digest()


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _same_but_values(name: str, old: bytes, new: bytes) -> bool:
    """Whether a part of a workbook, which is not the same to the byte, is the same but for its values."""
    if _FIXED.fullmatch(name):
        return False
    if _SHEET.fullmatch(name):
        return _frame(old) == _frame(new)
    if name.endswith("sharedStrings.xml"):
        before, after = _COUNTS.sub(b"", _STRING.sub(b"", old)), _COUNTS.sub(b"", _STRING.sub(b"", new))
        return before == after and len(_STRING.findall(old)) <= len(_STRING.findall(new))
    return _tags(old) == _tags(new)


def _frame(sheet: bytes) -> tuple[list[bytes], list[bytes]]:
    """A sheet without what its cells hold, and the places and styles of its cells. Texts beside the cells may change, too."""
    cells = [_placed(found[0]) for found in _CELL.finditer(sheet)]
    return _tags(_CELL.sub(b"<c/>", sheet)), cells


def _placed(cell: bytes) -> bytes:
    """Where a cell stands and how it looks."""
    tag = cell[: cell.index(b">")]
    return b" ".join(re.findall(rb'\b[rs]="[^"]*"', tag))


def _tags(part: bytes) -> list[bytes]:
    """The elements of a part in their order, without texts and attributes; how it is to be calculated may change."""
    return _TAG.findall(_CALCULATION.sub(b"", part))
