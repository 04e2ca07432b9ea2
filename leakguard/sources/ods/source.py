"""OpenDocument workbooks (ODS).

They cannot be written back: a copy is an XLSX workbook with the same sheets, cells and comments.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from leakguard.errors import UnscannedError
from leakguard.sources.base import Opening, PlainSource, Unscanned
from leakguard.sources.ods.content import Event, NoteRead, RowRead, SheetStart, read_content
from leakguard.sources.ods.styles import is_encrypted, read_headers, read_properties
from leakguard.sources.workbooks.model import Row, Sheet, name_note, note_blocks, sheet_blocks
from leakguard.sources.workbooks.writer import write_workbook
from leakguard.units import Block, Edit, Note

MAX_INFLATED = 1 << 30
"""Most bytes of XML in one member of the package."""

_CHUNK = 1 << 18
_MAX_NOTES = 1_000_000
_XML = ("content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml")
_NO_TEXT = re.compile(r"mimetype|settings\.xml|manifest\.rdf|Configurations2/.*|Thumbnails/thumbnail\.png|.*/")
"""Members without anybody's data. The thumbnail shows the first cells, too small to be read, which are read themselves."""


def open_ods(opening: Opening) -> OdsSource:
    """The opener of the registry."""
    source = OdsSource(opening)
    source.check()
    return source


class OdsSource(PlainSource):
    """A workbook sheet by sheet; rows and columns are those of the sheet."""

    format = "ods"
    written_format = "xlsx"
    encoding, encoding_reason = "utf-8", "XML"
    notices = (
        "ODS cannot be written back; the copy is an XLSX workbook with values in place of formulas, and without "
        "formatting, pictures, charts, macros and printed headers",
    )

    def __init__(self, opening: Opening) -> None:
        self.name, self.digest = opening.origin.name, opening.profile.digest
        self._origin = opening.origin
        self._unread: tuple[Unscanned, ...] = ()

    def check(self) -> None:
        """Raise :class:`~leakguard.errors.UnscannedError` unless this is a package that can be read."""
        with self._package() as package:
            names = package.namelist()
            if "content.xml" not in names:
                raise UnscannedError("unreadable", "the ODS workbook has no content.xml; save it anew")
            if "META-INF/manifest.xml" in names and is_encrypted(_member(package, "META-INF/manifest.xml")):
                detail = "the ODS workbook has a password; save a copy without it, or as XLSX with it"
                raise UnscannedError("encrypted", detail)

    def blocks(self) -> Iterator[Block]:
        """See :class:`~leakguard.sources.base.Source`."""
        with self._package() as package:
            sheets = _Sheets(read_content(_member(package, "content.xml")))
            yield from sheets.blocks()
            notes = sheets.of_workbook
            if "styles.xml" in package.namelist():
                notes += read_headers(_member(package, "styles.xml"))
            if "meta.xml" in package.namelist():
                notes += read_properties(_member(package, "meta.xml"))
            yield from note_blocks(notes, None)
            self._unread = tuple(self._missed(package.namelist()))

    def unread(self) -> Sequence[Unscanned]:
        """See :class:`~leakguard.sources.base.Source`."""
        return self._unread

    def rewrite(self, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> None:
        """See :class:`~leakguard.sources.base.Source`; the copy is an XLSX workbook."""
        write_workbook(edited, output)

    @contextmanager
    def _package(self) -> Iterator[zipfile.ZipFile]:
        with self._origin.file() as path:
            try:
                with zipfile.ZipFile(path) as package:
                    yield package
            except _BROKEN as error:
                detail = f"the ODS workbook is a broken zip ({type(error).__name__}); save it anew"
                raise UnscannedError("unreadable", detail) from error

    def _missed(self, names: Iterable[str]) -> Iterator[Unscanned]:
        kinds = {kind for name in names if name not in _XML and (kind := _kind(name))}
        for kind in sorted(kinds):
            yield Unscanned(self.name, None, "unsupported", f"{kind}: not read")


_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


def _kind(name: str) -> str | None:
    """What a member that is not read holds; None if it holds nothing of anybody."""
    if _NO_TEXT.fullmatch(name):
        return None
    folder = name.partition("/")[0]
    known = {"Pictures": "pictures", "Basic": "macros", "Scripts": "macros", "META-INF": "signature"}
    return known.get(folder, "charts or embedded objects" if folder.startswith("Object") else "other members")


def _member(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member in pieces. What it says of its size is not believed."""
    size = 0
    with package.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > MAX_INFLATED:
                raise UnscannedError("too-large", f"{name} holds more than {MAX_INFLATED >> 30} GiB of XML")
            yield chunk


class _Sheets:
    """Groups the events of ``content.xml`` by sheet."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._next: Sheet | None = None
        self._notes: list[Note] = []
        self.of_workbook: list[Note] = []

    def blocks(self) -> Iterator[Block]:
        for _ in self._rows():
            pass  # before the first sheet there are no rows
        while self._next is not None:
            sheet, self._notes = self._next, []
            yield from sheet_blocks(sheet, self._rows())
            yield from note_blocks([name_note(sheet.name), *self._notes], sheet.name)

    def _rows(self) -> Iterator[tuple[int, Row]]:
        self._next = None
        for event in self._events:
            if isinstance(event, SheetStart):
                self._next = event.sheet
                return
            if isinstance(event, RowRead):
                for number in range(event.number, event.number + event.repeated):
                    yield number, event.row
            else:
                self._keep(event)

    def _keep(self, event: NoteRead) -> None:
        notes = self._notes if event.of_sheet else self.of_workbook
        notes.append(event.note)
        if len(notes) > _MAX_NOTES:
            raise UnscannedError("too-large", f"more than {_MAX_NOTES} comments and other notes in a sheet")
