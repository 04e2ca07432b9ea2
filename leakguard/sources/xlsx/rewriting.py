"""The copy: which members change, and how."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from heapq import merge
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

import numpy as np

from leakguard.sources.edits import Span
from leakguard.sources.xlsx.cells import Ints, Kind
from leakguard.sources.xlsx.collect import Edits
from leakguard.sources.xlsx.formulas import Dirty, literals, renamed, stale
from leakguard.sources.xlsx.package import Package, Packed
from leakguard.sources.xlsx.packing import Packer
from leakguard.sources.xlsx.passages import FORMULAS, Piece, passages
from leakguard.sources.xlsx.patch import Change, Job, encode_formula, patch_cell, patched
from leakguard.sources.xlsx.strings import SharedStrings, edit_element
from leakguard.sources.xlsx.surfaces import is_xml
from leakguard.sources.xlsx.workbook import MAX_PART
from leakguard.sources.xlsx.xmltext import encode, splice

_AT_ONCE = 1 << 16
_BY_START = itemgetter(0)
_UNIQUE = re.compile(rb'\buniqueCount\s*=\s*"([0-9]+)"')
_CALCULATION = re.compile(rb"<((?:[\w.-]+:)?)calcPr\b([^>]*?)(/?)>")
_FULL = re.compile(rb"""\s+fullCalcOnLoad\s*=\s*("[^"]*"|'[^']*')""")
_BEFORE_CALCULATION = re.compile(rb"</(?:[\w.-]+:)?(?:definedNames|externalReferences|functionGroups|sheets)\s*>")


def write(path: Path, edits: Edits | None, output: BinaryIO) -> None:
    """Write the package at ``path`` with the edits done."""
    with Package(path) as package:
        changed = _Rewriter(package, edits).changed() if edits else {}
        package.copy(output, changed)
        for packed in changed.values():
            packed.stream.close()


