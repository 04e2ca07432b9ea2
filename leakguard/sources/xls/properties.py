"""Texts of OLE property sets: who made a document, for which company, and whatever else its maker noted ([MS-OLEPS])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

STREAMS = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")

_SUMMARY = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
_DOCUMENT = bytes.fromhex("02d5cdd59c2e1b10939708002b2cf9ae")
_USER = bytes.fromhex("05d5cdd59c2e1b10939708002b2cf9ae")
_NAMES = MappingProxyType({
    _SUMMARY: {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments", 7: "template", 8: "last saved by"},
    _DOCUMENT: {2: "category", 14: "manager", 15: "company", 26: "content type", 27: "content status"},
    _USER: {},
})  # fmt: skip
_CODE_PAGE, _DICTIONARY = 1, 0
_TEXT, _WIDE_TEXT, _SHORT, _THUMBNAIL = 0x1E, 0x1F, 0x02, 0x47
_MAX_PROPERTIES = 10_000


class Property(NamedTuple):
    """A text and the name of the property; ``picture`` for a preview picture, which has no text."""

    name: str
    text: str
    picture: bool = False


def properties(stream: bytes) -> Iterator[Property]:
    """The texts of a property set stream. Broken property sets give what can be read."""
    try:
        if stream[:2] != b"\xfe\xff":
            return
        (sets,) = struct.unpack_from("<I", stream, 24)
        for index in range(min(sets, 2)):
            kind = stream[28 + 20 * index : 44 + 20 * index]
            (offset,) = struct.unpack_from("<I", stream, 44 + 20 * index)
            yield from _section(stream[offset:], kind)
    except struct.error:
        return


def _section(data: bytes, kind: bytes) -> Iterator[Property]:
    (count,) = struct.unpack_from("<I", data, 4)
    places = dict(struct.unpack_from("<II", data, 8 + 8 * index) for index in range(min(count, _MAX_PROPERTIES)))
    codec = _codec(data, places.get(_CODE_PAGE))
    names = dict(_NAMES.get(kind, {}))
    if kind == _USER and _DICTIONARY in places:
        names |= _dictionary(data, places[_DICTIONARY], codec)
    for number, offset in places.items():
        if number in (_DICTIONARY, _CODE_PAGE):
            continue
        (type_, size) = struct.unpack_from("<II", data, offset)
        name = names.get(number, f"property {number}")
        if type_ == _TEXT:
            yield Property(name, _decode(data[offset + 8 : offset + 8 + size], codec))
        elif type_ == _WIDE_TEXT:
            yield Property(name, _decode(data[offset + 8 : offset + 8 + 2 * size], "utf-16-le"))
        elif type_ == _THUMBNAIL:
            yield Property(name, "", picture=True)


def _codec(data: bytes, offset: int | None) -> str:
    """The encoding of 8-bit texts. Code page 1200 is UTF-16, 65001 UTF-8."""
    if offset is None or struct.unpack_from("<I", data, offset)[0] != _SHORT:
        return "cp1252"
    (page,) = struct.unpack_from("<H", data, offset + 4)
    known = {1200: "utf-16-le", 65001: "utf-8", 936: "gb18030", 54936: "gb18030", 10000: "mac-roman"}
    name = known.get(page, f"cp{page}")
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name


def _dictionary(data: bytes, offset: int, codec: str) -> dict[int, str]:
    """Names of the properties that users make up."""
    (count,) = struct.unpack_from("<I", data, offset)
    position, names = offset + 4, dict[int, str]()
    for _ in range(min(count, _MAX_PROPERTIES)):
        number, size = struct.unpack_from("<II", data, position)
        size *= 2 if codec == "utf-16-le" else 1
        names[number] = _decode(data[position + 8 : position + 8 + size], codec)
        position += 8 + size + (-size % 4 if codec == "utf-16-le" else 0)
    return names


def _decode(raw: bytes, codec: str) -> str:
    return raw.decode(codec, "replace").split("\0")[0]
