"""What a report needs of a block: findings to be listed, as many as there is room for, and the number of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from leakguard.findings import Finding
from leakguard.hits import Hit, Scanned, in_order

EXAMPLES = 20
"""How many of the findings of a column are listed of a block that no longer fits."""


class Listed(NamedTuple):
    """A finding for a list: ``order`` is its place in its block."""

    finding: Finding
    forbidden: bool
    order: tuple[int, int, int]


class ListedColumn(NamedTuple):
    """The findings of a whole column of a block: how many there are, and some of them or all."""

    entity: str
    forbidden: bool
    masked: bool
    total: int
    listed: Sequence[Listed]


@dataclass(frozen=True, slots=True)
class Extract:
    """As much of the findings of a block as a report can list that has room for so many findings, and the number of the
    others. It can be sent to another process, and be listed by a report with as much room or less.
    """

    count: int
    hits: Sequence[Listed]
    columns: Sequence[ListedColumn]
    more: Counter[str]
    more_forbidden: Counter[str]
    more_masked: Counter[str]

    @classmethod
    def of(cls, scanned: Scanned, room: int) -> Extract:
        """What a report with ``room`` for so many findings needs of a block."""
        count = len(scanned)
        kept = len(scanned.hits) if count <= room else max(room, 0)
        more, more_forbidden, more_masked = Counter[str](), Counter[str](), Counter[str]()
        for hit in scanned.hits[kept:]:
            more[hit.finding.entity] += 1
            more_masked[hit.finding.entity] += hit.finding.masked
            more_forbidden[hit.finding.entity] += hit.decision.forbidden
        columns = []
        for column in scanned.columns:
            some = len(column) if count <= room else min(EXAMPLES if room > 0 else 0, len(column))
            listed = [_listed(hit) for hit in column.each(range(some))] if some else []
            columns.append(
                ListedColumn(column.entity, column.decision.forbidden, column.told.finding.masked, len(column), listed)
            )
        hits = [_listed(hit) for hit in scanned.hits[:kept]]
        return cls(count, hits, columns, more, more_forbidden, more_masked)


def _listed(hit: Hit) -> Listed:
    return Listed(hit.finding, hit.decision.forbidden, in_order(hit))


def place(item: Listed) -> tuple[int, int, int]:
    """Sorts what is listed of a block."""
    return item.order
