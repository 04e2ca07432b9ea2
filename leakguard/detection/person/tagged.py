"""From what a tagger marks to names.

A tagger that says how sure it is has been trained on whole names, and its bounds are kept. Those of any other are cut or
joined where the grammar of names knows better.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from leakguard.detection import boundary, names
from leakguard.detection.name_odds import odds
from leakguard.detection.tagging.spans import Span

_TITLE = re.compile(r"\s?(?:先生|女士|小姐|太太|老师|同学|师傅|医生|经理|阿姨|叔叔|大姐|大哥|总|姐|哥|女|男)")
_HAN_PAIR = re.compile(f"[{names.HAN}]{{2}}")
_SPACED = re.compile(f"[{names.HAN}](?:[ \u3000]{{1,2}}[{names.HAN}]){{1,2}}")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'.-]*(?:[ ,/]+[A-Za-z][A-Za-z'.-]*){1,3}")
_PARTICLES = frozenset("的了呢吧吗啊呀着别")
_REACH = 2
_LONGEST = 3
_LONGEST_OF_ALL = 16


def names_in(text: str, spans: Iterable[Span]) -> Iterator[tuple[int, int, float | None]]:
    """Start, end and the tagger's confidence of each name that its spans of ``PERSON`` stand for, in their order."""
    done = 0
    for span in spans:
        if span.label != "PERSON" or span.start < done:
            continue
        first, last = _fitted_han(text, span) if span.confidence is None else _trimmed(text, span)
        last -= text[first:last].endswith(("·", "•", "‧", "・"))
        if _may_be_a_name(text, first, last):
            done = last
            yield first, last, span.confidence


def _trimmed(text: str, span: Span) -> tuple[int, int]:
    """The span without a particle at its end; fitted if it is long and begins with no surname: 村官黎小满."""
    start, end = span.start, span.end
    if end - start > _LONGEST and text[start] not in names.firsts() and names.shape(text[start:end]) == "none":
        return _fitted_han(text, span)
    return start, end - (end - start >= _LONGEST and text[end - 1] in _PARTICLES)


def _may_be_a_name(text: str, start: int, end: int) -> bool:
    """Two Han characters next to each other, some with a space between each, or two words of letters."""
    value = text[start:end]
    if value.isascii():
        return _LATIN.fullmatch(value) is not None
    if " " in value or "\u3000" in value:
        return _SPACED.fullmatch(value) is not None
    return len(value) <= _LONGEST_OF_ALL and _HAN_PAIR.search(value) is not None


def _fitted_han(text: str, span: Span) -> tuple[int, int]:
    if not re.search(f"[{names.HAN}]", text[span.start : span.end]):
        return span.start, span.start
    return _fitted(text, span.start, span.end)


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
