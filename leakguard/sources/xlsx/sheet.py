"""The XML of one sheet as a stream: what stands before its rows, the rows in stretches, and what stands behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leakguard.errors import UnscannedError
from leakguard.sources.xlsx.cells import Cells
from leakguard.sources.xlsx.exact import ExactRows
from leakguard.sources.xlsx.scan import scan_rows

STRETCH = 8 << 20
"""Bytes of rows that are read at a time."""

MAX_STRETCH = 64 << 20
"""Longest row."""

MAX_FRAME = 64 << 20
"""Most bytes around the rows: merged cells, validations, hyperlinks."""

_OPEN = re.compile(rb"<sheetData\s*(/?)>")
_CLOSE = b"</sheetData"
_PREFIXED = re.compile(rb"<[\w.-]{1,40}:sheetData\b")


class SheetReader:
    """One pass over a sheet. Iterate it for the cells; afterwards ``head`` and ``tail`` are what stands around the rows,
    the tail at ``tail_at`` of the part. A row that some reader has to start from is never cut.
    """

    def __init__(self, pieces: Iterator[bytes], *, exact: bool = False, stretch: int = STRETCH) -> None:
        self._pieces, self._always_exact, self._stretch = pieces, exact, stretch
        self.head, self.tail, self.tail_at = b"", b"", 0

    def __iter__(self) -> Iterator[Cells]:
        buffer = self._head()
        found = _OPEN.search(buffer)
        if found is None and not _PREFIXED.search(buffer):
            self._frame(buffer)
            return
        if found is None or self._always_exact or b"<!" in buffer[: found.start()]:
            yield from self._exact(buffer, buffer, 0)
            return
        if found[1]:
            self._frame(buffer)
            return
        self.head = buffer[: found.end()]
        yield from self._rows(buffer[found.end() :], found.end())

    def _head(self) -> bytes:
        """The first bytes, as far as the rows or to the end."""
        buffer = b""
        for piece in self._pieces:
            buffer += piece
            found = _OPEN.search(buffer) or _PREFIXED.search(buffer)
            if found:
                return buffer
            if len(buffer) > MAX_FRAME:
                raise UnscannedError("too-large", f"a sheet has more than {MAX_FRAME >> 20} MiB before its rows")
        return buffer

    def _frame(self, buffer: bytes) -> None:
        """A sheet without rows."""
        self.head = self._rest(buffer)
        self.tail_at = len(self.head)

    def _rest(self, start: bytes) -> bytes:
        pieces, size = [start], len(start)
        for piece in self._pieces:
            pieces.append(piece)
            size += len(piece)
            if size > MAX_FRAME:
                raise UnscannedError("too-large", f"a sheet has more than {MAX_FRAME >> 20} MiB beside its rows")
        return b"".join(pieces)

    def _rows(self, held: bytes, at: int) -> Iterator[Cells]:
        """Rows from ``held`` on, whose first byte stands at ``at`` of the part."""
        while True:
            held, ended = self._filled(held)
            close = held.find(_CLOSE)
            rows = held if close < 0 else held[:close]
            if b"<!" in rows or b"<?" in rows:
                yield from self._exact(self.head + held, held, at)
                return
            if close < 0 and ended:
                raise UnscannedError("unreadable", "a sheet ends in the middle of its rows")
            cut = close if close >= 0 else held.rfind(b"<row")
            if cut <= 0 and close < 0:
                if len(held) > MAX_STRETCH:
                    raise UnscannedError("too-large", f"a row of a sheet has more than {MAX_STRETCH >> 20} MiB")
                continue
            cells = scan_rows(held[:cut], at)
            if cells is None:
                yield from self._exact(self.head + held, held, at)
                return
            yield cells
            at += cut
            held = held[cut:]
            if close >= 0:
                self.tail, self.tail_at = self._rest(held), at
                return

    def _filled(self, held: bytes) -> tuple[bytes, bool]:
        """At least a stretch of bytes, twice as much if what is held was too little, and whether the part has ended."""
        pieces, size = [held], len(held)
        wanted = max(self._stretch, 2 * len(held))
        for piece in self._pieces:
            pieces.append(piece)
            size += len(piece)
            if size >= wanted:
                return b"".join(pieces), False
        return b"".join(pieces), True

    def _exact(self, first: bytes, held: bytes, at: int) -> Iterator[Cells]:
        """The rest of the part by the exact reader, which is given the head again if it does not begin at the start."""
        before = len(first) - len(held)
        reader = ExactRows(at - before, before)
        frame = bytearray(first) if before == 0 else bytearray(held)
        frame_at = 0 if before == 0 else at
        piece: bytes | None = first
        fed = 0
        while piece is not None:
            for start in range(0, len(piece), 1 << 20):
                reader.feed(piece[start : start + (1 << 20)])
                fed += 1
                if fed % 8 == 0:
                    yield reader.take()
            piece = next(self._pieces, None)
            if piece is not None:
                frame += piece
            if reader.data_start is not None and reader.sheet_data is None and len(frame) > 1 << 20:
                if not self.head:
                    self.head = bytes(frame[: reader.data_start - frame_at])
                gone = len(frame) - (1 << 16)  # the tail begins behind what is read
                frame_at += gone
                del frame[:gone]
        reader.feed(b"", final=True)
        yield reader.take()
        if reader.sheet_data is None:
            self.head, self.tail_at = bytes(frame), len(frame)
            return
        start, end = reader.sheet_data
        if not self.head:
            self.head = bytes(frame[: start - frame_at])
        self.tail, self.tail_at = bytes(frame[end - frame_at :]), end
