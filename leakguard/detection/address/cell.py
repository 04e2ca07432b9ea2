"""Cells of address columns: the header has said what they are, so the question is only where the address ends."""

from __future__ import annotations

import re

from leakguard.detection import lexicons
from leakguard.detection.address import belief, latin
from leakguard.detection.address import words as w
from leakguard.detection.address.forms import DOORS
from leakguard.detection.address.levels import Chain
from leakguard.detection.address.lexer import Lexed
from leakguard.detection.address.proposal import candidate_of, chains
from leakguard.detection.address.reader import Reader
from leakguard.detection.candidate import Candidate
from leakguard.detection.recognizer import Recognizer
from leakguard.text import Folded, fold

_EDGE = " \t\u3000\u00a0,，;；、/|·:：-_。."
_AFTER = re.compile(r"[ \t\u3000,;|。!?\n]|[(\[【]")
_BEFORE = re.compile(r"[ \t\u3000,;:|。!?\n)\]】]")
_TAIL = re.compile(
    r"[ \t\u3000,;]{0,4}(?:[(\[【{<](?P<in>[^()\[\]【】{}<>]{0,40})[)\]】}>]|(?<![0-9A-Za-z-])(?<![A-Za-z] )(?P<zip>[0-9]{6})(?![0-9]))$"
)
_CODE = re.compile(r"[0-9]{3,6}|邮编.{0,12}|0{6}")
_HAN = re.compile("[\u3400-\u9fff]")
_LEAST = 0.4
_KEPT = 8
_GRAMMAR = 0.15


def read_cell(recognizer: Recognizer, text: str, start: int, end: int) -> Candidate | None:
    """The address in ``text[start:end]``; the whole stretch, less code and notes, where the grammar cannot read it.

    None where there is nothing like an address.
    """
    rule = recognizer.cell
    folded = fold(text[start:end])
    if rule is None or "*" in folded.text:
        return None
    first, last = 0, _without_tail(folded.text)
    lexed = Lexed(folded.text[:last])
    chain = _best(lexed) if _HAN.search(lexed.text) or DOORS.fullmatch(lexed.text) else None
    if chain:
        first, last = lexed.outer(chain.elements[0].start, chain.end)
        first, last = _widened(folded.text, first, last, lexed)
        candidate = candidate_of(recognizer, folded, 0, lexed, chain, _GRAMMAR)
        if (first, last) != lexed.outer(chain.elements[0].start, chain.end) and last - first > chain.end + 2:
            candidate.kind = recognizer.kind
    else:
        span = next(latin.find(folded.text[:last], header=True), None)
        if span:
            first, last = span.start, span.end
        elif not rule.compiled.fullmatch(folded.text[:last]):
            return None
        plain = latin.canonical(folded.text[first:last]) if span else folded.text[first:last]
        candidate = Candidate(recognizer, 0, 1, 0.0, plain, recognizer.kind)
        candidate.weigh("grammar", "latin" if span else "whole cell", _GRAMMAR if span else 0.0)
    return _placed(candidate, folded, start, first, last)


def _placed(candidate: Candidate, folded: Folded, offset: int, first: int, last: int) -> Candidate:
    """The candidate over ``[first, last)`` of the folded stretch, its levels counted from there."""
    raw_start, raw_end = folded.raw_span(first, last)
    shift = candidate.start - raw_start if candidate.levels else 0
    candidate.levels = tuple((level, a + shift, b + shift) for level, a, b in candidate.levels)
    candidate.start, candidate.end = offset + raw_start, offset + raw_end
    return candidate


def _without_tail(text: str) -> int:
    """The end of a cell without post codes, codes of virtual numbers and notes in brackets at its end."""
    end = len(text.rstrip(_EDGE))
    while match := _TAIL.search(text, max(0, end - 48), end):
        inside = match["in"]
        if inside is not None and not _CODE.fullmatch(inside.strip()) and not _is_note(inside):
            break
        if match.start() < 4:
            break
        end = len(text[: match.start()].rstrip(_EDGE))
    return end


def _is_note(text: str) -> bool:
    return bool(w.noting().search(text) or w.stopping().match(text) or _is_name(text))


def _is_name(text: str) -> bool:
    """Whether a stretch may be a person's name, perhaps with ``收`` behind it."""
    known = lexicons.surnames()
    name = re.sub("(?:亲?收|先生|女士|小姐|同学|老师)$", "", text.strip(_EDGE))
    if not re.fullmatch(r"[\u3400-\u9fff·]{2,4}", name):
        return False
    return (
        name[0] in known.strong | known.weak | known.labelled or name[:2] in known.compound
    ) and not w.ending().search(name[-1])


def _best(lexed: Lexed) -> Chain | None:
    """The first chain that leads further than a region, joined with what follows it; else the first region."""

    def believe(chain: Chain) -> float:
        return belief.believe(chain.elements, lexed.text[chain.elements[0].start : chain.end], 1.0, True)

    found = [chain for chain, _ in chains(lexed, Reader(lexed, lenient=True), believe, _LEAST)]
    if not found:
        return None
    whole = found[0]
    for chain in found[1:]:
        gap = lexed.text[whole.end : chain.elements[0].start]
        if len(gap) > _KEPT or _is_note(gap) or lexed.stop_between(whole.end, chain.elements[0].start):
            if not belief.is_region(whole.elements):
                break
            whole = chain
            continue
        for element in chain.elements:
            whole.add(element)
        whole.end = chain.end
    return whole


def _widened(text: str, start: int, end: int, lexed: Lexed) -> tuple[int, int]:
    """The span with what hangs on to it: a name before it, a shop or a company behind it, but no note."""
    stop = _AFTER.search(text, end)
    last = stop.start() if stop else len(text)
    note = w.stopping().search(text, end, last)
    if note and lexed.offsets is None:
        last = note.start()
    rest = text[end:last].rstrip(_EDGE)
    if rest and rest[0] in _EDGE:
        rest = ""
    first = start
    if start and text[start - 1] not in _EDGE:
        cuts = [m.end() for m in _BEFORE.finditer(text, 0, start)] + [
            m.end() for m in w.stopping().finditer(text, 0, start)
        ]
        first = max(cuts, default=0)
    return first, end + len(rest)
