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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from leakguard.errors import ResidueError, UsageError
from leakguard.findings import Finding
from leakguard.formulas import harmless
from leakguard.hits import Scanned
from leakguard.proof import PASSED, RESCAN, STRICT, Proof, outside, strict
from leakguard.proof.hiding import Hider
from leakguard.proof.outside import Comparison
from leakguard.proof.sought import Sought
from leakguard.report import Report
from leakguard.scanning import Listen, Scan, Scanner
from leakguard.sources import TEXT_FORMATS, Source, open_source
from leakguard.sources.database.url import is_url
from leakguard.units import Block, Edit

MAX_PASSES = 4
LISTED = 2_000
"""Most findings that the report of a redaction lists; the others are counted."""

_SHOWN_RESIDUE = 5


@dataclass(frozen=True, slots=True)
class Redaction:
    """What a redaction did. ``report`` describes the original; ``changed`` counts spans per entity and operator."""

    output: str
    report: Report
    changed: dict[str, dict[str, int]]
    kept: dict[str, int]
    proofs: tuple[Proof, ...] = ()
    """The proofs that the copy has passed."""
    written: Changes | None = field(default=None, repr=False, compare=False)
    """What was hidden and what was compared, until all proofs are through."""

    @property
    def spans(self) -> int:
        """Number of spans that were changed."""
        return sum(count for operators in self.changed.values() for count in operators.values())


Proved = Callable[[Redaction, Path], object]
"""Called with a redaction and its copy when all proofs are through, before the copy has its name."""


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
    proved: Proved | None = None,
) -> Redaction:
    """Write a redacted copy of ``source`` to ``output``.

    ``proved`` is called with the copy before it is renamed; if it raises an error, nothing is written. ``scratch`` is the folder
    for the copy while it is not proved, in the same file system as ``output``; beside it if not given.

    Raises :class:`UsageError` if ``output`` is the input itself or exists already, :class:`~leakguard.errors.UnscannedError` if the
    source cannot be read to its end, :class:`ResidueError` if the proof fails. In all three cases nothing is written.
    """
    output = output.resolve()
    work = work or Alone(listen)
    _refuse(source, output, overwrite)
    with beside(output, scratch) as (stream, path):
        redaction = work.write(scanner, source, stream, str(output))
        stream.flush()
        redaction = settle(scanner, source, path, redaction, work)
        if source.name != "-":
            shutil.copymode(source.name, path)
        with path.open("rb") as written:
            os.fsync(written.fileno())
        if proved:
            proved(redaction, path)
        path.replace(output)
    return replace(redaction, written=None)


def redact_stream(
    scanner: Scanner,
    source: Source,
    output: BinaryIO,
    *,
    listen: Listen | None = None,
    work: Work | None = None,
    proved: Proved | None = None,
) -> Redaction:
    """Like :func:`redact_file`, to a stream: nothing is written to it before the proof is through."""
    work = work or Alone(listen)
    with tempfile.TemporaryDirectory(prefix="leakguard-") as folder:
        path = Path(folder, "redacted")
        with path.open("wb") as stream:
            redaction = work.write(scanner, source, stream, "-")
        redaction = settle(scanner, source, path, redaction, work)
        if proved:
            proved(redaction, path)
        with path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                output.write(chunk)
        output.flush()
    return replace(redaction, written=None)


def write_redacted(
    scanner: Scanner,
    source: Source,
    stream: BinaryIO,
    output: str,
    listen: Listen | None = None,
    named: str | None = None,
    hider: Hider | None = None,
) -> Redaction:
    """Write the edited blocks of ``source``; no proof yet. ``listen`` is called with every block; ``named`` is what
    ``source`` is a copy of; ``hider`` gives edits besides those of the policy.
    """
    report, changes, scan = scanner.report(LISTED), Changes(), scanner.scan(source, named=named)

    def take(scanned: Scanned) -> None:
        report.add(scanned)
        if listen:
            listen(scanned)

    changes.compared = outside.rewrite(source, edited_blocks(scanner, scan, changes, take, hider), stream)
    return described(report, scan, changes, output)


@dataclass
class Changes:
    """How many spans were changed, per entity and operator, and how many were left as they are."""

    changed: dict[str, Counter[str]] = field(default_factory=dict)
    kept: Counter[str] = field(default_factory=Counter)
    sought: Sought = field(default_factory=Sought)
    """What was changed, for the strict proof."""
    compared: Comparison = field(default_factory=Comparison)
    """What was compared while it was written."""

    def count(self, entity: str, operator: str, found: int, edited: int) -> None:
        """Count what was found and edited."""
        if edited:
            self.changed.setdefault(entity, Counter())[operator] += edited
        if found > edited:
            self.kept[entity] += found - edited

    def add(self, other: Changes) -> None:
        """Add what was counted elsewhere."""
        for entity, operators in other.changed.items():
            self.changed.setdefault(entity, Counter()).update(operators)
        self.kept.update(other.kept)
        self.sought.add(other.sought)
        self.compared.add(other.compared)


