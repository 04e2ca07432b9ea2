"""A block of JSON: its values as a table, where each stands, and its text with edits written into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from leakguard.sources.decoding import encode
from leakguard.sources.edits import Span, apply, in_order
from leakguard.sources.encoding import Encoding
from leakguard.sources.jsons.strings import escaped, offsets
from leakguard.sources.jsons.walker import Cell, Kind, Outer, Pointer
from leakguard.units import CellEdit, Edit, Place, TableBlock


class Layout(NamedTuple):
    """The cells of a block as a table; ``cells[column][row]`` belongs to ``columns[column][row]``."""

    columns: list[list[str | None]]
    cells: list[list[Cell | None]]
    rows: int


def laid_out(cells: Sequence[Cell], record_ends: Sequence[int], width: int) -> Layout:
    """Rows and columns for cells in the order of the text: as many rows for a record as its fullest column has values."""
    columns: list[list[str | None]] = [[] for _ in range(width)]
    placed: list[list[Cell | None]] = [[] for _ in range(width)]
    first = start = 0
    for end in (*record_ends, len(cells)):
        reached = first
        for cell in cells[start:end]:
            column = cell[0]
            values = columns[column]
            count = len(values)
            if count < first:
                values += [None] * (first - count)
                placed[column] += [None] * (first - count)
                count = first
            values.append(cell[1])
            placed[column].append(cell)
            if count >= reached:
                reached = count + 1
        first, start = reached, end
    for values, places in zip(columns, placed, strict=True):
        values += [None] * (first - len(values))
        places += [None] * (first - len(places))
    return Layout(columns, placed, first)


@dataclass(frozen=True, slots=True)
class JsonBlock(TableBlock):
    """A stretch of JSON text. ``base`` is the number of its first character in the input after the byte order mark."""

    text: str = ""
    cells: Sequence[Sequence[Cell | None]] = ()
    base: int = 0
    bom: bytes = b""
    pointers: dict[int, tuple[int | None, str]] = field(default_factory=dict, repr=False, compare=False)
    """What was written of the pointers of objects and arrays, by their identity: most values share them."""

    def place(self, row: int, column: int, start: int, end: int) -> tuple[Place, int, int]:
        """The pointer of the string or number; offsets in what it means, for JSON within a string in the outermost."""
        cell = self._cell(row, column)
        pointer, outer = cell.pointer, cell.outer
        where = cell.kind.value if cell.kind in (Kind.KEY, Kind.COMMENT) else "cell"
        at: Cell | Outer = cell
        while outer is not None:
            places = _offsets(at, outer.text, 0)
            start, end = places[start], places[end]
            at, pointer, outer, where = outer, outer.pointer, outer.outer, "cell"
        line, written = self._pointed(pointer)
        return Place(line=line, pointer=written, where=where), start, end

    def spliced(self, edits: Sequence[Edit], encoding: Encoding) -> bytes:
        """The bytes of the block with the edits applied; see ``SplicedSource.splice``."""
        by_cell: dict[tuple[int, int], list[Span]] = {}
        for edit in edits:
            if not isinstance(edit, CellEdit):
                raise ValueError("a block of JSON takes CellEdit only")  # noqa: TRY004 - the documented error
            by_cell.setdefault((edit.row, edit.column), []).append(Span(edit.start, edit.end, edit.replacement))
        spans: list[Span] = []
        keys: dict[str, int] = {}
        for (row, column), changes in sorted(by_cell.items()):
            if self._cell(row, column).kind is Kind.KEY:
                changes = _apart(self._cell(row, column).value, changes, keys)
            spans += _spans(self._cell(row, column), changes, self.text, self.base, encoding)
        return self.bom + encode(apply(self.text, spans), encoding)

    def _pointed(self, pointer: Pointer) -> tuple[int | None, str]:
        """The line of the root, if it has one, and the pointer as RFC 6901 writes it."""
        above, token = pointer
        if above is None:
            return (token if isinstance(token, int) else None), ""
        known = self.pointers.get(id(above))
        if known is None:
            known = self.pointers[id(above)] = self._pointed(above)
        return known[0], f"{known[1]}/{str(token).replace('~', '~0').replace('/', '~1')}"

    def _cell(self, row: int, column: int) -> Cell:
        if not (0 <= column < len(self.cells) and 0 <= row < len(self.cells[column])):
            raise ValueError(f"there is no cell at row {row}, column {column}")
        cell = self.cells[column][row]
        if cell is None:
            raise ValueError(f"there is no value at row {row}, column {column}")
        return cell


def _apart(key: str, changes: list[Span], keys: dict[str, int]) -> list[Span]:
    """The edits of a key, numbered from the second key on that would come out the same: equal keys would hide each other."""
    written = apply(key, changes)
    number = keys[written] = keys.get(written, 0) + 1
    if number == 1:
        return changes
    last = max(range(len(changes)), key=lambda index: changes[index].start)
    numbered = changes[last]._replace(replacement=f"{changes[last].replacement}_{number}")
    return [*changes[:last], numbered, *changes[last + 1 :]]


def _spans(cell: Cell, changes: Sequence[Span], text: str, base: int, encoding: Encoding) -> list[Span]:
    """The edits of one cell as edits of the text of the block."""
    changes = in_order(changes, len(cell.value))
    if cell.kind is Kind.NUMBER:
        changes = [Span(0, len(cell.value), apply(cell.value, changes))]
    elif cell.kind is Kind.COMMENT:
        changes = [change._replace(replacement=_inside_comment(change.replacement)) for change in changes]
    at: Cell | Outer = cell
    while True:
        outer = at.outer
        held, shift = (text, base) if outer is None else (outer.text, 0)
        places = _offsets(at, held, shift)
        kind = at.kind if isinstance(at, Cell) else Kind.STRING
        changes = [_outwards(change, places, kind, held, encoding) for change in changes]
        if outer is None:
            return changes
        at = outer


def _outwards(change: Span, places: Sequence[int], kind: Kind, held: str, encoding: Encoding) -> Span:
    """An edit of what is meant, as an edit of the text in which it is written."""
    start, end = places[change.start], places[change.end]
    replacement = change.replacement
    if kind is not Kind.COMMENT:
        only_ascii = "\\u" in held[start:end] or not _encodable(replacement, encoding)
        replacement = escaped(replacement, only_ascii)
    return Span(start, end, f'"{replacement}"' if kind is Kind.NUMBER else replacement)


def _offsets(at: Cell | Outer, held: str, base: int) -> Sequence[int]:
    """Where in ``held``, whose first character is number ``base``, each code point of a value begins, and the end."""
    start, end = at.start - base, at.end - base
    if isinstance(at, Cell):
        plain = at.kind in (Kind.NUMBER, Kind.COMMENT)
        return range(start, end + 1) if plain else offsets(held, start, end)
    if at.places is None:
        at.places = offsets(held, start, end)  # a string with a thousand values in it is not measured a thousand times
    return at.places


def _encodable(text: str, encoding: Encoding) -> bool:
    try:
        text.encode(encoding.codec)
    except UnicodeEncodeError:
        return False
    return True


def _inside_comment(text: str) -> str:
    return text.replace("*/", "* /").replace("\r", " ").replace("\n", " ")
