"""Restoring: a copy of a redacted file in which every encrypted value is the original again.

Tokens are found in the texts that the source hands out (lines, cells, names, comments), in every format that leakguard can
write. All of them are restored or nothing is written: a wrong key, a damaged token, a part of the file that could not be
read are errors. A text or CSV file of which nothing but encrypted values was changed comes back byte for byte.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from leakguard.errors import TokenError, UnscannedError, UsageError
from leakguard.operators.encryption import BEGINNING, TOKEN, decrypt
from leakguard.redaction import beside
from leakguard.sources import Source, open_source
from leakguard.units import Block, CellEdit, Edit, NoteBlock, NoteEdit, TableBlock, TextBlock, TextEdit

_CURE = "Give the key that the file was redacted with, and the file as it was written. Nothing was written."


class Restored(NamedTuple):
    """How many values were restored, by entity."""

    output: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass
class _Restoring:
    """One pass over one source."""

    source: Source
    key: bytes
    counts: dict[str, int] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)

    def edited(self) -> Iterator[tuple[Block, Sequence[Edit]]]:
        """Every block with the edits that restore what stands in it."""
        for block in self.source.blocks():
            if isinstance(block, TextBlock):
                yield block, [TextEdit(*found) for found in self._in(block.text)]
            elif isinstance(block, TableBlock):
                yield block, list(self._cells(block))
            else:
                yield block, list(self._notes(block))

    def _cells(self, block: TableBlock) -> Iterator[Edit]:
        for index, column in enumerate(block.columns):
            for row, cell in enumerate(column):
                if cell and ":enc:" in cell:
                    for found in self._in(cell):
                        yield CellEdit(row, index, *found)

    def _notes(self, block: NoteBlock) -> Iterator[Edit]:
        for index, note in enumerate(block.notes):
            for found in self._in(note.text):
                yield NoteEdit(index, *found)

    def _in(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and original of every token in a text."""
        for begins in BEGINNING.finditer(text):
            token = TOKEN.match(text, begins.start())
            if token is None:
                raise self._error("a token in it is damaged")
            if token[0] not in self.known:
                try:
                    self.known[token[0]] = decrypt(token[0], self.key)
                except TokenError:
                    raise self._error("it was encrypted with another key, or a token in it is damaged") from None
            self.counts[token[1]] = self.counts.get(token[1], 0) + 1
            yield token.start(), token.end(), self.known[token[0]]

    def _error(self, problem: str) -> TokenError:
        return TokenError(f"{self.source.name}: {problem}. {_CURE}")


def restore_file(source: Source, output: Path, key: bytes, *, overwrite: bool = False) -> Restored:
    """Write a copy of ``source`` with all encrypted values restored to ``output``, mode as the source has it.

    Raises:
        TokenError: another key, or a damaged token.
        UsageError: ``output`` is the input or exists already, or there is nothing to restore.
        UnscannedError: the source, or a part of it, cannot be read.
        In all cases nothing is written.
    """
    output = output.resolve()
    _refuse(source, output, overwrite)
    work = _Restoring(source, key)
    with beside(output) as (stream, path):
        source.rewrite(work.edited(), stream)
        stream.flush()
        os.fsync(stream.fileno())
        _refuse_rest(source, path, work)
        shutil.copymode(source.name, path)
        path.replace(output)
    return Restored(str(output), dict(sorted(work.counts.items())))


def _refuse(source: Source, output: Path, overwrite: bool) -> None:
    if not Path(source.name).is_file():
        raise UsageError(f"{source.name} is no file. Name the redacted file.")
    if source.written_format != source.format:
        raise UsageError(
            f"{source.name}: {source.format.upper()} cannot be written back. Restore the copy as it was made."
        )
    if output.exists():
        if output.samefile(source.name):
            raise UsageError(f"{output} is the input itself. Give another output.")
        if not overwrite:
            raise UsageError(f"{output} exists already. Remove it, give another name, or pass --overwrite.")


def _refuse_rest(source: Source, path: Path, work: _Restoring) -> None:
    """Nothing to restore, parts that could not be read, or a token that the copy still holds."""
    unread = source.unread()
    if unread:
        raise UnscannedError(unread[0].reason, f"{unread[0].detail}; values in it could not be restored")
    if not work.counts:
        raise UsageError(
            f"{source.name} holds no encrypted value, so there is nothing to restore. Nothing was written."
        )
    text = source.encoding if source.format in ("text", "csv", "json", "jsonl", "sql", "html") else None
    copy = open_source(path, encoding=text, format=source.format)
    if any(BEGINNING.search(piece) for block in copy.blocks() for piece in _texts(block)):
        raise TokenError(f"{source.name}: a token stands where it cannot be restored. {_CURE}")


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, TextBlock):
        yield block.text
    elif isinstance(block, TableBlock):
        for column in block.columns:
            yield from (cell for cell in column if cell and ":enc:" in cell)
    else:
        yield from (note.text for note in block.notes)