def edited_blocks(
    scanner: Scanner, scan: Scan, changes: Changes, listen: Listen, hider: Hider | None = None
) -> Iterator[tuple[Block, list[Edit]]]:
    """The blocks of a scan with the edits that the policy asks for, and those of ``hider``."""
    for scanned in scan.blocks():
        listen(scanned)
        edits: list[Edit] = []
        for hit in scanned.hits:
            edit = hit.edit(scanner.key)
            changes.count(hit.finding.entity, hit.decision.operator, 1, int(edit is not None))
            if edit:
                edits.append(edit)
                changes.sought.take(hit, edit)
        for column in scanned.columns:
            whole = column.edit(scanner.key)
            changes.count(column.entity, column.decision.operator, len(column), len(whole.rows) if whole else 0)
            if whole:
                edits.append(whole)
                changes.sought.take_column(column, whole)
        if hider:
            edits += list(hider.edits(scanned, edits))
        yield scanned.block, harmless(scanned.block, edits)


def described(report: Report, scan: Scan, changes: Changes, output: str) -> Redaction:
    """What was done with the source of a scan that is over."""
    report.sources.append(scan.summary())
    report.unscanned += scan.source.unread()
    changed = {entity: dict(operators) for entity, operators in sorted(changes.changed.items())}
    return Redaction(output, report, changed, dict(changes.kept), written=changes)


def settle(scanner: Scanner, source: Source, path: Path, redaction: Redaction, work: Work | None = None) -> Redaction:
    """Prove a redacted copy; where something is left, or hiding one thing brought another to light, hide that and prove again.

    Raises :class:`ResidueError` if something forbidden is left after ``MAX_PASSES`` passes, or stands where it cannot be hidden.
    """
    work = work or Alone()
    written, hidden = redaction.written or Changes(), 0
    compared = outside.finish(source, path, written.compared)
    sought = written.sought
    for number in range(1, MAX_PASSES + 1):
        hider: Hider | None = None
        try:
            work.prove(scanner, source, path)
        except ResidueError:
            if number == MAX_PASSES:
                raise
        else:
            outcome = strict.search(scanner, reopen(source, path), path, sought, source.name)
            if not outcome.leaks:
                break
            if number == MAX_PASSES or not outcome.hidable:
                raise _stands(source, outcome.leaks)
            hider = Hider(sought, outcome.hidable)
        with beside(path) as (stream, again):
            copy = reopen(source, path)
            more = _hide(scanner, copy, stream, source.name, hider)
            sought.add(more.sought)
            if compared.result == PASSED:
                compared = compared.then(outside.finish(copy, again, more.compared))
            again.replace(path)
        hidden += hider.count if hider else 0
    if redaction.output != "-" and strict.in_name(sought, Path(redaction.output).name):
        raise ResidueError(
            "the name of the output holds something that was hidden in the copy. Give the output another name. Nothing was written."
        )
    proofs = (
        Proof(RESCAN, counts={"passes": number}),
        Proof(STRICT, counts={**outcome.counts, "hidden": hidden}),
        compared,
    )
    return replace(redaction, proofs=proofs, written=written)


def _hide(scanner: Scanner, copy: Source, stream: BinaryIO, named: str, hider: Hider | None) -> Changes:
    """Write a copy of a copy in which what is left is hidden, too; what that was."""
    again = write_redacted(scanner, copy, stream, copy.name, named=named, hider=hider)
    stream.flush()
    return again.written or Changes()


def _stands(source: Source, leaks: Sequence[strict.Leak]) -> ResidueError:
    return ResidueError(
        f"{source.name}: {sum(leak.times for leak in leaks)} value(s) that were hidden stand in the copy still: "
        f"{strict.described(leaks)}. Nothing was written. They stand where leakguard cannot change them; remove them from the original."
    )


def prove(scanner: Scanner, source: Source, path: Path) -> None:
    """Scan a redacted copy as its original was scanned; raise :class:`ResidueError` if anything forbidden is left."""
    refuse_residue(source, [residue(scanner.scan(reopen(source, path), named=source.name))])


class Residue(NamedTuple):
    """How many forbidden findings are left, and where the first ones are."""

    total: int
    shown: list[str]


def residue(scan: Scan) -> Residue:
    """What a scan of a redacted copy still finds."""
    left: list[str] = []
    count = 0
    for scanned in scan.blocks():
        hits = [hit for hit in scanned.hits if hit.decision.forbidden]
        columns = [column for column in scanned.columns if column.decision.forbidden]
        count += len(hits) + sum(map(len, columns))
        for hit in (*hits, *(hit for column in columns for hit in column.each(range(1)))):
            if len(left) < _SHOWN_RESIDUE:
                left.append(_residue(hit.finding))
    return Residue(count, left)


def refuse_residue(source: Source, found: Sequence[Residue]) -> None:
    """Raise :class:`ResidueError` if anything forbidden is left in any stretch of a copy."""
    shown = [place for part in found for place in part.shown][:_SHOWN_RESIDUE]
    if shown:
        raise ResidueError(
            f"{source.name}: the redacted copy still holds {sum(part.total for part in found)} forbidden finding(s): "
            f"{'; '.join(shown)}. "
            "Nothing was written. Please report this with the policy and an invented example that shows it."
        )


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
