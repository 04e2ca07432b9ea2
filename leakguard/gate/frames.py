"""Data frames of polars, pandas and anything else that hands out Arrow data, as a source.

Neither library is imported: a frame is known by what it can do. Its columns become Arrow arrays (numbers and dates are read
as the text that they are shown as), and these are read like a Feather file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import pyarrow as pa
from pyarrow import ipc

from leakguard.errors import UsageError
from leakguard.gate.verdict import FRAME
from leakguard.sources import Source, open_source

_INDEX = ""


def is_frame(value: object) -> bool:
    """Whether it is a frame or a column of one: polars, pandas, or any Arrow data."""
    return any(hasattr(value, name) for name in ("__arrow_c_stream__", "iloc", "to_arrow", "collect_schema"))


def frame_source(frame: Any) -> Source:
    """A frame as a source, with the types and the names of its columns.

    Raises :class:`UsageError` if it cannot be turned into Arrow data.
    """
    if not is_frame(frame):
        raise UsageError(f"{type(frame).__name__} is neither a path nor a data frame (polars, pandas, Arrow)")
    table = _table(frame)
    stream = io.BytesIO()
    with ipc.new_file(stream, table.schema) as writer:
        writer.write_table(table)
    stream.seek(0)
    return open_source("-", stdin=cast(BinaryIO, stream), format="feather", called=FRAME)


def _table(frame: Any) -> pa.Table:
    if hasattr(frame, "collect_schema") and hasattr(frame, "collect"):
        frame = frame.collect()  # a polars LazyFrame
    if hasattr(frame, "iloc"):
        return _pandas(frame)
    if hasattr(frame, "to_frame") and not hasattr(frame, "columns"):
        frame = frame.to_frame()  # a column of its own
    try:
        return pa.table(frame) if hasattr(frame, "__arrow_c_stream__") else frame.to_arrow()
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise _unusable(error) from None


def _pandas(frame: Any) -> pa.Table:
    """Column by column, because names may come twice and a column may hold things of several types."""
    if not hasattr(frame, "columns"):
        frame = frame.to_frame()  # a Series
    pairs = [*_index(frame.index), *((name, frame.iloc[:, place]) for place, name in enumerate(frame.columns))]
    return pa.Table.from_arrays([_array(values) for _, values in pairs], names=[_name(name) for name, _ in pairs])


def _index(index: Any) -> Iterator[tuple[object, Any]]:
    """The levels of an index that say something: all but the numbers of the rows."""
    counted = type(index).__name__ == "RangeIndex" and index.name is None
    if not counted:
        for level, name in enumerate(index.names):
            yield _INDEX if name is None else name, index.get_level_values(level)


def _name(name: object) -> str:
    return "/".join(map(str, name)) if isinstance(name, tuple) else str(name)


def _array(values: Any) -> pa.Array:
    try:
        array = pa.array(values, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        array = pa.array([_text(value) for value in values], pa.string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _text(value: Any) -> str | None:
    """A value as it would be printed; what cannot be text in UTF-8 is escaped, not lost."""
    if value is None or value != value:  # not a number, and the like
        return None
    return str(value).encode("utf-8", "backslashreplace").decode()


def _unusable(error: Exception) -> UsageError:
    return UsageError(
        f"this frame cannot be read as Arrow data ({type(error).__name__}). Turn the column at fault into text first"
    )
