"""Hits: findings of a block, what the policy says about them, and the edits that it asks for."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from leakguard.findings import Finding, Fingerprinter, Location
from leakguard.operators import OPERATORS, Context
from leakguard.policy import Decision, Policy
from leakguard.units import Block, CellEdit, ColumnEdit, Edit, NoteEdit, TableBlock, TextEdit

if TYPE_CHECKING:
    from leakguard.detection.plain_cells import ColumnFindings


_FINE = re.compile("(?:单元|层|室|户|房)[0-9]{0,5}$")
"""Addresses that end finer than any level that an operator keeps; asking the address grammar takes a thousand times longer."""


class Spot(NamedTuple):
    """Where a block would have to be edited: a stretch of its text, of one of its cells or of one of its notes."""

    start: int
    end: int
    row: int | None = None
    column: int | None = None
    note: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding, what the policy says about it, and where its block would have to be edited."""

    finding: Finding
    decision: Decision
    spot: Spot

    @property
    def column(self) -> int | None:
        """The column, if the finding stands in a table."""
        return self.spot.column

    def edit(self, key: bytes | None) -> Edit | None:
        """The edit that the policy's operator asks for; None to leave the value."""
        if self.decision.operator == "keep":
            return None
        replacement = _replacement(self.finding, self.decision, key)
        if replacement == self.finding.value:
            return None
        return _edit(self.spot, replacement)


def _edit(spot: Spot, replacement: str) -> Edit:
    if spot.note is not None:
        return NoteEdit(spot.note, spot.start, spot.end, replacement)
    if spot.row is None or spot.column is None:
        return TextEdit(spot.start, spot.end, replacement)
    return CellEdit(spot.row, spot.column, spot.start, spot.end, replacement)


def _replacement(finding: Finding, decision: Decision, key: bytes | None) -> str:
    context = Context(finding.entity, finding.kind, finding.canonical, decision.params, key)
    return OPERATORS[decision.operator](finding.value, context)


@dataclass(frozen=True)
class ColumnHits:
    """The findings that were told of a column by the shape of its cells, and what the policy says about all of them."""

    source: str
    block: TableBlock
    told: ColumnFindings
    header: str | None
    decision: Decision
    group: Callable[[int, int], str]
    fingerprint: Fingerprinter

    def __len__(self) -> int:
        return len(self.told)

    @property
    def entity(self) -> str:
        """What all of them are."""
        return self.told.finding.entity

    @property
    def column(self) -> int:
        """The column they stand in."""
        return self.told.column

    def each(self, indices: Sequence[int] | range | None = None) -> Iterator[Hit]:
        """The same as single hits; of all, or of some by their index."""
        for row, finding in self.told.at(indices):
            place, start, end = self.block.place(row, self.column, finding.start, finding.end)
            location = Location(self.source, self.block.part, header=self.header, **place._asdict())
            signed = replace(
                finding,
                location=location,
                start=start,
                end=end,
                group=self.group(self.block.first_row + row, self.column),
                fingerprint=self.fingerprint(finding.entity, finding.canonical),
            )
            yield Hit(signed, self.decision, Spot(finding.start, finding.end, row, self.column))

    def edit(self, key: bytes | None) -> ColumnEdit | None:
        """The edit that the policy's operator asks for; None to leave all values."""
        if self.decision.operator == "keep":
            return None
        told = self.told
        if OPERATORS[self.decision.operator].constant and not self.decision.params.get("width"):
            example = next(finding for _, finding in told.at([0]))
            replacement = _replacement(example, self.decision, key)
            return ColumnEdit(self.column, told.rows, told.head, told.tail, replacement, told.within)
        return self._edit_each(key)

    def _edit_each(self, key: bytes | None) -> ColumnEdit | None:
        """Every distinct value is worked on once; those that come out as they are need no edit."""
        told, changed, replacements = self.told, list[int](), list[str]()
        keyed = OPERATORS[self.decision.operator].keyed
        known: dict[str, str] = {}
        for index, (_, finding) in enumerate(told.at()):
            value = finding.value
            if value not in known:
                exact = replace(finding, canonical=told.canonical(finding)) if keyed else finding
                known[value] = _replacement(exact, self.decision, key)
            if known[value] != value:
                changed.append(index)
                replacements.append(known[value])
        if not changed:
            return None
        rows, head, tail = told.rows[changed], told.head[changed], told.tail[changed]
        return ColumnEdit(self.column, rows, head, tail, replacements, told.within)


