"""Laying out lines for a terminal: colours and aligned tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leakguard.reports.width import pad, truncate, width, wrap

_COLOURS = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_GAP = 2
_LEAST = 6
_FLOW_LEAST = 20


@dataclass(frozen=True, slots=True)
class Style:
    """Colours, or none. Paint after padding: escape sequences have no width."""

    enabled: bool = False

    def __call__(self, text: str, *names: str) -> str:
        if not self.enabled or not text:
            return text
        return f"\x1b[{';'.join(_COLOURS[name] for name in names)}m{text}\x1b[0m"


PLAIN = Style()
"""No colours."""


def table(
    rows: Sequence[Sequence[str]],
    cells: int,
    *,
    shrink: Sequence[int] = (),
    right: Sequence[int] = (),
    flow: bool = False,
) -> list[str]:
    """Rows of texts as aligned lines of at most ``cells`` cells.

    Where the lines would not fit, the last column is wrapped if it may ``flow``, and those in ``shrink`` are cut, the
    widest first. Columns in ``right`` stand at their right edge. Texts must be visible and hold no line break.
    """
    if not rows:
        return []
    last = len(rows[0]) - 1
    widths = [max(width(row[column]) for row in rows) for column in range(last + 1)]
    if flow:
        widths[last] = min(widths[last], max(_FLOW_LEAST, cells - sum(widths[:last]) - _GAP * last))
    over = sum(widths) + _GAP * last - cells
    while over > 0 and shrink:
        widest = max(shrink, key=lambda column: widths[column])
        if widths[widest] <= _LEAST:
            break
        widths[widest] -= 1
        over -= 1
    lines = []
    for row in rows:
        flowing = wrap(row[last], widths[last]) if flow else [row[last]]
        for number, end in enumerate(flowing):
            texts = [*("" if number else text for text in row[:last]), end]
            padded = [pad(truncate(t, w), w, i in right) for i, (t, w) in enumerate(zip(texts, widths, strict=True))]
            lines.append((" " * _GAP).join(padded).rstrip())
    return lines
