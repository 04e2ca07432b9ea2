"""Zip archives: every member is read by its own format, and written back by it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.archive.members import Archive, Budget, Changes, Member
from leakguard.sources.base import Opening, PlainSource, Source, Unscanned
from leakguard.sources.edits import Span, apply
from leakguard.sources.magic import binary_format
from leakguard.sources.origin import origin_of_file
from leakguard.units import Block, Edit, Note, NoteBlock, NoteEdit, Place

MAX_DEPTH = 3
"""Archives within archives, the outermost one included."""

_ALIVE = 4
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f<>:\"/\\|?*]")
"""Windows takes none of these in the name of a file."""


@dataclass
class _Opened:
    """A member while its blocks may still be written."""

    source: Source
    folder: tempfile.TemporaryDirectory[str]


@dataclass(frozen=True, slots=True)
class _Names(NoteBlock):
    """The names of members and the comments, after all members; the number of the member, or None, and what it is."""

    owners: tuple[tuple[int | None, str], ...] = ()


class ZipSource(PlainSource):
    """An archive. The part of a finding is the member's name, with what the member says of its parts behind ``!``."""

    format = written_format = "zip"
    encoding, encoding_reason = "utf-8", "names of members"

    def __init__(self, opening: Opening, depth: int = 1, budget: Budget | None = None) -> None:
        self.name, self.digest = opening.origin.name, opening.profile.digest
        self._origin, self._password = opening.origin, opening.password
        self._depth, self._shared = depth, budget
        self._budget = budget or Budget()
        self._unread: list[Unscanned] = []
        self._failed: UnscannedError | None = None
        self._owners: dict[str | None, tuple[int, str | None]] = {}
        self._alive: dict[int, _Opened] = {}
        with self._archive() as archive:
            self.notices = (
                ("the copy of an archive with a password is written without one",) if archive.encrypted else ()
            )

    def blocks(self) -> Iterator[Block]:
        """See :class:`~leakguard.sources.base.Source`. What cannot be read of a member is in :meth:`unread`."""
        self._unread, self._failed, self._owners = [], None, {}
        self._budget = self._shared or Budget()
        self._close_members(keep=0)
        with self._archive() as archive:
            for index, member in enumerate(archive.members):
                if not member.info.is_dir():
                    yield from self._member(archive, index, member)
            yield _names(archive)

    def unread(self) -> Sequence[Unscanned]:
        """See :class:`~leakguard.sources.base.Source`."""
        return tuple(self._unread)

    def rewrite(self, edited: Iterable[tuple[Block, Sequence[Edit]]], output: BinaryIO) -> None:
        """See :class:`~leakguard.sources.base.Source`.

        A member without edits keeps its packed bytes. One that is written as another format gets its suffix.
        """
        changes = Changes()
        with tempfile.TemporaryDirectory(prefix="leakguard-") as folder, self._archive() as archive:
            named: dict[int, str] = {}
            for index, pairs in groupby(edited, key=lambda pair: self._owner(pair[0])):
                if index is None:
                    for block, edits in pairs:
                        _rename(block, edits, changes)
                    continue
                copy = Path(folder, str(index))
                if self._rewrite_member(index, pairs, copy) or archive.members[index].encrypted:
                    changes.of(index).content = copy.open("rb")
                    source = self._alive[index].source
                    if source.written_format != source.format:
                        named[index] = f".{source.written_format}"
            if named:
                notice = f"{len(named)} members (XLS, ODS) are written as XLSX, under names that end in .xlsx"
                self.notices = (*(old for old in self.notices if old != notice), notice)
            if self._failed is not None:
                raise self._failed
            try:
                self._finish(archive, changes, named, Path(folder))
                archive.copy(output, changes)
            finally:
                for changed in changes.members.values():
                    if changed.content is not None:
                        changed.content.close()
                self._close_members(keep=0)

    def _finish(self, archive: Archive, changes: Changes, suffixes: dict[int, str], folder: Path) -> None:
        """Members without blocks of an encrypted archive are written plain too; names are made to differ."""
        for index, member in enumerate(archive.members):
            changed = changes.members.get(index)
            if member.encrypted and (changed is None or changed.content is None):
                path = folder / f"{index}.plain"
                with path.open("wb") as stream:
                    archive.extract(member, stream, Budget())
                changes.of(index).content = path.open("rb")
        for index, suffix in suffixes.items():
            changes.of(index).name = (changes.of(index).name or archive.members[index].name) + suffix
        renamed = {index: changed for index, changed in changes.members.items() if changed.name is not None}
        taken = {member.name for index, member in enumerate(archive.members) if index not in renamed}
        for index, changed in renamed.items():
            if not archive.members[index].info.is_dir():
                changed.name = _free(changed.name or "", taken)
                taken.add(changed.name)

    def _rewrite_member(self, index: int, pairs: Iterable[tuple[Block, Sequence[Edit]]], path: Path) -> bool:
        """Write the copy of a member; whether anything was edited in it."""
        edited = False

        def own() -> Iterator[tuple[Block, Sequence[Edit]]]:
            nonlocal edited
            for block, edits in pairs:
                edited = edited or bool(edits)
                yield _with_part(block, self._owners[block.part][1]), edits

        with path.open("wb") as stream:
            self._alive[index].source.rewrite(own(), stream)
        return edited

    def _member(self, archive: Archive, index: int, member: Member) -> Iterator[Block]:
        try:
            opened = self._extracted(archive, member)
        except UnscannedError as error:
            if self._budget.left < 0:
                raise
            self._miss(member.name, error)
            return
        except UsageError as error:  # a package is missing that this member needs
            self._miss(member.name, UnscannedError("unsupported", str(error)))
            return
        try:
            for block in opened.source.blocks():
                if index not in self._alive:
                    self._alive[index] = opened
                    self._close_members(keep=_ALIVE)
                yield _with_part(block, self._part(index, member.name, block.part))
        except UnscannedError as error:
            if self._budget.left < 0:
                raise
            self._failed = UnscannedError(error.reason, f"{member.name}: {error.detail}")
            self._miss(member.name, error)
        for item in opened.source.unread():
            part = member.name if item.part is None else f"{member.name}!{item.part}"
            self._unread.append(Unscanned(self.name, part, item.reason, item.detail))

    def _extracted(self, archive: Archive, member: Member) -> _Opened:
        from leakguard.sources import open_source

        folder = tempfile.TemporaryDirectory(prefix="leakguard-")
        suffix = PurePosixPath(member.name.replace("\\", "/")).suffix.lower()
        path = Path(folder.name, "member" + (suffix if suffix[1:].isalnum() and suffix.isascii() else ""))
        with path.open("wb") as stream:
            archive.extract(member, stream, self._budget)
        origin = origin_of_file(path, member.name)
        profile = origin.profile()
        if binary_format(profile.sample) != "zip":
            return _Opened(open_source(path, password=self._password), folder)
        if self._depth >= MAX_DEPTH:
            raise UnscannedError("unsupported", f"archives within archives, more than {MAX_DEPTH} deep")
        nested = ZipSource(Opening(origin, profile, suffix, None, self._password), self._depth + 1, self._budget)
        return _Opened(nested, folder)

    def _part(self, index: int, name: str, inner: str | None) -> str:
        """The name of a part, unlike those of other members even where two members have one name."""
        wanted = name if inner is None else f"{name}!{inner}"
        part, number = wanted, 2
        while self._owners.setdefault(part, (index, inner)) != (index, inner):
            part, number = f"{wanted} ({number})", number + 1
        return part

    def _owner(self, block: Block) -> int | None:
        if isinstance(block, _Names):
            return None
        if block.part not in self._owners:
            raise ValueError("this block does not come from this archive")
        return self._owners[block.part][0]

    def _miss(self, part: str, error: UnscannedError) -> None:
        self._unread.append(Unscanned(self.name, part, error.reason, error.detail))

    def _close_members(self, keep: int) -> None:
        """Forget the members that were read longest ago. A block is written at most two members late."""
        while len(self._alive) > keep:
            self._alive.pop(next(iter(self._alive))).folder.cleanup()

    @contextmanager
    def _archive(self) -> Iterator[Archive]:
        with self._origin.file() as path, path.open("rb") as stream:
            archive = Archive(path, stream, self._password)
            try:
                yield archive
            finally:
                archive.close()


