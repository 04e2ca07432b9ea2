"""Regular expressions as trees: what the parser of the standard library says about them, in a form of our own."""

from __future__ import annotations

import importlib
import re
import string
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

ENDLESS = 1 << 20
"""Stands for a width without bound."""

_CATEGORIES = {"CATEGORY_DIGIT": string.digits, "CATEGORY_SPACE": " \t\n\r\f\v"}
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_WIDEST_RANGE = 128


@dataclass(frozen=True, slots=True)
class Node:
    """One step of an expression.

    ``kind``: ``char`` (one character, one of ``chars`` where these are known and few), ``group`` (the only one of
    ``parts``), ``branch`` (one of ``parts``), ``repeat`` (the only one of ``parts``, ``least`` to ``most`` times), ``look``
    (an assertion, of no width) or ``other``. A match is ``low`` to ``high`` characters long.
    """

    kind: str
    low: int
    high: int
    chars: frozenset[str] | None = None
    parts: tuple[tuple[Node, ...], ...] = ()
    least: int = 1
    most: int = 1


def tree(regex: str, flags: int = re.ASCII, *, ahead: bool = False) -> tuple[Node, ...]:
    """The steps of an expression; with ``ahead``, what it demands to follow is part of the match.

    Raises whatever the parser, which is not a public interface, may raise.
    """
    return _Reader(ahead).sequence(importlib.import_module("re._parser").parse(regex, flags))


def width(nodes: Iterable[Node]) -> tuple[int, int]:
    """The shortest and the longest match of a sequence."""
    low = high = 0
    for node in nodes:
        low += node.low
        high += node.high
    return low, min(ENDLESS, high)


class _Reader:
    """Reads what the parser gave; remembers groups, for references to them."""

    def __init__(self, ahead: bool) -> None:
        self._ahead = ahead
        self._groups: dict[int, Node] = {}

    def sequence(self, parsed: Any) -> tuple[Node, ...]:
        return tuple(self._node(str(name), value) for name, value in parsed)

    def _node(self, name: str, value: Any) -> Node:
        if name == "LITERAL":
            return Node("char", 1, 1, frozenset(chr(value)))
        if name == "IN":
            return Node("char", 1, 1, _set(value))
        if name in ("NOT_LITERAL", "ANY", "RANGE"):
            return Node("char", 1, 1)
        if name in ("SUBPATTERN", "ATOMIC_GROUP"):
            return self._group(value)
        if name == "BRANCH":
            parts = tuple(self.sequence(branch) for branch in value[1])
            widths = [width(part) for part in parts]
            return Node("branch", min(w[0] for w in widths), max(w[1] for w in widths), parts=parts)
        if name in _REPEATS:
            inner, least, most = self.sequence(value[2]), int(value[0]), min(ENDLESS, int(value[1]))
            low, high = width(inner)
            return Node("repeat", low * least, min(ENDLESS, high * most), parts=(inner,), least=least, most=most)
        if name == "ASSERT" and self._ahead and value[0] > 0:
            inner = self.sequence(value[1])
            return Node("group", *width(inner), parts=(inner,))
        if name in ("ASSERT", "ASSERT_NOT"):
            return Node("look", 0, 0, parts=(self.sequence(value[1]),))
        if name == "GROUPREF" and value in self._groups:
            return self._groups[value]
        return Node("look", 0, 0) if name == "AT" else Node("other", 0, ENDLESS)

    def _group(self, value: Any) -> Node:
        named = isinstance(value, tuple)
        inner = self.sequence(value[3] if named else value)
        node = Node("group", *width(inner), parts=(inner,))
        if named and value[0] is not None:
            self._groups[value[0]] = node
        return node


def _set(parts: Any) -> frozenset[str] | None:
    """The characters of a bracket expression; None if they are many."""
    found: set[str] = set()
    for part, what in parts:
        kind = str(part)
        if kind == "LITERAL":
            found.add(chr(what))
        elif kind == "RANGE" and what[1] - what[0] < _WIDEST_RANGE:
            found.update(map(chr, range(what[0], what[1] + 1)))
        elif kind == "CATEGORY" and str(what) in _CATEGORIES:
            found.update(_CATEGORIES[str(what)])
        else:
            return None
    return frozenset(found)
