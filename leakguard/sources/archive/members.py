"""Zip archives: members with names in the right encoding, inflated within limits, and copies that keep what is unchanged.

``zipfile`` reads the directory and inflates. It cannot copy a member without packing it anew, so copies are made here:
an unchanged member is the run of bytes from its local header to the next one (APPNOTE.TXT 4.3).
"""

from __future__ import annotations

import shutil
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple

from leakguard.errors import UnscannedError
from leakguard.sources.frequency import plausible_share

MAX_MEMBERS = 50_000
MAX_TOTAL = 2 << 30
"""Most bytes that all members of an archive and of the archives in it may inflate to."""

MAX_RATIO, RATIO_FROM = 200, 64 << 20
"""A member of more than ``RATIO_FROM`` bytes that is packed tighter than 1:``MAX_RATIO`` is a bomb."""

_CHUNK = 1 << 20
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 1, 8, 1 << 11
_AES = 99
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_LIMIT32, _LIMIT16 = 0xFFFFFFFF, 0xFFFF
_ZIP64, _AES_EXTRA, _UNICODE_PATH, _UNICODE_COMMENT = 0x0001, 0x9901, 0x7075, 0x6375
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, ValueError)


class _Fields(NamedTuple):
    """A record of the directory (APPNOTE.TXT 4.3.12)."""

    mark: bytes
    made: int
    needed: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    name: int
    extra: int
    comment: int
    disk: int
    internal: int
    external: int
    offset: int


@dataclass
class Budget:
    """How many more bytes may be inflated."""

    left: int = MAX_TOTAL

    def take(self, size: int) -> None:
        """Raises ``too-large`` when it is used up."""
        self.left -= size
        if self.left < 0:
            raise UnscannedError("too-large", f"the archive inflates to more than {MAX_TOTAL >> 30} GiB")


@dataclass(frozen=True, slots=True)
class Member:
    """A file or folder of an archive; ``name`` and ``comment`` are decoded as their bytes ask for."""

    info: zipfile.ZipInfo
    name: str
    comment: str

    @property
    def encrypted(self) -> bool:
        """Whether it needs a password."""
        return bool(self.info.flag_bits & _ENCRYPTED)


@dataclass
class Changed:
    """What is new about a member in a copy; None leaves it as it is."""

    content: IO[bytes] | None = None
    name: str | None = None
    comment: str | None = None


@dataclass
class Changes:
    """What is new in a copy, by number of the member."""

    members: dict[int, Changed] = field(default_factory=dict)
    comment: str | None = None

    def of(self, index: int) -> Changed:
        """The changes of a member, to be added to."""
        return self.members.setdefault(index, Changed())


