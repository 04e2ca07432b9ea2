"""What a case lacks: answers, facts, attachments, and files that the form does not list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from leakguard.evidence.model import ATTACHMENTS, READ_ME, Case

Lack = Literal["answer", "fact", "own", "attachment", "file", "unlisted"]

_OVERLOOKED = frozenset({READ_ME, "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a case lacks. ``what`` says what sort of thing, ``name`` which: the id of a field or fact, the kinds of an
    attachment joined with ``|``, or the name of a file.
    """

    severity: Literal["required", "advised"]
    what: Lack
    name: str


def missing(case: Case) -> list[Missing]:
    """Everything that a case lacks, what is required first. A pack can be built when nothing required is missing.

    A file that the form does not list counts as required: it is to be listed, or taken away.
    """
    return sorted(_all(case), key=lambda lack: lack.severity != "required")


def unlisted(case: Case) -> list[str]:
    """The files among the attachments that the form does not list, by their names, sorted. Hidden files do not count."""
    folder = case.folder / ATTACHMENTS
    listed = {attachment.path for attachment in case.attachments}
    files = [path for path in folder.rglob("*") if _counts(path, folder) and path not in listed]
    return sorted(path.relative_to(case.folder).as_posix() for path in files)


def _counts(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    hidden = any(part.startswith(".") for part in parts) or path.name in _OVERLOOKED
    return not hidden and (path.is_symlink() or not path.is_dir())


def _all(case: Case) -> Iterator[Missing]:
    for field in case.kind.fields:
        if field.need != "optional" and field.id not in case.answers:
            yield Missing(field.need, "answer", field.id)
    for fact in case.kind.facts:
        if fact.id not in case.facts:
            yield Missing("advised", "fact", fact.id)
    if not case.own:
        yield Missing("advised", "own", "own")
    kinds = {attachment.kind for attachment in case.attachments}
    for need in case.kind.attachments:
        if need.need != "optional" and kinds.isdisjoint(need.kinds):
            yield Missing(need.need, "attachment", "|".join(need.kinds))
    for attachment in case.attachments:
        if not attachment.path.is_file() and not attachment.leave_out:
            yield Missing("required", "file", attachment.name)
    for name in unlisted(case):
        yield Missing("required", "unlisted", name)
