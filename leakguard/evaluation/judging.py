"""Judging one unit: which labels were met, which hits were wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from leakguard.evaluation.measures import Score
from leakguard.evaluation.spans import Cover, Hit, Label, Unit

Key = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong in a unit. ``kind`` is

    ``miss``
        a required label that is not hidden whole; ``covered`` of its characters are;
    ``inexact``
        a required label that is hidden, but by hits with other bounds or of another type: those in ``hits``;
    ``alarm``
        a hit of a counted type that touches no label.
    """

    kind: str
    unit: Unit
    start: int
    end: int
    type: str
    covered: int = 0
    hits: tuple[Hit, ...] = field(default=())

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two runs' problems the same one."""
        place = self.unit.place
        where = (place.source, place.part, place.row, place.column, place.pointer, place.where, place.id)
        return (self.kind, *where, self.start, self.end, self.type)


def judge(unit: Unit, counted: Collection[str], score: Score) -> Iterator[Problem]:
    """Add one unit to ``score`` and tell its problems, in the order of the text. Run the iterator to its end."""
    hits = _distinct(unit)
    required = {(label.start, label.end, label.type): label for label in unit.labels if not label.optional}
    needed = Cover((start, end) for start, end, _ in required)
    marked = Cover((label.start, label.end) for label in unit.labels)
    covered = Cover((hit.start, hit.end) for hit in hits)
    score.units += 1
    score.characters += len(unit.text)
    score.clear += len(unit.text) - marked.characters
    score.masked += covered.characters - covered.shared(marked)
    exact, alarms = _judge_hits(hits, counted, _answers(unit.labels), needed, marked, score)
    problems = [Problem("alarm", unit, hit.start, hit.end, hit.type, hits=(hit,)) for hit in alarms]
    for key in required:
        start, end, type_ = key
        counts = score.of(type_)
        hidden = covered.within(start, end)
        counts.required += 1
        counts.exact += key in exact
        counts.hidden += hidden == end - start
        if key not in exact:
            touching = tuple(hit for hit in hits if hit.start < end and start < hit.end)
            kind = "inexact" if hidden == end - start else "miss"
            problems.append(Problem(kind, unit, start, end, type_, hidden, touching))
    yield from sorted(problems, key=lambda problem: (problem.start, problem.end, problem.kind))


def _distinct(unit: Unit) -> list[Hit]:
    """The hits inside the text, those that say the same once. A hit may run over the end of its line."""
    length = len(unit.text)
    cut = (Hit(max(0, hit.start), min(hit.end, length), hit.type, hit.preview) for hit in unit.hits)
    return sorted({hit: hit for hit in cut if hit.start < hit.end})


def _answers(labels: tuple[Label, ...]) -> dict[Key, Key]:
    """What a hit may say -> the required label that it meets by saying so. A label's own type goes first."""
    required = [label for label in labels if not label.optional]
    answers = {key: key for key in ((label.start, label.end, label.type) for label in required)}
    for label in required:
        for type_ in label.alike:
            answers.setdefault((label.start, label.end, type_), (label.start, label.end, label.type))
    return answers


def _judge_hits(
    hits: list[Hit], counted: Collection[str], answers: dict[Key, Key], needed: Cover, marked: Cover, score: Score
) -> tuple[set[Key], list[Hit]]:
    """The labels that were met exactly and the hits that touch no label."""
    exact: set[Key] = set()
    alarms: list[Hit] = []
    for hit in hits:
        if hit.type not in counted:
            continue
        counts = score.of(hit.type)
        touches = marked.within(hit.start, hit.end) > 0
        counts.hits += 1
        counts.touching += touches
        met = answers.get((hit.start, hit.end, hit.type))
        if met is not None:
            exact.add(met)
        elif not touches or needed.within(hit.start, hit.end):
            counts.wrong += 1
        if not touches:
            alarms.append(hit)
    return exact, alarms
