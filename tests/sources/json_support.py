"""JSON sources over bytes in memory, and an RFC 6901 resolver to check their pointers with."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from leakguard.sources.encoding import Encoding, detect
from leakguard.sources.jsons.source import JsonSource
from leakguard.sources.origin import origin_of_stream
from leakguard.units import CellEdit, Edit, Place, TableBlock, TextBlock


class Seen(NamedTuple):
    """A cell and where it says that it stands; ``block``, ``row`` and ``column`` are for editing it."""

    value: str
    place: Place
    header: str | None
    block: int
    row: int
    column: int


def json_source(
    data: bytes | str, *, lines: bool = False, encoding: Encoding | None = None, **options: Any
) -> JsonSource:
    stored = data.encode() if isinstance(data, str) else data
    origin = origin_of_stream(io.BytesIO(stored), "t.json")
    chosen = encoding or detect(stored, whole=True)
    return JsonSource(origin, chosen, hashlib.sha256(stored).hexdigest(), lines=lines, **options)


def copied(source: JsonSource) -> bytes:
    return b"".join(source.splice(block, ()) for block in source.blocks())


def seen(source: JsonSource) -> list[Seen]:
    """Every cell, in the order of blocks, rows and columns."""
    return list(_seen(source))


def _seen(source: JsonSource) -> Iterator[Seen]:
    for number, block in enumerate(source.blocks()):
        if not isinstance(block, TableBlock):
            continue
        for row in range(block.rows):
            for column, cells in enumerate(block.columns):
                value = cells[row]
                if value is not None:
                    place, start, _ = block.place(row, column, 0, len(value))
                    assert start >= 0
                    header = block.headers[column] if block.headers else None
                    yield Seen(value, place, header, number, row, column)


def values(source: JsonSource) -> list[str]:
    return [cell.value for cell in seen(source)]


def texts(source: JsonSource) -> list[str]:
    return [block.text for block in source.blocks() if isinstance(block, TextBlock)]


def edited(source: JsonSource, changes: dict[Seen, tuple[int, int, str]]) -> bytes:
    """The copy with ``[start, end)`` of some cells replaced."""
    output = io.BytesIO()

    def pairs() -> Iterator[tuple[Any, list[Edit]]]:
        for number, block in enumerate(source.blocks()):
            yield block, [CellEdit(c.row, c.column, *change) for c, change in changes.items() if c.block == number]

    source.rewrite(pairs(), output)
    return output.getvalue()


def replaced(source: JsonSource, value: str, replacement: str) -> str:
    """The copy, as UTF-8, in which the one cell with that value holds another one."""
    (cell,) = (cell for cell in seen(source) if cell.value == value)
    return edited(source, {cell: (0, len(value), replacement)}).decode()


def resolved(document: Any, pointer: str) -> Any:
    """What an RFC 6901 pointer points to."""
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def leaves(document: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """The pointer and the text of every string that is not empty and every number."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield from leaves(value, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield from leaves(value, f"{pointer}/{index}")
    elif isinstance(document, str):
        if document:
            yield pointer, document
    elif document is not None and not isinstance(document, bool):
        yield pointer, json.dumps(document)
