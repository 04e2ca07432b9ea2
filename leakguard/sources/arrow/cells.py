"""The values of an Arrow array as the texts that stand in its cells, and texts back as values.

Text stays as it is. Whole numbers are written out in full, also where they are stored as floats (a phone number as
1.3800138e+10), dates and times are in ISO 8601 with a space between the two, bytes are text where they are valid UTF-8.
"""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_TRAILING_ZEROS = r"\.0+([+Z-].*)?$"
_EXACT_FLOAT = 2.0**63
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
_BYTES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary, pa.types.is_binary_view)
_TIMES = (pa.types.is_date, pa.types.is_timestamp, pa.types.is_time)


def is_text(kind: pa.DataType) -> bool:
    """Whether values of this type are text."""
    return any(test(kind) for test in _TEXTS)


def is_bytes(kind: pa.DataType) -> bool:
    """Whether values of this type are bytes."""
    return any(test(kind) for test in _BYTES)


def is_plain(kind: pa.DataType) -> bool:
    """Whether a cell of this type can be written as text and given back: anything that is no nested or odd type."""
    if pa.types.is_dictionary(kind):
        return is_plain(kind.value_type)
    return (
        is_text(kind)
        or is_bytes(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_duration(kind)
        or pa.types.is_null(kind)
        or any(test(kind) for test in _TIMES)
    )


def texts(array: pa.Array) -> pa.Array:
    """The cells as an array of type ``string`` or ``large_string`` of the same length; null for null and for bytes that
    are no text.
    """
    kind = array.type
    if isinstance(array, pa.ExtensionArray):
        return _one_by_one(array) if "uuid" in str(kind) else texts(array.storage)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return array if _is_valid(array) else _decoded(array.cast(pa.large_binary()))
    if pa.types.is_dictionary(kind):
        return texts(array.dictionary).take(array.indices)
    if is_text(kind):
        return texts(array.cast(pa.large_string()))
    if is_bytes(kind):
        return _decoded(array)
    if pa.types.is_floating(kind):
        return _floats(array)
    if any(test(kind) for test in _TIMES):
        return _times(array)
    if is_plain(kind):
        return array.cast(pa.string())
    return _one_by_one(array)


def undecodable(array: pa.Array) -> int:
    """How many values are bytes that are no text."""
    if pa.types.is_dictionary(array.type):
        return undecodable(array.dictionary)
    if not is_bytes(array.type) and (not is_text(array.type) or _is_valid(array)):
        return 0
    return int(texts(array).null_count - array.null_count)


def values(original: pa.Array, edited: pa.Array) -> pa.Array:
    """Edited texts in the place of ``original``: of its type where that holds text, else of type ``string``.

    Bytes that are no text stay what they are.
    """
    kind = original.type
    if isinstance(original, pa.ExtensionArray):
        return values(original.storage, edited) if is_text(original.storage.type) else edited.cast(pa.string())
    if pa.types.is_dictionary(kind):
        if is_text(kind.value_type):
            return edited.cast(kind.value_type).dictionary_encode().cast(pa.dictionary(pa.int32(), kind.value_type))
        return values(original.dictionary.take(original.indices), edited)
    if is_text(kind):
        if _is_valid(original):
            return edited.cast(kind)
        kept = pc.coalesce(edited.cast(pa.large_binary()), original.cast(pa.large_binary()))
        return pc.cast(kept, options=pc.CastOptions(kind, allow_invalid_utf8=True))
    if is_bytes(kind):
        target = pa.binary() if pa.types.is_fixed_size_binary(kind) else kind
        return pc.coalesce(edited.cast(target), original.cast(target))
    return edited.cast(pa.string())


def compact(array: pa.Array) -> pa.Array:
    """A dictionary array whose dictionary holds only the values that its cells have."""
    dictionary, codes = array.dictionary, array.indices
    used = pc.unique(codes.drop_null())
    if len(used) == len(dictionary):
        return array
    used = used.take(pc.sort_indices(used))
    packed = pc.index_in(codes, value_set=used).cast(codes.type)
    return pa.DictionaryArray.from_arrays(packed, dictionary.take(used), ordered=array.type.ordered)


def _is_valid(array: pa.Array) -> bool:
    """Whether the bytes of an array of text are UTF-8; nothing but the writer of the file makes sure of that."""
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _decoded(array: pa.Array) -> pa.Array:
    target = pa.large_binary() if pa.types.is_large_binary(array.type) else pa.binary()
    array = array.cast(target)
    try:
        return array.cast(pa.large_string() if target == pa.large_binary() else pa.string())
    except pa.ArrowInvalid:
        return pa.array([_utf8(value) for value in array.to_pylist()], pa.large_string())


def _utf8(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return None


def _floats(array: pa.Array) -> pa.Array:
    array = array.cast(pa.float64())
    whole = pc.and_(pc.equal(pc.floor(array), array), pc.less(pc.abs(array), _EXACT_FLOAT))
    numbers = pc.if_else(whole, array, pa.scalar(None, pa.float64())).cast(pa.int64(), safe=False)
    return pc.coalesce(numbers.cast(pa.string()), array.cast(pa.string()))


def _times(array: pa.Array) -> pa.Array:
    try:
        written = array.cast(pa.string())
    except pa.ArrowInvalid:  # a time zone that this machine does not know
        written = array.cast(pa.timestamp(array.type.unit, "UTC")).cast(pa.string())
    return pc.replace_substring_regex(written, _TRAILING_ZEROS, r"\1")


def _one_by_one(array: pa.Array) -> pa.Array:
    """Types without a text of their own (unions, intervals): their Python value, as JSON where it is one."""
    return pa.array([None if value is None else _json(value) for value in array.to_pylist()], pa.large_string())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)
