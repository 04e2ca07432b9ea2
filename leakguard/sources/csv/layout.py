"""Where the values of a block of records stand: positions only, no text is touched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leakguard.sources.csv.bounds import CR, EQUALS, QUOTE, Bytes, Ends, Flags, Ints

Forms = NDArray[np.uint8]

PLAIN, QUOTED, ESCAPED, MARKED, EXCEL = 0, 1, 2, 3, 4
"""How a field is stored: without quotes; in quotes, with none inside; quoted with escaped quotes or with text behind the
closing one; not quoted, but with quotes in it; exactly ``="..."`` with none inside.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Fields in the order of the text, and which of them belong to which record.

    ``bounds[2 * f]`` and ``bounds[2 * f + 1]`` are where the value of field ``f`` starts and ends, inside its quotes if
    its form is ``QUOTED``, and as the field is stored otherwise. ``forms`` is ``None`` if all fields are ``PLAIN``.
    ``first[r]`` is the first field of record ``r``, ``at`` where each field ends (its delimiter or LF), and ``widths``
    the number of fields of each record: 0 for a blank line, ``None`` where all are ``width`` wide.
    """

    at: Ints
    bounds: Ints
    forms: Forms | None
    first: Ints
    width: int
    widths: Ints | None

    @property
    def rows(self) -> int:
        """Number of records."""
        return int(self.first.size)

    def fields(self, column: int) -> tuple[Ints, Flags | None]:
        """The field of each record in a column, and which records have one (``None``: all of them).

        Where a record has none, some other field is named.
        """
        if self.widths is None:
            return self.first + np.int32(column), None
        has = self.widths > column
        return np.where(has, self.first + np.int32(column), self.first), None if has.all() else has


def layout(data: bytes, ends: Ends, max_cells: int) -> Layout:
    """The records of :func:`~leakguard.sources.csv.bounds.find_ends`, from the first on until a table of them would have more
    than ``max_cells`` cells; at least one.
    """
    a = np.frombuffer(data, np.uint8)
    at, quotes = ends.at, ends.quotes
    last = np.flatnonzero(ends.lines)
    widths = np.diff(last, prepend=-1)
    rows = _most_rows(widths, max_cells)
    if rows < widths.size:
        last, widths = last[:rows], widths[:rows]
        at = at[: int(last[-1]) + 1]
        quotes = None if quotes is None else quotes[: at.size]
    bounds, forms = field_bounds(a, at, quotes, last)
    first = (last - widths + 1).astype(np.int32)
    blank = (widths == 1) & (bounds[2 * last] == bounds[2 * last + 1])
    if forms is not None:
        blank &= forms[last] == PLAIN
    width = int(widths.max())
    if not blank.any() and width == int(widths.min()):
        return Layout(at, bounds, forms, first, width, None)
    return Layout(at, bounds, forms, first, width, np.where(blank, 0, widths).astype(np.int32))


def field_bounds(a: Bytes, at: Ints, quotes: Ints | None, last: NDArray[np.int64]) -> tuple[Ints, Forms | None]:
    """``bounds`` and ``forms`` of a :class:`Layout`; ``last`` are the indices of the fields that end a record."""
    bounds = np.empty(2 * at.size + 1, np.int32)
    starts, stops = bounds[0:-1:2], bounds[1::2]
    starts[:1] = 0
    np.add(at[:-1], 1, out=starts[1:])
    stops[:] = at
    bounds[-1] = at[-1]
    line_ends = at[last]
    stops[last] -= (a[np.maximum(line_ends - 1, 0)] == CR) & (line_ends > starts[last])
    if quotes is None:
        return bounds, None
    quoted = (quotes >= 2) & (a[starts] == QUOTE)
    simple = quoted & (quotes == 2) & (a[np.maximum(stops - 1, 0)] == QUOTE)
    forms = np.zeros(at.size, np.uint8)
    forms[quoted] = ESCAPED
    forms[simple] = QUOTED
    marked = np.flatnonzero((quotes > 0) & ~quoted)
    if marked.size:
        forms[marked] = MARKED
        forms[marked[_is_excel(a, starts[marked], stops[marked], quotes[marked])]] = EXCEL
    starts += simple
    stops -= simple
    return bounds, forms


def _is_excel(a: Bytes, starts: Ints, stops: Ints, quotes: Ints) -> Flags:
    opened = (a[starts] == EQUALS) & (a[np.minimum(starts + 1, a.size - 1)] == QUOTE)
    flags: Flags = opened & (quotes == 2) & (stops - starts >= 3) & (a[np.maximum(stops - 1, 0)] == QUOTE)
    return flags


def _most_rows(widths: NDArray[np.int64], max_cells: int) -> int:
    widest = int(widths.max())
    if widest * widths.size <= max_cells:
        return int(widths.size)
    cells = np.maximum.accumulate(widths) * np.arange(1, widths.size + 1)
    return max(1, int(np.searchsorted(cells, max_cells, side="right")))
