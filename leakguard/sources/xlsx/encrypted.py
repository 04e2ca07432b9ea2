"""Workbooks with a password: an OLE file that holds the encrypted package ([MS-OFFCRYPTO] 2.3)."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from leakguard.errors import UnscannedError, UsageError


def decrypt(path: Path, password: str, output: IO[bytes]) -> None:
    """Write the package inside the encrypted file at ``path`` to ``output``.

    Raises ``encrypted`` if the password is wrong, ``unreadable`` if the file is damaged, and
    :class:`~leakguard.errors.UsageError` if the ``msoffcrypto-tool`` package is missing.
    """
    try:
        import msoffcrypto
        from msoffcrypto.exceptions import InvalidKeyError
    except ImportError as error:
        raise UsageError(
            "workbooks with a password need the package msoffcrypto-tool; install it and run again"
        ) from error
    with path.open("rb") as stream:
        try:
            office = msoffcrypto.OfficeFile(stream)
            office.load_key(password=password, verify_password=True)
            office.decrypt(output)
        except InvalidKeyError as error:
            raise UnscannedError("encrypted", "the password does not open this workbook") from error
        except Exception as error:  # the library lets errors of all its parsers through
            raise UnscannedError("unreadable", "the encrypted workbook is damaged or of an unknown kind") from error
