"""Candidates from chains: where they begin, what stands before them, and their levels in raw offsets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from leakguard.detection.address import belief
from leakguard.detection.address.canonical import canonical
from leakguard.detection.address.gazetteer import gazetteer, towns
from leakguard.detection.address.levels import Chain, Element
from leakguard.detection.address.lexer import Lexed
from leakguard.detection.address.reader import Reader
from leakguard.detection.candidate import Candidate
from leakguard.detection.recognizer import Recognizer
from leakguard.text import Folded

_BEGIN = re.compile(r"[ \t\u3000,、()\[\]【】/·_—-]")
_MANY = 6
"""A chain of more levels that is not believed is not tried again from its middle."""


def chains(
    lexed: Lexed, reader: Reader, believe: Callable[[Chain], float], least: float
) -> Iterator[tuple[Chain, float]]:
    """The chains of a segment that are believed at least so far, and how far; left to right, none inside another."""
    found, names = _beginnings(lexed), gazetteer()
    position, size = 0, len(lexed.text)
    while position < size:
        if position in found or names.at(lexed.text, position):
            chain = reader.read(position)
            if chain.elements:
                score = believe(chain)
                if score >= least:
                    yield chain, score
                    position = max(position, chain.end - 1)
                elif len(chain.elements) > _MANY:
                    position = chain.end - 1
        position += 1


def _beginnings(lexed: Lexed) -> set[int]:
    """Where an address could begin, but for division names: behind stop words and separators, at numbers, at towns."""
    text = lexed.text
    found = {0, *lexed.stop_ends(), *(match.end() for match in _BEGIN.finditer(text))}
    for hit in lexed.hits:
        if hit.numbered:
            found.add(hit.start)
        elif hit.kind == "town":
            found.update(hit.end - n for n in range(3, 7) if hit.end >= n and text[hit.end - n : hit.end] in towns())
    return found


def candidate_of(
    recognizer: Recognizer, folded: Folded, offset: int, lexed: Lexed, chain: Chain, score: float
) -> Candidate:
    """A candidate with its levels, at raw offsets."""
    start = chain.elements[0].start
    first, last = lexed.outer(start, chain.end)
    raw_start, raw_end = folded.raw_span(offset + first, offset + last)
    kind = "region" if belief.is_region(chain.elements) else recognizer.kind
    candidate = Candidate(recognizer, raw_start, raw_end, 0.0, canonical(lexed.text, chain.elements), kind)
    candidate.levels = tuple(levels_of(folded, offset, lexed, chain.elements, raw_start))
    candidate.weigh("grammar", "+".join(dict.fromkeys(e.level for e in chain.elements)), score)
    return candidate


def levels_of(
    folded: Folded, offset: int, lexed: Lexed, elements: Sequence[Element], origin: int
) -> Iterator[tuple[str, int, int]]:
    """``(level, start, end)`` of each element, in raw offsets from ``origin``."""
    for element in elements:
        first, last = lexed.outer(element.start, element.end)
        raw_start, raw_end = folded.raw_span(offset + first, offset + last)
        yield element.level, raw_start - origin, raw_end - origin
