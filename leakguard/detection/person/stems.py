"""Names of Tibetan, Uyghur, Kazakh, Mongolian and Yi people, known by the stems they are made of, with or without dots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from leakguard.detection import boundary, names

_DOT = "·•‧・.˙"
_LEAST, _MOST = 3, 16


@cache
def _token() -> re.Pattern[str]:
    han = names.HAN
    return re.compile(rf"(?<![{han}])[{han}]{{1,9}}(?:[{_DOT}][{han}]{{1,10}}){{0,3}}(?![{han}])")


@cache
def _run() -> re.Pattern[str]:
    return re.compile(rf"[{names.HAN}]{{1,5}}")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of the names: tokens that are mostly stems, and two or more stems side by side in running text."""
    if not names.stems().search(text):
        return
    done = 0
    for token in _token().finditer(text):
        if token.end() - token.start() < _LEAST or not names.stems().search(text, *token.span()):
            continue
        letters = re.sub(rf"[{_DOT}]", "", token[0])
        needed = len(letters) / 2 if len(letters) < len(token[0]) else len(letters) - 1
        if _LEAST <= len(letters) <= _MOST and _covered(token[0]) >= needed:
            yield token.span()
    for start, end in sorted([*_side_by_side(text), *_dotted(text)], key=lambda span: (span[0], -span[1])):
        if start >= done:
            done = end
            yield start, end


def _covered(token: str) -> int:
    return sum(len(match[0]) for match in names.stems().finditer(token))


def _dotted(text: str) -> Iterator[tuple[int, int]]:
    """A stem, a dot and what follows it up to the likeliest end of a word."""
    for match in names.stems().finditer(text):
        if text[match.end() : match.end() + 1] in tuple(_DOT):
            run = _run().match(text, match.end() + 1)
            if run:
                sizes = range(2, min(len(run[0]), 5) + 1)
                ends = [match.end() + 1 + size for size in sizes]
                yield (
                    match.start(),
                    max(ends, key=lambda end: (boundary.after_name(text, end), -end), default=run.end()),
                )


def _side_by_side(text: str) -> Iterator[tuple[int, int]]:
    """Runs of at least two stems with at most a dot between."""
    start = end = count = 0
    for match in names.stems().finditer(text):
        gap = text[end : match.start()]
        if count and (gap == "" or (len(gap) == 1 and gap in _DOT)):
            end, count = match.end(), count + 1
            continue
        if count > 1:
            yield start, end
        start, end, count = match.start(), match.end(), 1
    if count > 1:
        yield start, end
