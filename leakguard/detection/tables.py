"""Tables: which record is the header, what each column carries, and the findings cell by distinct cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from leakguard.detection import names
from leakguard.detection.detector import Detector
from leakguard.detection.headers import Meaning
from leakguard.detection.records import Placed, link_rows, row_group
from leakguard.detection.talk import SPEAKERS, MessageGroups, Rows, link_messages
from leakguard.detection.utterance import bare_name
from leakguard.findings import Finding
from leakguard.units import TableBlock

if TYPE_CHECKING:
    from leakguard.detection.arrays import ArrayReader
    from leakguard.detection.plain_cells import ColumnFindings

_HEADER_SEARCH = 20
_ENOUGH_KNOWN = 3
_SAMPLE = 200
_MIN_SAMPLE = 2
_FAIR_SAMPLE = 5
_NAME_SHARE = 0.7
_ADDRESS_SHARE = 0.5
_LOOKS_LIKE_DATA = re.compile(r"[0-9]{5,}|@")
_CACHE_SIZE = 100_000
_DULL = re.compile(
    r"\s{0,4}(?:[-¥]?[0-9]{1,7}(?:\.[0-9]{1,4})?|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:[ T][0-9]{1,2}(?::[0-9]{2}){1,2})?)\s{0,4}"
)
"""Amounts, counts, dates and times: alone in a cell that no header calls personal they are nothing but that."""
_MAX_NAMES = 100_000
_FEW_WORDS = 6
"""From so many cells on that look like names, half of them repeated, a column of them is one of colours or the like."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column was taken for; ``header`` is the cell of the header record, with what was found in it hidden.

    ``role`` is whose data it says it holds, if it carries one entity (a seller's remark tells of others); ``open`` that
    anything may stand in it, names too.
    """

    index: int
    header: str | None
    meaning: Meaning
    role: str | None = None
    open: bool = True


class TableReader:
    """Reads the blocks of one table in order; columns are decided on the first block that has them.

    ``names`` are the names proved in the file so far; the reader adds those of its columns of names.
    """

    def __init__(self, detector: Detector, names: set[str] | None = None) -> None:
        self._detector = detector
        self._header_row: int | None = None
        self._started = False
        self._cache: dict[tuple[int, str], list[Finding]] = {}
        self._names: set[str] = set() if names is None else names
        self._speaker: int | None = None
        self._talk: MessageGroups | None = None
        self._arrays: dict[int, ArrayReader] = {}
        self.columns: list[Column] = []

    def link(
        self, block: TableBlock, read: Rows, before: Rows | None = None, after: Rows | None = None
    ) -> Iterator[tuple[Placed, str]]:
        """What was read of a block, in the order of rows and columns, what it proves beside it, and the group of each.

        ``before`` and ``after`` are the blocks before and behind it, where they are of the same table. What was told by
        shape (``read.told``) proves things too, but is not handed out again: its groups are those of :meth:`group`.
        """
        every = link_rows(self._detector, read, self._open(), self._data_from(block))
        if self._talk is None:
            return zip(every, (self.group(block.first_row + item.row, item.column) for item in every), strict=True)
        rows = Rows(block.columns, every)
        every = link_messages(self._detector, rows, self._open(), self._speaker, before, after)
        return zip(every, self._talk.place(Rows(block.columns, every), block.first_row), strict=True)

    def group(self, row: int, column: int) -> str:
        """The group of a finding at a row (0-based in the part) of a table that is no chat."""
        return row_group(row, self.columns[column].role)

    def _open(self) -> list[int]:
        return [column.index for column in self.columns if column.open]

    def read(self, block: TableBlock) -> Rows:
        """What stands in the cells of a block, each read for itself, in the order of rows and columns."""
        if not self._started or (block.headers and len(block.columns) > len(self.columns)):
            self._decide(block)
        first = min(self._data_from(block), block.rows)
        found: list[Placed] = []
        told: list[ColumnFindings] = []
        for index in self._names_first(len(block.columns)):
            cells, column = block.columns[index], self._column(index)
            found += self._read_cells(-1, index, enumerate(cells[:first]), Meaning(label=True))
            if isinstance(cells, (list, tuple)):
                found += self._read_cells(index, index, enumerate(cells[first:], first), column.meaning)
                continue
            reader = self._array_reader(index, column.meaning)
            placed, shapes = reader.read(cells, first)
            found += placed
            told += shapes
        return Rows(block.columns, sorted(found, key=lambda item: (item.row, item.column, item.finding.start)), told)

    def _data_from(self, block: TableBlock) -> int:
        """The first row of the block that is no header and no title."""
        return 0 if self._header_row is None else max(0, self._header_row + 1 - block.first_row)

    def _read_cells(
        self, key: int, column: int, cells: Iterable[tuple[int, str | None]], meaning: Meaning
    ) -> Iterator[Placed]:
        for row, value in cells:
            if value:
                for finding in self._find(key, value, meaning):
                    yield Placed(row, column, finding)

    def _array_reader(self, index: int, meaning: Meaning) -> ArrayReader:
        """The reader of a column that is an Arrow array."""
        from leakguard.detection.arrays import ArrayReader

        if index not in self._arrays:
            plain = meaning.entity is not None and meaning.kind != "region" and self._talk is None
            recognizers = list(self._detector.catalogue.of_entity(meaning.entity or "")) if plain else []
            dull = f"^(?:{_DULL.pattern})$" if meaning.entity is None else None
            self._arrays[index] = ArrayReader(index, recognizers, lambda text: self._find(index, text, meaning), dull)
        return self._arrays[index]

    def _names_first(self, count: int) -> list[int]:
        """Columns of names come first: what they prove is found again in the others."""
        return sorted(range(count), key=lambda index: (self._column(index).meaning.entity != "PERSON", index))

    def _column(self, index: int) -> Column:
        while len(self.columns) <= index:
            self.columns.append(Column(len(self.columns), None, Meaning()))
        return self.columns[index]

    def _find(self, column: int, value: str, meaning: Meaning) -> list[Finding]:
        """Equal cells of a column are looked at once."""
        if meaning.entity is None and _DULL.fullmatch(value):
            return []
        key = (column, value)
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            header = (column < 0 or meaning.known) and self._detector.headers.is_header_word(value)
            found = self._cache[key] = [] if header else self._detector.find_as(value, meaning, self._names)
            if meaning.entity == "PERSON" and len(self._names) < _MAX_NAMES:
                self._names.update(f.canonical for f in found if f.entity == "PERSON" and _tells_apart(f.canonical))
        return found

    def _decide(self, block: TableBlock) -> None:
        self._started = True
        self._header_row = None if block.headers else self._find_header(block)
        for index, values in enumerate(block.columns):
            if index < len(self.columns):
                continue
            header = self._header(block, index)
            meaning = self._detector.headers.meaning(header)
            shown = None if header is None else self._detector.without_values(header)
            if not meaning.known:
                first = 0 if self._header_row is None else self._header_row + 1
                meaning = self._by_values([v for v in values[first:] if v and v.strip()]) or meaning
            meaning = replace(meaning, header=(shown or "").strip())
            role = self._detector.headers.role(header) if meaning.entity else None
            self.columns.append(Column(index, shown, meaning, role, _is_open(meaning, values)))
        self._decide_talk(block)

    def _decide_talk(self, block: TableBlock) -> None:
        """Whether the rows are messages: no column of numbers or addresses, and somewhere anything may be said."""
        typed = {c.meaning.entity for c in self.columns if c.meaning.kind != "region"}
        if typed & {"PHONE_NUMBER", "ADDRESS"} or not self._open():
            return
        for column in self.columns:
            header = self._header(block, column.index)
            named = (header or "").strip().lower() in SPEAKERS
            if named or (column.meaning.entity == "PLATFORM_ACCOUNT" and self._speaker is None):
                self._speaker = column.index
        self._talk = MessageGroups(self._speaker)

    def _header(self, block: TableBlock, column: int) -> str | None:
        """The header of a column as stored, in the block that the columns are decided on."""
        if block.headers:
            return block.headers[column] if column < len(block.headers) else None
        return None if self._header_row is None else block.columns[column][self._header_row]

    def _find_header(self, block: TableBlock) -> int | None:
        """The record, among the first twenty, that reads most like a header; the earlier of two that read alike.

        A title row above it has a word or two of a header in it (``店铺名称,某某小店``), but fewer, or fewer cells.
        """
        rows = [[values[row] or "" for values in block.columns] for row in range(min(_HEADER_SEARCH, block.rows))]
        filled = [[cell for cell in row if cell.strip()] for row in rows]
        usual = sorted(len(cells) for cells in filled)[len(filled) // 2] if filled else 0
        best, most = None, 0
        for row, cells in enumerate(filled):
            known = sum(self._detector.headers.meaning(cell).known for cell in cells)
            wide = len(cells) * 2 >= usual
            reads_so = known >= _ENOUGH_KNOWN or (
                known * 2 >= len(cells) and not any(_LOOKS_LIKE_DATA.search(cell) for cell in cells)
            )
            if known > most and wide and reads_so:
                best, most = row, known
        return best

    def _by_values(self, values: Sequence[str]) -> Meaning | None:
        """The meaning of a column whose header says nothing: names or addresses, if most of a sample look like it."""
        step = max(1, len(values) // _SAMPLE)
        sample = sorted(set(values[::step][:_SAMPLE]))
        if len(sample) < _MIN_SAMPLE:
            return None
        share = _NAME_SHARE if len(sample) >= _FAIR_SAMPLE else 1.0
        if sum(names.is_name(value.strip()) for value in sample) >= share * len(sample):
            return Meaning(entity="PERSON")
        addresses = sum(
            any(
                f.entity == "ADDRESS" and (f.end - f.start) * 2 > len(value)
                for f in self._detector.find_as(value, Meaning())
            )
            for value in sample
        )
        return Meaning(entity="ADDRESS") if addresses >= _ADDRESS_SHARE * len(sample) else None


def _is_open(meaning: Meaning, values: Sequence[str | None]) -> bool:
    """Whether a name may stand in any cell of a column, among other things.

    Not if its header says what it carries, and not if few words that look like names stand there again and again.
    """
    if meaning.entity is not None or meaning.other:
        return False
    if meaning.free_text:
        return True
    sample = [value for value in values[: _SAMPLE * 2] if value and bare_name(value)]
    return len(sample) < _FEW_WORDS or len(set(sample)) * 2 > len(sample)


def _tells_apart(name: str) -> bool:
    """Whether a name of a name column, met again elsewhere in the file, is that name and no ordinary word or brand."""
    return names.is_name(name) and not names.is_ordinary_word(name) and not names.is_public(name)
