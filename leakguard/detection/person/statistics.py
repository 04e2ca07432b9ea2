"""Names that no cue announces: three characters that read like a name by statistics, between sound word boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from leakguard.detection import boundary, lexicons, names
from leakguard.detection.name_odds import odds

LEAST, LEAST_COMPOUND = 3.0, 2.0
"""Odds from which three characters are a candidate without any cue."""
_SOUND = 0.0


@cache
def _three() -> re.Pattern[str]:
    """Finds the first of three characters that can be a name: a surname, or half of one, and usual characters."""
    return re.compile("[{}](?=[{}]{{2}})".format(*map("".join, names.beginnings())))


def likely_names(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of the likely names of three or four characters."""
    compound = lexicons.surnames().compound
    done = 0
    for match in _three().finditer(text):
        start = match.start()
        if start < done or max(odds(text[start : start + 3]), odds(text[start : start + 4])) < LEAST_COMPOUND:
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
