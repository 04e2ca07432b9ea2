"""Redacting a folder into another folder, file by file, each with its own proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from leakguard.errors import KeyMissingError, LeakguardError, ResidueError, UnscannedError, UsageError
from leakguard.redaction import Redaction, redact_file
from leakguard.scanning import Scanner
from leakguard.sources import Source, Unscanned, walk

if TYPE_CHECKING:
    from leakguard.proof.signing import Signer


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that was scanned but could not be written; ``exit_code`` 1 means that the proof failed."""

    source: str
    message: str
    exit_code: int


@dataclass(frozen=True)
class Receipts:
    """Where the receipts for a folder go: below ``folder`` as the copies below ``target``, with ``SUFFIX`` behind their names.

    The folder may be the target itself; then each receipt lies beside its copy.
    """

    folder: Path
    target: Path
    names: bool = False
    signer: Signer | None = None

    SUFFIX = ".receipt.json"

    def path(self, output: Path) -> Path:
        """The receipt for a copy."""
        place = self.folder / output.relative_to(self.target)
        return place.with_name(place.name + self.SUFFIX)


Outcome = Redaction | Unscanned | Failed

Pair = tuple[Path, Path]
"""A file, and where its copy goes."""

Each = Callable[[Scanner, Sequence[Pair | Unscanned], Path, bool], Iterator[Outcome]]
"""Redacts pairs below a target, which may be overwritten or not; gives the outcomes in the same order."""


def one_by_one(
    scanner: Scanner,
    pairs: Sequence[Pair | Unscanned],
    _target: Path,
    overwrite: bool,
    receipts: Receipts | None = None,
) -> Iterator[Outcome]:
    """Redact files in this process."""
    for pair in pairs:
        yield pair if isinstance(pair, Unscanned) else redact_one(scanner, *pair, overwrite, receipts=receipts)


def redact_folder(
    scanner: Scanner,
    source: Path,
    target: Path,
    *,
    overwrite: bool = False,
    each: Each = one_by_one,
    receipts: Receipts | None = None,
) -> Iterator[Outcome]:
    """Redact every file below ``source`` to the same place below ``target``; what fails is not written.

    Folders of version control are not entered. Raises :class:`~leakguard.errors.UsageError`, before anything is written,
    if one of the folders lies within the other, or ``target`` is not empty and ``overwrite`` is false.
    """
    _refuse(source, target, overwrite)
    if receipts is not None and receipts.folder.resolve() != target.resolve():
        _refuse(source, receipts.folder, overwrite)
    if scanner.policy.needs_key and scanner.key is None:
        raise KeyMissingError(
            f"the policy {scanner.policy.id} needs a secret key. Pass --key-file or set LEAKGUARD_KEY_FILE."
        )
    items = list(walk([source]))
    if not items:
        raise UsageError(f"{source} holds no files. Check the path.")
    target.mkdir(exist_ok=True)
    if receipts is not None:
        receipts.folder.mkdir(exist_ok=True)
    pairs = [item if isinstance(item, Unscanned) else (item, target / item.relative_to(source)) for item in items]
    yield from each(scanner, pairs, target, overwrite)


def redact_one(
    scanner: Scanner,
    item: Path,
    output: Path,
    overwrite: bool,
    scratch: Path | None = None,
    receipts: Receipts | None = None,
) -> Outcome:
    """Redact one file; ``scratch`` as for :func:`~leakguard.redaction.redact_file`."""
    try:
        source = scanner.open(item)
        output.parent.mkdir(parents=True, exist_ok=True)
        if source.written_format != source.format:
            output = output.with_name(f"{output.name}.{source.written_format}")
        if receipts is None:
            return redact_file(scanner, source, output, overwrite=overwrite, scratch=scratch)
        return _with_receipt(scanner, source, output, overwrite, scratch, receipts)
    except UnscannedError as error:
        return Unscanned(str(item), None, error.reason, error.detail)
    except (ResidueError, UsageError) as error:
        return _failed(item, error)


def _with_receipt(
    scanner: Scanner, source: Source, output: Path, overwrite: bool, scratch: Path | None, receipts: Receipts
) -> Redaction:
    from leakguard.proof.receipt import redact_with_receipt

    path = receipts.path(output)
    path.parent.mkdir(parents=True, exist_ok=True)
    redaction, _ = redact_with_receipt(
        scanner,
        source,
        output,
        path,
        signer=receipts.signer,
        overwrite=overwrite,
        scratch=scratch,
        names=receipts.names,
    )
    return redaction


def _failed(item: Path, error: LeakguardError) -> Failed:
    return Failed(str(item), str(error), error.exit_code)


def _refuse(source: Path, target: Path, overwrite: bool) -> None:
    inner, outer = source.resolve(), target.resolve()
    if inner.is_relative_to(outer) or outer.is_relative_to(inner):
        raise UsageError(f"{target} and {source} lie within each other. Give an output folder somewhere else.")
    if not target.exists():
        if not target.parent.is_dir():
            raise UsageError(f"the folder {target.parent} does not exist. Create it first.")
    elif not target.is_dir():
        raise UsageError(f"{target} is a file. Give the name of a folder to write to.")
    elif not overwrite and any(target.iterdir()):
        raise UsageError(f"{target} is not empty. Give a new folder, or pass --overwrite.")
