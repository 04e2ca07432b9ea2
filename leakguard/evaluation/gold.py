"""Labelled files: texts with their spans, and labels of an export's cells beside the export.

``NAME.jsonl``
    one text a line: ``{"id", "text", "spans": [{"start", "end", "type", "optional", "alt"}], "tags"}``;
``F.gold.jsonl``
    one label of the file ``F`` beside it a line: ``{"sheet", "row", "col", "path", "where", "cell", "start", "end",
    "type", "optional", "alt"}``. ``row`` and ``col`` are 0-based and count title and header rows; for line-oriented
    files ``row`` is the line and ``col`` null; ``path`` is an RFC 6901 pointer, for JSON; ``cell`` is the field as stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leakguard import documents
from leakguard.errors import FileFormatError
from leakguard.evaluation.jsonlines import HELP, Line, is_offset, read_lines
from leakguard.evaluation.labels import LabelTypes
from leakguard.evaluation.spans import Label, Place
from leakguard.sources import walk

SUFFIX = ".gold.jsonl"
_OFFSETS = "Offsets are code points from 0, the end exclusive; a label is not empty."


@dataclass(frozen=True, slots=True)
class GoldText:
    """One labelled text."""

    place: Place
    text: str = field(repr=False)
    labels: tuple[Label, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldLabel:
    """One label of an export: the unit it stands in, the text of the unit as the labeller saw it, and the span."""

    place: Place
    text: str = field(repr=False)
    label: Label


@dataclass(frozen=True, slots=True)
class TextSet:
    """A file of labelled texts."""

    path: Path
    texts: tuple[GoldText, ...]

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files it was read from."""
        return (self.path,)

    @property
    def labelled(self) -> frozenset[str]:
        """The types that its labels have."""
        return _types(label for text in self.texts for label in text.labels)


@dataclass(frozen=True, slots=True)
class ExportSet:
    """An export and its labels."""

    path: Path
    export: Path
    labels: tuple[GoldLabel, ...]

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files it was read from, and the export."""
        return (self.path, self.export)

    @property
    def labelled(self) -> frozenset[str]:
        """The types that its labels have."""
        return _types(label.label for label in self.labels)


GoldSet = TextSet | ExportSet


def read_gold(
    paths: Sequence[str | Path],
    types: LabelTypes,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    skip: Callable[[Path], None] | None = None,
) -> list[GoldSet]:
    """The labelled files that ``paths`` mean: files as named, of folders every ``*.jsonl`` unless ``include`` says else.

    A file that was not named but met in a folder, and that holds no labels, is handed to ``skip`` and left out. Raises
    :class:`FileFormatError` for the first thing that is wrong, with file, line and cure, and no value.
    """
    found: list[GoldSet] = []
    named = {Path(path) for path in paths}
    for item in walk(paths, include or ("*.jsonl",), exclude):
        path = item if isinstance(item, Path) else Path(item.source)
        if path.name.endswith(SUFFIX):
            found.append(read_export(path, types))
        elif path not in named and not _has_labels(path):
            if skip:
                skip(path)
        else:
            found.append(read_texts(path, types))
    return found


def _has_labels(path: Path) -> bool:
    first = next(read_lines(path), None)
    return first is not None and ("text" in first.fields and "spans" in first.fields)


def read_texts(path: Path, types: LabelTypes) -> TextSet:
    """A file of labelled texts. Raises :class:`FileFormatError`."""
    texts = tuple(_text(line, types) for line in read_lines(path))
    if not texts:
        raise FileFormatError(str(path), None, "holds no labelled text", HELP)
    return TextSet(path, texts)


def read_export(path: Path, types: LabelTypes) -> ExportSet:
    """The labels of the export beside ``path``; none at all is allowed. Raises :class:`FileFormatError`."""
    export = path.with_name(path.name.removesuffix(SUFFIX))
    if not export.is_file():
        cure = f"Put the labelled export there; {SUFFIX} files label the file that their name begins with."
        raise FileFormatError(str(path), None, f"the export {export.name!r} is not beside it", cure)
    return ExportSet(path, export, tuple(_cell(line, types) for line in read_lines(path)))


def _text(line: Line, types: LabelTypes) -> GoldText:
    text, spans, tags = line.text("text"), line.fields.get("spans"), line.fields.get("tags") or []
    if "spans" not in line.fields:
        raise line.error("'spans' is missing; it must be a list, and may be empty")
    if not isinstance(spans, list) or not all(isinstance(span, dict) for span in spans):
        raise line.error("'spans' is not a list of objects")
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise line.error("'tags' is not a list of strings")
    name = line.fields.get("id")
    place = Place(str(line.path), line.number, "" if name is None else str(name))
    labels = tuple(_label(line, f"span {number}: ", span, text, types) for number, span in enumerate(spans, 1))
    return GoldText(place, text, labels, tuple(dict.fromkeys(tags)))


def _cell(line: Line, types: LabelTypes) -> GoldLabel:
    text, pointer = line.text("cell"), line.optional_text("path")
    row, column = line.optional_index("row"), line.optional_index("col")
    if row is None and pointer is None:
        raise line.error("neither 'row' nor 'path' says where the cell stands")
    place = Place(
        str(line.path), line.number, "", line.optional_text("sheet"), row, column, line.optional_text("column"), pointer,
        line.optional_text("where") or "cell",
    )  # fmt: skip
    return GoldLabel(place, text, _label(line, "", line.fields, text, types))


def _label(line: Line, where: str, span: Mapping[str, Any], text: str, types: LabelTypes) -> Label:
    for key in ("start", "end", "type"):
        if key not in span:
            raise line.error(f"{where}{key!r} is missing")
    start, end, optional = span["start"], span["end"], span.get("optional", False)
    if not (is_offset(start) and is_offset(end) and start < end):
        raise line.error(f"{where}'start' and 'end' are no span", _OFFSETS)
    if end > len(text):
        raise line.error(f"{where}'end' {end} lies behind the text, which has {len(text)} characters", _OFFSETS)
    said = span.get("text", span.get("value"))
    if isinstance(said, str) and said != text[start:end]:
        raise line.error(f"{where}its text is not what stands from {start} to {end}", _OFFSETS)
    if not isinstance(optional, bool):
        raise line.error(f"{where}'optional' is neither true nor false")
    type_ = _type(line, where, span["type"], types)
    given = span.get("alt") or []
    if not isinstance(given, list):
        raise line.error(f"{where}'alt' is not a list of types")
    alike = {_type(line, where, name, types) for name in given} | types.alike(type_)
    return Label(start, end, type_, optional, frozenset(alike - {type_}))


def _type(line: Line, where: str, name: object, types: LabelTypes) -> str:
    if not isinstance(name, str) or not types.knows(name):
        known = [*types.names, *types.own]
        raise line.error(f"{where}unknown type {documents.shown(name)}", documents.suggest(str(name), known))
    return types.type_of(name)


def _types(labels: Iterable[Label]) -> frozenset[str]:
    return frozenset(type_ for label in labels for type_ in (label.type, *label.alike))
