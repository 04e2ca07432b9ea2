"""Virtual numbers: platforms print the extension in three places, ``1…-1234``, ``名[1234]`` and ``地址[1234]``.

Each of the three says that the other two belong to it, so that all of them together are one linked triple.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from leakguard.detection import lines
from leakguard.detection.detector import Detector
from leakguard.detection.headers import Meaning
from leakguard.detection.utterance import STAND_INS, plausible
from leakguard.findings import Evidence, Finding

LINK = Evidence("linked", "virtual-suffix", 0.15)
_RECOGNIZER = "cn-virtual-suffix"
_REACH = 3
_DIGITS = 4
_OWNERS = ("PERSON", "ADDRESS")
_NAME_BEFORE = re.compile(r"(?<![\u3400-\u9fff])[\u3400-\u9fff]{2,4}$")


def is_suffix(finding: Finding) -> bool:
    """Whether a finding is the bracketed extension behind a name or an address, and no number of its own."""
    return finding.recognizer == _RECOGNIZER


def extension(finding: Finding) -> str | None:
    """The four digits of a virtual number's extension; others are not repeated in brackets."""
    if finding.kind != "virtual" or finding.masked or "-" not in finding.canonical:
        return None
    digits = finding.canonical.rpartition("-")[2]
    return digits if len(digits) == _DIGITS else None


def linked(finding: Finding) -> Finding:
    """The finding with the evidence that an extension ties it to others."""
    if LINK in finding.evidence:
        return finding
    known = tuple(e for e in finding.evidence if e.name or e.kind != "header")
    return replace(finding, evidence=(*known, LINK), score=min(1.0, finding.score + LINK.weight))


def link_extensions(detector: Detector, text: str, findings: Sequence[Finding]) -> list[Finding]:
    """The findings of a text, those renewed that carry the extension of a virtual number at most three lines away."""
    found = list(findings)
    for phone in findings:
        digits = extension(phone)
        if digits is None:
            continue
        first, last = _block(text, phone)
        here = slice(bisect_left(found, first, key=lambda f: f.start), bisect_left(found, last, key=lambda f: f.start))
        tied = _tie(detector, text, found[here], digits, first, last)
        if tied is not None:
            found[here] = [linked(f) if f.start == phone.start else f for f in tied]
    return found


def link_cell(
    detector: Detector, text: str, findings: Sequence[Finding], extensions: Iterable[str]
) -> list[Finding] | None:
    """The same for a cell whose row holds these extensions; None if it carries none of them."""
    found: list[Finding] | None = None
    for digits in extensions:
        found = _tie(detector, text, found or list(findings), digits, 0, len(text)) or found
    return found


def _tie(
    detector: Detector, text: str, found: list[Finding], digits: str, first: int, last: int
) -> list[Finding] | None:
    """The findings with those renewed that the bracketed digits stand behind; None if they stand behind nothing."""
    tied = False
    for match in re.finditer(rf"[\[【]{digits}[\]】]", text[first:last]):
        start, end = first + match.start(), first + match.end()
        owner = _owner(text, found, start, end)
        if owner is not None:
            found, tied = _read(detector, text, found, owner, start, end), True
    return found if tied else None


def _owner(text: str, found: Sequence[Finding], bracket: int, end: int) -> tuple[int, str] | None:
    """Start and entity of the name or address that the brackets stand behind; an address may have swallowed them."""
    for finding in found:
        if finding.entity in _OWNERS and finding.start < bracket <= finding.end <= end:
            return finding.start, finding.entity
    head = _NAME_BEFORE.search(text, max(0, bracket - 5), bracket)
    if head and (plausible(head[0]) or STAND_INS.fullmatch(head[0])):
        return head.start(), "PERSON"
    return None


def _read(
    detector: Detector, text: str, found: list[Finding], owner: tuple[int, str], bracket: int, end: int
) -> list[Finding]:
    """The findings with the owner linked. Brackets not seen yet are read as in a cell, so that an address ends there.

    In running text the brackets are no finding of their own: without the number that is hidden they lead nowhere.
    """
    start, entity = owner
    inside = [f for f in found if f.start < end and start < f.end]
    if not any(f.start == bracket and is_suffix(f) for f in inside):
        read = detector.find_as(text[start:end], Meaning(entity))
        inside = [f.at(f.location, start) for f in read if not is_suffix(f)] or inside
    outside = [f for f in found if f.end <= start or end <= f.start]
    return sorted([*outside, *map(linked, inside)], key=lambda f: f.start)


def _block(text: str, phone: Finding) -> lines.Span:
    """The lines around a number in which its extension may stand."""
    first, last = lines.line_at(text, phone.start, phone.end)
    above = [start for (start, _), _ in zip(lines.before(text, phone.start), range(_REACH), strict=False)]
    below = [end for (_, end), _ in zip(lines.behind(text, phone.end), range(_REACH), strict=False)]
    return min([first, *above]), max([last, *below])
