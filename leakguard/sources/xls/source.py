"""Old Excel workbooks (XLS: BIFF8, and BIFF5 in an OLE file), read with xlrd.

They cannot be written back: a copy is an XLSX workbook with the same sheets, cells and comments.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from leakguard.errors import UnscannedError
from leakguard.sources.base import Opening, PlainSource, Unscanned
from leakguard.sources.workbooks.model import (
    Cell,
    Row,
    Sheet,
    Typed,
    date_text,
    name_note,
    note_blocks,
    number_text,
    sheet_blocks,
)
from leakguard.sources.workbooks.writer import write_workbook
from leakguard.sources.xls.password import decrypted
from leakguard.sources.xls.properties import STREAMS, properties
from leakguard.sources.xls.records import LooseTexts, formula_literals, loose_texts
from leakguard.units import Block, Edit, Note, Place

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.compdoc import CompDoc
    from xlrd.sheet import Sheet as XlrdSheet

MAX_BYTES = 256 << 20
"""Largest workbook. The format is not compressed and is read as a whole; Excel's own files seldom reach 50 MB."""

_STATES = ("visible", "hidden", "very hidden")
_KNOWN = frozenset({"Workbook", "Book", *STREAMS, "\x01CompObj", "\x01Ole", "Ctls"})
_KINDS = {"_VBA_PROJECT_CUR": "macros", "_SX_DB_CUR": "pivot cache", "Revision Log": "change history"}


def open_xls(opening: Opening) -> XlsSource:
    """The opener of the registry."""
    if opening.profile.size > MAX_BYTES:
        raise UnscannedError("too-large", f"an XLS workbook of more than {MAX_BYTES >> 20} MiB; save it as XLSX")
    source = XlsSource(opening)
    source.check()
    return source


