"""The formulas of a workbook as they are met: where each stands, its text, and the constants worth reading in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leakguard.sources.xlsx.cells import Cells, Ints
from leakguard.sources.xlsx.formulas import Formulas, Reach, literals, reaches
from leakguard.sources.xlsx.texts import decoded, raw_strings

_WORTH = r'"[^"]{2,}"|[0-9]{7}'
_RELATIVE_ROW = re.compile(r"(?<=[A-Z])([0-9]{1,7})")
_SAYS_SOMETHING = re.compile(r"[\u3400-\u9fff]{2}|[0-9]{5}|@|[A-Za-z]{4}")


class Occurrence(NamedTuple):
    """A formula: the sheet, and its number among the formulas of the sheet."""

    sheet: int
    number: int


class SheetFormulas:
    """The formulas of one sheet: position of the cell in the part, place in the sheet, and stored text."""

    def __init__(self) -> None:
        self._pieces: list[tuple[Ints, ...]] = []
        self._texts: list[pa.Array] = []
        self.count = 0

    def add(self, cells: Cells) -> pa.Array:
        """The formulas among these cells; returns their texts."""
        which = np.flatnonzero(cells.formula_start >= 0)
        if not len(which):
            return pa.array([], pa.string())
        which = which[np.argsort(cells.formula_start[which], kind="stable")]
        texts = decoded(raw_strings(cells.data, cells.formula_start[which], cells.formula_end[which]))
        cached = (cells.value_start[which] >= 0).astype(np.int64)
        kept = (cells.start, cells.end, cells.row, cells.column, cells.formula_group)
        self._pieces.append((*(array[which].copy() for array in kept), cached))
        self._texts.append(texts)
        self.count += len(which)
        return texts

    @property
    def texts(self) -> Sequence[str]:
        """The formulas; empty for those that share one with another cell."""
        every: list[str] = pa.chunked_array(self._texts, pa.string()).to_pylist()
        return every

    def arrays(self) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
        """Start and end in the part, row, column, group of a shared formula (-1), and whether there is a cached result."""
        none = np.zeros(0, np.int64)
        columns = [np.concatenate([none, *(piece[place] for piece in self._pieces)]) for place in range(6)]
        return columns[0], columns[1], columns[2], columns[3], columns[4], columns[5]


class FormulaStore:
    """The formulas of all sheets."""

    def __init__(self, sheets: int) -> None:
        self.sheets = [SheetFormulas() for _ in range(sheets)]
        self.constants: dict[tuple[int, str], list[Occurrence]] = {}
        """Sheet and constant -> the formulas that have it; the first one is where it is reported."""
        self.places: dict[tuple[int, str], tuple[int, int]] = {}

    def add(self, sheet: int, cells: Cells) -> None:
        """The formulas of some cells of a sheet."""
        store = self.sheets[sheet]
        before = store.count
        texts = store.add(cells)
        if not len(texts):
            return
        worth = np.flatnonzero(pc.match_substring_regex(texts, _WORTH).to_numpy(zero_copy_only=False))
        if not len(worth):
            return
        which = np.flatnonzero(cells.formula_start >= 0)
        which = which[np.argsort(cells.formula_start[which], kind="stable")]
        for number, formula in zip(worth.tolist(), texts.take(pa.array(worth)).to_pylist(), strict=True):
            for start, end, _ in literals(formula):
                constant = formula[start:end]
                if _SAYS_SOMETHING.search(constant):
                    key = (sheet, constant)
                    self.constants.setdefault(key, []).append(Occurrence(sheet, before + number))
                    cell = which[number]
                    self.places.setdefault(key, (int(cells.row[cell]), int(cells.column[cell])))

    def groups(self, names: Mapping[str, Sequence[Reach]]) -> list[Formulas]:
        """All formulas, put together by what they refer to.

        Formulas filled down a column differ in their row numbers only; what they refer to is worked out once.
        """
        numbers: dict[tuple[int, tuple[Reach, ...]], int] = {}
        made: list[Formulas] = []
        for sheet, store in enumerate(self.sheets):
            if not store.count:
                continue
            _, _, rows, columns, groups, _ = store.arrays()
            group_of = np.array(list(_numbered(store.texts, rows, columns, groups, names, sheet, numbers)), np.int64)
            order = np.argsort(group_of, kind="stable")
            distinct, firsts = np.unique(group_of[order], return_index=True)
            reach_of = {number: reach for (_, reach), number in numbers.items()}
            for number, members in zip(distinct.tolist(), np.split(order, firsts[1:]), strict=True):
                made.append(Formulas(sheet, reach_of[number], rows[members], columns[members]))
        return made


def _numbered(
    texts: Sequence[str], rows: Ints, columns: Ints, groups: Ints, names: Mapping[str, Sequence[Reach]], sheet: int,
    numbers: dict[tuple[int, tuple[Reach, ...]], int],
) -> Iterator[int]:  # fmt: skip
    """For each formula of a sheet the number of what it refers to."""
    seen: dict[tuple[object, ...], int] = {}
    shared: dict[int, int] = {}
    nothing = numbers.setdefault((sheet, ()), len(numbers))
    for text, row, column, group in zip(texts, rows.tolist(), columns.tolist(), groups.tolist(), strict=True):
        if not text:
            yield shared.get(group, nothing)
            continue
        pieces = _RELATIVE_ROW.split(text)
        key = (column, *pieces[0::2], *(int(digits) - row for digits in pieces[1::2]))
        number = seen.get(key)
        if number is None:
            reach = (sheet, reaches(text, row, column, names))
            number = seen[key] = numbers.setdefault(reach, len(numbers))
        if group >= 0:
            shared[group] = number
        yield number
