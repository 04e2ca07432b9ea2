"""Weighing by the words around a match: the nearest word on either side speaks for it or against it.

Presidio compares lemmas of tokens, which never fire in Chinese; here context is raw text in a window of characters,
bounded by the clause and by other long numbers.
"""

from __future__ import annotations

import re

from leakguard.detection.candidate import Candidate
from leakguard.detection.recognizer import Context

_LABEL_END = " \t:,\"'=([<{-_#.*\u3000/|"
_LABEL_ABOVE = re.compile(r"(?<=[:=])[ \t]{0,4}\r?\n$")
_CLAUSE_START = re.compile(r"[。;!?\n\r,、]|[0-9A-Za-z]{0,4}[0-9]{4}")
_CLAUSE_END = re.compile(r"[。;!?\n\r,、]")
_DECIMALS = re.compile(r"(?:\.[0-9]{1,2})?[ \t]{0,2}")
VETO_WEIGHT = -0.6
VETO_REACH = 3
"""A veto names the number itself, so it must stand this close: 订单号是 139… is an order, 订单上留的是 139… a phone."""


def weigh(candidate: Candidate, context: Context, lowered: str, start: int, end: int) -> bool:
    """Weigh a candidate by its context in the folded, lower-case text; True when a boost word was found.

    A check digit outlives a veto: a resident ID after the word 订单 is a resident ID.
    """
    found = _before(context, lowered, start)
    after = _after(context, lowered, end)
    if after is not None and (found is None or after[0] < found[0]):
        found = after
    if found is None:
        return False
    _, word, boosts = found
    if candidate.checked and not boosts:
        return False
    candidate.weigh("context", word, context.strength if boosts else VETO_WEIGHT)
    return boosts


def _before(context: Context, lowered: str, start: int) -> tuple[int, str, bool] | None:
    """Distance, word and direction of the last context word before ``start``."""
    if context.before is None:
        return None
    clause = lowered[max(0, start - context.window) : start].rstrip(_LABEL_END)
    if clause.endswith("\n") and (above := _LABEL_ABOVE.search(clause)):
        clause = clause[: above.start()].rstrip(_LABEL_END)
    gap = min(start, context.window) - len(clause)
    cut = 0
    for match in _CLAUSE_START.finditer(clause):
        cut = match.end()
    found = None
    for first, last, word, boosts in context.before.matches(clause):
        if first >= cut and (boosts or len(clause) - last <= VETO_REACH):
            found = (gap + len(clause) - last, word, boosts)
    return found


def _after(context: Context, lowered: str, end: int) -> tuple[int, str, bool] | None:
    """Distance, word and direction of the first context word after ``end``; a veto must follow at once."""
    if context.after is None:
        return None
    clause = lowered[end : end + context.window]
    stop = _CLAUSE_END.search(clause, 1)
    clause = clause[: stop.start()] if stop else clause
    decimals = _DECIMALS.match(clause)
    for first, _, word, boosts in context.after.matches(clause):
        if boosts or first <= (decimals.end() if decimals else 0):
            return first, word, boosts
    return None
