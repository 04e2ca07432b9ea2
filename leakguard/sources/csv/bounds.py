"""Where the fields of a delimited text end, found for a whole block at once.

This is the state machine of :mod:`~leakguard.sources.csv.records`, run over the quotes only and without a loop. Quotes
that stand side by side are one run, and what a run does depends on two things only: whether their number is odd, and
whether the run stands at the start of a field (or of ``="``).

* An even run never changes the state: in quotes it is escaped quotes, at the start of a field it opens and closes.
* An odd run at the start of a field opens when it is met outside quotes and closes when it is met inside.
* Any other odd run closes when it is met inside quotes and is data outside: behind it the state is *outside* in any case.

So the state is the parity of the runs of the second kind since the last of the third kind, which is a cumulative sum.
What this cannot settle (a quote that nothing in the block closes, or that is closed too far away to count in bytes) is
not guessed: the block is cut before the record it stands in, and that record is left to the state machine.

Text is bytes in UTF-8 here, or in any encoding in which the bytes of delimiter, quote, CR and LF mean nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

LF, CR, QUOTE, EQUALS = 10, 13, 34, 61


class Ends(NamedTuple):
    """The fields of whole records, in the order of the text.

    ``at`` are the positions of the delimiters and LFs that end fields, ``lines`` says which of them are LFs, ``quotes`` is
    the number of quotes in each field (``None`` if there is no quote at all), ``marks`` which of all delimiters, LFs and
    quotes up to the end those are (``None`` if all of them), ``stray`` the positions of quotes that would begin an
    ``="..."`` if something closed it.
    """

    at: Ints
    lines: Flags
    quotes: Ints | None
    marks: Ints | None
    stray: Ints

    @property
    def size(self) -> int:
        """Length of the text up to the end of the last whole record, in bytes."""
        return int(self.at[-1]) + 1 if self.at.size else 0


def find_ends(data: bytes, delimiter: int, quote_limit: int) -> Ends:
    """The fields of the records that ``data``, which starts with a record, holds from start to end beyond doubt."""
    a = np.frombuffer(data, np.uint8)
    if QUOTE not in data:
        at, found = positions(a, delimiter, quotes=False)
        whole = int(np.searchsorted(at, data.rfind(b"\n") + 1))
        return Ends(at[:whole], found[:whole] == LF, None, None, _NONE)
    marks, found = positions(a, delimiter, quotes=True)
    is_quote = found == QUOTE
    is_line = found == LF
    turns, stray, doubt = _turns(a, marks, is_quote, is_line, delimiter, quote_limit)
    turned = np.zeros(marks.size, np.uint8)
    turned[turns] = 1
    outside = np.cumsum(turned, dtype=np.uint8)
    np.bitwise_and(outside, 1, out=outside)
    kept = np.flatnonzero((outside == 0) & ~is_quote)
    at = marks[kept]
    if doubt is not None:
        at = at[: int(np.searchsorted(at, doubt))]
    lines = is_line[kept[: at.size]]
    whole = _through_last(lines)
    kept = kept[:whole]
    # Every mark up to a field's end is a quote, an end, or an end taken as data: the quotes are counted once for all.
    seen = np.cumsum(is_quote, dtype=np.int32)[kept]
    return Ends(at[:whole], lines[:whole], np.diff(seen, prepend=np.int32(0)), kept.astype(np.int32), stray)


def positions(a: Bytes, delimiter: int, quotes: bool) -> tuple[Ints, Bytes]:
    """Where the delimiters, the LFs and, if asked for, the quotes stand, and which of these bytes stands there."""
    places, found = [_NONE], [_NO_BYTES]
    flags, more = np.empty((2, min(_PIECE, a.size)), np.bool_)
    for start in range(0, a.size, _PIECE):
        piece = a[start : start + _PIECE]
        flag, other = flags[: piece.size], more[: piece.size]
        np.equal(piece, delimiter, out=flag)
        for byte in (LF, QUOTE) if quotes else (LF,):
            np.equal(piece, byte, out=other)
            np.logical_or(flag, other, out=flag)
        at = np.flatnonzero(flag)
        found.append(piece[at])
        at += start
        places.append(at.astype(np.int32))
    return np.concatenate(places), np.concatenate(found)


_NONE, _NO_BYTES = np.empty(0, np.int32), np.empty(0, np.uint8)
_PIECE = 1 << 18
"""What is looked through at a time, in bytes: little enough for the cache of a processor core."""


def _turns(
    a: Bytes, marks: Ints, is_quote: Flags, is_line: Flags, delimiter: int, quote_limit: int
) -> tuple[Ints, Ints, int | None]:
    """Indices of the marks at which the text goes in or out of quotes; the unclosed ``="``; the first open question."""
    index = np.flatnonzero(is_quote).astype(np.int32)
    at = marks[index]
    first = np.ones(at.size, np.bool_)
    np.not_equal(np.diff(at), 1, out=first[1:])
    heads = np.flatnonzero(first).astype(np.int32)
    doubt = None
    if heads.size == at.size:
        lengths = np.ones(at.size, np.int32)
    else:
        lengths = np.diff(heads, append=np.int32(at.size))
        if int(lengths.max()) > quote_limit:
            doubt = int(at[heads[int(np.argmax(lengths > quote_limit))]])
        odd = np.flatnonzero(lengths & 1).astype(np.int32)
        heads, lengths = heads[odd], lengths[odd]
        index, at = index[heads], at[heads]
    opening, stray = _openings(a, is_line, index, at, delimiter)
    opens, closes = _pairs(opening)
    opened, closed = at[opens], at[closes]
    if opened.size > closed.size:
        doubt = _earlier(doubt, int(opened[-1]))
    far = closed - opened[: closed.size] > quote_limit - lengths[closes]
    if far.any():
        doubt = _earlier(doubt, int(opened[int(np.argmax(far))]))
    if stray.size:
        # Met inside quotes, it is not the start of anything.
        inside = np.searchsorted(opened, at[stray]) != np.searchsorted(closed, at[stray])
        stray = stray[~inside]
    return np.concatenate([index[opens], index[closes]]), at[stray], doubt


