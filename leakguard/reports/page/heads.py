"""The columns of the tables of the page: what they are called and how they sort."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple


class Head(NamedTuple):
    """A column. ``key`` is its text; ``sort`` how the script sorts by it: as text or as numbers."""

    key: str
    sort: Literal["", "text", "number"] = ""
    number: bool = False


_COUNTS = (
    Head("found", "number", number=True),
    Head("forbidden", "number", number=True),
    Head("masked", "number", number=True),
)

HEADS: Mapping[str, tuple[Head, ...]] = {
    "grounds": (Head("ground"), Head("ground.effect")),
    "thresholds": (
        Head("thresholds.what"), Head("thresholds.counted", number=True), Head("thresholds.halved"), Head("thresholds.full"),
        Head("source"), Head("confidence"),
    ),
    "duties": (Head("duty"), Head("duty.within"), Head("duty.state"), Head("source"), Head("confidence")),
    "files": (Head("file", "text"), Head("persons", "number", number=True), *_COUNTS, Head("types")),
    "columns": (
        Head("file", "text"), Head("column", "number"), Head("header", "text"), Head("taken-for", "text"),
        Head("sure", "number", number=True), Head("found", "number", number=True), Head("types"), Head("why"),
    ),
    "entities": (
        Head("entity", "text"), *_COUNTS, Head("class", "text"), Head("severity", "number"), Head("clause"), Head("confidence"),
    ),
    "evidence": (
        Head("id", "text"), Head("entity", "text"), Head("value", "text"), Head("where", "number"), Head("evidence-why"),
        Head("score", "number", number=True), Head("state", "text"),
    ),
    "unscanned": (Head("file"), Head("reason"), Head("detail"), Head("cure")),
    "suppressions": (Head("entry"), Head("used", number=True), Head("why-allowed"), Head("expires")),
}  # fmt: skip
"""The tables by the name that is the class of each, and in its id (``files-table``)."""
