"""Formulas: the constants in them, what they refer to, and which cached results repeat something that was edited."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leakguard.sources.xlsx.cells import MAX_COLUMN, MAX_ROW, Ints

_LITERAL = re.compile(r'"((?:[^"]|"")*)"|(?<![\w.$!\]\'])([0-9]{7,20})(?![\w.!:(])')
_STRING = re.compile(r'"(?:[^"]|"")*"')
_REFERENCE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[\w.\u0080-\uffff]+(?::[\w.\u0080-\uffff]+)?)!)?"
    r"(?:(?<![\w.$])(?P<from>\$?[A-Z]{1,3}\$?[0-9]{1,7})(?::(?P<to>\$?[A-Z]{1,3}\$?[0-9]{1,7}))?"
    r"|(?<![\w.$])(?P<columns>\$?[A-Z]{1,3}:\$?[A-Z]{1,3})|(?<![\w.$])(?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7}))(?![\w.(])"
)
_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})")
_WORD = re.compile(r"(?<![\w.!'\]])[^\W\d][\w.]*(?![\w.(!'])")
_OPEN_ENDED = re.compile(r"\b(?:INDIRECT|OFFSET)\s*\(|\[", re.I)
_ROUNDS = 40


class Literal(NamedTuple):
    """A constant in a formula, ``[start, end)`` of it without its quotes."""

    start: int
    end: int
    quoted: bool


class Reach(NamedTuple):
    """A rectangle that a formula refers to, on ``sheet`` (None: its own). A relative bound is a distance from the cell."""

    sheet: str | None
    rows: tuple[int, bool, int, bool]
    columns: tuple[int, bool, int, bool]


EVERYTHING = Reach(None, (0, True, MAX_ROW, True), (-1, True, -1, True))
"""A formula that can refer to any cell of the workbook."""


def literals(formula: str) -> Iterator[Literal]:
    """The strings of a formula, and its numbers of seven digits and more."""
    for found in _LITERAL.finditer(formula):
        group = 2 if found[2] else 1
        if found.end(group) > found.start(group):
            yield Literal(found.start(group), found.end(group), group == 1)


def reaches(
    formula: str, row: int, column: int, names: Mapping[str, Sequence[Reach]] | None = None
) -> tuple[Reach, ...]:
    """What a formula of the cell at ``row`` and ``column`` refers to; ``names`` are the defined names of the workbook."""
    bare = _STRING.sub('""', formula)
    if _OPEN_ENDED.search(bare):
        return (EVERYTHING,)
    found = [_reach(match, row, column) for match in _REFERENCE.finditer(bare)]
    for word in _WORD.findall(bare) if names else ():
        found += names.get(word.casefold(), ()) if names else ()
    return tuple(dict.fromkeys(found))


def _reach(match: re.Match[str], row: int, column: int) -> Reach:
    sheet = match["sheet"]
    if sheet is not None:
        sheet = sheet.strip("'").replace("''", "'").casefold()
        if ":" in sheet:
            return EVERYTHING
    if match["columns"]:
        first, last = match["columns"].split(":")
        bounds = (*_column(first, column), *_column(last, column))
        return Reach(sheet, (0, True, MAX_ROW, True), bounds)
    if match["rows"]:
        top, bottom = match["rows"].split(":")
        return Reach(sheet, (*_row(top, row), *_row(bottom, row)), (0, True, MAX_COLUMN, True))
    start = _CELL.fullmatch(match["from"])
    end = _CELL.fullmatch(match["to"] or match["from"])
    if start is None or end is None:
        return EVERYTHING
    rows = (*_row(start[3] + start[4], row), *_row(end[3] + end[4], row))
    return Reach(sheet, rows, (*_column(start[1] + start[2], column), *_column(end[1] + end[2], column)))


def _row(text: str, row: int) -> tuple[int, bool]:
    fixed = text.startswith("$")
    number = int(text.lstrip("$")) - 1
    return (number, True) if fixed else (number - row, False)


def _column(text: str, column: int) -> tuple[int, bool]:
    fixed, number = text.startswith("$"), 0
    for letter in text.lstrip("$"):
        number = number * 26 + ord(letter) - 64
    return (number - 1, True) if fixed else (number - 1 - column, False)


class Dirty:
    """Cells that were edited, or that show a result of such cells: per sheet and column the rows, in order."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, Ints]] = defaultdict(dict)

    def add(self, sheet: int, rows: Ints, columns: Ints) -> None:
        """More cells of a sheet."""
        for column in np.unique(columns).tolist():
            more = rows[columns == column]
            before = self._rows[sheet].get(column)
            self._rows[sheet][column] = np.unique(more if before is None else np.concatenate([before, more]))

    def __bool__(self) -> bool:
        return any(self._rows.values())

    def touches(self, sheet: int, reach: Reach, rows: Ints, columns: Ints) -> NDArray[np.bool_]:
        """Which of the formulas at ``rows`` and ``columns`` reach such a cell of ``sheet`` by ``reach``."""
        hit = np.zeros(len(rows), bool)
        if reach == EVERYTHING:
            return hit | bool(self)
        top, bottom = _bounds(reach.rows, rows)
        left, right = _bounds(reach.columns, columns)
        for column, held in self._rows.get(sheet, {}).items():
            inside = (left <= column) & (column <= right)
            if inside.any():
                hit |= inside & (np.searchsorted(held, bottom, "right") > np.searchsorted(held, top, "left"))
        return hit


