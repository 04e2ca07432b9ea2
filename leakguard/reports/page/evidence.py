"""Examples and linked records as the page shows them, and what they can be filtered by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from leakguard.census import Example, LinkedGroup
from leakguard.findings import Finding
from leakguard.legal import legal
from leakguard.policy import SEVERITIES
from leakguard.report import Report
from leakguard.reports.page import choosing
from leakguard.reports.page.wording import VALUE, Wording

_LONG = 600
"""Examples that a browser lays out at once in a fraction of a second."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding. ``entity_index``, ``file_index`` and ``grade`` (0 to 3) are what the filters ask for; ``state`` is ``x``
    (forbidden), ``k`` (let pass) or ``u`` (not known). ``order`` is its place in the report. ``anchor``: of an example, that it
    is the first with this id; of a member of a record, that there is such an example.
    """

    id: str
    entity: str
    value: str
    source: str
    place: str
    why: str
    recognizer: str
    score: str
    state: str
    masked: bool
    anchor: bool
    entity_index: int
    file_index: int
    grade: int
    order: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A linked record: ``more`` is how many of its findings are not shown."""

    title: str
    source: str
    part: str
    order: bool
    findings: tuple[Shown, ...]
    more: int
    file_index: int


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter."""

    value: str
    label: str


class Evidence:
    """Chosen examples and records, and the choices of the filters that concern them."""

    def __init__(self, report: Report, caps: choosing.Caps, wording: Wording) -> None:
        self._wording = wording
        self._entities: dict[str, int] = {}
        self._files: dict[str, int] = {}
        self._anchors: set[str] = set()
        self._states: dict[str, None] = {}
        chosen = choosing.examples(report, caps.examples)
        ranked = sorted(enumerate(chosen), key=lambda each: choosing.let_pass(each[1]))
        self.examples = [self._example(example, order) for order, example in ranked]
        self.groups = [self._group(group, caps.members) for group in choosing.groups(report, caps.groups)]
        self.more = report.total - len(chosen)

    @property
    def long(self) -> bool:
        """Whether laying out all examples at once would keep a reader waiting."""
        return len(self.examples) > _LONG

    @property
    def entities(self) -> list[Option]:
        """The entities that are shown."""
        return [Option(str(index), self._wording.entity(name)) for name, index in self._entities.items()]

    @property
    def files(self) -> list[Option]:
        """The files that are shown."""
        return [Option(str(index), self._wording.source(name, VALUE)) for name, index in self._files.items()]

    @property
    def severities(self) -> list[Option]:
        """The severities that a class may have, the gravest first."""
        named = [Option(str(grade), self._wording.texts(f"severity.{name}")) for grade, name in enumerate(SEVERITIES)]
        return named[::-1]

    @property
    def states(self) -> list[Option]:
        """What a policy may say of what is shown."""
        return [Option(state, self._wording(f"state.{state}")) for state in self._states]

    def _example(self, example: Example, order: int) -> Shown:
        finding = example.finding
        anchor = finding.id not in self._anchors
        self._anchors.add(finding.id)
        return self._shown(finding, example.forbidden, anchor, order)

    def _shown(self, finding: Finding, forbidden: bool | None, anchor: bool, order: int = 0) -> Shown:
        wording, source = self._wording, finding.location.source
        state = "u" if forbidden is None else "x" if forbidden else "k"
        self._states.setdefault(state)
        return Shown(
            id=finding.id,
            entity=wording.entity(finding.entity, finding.kind),
            value=wording.long(finding.preview)[:VALUE],
            source=wording.source(source),
            place=wording.place(finding.location, finding.start),
            why=wording.why(finding),
            recognizer=wording.long(finding.recognizer)[:VALUE],
            score=f"{finding.score:.2f}",
            state=state,
            masked=finding.masked,
            anchor=anchor,
            entity_index=self._entities.setdefault(finding.entity, len(self._entities)),
            file_index=self._files.setdefault(source, len(self._files)),
            grade=SEVERITIES.index(legal(finding.entity, finding.kind).severity),
            order=order,
        )

    def _group(self, group: LinkedGroup, most: int) -> Group:
        wording = self._wording
        judged = zip_longest(group.findings[:most], group.forbidden[:most])
        shown = tuple(self._shown(finding, forbidden, finding.id in self._anchors) for finding, forbidden in judged)
        return Group(
            title=self._title(group.group, group.findings),
            source=wording.source(group.source),
            part=wording.long(group.part or ""),
            order=group.order,
            findings=shown,
            more=len(group.findings) - len(shown),
            file_index=self._files.setdefault(group.source, len(self._files)),
        )

    def _title(self, name: str, findings: Sequence[Finding]) -> str:
        """A record by its row or its lines, if all of it stands there."""
        rows = {finding.location.row for finding in findings}
        if len(rows) == 1 and None not in rows:
            (row,) = rows
            return self._wording("group.row-number", row=(row or 0) + 1)
        lines = [finding.location.line for finding in findings]
        known = [line for line in lines if line is not None]
        if not known or len(known) < len(lines):
            return self._wording("group.record", name=self._wording.long(name))
        first, last = min(known) + 1, max(known) + 1
        return self._wording("group.line" if first == last else "group.lines", first=first, last=last)
