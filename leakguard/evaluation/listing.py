"""What went wrong, for somebody at a terminal: places and masked values, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from leakguard.evaluation.judging import Problem
from leakguard.evaluation.running import Result
from leakguard.evaluation.showing import Shower
from leakguard.evaluation.spans import Place
from leakguard.findings import Location
from leakguard.messages import Texts
from leakguard.reports import words
from leakguard.reports.layout import Style, table
from leakguard.reports.width import truncate, visible, wrap

_KINDS = ("miss", "inexact", "alarm")
_VALUE_CELLS = 32


@dataclass(frozen=True)
class Listing:
    """Renders problems. ``limit`` is the number shown of each kind, None for all."""

    texts: Texts
    shower: Shower
    cells: int
    style: Style
    limit: int | None

    def render(self, result: Result, against: Result | None = None) -> Iterator[str]:
        """Of one configuration everything; of two, what only one of them did."""
        for kind in _KINDS:
            if against is None:
                yield from self._problems(f"eval.{kind}", result.problems(kind))
            else:
                yield from self._only(kind, result, against)

    def _only(self, kind: str, result: Result, against: Result) -> Iterator[str]:
        """The problems that one of two configurations has and the other has not."""
        one, two = result.problems(kind), against.problems(kind)
        for mine, theirs, key in ((one, two, "first"), (two, one, "second")):
            others = {problem.key for problem in theirs}
            yield from self._problems(f"eval.{kind}-{key}", [p for p in mine if p.key not in others])

    def _problems(self, title: str, problems: Sequence[Problem]) -> Iterator[str]:
        shown = problems[: self.limit]
        if not shown:
            return
        heading = self.texts(title, shown=f"{len(shown):,}", count=f"{len(problems):,}")
        yield from (self.style(line, "bold") for line in wrap(heading, self.cells))
        for source, group in groupby(shown, key=lambda problem: problem.unit.place.source):
            yield from (self.style(line, "dim") for line in wrap(visible(source), self.cells))
            yield from self._lines(list(group))
        yield ""

    def _lines(self, problems: Sequence[Problem]) -> Iterator[str]:
        rows = [(self._place(p), visible(p.type), self._text(p), self._note(p)) for p in problems]
        if self.shower.reveal:
            for row in rows:
                first, *rest = wrap("  ".join(filter(None, row)), self.cells - 4)
                yield f"  {first}"
                yield from (f"    {line}" for line in rest)
        else:
            yield from ("  " + line for line in table(rows, self.cells - 2, shrink=(0, 2, 3)))

    def _text(self, problem: Problem) -> str:
        text = visible(self.shower.text(problem))
        return text if self.shower.reveal else truncate(text, _VALUE_CELLS)

    def _note(self, problem: Problem) -> str:
        if problem.kind == "miss":
            numbers = {"hidden": problem.covered, "length": problem.end - problem.start}
            return self.texts("eval.hidden", **numbers) if problem.covered else ""
        if problem.kind == "inexact":
            said = ", ".join(f"{hit.type} [{hit.start}:{hit.end}]" for hit in problem.hits[:3])
            return self.texts("eval.found", found=visible(said))
        return ""

    def _place(self, problem: Problem) -> str:
        place = problem.unit.place
        span = f"[{problem.start}:{problem.end}]"
        if place.row is None and place.pointer is None:
            name = f" {visible(self.shower.clean(place.id))}" if place.id else ""
            return f"{place.number}{name} {span}"
        return f"{_where(place, self.texts)} {span}"


def _where(place: Place, texts: Texts) -> str:
    if place.pointer:
        return visible(place.pointer)
    if place.column is None:
        return texts("eval.line", line=(place.row or 0) + 1)
    return words.place(Location("", place.part, place.row, place.column, place.header), 0, texts)
