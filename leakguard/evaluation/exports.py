"""An export, scanned as ``leakguard scan`` does, and its labels, brought together cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from leakguard.errors import UnscannedError
from leakguard.evaluation.gold import ExportSet, GoldLabel
from leakguard.evaluation.labels import LabelTypes
from leakguard.evaluation.spans import Hit, Place, Unit
from leakguard.findings import Location
from leakguard.scanning import Scanner
from leakguard.sources.base import Unscanned
from leakguard.units import Block, NoteBlock, TableBlock, TextBlock


class Cell(NamedTuple):
    """The address of a unit. For line-oriented parts ``row`` is the line and ``column`` None; with a ``pointer``
    nothing else matters.
    """

    part: str | None
    row: int | None
    column: int | None
    pointer: str | None
    where: str


@dataclass
class ExportRun:
    """What was seen of one export. ``rest`` counts the characters of units with neither a label nor a hit;
    ``misplaced`` are labels whose text does not stand where they say: they are judged as they are.
    """

    units: list[Unit] = field(default_factory=list)
    rest: int = 0
    misplaced: list[GoldLabel] = field(default_factory=list)
    unscanned: Unscanned | None = None


def run_export(gold: ExportSet, scanner: Scanner, types: LabelTypes, header: Callable[[str], str]) -> ExportRun:
    """Scan the export and put labels and hits together. What cannot be read counts as found nowhere.

    ``header`` frees a column header from values, so that it can be shown.
    """
    run, labels = ExportRun(), _by_cell(gold)
    hits: dict[Cell, list[Hit]] = defaultdict(list)
    places: dict[Cell, Place] = {}
    texts: dict[Cell, str] = {}
    characters = 0
    try:
        for scanned in scanner.scan(scanner.open(gold.export)).blocks():
            block = scanned.block
            for finding in (hit.finding for hit in scanned.every()):
                cell = _known(_cell(finding.location), labels)
                hits[cell].append(Hit(finding.start, finding.end, types.type_of(finding.entity), finding.preview))
                places.setdefault(cell, _place(gold, finding.location))
            characters += sum(map(len, _texts(block)))
            texts.update(_wanted(block, labels, hits))
    except UnscannedError as error:
        run.unscanned = Unscanned(str(gold.export), None, error.reason, error.detail)
    for cell in {**labels, **hits}:
        run.units.append(_unit(cell, gold, labels.get(cell, []), hits.get(cell, []), texts, places, header))
    run.misplaced = [label for cell, group in labels.items() for label in group if _misplaced(label, texts.get(cell))]
    run.rest = max(0, characters - sum(len(unit.text) for unit in run.units))
    return run


def _by_cell(gold: ExportSet) -> dict[Cell, list[GoldLabel]]:
    cells: dict[Cell, list[GoldLabel]] = {}
    for label in gold.labels:
        place = label.place
        cells.setdefault(_address(place.part, place.row, place.column, place.pointer, place.where), []).append(label)
    return cells


def _cell(location: Location) -> Cell:
    if location.row is None:
        pointer = None if location.line is not None else location.pointer
        return _address(location.part, location.line, None, pointer, location.where)
    return _address(location.part, location.row, location.column, location.pointer, location.where)


def _address(part: str | None, row: int | None, column: int | None, pointer: str | None, where: str) -> Cell:
    if pointer:
        return Cell(None, None, None, pointer, "cell")
    return Cell(part or None, row, column, None, where)


def _known(cell: Cell, labels: Mapping[Cell, object]) -> Cell:
    """The address by which the labels call it: a file with one part need not name it."""
    plain = cell._replace(part=None)
    return plain if cell not in labels and plain in labels else cell


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, TextBlock):
        yield block.text
    elif isinstance(block, NoteBlock):
        yield from (note.text for note in block.notes)
    else:
        for column in block.columns:
            yield from (cell for cell in column if cell)


def _wanted(block: Block, *wanted: Iterable[Cell]) -> Iterator[tuple[Cell, str]]:
    """The texts of the units of a block that have labels or hits, as far as they stand in it as they are."""
    lines = block.text.split("\n") if isinstance(block, TextBlock) else []
    for cell in (cell for cells in wanted for cell in cells):
        if cell.row is None or cell.part not in (None, block.part) or cell.where != "cell":
            continue
        if isinstance(block, TextBlock):
            number = cell.row - block.first_line
            if cell.column is None and 0 <= number < len(lines) and not block.line_offset:
                yield cell, lines[number]
        elif isinstance(block, TableBlock) and cell.column is not None:
            number = cell.row - block.first_row
            if 0 <= number < block.rows and cell.column < len(block.columns):
                yield cell, block.columns[cell.column][number] or ""


def _misplaced(label: GoldLabel, text: str | None) -> bool:
    """Whether something else stands in the file where the label says its span is. ``text`` is None if it is not known."""
    span = slice(label.label.start, label.label.end)
    return text is not None and text[span] != label.text[span]


def _unit(
    cell: Cell,
    gold: ExportSet,
    labels: list[GoldLabel],
    hits: list[Hit],
    texts: Mapping[Cell, str],
    places: Mapping[Cell, Place],
    header: Callable[[str], str],
) -> Unit:
    # The labeller's text goes first: the labels' offsets are in it.
    text = labels[0].text if labels else texts.get(cell) or " " * max((hit.end for hit in hits), default=0)
    place = places.get(cell) or _place_of(labels[0].place, str(gold.export), header)
    return Unit(place, text, tuple(label.label for label in labels), tuple(hits))


def _place(gold: ExportSet, location: Location) -> Place:
    row = location.line if location.row is None else location.row
    return Place(
        str(gold.export),
        None,
        "",
        location.part,
        row,
        location.column,
        location.header,
        location.pointer,
        location.where,
    )


def _place_of(place: Place, source: str, header: Callable[[str], str]) -> Place:
    shown = header(place.header) if place.header else None
    return Place(source, place.number, "", place.part, place.row, place.column, shown, place.pointer, place.where)
