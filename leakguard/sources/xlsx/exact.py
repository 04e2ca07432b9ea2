"""The exact way through the rows of a sheet: expat with the positions of cells in the part.

It takes whatever is well-formed: prefixed names, cells without a reference, CDATA sections, rich text. It is what the fast
scan falls back on, and what that is tested against. Names are compared without their prefix, which serves the transitional
and the strict namespace alike. A document type declaration is refused, and with it every entity bomb.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn
from xml.parsers import expat

import numpy as np

from leakguard.errors import UnscannedError
from leakguard.sources.xlsx.cells import MAX_COLUMN, MAX_ROW, Cells, Kind
from leakguard.sources.xlsx.xmltext import encode, unescape

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
MAX_DEPTH = 500
MAX_TEXT = 64 << 20
"""Most characters of one cell."""


def refuse_doctype(*_: object) -> NoReturn:
    """Handler for the start of a document type declaration."""
    raise UnscannedError("unreadable", "an XML part has a document type declaration; no spreadsheet program writes one")


def make_parser() -> Any:
    """An expat parser without namespace processing that refuses document type declarations."""
    parser = expat.ParserCreate("UTF-8")
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.EntityDeclHandler = refuse_doctype
    return parser


def position(reference: str) -> tuple[int, int] | None:
    """Row and column, 0-based, of a reference like ``B7``."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


class ExactRows:
    """Reads the XML of a sheet in pieces. Positions of what is fed are shifted by ``shift`` from ``shift_from`` on."""

    def __init__(self, shift: int = 0, shift_from: int = 0) -> None:
        self._shift, self._from = shift, shift_from
        self._parser = make_parser()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._path: list[str] = []
        self._row = self._column = -1
        self._cell: dict[str, Any] | None = None
        self._open = -1
        self._rows: list[tuple[int, ...]] = []
        self._buffer = bytearray()
        self.sheet_data: tuple[int, int] | None = None
        """Where the content of ``sheetData`` starts and ends, when known."""
        self.data_start: int | None = None
        """Where the content of ``sheetData`` starts."""
        self._waiting = ""

    def feed(self, data: bytes, *, final: bool = False) -> None:
        """The next bytes. Raises ``unreadable`` for what is not well-formed."""
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            raise UnscannedError(
                "unreadable", f"a sheet is no well-formed XML: {expat.ErrorString(error.code)}"
            ) from error
        except ValueError:  # without its cause, which quotes the attribute
            raise UnscannedError("unreadable", "a row or a formula of a sheet has a number that is none") from None

    def take(self) -> Cells:
        """The cells that are complete, each given once; values and formulas stand in ``data`` in an encoding of its own."""
        open_cell = self._open >= 0 and bool(self._rows)
        ready, self._rows = (self._rows[:-1], self._rows[-1:]) if open_cell else (self._rows, [])
        array = np.array(ready, np.int64).reshape(-1, 12)
        data = bytes(self._buffer)
        if not self._rows and self._cell is None:
            self._buffer.clear()
        columns: list[Any] = [array[:, place].copy() for place in range(12)]
        columns[2] = columns[2].astype(np.uint8)
        return Cells(data, -1, *columns)

    def _at(self) -> int:
        index: int = self._parser.CurrentByteIndex
        return index + self._shift if index >= self._from else index

    def _settle(self) -> None:
        """What ended with the event before this one ends where this one starts."""
        if self._open >= 0:
            cell = self._rows[self._open]
            self._rows[self._open] = (*cell[:5], self._at(), *cell[6:])
            self._open = -1
        if self._waiting == "sheetData":
            self.data_start = self._at()
        self._waiting = ""

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._settle()
        name = name.rpartition(":")[2]
        self._path.append(name)
        if len(self._path) > MAX_DEPTH:
            raise UnscannedError("unreadable", f"elements of a sheet are nested more than {MAX_DEPTH} deep")
        if self._cell is not None:
            self._cell["path"].append(name)
            if name == "f":
                self._cell["formula"] = self._cell["formula"] or ""
                if attributes.get("t") == "shared":
                    self._cell["group"] = int(attributes.get("si", "-1"))
        elif name == "sheetData" and len(self._path) == 2:
            self._waiting = name
        elif name == "row" and self._path[1:] == ["sheetData", "row"]:
            self._row = int(attributes.get("r", self._row + 2)) - 1
            self._column = -1
        elif name == "c" and self._path[1:] == ["sheetData", "row", "c"]:
            self._begin(attributes)

    def _begin(self, attributes: Mapping[str, str]) -> None:
        place = position(attributes.get("r", "")) or (self._row, self._column + 1)
        row, self._column = place
        if not (0 <= row < MAX_ROW and 0 <= self._column < MAX_COLUMN):
            raise UnscannedError(
                "unreadable", "a sheet has cells beyond the last row or column that a workbook can have"
            )
        self._cell = {
            "row": row, "column": self._column, "style": attributes.get("s", "0"), "type": attributes.get("t", "n"),
            "start": self._at(), "value": [], "inline": [], "formula": None, "group": -1, "path": [],
        }  # fmt: skip

    def _text(self, text: str) -> None:
        self._settle()
        cell = self._cell
        if cell is None or not cell["path"]:
            return
        path = cell["path"]
        if path[-1] == "v":
            cell["value"].append(text)
        elif path[-1] == "f":
            cell["formula"] += text
        elif path[0] == "is" and path[-1] == "t" and "rPh" not in path:
            cell["inline"].append(text)

    def _end(self, name: str) -> None:
        if self._waiting == "sheetData":
            self._waiting = ""
        self._settle()
        name = name.rpartition(":")[2]
        if self._cell is not None and self._cell["path"]:
            self._cell["path"].pop()
        elif self._cell is not None:
            self._finish(self._cell)
        elif name == "sheetData" and self.data_start is not None:
            self.sheet_data = (self.data_start, self._at())
        self._path.pop()

    def _finish(self, cell: dict[str, Any]) -> None:
        self._cell = None
        kind, text, shared = _value(cell["type"], "".join(cell["value"]), "".join(cell["inline"]))
        if len(text) > MAX_TEXT:
            raise UnscannedError("too-large", f"a cell holds more than {MAX_TEXT >> 20} million characters")
        if kind == Kind.NOTHING and cell["formula"] is None:
            return
        value = self._keep(text) if kind in (Kind.NUMBER, Kind.TEXT, Kind.INLINE) else (-1, -1)
        formula = (-1, -1) if cell["formula"] is None else self._keep(cell["formula"])
        self._open = len(self._rows)
        style = int(cell["style"]) if cell["style"].isdigit() else 0
        self._rows.append(
            (cell["row"], cell["column"], kind, style, cell["start"], -1, *value, shared, *formula, cell["group"])
        )

    def _keep(self, text: str) -> tuple[int, int]:
        start = len(self._buffer)
        self._buffer += encode(unescape(text))
        return start, len(self._buffer)


