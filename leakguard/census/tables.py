"""The census of a block of a large table: rows as arrays, so that no finding has to become a Python object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leakguard.census.hashing import hashed, hashed_array
from leakguard.census.model import Example
from leakguard.census.people import SLOTS, Slot
from leakguard.census.samples import OF_COLUMN
from leakguard.census.taking import SLOT, Beside, linked, weigh
from leakguard.census.traits import BIT, CLEAR, is_clear, is_minor, traits, youngest
from leakguard.columnar import ArrowColumn
from leakguard.detection.records import other_role
from leakguard.detection.value_arrays import canonical_array
from leakguard.findings import Finding
from leakguard.hits import ColumnHits, Scanned
from leakguard.units import TableBlock

if TYPE_CHECKING:
    from leakguard.census.taking import CensusTaker

_TELLING = frozenset({"phone", "document"})
"""What is looked up for every row; the others only for rows that have neither."""

_LOOKED_AT = 64
"""Rows of a block that are looked at for the records that hold most."""


@dataclass
class _Rows:
    """The rows of a block, of one role."""

    bits: NDArray[np.uint32]
    numbers: dict[Slot, NDArray[np.uint64]] = field(default_factory=dict)
    columns: list[ColumnHits] = field(default_factory=list)

    def put(self, slot: Slot, rows: NDArray[np.int64], numbers: NDArray[np.uint64]) -> None:
        """Numbers of rows that have none yet in this slot."""
        kept = self.numbers.setdefault(slot, np.zeros(len(self.bits), np.uint64))
        empty = kept[rows] == 0
        kept[rows[empty]] = numbers[empty]

    def untold(self) -> NDArray[np.bool_]:
        """Rows in clear with neither a telephone number nor a document."""
        nothing = np.zeros(len(self.bits), np.uint64)
        told = (self.numbers.get("phone", nothing) != 0) | (self.numbers.get("document", nothing) != 0)
        return np.asarray(~told & (self.bits & np.uint32(CLEAR) != 0))


def take_table(census: CensusTaker, scanned: Scanned, block: TableBlock, beside: Beside) -> None:
    """Take in a block of a large table; its columns' findings are those of ``scanned.columns``."""
    limit = youngest(census.as_of)
    by_role: dict[str | None, _Rows] = {}
    for column in scanned.columns:
        census.masked[column.entity] += len(column) * column.told.finding.masked
        _show(census, column)
        rows = by_role.setdefault(_role(column.group(0, column.column)), _Rows(np.zeros(block.rows, np.uint32)))
        _take_column(rows, column, limit)
    for hit in scanned.hits:
        if hit.spot.row is not None:
            rows = by_role.setdefault(_role(hit.finding.group), _Rows(np.zeros(block.rows, np.uint32)))
            _take_finding(rows, hit.finding, hit.spot.row, limit)
    for role, rows in by_role.items():
        _take_others(rows)
        if role is None:
            _take_beside(rows, block, beside)
        census.people.add_many(rows.bits, {slot: rows.numbers[slot] for slot in SLOTS if slot in rows.numbers})
        if role is None:
            _show_groups(census, scanned, block, rows)


def _role(group: str) -> str | None:
    return other_role(group.rpartition(":")[2])


def _show(census: CensusTaker, column: ColumnHits) -> None:
    finding, part = column.told.finding, column.block.part
    if census.samples.wants(part, column.column, finding.entity, finding.masked):
        for hit in column.each(range(min(len(column), 2 * OF_COLUMN))):
            census.samples.show(hit.finding, column.column, hit.decision.forbidden)


