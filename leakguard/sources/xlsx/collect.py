"""Edits as they come in, block by block, kept small: what a block is made of is gone when the copy is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leakguard.columnar import ArrowColumn
from leakguard.sources.edits import Span, apply, in_order
from leakguard.sources.xlsx.cells import Cells, Ints, Kind, SheetBlock
from leakguard.sources.xlsx.reading import Reading
from leakguard.sources.xlsx.surfaces import PackageNotes, Target, Use
from leakguard.units import CellEdit, ColumnEdit, Edit, NoteEdit

Node = tuple[int, int, bool]
"""Start and end of stored text in a part, and whether it is the value of an attribute."""

WHOLE = -1
"""As the start of a span: the new text of the whole cell. Numbers are edited so, for their text is not what is stored."""

_SMALL = 1 << 20


class SheetEdits:
    """Edited cells of one sheet: start and end of the element, of the value (-1 where that is elsewhere), kind, shared
    string, edit (a number of :attr:`Edits.pool`), row and column.
    """

    def __init__(self) -> None:
        self._pieces: list[list[Ints]] = []

    def add(self, cells: Cells, numbers: Ints, pool: Ints) -> None:
        """The cells of these numbers, each with its edit."""
        moved = cells.base if cells.base >= 0 else None
        value_start, value_end = cells.value_start[numbers], cells.value_end[numbers]
        if moved is None:
            value_start = value_end = np.full(len(numbers), -1)
        else:
            value_start = np.where(value_start >= 0, value_start + moved, -1)
            value_end = np.where(value_end >= 0, value_end + moved, -1)
        kind, shared = cells.kind[numbers].astype(np.int64), cells.shared[numbers]
        places = (cells.row[numbers], cells.column[numbers])
        self._pieces.append(
            [cells.start[numbers], cells.end[numbers], value_start, value_end, kind, shared, pool, *places]
        )

    def arrays(self) -> list[Ints]:
        """The nine arrays, in the order of the cells in the part."""
        none = np.zeros(0, np.int64)
        arrays = [np.concatenate([none, *(piece[place] for piece in self._pieces)]) for place in range(9)]
        order = np.argsort(arrays[0], kind="stable")
        return [array[order] for array in arrays]


class Edits:
    """All edits of a workbook."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.pool: list[tuple[Span, ...]] = []
        self.sheets: dict[int, SheetEdits] = defaultdict(SheetEdits)
        self.nodes: dict[str, dict[Node, list[Span]]] = defaultdict(lambda: defaultdict(list))
        self.strings: dict[int, tuple[Span, ...]] = {}
        self.constants: dict[tuple[int, str], str] = {}
        self.sheet_names: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self._numbers: dict[tuple[Span, ...], int] = {}

    def __bool__(self) -> bool:
        return bool(self.sheets or self.nodes or self.strings or self.constants or self.sheet_names or self.names)

    def add(self, block: SheetBlock | PackageNotes, edits: Sequence[Edit]) -> None:
        """The edits of a block. Raises :class:`ValueError` as ``Source.rewrite`` says."""
        if not edits:
            return
        if isinstance(block, SheetBlock):
            self._cells(block, edits)
        else:
            self._notes(block, edits)

    def _number(self, spans: tuple[Span, ...]) -> int:
        number = self._numbers.get(spans)
        if number is None:
            number = self._numbers[spans] = len(self.pool)
            self.pool.append(spans)
        return number

    def _cells(self, block: SheetBlock, edits: Sequence[Edit]) -> None:
        cells = block.cells
        assert cells is not None  # noqa: S101 - every block of a sheet has cells
        single: dict[tuple[int, int], list[Span]] = defaultdict(list)
        columns: dict[int, list[ColumnEdit]] = defaultdict(list)
        for edit in edits:
            if isinstance(edit, CellEdit):
                single[edit.row, edit.column].append(Span(edit.start, edit.end, edit.replacement))
            elif isinstance(edit, ColumnEdit):
                columns[edit.column].append(edit)
            else:
                raise ValueError("a sheet takes CellEdit and ColumnEdit only")  # noqa: TRY004 - the documented error
        mixed = {column for _, column in single}
        for column, held in columns.items():
            if len(held) > 1 or column in mixed or not self._column(block, cells, held[0]):
                for one in held:
                    for edit in one.each(block.columns[column]):
                        single[edit.row, edit.column].append(Span(edit.start, edit.end, edit.replacement))
        numbers, pool = [], []
        for (row, column), spans in single.items():
            number = self._cell(block, row, column)
            text = block.columns[column][row] or ""
            ordered = tuple(in_order(spans, len(text)))
            if cells.kind[number] == Kind.NUMBER:
                ordered = (Span(WHOLE, WHOLE, apply(text, ordered)),)
            numbers.append(number)
            pool.append(self._number(ordered))
        if numbers:
            self.sheets[block.sheet].add(cells, np.array(numbers), np.array(pool))

    def _cell(self, block: SheetBlock, row: int, column: int) -> int:
        if not (0 <= column < len(block.index) and 0 <= row < block.rows) or block.index[column][row] < 0:
            raise ValueError(f"there is no cell at row {row}, column {column} of the block")
        return int(block.index[column][row])

    def _column(self, block: SheetBlock, cells: Cells, edit: ColumnEdit) -> bool:
        """Take the edit of a column as a whole; False if its cells have to be looked at one by one."""
        held = block.columns[edit.column] if 0 <= edit.column < len(block.columns) else None
        rows = np.asarray(edit.rows, np.int64)
        if not isinstance(held, ArrowColumn) or not len(rows):
            return held is not None and not len(rows)
        if int(rows.min()) < 0 or int(rows.max()) >= block.rows:
            raise ValueError("an edit of a column is outside of the block")
        numbers = block.index[edit.column][rows].astype(np.int64)
        if bool((numbers < 0).any()):
            raise ValueError("an edit of a column names cells that do not exist")
        texts = held.array.take(pa.array(rows))
        start = np.asarray(edit.head, np.int64)
        end = np.asarray(pc.utf8_length(texts)).astype(np.int64) - np.asarray(edit.tail, np.int64)
        if bool(((start < 0) | (end < start)).any()):
            raise ValueError("an edit of a column keeps more of a cell than it holds")
        if int(end.max()) >= _SMALL:
            return False
        whole = isinstance(edit.replacements, str)
        replacements = [edit.replacements] if whole else list(edit.replacements)
        words: dict[str, int] = {}
        word = np.array([words.setdefault(str(text), len(words)) for text in replacements], np.int64)
        if len(words) >= _SMALL:
            return False
        keys = (start << 40) | (end << 20) | (word[0] if whole else word)
        pool = np.empty(len(rows), np.int64)
        number_cells = cells.kind[numbers] == Kind.NUMBER
        known = list(words)
        distinct, inverse = np.unique(keys[~number_cells], return_inverse=True)
        made = [
            self._number((Span(key >> 40, key >> 20 & (_SMALL - 1), known[key & (_SMALL - 1)]),))
            for key in distinct.tolist()
        ]
        pool[~number_cells] = np.array(made, np.int64)[inverse] if made else 0
        for place in np.flatnonzero(number_cells).tolist():
            text = texts[place].as_py()
            new = text[: start[place]] + known[keys[place] & (_SMALL - 1)] + text[end[place] :]
            pool[place] = self._number((Span(WHOLE, WHOLE, new),))
        self.sheets[block.sheet].add(cells, numbers, pool)
        return True

    def _notes(self, block: PackageNotes, edits: Sequence[Edit]) -> None:
        by_note: dict[int, list[Span]] = defaultdict(list)
        for edit in edits:
            if not isinstance(edit, NoteEdit):
                raise ValueError("notes take NoteEdit only")  # noqa: TRY004 - the documented error
            if not 0 <= edit.note < len(block.notes):
                raise ValueError(f"there is no note {edit.note} in the block")
            by_note[edit.note].append(Span(edit.start, edit.end, edit.replacement))
        for number, spans in by_note.items():
            text, target = block.notes[number].text, block.targets[number]
            self._note(text, target, in_order(spans, len(text)))

    def _note(self, text: str, target: Target, spans: list[Span]) -> None:
        if target.use is Use.STRING:
            self.strings[target.number] = tuple(spans)
        elif target.use is Use.LITERAL:
            self.constants[target.number, target.member] = apply(text, spans)
        elif target.use is Use.SHEET:
            taken = {*self.reading.book.sheet_names, *self.sheet_names.values()}
            self.sheet_names[text] = sheet_name(apply(text, spans), taken)
        elif target.use is Use.NAME:
            taken = {*self.reading.book.names, *self.names.values()}
            self.names[text] = self.names.get(text) or defined_name(apply(text, spans), taken)
        else:
            self._pieces(target, spans)

    def _pieces(self, target: Target, spans: list[Span]) -> None:
        offset = 0
        for piece in target.pieces:
            length = len(piece if isinstance(piece, str) else piece.text)
            first, last = offset, offset + length
            offset = last
            if isinstance(piece, str):
                continue
            node = self.nodes[target.member][piece.start, piece.end, piece.attribute]
            local = [
                Span(max(start, first) - first, min(end, last) - first, new if start >= first else "")
                for start, end, new in spans
                if (start < last and end > first) or first <= start == end < last
            ]
            if local and target.use is Use.NUMBER:
                local = [Span(0, length, '"' + apply(piece.text, local).replace('"', '""') + '"')]
            if target.use is Use.URI:
                local = [span._replace(replacement=quote(span.replacement, safe="")) for span in local]
            node += [Span(piece.low + start, piece.low + end, new) for start, end, new in local]


def sheet_name(text: str, taken: Iterable[str]) -> str:
    """A name that a sheet can have: at most 31 characters, none of those that formulas use, and not taken."""
    wanted = "".join("_" if mark in ":\\/?*[]" else mark for mark in text).strip("'")[:31] or "_"
    return _free(wanted, taken, 31)


def defined_name(text: str, taken: Iterable[str]) -> str:
    """A name for a range or a table: letters, digits, points and underscores, not beginning with a digit."""
    wanted = "".join(mark if mark.isalnum() or mark in "._" else "_" for mark in text)[:200]
    return _free(wanted if wanted[:1].isalpha() or wanted[:1] == "_" else "_" + wanted, taken, 250)


def _free(wanted: str, taken: Iterable[str], longest: int) -> str:
    used = {name.casefold() for name in taken}
    name, count = wanted, 1
    while name.casefold() in used:
        count += 1
        name = f"{wanted[: longest - 5]}_{count}"
    return name


def whole_text(spans: Sequence[Span]) -> str | None:
    """The new text, where an edit gives the whole of it."""
    return spans[0].replacement if spans and spans[0].start == WHOLE else None
