"""Frames in a long text: each is tried only where its anchor stands, before the name, behind it or in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from leakguard.detection import names
from leakguard.detection.anchors import Anchor, anchor, cost
from leakguard.detection.expressions import tree, width
from leakguard.detection.person.frames import Frame, Reading
from leakguard.detection.places import Places

LONG = 4_000
"""Characters from which on the search for anchors costs less than it saves."""

Stretch = tuple[int, int]


class _Way(NamedTuple):
    """How a frame is searched: by an anchor ``before`` the name, ``after`` it or ``in`` it."""

    side: str
    anchor: Anchor


class FrameSearch:
    """Finds the places of numbered frames in long texts."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self._frames = frames
        self._ways = [_way(frame) for frame in frames]
        self._places = Places([(number, way.anchor) for number, way in enumerate(self._ways) if way])
        self._starts = re.compile(f"[{''.join(map(re.escape, sorted(names.firsts())))}]")

    def stretches(self, lowered: str) -> dict[int, list[Stretch]]:
        """For every frame, where its anchor says that something can begin: the frame, the name or what follows it."""
        return self._places.starts(lowered)

    def spans(self, number: int, reading: Reading, stretches: dict[int, list[Stretch]]) -> Iterator[Stretch]:
        """What ``spans`` of the frame gives, for the whole text."""
        frame, way, found = self._frames[number], self._ways[number], stretches.get(number, [])
        text = reading.text
        if way is None:
            return frame.spans(reading, [match.start() for match in self._starts.finditer(text)])
        if way.side == "before":
            ends = (match.end() for match in self._places.matches(number, frame.before, text, found))
            return frame.spans_at(reading, (end for end in ends if end < len(text)))
        if way.side == "after":
            found = [(max(0, first - names.LONGEST[frame.macro]), last - 1) for first, last in found]
        return frame.spans_at(reading, self._begins(frame, text, _merged(found)))

    def _begins(self, frame: Frame, text: str, stretches: Iterable[Stretch]) -> Iterator[int]:
        """Where in the stretches a name could begin by what stands before it."""
        for first, last in stretches:
            if frame.zero_width:
                for start in self._starts.finditer(text, first, last + 1):
                    if frame.before.match(text, start.start()):
                        yield start.start()
            else:
                for match in frame.before.finditer(text, max(0, first - 1), last + 1):
                    if first <= match.end() <= last:
                        yield match.end()


def _way(frame: Frame) -> _Way | None:
    """The cheapest way to search for a frame; None if it must be looked for everywhere."""
    ways = []
    if frame.zero_width or width(tree(frame.before.pattern))[1] <= 1:
        ways.append(("after", anchor(frame.after.pattern, ahead=True) if frame.after.pattern else None))
    if frame.zero_width:
        ways.append(("in", anchor(names.SHAPES[frame.macro]) if frame.macro in names.SHAPES else None))
    else:
        ways.append(("before", anchor(frame.before.pattern)))
    usable = [_Way(side, found) for side, found in ways if found]
    return min(usable, key=lambda way: cost(way.anchor), default=None)


def _merged(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Stretches in order of their starts, those that overlap joined."""
    open_first, open_last = 0, -1
    for first, last in stretches:
        if first <= open_last + 1 and open_last >= 0:
            open_last = max(open_last, last)
            continue
        if open_last >= open_first:
            yield open_first, open_last
        open_first, open_last = first, last
    if open_last >= open_first:
        yield open_first, open_last
