"""Frames: what stands around a name, as the patterns of the recognizer with ``engine: person`` say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, cached_property

from leakguard.detection import boundary, lexicons, names
from leakguard.detection.anchors import anchor

_FRAME = re.compile(r"(.*)\(\?P<v>\{([a-z_]+)\}\)(.*)", re.DOTALL)
_CUE = re.compile(r"<([a-z]{2,})>")
_LEFT_FIT = -0.5
_REACH = 48
"""So far before a name what announces it may begin."""


@cache
def cues(part: str) -> str:
    """The words of a part of ``recognizers/lexicons/person_cues.txt`` as an alternation, longer ones first."""
    words = sorted(lexicons.cue_words(part), key=lambda w: (-len(w), w))
    return "(?:" + "|".join(map(re.escape, words)) + ")"


class Frame:
    """What stands before the name, which kind of name, what stands after it.

    The regex is written as ``before(?P<v>{macro})after``; macros are in :data:`leakguard.detection.names.MACROS`, and
    ``<part>`` stands for the words of a part of ``person_cues.txt``.
    """

    def __init__(self, regex: str) -> None:
        before, macro, after = _FRAME.fullmatch(_CUE.sub(lambda m: cues(m[1]), regex)).groups()  # type: ignore[union-attr]
        self._before, self._after = before, after
        self.zero_width = before.startswith("(?<") or not before
        self.macro = macro

    @cached_property
    def before(self) -> re.Pattern[str]:
        """What stands before the name; compiled when it is first looked for, since many frames never are."""
        return re.compile(self._before, re.ASCII)

    @cached_property
    def after(self) -> re.Pattern[str]:
        """What stands behind the name."""
        return re.compile(self._after, re.ASCII)

    def words(self) -> tuple[str, ...]:
        """Words (lower case) of which every text with the frame has one; none where that cannot be told."""
        expressions = [(self._before, False)] if not self.zero_width else [(self._after, True)] if self._after else []
        for regex, ahead in expressions:
            found = anchor(regex, ahead=ahead)
            if found and found.words and found.run is None:
                return tuple(sorted(found.words))
        return ()

    def spans(self, reading: Reading, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Start and end of every name in the frame; ``starts`` are the places where a name could begin.

        They matter only to frames that begin with the name itself; the others are searched for their own words.
        """
        text = reading.text
        if self.zero_width:
            return self.spans_at(reading, (start for start in starts if self.before.match(text, start)))
        found = (m.end() for window in reading.windows for m in self.before.finditer(text, *window))
        return self.spans_at(reading, (end for end in found if end < len(text)))

    def spans_at(self, reading: Reading, places: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Start and end of the names that begin at places where what stands before a name has been found."""
        text = reading.text
        for start in places:
            for end in reading.ends(self.macro, start):
                if self.after.match(text, end):
                    if not self.zero_width or reading.may_begin(start):
                        yield start, end
                    break


class Reading:
    """What names could stand where in one text, worked out once for all frames. Offsets are code points of the text.

    With ``possible``, no name begins anywhere else.
    """

    def __init__(self, text: str, possible: AbstractSet[int] | None = None) -> None:
        self.text = text
        self.narrow = possible is not None
        self._possible = possible
        self._ends: dict[tuple[str, int], tuple[int, ...]] = {}
        self._begins: dict[int, bool] = {}

    @cached_property
    def windows(self) -> Sequence[tuple[int, int]]:
        """The stretches in which what stands before a name is looked for."""
        if self._possible is None:
            return [(0, len(self.text))]
        windows: list[tuple[int, int]] = []
        for place in sorted(self._possible):
            if windows and place - _REACH <= windows[-1][1]:
                windows[-1] = (windows[-1][0], place)
            else:
                windows.append((max(0, place - _REACH), place))
        return windows

    def starts(self) -> list[int]:
        """Where a name could begin by its first character."""
        firsts = names.firsts()
        if self._possible is None:
            return [index for index, char in enumerate(self.text) if char in firsts]
        return [at for at in sorted(self._possible) if 0 <= at < len(self.text) and self.text[at] in firsts]

    def ends(self, macro: str, start: int) -> tuple[int, ...]:
        """Where a name by a macro that begins at ``start`` may end, the likeliest first."""
        if self._possible is not None and start not in self._possible:
            return ()
        firsts = names.first_characters(macro)
        if firsts is not None and self.text[start] not in firsts:
            return ()
        found = self._ends.get((macro, start))
        if found is None:
            found = self._ends[macro, start] = tuple(names.MACROS[macro](self.text, start))
        return found

    def may_begin(self, start: int) -> bool:
        """Whether neither a common word nor a surname of two characters runs across the place."""
        found = self._begins.get(start)
        if found is None:
            inside = self.text[max(0, start - 1) : start + 1] in lexicons.surnames().compound
            found = self._begins[start] = not inside and boundary.before_name(self.text, start) >= _LEFT_FIT
        return found
