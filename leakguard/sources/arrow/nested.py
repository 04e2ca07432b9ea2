"""Nested Arrow columns as flat ones: structs side by side, the elements of lists as rows of a table of their own.

A *leaf* is a column that holds values. It is named by its path: ``receiver.phone`` in a struct, ``phones[]`` and
``contacts[].phone`` in a list, ``labels{key}`` and ``labels{value}`` in a map. Leaves below the same lists stand in one
*level*, whose rows are the elements of those lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from leakguard.sources.arrow import cells as arrow_cells

ELEMENT = "\0"

Path = tuple[int, ...]
"""Which child of a column, which child of that, and so on; the only child of a list is 0, key and value of a map 0, 1."""


@dataclass(frozen=True, slots=True)
class Level:
    """The rows that some leaves share: the records themselves, or the elements of a list below ``parent``.

    ``owners`` is the row of ``parent`` for each row of this level, ``ordinals`` its place in the list there.
    ``first_record`` counts the records of the file before this batch.
    """

    name: str | None
    parent: Level | None = None
    owners: NDArray[np.int64] | None = None
    ordinals: NDArray[np.int64] | None = None
    first_record: int = 0

    def trail(self, row: int) -> tuple[int, list[int]]:
        """The record that a row belongs to, and its place in each list on the way, outermost first."""
        if self.parent is None or self.owners is None or self.ordinals is None:
            return row, []
        record, places = self.parent.trail(int(self.owners[row]))
        return record, [*places, int(self.ordinals[row])]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column of values. ``pointer`` is its RFC 6901 pointer below the record, with ``ELEMENT`` for places in lists."""

    path: Path
    name: str
    pointer: str
    level: Level
    array: pa.Array
    editable: bool

    def pointer_at(self, places: Sequence[int]) -> str:
        """The pointer with the places in each list on the way."""
        first, *rest = self.pointer.split(ELEMENT)
        return first + "".join(f"{place}{piece}" for place, piece in zip(places, rest, strict=True))


def leaves(batch: pa.RecordBatch, first_record: int = 0) -> Iterator[Leaf]:
    """Every leaf of a batch, in the order of its columns."""
    records = Level(None, first_record=first_record)
    for index, field in enumerate(batch.schema):
        yield from _descend(batch.column(index), (index,), field.name, "/" + _escaped(field.name), records)


def _descend(array: pa.Array, path: Path, name: str, pointer: str, level: Level) -> Iterator[Leaf]:
    kind = array.type
    if pa.types.is_struct(kind):
        for index, child in enumerate(array.flatten()):
            field = kind.field(index).name
            yield from _descend(child, (*path, index), f"{name}.{field}", f"{pointer}/{_escaped(field)}", level)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        below = _below(array, f"{name}[]", level)
        yield from _descend(array.flatten(), (*path, 0), f"{name}[]", f"{pointer}/{ELEMENT}", below)
    elif pa.types.is_map(kind):
        below = _below(array, name + "{}", level)
        for index, (side, child) in enumerate(zip(("key", "value"), _entries(array), strict=True)):
            yield from _descend(child, (*path, index), f"{name}{{{side}}}", f"{pointer}/{ELEMENT}/{side}", below)
    else:
        storage = array.storage.type if isinstance(array, pa.ExtensionArray) else kind
        yield Leaf(path, name, pointer, level, array, arrow_cells.is_plain(storage))


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _lengths(array: pa.Array) -> NDArray[np.int64]:
    """Elements per list, 0 for null: what stands behind a null list is no value."""
    lengths: NDArray[np.int64] = np.diff(array.offsets.to_numpy(zero_copy_only=False)).astype(np.int64)
    if array.null_count:
        lengths[array.is_null().to_numpy(zero_copy_only=False)] = 0
    return lengths


def _below(array: pa.Array, name: str, level: Level) -> Level:
    lengths = _lengths(array)
    owners = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    ordinals = np.arange(len(owners), dtype=np.int64) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return Level(name, level, owners, ordinals, level.first_record)


def _entries(array: pa.Array) -> Sequence[pa.Array]:
    """Keys and values of a map array, those of its own lists only."""
    lengths = _lengths(array)
    starts = array.offsets.to_numpy(zero_copy_only=False)[:-1].astype(np.int64)
    inside = np.arange(int(lengths.sum()), dtype=np.int64) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    wanted = pa.array(np.repeat(starts, lengths) + inside)
    return array.keys.take(wanted), array.items.take(wanted)


Pack = Callable[[Path, pa.Array], pa.Array]
"""Makes a dictionary array anew, without the values that its cells no longer have."""


def rebuild(
    batch: pa.RecordBatch, edited: Mapping[Path, pa.Array], names: Mapping[int, str], pack: Pack
) -> pa.RecordBatch:
    """The batch with the texts of some leaves replaced, some columns renamed, and every dictionary packed.

    A leaf that held no text becomes a column of text.
    """
    arrays, fields = [], []
    for index, field in enumerate(batch.schema):
        array = _rebuilt(batch.column(index), (index,), edited, pack)
        arrays.append(array)
        fields.append(field.with_type(array.type).with_name(names.get(index, field.name)))
    return pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields, batch.schema.metadata))


def _rebuilt(array: pa.Array, path: Path, edited: Mapping[Path, pa.Array], pack: Pack) -> pa.Array:
    if path in edited:
        array = arrow_cells.values(array, edited[path])
        return pack(path, array) if pa.types.is_dictionary(array.type) else array
    kind = array.type
    if pa.types.is_dictionary(kind):
        return pack(path, array)
    if not any(changed[: len(path)] == path for changed in edited) and not has_dictionary(kind):
        return array
    if pa.types.is_struct(kind):
        children = [_rebuilt(child, (*path, index), edited, pack) for index, child in enumerate(array.flatten())]
        fields = [kind.field(index).with_type(child.type) for index, child in enumerate(children)]
        return pa.StructArray.from_arrays(children, fields=fields, mask=array.is_null())
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        below = _rebuilt(array.flatten(), (*path, 0), edited, pack)
        make, maker = (pa.list_, pa.ListArray) if pa.types.is_list(kind) else (pa.large_list, pa.LargeListArray)
        return maker.from_arrays(_offsets(array), below, type=make(kind.value_field.with_type(below.type)))
    if pa.types.is_map(kind):
        keys, items = (_rebuilt(side, (*path, index), edited, pack) for index, side in enumerate(_entries(array)))
        changed = pa.map_(kind.key_field.with_type(keys.type), kind.item_field.with_type(items.type), kind.keys_sorted)
        return pa.MapArray.from_arrays(_offsets(array), keys, items, type=changed)
    return array


def _offsets(array: pa.Array) -> pa.Array:
    """Offsets of lists that stand without gaps; a null offset makes a null list."""
    offsets = np.concatenate(([0], np.cumsum(_lengths(array))))
    missing = np.append(array.is_null().to_numpy(zero_copy_only=False), False)
    return pa.array(offsets, array.offsets.type, mask=missing)


def has_dictionary(kind: pa.DataType) -> bool:
    """Whether dictionary arrays stand anywhere in this type."""
    if pa.types.is_dictionary(kind):
        return True
    if pa.types.is_map(kind):
        return has_dictionary(kind.key_type) or has_dictionary(kind.item_type)
    if pa.types.is_nested(kind):
        return any(has_dictionary(kind.field(index).type) for index in range(kind.num_fields))
    return False
