"""From what a tagger marks to names: its spans are cut or joined where the grammar of names knows better."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from leakguard.detection import boundary, names
from leakguard.detection.name_odds import odds

_TITLE = re.compile(r"\s?(?:先生|女士|小姐|太太|老师|同学|师傅|医生|经理|阿姨|叔叔|大姐|大哥|总|姐|哥|女|男)")
_HAN_PAIR = re.compile(f"[{names.HAN}]{{2}}")
_REACH = 2
_LONGEST = 3


def names_in(text: str, spans: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """Start and end of each name that the tagger's spans of ``PERSON`` stand for, in their order."""
    done = 0
    for start, end, label in spans:
        if label != "PERSON" or start < done or not re.search(f"[{names.HAN}]", text[start:end]):
            continue
        first, last = _fitted(text, start, end)
        last -= text[last - 1] in "·•‧・"
        if last - first >= 2 and _HAN_PAIR.search(text, first, last):
            done = last
            yield first, last


def _fitted(text: str, start: int, end: int) -> tuple[int, int]:
    """The span itself if it is a name with sound boundaries, else the likeliest name that shares most of it."""
    if names.shape(text[start:end]) in ("dotted", "stem") or _TITLE.match(text, end):
        return start, end
    sound = boundary.after_name(text, end) == boundary.before_name(text, start) == boundary.CERTAIN
    if sound and end - start <= _LONGEST:
        return start, end
    least = boundary.after_name(text, end)
    fitting = [
        (first, last)
        for first in range(max(0, start - 1), min(end, start + 3))
        for last in names.MACROS["rare_name"](text, first)
        if abs(last - end) <= _REACH and boundary.after_name(text, last) >= least
    ]
    return max(fitting, key=lambda span: odds(text[span[0] : span[1]]) + (span[0] == start), default=(start, end))
