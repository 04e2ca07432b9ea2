"""The ZIP file of a pack: every byte of it follows from the names and the contents of its members.

Members are stored, not compressed: what zlib makes of the same content differs from one version to the next, and a pack must come out the
same on every machine. The rest of the format (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16) leaves no choice here: version 2.0, names in UTF-8
(bit 11), 1980-01-01 00:00:00, no attributes, no extra fields, no comments, members one behind the other from offset 0 on, in the order of the
directory. So whoever reads a pack can write every header again and compare: a changed bit has no place to hide. Sizes are those of
ZIP without ZIP64: 4 GiB, 65,534 members.
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from leakguard.evidence.errors import PackError

MAX_SIZE, MAX_MEMBERS = 0xFFFFFFFE, 0xFFFE
MAX_NAME = 200
"""Longest name of a member, in bytes of UTF-8."""

_CHUNK = 1 << 20
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_VERSION, _UTF8, _STORED, _MIDNIGHT, _FIRST_DAY = 20, 1 << 11, 0, 0, 0x21
_FORBIDDEN = re.compile(r'[\\:*?"<>|]')


class Damage(Exception):  # noqa: N818 - what is found, not what went wrong here
    """A pack that is not as it was written. ``place`` is ``end``, ``directory``, ``header``, ``content`` or ``name``; ``member`` is
    the number of the member, from 1, or None; ``name`` is what it is called, where that is known.
    """

    def __init__(self, place: str, member: int | None = None, name: str = "") -> None:
        self.place, self.member, self.name = place, member, name
        super().__init__(place if member is None else f"{place} {member}")


@dataclass(frozen=True, slots=True)
class Member:
    """Something to be written: its bytes, or the file that holds them."""

    name: str
    content: bytes | Path
    size: int
    sha256: str
    crc: int

    @classmethod
    def of(cls, name: str, content: bytes | Path) -> Member:
        """The member of this content, which is read once here and once when it is written."""
        digest, crc, size = hashlib.sha256(), 0, 0
        for chunk in _chunks(content):
            digest.update(chunk)
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
        return cls(name, content, size, digest.hexdigest(), crc)


class Stored(NamedTuple):
    """A member of a pack that is read. ``offset`` is where its content begins."""

    name: str
    offset: int
    size: int
    crc: int


def is_safe(name: str) -> bool:
    """Whether a name can be unpacked anywhere: relative, ``/`` between its parts, nothing hidden, special or too long in it."""
    parts = name.split("/")
    return (
        all(part and part.strip(" .") == part.rstrip(" .") == part for part in parts)
        and name.isprintable()
        and not _FORBIDDEN.search(name)
        and unicodedata.is_normalized("NFC", name)
        and len(name.encode("utf-8", "surrogatepass")) <= MAX_NAME
    )


def write(stream: BinaryIO, members: Sequence[Member]) -> None:
    """Write an archive of these members, in this order.

    Raises :class:`~leakguard.evidence.errors.PackError` for more than the format can hold, and where a file is no longer what it was.
    """
    _refuse(members)
    offset, records = 0, []
    for member in members:
        stream.write(local_header(member.name, member.size, member.crc))
        crc = 0
        for chunk in _chunks(member.content):
            stream.write(chunk)
            crc = zlib.crc32(chunk, crc)
        if crc != member.crc:
            raise PackError("changed")
        records.append(_central(member.name, member.size, member.crc, offset))
        offset += _LOCAL.size + len(member.name.encode()) + member.size
    directory = b"".join(records)
    stream.write(directory + _end(len(records), len(directory), offset))


class Archive:
    """A pack that is open for reading. Making one checks every byte of it that is no content; :meth:`chunks` checks those.

    Raises :class:`Damage`.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size = stream.seek(0, os.SEEK_END)
        self.members = tuple(self._read_directory())
        self._number = {member.name: number for number, member in enumerate(self.members, 1)}
        if len({name.casefold() for name in self._number}) != len(self.members):
            raise Damage("name")

    def __contains__(self, name: str) -> bool:
        return name in self._number

    def member(self, name: str) -> Stored:
        """The member of a name. Raises ``KeyError``."""
        return self.members[self._number[name] - 1]

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a member, piece by piece. Raises :class:`Damage` at its end if it does not have the checksum that it should have."""
        member = self.member(name)
        place, left, crc = member.offset, member.size, 0
        while left:
            chunk = self._at(place, min(left, _CHUNK))
            crc = zlib.crc32(chunk, crc)
            place, left = place + len(chunk), left - len(chunk)
            yield chunk
        if crc != member.crc:
            raise Damage("content", self._number[name], name)

    def read(self, name: str, limit: int) -> bytes:
        """The content of a member that must not be longer than ``limit`` bytes. Raises :class:`Damage`."""
        if self.member(name).size > limit:
            raise Damage("content", self._number[name], name)
        return b"".join(self.chunks(name))

    def digest(self, name: str) -> tuple[str, int]:
        """SHA-256 and size of the content of a member. Raises :class:`Damage`."""
        digest = hashlib.sha256()
        for chunk in self.chunks(name):
            digest.update(chunk)
        return digest.hexdigest(), self.member(name).size

    def _read_directory(self) -> Iterator[Stored]:
        if not _END.size <= self.size <= MAX_SIZE:
            raise Damage("end")
        end = self._at(self.size - _END.size, _END.size)
        _, _, _, _, count, length, directory, _ = _END.unpack(end)
        if end != _end(count, length, directory) or directory + length + _END.size != self.size:
            raise Damage("end")
        records, place, used = self._at(directory, length), 0, 0
        for number in range(1, count + 1):
            member = _record(records, used, place, number)
            used += _CENTRAL.size + len(member.name.encode())
            header = local_header(member.name, member.size, member.crc)
            if member.offset + member.size > directory or self._at(place, len(header)) != header:
                raise Damage("header", number, member.name)
            place = member.offset + member.size
            yield member
        if used != length or place != directory:
            raise Damage("directory")

    def _at(self, place: int, size: int) -> bytes:
        self._stream.seek(place)
        content = self._stream.read(size)
        if len(content) != size:
            raise Damage("end")
        return content


def _record(records: bytes, used: int, place: int, number: int) -> Stored:
    """The member of a record of the directory, if that is exactly as it would be written for a member at ``place``."""
    head = records[used : used + _CENTRAL.size]
    if len(head) < _CENTRAL.size:
        raise Damage("directory", number)
    fields = _CENTRAL.unpack(head)
    crc, size, length = fields[7], fields[9], fields[10]
    try:
        name = records[used + _CENTRAL.size : used + _CENTRAL.size + length].decode("utf-8")
    except UnicodeDecodeError:
        raise Damage("directory", number) from None
    if not is_safe(name):
        raise Damage("name", number)
    if not records.startswith(_central(name, size, crc, place), used):
        raise Damage("directory", number, name)
    return Stored(name, place + _LOCAL.size + length, size, crc)


def _refuse(members: Sequence[Member]) -> None:
    names = {member.name.casefold() for member in members}
    if len(names) != len(members) or not all(is_safe(member.name) for member in members):
        raise ValueError("two members of one name, or a name that cannot be unpacked")
    total = sum(_LOCAL.size + _CENTRAL.size + 2 * MAX_NAME + member.size for member in members)
    if total > MAX_SIZE or len(members) > MAX_MEMBERS:
        raise PackError("too-large")


def _chunks(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def local_header(name: str, size: int, crc: int) -> bytes:
    """What stands before the content of a member."""
    encoded = name.encode()
    fields = (_VERSION, _UTF8, _STORED, _MIDNIGHT, _FIRST_DAY, crc, size, size, len(encoded), 0)
    return _LOCAL.pack(b"PK\x03\x04", *fields) + encoded


def _central(name: str, size: int, crc: int, offset: int) -> bytes:
    encoded = name.encode()
    fields = (
        _VERSION,
        _VERSION,
        _UTF8,
        _STORED,
        _MIDNIGHT,
        _FIRST_DAY,
        crc,
        size,
        size,
        len(encoded),
        0,
        0,
        0,
        0,
        0,
        offset,
    )
    return _CENTRAL.pack(b"PK\x01\x02", *fields) + encoded


def _end(count: int, length: int, directory: int) -> bytes:
    return _END.pack(b"PK\x05\x06", 0, 0, count, count, length, directory, 0)
