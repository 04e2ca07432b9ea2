"""Blocks of bytes as UTF-8 that stands for exactly these bytes, or a shorter block for which that is so."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from leakguard.sources.decoding import refuse_mixture
from leakguard.sources.encoding import Encoding

LEGACY = frozenset({"gb18030", "cp950", "big5hkscs"})
"""Encodings that have to be turned into UTF-8. In all of them the bytes of ``, ; TAB " = CR LF`` stand for these
characters only, which is not so for ``|``.
"""


def readable(data: bytes, encoding: Encoding) -> tuple[bytes, bytes]:
    """``data``, or as many whole lines from its start as can be read, and the same in UTF-8.

    Undecodable bytes, and codes that the codec would write in another way, cannot be read here. Raises
    :class:`~leakguard.errors.UnscannedError` as :func:`~leakguard.sources.decoding.refuse_mixture` does.
    """
    if encoding.name not in LEGACY:
        data = _valid(data)
        return data, data
    refuse_mixture_quickly(data, encoding)
    try:
        text = data.decode(encoding.codec)
    except UnicodeDecodeError as error:
        data = _lines(data, error.start)
        text = data.decode(encoding.codec)
    if encoding.name != "gb18030":
        # GB18030 has one code for every character; Big5 has two for some.
        again = text.encode(encoding.codec, "surrogateescape")
        if again != data:
            data = _lines(data, _first_difference(data, again))
            text = data.decode(encoding.codec)
    return data, text.encode("utf-8")


def _valid(data: bytes) -> bytes:
    """The lines before the first byte that is not UTF-8. Arrow checks faster than the codec decodes."""
    whole = pa.py_buffer(np.array([0, len(data)], np.int32))
    try:
        pa.BinaryArray.from_buffers(pa.binary(), 1, [None, whole, pa.py_buffer(data)]).cast(pa.string())
    except pa.ArrowInvalid:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            return _lines(data, error.start)
    return data


def _lines(data: bytes, position: int) -> bytes:
    """All lines that end before a position."""
    return data[: data.rfind(b"\n", 0, position) + 1]


def _first_difference(one: bytes, other: bytes) -> int:
    size = min(len(one), len(other))
    unlike = np.frombuffer(one, np.uint8, size) != np.frombuffer(other, np.uint8, size)
    return int(np.argmax(unlike)) if unlike.any() else size


def refuse_mixture_quickly(data: bytes, encoding: Encoding) -> None:
    """The check of the decoder, on those lines that hold what it looks for: its pattern takes long for a large block."""
    a = np.frombuffer(data, np.uint8)
    at = np.flatnonzero((a[:-8] - np.uint8(0xE3)) < 7) if a.size > 8 else np.empty(0, np.int64)
    for step in (1, 2, 4, 5, 7, 8, 3, 6):
        if not at.size:
            return
        byte = a[at + step]
        at = at[(byte & 0xC0) == 0x80] if step % 3 else at[(byte - np.uint8(0xE3)) < 7]
    reached = 0
    for position in at.tolist():
        if position >= reached:
            end = data.find(b"\n", position)
            reached = len(data) if end < 0 else end + 1
            refuse_mixture(data[data.rfind(b"\n", 0, position) + 1 : reached], encoding)
