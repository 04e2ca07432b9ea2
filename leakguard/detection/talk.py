"""Chats that are tables: every row is a message, and what belongs together stands below, not beside, each other.

A table is read so if no column of it carries telephone numbers or addresses and some column may hold anything. Where a
column says who is speaking, the messages of each speaker are followed apart from those of the others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from leakguard.detection.detector import Detector
from leakguard.detection.grouping import REACH, Grouper
from leakguard.detection.linking import WINDOW, anchor, link_text
from leakguard.detection.records import Columns, Placed
from leakguard.findings import Finding

if TYPE_CHECKING:
    from leakguard.detection.plain_cells import ColumnFindings

KEPT = 20
"""Rows of a neighbouring block that can matter; one speaker's messages further apart have nothing to do with each other."""

SPEAKERS = frozenset(
    (
        "发送者",
        "发送人",
        "发送方",
        "发言人",
        "发言者",
        "说话人",
        "讲话人",
        "角色",
        "对话方",
        "昵称",
        "發送者",
        "發言人",
        "sender",
        "from",
        "speaker",
        "role",
        "nick",
        "nickname",
        "author",
    )
)
"""Headers of the column that says who is speaking, beside those of platform accounts."""

_MOST_SPEAKERS = 500


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table, column by column, with their findings in the order of rows and columns."""

    columns: Columns
    found: Sequence[Placed]
    told: Sequence[ColumnFindings] = ()
    """What was told of whole columns by the shape of their cells; never in a chat."""

    @property
    def count(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def tail(self) -> Rows:
        """The last rows, numbered from 0."""
        cut = max(0, self.count - KEPT)
        kept = [Placed(row - cut, column, finding) for row, column, finding in self.found if row >= cut]
        return Rows([column[cut:] for column in self.columns], kept)

    def head(self) -> Rows:
        """The first rows."""
        return Rows([column[:KEPT] for column in self.columns], [item for item in self.found if item[0] < KEPT])


def link_messages(
    detector: Detector,
    block: Rows,
    open_columns: Sequence[int],
    speaker: int | None,
    before: Rows | None = None,
    after: Rows | None = None,
) -> list[Placed]:
    """The findings of a block and what the messages above and below prove in its open columns."""
    tail, head = before.tail() if before else None, after.head() if after else None
    view, shift = _joined(tail, block, head)
    if not any(anchor(item[2]) for item in view.found):
        return list(block.found)
    others = [item for item in block.found if item[1] not in open_columns]
    speakers = view.columns[speaker] if speaker is not None and speaker < len(view.columns) else None
    for column in open_columns:
        if column < len(view.columns) and column != speaker:
            others += _link_column(detector, view, column, speakers, shift, block.count)
    kept = [item for item in block.found if item[1] == speaker and speaker in open_columns]
    return sorted([*others, *kept], key=lambda item: (item[0], item[1], item[2].start))


def _joined(tail: Rows | None, block: Rows, head: Rows | None) -> tuple[Rows, int]:
    """The three one below the other, and the number of rows above the block."""
    parts = [part for part in (tail, block, head) if part is not None]
    width = max(len(part.columns) for part in parts)
    columns: list[list[str | None]] = [[] for _ in range(width)]
    found: list[Placed] = []
    rows = 0
    for part in parts:
        for index, column in enumerate(columns):
            column += part.columns[index] if index < len(part.columns) else [None] * part.count
        found += [Placed(row + rows, column, finding) for row, column, finding in part.found]
        rows += part.count
    return Rows(columns, found), tail.count if tail else 0


def _link_column(
    detector: Detector, view: Rows, column: int, speakers: Sequence[str | None] | None, first: int, count: int
) -> Iterator[Placed]:
    """The findings of one column of the block, each speaker's messages read as the lines of a text."""
    by_row = {
        row: [item[2] for item in items]
        for row, items in groupby((item for item in view.found if item[1] == column), key=itemgetter(0))
    }
    for rows in _turns(view.count, speakers):
        if not any(row in by_row for row in rows):
            continue
        pieces, starts, findings, length, last = [], [], list[Finding](), 0, None
        for row in rows:
            apart = "\n" * (WINDOW + 1) if last is not None and row - last > KEPT else "\n"
            text = (view.columns[column][row] or "") + apart
            starts.append(length)
            findings += (finding.at(finding.location, length) for finding in by_row.get(row, ()))
            pieces.append(text)
            length += len(text)
            last = row
        for finding in link_text(detector, "".join(pieces), findings):
            index = bisect_right(starts, finding.start) - 1
            if first <= rows[index] < first + count:
                yield Placed(rows[index] - first, column, finding.at(finding.location, -starts[index]))


def _turns(count: int, speakers: Sequence[str | None] | None) -> list[Sequence[int]]:
    """The rows of each speaker in order; all rows if nobody says who speaks."""
    if speakers is None:
        return [range(count)]
    rows: dict[str, list[int]] = {}
    for row, speaker in enumerate(speakers):
        rows.setdefault(speaker or "", []).append(row)
    return list(rows.values())


class MessageGroups:
    """Groups the findings of a chat that is a table, block after block, each speaker's apart."""

    def __init__(self, speaker: int | None) -> None:
        self._speaker = speaker
        self._turns: OrderedDict[str, _Turn] = OrderedDict()

    def place(self, block: Rows, first_row: int) -> list[str]:
        """The group of each finding of the block."""
        by_row = {row: list(items) for row, items in groupby(block.found, key=itemgetter(0))}
        known = self._speaker is not None and self._speaker < len(block.columns)
        speakers = block.columns[self._speaker] if known and self._speaker is not None else None
        placed: list[str] = []
        for row in range(block.count) if speakers else by_row:
            turn = self._turn((speakers[row] or "") if speakers else "")
            turn.said = turn.said + 1 if speakers else first_row + row + 1
            if row in by_row:
                placed += turn.place(by_row[row], first_row + row, self._speaker)
        return placed

    def _turn(self, speaker: str) -> _Turn:
        turn = self._turns.pop(speaker, None) or _Turn()
        self._turns[speaker] = turn
        if len(self._turns) > _MOST_SPEAKERS:
            self._turns.popitem(last=False)
        return turn


class _Turn:
    """One speaker: how much was said, and what is being told."""

    def __init__(self) -> None:
        self.said = 0
        self._told = self._row = 0
        self._grouper = Grouper("row")

    def place(self, items: Sequence[Placed], row: int, speaker: int | None) -> list[str]:
        told = [item[2] for item in items if item[1] != speaker]
        gap = 0 if not self._told else self.said - self._told if row - self._row <= KEPT else REACH + 1
        names = iter(self._grouper.place(told, row, gap))
        if told:
            self._told, self._row = self.said, row
        return [self._grouper.join(item[2], row) if item[1] == speaker else next(names) for item in items]