def _value(kind: str, value: str, inline: str) -> tuple[Kind, str, int]:
    if inline:
        return Kind.INLINE, inline, -1
    if kind in ("b", "e") or not value.strip():
        return Kind.NOTHING, "", -1
    if kind == "s":
        digits = value.strip()
        return (Kind.SHARED, "", int(digits)) if digits.isdecimal() and len(digits) < 10 else (Kind.NOTHING, "", -1)
    return (Kind.NUMBER if kind == "n" else Kind.TEXT), value, -1


def cells_of_element(element: bytes) -> tuple[Kind, int, str, int, bytes | None, int] | None:
    """Kind, style, decoded text, shared string, stored formula and its group of one ``<c>`` element; None if it is not
    well-formed.
    """
    reader = ExactRows()
    try:
        reader.feed(b"<worksheet><sheetData><row r='1'>" + element + b"</row></sheetData></worksheet>", final=True)
    except UnscannedError:
        return None
    cells = reader.take()
    if not len(cells):
        return Kind.NOTHING, 0, "", -1, None, -1
    from leakguard.sources.xlsx.xmltext import decode

    value = cells.data[int(cells.value_start[0]) : int(cells.value_end[0])] if cells.value_start[0] >= 0 else b""
    stored = None
    if cells.formula_start[0] >= 0:
        found = re.search(rb"<f\b[^>]*>([^<]*)</f", element)
        stored = found[1] if found else b""
    return (
        Kind(int(cells.kind[0])),
        int(cells.style[0]),
        decode(value),
        int(cells.shared[0]),
        stored,
        int(cells.formula_group[0]),
    )
