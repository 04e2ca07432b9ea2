"""Redacting a folder into another folder, file by file, each with its own proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from leakguard.errors import KeyMissingError, LeakguardError, ResidueError, UnscannedError, UsageError
from leakguard.redaction import Redaction, redact_file
from leakguard.scanning import Scanner
from leakguard.sources import Unscanned, walk


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that was scanned but could not be written; ``exit_code`` 1 means that the proof failed."""

    source: str
    message: str
    exit_code: int


Outcome = Redaction | Unscanned | Failed

Pair = tuple[Path, Path]
"""A file, and where its copy goes."""

Each = Callable[[Scanner, Sequence[Pair | Unscanned], Path, bool], Iterator[Outcome]]
"""Redacts pairs below a target, which may be overwritten or not; gives the outcomes in the same order."""


def one_by_one(
    scanner: Scanner, pairs: Sequence[Pair | Unscanned], _target: Path, overwrite: bool
) -> Iterator[Outcome]:
    """Redact files in this process."""
    for pair in pairs:
        yield pair if isinstance(pair, Unscanned) else redact_one(scanner, *pair, overwrite)


def redact_folder(
    scanner: Scanner, source: Path, target: Path, *, overwrite: bool = False, each: Each = one_by_one
) -> Iterator[Outcome]:
    """Redact every file below ``source`` to the same place below ``target``; what fails is not written.

    Folders of version control are not entered. Raises :class:`~leakguard.errors.UsageError`, before anything is written,
    if one of the folders lies within the other, or ``target`` is not empty and ``overwrite`` is false.
    """
    _refuse(source, target, overwrite)
    if scanner.policy.needs_key and scanner.key is None:
        raise KeyMissingError(
            f"the policy {scanner.policy.id} needs a secret key. Pass --key-file or set LEAKGUARD_KEY_FILE."
        )
    items = list(walk([source]))
    if not items:
        raise UsageError(f"{source} holds no files. Check the path.")
    target.mkdir(exist_ok=True)
    pairs = [item if isinstance(item, Unscanned) else (item, target / item.relative_to(source)) for item in items]
    yield from each(scanner, pairs, target, overwrite)


def redact_one(scanner: Scanner, item: Path, output: Path, overwrite: bool, scratch: Path | None = None) -> Outcome:
    """Redact one file; ``scratch`` as for :func:`~leakguard.redaction.redact_file`."""
    try:
        source = scanner.open(item)
        output.parent.mkdir(parents=True, exist_ok=True)
        if source.written_format != source.format:
            output = output.with_name(f"{output.name}.{source.written_format}")
        return redact_file(scanner, source, output, overwrite=overwrite, scratch=scratch)
    except UnscannedError as error:
        return Unscanned(str(item), None, error.reason, error.detail)
    except (ResidueError, UsageError) as error:
        return _failed(item, error)


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
