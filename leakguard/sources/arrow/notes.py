"""What an Arrow schema says beside the cells: names of columns, metadata, values of dictionaries that no cell has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leakguard.errors import UsageError
from leakguard.sources.arrow import cells as arrow_cells
from leakguard.sources.arrow.nested import Leaf, Path
from leakguard.sources.edits import Span, apply
from leakguard.units import Edit, Note, NoteBlock, NoteEdit, Place

_PANDAS = b"pandas"
_MAX_NOTES = 20_000


class Subject(NamedTuple):
    """What a note of a schema is: the name of a column, the value of a key, or something that cannot be written."""

    column: int | None = None
    key: bytes | None = None


@dataclass(frozen=True, slots=True)
class SchemaNotes(NoteBlock):
    """Notes of a schema, with the subject of each."""

    subjects: Sequence[Subject] = ()


@dataclass(frozen=True, slots=True)
class UnusedNotes(NoteBlock):
    """Values of dictionaries that no cell has. A copy does not have them, whatever is edited."""


class Notes(NamedTuple):
    """The notes of a schema, and the keys whose values are no text."""

    block: SchemaNotes
    unread: tuple[str, ...]


def schema_notes(schema: pa.Schema) -> Notes:
    """Every name and every text of the metadata of a schema and of its fields."""
    notes, subjects, unread = list[Note](), list[Subject](), list[str]()

    def add(text: str, place: Place, subject: Subject, header: str | None = None) -> None:
        notes.append(Note(text, place, header))
        subjects.append(subject)

    def add_metadata(metadata: Mapping[bytes, bytes], place: Place, own: bool) -> None:
        for raw_key, raw_value in metadata.items():
            key = raw_key.decode("utf-8", "replace")
            try:
                value = raw_value.decode()
            except UnicodeDecodeError:
                unread.append(key)
                continue
            add(key, place, Subject())
            add(value, place, Subject(key=raw_key) if own else Subject(), key)

    for index, field in enumerate(schema):
        add(field.name, Place(column=index, where="name"), Subject(column=index))
        for depth, below in enumerate(_fields(field)):
            if depth:
                add(below.name, Place(column=index, where="name"), Subject())
            add_metadata(below.metadata or {}, Place(column=index, where="property"), own=False)
    add_metadata(schema.metadata or {}, Place(where="property"), own=True)
    return Notes(SchemaNotes(notes, subjects=subjects), tuple(unread))


def _fields(field: pa.Field) -> Iterator[pa.Field]:
    """A field and those below it."""
    yield field
    kind = field.type.storage_type if isinstance(field.type, pa.BaseExtensionType) else field.type
    if pa.types.is_nested(kind):
        for index in range(kind.num_fields):
            yield from _fields(kind.field(index))


class Renewed:
    """What edits to notes make of a schema."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self._metadata: dict[bytes, str] = {}

    def take(self, block: NoteBlock, edits: Sequence[Edit]) -> None:
        """The edits of one block of notes.

        Raises :class:`~leakguard.errors.UsageError` where the text cannot be written.
        """
        spans: dict[int, list[Span]] = {}
        for edit in edits:
            if not isinstance(edit, NoteEdit) or not 0 <= edit.note < len(block.notes):
                raise ValueError("a block of notes takes NoteEdit only, each to one of its notes")
            spans.setdefault(edit.note, []).append(Span(edit.start, edit.end, edit.replacement))
        if isinstance(block, UnusedNotes):
            return
        if not isinstance(block, SchemaNotes):
            raise ValueError("this block does not come from an Arrow source")  # noqa: TRY004 - the documented error
        for index, found in spans.items():
            self._renew(block.subjects[index], apply(block.notes[index].text, found))

    def _renew(self, subject: Subject, text: str) -> None:
        if subject.column is not None:
            self.names[subject.column] = text
        elif subject.key is not None:
            self._metadata[subject.key] = text
        else:
            raise UsageError(
                "a key of the metadata, the metadata of a column or the name of a nested field holds something that must not "
                "leave, and it cannot be written. Take it out of the schema and export the file again."
            )

    def schema(self, written: pa.Schema, original: pa.Schema) -> pa.Schema:
        """The schema of the copy; ``written`` is that of its batches."""
        metadata = dict(original.metadata or {})
        if _PANDAS in metadata:
            changed = {
                old.name
                for old, new in zip(original, written, strict=True)
                if old.type != new.type and arrow_cells.is_text(new.type)
            }
            metadata[_PANDAS] = _retyped(self._metadata.pop(_PANDAS, metadata[_PANDAS].decode()), changed).encode()
        metadata.update({key: text.encode() for key, text in self._metadata.items()})
        fields = [field.with_name(self.names.get(index, field.name)) for index, field in enumerate(written)]
        return pa.schema(fields, metadata or None)


def _retyped(pandas: str, changed: set[str]) -> str:
    """The metadata of pandas, with columns that hold text now called text."""
    if not changed:
        return pandas
    try:
        described = json.loads(pandas)
        for column in described["columns"]:
            if column["field_name"] in changed:
                column |= {"pandas_type": "unicode", "numpy_type": "object", "metadata": None}
    except (ValueError, KeyError, TypeError):
        return pandas
    return json.dumps(described, ensure_ascii=False)


class UnusedValues:
    """Follows the dictionaries of a file, and tells which of their values stood in no cell."""

    def __init__(self) -> None:
        self._open: dict[Path, tuple[Leaf, pa.Array]] = {}

    def see(self, leaf: Leaf) -> Iterator[NoteBlock]:
        """The next piece of a column; if it has another dictionary than before, the notes of that one."""
        if not pa.types.is_dictionary(leaf.array.type):
            return
        used = pc.unique(leaf.array.indices.drop_null().cast(pa.int64()))
        known = self._open.get(leaf.path)
        if known is not None and known[0].array.dictionary.equals(leaf.array.dictionary):
            used = pc.unique(pa.concat_arrays([known[1], used]))
        elif known is not None:
            yield from _unused(*known)
        self._open[leaf.path] = (leaf, used)

    def rest(self) -> Iterator[NoteBlock]:
        """The notes of the last dictionary of every column."""
        for leaf, used in self._open.values():
            yield from _unused(leaf, used)
        self._open.clear()


def _unused(leaf: Leaf, used: pa.Array) -> Iterator[NoteBlock]:
    dictionary = arrow_cells.texts(leaf.array.dictionary)
    everywhere = pa.array(np.arange(len(dictionary), dtype=np.int64))
    unused = dictionary.filter(pc.invert(pc.is_in(everywhere, value_set=used))).drop_null()
    place = Place(column=leaf.path[0], where="dictionary")
    for start in range(0, len(unused), _MAX_NOTES):
        yield UnusedNotes([Note(text, place, leaf.name) for text in unused[start : start + _MAX_NOTES].to_pylist()])