def _with_part(block: Block, part: str | None) -> Block:
    return replace(block, part=part)


def _names(archive: Archive) -> _Names:
    """Every name and comment of the archive."""
    notes, owners = [], list[tuple[int | None, str]]()
    for index, member in enumerate(archive.members):
        for text, where in ((member.name, "name"), (member.comment, "comment")):
            if text:
                notes.append(Note(text, Place(where=where)))
                owners.append((index, where))
    if archive.comment:
        notes.append(Note(archive.comment, Place(where="comment")))
        owners.append((None, "comment"))
    return _Names(notes, None, tuple(owners))


def _rename(block: Block, edits: Sequence[Edit], changes: Changes) -> None:
    assert isinstance(block, _Names)  # noqa: S101 - the caller looked
    spans: dict[int, list[Span]] = {}
    for edit in edits:
        if not isinstance(edit, NoteEdit) or not 0 <= edit.note < len(block.notes):
            raise ValueError("names of an archive take NoteEdit only, and only for their own notes")
        replacement = edit.replacement
        if block.owners[edit.note][1] == "name":
            replacement = _NOT_IN_NAMES.sub("_", replacement)
        spans.setdefault(edit.note, []).append(Span(edit.start, edit.end, replacement))
    for number, changed in spans.items():
        owner, what = block.owners[number]
        text = apply(block.notes[number].text, changed)
        if owner is None:
            changes.comment = text
        elif what == "name":
            changes.of(owner).name = text
        else:
            changes.of(owner).comment = text


def _free(name: str, taken: set[str]) -> str:
    """The name with a number where another member has it."""
    free, number = name, 2
    while free in taken:
        path = PurePosixPath(name)
        free, number = str(path.with_name(f"{path.stem} ({number}){path.suffix}")), number + 1
    return free
