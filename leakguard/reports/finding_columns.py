"""The findings of whole columns as Arrow arrays, one for each field of the stable contract (DESIGN.md section 4)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leakguard.detection.value_arrays import canonical_array, joined, preview_array
from leakguard.findings import Location
from leakguard.hits import ColumnHits
from leakguard.reports.jsonformat import escaped
from leakguard.units import Place, TableBlock

_REPEATED = pa.dictionary(pa.int32(), pa.string())
"""Texts that are mostly the same from finding to finding; a Parquet file does not tell them from others."""

_TYPES: dict[str, pa.DataType] = {
    "source": _REPEATED, "part": _REPEATED, "row": pa.int64(), "column": pa.int32(), "header": _REPEATED,
    "line": pa.int64(), "pointer": pa.string(), "where": _REPEATED, "start": pa.int64(), "end": pa.int64(),
    "entity": _REPEATED, "kind": _REPEATED, "score": pa.float64(), "recognizer": _REPEATED, "evidence": _REPEATED,
    "preview": pa.string(), "fingerprint": pa.string(), "masked": pa.bool_(), "group": pa.string(),
}  # fmt: skip

DISTINCT = frozenset({"row", "line", "pointer", "fingerprint", "group", "value"})
"""Fields in which few findings are alike."""

_DIGITS = 16
"""The digits of a fingerprint, two for each of the first bytes of a digest of 32 bytes."""

_ESCAPED = '["\\\\\\x00-\\x1f\\x7f-\\x{9f}\\x{ad}\\x{61c}\\x{200b}-\\x{200f}\\x{2028}-\\x{202e}\\x{2060}-\\x{206f}\\x{feff}\\x{fff9}-\\x{fffb}]'
"""What is written as an escape in JSON (RE2)."""

_HARMLESS = frozenset({"fingerprint", "group"})


def schema(reveal: bool = False) -> pa.Schema:
    """The columns of a table of findings: those of the contract, whether the policy forbids it, and ``value`` only where raw
    values are asked for.
    """
    return pa.schema([*_TYPES.items(), ("forbidden", pa.bool_()), *([("value", pa.string())] if reveal else [])])


def batch_of(rows: list[dict[str, Any]], reveal: bool = False) -> pa.RecordBatch:
    """Findings as dictionaries, as a batch."""
    clean = [{name: _whole(value) for name, value in row.items()} for row in rows]
    return pa.RecordBatch.from_pylist(clean, schema=schema(reveal))


def _whole(value: Any) -> Any:
    """Text without lone surrogates, which UTF-8 cannot hold: names of files may have bytes that are no text."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def record_batch(column: ColumnHits, reveal: bool = False) -> pa.RecordBatch:
    """The findings of a column as a batch."""
    arrays, same = column_fields(column, reveal)
    same["evidence"] = json.dumps(same["evidence"], ensure_ascii=False)
    same["forbidden"] = column.decision.forbidden
    fields = schema(reveal)
    count = len(column)
    return pa.RecordBatch.from_arrays(
        [
            _typed(arrays[field.name], field.type)
            if field.name in arrays
            else _repeated(same[field.name], count, field.type)
            for field in fields
        ],
        schema=fields,
    )


