"""What the compact tagger marks: BIOES tags over five types, and the spans that a row of tags stands for.

``PERSON`` and ``ADDRESS`` are what is looked for. The others are there so that the model need not force look-alikes
into them: ``PLACE`` a bare region, ``ORGANISATION`` a shop or company, ``PUBLIC`` a public, historical or fictional
person or a brand that reads like one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TYPES = ("PERSON", "ADDRESS", "PLACE", "ORGANISATION", "PUBLIC")
TAGS = ("O", *(f"{place}-{name}" for name in TYPES for place in "BIES"))
"""B begins, I continues, E ends a span of several characters; S is a span of one."""

TagRow = NDArray[np.intp]
_FORBIDDEN = -1e9


def tags_of(name: str) -> slice:
    """The columns of one type, in the order B, I, E, S."""
    first = 1 + 4 * TYPES.index(name)
    return slice(first, first + 4)


def _closed(tag: str) -> bool:
    return tag == "O" or tag[0] in "ES"


def _opens(tag: str) -> bool:
    return tag == "O" or tag[0] in "BS"


def _follows(tag: str, after: str) -> bool:
    return _opens(after) if _closed(tag) else after[0] in "IE" and after[2:] == tag[2:]


LEGAL = np.array([[_follows(one, two) for two in TAGS] for one in TAGS])
FIRST = np.array([_opens(tag) for tag in TAGS])
LAST = np.array([_closed(tag) for tag in TAGS])


def is_legal(tags: TagRow) -> bool:
    """Whether every span that begins also ends."""
    return bool(FIRST[tags[0]] and LAST[tags[-1]] and LEGAL[tags[:-1], tags[1:]].all())


def best_legal(scores: NDArray[np.float32]) -> TagRow:
    """The legal row of tags with the highest sum of scores (Viterbi with hard transitions)."""
    step = np.where(LEGAL, 0.0, _FORBIDDEN)
    total = scores[0] + np.where(FIRST, 0.0, _FORBIDDEN)
    back = np.zeros(scores.shape, np.int8)
    for index in range(1, len(scores)):
        ways = total[:, None] + step
        back[index] = ways.argmax(0)
        total = ways.max(0) + scores[index]
    row = [int((total + np.where(LAST, 0.0, _FORBIDDEN)).argmax())]
    for index in range(len(scores) - 1, 0, -1):
        row.append(int(back[index, row[-1]]))
    return np.array(row[::-1], np.intp)


def well_formed(tags: TagRow) -> TagRow:
    """The row without the spans that do not begin or end as they should: quicker than :func:`best_legal`, and poorer."""
    kept, start = np.zeros_like(tags), -1
    for index in np.flatnonzero(tags).tolist():
        tag = TAGS[tags[index]]
        if tag[0] in "BS":
            start = index
        elif start < 0 or not LEGAL[tags[index - 1], tags[index]]:
            start = -1
        if tag[0] in "ES" and start >= 0:
            kept[start : index + 1] = tags[start : index + 1]
            start = -1
    return kept


def spans_of(tags: TagRow) -> list[tuple[int, int, str]]:
    """Start, end and type of every span of a legal row of tags, in its order."""
    spans, start = [], 0
    for index in np.flatnonzero(tags):
        place, name = TAGS[tags[index]][0], TAGS[tags[index]][2:]
        if place in "BS":
            start = int(index)
        if place in "ES":
            spans.append((start, int(index) + 1, name))
    return spans
