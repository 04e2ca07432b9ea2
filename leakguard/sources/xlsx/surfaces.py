"""What stands outside of cells: which texts of a part are notes, what they are called, and what is not read at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from leakguard.sources.xlsx.exact import position
from leakguard.sources.xlsx.formulas import literals
from leakguard.sources.xlsx.passages import FORMULAS, Passage, Piece
from leakguard.units import Note, NoteBlock, Place

PERSON_HEADER = "姓名"
"""The header under which the fields that name somebody (author, editor, manager) are read."""


class Use(Enum):
    """What an edited text is to its workbook, which decides how a replacement is written."""

    TEXT = "text"
    URI = "uri"
    NUMBER = "number"
    SHEET = "sheet"
    NAME = "name"
    STRING = "string"
    LITERAL = "literal"


@dataclass(frozen=True, slots=True)
class Target:
    """Where the text of a note stands: pieces of a member; or a shared string, a sheet, a constant of cell formulas."""

    use: Use
    member: str = ""
    pieces: tuple[Piece | str, ...] = ()
    number: int = -1


Noted = tuple[Note, Target]


@dataclass(frozen=True, slots=True)
class PackageNotes(NoteBlock):
    """Notes of a workbook that know where they stand."""

    targets: tuple[Target, ...] = ()
    reading: object = None


_WHERE = {
    "comments": "comment", "ThreadedComments": "comment", "workbook": "name", "table": "name", "wsDr": "drawing",
    "chartSpace": "drawing", "userShapes": "drawing", "xml": "drawing", "Relationships": "hyperlink", "externalLink": "link",
    "pivotCacheDefinition": "pivot", "pivotCacheRecords": "pivot", "pivotTableDefinition": "pivot", "styleSheet": "style",
    "connections": "connection", "queryTable": "connection",
}  # fmt: skip
_SHEET_WHERE = {
    "oddHeader": "header", "evenHeader": "header", "firstHeader": "header", "oddFooter": "header", "evenFooter": "header",
    "firstFooter": "header", "dataValidation": "validation", "hyperlink": "hyperlink", "formula": "formula", "f": "formula",
    "scenario": "scenario", "inputCells": "scenario", "filter": "filter", "customFilter": "filter",
}  # fmt: skip
_SKIPPED_ROOTS = frozenset({"Types", "theme", "calcChain", "volTypes"})
_PEOPLE = frozenset({
    "creator", "lastModifiedBy", "Manager", "author", "userName", "displayName", "reservedBy", "user", "refreshedBy",
})  # fmt: skip
_CORE_SKIPPED = frozenset({"created", "modified", "lastPrinted", "revision", "language", "version"})
_APP_READ = frozenset({"Manager", "Company", "HyperlinkBase", "Template", "lpstr", "lpwstr", "bstr"})
_NO_TEXT = frozenset({"codeName", "fmtid", "linkedCell", "val", "v", "value", "tag", "defaultValue", "label", "person"})
_VALUED = frozenset({"inputCells", "filter", "customFilter"})
"""Elements of sheets and tables whose ``val`` is a value of a cell."""

_GEOMETRY = frozenset({
    "sqref", "ref", "fontName", "family", "charset", "col", "colOff", "row", "rowOff", "posOffset", "formatCode", "ptCount",
})  # fmt: skip
_DULL = re.compile(
    r"[-+]?[0-9]{0,6}(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\{[0-9A-Fa-f-]{36}\}|[0-9]{1,6}(?:[:;,.][0-9]{1,6})*"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z'-]{1,20}(?: [A-Z][A-Za-z'.-]{0,20}){1,3}")
_PROGRAM = re.compile(
    r"\b(?:Microsoft|Office|Windows|User|Admin|Apache|Excel|Lib|Libre|Open|Unknown|Author|System|Report)", re.I
)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:|\\\\|//|www\.|[^/]*@")


def notes_of_part(
    member: str, root: str, found: list[Passage], shown_elsewhere: Collection[str], is_member: Collection[str]
) -> Iterator[Noted]:
    """The notes of a part whose root element is ``root``. ``shown_elsewhere`` are names of sheets and ranges, which the
    document properties repeat; ``is_member`` are targets that are parts of the package.
    """
    if root in _SKIPPED_ROOTS:
        return
    for passage in found:
        text = passage.text
        if _DULL.fullmatch(text.strip()) or not _wanted(root, passage):
            continue
        if root == "Properties" and (text in shown_elsewhere or text.rpartition("!")[0].strip("'") in shown_elsewhere):
            continue
        if root == "Relationships" and (text in is_member or not _URI.match(text)):
            continue
        yield from _noted(member, root, passage)


def _wanted(root: str, passage: Passage) -> bool:
    if root == "coreProperties":
        return passage.element not in _CORE_SKIPPED
    if root == "Properties":
        custom = "property" in passage.parents or passage.element == "property"
        return custom or passage.element in _APP_READ
    if root == "styleSheet":
        return passage.attribute == "formatCode" or (passage.attribute == "name" and passage.element == "cellStyle")
    if root == "workbook" and passage.element == "definedName" and passage.attribute == "name":
        return not passage.text.startswith("_xl")
    if passage.attribute in _NO_TEXT:
        pivot = root.startswith("pivotCache") and passage.attribute == "v"
        return pivot or passage.element in _VALUED or (root not in _WHERE and root != "worksheet")
    return passage.element not in _GEOMETRY and "ClientData" not in passage.parents


def _noted(member: str, root: str, passage: Passage) -> Iterator[Noted]:
    place = _place(root, passage)
    header = _header(root, passage)
    if passage.attribute is None and passage.element in FORMULAS:
        yield from _constants(member, passage, place, header)
        return
    use = Use.TEXT
    if passage.attribute == "Target":
        use = Use.URI
    elif root == "workbook" and passage.element == "sheet" and passage.attribute == "name":
        use = Use.SHEET
    elif (root == "workbook" and passage.element == "definedName" and passage.attribute == "name") or (
        root == "table" and passage.element == "table" and passage.attribute in ("name", "displayName")
    ):
        use = Use.NAME
    yield Note(passage.text, place, header), Target(use, member, tuple(passage.pieces))


def _constants(member: str, passage: Passage, place: Place, header: str | None) -> Iterator[Noted]:
    """The strings and long numbers of a formula, each a note."""
    piece = passage.pieces[0]
    if isinstance(piece, str):
        return
    for start, end, quoted in literals(piece.text):
        part = Piece(piece.start, piece.end, piece.text[start:end], start, piece.attribute)
        yield Note(part.text, place, header), Target(Use.TEXT if quoted else Use.NUMBER, member, (part,))


def _place(root: str, passage: Passage) -> Place:
    where = _WHERE.get(root, "property")
    if root in ("worksheet", "chartsheet", "dialogsheet", "macrosheet"):
        chain = (passage.element, *reversed(passage.parents))
        where = next((_SHEET_WHERE[name] for name in chain if name in _SHEET_WHERE), "property")
    elif root == "workbook" and passage.element not in ("sheet", "definedName"):
        where = "property"
    placed = passage.reference and (where == "comment" or root not in _WHERE)
    cell = position(re.split(r"[\s:]", passage.reference or "")[0]) if placed else None
    return Place(*cell, where=where) if cell else Place(where=where)


def _maybe_person(text: str) -> bool:
    """Whether an author may be a person: a program that makes workbooks signs with its own name."""
    return bool(_HAN.search(text) or (_LATIN_NAME.fullmatch(text) and not _PROGRAM.search(text)))


def _header(root: str, passage: Passage) -> str | None:
    named = passage.attribute or passage.element
    if named in _PEOPLE and _maybe_person(passage.text):
        return PERSON_HEADER
    if (root == "Properties" and "property" in passage.parents) or root.startswith("pivotCache"):
        return passage.named if passage.attribute != "name" else None
    if root == "workbook" and passage.element == "definedName" and passage.attribute is None:
        return passage.named
    if root not in _WHERE and root not in ("worksheet", "personList", "coreProperties", "Properties"):
        return named
    return None


_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff", ".svg", ".ico", ".webp", ".wdp")
_SOUNDS = (".mp4", ".mp3", ".wav", ".avi", ".mov", ".wmv", ".m4a")


def is_xml(member: str) -> bool:
    """Whether a member is XML, by its name."""
    return member.lower().endswith((".xml", ".rels", ".vml")) and "_xmlsignatures/" not in member.lower()


def unread_reason(member: str) -> str | None:
    """What a member that is not read holds; None for settings of a printer, which hold nothing of the kind."""
    name = member.lower()
    if "/printersettings/" in name or name.endswith(("printersettings.bin", ".psf")):
        return None
    if name.endswith(_IMAGES):
        return "a picture, whose content is not read"
    if name.endswith(_SOUNDS):
        return "a recording, which is not read"
    if "vbaproject" in name:
        return "macros (VBA), whose text is not read"
    if "_xmlsignatures/" in name:
        return "a digital signature, which names its signer and is broken by every change"
    if "/embeddings/" in name:
        return "an embedded document, which is not read"
    if "/model/" in name:
        return "a data model, which is not read"
    if "/activex/" in name or "/ctrlprops/" in name:
        return "the state of a control, which is not read"
    return "binary data, which is not read"