def _typed(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    return array.dictionary_encode() if wanted == _REPEATED else array.cast(wanted)


def _repeated(value: Any, count: int, wanted: pa.DataType) -> pa.Array:
    """A column that holds the same value everywhere."""
    if value is None:
        return pa.nulls(count, wanted)
    value = _whole(value)
    if wanted == _REPEATED:
        indices = pa.array(np.zeros(count, np.int32))
        return pa.DictionaryArray.from_arrays(indices, pa.array([value], pa.string()))
    return pa.repeat(pa.scalar(value, wanted), count)


def json_lines(column: ColumnHits, reveal: bool = False) -> bytes:
    """The findings of a column, one JSON object a line, as writing them one by one would give."""
    arrays, same = column_fields(column, reveal)
    pieces: list[Any] = []
    text = "{"
    for name in (*_TYPES, *(["value"] if reveal else [])):
        text += ("" if text == "{" else ", ") + f'"{name}": '
        if name not in arrays:
            text += _json(same[name])
            continue
        if not pa.types.is_string(arrays[name].type):
            pieces += [text, pc.fill_null(arrays[name].cast(pa.string()), "null")]
            text = ""
        elif name not in _HARMLESS and _has_escapes(arrays[name]):
            pieces += [text, pa.array(map(_json, arrays[name].to_pylist()), pa.string())]
            text = ""
        else:
            pieces += [text + '"', arrays[name]]
            text = '"'
    return together(joined(*pieces, text + "}\n"))


def _has_escapes(texts: pa.Array) -> bool:
    """Whether any of them is not written as it is in JSON, between quotes."""
    return bool(pc.any(pc.fill_null(pc.match_substring_regex(texts, _ESCAPED), True)).as_py())


def _json(value: Any) -> str:
    return escaped(json.dumps(value, ensure_ascii=False))


def together(lines: pa.Array) -> bytes:
    """The texts of an array without nulls, one behind another, in UTF-8."""
    _, offsets, data = lines.buffers()
    first, last = (np.frombuffer(offsets, np.int32)[lines.offset + index] for index in (0, len(lines)))
    return data[int(first) : int(last)].to_pybytes() if data else b""


def column_fields(column: ColumnHits, reveal: bool) -> tuple[dict[str, pa.Array], dict[str, Any]]:
    """Arrays of the fields that differ from finding to finding, and the values of the others."""
    told, block = column.told, column.block
    values = told.array().cast(pa.string())
    lengths, previews, fingerprints = _of_values(column, values)
    arrays = {
        **_places(column, told.head + lengths.to_numpy()),
        "preview": previews,
        "fingerprint": fingerprints,
        "group": _groups(column),
    }
    if reveal:
        arrays["value"] = values
    location = Location(column.source, block.part, None, column.column, column.header)
    same = told.finding.at(location).as_dict()
    return arrays, {name: same[name] for name in _TYPES if name not in arrays}


def _of_values(column: ColumnHits, values: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """The lengths of values, their previews and fingerprints; worked out once for values that are often met."""
    distinct = values.dictionary_encode()
    often = 2 * len(distinct.dictionary) <= len(values)
    each = distinct.dictionary if often else values
    recognizer = column.told.recognizer
    made = (
        pc.utf8_length(each),
        each if column.told.shown_whole else preview_array(each, recognizer.preview),
        _fingerprints(column.fingerprint.each(column.entity, _bytes(canonical_array(recognizer, each)))),
    )
    return tuple(array.take(distinct.indices) for array in made) if often else made


def _bytes(texts: pa.Array) -> Sequence[bytes]:
    """Texts in UTF-8."""
    given: Sequence[bytes] = texts.cast(pa.binary()).to_numpy(zero_copy_only=False).tolist()
    return given


def _fingerprints(digests: bytes) -> pa.Array:
    """The fingerprints that digests of 32 bytes begin with."""
    first = np.frombuffer(digests, np.uint8).reshape(-1, 32)[:, : _DIGITS // 2]
    ends = np.arange(len(first) + 1, dtype=np.int32) * _DIGITS
    digits = first.tobytes().hex().encode()
    return pa.StringArray.from_buffers(len(first), pa.py_buffer(ends), pa.py_buffer(digits))


def _places(column: ColumnHits, ends: NDArray[np.int64]) -> dict[str, pa.Array]:
    """Where each finding stands; row by row in formats in which a cell is not the unit that a reader sees."""
    told, block = column.told, column.block
    if type(block).place is TableBlock.place:
        return {
            "row": pa.array(told.rows + block.first_row),
            "start": pa.array(told.head),
            "end": pa.array(ends),
        }
    spans = zip(told.rows.tolist(), told.head.tolist(), ends.tolist(), strict=True)
    placed = [block.place(row, column.column, start, end) for row, start, end in spans]
    types = {name: pa.string() if _TYPES[name] == _REPEATED else _TYPES[name] for name in Place._fields}
    fields = {name: pa.array([getattr(place, name) for place, _, _ in placed], types[name]) for name in types}
    starts, stops = (pa.array([item[index] for item in placed], pa.int64()) for index in (1, 2))
    return {**fields, "start": starts, "end": stops}


def _groups(column: ColumnHits) -> pa.Array:
    """The groups, of which all but the number of the row is the same."""
    before, after = column.group(0, column.column).split("0", 1)
    rows = pa.array(column.told.rows + column.block.first_row).cast(pa.string())
    return joined(before, rows, after)
