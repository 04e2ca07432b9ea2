"""The parts that say what a workbook consists of: its sheets in order, its number formats, its date system."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from leakguard.errors import UnscannedError
from leakguard.sources.xlsx.exact import MAX_DEPTH, make_parser
from leakguard.sources.xlsx.formulas import Reach, reaches
from leakguard.sources.xlsx.numbers import is_date_format, is_date_id
from leakguard.sources.xlsx.package import Package, relations_of, resolve

MAX_PART = 64 << 20
"""Largest part beside sheets and shared strings."""

MAX_SHEETS = 10_000
_TRUE = ("1", "true", "on")
_ROWS = re.compile(r"/(?:worksheet|dialogsheet|xlMacrosheet|xlIntlMacrosheet)$", re.I)
_OF_A_SHEET = re.compile(r"drawing|comment|chart|table|ctrlprop|diagram", re.I)
_FREE_SHEET = re.compile(r"/(?:worksheets|dialogsheets|macrosheets)/[^/]+\.xml$", re.I)


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship of a part: its type's last word, and the member or address it leads to."""

    type: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet with rows. A sheet that no list names (left over by some program) has the name of its member."""

    name: str
    member: str


@dataclass(slots=True)
class Workbook:
    """What the workbook part and its styles say."""

    member: str
    sheets: list[SheetPart] = field(default_factory=list)
    strings: str | None = None
    since_1904: bool = False
    date_styles: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(1, bool))
    owners: dict[str, str] = field(default_factory=dict)
    """Member -> name of the sheet it belongs to."""
    names: dict[str, tuple[Reach, ...]] = field(default_factory=dict)
    sheet_names: tuple[str, ...] = ()


def read_workbook(package: Package) -> Workbook:
    """Find the sheets of a package. Raises ``unsupported`` if it holds no workbook, ``unreadable`` if parts are missing."""
    member = _workbook_member(package)
    book = Workbook(member)
    related = relations(package, member)
    listed: dict[str, str] = {}
    texts: dict[str, str] = {}
    for path, attributes, text in elements(package.read(member, MAX_PART), member):
        name = path[-1]
        if name == "sheet" and path[-2:-1] == ["sheets"]:
            key = next(
                (value for key, value in attributes.items() if key.rpartition(":")[2] == "id" and ":" in key), ""
            )
            listed[attributes.get("name", "")] = key
        elif name == "workbookPr":
            book.since_1904 = attributes.get("date1904", "") in _TRUE
        elif name == "definedName" and text:
            texts[attributes.get("name", "").casefold()] = text
    if not listed or len(listed) > MAX_SHEETS:
        raise UnscannedError("unreadable", f"the workbook lists {len(listed)} sheets")
    book.names = {name: reaches(text, 0, 0) for name, text in texts.items()}
    book.sheet_names = tuple(listed)
    _place_sheets(package, book, listed, related)
    for relation in related.values():
        if relation.type.endswith("/sharedStrings"):
            book.strings = package.find(relation.target)
        elif relation.type.endswith("/styles") and package.find(relation.target):
            book.date_styles = _date_styles(package, relation.target)
    book.strings = book.strings or package.find("xl/sharedStrings.xml")
    return book


def _place_sheets(package: Package, book: Workbook, listed: Mapping[str, str], related: Mapping[str, Relation]) -> None:
    for name, key in listed.items():
        relation = related.get(key)
        member = package.find(relation.target) if relation else None
        if relation is None or member is None:
            raise UnscannedError("unreadable", "the workbook lists a sheet that is not in the package")
        if _ROWS.search(relation.type):
            book.sheets.append(SheetPart(name, member))
        _claim(package, book.owners, member, name)
    known = {sheet.member for sheet in book.sheets}
    for member in package.names:
        if _FREE_SHEET.search("/" + member) and member not in known:
            book.sheets.append(SheetPart(member, member))
            _claim(package, book.owners, member, member)


def _claim(package: Package, owners: dict[str, str], member: str, sheet: str) -> None:
    """Everything that a sheet leads to belongs to it."""
    waiting = [member]
    while waiting:
        current = waiting.pop()
        if current in owners:
            continue
        owners[current] = sheet
        listing = package.find(relations_of(current))
        if listing is None:
            continue
        owners[listing] = sheet
        for relation in relations(package, current).values():
            reached = None if relation.external else package.find(relation.target)
            if reached and _OF_A_SHEET.search(reached):
                waiting.append(reached)


def _workbook_member(package: Package) -> str:
    root = relations(package, "")
    for relation in root.values():
        if relation.type.endswith("/officeDocument"):
            member = package.find(relation.target)
            if member is None:
                break
            if not member.lower().endswith(".xml"):
                raise UnscannedError("unsupported", "this is a binary workbook (XLSB); save it as XLSX")
            return member
    member = package.find("xl/workbook.xml")
    if member is None:
        raise UnscannedError("unsupported", "the package holds no workbook")
    return member


def relations(package: Package, base: str) -> dict[str, Relation]:
    """The relationships of a part (of the package, for ``""``) by their ids; targets inside it as member names."""
    listing = package.find(relations_of(base) if base else "_rels/.rels")
    if listing is None:
        return {}
    found = {}
    for path, attributes, _ in elements(package.read(listing, MAX_PART), listing):
        if path[-1] == "Relationship":
            external = attributes.get("TargetMode", "").lower() == "external"
            target = attributes.get("Target", "")
            where = target if external else resolve(base, target)
            found[attributes.get("Id", "")] = Relation(attributes.get("Type", ""), where, external)
    return found


def elements(data: bytes, member: str) -> Iterator[tuple[list[str], dict[str, str], str]]:
    """Path of local names, attributes and own text of every element of a small part. Raises ``unreadable``."""
    made: list[tuple[list[str], dict[str, str], str]] = []
    path: list[str] = []
    open_ones: list[tuple[int, list[str]]] = []
    parser: Any = make_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(name.rpartition(":")[2])
        if len(path) > MAX_DEPTH:
            raise UnscannedError("unreadable", f"elements of a part are nested more than {MAX_DEPTH} deep")
        open_ones.append((len(made), []))
        made.append((list(path), attributes, ""))

    def end(_: str) -> None:
        place, text = open_ones.pop()
        if text:
            made[place] = (*made[place][:2], "".join(text))
        path.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: open_ones[-1][1].append(text) if text.strip() else None
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        problem = expat.ErrorString(error.code)
        raise UnscannedError("unreadable", f"member {member[:60]!r} is no well-formed XML: {problem}") from error
    return iter(made)


def _date_styles(package: Package, member: str) -> NDArray[np.bool_]:
    """Which cell formats show dates, by their index."""
    own: dict[str, str] = {}
    used: list[str] = []
    for path, attributes, _ in elements(package.read(member, MAX_PART), member):
        if path[-1] == "numFmt" and path[-2:-1] == ["numFmts"]:
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif path[-1] == "xf" and path[-2:-1] == ["cellXfs"]:
            used.append(attributes.get("numFmtId", "0"))
    shows = [is_date_format(own[key]) if key in own else key.isdigit() and is_date_id(int(key)) for key in used]
    return np.array(shows or [False], bool)