class Archive:
    """An open archive."""

    def __init__(self, path: Path, stream: BinaryIO, password: str | None) -> None:
        self._stream = stream
        self._zip = _opened(path, password)
        infos = self._zip.infolist()
        if len(infos) > MAX_MEMBERS:
            raise UnscannedError("too-large", f"an archive of more than {MAX_MEMBERS} members")
        self.members = [Member(info, _name(info), _text(info.comment)) for info in infos]
        self.comment = _text(self._zip.comment)
        if any(max(info.header_offset, info.file_size, info.compress_size) >= _LIMIT32 for info in infos):
            raise UnscannedError("too-large", "an archive of more than 4 GiB; unpack it and scan the folder")
        if password is None and any(member.encrypted for member in self.members):
            detail = "the archive has a password; pass --password-env NAME with the variable that holds it"
            raise UnscannedError("encrypted", detail)

    @property
    def encrypted(self) -> bool:
        """Whether any member needs a password."""
        return any(member.encrypted for member in self.members)

    def close(self) -> None:
        """Close the directory; the stream is its owner's."""
        self._zip.close()

    def extract(self, member: Member, output: IO[bytes], budget: Budget) -> None:
        """Write the content of a member.

        Raises :class:`~leakguard.errors.UnscannedError`: ``encrypted``, ``unreadable``, ``unsupported``, ``too-large``.
        """
        size = 0
        try:
            with self._zip.open(member.info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    budget.take(len(chunk))
                    if size > RATIO_FROM and size > MAX_RATIO * max(1, member.info.compress_size):
                        raise UnscannedError("too-large", "packed like a zip bomb")
                    output.write(chunk)
        except RuntimeError as error:  # zipfile's word for a wrong password, and for what it cannot unpack
            if member.encrypted:
                raise UnscannedError("encrypted", "the password does not open it") from error
            raise UnscannedError("unsupported", "packed in a way that is not read") from error
        except _BROKEN as error:
            raise UnscannedError("unreadable", f"damaged ({type(error).__name__})") from error

    def copy(self, output: BinaryIO, changes: Changes) -> None:
        """Write the archive with changes; the order of members, and all bytes of unchanged ones, are kept."""
        infos = [member.info for member in self.members]
        by_place = sorted(range(len(infos)), key=lambda index: infos[index].header_offset)
        ends = [*(infos[index].header_offset for index in by_place[1:]), self._zip.start_dir]
        start = output.tell()
        records = self._records()
        for index, end in zip(by_place, ends, strict=True):
            changed = changes.members.get(index)
            offset = output.tell() - start
            if changed is None or (changed.content is None and changed.name is None):
                self._pour(infos[index].header_offset, end, output)
            else:
                records[index] = self._rewritten(infos[index], records[index], changed, output)
            records[index] = _moved(records[index], offset)
            if changed is not None and changed.comment is not None:
                records[index] = _commented(records[index], changed.comment)
        directory = output.tell() - start
        output.write(b"".join(records))
        length = output.tell() - start - directory
        comment = self._zip.comment if changes.comment is None else changes.comment.encode()[:_LIMIT16]
        if directory + length > _LIMIT32 or len(infos) >= _LIMIT16:
            raise UnscannedError("too-large", "the copy of this archive would need more than 4 GiB")
        count = len(infos)
        output.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, length, directory, len(comment)) + comment)

    def _records(self) -> list[bytes]:
        """The records of the directory as stored, in its order."""
        self._stream.seek(self._zip.start_dir)
        records = []
        for _ in self.members:
            head = self._stream.read(_CENTRAL.size)
            if len(head) < _CENTRAL.size or not head.startswith(b"PK\x01\x02"):
                raise UnscannedError("unreadable", "the directory of the archive is damaged")
            records.append(head + self._stream.read(sum(struct.unpack_from("<HHH", head, 28))))
        return records

    def _rewritten(self, info: zipfile.ZipInfo, record: bytes, changed: Changed, output: BinaryIO) -> bytes:
        """Write a member with a new content or name; returns its record, still without the right offset."""
        head, name, extra, comment = _split(record)
        fields = _Fields(*_CENTRAL.unpack(head))
        extra = _without(extra, _ZIP64)
        flags, method, crc = fields.flags & ~_DESCRIPTOR, fields.method, info.CRC
        packed, size = info.compress_size, info.file_size
        if changed.name is not None:
            name, flags, extra = changed.name.encode(), flags | _UTF8, _without(extra, _UNICODE_PATH)
        with tempfile.TemporaryFile() as spool:
            if changed.content is not None:
                flags, method, extra = flags & ~_ENCRYPTED, zipfile.ZIP_DEFLATED, _without(extra, _AES_EXTRA)
                crc, packed, size = _deflate(changed.content, spool)
            if max(packed, size) >= _LIMIT32:
                raise UnscannedError("too-large", "a member of the copy would need more than 4 GiB")
            local = (fields.needed, flags, method, fields.time, fields.date, crc, packed, size, len(name), 0)
            output.write(_LOCAL.pack(b"PK\x03\x04", *local) + name)
            if changed.content is not None:
                spool.seek(0)
                shutil.copyfileobj(spool, output, _CHUNK)
            else:
                begin = self._data_of(info)
                self._pour(begin, begin + packed, output)
        fields = fields._replace(
            flags=flags, method=method, crc=crc, packed=packed, size=size, name=len(name), extra=len(extra)
        )
        return _CENTRAL.pack(*fields) + name + extra + comment

    def _data_of(self, info: zipfile.ZipInfo) -> int:
        """Where the packed bytes of a member start."""
        self._stream.seek(info.header_offset)
        head = self._stream.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
            raise UnscannedError("unreadable", "the header of a member is damaged")
        name, extra = struct.unpack_from("<HH", head, 26)
        return info.header_offset + _LOCAL.size + int(name) + int(extra)

    def _pour(self, start: int, end: int, output: BinaryIO) -> None:
        self._stream.seek(start)
        left = end - start
        while left > 0:
            chunk = self._stream.read(min(left, _CHUNK))
            if not chunk:
                raise UnscannedError("unreadable", "the archive is truncated")
            output.write(chunk)
            left -= len(chunk)


