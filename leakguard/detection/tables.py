"""Tables: which record is the header, what each column carries, and the findings cell by distinct cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from leakguard.detection import columns, names
from leakguard.detection.columns import Column, Watch
from leakguard.detection.detector import Detector
from leakguard.detection.headers import Meaning
from leakguard.detection.records import Placed, link_rows, row_group
from leakguard.detection.talk import SPEAKERS, MessageGroups, Rows, link_messages
from leakguard.findings import Finding
from leakguard.units import TableBlock

if TYPE_CHECKING:
    from leakguard.detection.arrays import ArrayReader, Learnt
    from leakguard.detection.plain_cells import ColumnFindings

_CACHE_SIZE = 100_000
_DULL = re.compile(
    r"\s{0,4}(?:[-¥]?[0-9]{1,7}(?:\.[0-9]{1,4})?|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:[ T][0-9]{1,2}(?::[0-9]{2}){1,2})?)\s{0,4}"
)
"""Amounts, counts, dates and times: alone in a cell that no header calls personal they are nothing but that."""
_MAX_NAMES = 5_000
_OF_ITS_OWN = frozenset({"ORDER_ID", "TRACKING_NUMBER", "PAYMENT_ID"})
_FIRST, _FEW, _DIFFERENT = 200, 3, 0.8
"""Of a column of such numbers so many cells are looked at; more than a few, and that share of them different, are a register's."""


class Plan(NamedTuple):
    """What the first block of a table decides: the last row of the header and what the columns carry; and what was
    learnt from it: the names it proves, and of large tables the shapes of cells by column.
    """

    header_row: int | None
    columns: Sequence[Column]
    names: frozenset[str] = frozenset()
    shapes: Mapping[int, Learnt] = {}


