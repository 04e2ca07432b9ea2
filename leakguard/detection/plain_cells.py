"""Columns of one entity in large tables: cells of a plain shape are told all at once, the others are left to be read.

What is plain is data (``cell: plain:`` in ``recognizers/*.yaml``). A cell is never taken blindly: it must have the shape,
one cell of each class (see :class:`~leakguard.detection.recognizer.Plain`) is read in full, and of every block some more are
read and compared; where one of them turns out to be anything else, the column is read cell by cell from then on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leakguard.columnar import ArrowColumn
from leakguard.detection.patterns import canonical_form
from leakguard.detection.preview import preview
from leakguard.detection.recognizer import Plain, Recognizer
from leakguard.detection.vector_checks import VECTOR_CHECKS
from leakguard.findings import Finding
from leakguard.text import fold

Rows = NDArray[np.int64]
Ahead = Callable[[Sequence[str]], None]
"""Told which texts will be read next."""

Read = Callable[[str], Sequence[Finding]]
"""Reads one cell in full."""

_BEFORE, _AFTER = "=\"'\t ", "\"'\t \r\n"
_WRAPPED = "^[=\"'\t ]|[\"'\t \r\n]$"
_SAMPLE, _LATER_SAMPLE, _WARY = 6, 2, 4
"""How many cells of each block are read to see whether a shape holds: in the first ``_WARY`` blocks, and later."""
_LONGEST = 1023
_SEPARATORS = re.compile(r"[^\S\n]|[-·.()/_*]")
_MARK = "\x00"


@dataclass(frozen=True)
class ColumnFindings:
    """One finding in each of many cells of a column: all but the first ``head`` and last ``tail`` characters of the cell.

    ``finding`` says what each of them is, without a value. ``read`` reads one of the cells in full.
    """

    column: int
    cells: ArrowColumn
    finding: Finding
    recognizer: Recognizer
    read: Read
    rows: Rows
    head: Rows
    tail: Rows
    within: bool = False
    """Whether more stands in the cell than the value and what programs wrap around it."""

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, indices: Sequence[int] | range | None = None) -> Iterator[tuple[int, Finding]]:
        """``(row, finding)`` of all, or of some by their index, as reading the cells would have given.

        Only the canonical form of an address is not that of the address grammar, which takes a thousand times longer:
        see :meth:`canonical`.
        """
        chosen = np.arange(len(self)) if indices is None else np.fromiter(indices, np.int64)
        starts, values = self.head[chosen].tolist(), self.values(chosen)
        forms = self.plain_canonical(values)
        for row, start, value, canonical in zip(self.rows[chosen].tolist(), starts, values, forms, strict=True):
            shown = value if self.shown_whole else preview(value, self.recognizer.preview)
            end = start + len(value)
            yield row, replace(self.finding, start=start, end=end, value=value, canonical=canonical, preview=shown)

    @property
    def shown_whole(self) -> bool:
        """Whether a preview is the value itself: it is masked, and more than its ends is known of it."""
        return self.finding.masked and self.recognizer.engine == "patterns"

    def some(self, indices: Sequence[int] | Rows) -> ColumnFindings:
        """Some of them, by their index."""
        return replace(self, rows=self.rows[indices], head=self.head[indices], tail=self.tail[indices])

    def by_hidden(self) -> Iterator[ColumnFindings]:
        """Those in which as many characters are hidden, of values that are masked with ``*``."""
        counts = numbers(pc.count_substring(self.array(), "*"))
        kinds = np.unique(counts)
        for count in kinds.tolist():
            yield self if len(kinds) == 1 else self.some(np.flatnonzero(counts == count))

    def values(self, chosen: Rows | None = None) -> list[str]:
        """The values themselves, of all findings or of some by their index."""
        values: list[str] = self.array(chosen).to_pylist()
        return values

    def array(self, chosen: Rows | None = None) -> pa.Array:
        """The values as an Arrow array, of all findings or of some by their index."""
        kept: slice | Rows = slice(None) if chosen is None else chosen
        cells, head, tail = self.cells.array.take(pa.array(self.rows[kept])), self.head[kept], self.tail[kept]
        if not head.any() and not tail.any():
            return cells
        spans = zip(cells.to_pylist(), head.tolist(), tail.tolist(), strict=True)
        return pa.array([text[a : len(text) - b] for text, a, b in spans], cells.type)

    def at_rows(self, rows: Collection[int]) -> Iterator[tuple[int, str]]:
        """``(row, value)`` of those that stand in these rows."""
        chosen = np.flatnonzero(np.isin(self.rows, np.fromiter(rows, np.int64)))
        return zip(self.rows[chosen].tolist(), self.values(chosen), strict=True)

    def plain_canonical(self, values: Sequence[str]) -> list[str]:
        """The canonical forms of values, those of addresses without the help of the address grammar."""
        folded = fold("\n".join(values)).text
        kept = self.recognizer.canonical != "compact" or not _SEPARATORS.search(folded)
        if kept and folded.count("\n") == len(values) - 1:
            return canonical_form(self.recognizer, folded.replace("\n", _MARK)).split(_MARK)
        return [canonical_form(self.recognizer, fold(value).text) for value in values]

    def canonical(self, finding: Finding) -> str:
        """The canonical form of one of the findings as reading the cell in full gives it."""
        return self.read(finding.value)[0].canonical if self.recognizer.engine == "address" else finding.canonical


class Split(NamedTuple):
    """What was told by shape, and the rows that have to be read."""

    found: list[ColumnFindings]
    left: Rows


@dataclass
class Classes:
    """What was found in the one cell of each class that was read, and the shapes that did not hold.

    It can be sent to another process.
    """

    found: dict[tuple[Plain, str, int], Finding | None] = field(default_factory=dict)
    given_up: set[Plain] = field(default_factory=set)
    blocks: int = 0
    """How many blocks the column had so far: the more of them hold what they should, the fewer cells are read."""

    def copy(self) -> Classes:
        """As it is now."""
        return Classes(dict(self.found), set(self.given_up), self.blocks)


class PlainCells:
    """Tells the plain cells of one column, block after block. Cells that are one of ``words`` (of headers) are left."""

    def __init__(
        self,
        column: int,
        recognizers: Sequence[Recognizer],
        read: Read,
        words: Iterable[str] = (),
        learnt: Classes | None = None,
    ) -> None:
        self._column = column
        self._read = read
        self._words = pa.array(sorted(words), pa.string())
        self._rules = [(r, plain) for r in recognizers if r.cell for plain in r.cell.plain]
        self.learnt = learnt or Classes()

    def __bool__(self) -> bool:
        return any(plain not in self.learnt.given_up for _, plain in self._rules)

    def split(self, cells: ArrowColumn, first: int = 0) -> Split:
        """The findings of the plain cells from row ``first`` on, and the rows of all others that are not empty."""
        bare, head, tail = _bare(cells.array)
        left = numbers(pc.binary_length(bare)) > 0
        left[:first] = False
        words = bools(pc.is_in(bare, self._words.cast(bare.type)))
        found: list[ColumnFindings] = []
        for recognizer, plain in self._rules:
            if plain in self.learnt.given_up:
                continue
            mask = left & shape(plain, bare) & ~words
            for finding, rows in self._by_finding(recognizer, plain, bare, np.flatnonzero(mask)):
                told = ColumnFindings(
                    self._column, cells, finding, recognizer, self._read, rows, head[rows], tail[rows]
                )
                if not self._holds(told):
                    self.learnt.given_up.add(plain)
                    break
                found.append(told)
                left[rows] = False
        self.learnt.blocks += 1
        return Split(found, np.flatnonzero(left))

    def _by_finding(
        self, recognizer: Recognizer, plain: Plain, bare: pa.Array, rows: Rows
    ) -> Iterator[tuple[Finding, Rows]]:
        """The rows of plain cells by what was found in the one of their class that was read."""
        if not len(rows):
            return
        values = bare if len(rows) == len(bare) else bare.take(pa.array(rows))
        codes, width, heads = class_codes(plain, values)
        firsts = np.full(int(codes.max()) + 1, -1)
        firsts[codes[::-1]] = np.arange(len(codes))[::-1]
        which = np.full(len(firsts), -1)
        groups: dict[Finding, int] = {}
        for code in np.flatnonzero(firsts >= 0).tolist():
            key = (plain, heads[code // width], code % width)
            if key not in self.learnt.found:
                text = values[int(firsts[code])].as_py()
                self.learnt.found[key] = _whole(self._read(text), text, recognizer, plain.masked)
            finding = self.learnt.found[key]
            if finding is not None:
                which[code] = groups.setdefault(finding, len(groups))
        members = which[codes]
        for finding, group in groups.items():
            yield finding, rows[members == group]

    def _holds(self, told: ColumnFindings) -> bool:
        """Whether some cells, read in full, are what they were taken for."""
        count = min(len(told), _SAMPLE if self.learnt.blocks < _WARY else _LATER_SAMPLE)
        for row, finding in told.at(np.linspace(0, len(told) - 1, count, dtype=int).tolist()):
            read = self._read(told.cells[row] or "")
            expected = (finding.entity, finding.kind, finding.start, finding.value)
            if [(f.entity, f.kind, f.start, f.value) for f in read] != [expected]:
                return False
        return True


def class_codes(plain: Plain, values: pa.Array) -> tuple[Rows, int, list[str]]:
    """The class of each value as ``head * width + length``, the width, and the heads: the characters that it goes by."""
    if not plain.by:
        return np.zeros(len(values), np.int64), 1, [""]
    starts = pc.utf8_slice_codeunits(values, 0, plain.by).dictionary_encode()
    lengths = np.minimum(numbers(pc.utf8_length(values)), _LONGEST)
    width = int(lengths.max()) + 1
    return numbers(starts.indices) * width + lengths, width, starts.dictionary.to_pylist()


def _whole(found: Sequence[Finding], text: str, recognizer: Recognizer, masked: bool) -> Finding | None:
    """What was found in a cell, if it is the cell from end to end and nothing else, freed from what is of this cell only."""
    if len(found) != 1 or found[0].value != text or found[0].recognizer != recognizer.id or found[0].masked != masked:
        return None
    (finding,) = found
    kept = tuple(evidence for evidence in finding.evidence if evidence.kind != "grammar")
    score = min(1.0, max(0.0, round(sum(evidence.weight for evidence in kept), 6)))
    return replace(finding, start=0, end=0, evidence=kept, score=score, levels=(), value="", canonical="", preview="")


def shape(plain: Plain, bare: pa.Array) -> NDArray[np.bool_]:
    """Which of the values, free of wrapping, are plain."""
    mask = bools(pc.match_substring_regex(bare, f"^(?:{plain.regex})$"))
    if plain.unless and mask.any():
        mask &= ~bools(pc.match_substring_regex(bare, plain.unless))
    if plain.check and mask.any():
        rows = np.flatnonzero(mask)
        mask[rows] = VECTOR_CHECKS[plain.check](bare.take(pa.array(rows)))
    return mask


def _bare(array: pa.Array) -> tuple[pa.Array, Rows, Rows]:
    """The cells without what programs wrap around a value, and how many characters that is in front and behind."""
    array = array.fill_null(pa.scalar("", array.type)) if array.null_count else array
    none = np.zeros(len(array), np.int64)
    if not bools(pc.match_substring_regex(array, _WRAPPED)).any():
        return array, none, none
    right = pc.ascii_ltrim(array, _BEFORE)
    bare = pc.ascii_rtrim(right, _AFTER)
    whole, rest, inner = (numbers(pc.binary_length(each)) for each in (array, right, bare))
    return bare, whole - rest, rest - inner


def numbers(array: pa.Array) -> Rows:
    """An Arrow array of numbers without nulls as NumPy has it."""
    return np.asarray(array.to_numpy(zero_copy_only=False), np.int64)


def bools(array: pa.Array) -> NDArray[np.bool_]:
    """An Arrow array of truth values without nulls as NumPy has it, writable."""
    return np.array(array.to_numpy(zero_copy_only=False), np.bool_)
