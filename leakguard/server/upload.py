"""The file in a request body, written to disk as it comes: the body itself, or the field ``file`` of a form (RFC 7578)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from leakguard.server.problems import Problem

OCTETS, FORM = "application/octet-stream", "multipart/form-data"
FIELD = "file"


@dataclass
class Target:
    """A new file of mode 0600, its size and digest."""

    path: Path
    size: int = 0
    filename: str | None = None
    """The name that a form gives the file."""
    _sum: hashlib._Hash = field(default_factory=hashlib.sha256)

    def __post_init__(self) -> None:
        self._handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)

    def write(self, data: bytes) -> None:
        """Add bytes."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._handle, view) :]
        self._sum.update(data)
        self.size += len(data)

    def close(self) -> None:
        """No more bytes."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    @property
    def sha256(self) -> str:
        """Of what was written, in hexadecimal."""
        return self._sum.hexdigest()


class Form:
    """Writes the one field ``file`` to a target and passes over other fields."""

    def __init__(self, boundary: bytes, target: Target) -> None:
        self._target, self._names, self._ended = target, 0, False
        self._field, self._value, self._wanted, self._disposition = b"", b"", False, b""
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_part_data": self._data,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_end,
                "on_end": self._end,
            },
        )

    def write(self, data: bytes) -> None:
        """Take a piece of the body."""
        self._parser.write(data)

    def close(self) -> None:
        """The body is over. Raises :class:`Problem` if it stopped short or did not hold exactly one file."""
        if not self._ended or self._names != 1:
            raise Problem("bad-form")

    def _begin(self) -> None:
        self._field, self._value, self._disposition, self._wanted = b"", b"", b"", False

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value
        self._field, self._value = b"", b""

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._disposition.decode("latin-1"))
        self._wanted = options.get(b"name") == FIELD.encode()
        if self._wanted:
            self._names += 1
            if self._names > 1:
                raise Problem("bad-form")
            name = options.get(b"filename")
            self._target.filename = name.decode("utf-8", "replace") if name else None

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._wanted:
            self._target.write(data[start:end])

    def _end(self) -> None:
        self._ended = True


async def receive(chunks: AsyncIterator[bytes], content_type: str | None, target: Target) -> None:
    """Write the file of a body to ``target``, which is closed afterwards.

    Raises :class:`Problem`: ``media-type``, ``bad-form``, ``empty``, and what reading the body raises.
    """
    try:
        writer = _writer(content_type, target)
        async for chunk in chunks:
            writer.write(chunk)
        if isinstance(writer, Form):
            writer.close()
    except (FormParserError, ValueError, AssertionError) as error:
        raise Problem("bad-form") from error
    finally:
        target.close()
    if not target.size:
        raise Problem("empty")


def _writer(content_type: str | None, target: Target) -> Target | Form:
    kind, options = parse_options_header(content_type or OCTETS)
    if kind == OCTETS.encode():
        return target
    if kind != FORM.encode():
        raise Problem("media-type")
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise Problem("bad-form")
    return Form(boundary, target)