class TableReader:
    """Reads the blocks of one table in order; columns are decided on the first block that has them.

    ``names`` are the names proved in the file so far; the reader adds those of its columns of names. With a ``plan`` it
    goes on in the middle of a table that is no chat.
    """

    def __init__(self, detector: Detector, names: set[str] | None = None, plan: Plan | None = None) -> None:
        self._detector = detector
        self._plan = plan
        self._header_row = plan.header_row if plan else None
        self._started = self._learnt = plan is not None
        self._shapes = dict(plan.shapes) if plan else {}
        self._cache: dict[tuple[int, str], list[Finding]] = {}
        self._names: set[str] = set() if names is None else names
        self._names.update(plan.names if plan else ())
        self._most_names = len(self._names) + _MAX_NAMES
        self._speaker: int | None = None
        self._talk: MessageGroups | None = None
        self._arrays: dict[int, ArrayReader] = {}
        self.columns = [_afresh(column) for column in plan.columns] if plan else []

    @property
    def headers(self) -> Sequence[str | None]:
        """The headers of the columns."""
        return [column.header for column in self.columns]

    @property
    def plan(self) -> Plan | None:
        """What the first block decided, if it was read; None for a chat, which must be read in one go."""
        return self._plan if self._talk is None else None

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

    def header(self, row: int, column: int) -> str | None:
        """The header of a cell at a row (0-based in the part); a title above the header row has none."""
        above = self._header_row is not None and row < self._header_row
        return None if above else self.columns[column].header

    def group(self, row: int, column: int) -> str:
        """The group of a finding at a row (0-based in the part) of a table that is no chat."""
        return row_group(row, self.columns[column].role)

    def _open(self) -> list[int]:
        return [column.index for column in self.columns if column.open]

    def read(self, block: TableBlock) -> Rows:
        """What stands in the cells of a block, each read for itself, in the order of rows and columns."""
        if not self._started or (block.headers and len(block.columns) > len(self.columns)):
            self._decide(block)
        else:
            self._recheck(block)
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
            self._know_names(shapes)
        if self._plan is not None and not self._learnt:
            self._learnt = True
            shapes_seen = {index: reader.learnt for index, reader in self._arrays.items()}
            self._plan = self._plan._replace(names=frozenset(self._names), shapes=shapes_seen)
        return Rows(block.columns, sorted(found, key=lambda item: (item.row, item.column, item.finding.start)), told)

    def _data_from(self, block: TableBlock) -> int:
        """The first row of the block that is no header and no title."""
        return 0 if self._header_row is None else max(0, self._header_row + 1 - block.first_row)

    def _read_cells(
        self, key: int, column: int, cells: Iterable[tuple[int, str | None]], meaning: Meaning
    ) -> Iterator[Placed]:
        cells = list(cells)
        self._announce(key, [value for _, value in cells if value], meaning)
        for row, value in cells:
            if value:
                for finding in self._find(key, value, meaning):
                    yield Placed(row, column, finding)

    def _array_reader(self, index: int, meaning: Meaning) -> ArrayReader:
        """The reader of a column that is an Arrow array."""
        from leakguard.detection.arrays import ArrayReader

        if index not in self._arrays:
            catalogue, free = self._detector.catalogue, meaning.entity is None
            known = list(catalogue) if free else list(catalogue.of_entity(meaning.entity or ""))
            if self._talk is not None or meaning.kind == "region":
                known = []
            dull = f"^(?:{_DULL.pattern})$" if free else None
            words = () if free else {*self._detector.headers.words, meaning.header}
            learnt = self._shapes.get(index)
            self._arrays[index] = ArrayReader(
                index,
                known,
                lambda text: self._find(index, text, meaning),
                dull,
                free,
                words,
                learnt and learnt.copy(),
                lambda texts: self._announce(index, texts, meaning),
            )
        return self._arrays[index]

    def _names_first(self, count: int) -> list[int]:
        """Columns of names come first: what they prove is found again in the others."""
        return sorted(range(count), key=lambda index: (self._column(index).meaning.entity != "PERSON", index))

    def _column(self, index: int) -> Column:
        while len(self.columns) <= index:
            self.columns.append(Column(len(self.columns), None, Meaning()))
        return self.columns[index]

    def _announce(self, column: int, values: Iterable[str], meaning: Meaning) -> None:
        """Let the tagger read what will be looked at next, all of it at once."""
        if not meaning.other and not meaning.label:
            self._detector.prime(value for value in values if (column, value) not in self._cache)

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
            if meaning.entity == "PERSON" and len(self._names) < self._most_names:
                self._names.update(f.canonical for f in found if f.entity == "PERSON" and _tells_apart(f.canonical))
        return found

    def _know_names(self, told: Iterable[ColumnFindings]) -> None:
        """Names that were told by shape are found again elsewhere, like those that were read."""
        for each in told:
            if (
                each.finding.entity == "PERSON"
                and not each.finding.masked
                and not each.within
                and len(self._names) < self._most_names
            ):
                distinct = sorted(set(each.values()) - self._names)[: self._most_names - len(self._names)]
                self._names.update(name for name in each.plain_canonical(distinct) if _tells_apart(name))

    def _decide(self, block: TableBlock) -> None:
        decisions = columns.decide(block, self._detector, len(self.columns))
        if not self._started and decisions.header_row is not None:
            self._header_row = block.first_row + decisions.header_row
        self._started = True
        self.columns += decisions.columns
        before = self._plan or Plan(None, ())
        self._plan = before._replace(header_row=self._header_row, columns=list(self.columns))
        self._decide_talk(block)

    def _recheck(self, block: TableBlock) -> None:
        """Decide anew on columns most of whose cells are no longer what they were taken for: files pasted together."""
        for index in range(min(len(self.columns), len(block.columns))):
            again = columns.recheck(self.columns[index], block.columns[index], self._detector)
            if again is not self.columns[index]:
                self.columns[index] = again
                self._arrays.pop(index, None)
                self._shapes.pop(index, None)
                self._cache.clear()

    def _decide_talk(self, block: TableBlock) -> None:
        """Whether the rows are messages: no column of numbers or addresses, and somewhere anything may be said.

        Where every row has an order, a parcel or a payment of its own, it is a register: its rows are records.
        """
        typed = {c.meaning.entity for c in self.columns if c.meaning.kind != "region"}
        if typed & {"PHONE_NUMBER", "ADDRESS"} or not self._open():
            return
        if any(c.meaning.entity in _OF_ITS_OWN and _differ(block.columns[c.index]) for c in self.columns):
            return
        for column in self.columns:
            named = (column.header or "").strip().lower() in SPEAKERS
            if named or (column.meaning.entity == "PLATFORM_ACCOUNT" and self._speaker is None):
                self._speaker = column.index
        self._talk = MessageGroups(self._speaker)


def _differ(cells: Sequence[str | None]) -> bool:
    """Whether most of the first cells, header included, are different values."""
    values = [cell for cell in cells[:_FIRST] if cell and cell.strip()]
    return len(values) > _FEW and len(set(values)) >= _DIFFERENT * len(values)


def _afresh(column: Column) -> Column:
    """The column, of which no later block has been seen yet."""
    return replace(column, watch=Watch())


def _tells_apart(name: str) -> bool:
    """Whether a name of a name column, met again elsewhere in the file, is that name and no ordinary word or brand."""
    return names.is_name(name) and not names.is_ordinary_word(name) and not names.is_public(name)
