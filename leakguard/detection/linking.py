"""Linked evidence: what stands beside a telephone number or an address tells what a name alone could not.

All functions take a text with its findings and return findings of that text; offsets are code points of it.

- A line that says nothing but a name is a name if the lines around it hold a telephone number or an address.
- What is left of a line between a telephone number and an address, if it looks like a name, is one.
- What carries the extension of a virtual number belongs to that number: see :mod:`leakguard.detection.extensions`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from leakguard.detection import lines
from leakguard.detection.detector import Detector
from leakguard.detection.extensions import is_suffix, link_extensions
from leakguard.detection.headers import Meaning
from leakguard.detection.marks import marks
from leakguard.detection.utterance import STAND_INS, Said, bare_name, plausible, speaks_alone
from leakguard.findings import Evidence, Finding

REACH = 2
"""Messages, blank lines and heads of messages not counted, over which a number or an address speaks for a name."""

WINDOW = 12
"""Lines within which everything stands that can speak for a name: what a caller must keep of the blocks before and after."""

ANCHORS = frozenset({"PHONE_NUMBER", "ADDRESS"})
"""What can speak for a name beside it."""

_PROVED = 0.6
_SHORTEST_ADDRESS = 6
_NAME_WEIGHT, _NEIGHBOUR_WEIGHT = 0.25, 0.4
_SEPARATORS = " \t\r\n\u3000\u00a0,，、;；:：/|_+.。()（）-*"


def link_text(detector: Detector, text: str, findings: Sequence[Finding]) -> list[Finding]:
    """The findings and what they prove beside them, in the order of the text."""
    found = link_extensions(detector, text, findings)
    found = merge(found, between(detector, text, found))
    return merge(found, alone(detector, text, found))


def anchor(finding: Finding) -> bool:
    """Whether a finding is proof enough to speak for a name beside it: a telephone number or a full address."""
    if finding.masked or finding.score < _PROVED or is_suffix(finding):
        return False
    address = finding.entity == "ADDRESS" and finding.end - finding.start >= _SHORTEST_ADDRESS
    return address or finding.entity == "PHONE_NUMBER"


def trusted(said: Said, near: Iterable[str], detector: Detector) -> bool:
    """Whether a bare name may be believed beside these entities, and no label before it says that it is something else."""
    if said.doubtful and not {"PHONE_NUMBER", "ADDRESS"} <= set(near):
        return False
    meaning = detector.headers.meaning(said.speaker)
    return not meaning.other and meaning.entity in (None, "PERSON", "PLATFORM_ACCOUNT")


def name_at(
    detector: Detector,
    text: str,
    span: lines.Span,
    evidence: str,
    near: Iterable[str],
    findings: Sequence[Finding] = (),
) -> list[Finding]:
    """The finding that a name is when its neighbours speak for it, or the one it is already, raised by them.

    None if the detector was not asked for names, or if something else is found there.
    """
    start, end = span
    reasons = [
        Evidence("neighbour", f"{entity.lower().replace('_', '-')}-{evidence}", _NEIGHBOUR_WEIGHT) for entity in near
    ]
    there = [f for f in findings if f.start < end and start < f.end]
    if not there:
        reasons.insert(0, Evidence("pattern", "bare-name", _NAME_WEIGHT))
        read = detector.find_as(text[start:end], Meaning("PERSON"))
        there = [replace(f.at(f.location, start), evidence=(), score=0.0) for f in read if f.entity == "PERSON"]
    elif [(f.entity, f.start, f.end, f.masked) for f in there] != [("PERSON", start, end, False)]:
        return []
    weight = sum(reason.weight for reason in reasons)
    return [replace(f, evidence=(*f.evidence, *reasons), score=min(1.0, f.score + weight)) for f in there]


def alone(detector: Detector, text: str, findings: Sequence[Finding]) -> list[Finding]:
    """Names that are all that their line says, within ``REACH`` messages of a telephone number or an address."""
    near: dict[tuple[int, int], set[str]] = {}
    for finding in findings:
        if anchor(finding):
            for line in _around(text, finding):
                near.setdefault(line, set()).add(finding.entity)
    raised: list[Finding] = []
    for (start, end), entities in sorted(near.items()):
        said = bare_name(text[start:end])
        if said and trusted(said, entities, detector):
            span = start + said.start, start + said.end
            raised += name_at(detector, text, span, "nearby", sorted(entities), _touching(findings, *span))
    return raised


def between(detector: Detector, text: str, findings: Sequence[Finding]) -> list[Finding]:
    """Names that are all that is left beside a telephone number and an address of one line that hold no other name."""
    raised: list[Finding] = []
    for line in _by_line(text, findings):
        entities = {f.entity for f in line if anchor(f)}
        if not entities >= {"PHONE_NUMBER", "ADDRESS"} or any(f.entity == "PERSON" for f in line):
            continue
        for start, end in _left_over(text, line):
            value = text[start:end]
            if (plausible(value) or STAND_INS.fullmatch(value)) and not marks(text[max(0, start - 20) : end + 20]):
                raised += name_at(detector, text, (start, end), "beside", sorted(entities))
                break
    return raised


def _around(text: str, finding: Finding) -> Iterator[lines.Span]:
    """The lines before and behind a finding's own that say something, ``REACH`` on either side."""
    for side in (lines.before(text, finding.start), lines.behind(text, finding.end)):
        said = 0
        for start, end in islice(side, WINDOW):
            line = text[start:end]
            if line.strip() and not speaks_alone(line):
                yield start, end
                said += 1
            if said >= REACH:
                break


def _by_line(text: str, findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """The findings line by line; a line end inside a finding does not count."""
    row: list[Finding] = []
    for finding in findings:
        if row and "\n" in text[row[-1].end : finding.start]:
            yield row
            row = []
        row.append(finding)
    if row:
        yield row


def _left_over(text: str, line: Sequence[Finding]) -> Iterator[lines.Span]:
    """What stands before, between and behind the findings of a line, without separators."""
    first, last = lines.line_at(text, line[0].start, line[-1].end)
    edges = [first, *(edge for finding in line for edge in (finding.start, finding.end)), last]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        value = text[start:end]
        if value.strip(_SEPARATORS):
            shift = len(value) - len(value.lstrip(_SEPARATORS))
            yield start + shift, start + shift + len(value.strip(_SEPARATORS))


def _touching(findings: Sequence[Finding], start: int, end: int) -> list[Finding]:
    """The findings that touch the span; they are in order and do not overlap."""
    place = bisect_left(findings, end, key=lambda f: f.start)
    first = place
    while first and findings[first - 1].end > start:
        first -= 1
    return list(findings[first:place])


def merge(findings: Sequence[Finding], more: Sequence[Finding]) -> list[Finding]:
    """The findings with others put in, in their order; one that stands where another began takes its place."""
    by_start = {f.start: f for f in findings} | {f.start: f for f in more} if more else {}
    return [by_start[start] for start in sorted(by_start)] if more else list(findings)