def _bounds(bounds: tuple[int, bool, int, bool], at: Ints) -> tuple[Ints, Ints]:
    first = np.full(len(at), bounds[0]) if bounds[1] else at + bounds[0]
    last = np.full(len(at), bounds[2]) if bounds[3] else at + bounds[2]
    return np.minimum(first, last), np.maximum(first, last)


class Formulas(NamedTuple):
    """Formulas of one sheet that refer to the same places relative to themselves."""

    sheet: int
    reaches: tuple[Reach, ...]
    rows: Ints
    columns: Ints


def stale(groups: Sequence[Formulas], dirty: Dirty, sheets: Mapping[str, int]) -> list[NDArray[np.bool_]]:
    """Which formulas of each group show a result that depends on a dirty cell, however many steps away.

    A chain of more than some dozen steps (a running total) is not followed to its end: every formula is taken then.
    """
    marks = [np.zeros(len(group.rows), bool) for group in groups]
    for _ in range(_ROUNDS):
        fresh = False
        for group, mark in zip(groups, marks, strict=True):
            hit = _hit(group, dirty, sheets) & ~mark
            if hit.any():
                fresh = True
                mark |= hit
                dirty.add(group.sheet, group.rows[hit], group.columns[hit])
        if not fresh:
            return marks
    return [np.ones(len(group.rows), bool) for group in groups]


def _hit(group: Formulas, dirty: Dirty, sheets: Mapping[str, int]) -> NDArray[np.bool_]:
    hit = np.zeros(len(group.rows), bool)
    for reach in group.reaches:
        target = group.sheet if reach.sheet is None else sheets.get(reach.sheet)
        if target is not None:
            hit |= dirty.touches(target, reach, group.rows, group.columns)
    return hit


def renamed(formula: str, sheets: Mapping[str, str], names: Mapping[str, str]) -> str:
    """A formula with other names of sheets and defined names. Strings in it stay as they are."""

    def outside(text: str) -> str:
        for old, new in sheets.items():
            quoted = "'" + new.replace("'", "''") + "'!"
            pattern = r"'" + re.escape(old.replace("'", "''")) + r"'!|(?<![\w.'])" + re.escape(old) + r"!"
            text = re.sub(pattern, lambda _, quoted=quoted: quoted, text)  # type: ignore[misc]
        for old, new in names.items():
            text = re.sub(rf"(?<![\w.!'\]]){re.escape(old)}(?![\w.(!'])", lambda _, new=new: new, text)  # type: ignore[misc]
        return text

    pieces: list[str] = []
    reached = 0
    for found in _STRING.finditer(formula):
        pieces += (outside(formula[reached : found.start()]), found[0])
        reached = found.end()
    return "".join((*pieces, outside(formula[reached:])))
