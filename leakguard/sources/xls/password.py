"""Decrypts XLS workbooks with the optional msoffcrypto-tool."""

from __future__ import annotations

import io
import struct

from leakguard.errors import UnscannedError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FILEPASS = 0x2F
_DEFAULT = "VelvetSweatshop"
"""What Excel encrypts with when a workbook is protected against changes only ([MS-OFFCRYPTO] 2.1.4)."""


def decrypted(data: bytes, password: str | None) -> bytes:
    """The workbook as it was before it was encrypted; ``data`` itself if it is not encrypted.

    Raises :class:`~leakguard.errors.UnscannedError` ``encrypted`` without the right password or without the library.
    """
    if not _is_encrypted(data):
        return data
    try:
        import msoffcrypto
    except ImportError as error:
        detail = "the workbook has a password; install leakguard[office] to read it, or remove the password in Excel"
        raise UnscannedError("encrypted", detail) from error
    for tried in (_DEFAULT, password):
        plain = None if tried is None else _try(msoffcrypto, data, tried)
        if plain is not None:
            return plain
    if password is None:
        detail = "the workbook has a password; pass --password-env NAME with the variable that holds it"
    else:
        detail = "the password does not open the workbook"
    raise UnscannedError("encrypted", detail)


def _try(msoffcrypto: object, data: bytes, password: str) -> bytes | None:
    output = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))  # type: ignore[attr-defined]
        file.load_key(password=password)
        file.decrypt(output)
    except Exception:  # the library has many errors for a wrong password
        return None
    return output.getvalue()


def _is_encrypted(data: bytes) -> bool:
    """Whether the workbook stream has a FILEPASS record ([MS-XLS] 2.4.117), which stands among its first."""
    from xlrd.compdoc import CompDoc, CompDocError

    if not data.startswith(_OLE):
        return False
    try:
        container = CompDoc(data, logfile=io.StringIO())
        stream = container.get_named_stream("Workbook") or container.get_named_stream("Book") or b""
    except (CompDocError, struct.error, IndexError, AssertionError):
        return False
    position = 0
    while position + 4 <= min(len(stream), _HEAD):
        number, size = struct.unpack_from("<HH", stream, position)
        if number == _FILEPASS:
            return True
        position += 4 + size
    return False


_HEAD = 4096