def _opened(path: Path, password: str | None) -> Any:
    try:
        archive: Any = zipfile.ZipFile(path)
        if any(info.compress_type == _AES for info in archive.infolist()):
            archive.close()
            archive = _aes(path)
    except _BROKEN as error:
        raise UnscannedError("unreadable", f"the archive is damaged ({type(error).__name__})") from error
    if password is not None:
        archive.setpassword(password.encode())
    return archive


def _aes(path: Path) -> Any:
    try:
        import pyzipper
    except ImportError as error:
        detail = "an archive encrypted with AES; install leakguard[office] to read it, or unpack it first"
        raise UnscannedError("encrypted", detail) from error
    return pyzipper.AESZipFile(path)


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member; without the UTF-8 flag, it is in whatever encoding its maker had."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return _text(info.filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.filename


def _text(raw: bytes) -> str:
    """Bytes without a declared encoding: UTF-8, Chinese, or the code page of the first PCs (APPNOTE.TXT, appendix D)."""
    for codec in ("utf-8", "gb18030"):
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if codec == "utf-8" or plausible_share(text) >= _PLAUSIBLE:
            return text
    return raw.decode("cp437")


_PLAUSIBLE = 0.5


def _split(record: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """A record of the directory: its fixed fields, name, extra fields and comment."""
    name, extra, _ = struct.unpack_from("<HHH", record, 28)
    end = _CENTRAL.size + name
    return record[: _CENTRAL.size], record[_CENTRAL.size : end], record[end : end + extra], record[end + extra :]


def _moved(record: bytes, offset: int) -> bytes:
    """A record with a new offset, never in zip64 form."""
    if offset >= _LIMIT32:
        raise UnscannedError("too-large", "the copy of this archive would need more than 4 GiB")
    return record[:42] + offset.to_bytes(4, "little") + record[46:]


def _commented(record: bytes, comment: str) -> bytes:
    head, name, extra, _ = _split(record)
    kept, said = _without(extra, _UNICODE_COMMENT), comment.encode()[:_LIMIT16]
    fields = _Fields(*_CENTRAL.unpack(head))._replace(extra=len(kept), comment=len(said))
    return _CENTRAL.pack(*fields) + name + kept + said


def _without(extra: bytes, *kinds: int) -> bytes:
    """Extra fields without those of these kinds (APPNOTE.TXT 4.5)."""
    kept, position = b"", 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        if kind not in kinds:
            kept += extra[position : position + 4 + length]
        position += 4 + length
    return kept


def _deflate(content: IO[bytes], output: IO[bytes]) -> tuple[int, int, int]:
    """CRC-32, packed and plain size of what was written as raw DEFLATE data."""
    content.seek(0)
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    crc = size = packed = 0
    while chunk := content.read(_CHUNK):
        crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        packed += output.write(packer.compress(chunk))
    packed += output.write(packer.flush())
    return crc, packed, size
