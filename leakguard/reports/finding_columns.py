"""The findings of whole columns as Arrow arrays, one for each field of the stable contract (DESIGN.md section 4)."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leakguard.detection.preview import parts
from leakguard.detection.recognizer import Preview
from leakguard.findings import Location
from leakguard.hits import ColumnHits
from leakguard.reports.jsonformat import escaped
from leakguard.units import Place, TableBlock

_TYPES: dict[str, pa.DataType] = {
    "source": pa.string(), "part": pa.string(), "row": pa.int64(), "column": pa.int32(), "header": pa.string(),
    "line": pa.int64(), "pointer": pa.string(), "where": pa.string(), "start": pa.int64(), "end": pa.int64(),
    "entity": pa.string(), "kind": pa.string(), "score": pa.float64(), "recognizer": pa.string(), "evidence": pa.string(),
    "preview": pa.string(), "fingerprint": pa.string(), "masked": pa.bool_(), "group": pa.string(),
}  # fmt: skip


def schema(reveal: bool = False) -> pa.Schema:
    """The columns of a table of findings; ``value`` only where raw values are asked for."""
    return pa.schema([*_TYPES.items(), *([("value", pa.string())] if reveal else [])])


def batch_of(rows: list[dict[str, Any]], reveal: bool = False) -> pa.RecordBatch:
    """Findings as dictionaries, as a batch."""
    return pa.RecordBatch.from_pylist(rows, schema=schema(reveal))


def record_batch(column: ColumnHits, reveal: bool = False) -> pa.RecordBatch:
    """The findings of a column as a batch."""
    arrays, same = _fields(column, reveal)
    same["evidence"] = json.dumps(same["evidence"], ensure_ascii=False)
    fields = schema(reveal)
    count = len(column)
    return pa.RecordBatch.from_arrays(
        [
            arrays[field.name].cast(field.type)
            if field.name in arrays
            else pa.repeat(pa.scalar(same[field.name], field.type), count)
            for field in fields
        ],
        schema=fields,
    )


def json_lines(column: ColumnHits, reveal: bool = False) -> bytes:
    """The findings of a column, one JSON object a line, as writing them one by one would give."""
    arrays, same = _fields(column, reveal)
    pieces: list[Any] = []
    text = "{"
    for name in (*_TYPES, *(["value"] if reveal else [])):
        text += ("" if text == "{" else ", ") + f'"{name}": '
        if name not in arrays:
            text += escaped(json.dumps(same[name], ensure_ascii=False))
            continue
        if name in ("pointer", "where"):
            texts = [escaped(json.dumps(value, ensure_ascii=False)) for value in arrays[name].to_pylist()]
            pieces += [text, pa.array(texts, pa.string())]
            text = ""
            continue
        quote = '"' if pa.types.is_string(arrays[name].type) else ""
        pieces += [text + quote, pc.fill_null(arrays[name].cast(pa.string()), "null")]
        text = quote
    lines = pc.binary_join_element_wise(*pieces, text + "}\n", "")
    return "".join(lines.to_pylist()).encode()


def _fields(column: ColumnHits, reveal: bool) -> tuple[dict[str, pa.Array], dict[str, Any]]:
    """Arrays of the fields that differ from finding to finding, and the values of the others."""
    told, block = column.told, column.block
    values = told.values()
    fingerprints = column.fingerprint.each(column.entity, told.plain_canonical(values))
    form = told.recognizer.preview
    lengths = np.fromiter(map(len, values), np.int64, len(values))
    arrays = {
        **_places(column, told.head + lengths),
        "preview": _previews(pa.array(values, pa.string()), lengths, form),
        "fingerprint": pa.array(fingerprints, pa.string()),
        "group": _groups(column),
    }
    if reveal:
        arrays["value"] = pa.array(values, pa.string())
    location = Location(column.source, block.part, None, column.column, column.header)
    same = told.finding.at(location).as_dict()
    return arrays, {name: same[name] for name in _TYPES if name not in arrays}


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
    fields = {name: pa.array([getattr(place, name) for place, _, _ in placed], _TYPES[name]) for name in Place._fields}
    starts, stops = (pa.array([item[index] for item in placed], pa.int64()) for index in (1, 2))
    return {**fields, "start": starts, "end": stops}


def _previews(values: pa.Array, lengths: NDArray[np.int64], form: Preview) -> pa.Array:
    """The previews of values without line breaks, as :func:`~leakguard.detection.preview.preview` makes them."""
    previews = np.empty(len(lengths), object)
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        some = values.take(pa.array(rows))
        start, stars, end = parts(length, form)
        first = pc.utf8_slice_codeunits(some, 0, start)
        last = pc.utf8_slice_codeunits(some, length - end, length)
        previews[rows] = pc.binary_join_element_wise(first, stars, last, "").to_numpy(zero_copy_only=False)
    return pa.array(previews, pa.string())


def _groups(column: ColumnHits) -> pa.Array:
    """The groups, of which all but the number of the row is the same."""
    before, after = column.group(0, column.column).split("0", 1)
    rows = pa.array(column.told.rows + column.block.first_row).cast(pa.string())
    return pc.binary_join_element_wise(before, rows, after, "")
