"""Header records: which rows of a table name its columns, under titles, over one row or two, or none at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from leakguard.detection.column_values import EMPTY, classify
from leakguard.detection.headers import HeaderBook, Meaning

SEARCHED = 20
"""Records from the first on among which a header is looked for."""

_ENOUGH_KNOWN = 3
_CONTRAST_ROWS = 30
_MOST_HEADER = 20
_LOOKS_LIKE_DATA = re.compile(r"[0-9]{5,}|@")
_PLACEHOLDER = re.compile(
    r"(?:字段|列|栏|欄|欄位|项|unnamed:?|column|col|field|var|attr|f|c|_c)[ _:]?[0-9]{1,3}(?:_level_[0-9])?",
    re.IGNORECASE,
)
"""What programs put where a column has no name."""

_TITLE = re.compile(r"[:：]\s{0,3}\S|[0-9]{4}[-/年.]")
_NUMERIC = frozenset(
    ("mobiles", "times", "counts", "amounts", "resident-ids", "landlines", "bank-cards", "orders", "codes", "waybills")
)

Grid = Sequence[Sequence[str]]


class Header(NamedTuple):
    """One column's header: the text as stored, and the text of the group above it, if the header has two rows."""

    text: str | None
    group: str | None = None

    @property
    def whole(self) -> str | None:
        """Both as one: ``收货信息/电话``."""
        return f"{self.group}/{self.text}" if self.group and self.text else self.text


class HeaderRows(NamedTuple):
    """The header's rows in the block and each column's header; no rows where the table has none or its format names them."""

    rows: range
    headers: Sequence[Header]

    @property
    def last(self) -> int | None:
        """The last row of the header; data begin under it."""
        return self.rows[-1] if self.rows else None


def find(columns: Sequence[Sequence[str | None]], named: Sequence[str | None] | None, book: HeaderBook) -> HeaderRows:
    """The header of a block. ``named`` are the names that the format itself gives the columns."""
    if named is not None:
        return HeaderRows(range(0), [Header(named[i] if i < len(named) else None) for i in range(len(columns))])
    count = len(columns[0]) if columns else 0
    grid = [[values[row] or "" for values in columns] for row in range(min(SEARCHED, count))]
    row = _best(grid, book)
    if row is None:
        row = _by_contrast(columns, grid)
    if row is None:
        return HeaderRows(range(0), [Header(None)] * len(columns))
    for upper in (row, row - 1):
        if 0 <= upper < len(grid) - 1 and _two_rows(grid[upper], grid[upper + 1], book):
            return HeaderRows(range(upper, upper + 2), _joined(grid[upper], grid[upper + 1]))
    return HeaderRows(range(row, row + 1), [Header(values[row]) for values in columns])


def meaning(header: Header, book: HeaderBook) -> Meaning:
    """What a header says; where its own words say nothing, with those of its group."""
    if not header.group:
        return book.meaning(header.text)
    own, both = book.meaning(header.text), book.meaning(f"{header.group.strip()}{(header.text or '').strip()}")
    return own if own.known else both


def role(header: Header, book: HeaderBook) -> str | None:
    """Whose data a header says the column holds, by itself or by its group."""
    return book.role(header.text) or book.role(header.group)


def says_nothing(text: str | None) -> bool:
    """Whether a header is empty or a placeholder: ``字段3``, ``Unnamed: 4``."""
    return not text or not text.strip() or _PLACEHOLDER.fullmatch(text.strip()) is not None


def _best(grid: Grid, book: HeaderBook) -> int | None:
    """The record that reads most like a header; the earlier of two that read alike.

    A title row above it has a word or two of a header in it (``店铺名称,某某小店``), but fewer, or fewer cells.
    """
    filled = [[cell for cell in row if cell.strip()] for row in grid]
    usual = sorted(len(cells) for cells in filled)[len(filled) // 2] if filled else 0
    best, most = None, 0
    for row, cells in enumerate(filled):
        known = sum(book.meaning(cell).known for cell in cells)
        idle = sum(_PLACEHOLDER.fullmatch(cell.strip()) is not None for cell in cells)
        wide = len(cells) * 2 >= usual
        plain = not any(_LOOKS_LIKE_DATA.search(cell) for cell in cells)
        reads_so = known >= _ENOUGH_KNOWN or (known * 2 >= len(cells) and plain)
        if idle >= 2 and plain and (known + idle) * 3 >= len(cells) * 2:
            known, reads_so = known + idle, True
        if known > most and wide and reads_so:
            best, most = row, known
    return best


def _by_contrast(columns: Sequence[Sequence[str | None]], grid: Grid) -> int | None:
    """The first record, if it is short words over columns of numbers: a header of words that nobody knows."""
    if len(grid) < 3 or sum(bool(cell.strip()) for cell in grid[0]) < max(2, len(columns) - 1):
        return None
    cells = [cell.strip() for cell in grid[0] if cell.strip()]
    if len(set(cells)) < len(cells) or not all(_could_be_header(cell) for cell in cells):
        return None
    differ = 0
    for cell, values in zip(grid[0], columns, strict=True):
        below = [classify(value) for value in values[1:_CONTRAST_ROWS] if value and value.strip().lower() not in EMPTY]
        numeric = sum(name in _NUMERIC for name in below)
        differ += bool(cell.strip()) and len(below) >= 2 and numeric * 10 >= len(below) * 9
    return 0 if differ >= 2 or (differ and differ * 2 >= len(cells)) else None


def _could_be_header(cell: str) -> bool:
    short = len(cell) <= _MOST_HEADER and cell.lower() not in EMPTY
    plain = not any(char.isdigit() for char in cell) and not _LOOKS_LIKE_DATA.search(cell)
    return short and plain and classify(cell) != "names"


def _two_rows(upper: Sequence[str], lower: Sequence[str], book: HeaderBook) -> bool:
    """Whether two records are one header: groups over the names of their columns.

    Of merged cells only the first holds the text, so a group has blanks on its right that are filled below, and the
    header of a column without a group is blank below.
    """
    below = [cell for cell in lower if cell.strip()]
    known = sum(book.meaning(cell).known for cell in below)
    if len(below) < 2 or known * 2 < len(below) or any(_LOOKS_LIKE_DATA.search(cell) for cell in (*below, *upper)):
        return False
    if any(classify(cell) in _NUMERIC for cell in below):
        return False
    spread = [i for i, cell in enumerate(lower) if cell.strip() and not upper[i].strip() and _group(upper, i)]
    if not spread:
        return False
    above = [i for i, cell in enumerate(upper) if cell.strip()]
    if any(_TITLE.search(upper[i]) for i in above):
        return False
    alone = [i for i in above if not lower[i].strip()]
    if alone:
        return any(book.meaning(upper[i]).known for i in alone)
    return len(above) >= 2 and sum(_names_a_group(upper[i], book) for i in above) * 2 >= len(above)


def _names_a_group(cell: str, book: HeaderBook) -> bool:
    return (
        book.meaning(cell).known or book.role(cell) is not None or cell.strip()[-2:] in ("信息", "资料", "明细", "資料")
    )


def _group(upper: Sequence[str], column: int) -> str | None:
    """The group of a column: its own cell of the upper row, or the nearest filled one on its left."""
    return next((upper[i] for i in range(column, -1, -1) if upper[i].strip()), None)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[Header]:
    return [Header(cell, _group(upper, i)) if cell.strip() else Header(upper[i]) for i, cell in enumerate(lower)]
