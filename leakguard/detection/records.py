"""Rows of a table: what a telephone number or an address in a row proves in its other cells, and the row's groups.

One row is one record, whatever its remark holds: a second person named there is rarely the one the order is about, and
counting the row once is what a reader of the table would do. Only a sender, or somebody of the staff, who has columns of
his own in it is another person: ``row:17`` and ``row:17:sender``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from leakguard.detection.detector import Detector
from leakguard.detection.extensions import extension, link_cell, linked
from leakguard.detection.linking import ANCHORS, anchor, between, merge, name_at, trusted
from leakguard.detection.utterance import LAST_WORD, bare_name
from leakguard.findings import Finding

if TYPE_CHECKING:
    from leakguard.detection.talk import Rows

Columns = Sequence[Sequence[str | None]]
OTHERS = ("sender", "staff")
"""Roles of people who are not the one that the row is about."""


class Placed(NamedTuple):
    """A finding, the row within the block and the column it stands in."""

    row: int
    column: int
    finding: Finding


def link_rows(detector: Detector, rows: Rows, open_columns: Iterable[int], first: int) -> list[Placed]:
    """The findings, in the order of rows and columns, and what they prove in the cells of their rows.

    ``open_columns`` are those in which anything can stand; rows before ``first`` are headers.
    """
    columns, found = rows.columns, rows.found
    open_columns = [index for index in open_columns if index < len(columns)]
    named = _bare_names(columns, open_columns)
    worth = _worth_a_look(found) | named.keys()
    if not worth:
        return list(found)
    beside, taken = _told(rows, worth)
    by_row = {row: list(items) for row, items in groupby(found, key=itemgetter(0))}
    every: list[Placed] = []
    for row in sorted(by_row.keys() | (named.keys() & beside.keys())):
        record = by_row.get(row, [])
        if row in worth and row >= first:
            bare = [column for column in named.get(row, ()) if (row, column) not in taken]
            record = _link_row(detector, columns, row, record, open_columns, bare, beside.get(row, set()))
        every += record
    return every


def _told(rows: Rows, worth: Collection[int]) -> tuple[dict[int, set[str]], set[tuple[int, int]]]:
    """Row -> what was told by shape in it that can speak for a name; and the cells in which names were told."""
    beside: dict[int, set[str]] = {}
    taken: set[tuple[int, int]] = set()
    for told in rows.told:
        if told.finding.entity == "PERSON" and told.within:
            taken.update((row, told.column) for row, _ in told.at_rows(worth))
        elif told.finding.entity in ANCHORS:
            for row, value in told.at_rows(worth):
                if anchor(replace(told.finding, start=0, end=len(value))):
                    beside.setdefault(row, set()).add(told.finding.entity)
    return beside, taken


def _worth_a_look(found: Sequence[Placed]) -> set[int]:
    """Rows with a cell that holds several findings, or with a virtual number."""
    rows: set[int] = set()
    row, column = -1, -1
    for item in found:
        if (item[0] == row and item[1] == column) or item[2].kind == "virtual":
            rows.add(item[0])
        row, column = item[0], item[1]
    return rows


def _bare_names(columns: Columns, open_columns: Iterable[int]) -> dict[int, list[int]]:
    """Row -> the columns in which nothing but a name stands. Every distinct value is looked at once."""
    named: dict[int, list[int]] = {}
    for index in open_columns:
        for row in _rows_of_names(columns[index]):
            named.setdefault(row, []).append(index)
    return named


def _rows_of_names(cells: Sequence[str | None]) -> Iterable[int]:
    if not isinstance(cells, (list, tuple)):
        from leakguard.detection.arrays import rows_where

        return rows_where(cells, LAST_WORD, lambda value: bare_name(value) is not None)
    names = {value for value in set(cells) if value and bare_name(value)}
    return [row for row, value in enumerate(cells) if value in names] if names else ()


def _link_row(
    detector: Detector,
    columns: Columns,
    row: int,
    record: list[Placed],
    open_columns: Iterable[int],
    named: Iterable[int],
    beside: set[str],
) -> list[Placed]:
    cells = {column: [item.finding for item in items] for column, items in groupby(record, key=itemgetter(1))}
    known = [item.finding for item in record]
    tied = _link_extensions(detector, columns, row, cells, open_columns)
    for column, found in cells.items():
        more = between(detector, columns[column][row] or "", found)
        cells[column] = merge(found, more) if more else found
    near = sorted(beside | {finding.entity for finding in known if anchor(finding)})
    for column in named if near else ():
        text = columns[column][row] or ""
        said = bare_name(text)
        if said and trusted(said, near, detector):
            found = cells.get(column, [])
            cells[column] = merge(found, name_at(detector, text, said[:2], "in-row", near, found))
    return [
        Placed(row, column, linked(f) if tied and extension(f) else f)
        for column in sorted(cells)
        for f in cells[column]
    ]


def _link_extensions(
    detector: Detector, columns: Columns, row: int, cells: dict[int, list[Finding]], open_columns: Iterable[int]
) -> bool:
    """Renew the findings of the cells that carry the extension of a virtual number of the row; whether there are any."""
    extensions = sorted({digits for found in cells.values() for digits in map(extension, found) if digits})
    tied = False
    for column in {*cells, *open_columns} if extensions else ():
        renewed = link_cell(detector, columns[column][row] or "", cells.get(column, ()), extensions)
        if renewed:
            cells[column], tied = renewed, True
    return tied


def row_group(row: int, role: str | None) -> str:
    """The group of a finding: its row (0-based in the part), and the role of its column where that is somebody else's."""
    other = other_role(role)
    return f"row:{row}:{other}" if other else f"row:{row}"


def other_role(role: str | None) -> str | None:
    """The role, if it is that of somebody whom the row is not about."""
    return role if role in OTHERS else None
