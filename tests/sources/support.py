"""Sources over bytes in memory, as small as a test needs them."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from leakguard.sources.csv.source import CsvSource
from leakguard.sources.encoding import Encoding, detect
from leakguard.sources.origin import origin_of_stream
from leakguard.sources.text import TextSource
from leakguard.units import TableBlock

UTF8 = Encoding("utf-8", "given")


def csv_source(data: bytes, encoding: Encoding = UTF8, **options: Any) -> CsvSource:
    return CsvSource(origin_of_stream(io.BytesIO(data), "t.csv"), encoding, hashlib.sha256(data).hexdigest(), **options)


def text_source(data: bytes, encoding: Encoding | None = None, **options: Any) -> TextSource:
    chosen = encoding or detect(data, whole=True)
    return TextSource(origin_of_stream(io.BytesIO(data), "t.txt"), chosen, hashlib.sha256(data).hexdigest(), **options)


def copied(source: CsvSource | TextSource) -> bytes:
    return b"".join(source.splice(block, ()) for block in source.blocks())


def rows_of(block: TableBlock) -> list[list[str]]:
    """The records of a block, without the fields that ragged ones lack."""
    return [[c[r] for c in block.columns if c[r] is not None] for r in range(block.rows)]  # type: ignore[misc]


def all_rows(source: CsvSource) -> list[list[str]]:
    return [row for block in source.blocks() if isinstance(block, TableBlock) for row in rows_of(block)]
