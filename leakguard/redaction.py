"""Redaction: a copy in which every finding has the form the policy asks for, and the proof that nothing is left.

The copy is written to a temporary file beside its target, scanned again with the same detector and policy, and only
then renamed into place. The original is never touched; a failure or a crash leaves no half-written output.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from leakguard.errors import ResidueError, UsageError
from leakguard.findings import Finding
from leakguard.report import Report
from leakguard.scanning import Listen, Scanner
from leakguard.sources import TEXT_FORMATS, Source, open_source
from leakguard.sources.database_url import is_url
from leakguard.units import Block, Edit

MAX_PASSES = 3
_SHOWN_RESIDUE = 5


@dataclass(frozen=True, slots=True)
class Redaction:
    """What a redaction did. ``report`` describes the original; ``changed`` counts spans per entity and operator."""

    output: str
    report: Report
    changed: dict[str, dict[str, int]]
    kept: dict[str, int]

    @property
    def spans(self) -> int:
        """Number of spans that were changed."""
        return sum(count for operators in self.changed.values() for count in operators.values())


def redact_file(
    scanner: Scanner, source: Source, output: Path, *, overwrite: bool = False, listen: Listen | None = None
) -> Redaction:
    """Write a redacted copy of ``source`` to ``output``.

    Raises :class:`UsageError` if ``output`` is the input itself or exists already, :class:`~leakguard.errors.UnscannedError` if the
    source cannot be read to its end, :class:`ResidueError` if the proof fails. In all three cases nothing is written.
    """
    output = output.resolve()
    _refuse(source, output, overwrite)
    with _beside(output) as (stream, path):
        redaction = write_redacted(scanner, source, stream, str(output), listen)
        stream.flush()
        settle(scanner, source, path)
        if source.name != "-":
            shutil.copymode(source.name, path)
        with path.open("rb") as written:
            os.fsync(written.fileno())
        path.replace(output)
    return redaction


def redact_stream(scanner: Scanner, source: Source, output: BinaryIO, *, listen: Listen | None = None) -> Redaction:
    """Like :func:`redact_file`, to a stream: nothing is written to it before the proof is through."""
    with tempfile.TemporaryDirectory(prefix="leakguard-") as folder:
        path = Path(folder, "redacted")
        with path.open("wb") as stream:
            redaction = write_redacted(scanner, source, stream, "-", listen)
        settle(scanner, source, path)
        with path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                output.write(chunk)
        output.flush()
    return redaction


def write_redacted(
    scanner: Scanner, source: Source, stream: BinaryIO, output: str, listen: Listen | None = None
) -> Redaction:
    """Write the edited blocks of ``source``; no proof yet. ``listen`` is called with every block."""
    report, changed, kept = scanner.report(), dict[str, Counter[str]](), Counter[str]()
    scan = scanner.scan(source)

    def edited() -> Iterator[tuple[Block, list[Edit]]]:
        for scanned in scan.blocks():
            report.add(scanned)
            if listen:
                listen(scanned)
            edits: list[Edit] = []
            for hit in scanned.hits:
                edit = hit.edit(scanner.key)
                count(hit.finding.entity, hit.decision.operator, 1, int(edit is not None))
                edits += [edit] if edit else []
            for column in scanned.columns:
                edit = column.edit(scanner.key)
                count(column.entity, column.decision.operator, len(column), len(edit.rows) if edit else 0)
                edits += [edit] if edit else []
            yield scanned.block, edits

    def count(entity: str, operator: str, found: int, edited: int) -> None:
        if edited:
            changed.setdefault(entity, Counter())[operator] += edited
        if found > edited:
            kept[entity] += found - edited

    source.rewrite(edited(), stream)
    report.sources.append(scan.summary())
    report.unscanned += source.unread()
    return Redaction(
        output, report, {entity: dict(operators) for entity, operators in sorted(changed.items())}, dict(kept)
    )


def settle(scanner: Scanner, source: Source, path: Path) -> None:
    """Prove a redacted copy; where hiding one thing brought another to light, hide that too and prove again.

    Raises :class:`ResidueError` if something forbidden is left after ``MAX_PASSES`` passes.
    """
    for _ in range(MAX_PASSES - 1):
        try:
            return prove(scanner, source, path)
        except ResidueError:
            copy = _reopen(source, path)
            with _beside(path) as (stream, again):
                write_redacted(scanner, copy, stream, str(path))
                stream.flush()
                again.replace(path)
    return prove(scanner, source, path)


def prove(scanner: Scanner, source: Source, path: Path) -> None:
    """Scan a redacted copy as its original was scanned; raise :class:`ResidueError` if anything forbidden is left."""
    copy = _reopen(source, path)
    left: list[str] = []
    count = 0
    for scanned in scanner.scan(copy).blocks():
        hits = [hit for hit in scanned.hits if hit.decision.forbidden]
        columns = [column for column in scanned.columns if column.decision.forbidden]
        count += len(hits) + sum(map(len, columns))
        for hit in (*hits, *(hit for column in columns for hit in column.each(range(1)))):
            if len(left) < _SHOWN_RESIDUE:
                left.append(_residue(hit.finding))
    if left:
        raise ResidueError(
            f"{source.name}: the redacted copy still holds {count} forbidden finding(s): {'; '.join(left)}. "
            "Nothing was written. Please report this with the policy and an invented example that shows it."
        )


def _residue(finding: Finding) -> str:
    place = finding.location
    line, row, column = (number + 1 if number is not None else 0 for number in (place.line, place.row, place.column))
    where = f"line {line}" if place.row is None else f"row {row}, column {column}"
    return f"{finding.entity} at {where} ({finding.recognizer})"


def _reopen(source: Source, path: Path) -> Source:
    """The copy, read as it was written."""
    encoding = source.encoding if source.written_format in TEXT_FORMATS else None
    return open_source(path, encoding=encoding, format=source.written_format)


def _refuse(source: Source, output: Path, overwrite: bool) -> None:
    if is_url(source.name):
        raise UsageError(
            f"{source.name}: a database is scanned, not redacted; export the table first and redact the file"
        )
    if output.is_dir():
        raise UsageError(f"{output} is a folder. Give the name of the file to write.")
    if not output.parent.is_dir():
        raise UsageError(f"the folder {output.parent} does not exist. Create it first.")
    if source.written_format != source.format and output.suffix.lower() == f".{source.format}":
        raise UsageError(
            f"{source.format.upper()} cannot be written back; the copy is {source.written_format.upper()}. "
            f"Give an output that ends in .{source.written_format}."
        )
    if output.exists() and not output.is_file():
        raise UsageError(f"{output} is no regular file. Use - to write to standard output.")
    if output.exists():
        if source.name != "-" and output.samefile(source.name):
            raise UsageError(f"{output} is the input itself; the original is never modified. Give another output.")
        if not overwrite:
            raise UsageError(f"{output} exists already. Remove it, give another name, or pass --overwrite.")


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A temporary file in the target's folder, removed on the way out unless it was renamed. Mode 0600."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream, path
    finally:
        path.unlink(missing_ok=True)
