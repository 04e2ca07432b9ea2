"""Where reports go: several files at once, each checked before any work and written as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from leakguard.cli import console
from leakguard.errors import UsageError
from leakguard.hits import Scanned
from leakguard.messages import Texts
from leakguard.reports import formats
from leakguard.reports.formats import Format
from leakguard.reports.page.choosing import Caps
from leakguard.units import TextBlock

if TYPE_CHECKING:
    from leakguard.census import Example
    from leakguard.report import Report
    from leakguard.reports.stream import FindingsWriter

BESIDE = ".findings.parquet"


@dataclass(frozen=True)
class Target:
    """A file to be written, or standard output. ``spare``: all findings, kept only if a report beside it cannot show them."""

    path: Path | None
    format: Format
    spare: bool = False


def targets(names: Sequence[str], form: str | None = None, inputs: Iterable[object] = ()) -> list[Target]:
    """The files to write, by their suffixes, or in the format ``form`` if that is given (for one file only).

    Raises :class:`~leakguard.errors.UsageError` for what could not be written: an unknown suffix, a folder that is missing or closed,
    no regular file, a name given twice, one of the ``inputs``.
    """
    if form and len(names) > 1:
        raise UsageError("-f goes with one -o only. Of several outputs each name says its format by its end.")
    files = {Path(name): formats.FORMATS[form] if form else formats.format_of(name) for name in names}
    if len({path.resolve() for path in files}) < len(names):
        raise UsageError("the same output is given twice. Give each another name.")
    found = [Target(path, each) for path, each in files.items()]
    capped = [path for path, each in files.items() if each.capped]
    if capped and not any(each.every for each in files.values()):
        beside = capped[0].with_name(capped[0].name.partition(".")[0] + BESIDE)
        found.append(Target(beside, formats.FORMATS["parquet"], spare=True))
    for target in found:
        if target.path is not None:
            _writable(target.path.resolve(), inputs)
    return found


def _writable(path: Path, inputs: Iterable[object]) -> None:
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is no regular file. Give another name.")
    if not path.parent.is_dir():
        raise UsageError(f"the folder {path.parent} does not exist. Create it first.")
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise UsageError(f"{path} may not be written. Give a folder of your own.")
    if path.exists() and any(isinstance(item, Path) and item.is_file() and item.samefile(path) for item in inputs):
        raise UsageError(f"{path} is an input; originals are never modified. Give another output.")


@dataclass
class Outputs:
    """Files being written: ``writer`` takes every finding, if any file wants them; :meth:`finish` renders the reports."""

    texts: Texts
    files: Sequence[tuple[Target, console.Write]]
    reveal: bool = False
    writer: FindingsWriter | None = None
    kept: set[Path | None] = field(default_factory=set)

    def finish(self, report: Report) -> None:
        """Write what is rendered from the whole report. Files that are not in ``kept`` afterwards are given up."""
        if self.writer is not None:
            self.writer.describe(report)
            self.writer.close()
        spare = next((target.path for target, _ in self.files if target.spare), None)
        beside = spare if report.total > Caps().examples else None
        listed = next((target.path for target, _ in self.files if target.format.every and not target.spare), beside)
        report.beside = listed.name if listed else None
        for target, write in self.files:
            if not target.format.every:
                write(target.format.render(report, self.texts, self.reveal))
            if not target.spare or target.path == beside:
                self.kept.add(target.path)

    def written(self) -> list[Path]:
        """The files that were written."""
        return [target.path for target, _ in self.files if target.path in self.kept and target.path is not None]


@contextlib.contextmanager
def opened(wanted: Sequence[Target], texts: Texts, reveal: bool = False) -> Iterator[Outputs]:
    """The files, open; they have their names when the block is left without an error."""
    from leakguard.reports.several import several

    with contextlib.ExitStack() as stack:
        outputs = Outputs(texts, [], reveal)
        files = []
        for target in wanted:
            keep = (lambda path: lambda: path in outputs.kept)(target.path)
            files.append((target, stack.enter_context(console.output_to(target.path, keep))))
        outputs.files = files
        outputs.writer = several([t.format.writer(write, reveal) for t, write in files if t.format.every])
        yield outputs


def write(
    report: Report, wanted: Sequence[Target], texts: Texts, every: Callable[[], Iterable[Example]], listed: str
) -> None:
    """Write a report that was read from the file ``listed``; ``every`` gives all findings of it."""
    from leakguard.reports.several import several

    rendered = [target for target in wanted if not target.spare]
    with contextlib.ExitStack() as stack:
        files = [(target, stack.enter_context(console.output_to(target.path))) for target in rendered]
        writer = several([target.format.writer(write) for target, write in files if target.format.every])
        if writer is not None:
            for example in every():
                writer.add(_alone(example))
            writer.describe(report)
            writer.close()
        report.beside = listed
        for target, write in files:
            if not target.format.every:
                write(target.format.render(report, texts))


def _alone(example: Example) -> Scanned:
    """A finding as writers take it."""
    from leakguard.hits import Hit, Spot
    from leakguard.policy import Bilingual, Decision

    decision = Decision("keep", {}, cast(bool, example.forbidden), "", Bilingual("", ""))
    return Scanned(TextBlock(""), [Hit(example.finding, decision, Spot(0, 0))])
