"""What the columns of a source carry, without scanning it: the first block of each of its tables is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from leakguard import __version__
from leakguard.detection import columns
from leakguard.detection.columns import Column
from leakguard.detection.detector import Detector
from leakguard.findings import SCHEMA_VERSION
from leakguard.sources import Source
from leakguard.units import TableBlock


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one table. ``header_rows`` are 0-based records of the part; ``rows`` were looked at.

    ``named`` tells that the format itself names the columns.
    """

    part: str | None
    header_rows: tuple[int, ...]
    named: bool
    rows: int
    columns: tuple[Column, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "part": self.part, "header_rows": list(self.header_rows), "named_by_format": self.named, "rows_seen": self.rows,
            "columns": [_as_dict(column) for column in self.columns],
        }  # fmt: skip


def tables(source: Source, detector: Detector, part: str | None = None) -> Iterator[Table]:
    """The tables of a source in their order, or the one that is ``part``.

    Raises :class:`~leakguard.errors.UnscannedError` where the source cannot be read.
    """
    seen: set[str | None] = set()
    for block in source.blocks():
        if not isinstance(block, TableBlock) or block.part in seen or part not in (None, block.part):
            continue
        seen.add(block.part)
        decided = columns.decide(block, detector)
        header = tuple(block.first_row + row for row in decided.header_rows)
        yield Table(block.part, header, block.headers is not None, block.rows, tuple(decided.columns))
        if block.part is None or part is not None:
            return


def as_dict(source: Source, found: list[Table]) -> dict[str, Any]:
    """The object of ``leakguard columns -f json``."""
    return {
        "schema": SCHEMA_VERSION,
        "tool": {"name": "leakguard", "version": __version__},
        "source": source.name,
        "format": source.format,
        "encoding": source.encoding,
        "tables": [table.as_dict() for table in found],
    }


def _as_dict(column: Column) -> dict[str, Any]:
    return {
        "column": column.index, "header": column.header, "meaning": column.label, "kind": column.meaning.kind,
        "role": column.role, "confidence": column.confidence, "fitting": _rounded(column.fitting),
        "off_shape": None if column.fitting is None else _rounded(1.0 - column.fitting), "empty": column.empty,
        "classes": {name: _rounded(share) for name, share in column.shares.items()},
        "reasons": [reason.as_dict() for reason in column.reasons],
    }  # fmt: skip


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)
