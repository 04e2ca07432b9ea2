"""The zip package of a workbook: its directory, its members as bounded streams, and a copy in which all but some members
keep their compressed bytes.

``zipfile`` reads the directory. It cannot copy a member without packing it anew, so the copy is made here: every
unchanged member is the run of bytes from its local header to the next one (APPNOTE.TXT 4.3), with its extra fields, data
descriptor and padding. Members are read in a stream with limits, for a package may be a bomb.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from leakguard.errors import UnscannedError
from leakguard.sources.xlsx import packing

MAX_MEMBERS = 50_000
MAX_TOTAL = 4 << 30
"""Most bytes that all members together may inflate to."""

MAX_RATIO, RATIO_FROM = 200, 64 << 20
"""A member of more than ``RATIO_FROM`` bytes that is packed tighter than 1:``MAX_RATIO`` is a bomb, no table."""

_READ = 1 << 18
_PIECE = 1 << 20
_LIMIT32 = 0xFFFFFFFF
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_BYTE_ORDER = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))


class Packed(NamedTuple):
    """A new content for a member: raw DEFLATE data in ``stream`` from its start on."""

    stream: BinaryIO
    packed: int
    size: int
    crc: int


class Package:
    """An open package. Names are compared as OPC does: without case, with slashes (ECMA-376 part 2, 6.2.2.3).

    Raises :class:`~leakguard.errors.UnscannedError`: ``unreadable`` for what is no sound zip, ``too-large`` for a bomb,
    ``encrypted`` and ``unsupported`` for what a workbook never is.
    """

    def __init__(self, path: Path) -> None:
        self._stream = path.open("rb")
        try:
            self._read_directory()
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    @property
    def names(self) -> list[str]:
        """Every member that is a file, in the order of the directory."""
        return [info.filename for info in self._infos if not info.is_dir()]

    def find(self, name: str) -> str | None:
        """The member of that name, as stored."""
        info = self._members.get(_key(name))
        return None if info is None else info.filename

    def size(self, name: str) -> int:
        """Inflated size of a member, as the directory says it."""
        return self._members[_key(name)].file_size

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of a member, inflated, in pieces of at most 1 MiB. Checks its size and its CRC-32."""
        info = self._members[_key(name)]
        size, crc = 0, 0
        for piece in self._inflated(info):
            size += len(piece)
            if size > info.file_size:
                raise UnscannedError("unreadable", f"{_shown(name)} is larger than the package's directory says")
            crc = zlib.crc32(piece, crc)
            yield piece
        if size != info.file_size or crc != info.CRC:
            raise UnscannedError("unreadable", f"{_shown(name)} is damaged: its length or checksum is wrong")

    def xml(self, name: str) -> Iterator[bytes]:
        """Like :meth:`pieces`, for a part that is XML: always UTF-8, without a byte order mark.

        Positions in a part are positions in these bytes. A part in another encoding (UTF-16 is allowed) is transcoded,
        and written as UTF-8 if it is changed.
        """
        pieces = self.pieces(name)
        first = next(pieces, b"")
        declared = _DECLARED.match(first.removeprefix(b"\xef\xbb\xbf"))
        codec = next((codec for mark, codec in _BYTE_ORDER if first.startswith(mark)), None)
        if codec is None and declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"utf8"):
            codec = declared[1].decode("ascii")
        if codec is None:
            yield first.removeprefix(b"\xef\xbb\xbf")
            yield from pieces
        else:
            yield from _transcoded(name, codec, first, pieces)

    def read(self, name: str, limit: int) -> bytes:
        """The whole of an XML part, as :meth:`xml` gives it. Raises ``too-large`` beyond ``limit`` bytes."""
        if self.size(name) > limit:
            raise UnscannedError("too-large", f"{_shown(name)} is larger than {limit >> 20} MiB")
        return b"".join(self.xml(name))

    def copy(self, output: BinaryIO, changed: dict[str, Packed]) -> None:
        """Write the package with new contents for some members; the order and all other bytes of members are kept.

        Without changes that is the package itself, byte for byte.
        """
        if not changed:
            self._stream.seek(0)
            _pour(self._stream, output, self._size)
            return
        contents = {_key(name): packed for name, packed in changed.items()}
        start = output.tell()
        moved: dict[int, int] = {}
        self._stream.seek(0)
        _pour(self._stream, output, self._order[0].header_offset)
        for info, following in zip(
            self._order, [*(i.header_offset for i in self._order[1:]), self._directory], strict=True
        ):
            moved[info.header_offset] = output.tell() - start
            packed = contents.get(_key(info.filename))
            if packed is None:
                self._stream.seek(info.header_offset)
                _pour(self._stream, output, following - info.header_offset)
            else:
                output.write(self._local_header(info, packed))
                packed.stream.seek(0)
                _pour(packed.stream, output, packed.packed)
        directory = output.tell() - start
        for info, record in zip(self._infos, self._records, strict=True):
            output.write(_central_record(record, moved[info.header_offset], info, contents.get(_key(info.filename))))
        length = output.tell() - start - directory
        count = len(self._infos)
        if directory + length > _LIMIT32 or count > 0xFFFE:
            raise UnscannedError("too-large", "the copy of this workbook would need more than 4 GiB")
        output.write(
            _END.pack(b"PK\x05\x06", 0, 0, count, count, length, directory, len(self._comment)) + self._comment
        )

    def _read_directory(self) -> None:
        try:
            archive = zipfile.ZipFile(self._stream)
        except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
            raise UnscannedError("unreadable", "the package is truncated or no zip file") from error
        self._infos = archive.infolist()
        self._comment = archive.comment
        self._directory = archive.start_dir
        self._size = self._stream.seek(0, 2)
        self._order = sorted(self._infos, key=lambda info: info.header_offset)
        self._members = {_key(info.filename): info for info in self._infos}
        self._refuse_odd()
        self._stream.seek(self._directory)
        self._records = [self._central() for _ in self._infos]

    def _refuse_odd(self) -> None:
        infos = self._infos
        if not infos or len(infos) > MAX_MEMBERS:
            raise UnscannedError("unreadable", f"the package has {len(infos)} members")
        if len(self._members) != len(infos):
            raise UnscannedError("unreadable", "two members of the package have the same name")
        if any(info.flag_bits & 1 for info in infos):
            raise UnscannedError("encrypted", "members of the zip package are encrypted; decrypt it first")
        if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
            raise UnscannedError("unsupported", "the package uses a compression other than DEFLATE")
        if sum(info.file_size for info in infos) > MAX_TOTAL:
            raise UnscannedError("too-large", f"the package inflates to more than {MAX_TOTAL >> 30} GiB")
        for info in infos:
            if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size):
                raise UnscannedError("too-large", f"{_shown(info.filename)} is packed like a zip bomb")
        if self._order[0].header_offset < 0:
            raise UnscannedError("unreadable", "the package is truncated")
        for info, following in zip(self._order, [*self._order[1:], None], strict=True):
            end = self._directory if following is None else following.header_offset
            if info.header_offset + _LOCAL.size + info.compress_size > end:
                raise UnscannedError("unreadable", "members of the package overlap")

    def _central(self) -> bytes:
        head = self._stream.read(_CENTRAL.size)
        if len(head) < _CENTRAL.size or not head.startswith(b"PK\x01\x02"):
            raise UnscannedError("unreadable", "the directory of the package is damaged")
        name, extra, comment = struct.unpack_from("<HHH", head, 28)
        return head + self._stream.read(name + extra + comment)

    def _local(self, info: zipfile.ZipInfo) -> bytes:
        self._stream.seek(info.header_offset)
        head = self._stream.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
            raise UnscannedError("unreadable", f"the header of {_shown(info.filename)} is damaged")
        name, extra = struct.unpack_from("<HH", head, 26)
        return head + self._stream.read(name + extra)

    def _local_header(self, info: zipfile.ZipInfo, packed: Packed) -> bytes:
        head = bytearray(self._local(info))
        name = struct.unpack_from("<H", head, 26)[0]
        extra = _without_zip64(bytes(head[_LOCAL.size + name :]))
        flags = struct.unpack_from("<H", head, 6)[0] & ~8  # no data descriptor: the sizes are known
        struct.pack_into("<HH", head, 6, flags, zipfile.ZIP_DEFLATED)
        struct.pack_into("<IIIHH", head, 14, packed.crc, packed.packed, packed.size, name, len(extra))
        return bytes(head[: _LOCAL.size + name]) + extra

    def _inflated(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        position = info.header_offset + len(self._local(info))
        left = info.compress_size
        inflater = packing.inflater() if info.compress_type == zipfile.ZIP_DEFLATED else None
        while left:
            self._stream.seek(position)
            chunk = self._stream.read(min(left, _READ))
            if not chunk:
                raise UnscannedError("unreadable", f"{_shown(info.filename)} is truncated")
            position, left = position + len(chunk), left - len(chunk)
            if inflater is None:
                yield chunk
                continue
            while chunk:
                try:
                    piece = inflater.decompress(chunk, _PIECE)
                except packing.ERRORS as error:
                    raise UnscannedError("unreadable", f"{_shown(info.filename)} is damaged") from error
                chunk = inflater.unconsumed_tail
                if piece:
                    yield piece
                elif inflater.eof or not chunk:
                    break
        while inflater is not None and not inflater.eof:
            piece = inflater.decompress(b"", _PIECE)
            if not piece:
                break
            yield piece


def resolve(base: str, target: str) -> str:
    """The member that a relationship of the part ``base`` names by ``target``."""
    target = target.replace("\\", "/")
    path = target if target.startswith("/") else posixpath.join(posixpath.dirname(base), target)
    return posixpath.normpath(path).lstrip("/")


def relations_of(name: str) -> str:
    """The member that holds the relationships of a part."""
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", file + ".rels")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _shown(name: str) -> str:
    return f"member {name[:60]!r}"


def _pour(source: BinaryIO, output: BinaryIO, length: int) -> None:
    while length:
        chunk = source.read(min(length, _PIECE))
        if not chunk:
            raise UnscannedError("unreadable", "the package is truncated")
        output.write(chunk)
        length -= len(chunk)


def _central_record(record: bytes, offset: int, info: zipfile.ZipInfo, packed: Packed | None) -> bytes:
    """A record of the directory with a new offset, and new sizes if the member is changed; never in zip64 form."""
    head = bytearray(record)
    name, extra, comment = struct.unpack_from("<HHH", head, 28)
    fields = record[_CENTRAL.size + name : _CENTRAL.size + name + extra]
    kept = _without_zip64(fields)
    size, packed_size = (info.file_size, info.compress_size) if packed is None else (packed.size, packed.packed)
    if max(offset, size, packed_size) >= _LIMIT32:
        raise UnscannedError("too-large", "the copy of this workbook would need more than 4 GiB")
    if packed is not None:
        flags = struct.unpack_from("<H", head, 8)[0] & ~8
        struct.pack_into("<HH", head, 8, flags, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", head, 16, packed.crc)
    struct.pack_into("<II", head, 20, packed_size, size)
    struct.pack_into("<H", head, 30, len(kept))
    struct.pack_into("<I", head, 42, offset)
    return bytes(head[: _CENTRAL.size + name]) + kept + record[len(record) - comment :]


def _without_zip64(extra: bytes) -> bytes:
    """Extra fields without the one of zip64 (header id 1, APPNOTE.TXT 4.5.3)."""
    kept, position = b"", 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        if kind != 1:
            kept += extra[position : position + 4 + length]
        position += 4 + length
    return kept + extra[position:]


def _transcoded(name: str, codec: str, first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    import codecs

    try:
        decoder = codecs.getincrementaldecoder(codec)()
        text = decoder.decode(first).removeprefix("\ufeff")
        yield re.sub(r"(encoding\s*=\s*[\"'])[^\"']+", r"\1UTF-8", text[:300], count=1).encode() + text[300:].encode()
        for piece in rest:
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", True).encode()
    except (LookupError, UnicodeError) as error:
        raise UnscannedError("undecodable", f"{_shown(name)} is not in the encoding it declares") from error
