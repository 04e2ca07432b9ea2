"""The third proof: outside the changed spans the copy is the original.

- CSV, text and JSON are compared while they are written, block by block: the bytes of every block as it was and as it is are walked side by
  side (:mod:`~leakguard.proof.walking`). Large tables say which stretches they replaced; all bytes outside of them are compared at once. That
  the blocks are the input, and what was written is the copy, is made sure of by their digests.
- SQL and markup are walked as a whole after they were written.
- XLSX: every member that was not changed is the same, and in a changed one everything but cells, shared strings and texts is.
- Archives: every member without findings is the same.
- What is written as another format, or is a database or a columnar file, is not compared, and the proof says why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from leakguard.errors import ResidueError
from leakguard.proof import NOT_COMPARED, OUTSIDE, Proof
from leakguard.proof.walking import Pairs, Spell, as_it_is, in_csv, in_json, in_markup, in_sql, replaced
from leakguard.sources.base import SplicedSource
from leakguard.units import Block, CellEdit, ColumnEdit, Edit, NoteBlock, NoteEdit, TableBlock, TextBlock, TextEdit

if TYPE_CHECKING:
    from leakguard.sources import Source

WALKED = frozenset(("sql", "html", "spreadsheetml"))
MOST_PAIRS = 200_000
MOST_BYTES = 256 << 20
_CHUNK = 1 << 20
_SPELL: dict[str, Spell] = {
    "csv": in_csv, "text": as_it_is, "json": in_json, "jsonl": in_json, "sql": in_sql, "html": in_markup, "spreadsheetml": in_markup,
}  # fmt: skip


class Stretch(NamedTuple):
    """A stretch of the input and of the copy that were compared: length and SHA-256 of each."""

    length: int
    digest: str
    written: int
    written_digest: str


@dataclass
class Comparison:
    """What is known of a copy that was written, or of a part of it. It can be sent to another process."""

    stretches: list[Stretch] = field(default_factory=list)
    spans: int = 0
    problem: str = ""
    pairs: Pairs | None = None
    edited: frozenset[str | None] = frozenset()

    def add(self, other: Comparison) -> None:
        """Add what comes behind it."""
        self.stretches += other.stretches
        self.spans += other.spans
        self.problem = self.problem or other.problem


def rewrite(source: Source, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> Comparison:
    """Write a copy (see ``Source.rewrite``), and compare as much of it as can be compared while it is written."""
    if isinstance(source, SplicedSource):
        return _spliced(source, edited, output)
    found = Comparison()
    if source.format in WALKED and source.written_format == source.format:
        found.pairs = Pairs(source.encoding, _SPELL[source.format], loose=True)
    parts: set[str | None] = set()

    def watched() -> Iterator[tuple[Block, Sequence[Edit]]]:
        for block, edits in edited:
            found.spans += sum(len(edit.rows) if isinstance(edit, ColumnEdit) else 1 for edit in edits)
            if edits:
                parts.add(block.part)
            if found.pairs is not None and len(found.pairs) <= MOST_PAIRS:
                for value, replacement in _replacements(block, edits):
                    found.pairs.add(value, replacement)
            yield block, edits

    source.rewrite(watched(), output)
    found.edited = frozenset(parts)
    return found


def _spliced(source: SplicedSource, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> Comparison:
    found = Comparison()
    before, after = hashlib.sha256(), hashlib.sha256()
    length = written = 0
    traced = getattr(source, "traced", None)
    for block, edits in edited:
        trace = traced(block, edits) if traced is not None and edits else None
        old = source.splice(block, ())
        if trace is not None:
            new, number, same = trace.written, trace.spans, trace.same_outside(old)
        else:
            new = source.splice(block, edits)
            number, place = (
                _walked(source, block, edits, bytes(old), bytes(new)) if edits else (0, -1 if old == new else 0)
            )
            same = place < 0
        if not same and not found.problem:
            found.problem = f"near byte {written:,} of the copy"
        before.update(old)
        after.update(new)
        found.spans += number
        length, written = length + len(old), written + len(new)
        output.write(new)
    found.stretches.append(Stretch(length, before.hexdigest(), written, after.hexdigest()))
    return found


def _walked(source: SplicedSource, block: Block, edits: Sequence[Edit], old: bytes, new: bytes) -> tuple[int, int]:
    json = source.format in ("json", "jsonl")
    codec = "utf-8" if (name := str(getattr(source, "encoding", "utf-8"))) == "utf-8-sig" else name
    pairs = Pairs(_bare(codec), _SPELL[source.format], loose=json)
    for value, replacement in _replacements(block, edits):
        pairs.add(value, replacement)
    quotes = '"'.encode(pairs.codec) if source.format == "csv" else b""
    return replaced(old, new, pairs, quotes)


def _bare(codec: str) -> str:
    """The codec that writes no byte order mark."""
    return {"utf-16": "utf-16-le", "utf-8-sig": "utf-8", "utf-32": "utf-32-le"}.get(codec.lower(), codec)


def _replacements(block: Block, edits: Sequence[Edit]) -> Iterator[tuple[str, str]]:
    """Every value with what replaces it, in the order of rows and columns."""
    ordered: list[tuple[tuple[int, int, int], str, str]] = []
    for edit in edits:
        if isinstance(edit, TextEdit) and isinstance(block, TextBlock):
            ordered.append(((0, 0, edit.start), block.text[edit.start : edit.end], edit.replacement))
        elif isinstance(edit, NoteEdit) and isinstance(block, NoteBlock):
            text = block.notes[edit.note].text
            ordered.append(((edit.note, 0, edit.start), text[edit.start : edit.end], edit.replacement))
        elif isinstance(block, TableBlock) and isinstance(edit, (CellEdit, ColumnEdit)):
            cells = [edit] if isinstance(edit, CellEdit) else edit.each(block.columns[edit.column])
            for cell in cells:
                text = block.columns[cell.column][cell.row] or ""
                ordered.append(((cell.row, cell.column, cell.start), text[cell.start : cell.end], cell.replacement))
    return ((value, replacement) for _, value, replacement in sorted(ordered, key=lambda each: each[0]))


def finish(source: Source, path: Path, found: Comparison) -> Proof:
    """The proof for a copy that is written.

    Raises :class:`~leakguard.errors.ResidueError` if anything differs that was not to be changed.
    """
    if found.problem:
        raise _differs(source, found.problem)
    if source.written_format != source.format:
        return _open("the copy is written as another format", found)
    if found.stretches:
        _check_stretches(source, path, found.stretches)
        return Proof(OUTSIDE, counts={"spans": found.spans, "bytes": sum(each.length for each in found.stretches)})
    if source.format in WALKED:
        return _walked_whole(source, path, found)
    if source.format in ("xlsx", "zip"):
        from leakguard.proof.packages import compare

        reason, place, members = compare(source, path, found.edited)
        if place:
            raise _differs(source, place)
        return _open(reason, found) if reason else Proof(OUTSIDE, counts={"spans": found.spans, "members": members})
    return _open(f"{source.format} files are not compared", found)


def _open(reason: str, found: Comparison) -> Proof:
    return Proof(OUTSIDE, NOT_COMPARED, reason, {"spans": found.spans})


def _differs(source: Source, place: str) -> ResidueError:
    return ResidueError(
        f"{source.name}: the copy differs from the original outside the changed spans, {place}. Nothing was written. "
        "Please report this with an invented example that shows it."
    )


def _check_stretches(source: Source, path: Path, stretches: Sequence[Stretch]) -> None:
    """Whether what was compared is the input and the copy, from end to end."""
    if len(stretches) == 1:
        whole = stretches[0].digest == source.digest
    else:
        whole = _is(Path(source.name), [(each.length, each.digest) for each in stretches])
    if not whole or not _is(path, [(each.written, each.written_digest) for each in stretches]):
        raise _differs(source, "in what was read or written")


def _is(path: Path, stretches: Sequence[tuple[int, str]]) -> bool:
    """Whether a file consists of these stretches."""
    with path.open("rb") as stream:
        for length, expected in stretches:
            digest = hashlib.sha256()
            while length and (chunk := stream.read(min(_CHUNK, length))):
                digest.update(chunk)
                length -= len(chunk)
            if length or digest.hexdigest() != expected:
                return False
        return not stream.read(1)


def _walked_whole(source: Source, path: Path, found: Comparison) -> Proof:
    if found.pairs is None or len(found.pairs) > MOST_PAIRS or path.stat().st_size > MOST_BYTES:
        return _open("the file is too large to be compared in one piece", found)
    origin = getattr(source, "_origin", None)
    if origin is None:
        return _open(f"{source.format} files are not compared", found)
    with origin.open() as stream:
        old = stream.read()
    spans, place = replaced(old, path.read_bytes(), found.pairs)
    if place >= 0:
        raise _differs(source, f"near byte {place:,} of the copy")
    return Proof(OUTSIDE, counts={"spans": spans, "bytes": len(old)})
