"""Blocks of running text: what stands in one may be proved by the end of the block before or the start of the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from leakguard.detection.detector import Detector
from leakguard.detection.grouping import TextGroups
from leakguard.detection.lines import LONGEST
from leakguard.detection.linking import WINDOW, link_text
from leakguard.findings import Finding

_KEPT = WINDOW * LONGEST


class Stretch(NamedTuple):
    """A text with its findings; offsets are code points of the text."""

    text: str
    findings: Sequence[Finding]

    def tail(self) -> Stretch:
        """The end of it, as much as can matter to what follows."""
        cut = max(0, len(self.text) - _KEPT)
        return Stretch(self.text[cut:], [f.at(f.location, -cut) for f in self.findings if f.start >= cut])

    def head(self) -> Stretch:
        """The start of it, as much as can matter to what stands before."""
        return Stretch(self.text[:_KEPT], [f for f in self.findings if f.end <= _KEPT])


def link_block(
    detector: Detector, block: Stretch, before: Stretch | None = None, after: Stretch | None = None
) -> list[Finding]:
    """The findings of a block and what they, the end of ``before`` and the start of ``after`` prove in it."""
    tail, head = before.tail() if before else None, after.head() if after else None
    shift, length = len(tail.text) if tail else 0, len(block.text)
    text = (tail.text if tail else "") + block.text + (head.text if head else "")
    found = [
        *(tail.findings if tail else ()),
        *(f.at(f.location, shift) if shift else f for f in block.findings),
        *(f.at(f.location, shift + length) for f in (head.findings if head else ())),
    ]
    every = link_text(detector, text, found)
    return [f.at(f.location, -shift) if shift else f for f in every if shift <= f.start and f.end <= shift + length]


def find_linked(detector: Detector, text: str, header: str | None = None) -> list[Finding]:
    """:meth:`Detector.find`, with what the findings prove beside them, and with their groups."""
    found = detector.find(text, header)
    if not found:
        return []
    meaning = detector.headers.meaning(header)
    if meaning.entity is None and not meaning.other:
        found = link_text(detector, text, found)
    groups = TextGroups().place(text, found)
    return [f.at(f.location, 0, group) for f, group in zip(found, groups, strict=True)]
