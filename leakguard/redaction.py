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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from leakguard.errors import ResidueError, UsageError
from leakguard.findings import Finding
from leakguard.hits import Scanned
from leakguard.report import Report
from leakguard.scanning import Listen, Scan, Scanner
from leakguard.sources import TEXT_FORMATS, Source, open_source
from leakguard.sources.database.url import is_url
from leakguard.units import Block, Edit, TableBlock, TextBlock

MAX_PASSES = 3
LISTED = 2_000
"""Most findings that the report of a redaction lists; the others are counted."""

MENDED = 20_000
"""Most edits that a proof keeps in case that it fails: what comes to light when something else is hidden is rare."""

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


class Work(Protocol):
    """How a copy is written and proved: by this process, unless somebody else does it the same way."""

    def write(self, scanner: Scanner, source: Source, stream: BinaryIO, output: str) -> Redaction:
        """See :func:`write_redacted`."""

    def prove(self, scanner: Scanner, source: Source, path: Path) -> None:
        """See :func:`prove`."""


@dataclass
class Alone:
    """The work of this process. ``listen`` is called with every block."""

    listen: Listen | None = None

    def write(self, scanner: Scanner, source: Source, stream: BinaryIO, output: str) -> Redaction:
        """See :func:`write_redacted`."""
        return write_redacted(scanner, source, stream, output, self.listen)

    def prove(self, scanner: Scanner, source: Source, path: Path) -> None:
        """See :func:`prove`."""
        prove(scanner, source, path)


def redact_file(
    scanner: Scanner,
    source: Source,
    output: Path,
    *,
    overwrite: bool = False,
    listen: Listen | None = None,
    work: Work | None = None,
    scratch: Path | None = None,
) -> Redaction:
    """Write a redacted copy of ``source`` to ``output``.

    ``scratch`` is the folder for the copy while it is not proved, in the same file system as ``output``; beside it if not given.

    Raises :class:`UsageError` if ``output`` is the input itself or exists already, :class:`~leakguard.errors.UnscannedError` if the
    source cannot be read to its end, :class:`ResidueError` if the proof fails. In all three cases nothing is written.
    """
    output = output.resolve()
    work = work or Alone(listen)
    _refuse(source, output, overwrite)
    with beside(output, scratch) as (stream, path):
        redaction = work.write(scanner, source, stream, str(output))
        stream.flush()
        settle(scanner, source, path, work)
        if source.name != "-":
            shutil.copymode(source.name, path)
        with path.open("rb") as written:
            os.fsync(written.fileno())
        path.replace(output)
    return redaction


def redact_stream(
    scanner: Scanner, source: Source, output: BinaryIO, *, listen: Listen | None = None, work: Work | None = None
) -> Redaction:
    """Like :func:`redact_file`, to a stream: nothing is written to it before the proof is through."""
    work = work or Alone(listen)
    with tempfile.TemporaryDirectory(prefix="leakguard-") as folder:
        path = Path(folder, "redacted")
        with path.open("wb") as stream:
            redaction = work.write(scanner, source, stream, "-")
        settle(scanner, source, path, work)
        with path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                output.write(chunk)
        output.flush()
    return redaction


def write_redacted(
    scanner: Scanner, source: Source, stream: BinaryIO, output: str, listen: Listen | None = None
) -> Redaction:
    """Write the edited blocks of ``source``; no proof yet. ``listen`` is called with every block."""
    report, changes, scan = scanner.report(LISTED), Changes(), scanner.scan(source)

    def take(scanned: Scanned) -> None:
        report.add(scanned)
        if listen:
            listen(scanned)

    source.rewrite(edited_blocks(scanner, scan, changes, take), stream)
    return described(report, scan, changes, output)


@dataclass
class Changes:
    """How many spans were changed, per entity and operator, and how many were left as they are."""

    changed: dict[str, Counter[str]] = field(default_factory=dict)
    kept: Counter[str] = field(default_factory=Counter)

    def count(self, entity: str, operator: str, found: int, edited: int) -> None:
        """Count what was found and edited."""
        if edited:
            self.changed.setdefault(entity, Counter())[operator] += edited
        if found > edited:
            self.kept[entity] += found - edited

    @property
    def edited(self) -> int:
        """Number of spans that were changed."""
        return sum(operators.total() for operators in self.changed.values())

    def add(self, other: Changes) -> None:
        """Add what was counted elsewhere."""
        for entity, operators in other.changed.items():
            self.changed.setdefault(entity, Counter()).update(operators)
        self.kept.update(other.kept)


def edited_blocks(scanner: Scanner, scan: Scan, changes: Changes, listen: Listen) -> Iterator[tuple[Block, list[Edit]]]:
    """The blocks of a scan with the edits that the policy asks for."""
    for scanned in scan.blocks():
        listen(scanned)
        yield scanned.block, edits_of(scanned, scanner.key, changes)


def edits_of(scanned: Scanned, key: bytes | None, changes: Changes) -> list[Edit]:
    """The edits of a block that the policy asks for."""
    edits: list[Edit] = []
    for hit in scanned.hits:
        edit = hit.edit(key)
        changes.count(hit.finding.entity, hit.decision.operator, 1, int(edit is not None))
        edits += [edit] if edit else []
    for column in scanned.columns:
        edit = column.edit(key)
        changes.count(column.entity, column.decision.operator, len(column), len(edit.rows) if edit else 0)
        edits += [edit] if edit else []
    return edits