def _take_column(rows: _Rows, column: ColumnHits, limit: str) -> None:
    told = column.told
    bits = traits(told.finding.entity, told.finding.kind, told.finding.masked)
    rows.bits[told.rows] |= np.uint32(bits)
    slot = SLOT.get(told.finding.entity, "other")
    if not bits & CLEAR or not is_clear(told.finding):
        return
    if slot not in _TELLING:
        rows.columns.append(column)
    else:
        values = _canonical(column, None)
        rows.put(slot, told.rows, hashed_array(values))
        if told.finding.entity == "CN_RESIDENT_ID":
            born = pc.utf8_slice_codeunits(values, 6, 14)
            whole = pc.equal(pc.utf8_length(values), pa.scalar(18, pa.int32()))
            young = pc.and_(whole, pc.greater(born, pa.scalar(limit, pa.string())))
            rows.bits[told.rows[young.to_numpy(zero_copy_only=False)]] |= np.uint32(BIT["minor"])
    if told.finding.entity == "DATE_OF_BIRTH":
        young_rows = [row for row, finding in told.at() if is_minor(finding, limit)]
        rows.bits[young_rows] |= np.uint32(BIT["minor"])


def _canonical(column: ColumnHits, chosen: NDArray[np.int64] | None) -> pa.Array:
    return canonical_array(column.told.recognizer, column.told.array(chosen).cast(pa.string()))


def _take_finding(rows: _Rows, finding: Finding, row: int, limit: str) -> None:
    bits = traits(finding.entity, finding.kind, finding.masked)
    rows.bits[row] |= np.uint32(bits | (BIT["minor"] if is_minor(finding, limit) else 0))
    if bits & CLEAR and is_clear(finding):
        number = np.array([hashed(finding.canonical)], np.uint64)
        rows.put(SLOT.get(finding.entity, "other"), np.array([row]), number)


def _take_others(rows: _Rows) -> None:
    """Names, addresses and accounts of the rows that have nothing better to tell persons apart by."""
    untold = rows.untold()
    if not untold.any():
        return
    for column in rows.columns:
        chosen = np.flatnonzero(untold[column.told.rows])
        if len(chosen):
            numbers = hashed_array(_canonical(column, chosen))
            rows.put(SLOT.get(column.entity, "other"), column.told.rows[chosen], numbers)


def _take_beside(rows: _Rows, block: TableBlock, beside: Beside) -> None:
    told = rows.bits != 0
    if beside.order:
        rows.bits[told] |= np.uint32(BIT["order"])
    for index in beside.credentials:
        if index < len(block.columns):
            rows.bits[told & _filled(block.columns[index])] |= np.uint32(BIT["credential"])


def _filled(cells: Sequence[str | None]) -> NDArray[np.bool_]:
    if isinstance(cells, ArrowColumn):
        filled = pc.fill_null(pc.match_substring_regex(cells.array, r"\S"), False)
        return np.asarray(filled.to_numpy(zero_copy_only=False), np.bool_)
    return np.fromiter((bool(cell and cell.strip()) for cell in cells), np.bool_, len(cells))


def _show_groups(census: CensusTaker, scanned: Scanned, block: TableBlock, rows: _Rows) -> None:
    """The rows that hold most: those with the most bits are looked at."""
    if census.samples.least >= weigh(int(np.bitwise_or.reduce(rows.bits, initial=0))):
        return
    distinct = np.unique(rows.bits)
    weights = np.array([weigh(int(bits)) for bits in distinct])
    each = weights[np.searchsorted(distinct, rows.bits)]
    for row in np.argsort(-each, kind="stable")[:_LOOKED_AT].tolist():
        if each[row] <= census.samples.least:
            return
        name = f"row:{block.first_row + row}"
        found = sorted(_of_row(scanned, row, name), key=lambda e: (e.finding.location.column or 0, e.finding.start))
        census.samples.show_group(int(each[row]), linked(census.source, block.part, name, found, int(rows.bits[row])))


def _of_row(scanned: Scanned, row: int, group: str) -> Iterator[Example]:
    for column in scanned.columns:
        at = int(np.searchsorted(column.told.rows, row))
        if at < len(column) and column.told.rows[at] == row:
            hit = next(column.each([at]))
            if hit.finding.group == group:
                yield Example(hit.finding, hit.decision.forbidden)
    for hit in scanned.hits:
        if hit.spot.row == row and hit.finding.group == group:
            yield Example(hit.finding, hit.decision.forbidden)
