"""JSON and JSON Lines as blocks: values as table cells, and as running text whatever is no JSON."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from itertools import chain

from leakguard.sources.base import SplicedSource
from leakguard.sources.decoding import decoded_chunks
from leakguard.sources.encoding import Encoding
from leakguard.sources.jsons.block import JsonBlock, laid_out
from leakguard.sources.jsons.columns import Columns
from leakguard.sources.jsons.walker import MAX_DEPTH, Cell, Outer, Status, Walker
from leakguard.sources.origin import Origin
from leakguard.sources.text import StoredText, soft_cut, spliced, whole_lines
from leakguard.units import Block, Edit

CHUNK_BYTES = 1 << 20
MAX_STRING = 8 << 20
MAX_LINE = 2 << 20
"""Longest member or element of a document, and longest line of JSON Lines, in characters; what is longer is read as
running text."""

MAX_RECORD = 4 << 20
MAX_RECORD_CELLS = 100_000
"""A record of more characters or values than this is cut into several."""

_MAX_CELLS = 1_000_000  # rows times columns of one block, most of which may be empty
_TEXT = 1 << 20
_BLANK = re.compile(r"[ \t\r\n\ufeff]*+")
_BODY = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)


class JsonSource(SplicedSource):
    """JSON text in blocks of about 1 MiB.

    A document is read to the first place where it is no JSON, and its rest as running text; further documents behind it
    are named by the 0-based line on which they begin. With ``lines`` every line is a document of its own, named by its
    line, or running text.
    """

    def __init__(
        self,
        origin: Origin,
        encoding: Encoding,
        digest: str,
        *,
        lines: bool,
        chunk_bytes: int = CHUNK_BYTES,
        max_string: int = MAX_STRING,
    ) -> None:
        self.name = origin.name
        self.format = "jsonl" if lines else "json"
        self.encoding, self.encoding_reason = encoding.name, encoding.reason
        self.digest = digest
        self._origin, self._encoding, self._lines = origin, encoding, lines
        self._chunk_bytes, self._max_string = chunk_bytes, max_string

    def blocks(self) -> Iterator[Block]:
        """See :class:`~leakguard.sources.base.Source`."""
        chunks = decoded_chunks(self._origin, self._encoding, self._chunk_bytes)
        reader = _Reader(self._encoding.bom, self._lines, self._max_string, self._chunk_bytes)
        return reader.lines(chunks) if self._lines else reader.documents(chunks)

    def splice(self, block: Block, edits: Sequence[Edit]) -> bytes:
        """See :class:`~leakguard.sources.base.SplicedSource`."""
        if isinstance(block, JsonBlock):
            return block.spliced(edits, self._encoding)
        if isinstance(block, StoredText):
            return spliced(block, edits, self._encoding)
        raise ValueError("this block does not come from a JSON source")


class _Reader:
    """One pass over the text: what was handed out, and the walker's state between two chunks."""

    def __init__(self, bom: bytes, lines: bool, max_string: int, block: int) -> None:
        self._bom, self._max_string, self._block = bom, max_string, block
        self._columns = Columns()
        self._walker = Walker(self._columns, wrappers=0 if lines else MAX_DEPTH)
        self._base = self._line = self._line_offset = self._row = 0

    def lines(self, chunks: Iterator[str]) -> Iterator[Block]:
        """The blocks of JSON Lines."""
        for piece in whole_lines(chunks, min(self._max_string, MAX_LINE)):
            base, line, continued = self._base, self._line, self._line_offset > 0
            begun = start = 0
            was_json = True
            while start < len(piece):
                end = piece.find("\n", start) + 1 or len(piece)
                if _after_blank(piece, start) < end:
                    is_json = not (continued and start == 0) and self._read_line(piece, start, end, line, base)
                    if is_json != was_json and start > begun:
                        yield from self._tables(piece[begun:start]) if was_json else self._text(piece[begun:start])
                        begun = start
                    was_json = is_json
                start, line = end, line + 1
            yield from self._tables(piece[begun:]) if was_json else self._text(piece[begun:])
        yield from self._end()

    def documents(self, chunks: Iterator[str]) -> Iterator[Block]:
        """The blocks of one document, or of several one after the other."""
        walker = self._walker
        text, position, status = "", 0, Status.DONE
        counted, line, documents = 0, 0, 0
        while True:
            chunk = next(chunks, "")
            text += chunk
            while True:
                if status is Status.DONE:
                    walker.end_record()
                    position = _after_blank(text, position)
                    if position == len(text):
                        break
                    line, counted = line + text.count("\n", counted, position), position
                    walker.begin(line if documents else None)
                    documents += 1
                position, status = walker.walk(text, position, len(text), final=not chunk, base=self._base)
                if status is not Status.DONE:
                    break
            long = status is Status.MORE and len(text) - position > self._max_string
            body = walker.skip_string(text, position) if long else None
            if body is not None:
                yield from self._tables(text[:body])
                text = yield from self._long_string(text[body:], chunks)
                position, counted, line = min(1, len(text)), 0, self._line
            elif long or status is Status.BROKEN or not chunk:
                yield from self._tables(text[:position])
                yield from self._rest(text[position:], chunks)
                return
            elif len(text) >= self._block:
                begun = self._base
                yield from self._complete_records(text, position)
                done = self._base - begun
                text, position, counted = text[done:], position - done, max(counted - done, 0)
                line = max(line, self._line)

    def _read_line(self, piece: str, start: int, end: int, line: int, base: int) -> bool:
        """Whether a line is one JSON value; if not, nothing of it is kept."""
        walker = self._walker
        cells, records = len(walker.cells), len(walker.record_ends)
        walker.begin(line)
        reached, status = walker.walk(piece, _after_blank(piece, start), end, final=True, base=base)
        if status is Status.DONE and _after_blank(piece, reached) >= end:
            walker.end_record()
            return True
        del walker.cells[cells:], walker.record_ends[records:]
        return False

    def _complete_records(self, text: str, position: int) -> Iterator[Block]:
        """Hand out the records that are complete; all up to ``position`` if the open one has grown too large."""
        walker = self._walker
        count = walker.record_ends[-1] if walker.record_ends else 0
        if count:
            yield from self._tables(text[: _end(walker.cells[count - 1]) - self._base], count)
        elif position > MAX_RECORD or len(walker.cells) > MAX_RECORD_CELLS:
            yield from self._tables(text[:position])

    def _long_string(self, text: str, chunks: Iterator[str]) -> Generator[Block, None, str]:
        """Hand out a string that is too long for a cell as running text; returns what follows, from its closing quote."""
        while True:
            closed = _BODY.match(text)
            reached = closed.end() if closed else 0
            if reached < len(text) and text[reached] == '"':
                yield from self._text(text[:reached])
                return text[reached:]
            while reached > 2 * _TEXT:
                cut = soft_cut(text, _TEXT)
                cut += (cut - len(text[:cut].rstrip("\\"))) % 2
                yield from self._text(text[:cut])
                text, reached = text[cut:], reached - cut
            chunk = next(chunks, "")
            if not chunk:
                yield from self._text(text)
                return ""
            text += chunk

    def _rest(self, text: str, chunks: Iterator[str]) -> Iterator[Block]:
        """What is no JSON, to the end."""
        for piece in whole_lines(chain((text,), chunks), 4 * _TEXT):
            yield from self._text(piece)
        yield from self._end()

    def _tables(self, text: str, count: int | None = None) -> Iterator[Block]:
        """Hand out ``text`` with the first ``count`` cells, or all: in blocks that are not too wide and high at once."""
        walker = self._walker
        count = len(walker.cells) if count is None else count
        ends = [end for end in walker.record_ends if end <= count]
        limit = max(1000, _MAX_CELLS // max(1, len(self._columns.headers)))
        stop = self._base + len(text)
        begun = 0
        for end in _cuts(walker.cells, ends, count, limit) if text else ():
            cut = stop if end == count else _end(walker.cells[end - 1])
            piece, text = text[: cut - self._base], text[cut - self._base :]
            yield self._table(piece, walker.cells[begun:end], [e - begun for e in ends if begun < e <= end])
            begun = end
        del walker.cells[:count]
        walker.record_ends = [end - count for end in walker.record_ends if end > count]

    def _table(self, text: str, cells: Sequence[Cell], record_ends: Sequence[int]) -> Block:
        headers = list(self._columns.headers)
        layout = laid_out(cells, record_ends, len(headers))
        named = headers if any(header is not None for header in headers) else None
        row, base, bom = self._row, self._base, self._bom
        self._row += layout.rows
        self._pass(text)
        return JsonBlock(layout.columns, row, None, named, text=text, cells=layout.cells, base=base, bom=bom)

    def _text(self, text: str) -> Iterator[Block]:
        if text:
            block = StoredText(text, first_line=self._line, line_offset=self._line_offset, bom=self._bom)
            self._pass(text)
            yield block

    def _end(self) -> Iterator[Block]:
        """The byte order mark of an input that holds nothing else."""
        if self._bom:
            yield StoredText("", bom=self._bom)

    def _pass(self, text: str) -> None:
        """Count what was handed out."""
        self._bom = b""
        self._base += len(text)
        self._line += text.count("\n")
        ends = text.rfind("\n")
        self._line_offset = self._line_offset + len(text) if ends < 0 else len(text) - ends - 1


def _cuts(cells: Sequence[Cell], record_ends: Sequence[int], count: int, limit: int) -> Iterator[int]:
    """Where to cut the first ``count`` cells into blocks of about ``limit``: between records unless one is larger.

    The cells of one string are kept together.
    """
    begun = taken = 0
    for end in (*record_ends, count):
        if end - begun > limit and taken > begun:
            begun = taken
            yield begun
        while end - begun > limit:
            begun += limit
            while begun < end and _end(cells[begun - 1]) > _outermost(cells[begun]).start:
                begun += 1
            if begun < end:
                yield begun
        taken = end
    if count > begun or not count:
        yield count


def _outermost(cell: Cell) -> Cell | Outer:
    at: Cell | Outer = cell
    while at.outer is not None:
        at = at.outer
    return at


def _end(cell: Cell) -> int:
    """Where the string, number or comment ends that holds a cell, counted from the start of the input."""
    return _outermost(cell).end


def _after_blank(text: str, start: int) -> int:
    found = _BLANK.match(text, start)
    return found.end() if found else start