def decided(
    told: ColumnFindings, policy: Policy, location: Location, role: str | None, fingerprint: Fingerprinter
) -> Iterator[tuple[ColumnFindings, Decision]]:
    """What the policy says about findings that were told of a column; apart where it says several things.

    It says the same about all of them, but for addresses that its operator would leave as they are (see ``OPERATORS``),
    for values that it allows, and for values that are hidden already, of which one hides more than another. ``role`` is
    that of the column.
    """
    finding = told.finding
    rule = policy.rule_for(finding.entity, finding.kind, location.header, role)
    operator = OPERATORS[rule.operator]
    by_form = operator.tells_by_form(rule.params)
    if policy.allows_values(finding.entity, finding.kind, location.header, role):
        yield from _by_value(told, policy, location, role, fingerprint)
    elif finding.masked:
        for group in told.by_hidden():
            decision = policy.decide(_example(group, location), role)
            if decision.because == "masked":
                yield group, decision
            else:
                yield from _by_value(group, policy, location, role)
    elif by_form and finding.entity != "ADDRESS":
        yield from _by_form(told, policy, location, role)
    elif finding.entity == "ADDRESS" and (operator.settles or by_form):
        yield from _by_value(told, policy, location, role)
    else:
        yield told, policy.decide(_example(told, location), role)


def _example(told: ColumnFindings, location: Location) -> Finding:
    return next(example for _, example in told.at([0])).at(location)


def _by_value(
    told: ColumnFindings,
    policy: Policy,
    location: Location,
    role: str | None,
    fingerprint: Fingerprinter | None = None,
) -> Iterator[tuple[ColumnFindings, Decision]]:
    """Every distinct value is asked about; with its fingerprint, if the policy may allow it by that."""
    finding = told.finding.at(location)
    known: dict[str, int] = {}
    decisions: list[Decision] = []
    which: list[int] = []
    for value in told.values():
        alike = "" if fingerprint is None and finding.entity == "ADDRESS" and _FINE.search(value) else value
        if alike not in known:
            example = replace(finding, value=value)
            if fingerprint is not None:
                (canonical,) = told.plain_canonical([value])
                canonical = told.canonical(replace(example, canonical=canonical))
                example = replace(example, canonical=canonical, fingerprint=fingerprint(finding.entity, canonical))
            decision = policy.decide(example, role)
            if decision not in decisions:
                decisions.append(decision)
            known[alike] = decisions.index(decision)
        which.append(known[alike])
    for index, decision in enumerate(decisions):
        yield told.some([place for place, each in enumerate(which) if each == index]), decision


def _by_form(
    told: ColumnFindings, policy: Policy, location: Location, role: str | None
) -> Iterator[tuple[ColumnFindings, Decision]]:
    """The same of values that an operator knows by their form (pseudonyms) to be its own: those apart from the others."""
    finding = told.finding
    rule = policy.rule_for(finding.entity, finding.kind, location.header, role)
    context = Context(finding.entity, finding.kind, "", rule.params)
    leaves = OPERATORS[rule.operator].leaves
    final = [leaves(value, context) for value in told.values()]
    for form in (False, True):
        places = [place for place, each in enumerate(final) if each is form]
        if places:
            part = told if len(places) == len(final) else told.some(places)
            yield part, policy.decide(_example(part, location), role)


class Scanned(NamedTuple):
    """A block with what was found in it."""

    block: Block
    hits: Sequence[Hit]
    columns: Sequence[ColumnHits] = ()

    def __len__(self) -> int:
        return len(self.hits) + sum(map(len, self.columns))

    def every(self) -> Iterable[Hit]:
        """All hits one by one, in the order of the block."""
        if not self.columns:
            return self.hits
        return heapq.merge(self.hits, *(column.each() for column in self.columns), key=in_order)


def in_order(hit: Hit) -> tuple[int, int, int]:
    """Sorts the hits of a table block."""
    return hit.spot.row or 0, hit.spot.column or 0, hit.spot.start