def _openings(a: Bytes, is_line: Flags, index: Ints, at: Ints, delimiter: int) -> tuple[Flags, NDArray[np.int64]]:
    """Which odd runs open when they are met outside quotes, and which would but for the lack of a closing one.

    Between the quotes of ``="..."`` no LF may stand, and it is the next odd run that closes it.
    """
    before = a[at - 1]
    if at.size and at[0] == 0:
        before[0] = LF
    opening = before == delimiter
    opening |= before == LF
    excel = np.flatnonzero(before == EQUALS)
    if excel.size:
        place = at[excel]
        front = a[np.maximum(place - 2, 0)]
        excel = excel[(front == delimiter) | (front == LF) | (place == 1)]
    if not excel.size:
        return opening, excel
    lines = np.cumsum(is_line, dtype=np.int32)
    following = np.append(lines[index], np.int32(-1))
    closed = following[excel + 1] == lines[index[excel]]
    opening[excel[closed]] = True
    return opening, excel[~closed]


def _pairs(opening: Flags) -> tuple[slice | NDArray[np.int64], slice | NDArray[np.int64]]:
    """Which of the odd runs open, and which close; the last opening one may have none that closes."""
    if opening[::2].all():
        # Whatever the others are, inside quotes they close.
        return slice(0, None, 2), slice(1, None, 2)
    since = np.cumsum(opening, dtype=np.int32)
    after = (since - np.maximum.accumulate(np.where(opening, 0, since))) & 1
    before = np.zeros_like(after)
    before[1:] = after[:-1]
    return np.flatnonzero((before == 0) & (after == 1)), np.flatnonzero((before == 1) & (after == 0))


def _earlier(one: int | None, other: int) -> int:
    return other if one is None else min(one, other)


def _through_last(flags: Flags) -> int:
    """Number of items up to and with the last that is true."""
    tail = flags[::-1]
    return 0 if not tail.size or not tail.any() else int(flags.size - np.argmax(tail))
