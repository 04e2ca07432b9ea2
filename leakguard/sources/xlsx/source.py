"""Workbooks of the XLSX family (ECMA-376): XLSX and XLSM, without or with a password.

A copy is the package with some members patched: what was not edited keeps its bytes, compressed ones included. Libraries
that load and save a workbook lose rich text, cached results, charts, text boxes and whatever they do not know.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from leakguard.errors import UnscannedError
from leakguard.sources.base import Opening, PlainSource, Unscanned
from leakguard.sources.magic import is_encrypted_office
from leakguard.sources.xlsx.cells import SheetBlock
from leakguard.sources.xlsx.collect import Edits
from leakguard.sources.xlsx.reading import Reading
from leakguard.sources.xlsx.rewriting import write
from leakguard.sources.xlsx.surfaces import PackageNotes
from leakguard.units import Block, Edit


class XlsxSource(PlainSource):
    """One workbook. Raises :class:`~leakguard.errors.UnscannedError` for what is no sound workbook.

    A workbook with a password is decrypted to a temporary file, readable by its owner only and gone with the source; its
    copy has no password. ``notices`` says so.
    """

    format = written_format = "xlsx"
    encoding, encoding_reason = "utf-8", "XML of the workbook"

    def __init__(self, opening: Opening, *, exact: bool = False) -> None:
        self.name = opening.origin.name
        self.digest = opening.profile.digest
        self.notices: tuple[str, ...] = ()
        self._origin, self._exact = opening.origin, exact
        self._decrypted: Path | None = None
        self._unread: Sequence[Unscanned] = ()
        if is_encrypted_office(opening.profile.sample):
            self._decrypted = self._decrypt(opening.password)
            self.notices = ("the copy of a workbook with a password is written without one",)

    def blocks(self) -> Iterator[Block]:
        """See :class:`~leakguard.sources.base.Source`."""
        with self._path() as path:
            reading = Reading(path, self.name, exact=self._exact)
            yield from reading.blocks()
            self._unread = tuple(reading.unread)

    def unread(self) -> Sequence[Unscanned]:
        """See :class:`~leakguard.sources.base.Source`."""
        return self._unread

    def rewrite(self, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> None:
        """See :class:`~leakguard.sources.base.Source`.

        Everything is written once the last block was seen: whether a shared string can be changed in place depends on all
        cells that show it.
        """
        edits: Edits | None = None
        for block, changes in edited:
            if not isinstance(block, SheetBlock | PackageNotes) or not isinstance(block.reading, Reading):
                raise ValueError("this block does not come from a workbook")  # noqa: TRY004 - the documented error
            if edits is None:
                edits = Edits(block.reading)
            edits.add(block, changes)
        with self._path() as path:
            write(path, edits, output)

    @contextmanager
    def _path(self) -> Iterator[Path]:
        if self._decrypted is not None:
            yield self._decrypted
            return
        with self._origin.file() as path:
            yield path

    def _decrypt(self, password: str | None) -> Path:
        if password is None:
            raise UnscannedError("encrypted", "this workbook has a password; pass --password-env NAME")
        from leakguard.sources.xlsx.encrypted import decrypt

        stream = tempfile.NamedTemporaryFile(prefix="leakguard-", suffix=".xlsx", delete=False)  # noqa: SIM115 - gone with self
        path = Path(stream.name)
        weakref.finalize(self, path.unlink, missing_ok=True)
        with stream, self._origin.file() as source:
            decrypt(source, password, stream)
        return path
