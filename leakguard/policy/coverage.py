"""Which rules can never match because earlier ones match all that they would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from leakguard.policy.model import Policy, Rule
from leakguard.policy.words import header_like

_WILD = frozenset("*?[")


class Covered(NamedTuple):
    """A rule, or some of its entities, that earlier rules cover. ``whole``: it can never match. ``by`` are those rules."""

    rule: Rule
    entities: tuple[str, ...]
    by: tuple[Rule, ...]
    whole: bool

    @property
    def agrees(self) -> bool:
        """Whether the earlier rules say the same, so that nothing is lost."""
        return all(_says(rule) == _says(self.rule) for rule in self.by)


def covered(policy: Policy) -> Iterator[Covered]:
    """The rules of a policy's own file that are covered, wholly or for some of their entities.

    Inherited rules are not told: whoever extends a policy means to come before them.
    """
    for number, rule in enumerate(policy.rules):
        if not rule.own:
            continue
        earlier = policy.rules[:number]
        entities: list[str | None] = [*sorted(rule.entities)] or [None]
        by = {entity: _first(rule, entity, earlier) for entity in entities}
        found = {entity: cover for entity, cover in by.items() if cover}
        if found:
            names = tuple(entity for entity in found if entity is not None)
            covers = tuple({cover.id: cover for cover in found.values()}.values())
            yield Covered(rule, names, covers, whole=len(found) == len(by))


def _says(rule: Rule) -> tuple[object, ...]:
    return rule.operator, dict(rule.params), rule.forbidden, rule.min_hidden, rule.min_score


def _first(rule: Rule, entity: str | None, earlier: Sequence[Rule]) -> Rule | None:
    """The first rule that matches whatever ``rule`` matches of an entity (None: of any)."""
    return next((each for each in earlier if _covers(each, rule, entity)), None)


def _covers(wide: Rule, narrow: Rule, entity: str | None) -> bool:
    if wide.entities and entity not in wide.entities:
        return False
    return (
        _within(narrow.kinds, wide.kinds)
        and _within(narrow.roles, wide.roles)
        and (
            not wide.columns
            or (bool(narrow.columns) and all(any(like(g, w) for w in wide.columns) for g in narrow.columns))
        )
    )


def _within(narrow: frozenset[str], wide: frozenset[str]) -> bool:
    """Whether a condition is at least as narrow as another; one that is empty asks for nothing."""
    return not wide or (bool(narrow) and narrow <= wide)


def like(narrow: str, wide: str) -> bool:
    """Whether all that is like one glob is like another. It may be so where this says no."""
    if _WILD.isdisjoint(narrow) or set(wide) & _WILD <= {"*"}:
        return header_like(narrow, wide)
    return narrow == wide
