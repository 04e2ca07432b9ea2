"""Names that no cue announces: three characters that read like a name by statistics, between sound word boundaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leakguard.detection import boundary, lexicons, names
from leakguard.detection.name_odds import odds

LEAST, LEAST_COMPOUND = 3.0, 2.0
"""Odds from which three characters are a candidate without any cue."""
_SOUND = 0.0


def likely_names(text: str, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Start and end of the likely names of three or four characters that begin at one of ``starts``."""
    compound = lexicons.surnames().compound
    done = 0
    for start in starts:
        if start < done:
            continue
        end = next(iter(names.MACROS["name"](text, start)), 0)
        if (
            end - start >= 3
            and odds(text[start:end]) >= (LEAST_COMPOUND if text[start : start + 2] in compound else LEAST)
            and boundary.before_name(text, start) >= _SOUND
            and boundary.after_name(text, end) >= _SOUND
        ):
            done = end
            yield start, end
