"""What every match of an expression must hold, so that a long text need only be searched where that stands.

An expression such as ``(?:快递|运单)号[: ]{0,3}[0-9]{8,20}`` can match only where ``快递号`` or ``运单号`` stands, and only at
eight digits in a row. :func:`anchor` reads that from the parsed expression. Where another version of Python should parse
expressions into something else than is expected here, they have no anchor: they are searched everywhere, which takes
longer and finds the same.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from typing import NamedTuple

from leakguard.detection.expressions import ENDLESS, Node, tree, width

RUNS = {"digits": frozenset(string.digits), "codes": frozenset(string.digits + string.ascii_letters)}
"""Kinds of runs: ASCII digits, and ASCII letters and digits."""

SHORTEST = {"digits": 3, "codes": 12}
"""Shorter runs are too frequent to search for."""

_MOST_WORDS = 1_500
_MOST_CHOICES = 40
_LONGEST_WORD = 3
_MOST_OFTEN = 0.06
"""An anchor that stands oftener than once in so many characters saves nothing."""
_OFTEN = {" ": 0.05, "\n": 0.04, ":": 0.04, "-": 0.03, ".": 0.006, ",": 0.03}
_LETTERS = frozenset(string.ascii_lowercase)
_UNLISTED = RUNS["digits"] | frozenset(" \t")
_RUN_OFTEN = {3: 0.01, 4: 0.006}


class Anchor(NamedTuple):
    """One of ``words`` (lower case), or a run of at least ``least`` characters of the kind ``run``.

    It begins ``low`` to ``high`` characters behind the start of the match; a match is at most ``width`` long, begins with
    one of ``firsts`` (None: with anything) and looks at most ``reach`` characters beyond its end. With ``times``, one of the
    words, all of one character, comes so often, with ``gap`` to ``gaps`` characters between.
    """

    words: frozenset[str]
    run: str | None
    least: int
    low: int
    high: int
    times: int = 1
    gap: int = 0
    gaps: int = 0
    width: int = 0
    reach: int = 0
    firsts: frozenset[str] | None = None


def anchor(regex: str, flags: int = re.ASCII, *, ahead: bool = False) -> Anchor | None:
    """The anchor of an expression that should be rarest in a text; None if there is none worth its search.

    With ``ahead``, what the expression demands to follow counts as part of it.
    """
    try:
        nodes = tree(regex, flags, ahead=ahead)
    except Exception:
        return None
    shortest, longest = width(nodes)
    best = min(_anchors(nodes), key=lambda a: (cost(a), a.low), default=None)
    if best is None or not shortest or best.high >= ENDLESS or cost(best) > _MOST_OFTEN:
        return None
    return best._replace(width=longest, reach=reach(nodes), firsts=_firsts(nodes)[0])


def _firsts(nodes: Sequence[Node]) -> tuple[frozenset[str] | None, bool]:
    """The characters that a match can begin with, in either case, and whether it can be empty."""
    found: frozenset[str] = frozenset()
    for node in nodes:
        chars, empty = _node_firsts(node)
        if chars is None:
            return None, empty
        found |= chars
        if not empty:
            return found, False
    return found, True


def _node_firsts(node: Node) -> tuple[frozenset[str] | None, bool]:
    if node.kind == "look":
        return frozenset(), True
    if node.kind == "char":
        chars = node.chars
        return None if chars is None else frozenset(c for char in chars for c in (char.lower(), char.upper())), False
    if node.kind == "other":
        return None, True
    parts = [_firsts(part) for part in node.parts]
    empty = any(part[1] for part in parts) or (node.kind == "repeat" and not node.least)
    known = [part[0] for part in parts if part[0] is not None]
    return (frozenset().union(*known) if len(known) == len(parts) else None), empty


def reach(nodes: Sequence[Node]) -> int:
    """How far beyond its end a match of the sequence can look, at most, and one more for the end of the text."""
    furthest = 1
    for node in nodes:
        for part in node.parts:
            ahead = width(part)[1] if node.kind == "look" else 0
            furthest = max(furthest, ahead + reach(part))
    return min(ENDLESS, furthest)


def cost(found: Anchor) -> float:
    """How often an anchor should occur in a character of Chinese chat, times the places that it makes worth trying."""
    often = _RUN_OFTEN.get(found.least, 0.01 / found.least) if found.run else sum(map(_word_often, found.words))
    return often * 0.1 ** (found.times - 1) * (1 + (found.high - found.low) / 16)


def _word_often(word: str) -> float:
    often, digit = 1.0, False
    for char in word:
        was_digit, digit = digit, char in RUNS["digits"]
        if digit:
            often *= 0.5 if was_digit else 0.05
        else:
            often *= 0.01 if char in _LETTERS else _OFTEN.get(char, 0.001)
    return often


def _anchors(nodes: Sequence[Node]) -> list[Anchor]:
    """Anchors of a sequence, with offsets from its start."""
    found: list[Anchor] = []
    low = high = 0
    for index, node in enumerate(nodes):
        rest = nodes[index:]
        if words := _prefixes(rest):
            found.append(Anchor(words, None, 0, low, high))
        for run, chars in RUNS.items():
            if (least := _run(rest, chars)[0]) >= SHORTEST[run]:
                found.append(Anchor(frozenset(), run, least, low, high))
        found += [a._replace(low=low + a.low, high=high + a.high) for a in _inside(node)]
        low, high = low + node.low, min(ENDLESS, high + node.high)
    return found


def _inside(node: Node) -> list[Anchor]:
    """Anchors within a group, a repeat that must occur, or all branches of an alternation."""
    if node.kind == "group":
        return _anchors(node.parts[0])
    if node.kind == "repeat" and node.least:
        found = _anchors(node.parts[0])
        return [*found, *_repeated(node, found)] if node.least > 1 else found
    return _shared([_anchors(part) for part in node.parts]) if node.kind == "branch" else []


def _repeated(node: Node, found: Sequence[Anchor]) -> list[Anchor]:
    """Anchors of one character in what must be repeated, as often as it must be."""
    low, high = width(node.parts[0])
    return [
        a._replace(times=node.least, gap=max(0, low - (a.high - a.low) - 1), gaps=high + a.high - a.low - 1)
        for a in found
        if a.words and a.times == 1 and all(len(word) == 1 for word in a.words)
    ]


def _shared(branches: list[list[Anchor]]) -> list[Anchor]:
    """For each kind the anchor that all branches have between them."""
    found = []
    for run in (None, *RUNS):
        best = [
            min(of_kind, key=cost) for b in branches if (of_kind := [a for a in b if a.run == run and a.times == 1])
        ]
        words = frozenset(word for a in best for word in a.words)
        if len(best) == len(branches) and len(words) <= _MOST_WORDS:
            least, low, high = min(a.least for a in best), min(a.low for a in best), max(a.high for a in best)
            found.append(Anchor(words, run, least, low, high))
    return found


def _run(nodes: Sequence[Node], allowed: frozenset[str]) -> tuple[int, bool]:
    """How many characters of a kind the sequence begins with, at least, and whether there is nothing else."""
    total = 0
    for node in nodes:
        count, whole = _node_run(node, allowed)
        total += count
        if not whole:
            return total, False
    return total, True


def _node_run(node: Node, allowed: frozenset[str]) -> tuple[int, bool]:
    if node.kind == "look":
        return 0, True
    if node.kind == "char":
        return (1, True) if node.chars is not None and node.chars <= allowed else (0, False)
    if node.kind == "other":
        return 0, False
    runs = [_run(part, allowed) for part in node.parts]
    count, whole = min(r[0] for r in runs), all(r[1] for r in runs)
    if node.kind != "repeat":
        return count, whole
    return (count * node.least, True) if whole else (count if node.least else 0, False)


def _prefixes(nodes: Sequence[Node]) -> frozenset[str]:
    """Strings (lower case) one of which a match of the sequence begins with; none if there are too many."""
    words, _ = _strings(nodes)
    return frozenset() if "" in words else frozenset(words)


def _strings(nodes: Sequence[Node]) -> tuple[set[str], bool]:
    """Beginnings of the sequence, and whether they are all of it."""
    words = {""}
    for node in nodes:
        found, whole = _node_strings(node)
        longer = {word + more for word in words for more in found} if len(words) * len(found) <= _MOST_WORDS else None
        if longer is None:
            return words, False
        words = longer
        if not whole or min(map(len, words)) >= _LONGEST_WORD:
            return words, False
    return words, True


def _node_strings(node: Node) -> tuple[set[str], bool]:
    if node.kind == "look":
        return {""}, True
    if node.kind == "char":
        chars = node.chars
        few = chars is not None and (len(chars) == 1 or (len(chars) <= _MOST_CHOICES and not chars & _UNLISTED))
        return ({c.lower() for c in chars or ()}, True) if few else ({""}, False)
    if node.kind == "other" or (node.kind == "repeat" and node.least == 0 and node.most > 1):
        return {""}, False
    parts = [_strings(part) for part in node.parts]
    words, whole = set().union(*(part[0] for part in parts)), all(part[1] for part in parts)
    if node.kind != "repeat" or node.least == node.most == 1:
        return words, whole
    if node.least:
        return words, False
    return ({"", *words}, True) if whole and len(words) <= _MOST_CHOICES else ({""}, False)