class XlsSource(PlainSource):
    """A workbook sheet by sheet; rows and columns are those of the sheet."""

    format = "xls"
    written_format = "xlsx"
    notices: tuple[str, ...] = (
        "XLS cannot be written back; the copy is an XLSX workbook with values in place of formulas, and without "
        "formatting, pictures, charts, macros and printed headers",
    )

    def __init__(self, opening: Opening) -> None:
        self.name, self.digest = opening.origin.name, opening.profile.digest
        self.encoding, self.encoding_reason = "utf-16-le", "strings of BIFF8"
        self._origin, self._password = opening.origin, opening.password
        self._unread: list[Unscanned] = []
        self._date_1904 = False

    def check(self) -> None:
        """Raise :class:`~leakguard.errors.UnscannedError` unless the workbook can be opened."""
        book, _ = self._open()
        self._date_1904 = book.datemode == 1
        if book.biff_version < _BIFF8:
            self.encoding, self.encoding_reason = book.encoding or "ascii", "code page of the workbook"

    def blocks(self) -> Iterator[Block]:
        """See :class:`~leakguard.sources.base.Source`."""
        book, container = self._open()
        self._unread = []
        loose = self._loose(book)
        for index, name in enumerate(book.sheet_names()):
            yield from self._sheet(book, index, name, loose)
        yield from note_blocks([*loose.notes.get(None, ()), *_book_notes(book), *self._properties(container)], None)
        self._note_unread(book, container, loose)

    def unread(self) -> Sequence[Unscanned]:
        """See :class:`~leakguard.sources.base.Source`."""
        return tuple(self._unread)

    def rewrite(self, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> None:
        """See :class:`~leakguard.sources.base.Source`; the copy is an XLSX workbook."""
        write_workbook(edited, output, date_1904=self._date_1904)

    def _open(self) -> tuple[Book, CompDoc | None]:
        with self._origin.open() as stream:
            stored = stream.read()
        data = decrypted(stored, self._password)
        if data is not stored and self.notices is XlsSource.notices:
            self.notices += ("the copy of a workbook with a password is written without one",)
        try:
            return _book(data), _container(data)
        except Exception as error:  # a broken file makes xlrd raise whatever its parts raise
            raise _broken(error) from error

    def _loose(self, book: Book) -> LooseTexts:
        encoding = book.encoding or "latin-1"
        starts = {offset: index for index, offset in enumerate(book._sh_abs_posn)}
        stream = bytes(book.mem[: book.base + book.stream_len])
        return loose_texts(stream, starts, base=book.base, wide=book.biff_version >= _BIFF8, encoding=encoding)

    def _sheet(self, book: Book, index: int, name: str, loose: LooseTexts) -> Iterator[Block]:
        try:
            found = book.sheet_by_index(index)
        except Exception as error:  # see _open
            raise _broken(error) from error
        widths = {
            column: info.width / 256
            for column, info in found.colinfo_map.items()
            if column < found.ncols and not info.hidden and info.width
        }
        sheet = Sheet(name, _STATES[min(found.visibility, 2)], widths)
        yield from sheet_blocks(sheet, _rows(book, found))
        notes = [name_note(name), *_comments(found), *_links(found), *loose.notes.get(index, ())]
        book.unload_sheet(index)
        yield from note_blocks(notes, name)

    def _properties(self, container: CompDoc | None) -> Iterator[Note]:
        if container is None:
            return
        for name in STREAMS:
            for found in properties(container.get_named_stream(name) or b""):
                if found.picture:
                    self._miss(None, "preview picture")
                elif found.text:
                    yield Note(found.text, Place(where="property"), found.name)

    def _note_unread(self, book: Book, container: CompDoc | None, loose: LooseTexts) -> None:
        names = book.sheet_names()
        for index, kinds in loose.unread.items():
            for kind in sorted(kinds):
                self._miss(None if index is None else names[index], kind)
        entries = container.dirlist if container else []
        for child in entries[0].children if entries else ():
            name = entries[child].name
            if name not in _KNOWN:
                kind = "embedded object" if name.startswith("MBD") else _KINDS.get(name, "another stream of the file")
                self._miss(None, kind)

    def _miss(self, part: str | None, kind: str) -> None:
        self._unread.append(Unscanned(self.name, part, "unsupported", f"{kind}: not read"))


_BIFF8 = 80


def _book(data: bytes) -> Book:
    import xlrd

    log = io.StringIO()  # xlrd prints what it thinks of a file
    options: dict[str, Any] = {"file_contents": data, "logfile": log, "on_demand": True, "ragged_rows": True}
    try:
        return xlrd.open_workbook(formatting_info=True, **options)
    except Exception:  # formats broken: the cells may be whole
        return xlrd.open_workbook(**options)


def _container(data: bytes) -> CompDoc | None:
    from xlrd.compdoc import SIGNATURE, CompDoc

    return CompDoc(data, logfile=io.StringIO()) if data.startswith(SIGNATURE) else None


def _broken(error: Exception) -> UnscannedError:
    return UnscannedError("unreadable", f"the XLS workbook is broken ({type(error).__name__}); save it anew as XLSX")


def _rows(book: Book, sheet: XlrdSheet) -> Iterator[tuple[int, Row]]:
    for number in range(sheet.nrows):
        kinds, values = sheet.row_types(number), sheet.row_values(number)
        row = {
            column: cell
            for column, (kind, value) in enumerate(zip(kinds, values, strict=True))
            if (cell := _cell(book, sheet, number, column, kind, value)) is not None
        }
        if row:
            yield number, row


_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5


def _cell(book: Book, sheet: XlrdSheet, row: int, column: int, kind: int, value: Any) -> Cell | None:
    if kind == _TEXT:
        return Cell(value) if value else None
    if kind in (_NUMBER, _DATE):
        text = _date(value, book.datemode) if kind == _DATE else ""
        return Cell(text or number_text(value), Typed(value, _format(book, sheet, row, column)))
    if kind == _BOOLEAN:
        return Cell("TRUE" if value else "FALSE", Typed(bool(value)))
    if kind == _ERROR:
        import xlrd

        return Cell(xlrd.error_text_from_code.get(value, "#N/A"))
    return None


def _date(value: float, mode: int) -> str:
    import xlrd

    try:
        moment = xlrd.xldate_as_datetime(value, mode)
    except (xlrd.xldate.XLDateError, ValueError, OverflowError):
        return ""
    text = date_text(moment)
    return text.partition(" ")[2] or "00:00:00" if 0 <= value < 1 else text


def _format(book: Book, sheet: XlrdSheet, row: int, column: int) -> str:
    if not book.formatting_info:
        return "General"
    index = sheet.cell_xf_index(row, column)
    found = book.format_map.get(book.xf_list[index].format_key) if index < len(book.xf_list) else None
    return found.format_str if found is not None else "General"


def _comments(sheet: XlrdSheet) -> Iterator[Note]:
    for (row, column), note in sorted(sheet.cell_note_map.items()):
        yield Note(note.text, Place(row, column, where="comment"))
        if note.author:
            yield Note(note.author, Place(row, column, where="property"), "author")


def _links(sheet: XlrdSheet) -> Iterator[Note]:
    for link in sheet.hyperlink_list:
        for text in dict.fromkeys((link.url_or_path, link.desc, link.quicktip, link.target, link.textmark)):
            if text:
                said = text.decode("latin-1") if isinstance(text, bytes) else text
                yield Note(said, Place(link.frowx, link.fcolx, where="link"))


def _book_notes(book: Book) -> Iterator[Note]:
    for name in book.name_obj_list:
        if not name.builtin:
            yield Note(name.name, Place(where="name"))
        literals = formula_literals(
            name.raw_formula, wide=book.biff_version >= _BIFF8, encoding=book.encoding or "latin-1"
        )
        for text in literals:
            yield Note(text, Place(where="name"))
    if book.user_name and book.user_name.strip():
        yield Note(book.user_name.strip(), Place(where="property"), "last saved by")