def described(report: Report, scan: Scan, changes: Changes, output: str) -> Redaction:
    """What was done with the source of a scan that is over."""
    report.sources.append(scan.summary())
    report.unscanned += scan.source.unread()
    changed = {entity: dict(operators) for entity, operators in sorted(changes.changed.items())}
    return Redaction(output, report, changed, dict(changes.kept))


def settle(scanner: Scanner, source: Source, path: Path, work: Work | None = None) -> None:
    """Prove a redacted copy; where hiding one thing brought another to light, hide that too and prove again.

    Raises :class:`ResidueError` if something forbidden is left after ``MAX_PASSES`` passes.
    """
    work = work or Alone()
    for _ in range(MAX_PASSES - 1):
        try:
            return work.prove(scanner, source, path)
        except ResidueError as error:
            copy = reopen(source, path)
            with beside(path) as (stream, again):
                if isinstance(error, MendableError):
                    copy.rewrite(mended(copy, error.mends), stream)
                else:
                    write_redacted(scanner, copy, stream, str(path))
                stream.flush()
                again.replace(path)
    return work.prove(scanner, source, path)


class Mend(NamedTuple):
    """The edits of one block of a copy. ``block`` is its 0-based number, ``first_row`` that of its first row or line."""

    block: int
    first_row: int
    edits: list[Edit]


class MendableError(ResidueError):
    """The proof failed, and ``mends`` are all the edits that the policy asks for in the copy."""

    def __init__(self, message: str, mends: Sequence[Mend]) -> None:
        super().__init__(message)
        self.mends = mends


def mended(copy: Source, mends: Sequence[Mend]) -> Iterator[tuple[Block, list[Edit]]]:
    """The blocks of a copy with edits that an earlier pass over it has found."""
    wanted = {mend.block: mend for mend in mends}
    for number, block in enumerate(copy.blocks()):
        mend = wanted.get(number)
        if mend and mend.first_row != _first_row(block):
            raise RuntimeError("the blocks of a redacted copy were not found again")
        yield block, mend.edits if mend else []


def _first_row(block: Block) -> int:
    if isinstance(block, TableBlock):
        return block.first_row
    return block.first_line if isinstance(block, TextBlock) else 0


def prove(scanner: Scanner, source: Source, path: Path) -> None:
    """Scan a redacted copy as its original was scanned; raise :class:`ResidueError` if anything forbidden is left."""
    refuse_residue(source, [residue(scanner.scan(reopen(source, path)))])


class Residue(NamedTuple):
    """How many forbidden findings are left, and where the first ones are.

    ``blocks`` is the number of blocks that were scanned, and ``mends`` what the policy asks to be changed in them; None
    if that is too much to be kept.
    """

    total: int
    shown: list[str]
    blocks: int
    mends: list[Mend] | None


def residue(scan: Scan) -> Residue:
    """What a scan of a redacted copy still finds."""
    left: list[str] = []
    mends: list[Mend] | None = []
    count = blocks = changed = 0
    for scanned in scan.blocks():
        if mends is not None:
            changes = Changes()
            edits = edits_of(scanned, scan.key, changes)
            mends += [Mend(blocks, _first_row(scanned.block), edits)] if edits else []
            changed += changes.edited
            mends = mends if changed <= MENDED else None
        blocks += 1
        hits = [hit for hit in scanned.hits if hit.decision.forbidden]
        columns = [column for column in scanned.columns if column.decision.forbidden]
        count += len(hits) + sum(map(len, columns))
        for hit in (*hits, *(hit for column in columns for hit in column.each(range(1)))):
            if len(left) < _SHOWN_RESIDUE:
                left.append(_residue(hit.finding))
    return Residue(count, left, blocks, mends)


def refuse_residue(source: Source, found: Sequence[Residue]) -> None:
    """Raise :class:`ResidueError` if anything forbidden is left in any stretch of a copy."""
    shown = [place for part in found for place in part.shown][:_SHOWN_RESIDUE]
    if not shown:
        return
    message = (
        f"{source.name}: the redacted copy still holds {sum(part.total for part in found)} forbidden finding(s): "
        f"{'; '.join(shown)}. "
        "Nothing was written. Please report this with the policy and an invented example that shows it."
    )
    mends: list[Mend] = []
    before = 0
    for part in found:
        if part.mends is None:
            raise ResidueError(message)
        mends += [mend._replace(block=mend.block + before) for mend in part.mends]
        before += part.blocks
    raise MendableError(message, mends)


def _residue(finding: Finding) -> str:
    place = finding.location
    numbers = {"line": place.line, "row": place.row, "column": place.column}
    where = [f"{name} {number + 1}" for name, number in numbers.items() if number is not None]
    where += [text for text in (place.part, place.pointer) if text]
    where += [place.where] if place.where != "cell" else []
    return f"{finding.entity} at {', '.join(where)} ({finding.recognizer})"


def reopen(source: Source, path: Path) -> Source:
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
def beside(target: Path, folder: Path | None = None) -> Iterator[tuple[BinaryIO, Path]]:
    """A temporary file in ``folder``, or the target's own, removed on the way out unless it was renamed. Mode 0600."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=folder or target.parent)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream, path
    finally:
        path.unlink(missing_ok=True)
