"""Workbooks as small as a test needs them, written part by part."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence

from leakguard.sources.base import Opening
from leakguard.sources.origin import origin_of_stream
from leakguard.sources.xlsx.source import XlsxSource
from leakguard.units import Block, CellEdit, Edit, NoteBlock, NoteEdit, TableBlock

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def sheet_xml(rows: str, tail: str = "", head: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{REL}">{head}<sheetData>{rows}</sheetData>{tail}</worksheet>'


def strings_xml(*items: str) -> str:
    inner = "".join(item if item.startswith("<si") else f"<si><t>{item}</t></si>" for item in items)
    return f'<sst xmlns="{MAIN}" count="9" uniqueCount="{len(items)}">{inner}</sst>'


def rels_xml(*relations: tuple[str, str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{REL}/{kind}" Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if ":" in target else ""}/>'
        for key, kind, target in relations
    )
    return f'<Relationships xmlns="{RELS}">{inner}</Relationships>'


def workbook(
    sheets: dict[str, str],
    *,
    strings: str | None = None,
    styles: str | None = None,
    book: str = "",
    parts: dict[str, str | bytes] | None = None,
    state: str = "",
    names: str = "",
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A package with these sheets (name -> XML of the part) and further parts."""
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"{state}/>' for n, name in enumerate(sheets, 1))
    related = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": rels_xml(("rId1", "officeDocument", "xl/workbook.xml")),
    }
    if strings is not None:
        related.append(("rId91", "sharedStrings", "sharedStrings.xml"))
        content["xl/sharedStrings.xml"] = strings
    if styles is not None:
        related.append(("rId92", "styles", "styles.xml"))
        content["xl/styles.xml"] = styles
    content["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">{book}<sheets>{listed}</sheets>{names}</workbook>'
    )
    content["xl/_rels/workbook.xml.rels"] = rels_xml(*related)
    for n, xml in enumerate(sheets.values(), 1):
        content[f"xl/worksheets/sheet{n}.xml"] = xml
    return packed({**content, **(parts or {})}, compression)


def packed(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def opened(data: bytes, *, exact: bool = False, password: str | None = None, name: str = "t.xlsx") -> XlsxSource:
    origin = origin_of_stream(io.BytesIO(data), name)
    return XlsxSource(Opening(origin, origin.profile(), ".xlsx", None, password), exact=exact)


def tables(data: bytes, *, exact: bool = False) -> dict[tuple[int, int], str | None]:
    """The cells of the first sheet that hold something, by absolute row and column."""
    return cells_of(b for b in opened(data, exact=exact).blocks() if isinstance(b, TableBlock))


def cells_of(blocks: Iterable[TableBlock]) -> dict[tuple[int, int], str | None]:
    return {
        (block.first_row + row, column): cell
        for block in blocks
        for column, cells in enumerate(block.columns)
        for row, cell in enumerate(cells)
        if cell is not None
    }


def notes_of(source: XlsxSource) -> list[tuple[str | None, str, str, int | None, int | None]]:
    """Part, where, text, row and column of every note."""
    return [
        (block.part, note.place.where, note.text, note.place.row, note.place.column)
        for block in source.blocks()
        if isinstance(block, NoteBlock)
        for note in block.notes
    ]


def rewritten(source: XlsxSource, edits_of: Callable[[Block], Sequence[Edit]]) -> bytes:
    output = io.BytesIO()
    source.rewrite(((block, edits_of(block)) for block in source.blocks()), output)
    return output.getvalue()


def replacing(*pairs: tuple[str, str]) -> Callable[[Block], list[Edit]]:
    """Edits that replace every occurrence of words in cells and notes."""

    def edits(block: Block) -> list[Edit]:
        made: list[Edit] = []
        for old, new in pairs:
            if isinstance(block, NoteBlock):
                for number, note in enumerate(block.notes):
                    made += [NoteEdit(number, at, at + len(old), new) for at in _all(note.text, old)]
            elif isinstance(block, TableBlock):
                for column, cells in enumerate(block.columns):
                    for row, cell in enumerate(cells):
                        made += [CellEdit(row, column, at, at + len(old), new) for at in _all(cell or "", old)]
        return made

    return edits


def _all(text: str, word: str) -> list[int]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append(at)
        at = text.find(word, at + len(word))
    return found


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def raw_members(data: bytes) -> dict[str, bytes]:
    """Local header and compressed bytes of every member."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
            found[info.filename] = data[
                info.header_offset : info.header_offset + 30 + name + extra + info.compress_size
            ]
    return found


def changed_members(before: bytes, after: bytes) -> set[str]:
    old, new = raw_members(before), raw_members(after)
    assert old.keys() == new.keys()
    return {name for name in old if old[name] != new[name]}
