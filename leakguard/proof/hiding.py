"""Hiding what the strict proof has found and the detector had not seen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from leakguard.proof.searching import Occurrence, Searcher
from leakguard.proof.sought import Key, Sought
from leakguard.proof.strict import any_keys, entity_of
from leakguard.units import Block, CellEdit, ColumnEdit, Edit, NoteBlock, NoteEdit, TableBlock, TextBlock, TextEdit

if TYPE_CHECKING:
    from leakguard.hits import Scanned


@dataclass
class Hider:
    """Gives the edits that hide what the strict proof found, in every unit in which it stands and the policy does not keep it."""

    sought: Sought
    keys: frozenset[Key]
    count: int = 0

    def __post_init__(self) -> None:
        self._searcher = Searcher(self.sought)

    def edits(self, scanned: Scanned, others: Sequence[Edit]) -> Iterator[Edit]:
        """The edits of a block besides others."""
        occurrences = self._occurrences(scanned.block)
        kept = self._kept(scanned) if occurrences else {}
        for unit, of_unit in occurrences.items():
            taken = [*_spans(others, unit, scanned.block), *kept.get(unit, ())]
            for found in sorted(of_unit, key=lambda each: (each.start, -each.end)):
                if any(start < found.end and found.start < end for start, end in taken):
                    continue
                taken.append((found.start, found.end))
                self.count += 1
                yield _edit(unit, found)

    def _occurrences(self, block: Block) -> dict[_Unit, list[Occurrence]]:
        """What is to be hidden in each unit of a block. Texts are searched many at once: one by one takes a hundred times longer."""
        occurrences: dict[_Unit, list[Occurrence]] = {}
        for units, texts in _units(block):
            starts = [0, *accumulate(len(text) + 1 for text in texts)]
            for found in self._searcher.find("\n".join(texts)):
                if found.key not in self.keys:
                    continue
                index = bisect_right(starts, found.start) - 1
                shifted = found._replace(start=found.start - starts[index], end=found.end - starts[index])
                occurrences.setdefault(units(index), []).append(shifted)
        return occurrences

    def _kept(self, scanned: Scanned) -> dict[_Unit, list[tuple[int, int]]]:
        """Where the policy keeps what is to be hidden elsewhere."""
        kept: dict[_Unit, list[tuple[int, int]]] = {}
        for hit in scanned.every():
            if hit.decision.forbidden:
                continue
            if self.keys.intersection(any_keys(hit.finding.entity, hit.finding.value)):
                unit = _Unit(hit.spot.row, hit.spot.column, hit.spot.note)
                kept.setdefault(unit, []).append((hit.spot.start, hit.spot.end))
        return kept


class _Unit(NamedTuple):
    """A text, a cell or a note of a block."""

    row: int | None = None
    column: int | None = None
    note: int | None = None


def _units(block: Block) -> Iterator[tuple[Callable[[int], _Unit], list[str]]]:
    """Texts of a block, and which unit each of them is."""
    if isinstance(block, TextBlock):
        yield lambda _: _Unit(), [block.text]
    elif isinstance(block, NoteBlock):
        yield lambda index: _Unit(note=index), [note.text for note in block.notes]
    else:
        for column, cells in enumerate(block.columns):
            yield partial(_cell, column), [cell or "" for cell in cells]


def _cell(column: int, row: int) -> _Unit:
    return _Unit(row, column)


def _spans(edits: Sequence[Edit], unit: _Unit, block: Block) -> Iterator[tuple[int, int]]:
    """What other edits take of a unit."""
    for edit in edits:
        if isinstance(edit, ColumnEdit):
            assert isinstance(block, TableBlock)  # noqa: S101 - only tables have such edits
            if edit.column == unit.column and unit.row is not None and unit.row in edit.rows:
                yield 0, len(block.columns[edit.column][unit.row] or "")
        elif isinstance(edit, TextEdit):
            yield edit.start, edit.end
        elif isinstance(edit, NoteEdit):
            if edit.note == unit.note:
                yield edit.start, edit.end
        elif (edit.row, edit.column) == (unit.row, unit.column):
            yield edit.start, edit.end


def _edit(unit: _Unit, found: Occurrence) -> Edit:
    text = f"<{entity_of(found.key)}>"
    if unit.note is not None:
        return NoteEdit(unit.note, found.start, found.end, text)
    if unit.row is None or unit.column is None:
        return TextEdit(found.start, found.end, text)
    return CellEdit(unit.row, unit.column, found.start, found.end, text)
