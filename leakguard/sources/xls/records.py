"""The texts of an XLS workbook that xlrd does not hand out, found in its raw records.

Numbers and layouts of records are those of [MS-XLS]. Only what can hold a text is looked at; what else a record says is
skipped, and a record that is shorter than it should be gives what it holds.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from leakguard.units import Note, Place

_EOF, _BOF, _CONTINUE = 0x0A, 0x809, 0x3C
_HEADER, _FOOTER, _FORMULA, _ARRAY, _SHARED = 0x14, 0x15, 0x06, 0x221, 0x4BC
_OBJECT, _TEXT_OBJECT, _VALIDATION, _CONDITION = 0x5D, 0x1B6, 0x1BE, 0x1B1
_SERIES_TEXT, _LABEL, _SUPBOOK, _CACHED_ROW, _SHEET = 0x100D, 0x204, 0x1AE, 0x5A, 0x85
_COMMENT_SHAPE, _PICTURE_SHAPE = 0x19, 0x08
_PICTURES = {0xE9: "background picture", 0x7F: "picture"}
_DRAWINGS, _PICTURE_STORE = 0xEB, b"\x01\xf0"
_STRING_TOKEN, _NUMBER_TOKEN = 0x17, 0x1F
_LONG_NUMBER = (1e9, 1e19)


class _Record(NamedTuple):
    offset: int
    number: int
    data: bytes


@dataclass
class LooseTexts:
    """``notes`` by 0-based sheet number, ``None`` for the workbook; ``unread`` in the same way, as kinds of things."""

    notes: dict[int | None, list[Note]] = field(default_factory=dict)
    unread: dict[int | None, set[str]] = field(default_factory=dict)

    def add(self, sheet: int | None, text: str, where: str, row: int | None = None, column: int | None = None) -> None:
        """Note a text, unless it is empty."""
        if text.strip():
            self.notes.setdefault(sheet, []).append(Note(text, Place(row, column, where=where)))

    def miss(self, sheet: int | None, kind: str) -> None:
        """Note something that cannot be read."""
        self.unread.setdefault(sheet, set()).add(kind)


def loose_texts(stream: bytes, starts: Mapping[int, int], *, base: int = 0, wide: bool, encoding: str) -> LooseTexts:
    """Read the records of a workbook stream, which starts at ``base``.

    ``starts`` maps the offset of a sheet's first record to its number. ``wide`` says that strings are those of BIFF8;
    before, they are bytes in ``encoding``.
    """
    reader = _Reader(_Strings(wide, encoding))
    sheet, depth = None, 0
    for record in _records(stream, base):
        if record.number == _BOF:
            if depth == 0:
                sheet = starts.get(record.offset)
            depth += 1
        elif record.number == _EOF:
            depth = max(0, depth - 1)
        else:
            reader.read(record, sheet, chart=depth > 1 or sheet is None)
    return reader.texts


def _records(stream: bytes, position: int) -> Iterator[_Record]:
    end = len(stream)
    while position + 4 <= end:
        number, size = struct.unpack_from("<HH", stream, position)
        if number == 0 and size == 0:
            return
        yield _Record(position, number, stream[position + 4 : position + 4 + size])
        position += 4 + size


@dataclass
class _Strings:
    """Strings as the version of the file stores them."""

    wide: bool
    encoding: str

    def at(self, data: bytes, position: int, count_size: int) -> tuple[str, int]:
        """A string with its count in front, and where it ends."""
        count = int.from_bytes(data[position : position + count_size], "little")
        return self.of(data, position + count_size, count)

    def of(self, data: bytes, position: int, count: int) -> tuple[str, int]:
        """A string of ``count`` characters, and where it ends."""
        if not self.wide:
            return data[position : position + count].decode(self.encoding, "replace"), position + count
        flags = data[position] if position < len(data) else 0
        position += 1
        runs = extra = 0
        if flags & 8:
            runs, position = int.from_bytes(data[position : position + 2], "little"), position + 2
        if flags & 4:
            extra, position = int.from_bytes(data[position : position + 4], "little"), position + 4
        size = count * 2 if flags & 1 else count
        text = data[position : position + size].decode("utf-16-le" if flags & 1 else "latin-1", "replace")
        return text, position + size + 4 * runs + extra

    def literals(self, tokens: bytes) -> Iterator[str]:
        """Texts and long numbers in a parsed formula.

        The tokens are not parsed: whatever can be a string or number token is taken for one, if it reads as such.
        """
        position = 0
        while position < len(tokens) - 2:
            if tokens[position] == _STRING_TOKEN and (not self.wide or tokens[position + 2] in (0, 1)):
                count = tokens[position + 1]
                text, end = self.of(tokens, position + 2, count)
                text = text.replace("\0", ",")
                if count > 1 and end <= len(tokens) and text.isprintable():
                    yield text
                    position = end
                    continue
            elif tokens[position] == _NUMBER_TOKEN and position + 9 <= len(tokens):
                (value,) = struct.unpack_from("<d", tokens, position + 1)
                if _LONG_NUMBER[0] <= value < _LONG_NUMBER[1] and value.is_integer():
                    yield str(int(value))
                    position += 9
                    continue
            position += 1


def formula_literals(tokens: bytes, *, wide: bool, encoding: str) -> Sequence[str]:
    """Texts and long numbers in the parsed formula of a defined name."""
    return list(_Strings(wide, encoding).literals(tokens))


class _Reader:
    def __init__(self, strings: _Strings) -> None:
        self.texts = LooseTexts()
        self._strings = strings
        self._shape = 0
        self._wanted = 0
        self._text: list[str] = []
        self._drawings = False

    def read(self, record: _Record, sheet: int | None, chart: bool) -> None:
        number, data = record.number, record.data
        if number == _CONTINUE:
            self._continue(data, sheet)
            return
        self._drawings = number == _DRAWINGS
        if number in _HEADERS:
            text = self._strings.at(data, 0, 2 if self._strings.wide else 1)[0]
            if _CODES.sub("", text).strip():
                self.texts.add(sheet, text, "header")
        elif number in _FORMULAS:
            self._literals(data, sheet, _FORMULAS[number])
        elif number == _OBJECT:
            self._object(data, sheet)
        elif number == _TEXT_OBJECT and len(data) >= 12:
            self._wanted, self._text = int.from_bytes(data[10:12], "little"), []
        elif number in _PICTURES:
            self.texts.miss(sheet, _PICTURES[number])
        elif number == _DRAWINGS and _PICTURE_STORE in data:
            self.texts.miss(None, "picture")
        elif self._strings.wide:
            self._rarer(number, data, sheet, chart)

    def _rarer(self, number: int, data: bytes, sheet: int | None, chart: bool) -> None:
        if number == _VALIDATION:
            self._validation(data, sheet)
        elif number == _CONDITION:
            self._literals(data, sheet, None)
        elif number == _SERIES_TEXT:
            self.texts.add(sheet, self._strings.at(data, 2, 1)[0], "chart")
        elif number == _LABEL and chart:
            self.texts.add(sheet, self._strings.at(data, 6, 2)[0], "chart")
        elif number == _SUPBOOK:
            self._external(data)
        elif number == _CACHED_ROW:
            self._cached(data)
        elif number == _SHEET and len(data) > 6 and data[5] != 0:
            self.texts.add(None, self._strings.at(data, 6, 1)[0], "name")
            self.texts.miss(None, {2: "chart sheet", 6: "macro sheet"}.get(data[5], "macro sheet"))

    def _continue(self, data: bytes, sheet: int | None) -> None:
        if self._drawings and _PICTURE_STORE in data:
            self.texts.miss(None, "picture")
        if not self._wanted or not data:
            return
        count = min(self._wanted, (len(data) - 1) // (2 if data[0] & 1 else 1))
        self._text.append(self._strings.of(data, 0, count)[0])
        self._wanted -= count
        if self._wanted <= 0 and self._shape != _COMMENT_SHAPE:  # xlrd gives the comments
            self.texts.add(sheet, "".join(self._text), "textbox")

    def _object(self, data: bytes, sheet: int | None) -> None:
        self._shape = int.from_bytes(data[4:6], "little")
        if self._shape == _PICTURE_SHAPE:
            self.texts.miss(sheet, "picture or embedded object")

    def _literals(self, data: bytes, sheet: int | None, skip: int | None) -> None:
        row = column = None
        if skip is not None and len(data) >= 4:
            row, column = struct.unpack_from("<HH", data)
        for text in self._strings.literals(data[skip or 0 :]):
            self.texts.add(sheet, text, "formula", row, column)

    def _validation(self, data: bytes, sheet: int | None) -> None:
        position = 4
        for _ in range(4):
            text, position = self._strings.at(data, position, 2)
            if text != "\0":
                self.texts.add(sheet, text, "validation")
        for text in self._strings.literals(data[position:]):
            self.texts.add(sheet, text, "validation")

    def _external(self, data: bytes) -> None:
        count = int.from_bytes(data[2:4], "little")
        if count < 0x100:  # 0x401 and 0x3A01 mark this workbook itself and add-ins
            self.texts.add(None, self._strings.at(data, 2, 2)[0].replace("\x01", ""), "link")

    def _cached(self, data: bytes) -> None:
        position = 4
        while position < len(data):
            kind = data[position]
            if kind == 2:
                text, position = self._strings.at(data, position + 1, 2)
                self.texts.add(None, text, "link")
            else:
                position += 9


_HEADERS = (_HEADER, _FOOTER)
_CODES = re.compile(r"&(?:\"[^\"]*\"|[0-9]{1,3}|[A-Za-z])")
"""Codes in a printed header: page number, font, left and right ([MS-XLS] 2.4.136)."""

_FORMULAS = {_FORMULA: 20, _ARRAY: 12, _SHARED: 8}
"""Record -> where its formula starts. In front stand the cell and what the formula gave."""
