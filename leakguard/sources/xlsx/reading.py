"""One pass over a workbook: its blocks, and what is remembered of them for writing a copy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa

from leakguard.errors import UnscannedError
from leakguard.sources.base import Unscanned
from leakguard.sources.xlsx.cells import MAX_GAP, Cells, Kind, SheetBlock, slices, table
from leakguard.sources.xlsx.formula_store import FormulaStore
from leakguard.sources.xlsx.package import Package, resolve
from leakguard.sources.xlsx.passages import Passage, Piece, passages
from leakguard.sources.xlsx.sheet import SheetReader
from leakguard.sources.xlsx.strings import SharedStrings
from leakguard.sources.xlsx.surfaces import Noted, PackageNotes, Target, Use, is_xml, notes_of_part, unread_reason
from leakguard.sources.xlsx.texts import cell_texts
from leakguard.sources.xlsx.workbook import MAX_PART, read_workbook
from leakguard.units import Block, Note, Place

NOTES = 5_000
NOTES_TEXT = 4 << 20
"""Most notes of a block, and most characters."""


_MOST_UNUSED = 200_000
"""Shared strings without a cell that are looked at; a workbook has few, if any."""


class Reading:
    """A pass over the package at ``path``. Iterate :meth:`blocks`; afterwards everything else is known."""

    def __init__(self, path: Path, name: str, *, exact: bool = False) -> None:
        self._path, self._name, self._exact = path, name, exact
        self.unread: list[Unscanned] = []
        self._found: list[tuple[str | None, Noted]] = []

    def blocks(self) -> Iterator[Block]:
        """Sheets in the order of the workbook, hidden ones too, then the notes of each sheet and of the workbook."""
        with Package(self._path) as package:
            self.book = read_workbook(package)
            self.strings = self._shared(package)
            self.uses = np.zeros(len(self.strings) if self.strings else 0, np.int64)
            self.formulas = FormulaStore(len(self.book.sheets))
            for number in range(len(self.book.sheets)):
                yield from self._sheet(package, number)
            self._constants()
            self._deleted()
            self._parts(package)
        yield from self._notes()

    def _shared(self, package: Package) -> SharedStrings | None:
        member = self.book.strings
        if member is None:
            return None
        return SharedStrings(lambda: package.xml(member), package.size(member))

    def _sheet(self, package: Package, number: int) -> Iterator[SheetBlock]:
        sheet = self.book.sheets[number]
        reader = SheetReader(package.xml(sheet.member), exact=self._exact)
        width, empty = 0, True
        texts_of = self.strings.texts if self.strings else pa.array([], pa.string())
        for cells in merged(iter(reader)):
            self._count(cells)
            self.formulas.add(number, cells)
            for run in slices(cells):
                if not bool((run.kind != Kind.NOTHING).any()):
                    continue
                texts = cell_texts(run, texts_of, self.book.date_styles, since_1904=self.book.since_1904)
                at_top = empty and int(run.row.min()) <= MAX_GAP
                block = table(run, texts, sheet.name, number, at_top=at_top, width=width, reading=self)
                width, empty = len(block.columns), False
                yield block
        self._frame(sheet.member, sheet.name, reader)

    def _count(self, cells: Cells) -> None:
        """How often each shared string is used."""
        used = cells.shared[(cells.kind == Kind.SHARED) & (cells.shared >= 0) & (cells.shared < len(self.uses))]
        if len(used):
            self.uses += np.bincount(used, minlength=len(self.uses))

    def _frame(self, member: str, sheet: str, reader: SheetReader) -> None:
        """The notes of what stands around the rows, placed where they stand in the part."""
        cut, shift = len(reader.head), reader.tail_at - len(reader.head)
        found = passages(reader.head + reader.tail, member)
        for passage in found if shift else ():
            passage.pieces = [_moved(piece, cut, shift) for piece in passage.pieces]
        self._keep(member, "worksheet", found, sheet, ())

    def _constants(self) -> None:
        for (sheet, constant), (row, column) in self.formulas.places.items():
            note = Note(constant, Place(row, column, where="formula"))
            self._found.append((self.book.sheets[sheet].name, (note, Target(Use.LITERAL, constant, (), sheet))))

    def _deleted(self) -> None:
        """Strings that no cell shows any more: what was deleted is often still there."""
        unused = np.flatnonzero(self.uses == 0)
        if len(unused) > _MOST_UNUSED:
            detail = f"{len(unused)} texts that no cell shows; save the workbook anew, which drops them"
            self.unread.append(Unscanned(self._name, self.book.strings, "too-large", detail))
            unused = unused[:_MOST_UNUSED]
        for number in unused.tolist():
            text = self.strings.texts[number].as_py() if self.strings else ""
            if text.strip():
                note = Note(text, Place(where="deleted"))
                self._found.append((None, (note, Target(Use.STRING, "", (), number))))

    def _parts(self, package: Package) -> None:
        sheets = {sheet.member for sheet in self.book.sheets}
        members = set(package.names)
        for member in package.names:
            if member in sheets or member == self.book.strings:
                continue
            if not is_xml(member):
                reason = unread_reason(member)
                if reason and package.size(member):
                    self.unread.append(Unscanned(self._name, member, "unsupported", f"{member}: {reason}"))
                continue
            try:
                data = package.read(member, MAX_PART)
                found = passages(data, member)
            except UnscannedError as error:
                self.unread.append(Unscanned(self._name, member, error.reason, error.detail))
                continue
            self._keep(member, root_of(data), found, self.book.owners.get(member), members)

    def _keep(
        self, member: str, root: str, found: list[Passage], sheet: str | None, members: set[str] | tuple[()]
    ) -> None:
        inside: set[str] = set()
        if root == "Relationships":
            base = member.replace("_rels/", "").removesuffix(".rels")
            inside = {passage.text for passage in found if resolve(base, passage.text) in members}
        for noted in notes_of_part(member, root, found, self.book.sheet_names, inside):
            self._found.append((sheet, noted))

    def _notes(self) -> Iterator[PackageNotes]:
        """The notes in blocks, those of a sheet together, the sheets in their order and the workbook last."""
        order = {sheet: number for number, sheet in enumerate(self.book.sheet_names)}
        found = sorted(self._found, key=lambda item: order.get(item[0] or "", len(order)))
        self._found = []
        for part, items in groupby(found, key=lambda item: item[0]):
            notes: list[Note] = []
            targets: list[Target] = []
            size = 0
            for _, (note, target) in items:
                if len(notes) >= NOTES or size + len(note.text) > NOTES_TEXT:
                    yield PackageNotes(notes, part, tuple(targets), self)
                    notes, targets, size = [], [], 0
                notes.append(note)
                targets.append(target)
                size += len(note.text)
            if notes:
                yield PackageNotes(notes, part, tuple(targets), self)


def merged(stretches: Iterator[Cells]) -> Iterator[Cells]:
    """Stretches without a cell left out."""
    return (cells for cells in stretches if len(cells))


def root_of(data: bytes) -> str:
    """Local name of the root element."""
    at = 0
    while True:
        at = data.find(b"<", at)
        if at < 0:
            return ""
        if data[at + 1 : at + 2] not in (b"?", b"!"):
            break
        at += 1
    name = data[at + 1 : at + 200].split(b">")[0].split(b"/")[0].split()
    return name[0].rpartition(b":")[2].decode("utf-8", "replace") if name else ""


def _moved(piece: Piece | str, cut: int, shift: int) -> Piece | str:
    if isinstance(piece, str) or piece.start < cut:
        return piece
    return piece._replace(start=piece.start + shift, end=piece.end + shift)