class _Rewriter:
    def __init__(self, package: Package, edits: Edits) -> None:
        self._package, self._edits = package, edits
        self._reading, self._book = edits.reading, edits.reading.book
        self._arrays = {number: sheet.arrays() for number, sheet in edits.sheets.items()}
        self._changes: dict[int, dict[int, tuple[int, Change]]] = defaultdict(dict)
        """Sheet -> start of a cell with a formula -> its end and its change."""
        self._recalculate = False
        self._new: dict[tuple[int, int], int] = {}

    def changed(self) -> dict[str, Packed]:
        """Every member that changes, with its new content."""
        self._stale_results()
        self._formulas()
        changed: dict[str, Packed] = {}
        if self._reading.strings is not None and self._book.strings is not None:
            packed = self._strings(self._reading.strings, self._book.strings)
            if packed:
                changed[self._book.strings] = packed
        for number, sheet in enumerate(self._book.sheets):
            jobs = self._sheet_jobs(number, sheet.member)
            first = next(jobs, None)
            if first is not None:
                changed[sheet.member] = self._packed(sheet.member, chain([first], jobs))
        others = [m for m in self._package.names if is_xml(m) and m not in changed and m != self._book.strings]
        sheets = {sheet.member for sheet in self._book.sheets}
        for member in others:
            if member not in sheets:
                few = sorted(self._part_jobs(member), key=_BY_START)
                if few:
                    changed[member] = self._packed(member, iter(few))
        return changed

    def _packed(self, member: str, jobs: Iterator[Job]) -> Packed:
        packer = Packer()
        for data in patched(self._package.xml(member), jobs):
            packer.write(data)
        return packer.packed()

    def _stale_results(self) -> None:
        """Cached results of formulas that depend on an edited cell, and were not edited themselves, are dropped."""
        store = self._reading.formulas
        if not self._arrays or not any(sheet.count for sheet in store.sheets):
            return
        dirty = Dirty()
        for number, arrays in self._arrays.items():
            dirty.add(number, arrays[7], arrays[8])
        groups = store.groups(self._book.names)
        sheets = {sheet.name.casefold(): number for number, sheet in enumerate(self._book.sheets)}
        hit: dict[int, list[Ints]] = defaultdict(list)
        for group, marks in zip(groups, stale(groups, dirty, sheets), strict=True):
            if marks.any():
                hit[group.sheet].append(group.rows[marks] << 14 | group.columns[marks])
        for number, keys in hit.items():
            start, end, row, column, _, cached = store.sheets[number].arrays()
            edited = self._arrays[number][0] if number in self._arrays else np.zeros(0, np.int64)
            drop = np.isin(row << 14 | column, np.concatenate(keys)) & (cached > 0) & ~np.isin(start, edited)
            for first, last in zip(start[drop].tolist(), end[drop].tolist(), strict=True):
                self._changes[number][first] = (last, Change(drop=True))
        self._recalculate = True

    def _formulas(self) -> None:
        """New texts of formulas: with other constants, other names of sheets."""
        constants: dict[int, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        for (sheet, old), new in self._edits.constants.items():
            for found in self._reading.formulas.constants.get((sheet, old), ()):
                constants[sheet][found.number][old] = new
        renames = bool(self._edits.sheet_names or self._edits.names)
        for number, store in enumerate(self._reading.formulas.sheets):
            wanted = constants.get(number, {})
            if not store.count or not (wanted or renames):
                continue
            texts = store.texts
            start, end, *_ = store.arrays()
            for which in range(len(texts)) if renames else sorted(wanted):
                new = self._renamed(_with_constants(texts[which], wanted.get(which, {})))
                if new != texts[which]:
                    first = int(start[which])
                    before = self._changes[number].get(first, (0, Change()))[1]
                    self._changes[number][first] = (int(end[which]), before._replace(formula=new))

    def _renamed(self, formula: str) -> str:
        if not (self._edits.sheet_names or self._edits.names):
            return formula
        return renamed(formula, self._edits.sheet_names, self._edits.names)

    def _strings(self, strings: SharedStrings, member: str) -> Packed | None:
        """The shared strings: in place where every use of one has the same edit, else added at the end.

        An edited string that no cell shows as it was must not stay: the most frequent edit takes its place.
        """
        pieces = [arrays for arrays in self._arrays.values() if (arrays[4] == Kind.SHARED).any()]
        keys = np.concatenate(
            [np.zeros(0, np.int64), *(a[5][a[4] == Kind.SHARED] << 32 | a[6][a[4] == Kind.SHARED] for a in pieces)]
        )
        distinct, counts = np.unique(keys, return_counts=True)
        variants: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for key, count in zip(distinct.tolist(), counts.tolist(), strict=True):
            variants[key >> 32].append((-count, key & 0xFFFFFFFF))
        in_place: dict[int, tuple[Span, ...]] = dict(self._edits.strings)
        added: dict[int, list[int]] = {}
        for number, held in variants.items():
            held.sort()
            if self._reading.uses[number] + sum(count for count, _ in held) <= 0:
                pool = held.pop(0)[1]
                in_place[number] = self._edits.pool[pool]
                self._new[number, pool] = number
            if held:
                added[number] = [pool for _, pool in held]
        if not in_place and not added:
            return None
        return self._packed_strings(strings, member, in_place, added)

    def _packed_strings(
        self,
        strings: SharedStrings,
        member: str,
        in_place: Mapping[int, tuple[Span, ...]],
        added: Mapping[int, list[int]],
    ) -> Packed:
        new = self._added_strings(strings, member, added)

        def jobs() -> Iterator[Job]:
            tag = strings.head[: strings.head.find(b">", strings.head.find(b"sst")) + 1]
            found = _UNIQUE.search(tag)
            if found and new:
                yield Job(found.start(1), found.end(1), b"%d" % (int(found[1]) + len(new)))
            for number in sorted(in_place):
                edit = partial(edit_element, spans=in_place[number])
                yield Job(int(strings.starts[number]), int(strings.ends[number]), edit)
            end = int(strings.ends[-1])
            yield Job(end, end, b"".join(new))

        return self._packed(member, jobs())

    def _added_strings(self, strings: SharedStrings, member: str, added: Mapping[int, list[int]]) -> list[bytes]:
        """New strings for the end of the table, each text once; where they stand is kept in ``_new``."""
        new: dict[bytes, int] = {}

        def item(number: int) -> Job:
            def make(old: bytes) -> bytes:
                for pool in added[number]:
                    made = edit_element(old, self._edits.pool[pool])
                    self._new[number, pool] = new.setdefault(made, len(strings) + len(new))
                return old

            return Job(int(strings.starts[number]), int(strings.ends[number]), make)

        if added:
            for _ in patched(self._package.xml(member), (item(number) for number in sorted(added))):
                pass
        return list(new)

    def _sheet_jobs(self, number: int, member: str) -> Iterator[Job]:
        """Changes of a sheet in the order of the part, made as they are needed."""
        changes = self._changes.pop(number, {})
        arrays = self._arrays.pop(number, None)
        cells: Iterator[Job] = iter(())
        if arrays is not None:
            edited = set(arrays[0].tolist()) if changes else set()
            mine = {start: changes.pop(start)[1] for start in edited & changes.keys()}
            cells = self._cell_jobs(arrays, mine)
        others = (_cell_job(start, end, change) for start, (end, change) in sorted(changes.items()))
        return merge(cells, others, sorted(self._node_jobs(member), key=_BY_START), key=_BY_START)

    def _cell_jobs(self, arrays: list[Ints], changes: Mapping[int, Change]) -> Iterator[Job]:
        nothing = Change()
        edited: dict[int, Callable[[bytes], bytes]] = {}
        for low in range(0, len(arrays[0]), _AT_ONCE):
            lists = (array[low : low + _AT_ONCE].tolist() for array in arrays[:7])
            for start, end, first, last, kind, shared, pool in zip(*lists, strict=True):
                change = changes.get(start, nothing)
                if kind == Kind.SHARED:
                    new = self._new.get((shared, pool), shared)
                    if change is nothing and new == shared:
                        continue
                    if change is nothing and first >= 0:
                        yield Job(first, last, b"%d" % new)
                    else:
                        yield _cell_job(start, end, change._replace(shared=new))
                    continue
                if change is nothing:
                    make = edited.get(pool)
                    if make is None:
                        make = edited[pool] = partial(patch_cell, change=Change(self._edits.pool[pool]))
                    yield Job(start, end, make)
                else:
                    yield _cell_job(start, end, change._replace(spans=self._edits.pool[pool]))

    def _node_jobs(self, member: str) -> Iterator[Job]:
        for (start, end, attribute), spans in self._edits.nodes.get(member, {}).items():
            if spans:
                yield Job(start, end, _splicer(spans, attribute))

    def _part_jobs(self, member: str) -> Iterator[Job]:
        """Changes of a small part: its edited texts, what names a renamed sheet, and the wish for a new calculation."""
        done = {(start, end) for (start, end, _), spans in self._edits.nodes.get(member, {}).items() if spans}
        yield from self._node_jobs(member)
        is_book = member == self._book.member
        if not (is_book and self._recalculate) and not (self._edits.sheet_names or self._edits.names):
            return
        if self._package.size(member) > MAX_PART:
            return
        data = self._package.read(member, MAX_PART)
        if is_book and self._recalculate:
            yield _calculation(data)
        if self._edits.sheet_names or self._edits.names:
            for start, end, new in self._references(data, member):
                if (start, end) not in done:
                    yield Job(start, end, new)

    def _references(self, data: bytes, member: str) -> Iterator[tuple[int, int, bytes]]:
        """Texts of a part that name a renamed sheet or range: formulas, lists of titles, the names themselves."""
        words = {**self._edits.sheet_names, **self._edits.names}
        for passage in passages(data, member):
            piece = passage.pieces[0]
            if not isinstance(piece, Piece) or len(passage.pieces) != 1:
                continue
            if passage.element in FORMULAS and passage.attribute is None:
                new = self._renamed(piece.text)
            elif piece.text in words and (passage.attribute in ("name", "displayName") or passage.element == "lpstr"):
                new = words[piece.text]
            elif passage.element == "lpstr":
                new = self._renamed(piece.text)
            else:
                continue
            if new != piece.text:
                yield piece.start, piece.end, encode(new) if piece.attribute else encode_formula(new)


def _cell_job(start: int, end: int, change: Change) -> Job:
    return Job(start, end, partial(patch_cell, change=change))


def _splicer(spans: list[Span], attribute: bool) -> Callable[[bytes], bytes]:
    return partial(splice, spans=spans, attribute=attribute)


def _with_constants(formula: str, constants: Mapping[str, str]) -> str:
    if not constants:
        return formula
    pieces: list[str] = []
    reached = 0
    for start, end, quoted in literals(formula):
        new = constants.get(formula[start:end])
        if new is not None:
            escaped = new.replace('""', '"').replace('"', '""')
            pieces += (formula[reached:start], escaped if quoted else f'"{escaped}"')
            reached = end
    return "".join((*pieces, formula[reached:]))


def _calculation(data: bytes) -> Job:
    """Ask for a full calculation when the workbook is opened (ECMA-376 part 1, 18.2.2)."""
    found = _CALCULATION.search(data)
    if found:
        attributes = _FULL.sub(b"", found[2]).rstrip()
        new = b'<%bcalcPr%b fullCalcOnLoad="1"%b>' % (found[1], attributes, found[3])
        return Job(found.start(), found.end(), new)
    last = max((match.end() for match in _BEFORE_CALCULATION.finditer(data)), default=0)
    prefix = re.search(rb"<((?:[\w.-]+:)?)workbook\b", data)
    return Job(last, last, b'<%bcalcPr fullCalcOnLoad="1"/>' % (prefix[1] if prefix else b""))
