"""Turns bytes into text that gives back exactly these bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.encoding import Encoding, count_broken, too_broken
from leakguard.sources.frequency import plausible_share
from leakguard.sources.origin import Origin

_LEGACY = ("gb18030", "cp950", "big5hkscs")
_UTF8_CHARACTERS = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){3}[^\n]{0,4096}")
_PLAUSIBLE = 0.5


def decoded_chunks(origin: Origin, encoding: Encoding, size: int) -> Iterator[str]:
    """The text after the byte order mark, in pieces of about ``size`` bytes that end between two characters.

    ``encode(text, encoding)`` of every piece is the piece as stored: undecodable bytes, and the few codes that a codec
    reads but would write in another way, are carried as lone surrogates (PEP 383). Raises
    :class:`~leakguard.errors.UnscannedError` ``undecodable`` where that share grows too large, and where UTF-16 is
    broken at all.
    """
    with origin.open() as stream:
        pending = b""
        if encoding.bom:
            stream.read(len(encoding.bom))
        while True:
            read = stream.read(size)
            data = pending + read
            refuse_mixture(data, encoding)
            text, pending = decode(data, encoding, final=not read)
            if text:
                yield text
            if not read:
                return


def encode(text: str, encoding: Encoding) -> bytes:
    """The bytes of text that came from :func:`decoded_chunks`."""
    return text.encode(encoding.codec, encoding.errors)


def require_encodable(replacement: str, encoding: Encoding) -> None:
    """Raise :class:`~leakguard.errors.UsageError` if a replacement cannot be written in the encoding of the input."""
    try:
        replacement.encode(encoding.codec)
    except UnicodeEncodeError as error:
        character = replacement[error.start]
        raise UsageError(
            f"a replacement holds U+{ord(character):04X}, which {encoding.name} cannot write. "
            "Choose a replacement of ASCII characters, or convert the file to UTF-8 first"
        ) from error


def refuse_mixture(data: bytes, encoding: Encoding) -> None:
    """Raise if a line of a GB18030 or Big5 text is really UTF-8: it would be read as other characters, and pass as clean.

    By chance three Chinese characters of UTF-8 in a row, on a line that is UTF-8 throughout, do not come about.
    """
    if encoding.name not in _LEGACY:
        return
    for found in _UTF8_CHARACTERS.finditer(data):
        start, end = data.rfind(b"\n", 0, found.start()) + 1, data.find(b"\n", found.end())
        line = data[start : end if end >= 0 else len(data)]
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if plausible_share(text) >= _PLAUSIBLE:
            detail = f"some lines are {encoding.name}, others UTF-8; convert the file to one encoding first"
            raise UnscannedError("undecodable", detail)


def decode(data: bytes, encoding: Encoding, final: bool) -> tuple[str, bytes]:
    """The text of ``data`` as in :func:`decoded_chunks`, and the bytes of the incomplete character at its end."""
    try:
        text, pending = _decode_complete(data, encoding.codec, "strict", final)
    except UnicodeDecodeError as error:
        if encoding.errors == "strict":
            raise UnscannedError("undecodable", f"broken {encoding.name} text: {error.reason}") from error
        text, pending = _decode_complete(data, encoding.codec, encoding.errors, final)
        if too_broken(count_broken(text), len(text)):
            detail = f"too many bytes that are not {encoding.name}; name the right encoding with the encoding option"
            raise UnscannedError("undecodable", detail) from error
    stored = data[: len(data) - len(pending)]
    if encode(text, encoding) != stored:
        text = "".join(_carry(line, encoding) for line in stored.splitlines(keepends=True))
        if encode(text, encoding) != stored:
            raise UnscannedError("undecodable", f"its {encoding.name} text cannot be written back unchanged")
    return text, pending


def _decode_complete(data: bytes, codec: str, errors: str, final: bool) -> tuple[str, bytes]:
    if final:
        # CPython's incremental decoders may keep bytes back even at the end, after an error in the last character.
        return data.decode(codec, errors), b""
    decoder = codecs.getincrementaldecoder(codec)(errors)
    return decoder.decode(data), decoder.getstate()[0]


def _carry(line: bytes, encoding: Encoding) -> str:
    """Decode one line so that it encodes back: codes that the codec would write in another way stay as bytes.

    Big5 has two codes for a dozen characters; a codec reads both and writes one.
    """
    whole = line.decode(encoding.codec, encoding.errors)
    if encode(whole, encoding) == line:
        return whole
    decoder = codecs.getincrementaldecoder(encoding.codec)(encoding.errors)
    pieces: list[str] = []
    start = 0
    for index in range(len(line)):
        piece = decoder.decode(line[index : index + 1])
        end = index + 1 - len(decoder.getstate()[0])
        if end > start:
            pieces.append(_same_or_escaped(piece, line[start:end], encoding))
            start = end
    rest = line[start:]
    pieces.append(_same_or_escaped(rest.decode(encoding.codec, encoding.errors), rest, encoding))
    return "".join(pieces)


def _same_or_escaped(text: str, stored: bytes, encoding: Encoding) -> str:
    return text if encode(text, encoding) == stored else stored.decode("ascii", "surrogateescape")


def with_last(chunks: Iterator[str]) -> Iterator[tuple[str, bool]]:
    """Each chunk, and whether it is the last one."""
    waiting = next(chunks, None)
    for chunk in chunks:
        if waiting is not None:
            yield waiting, False
        waiting = chunk
    if waiting is not None:
        yield waiting, True
