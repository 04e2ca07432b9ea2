"""A problem as it may be shown: where it is and a masked form of what is there; the raw text only on request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leakguard.detection.catalogue import Catalogue
from leakguard.detection.preview import preview
from leakguard.detection.recognizer import Preview
from leakguard.evaluation.judging import Problem
from leakguard.evaluation.labels import LabelTypes

_CONTEXT = 20


@dataclass(frozen=True)
class Shower:
    """Makes problems showable. ``clean`` takes values out of the ids and tags that people gave."""

    clean: Callable[[str], str]
    reveal: bool = False
    forms: Mapping[str, Preview] = field(default_factory=dict)

    def text(self, problem: Problem) -> str:
        """What is marked or was found: masked, or raw with a little of what stands around it."""
        raw = problem.unit.text
        if not self.reveal:
            return self._masked(problem)
        before = raw[max(0, problem.start - _CONTEXT) : problem.start]
        after = raw[problem.end : problem.end + _CONTEXT]
        return f"{before}[[{raw[problem.start : problem.end]}]]{after}"

    def record(self, problem: Problem) -> dict[str, Any]:
        """For machines. Offsets are code points of the text or of the cell as stored; ``line`` is that of the labelled file."""
        place = problem.unit.place
        record: dict[str, Any] = {
            "source": place.source, "line": place.number, "id": self.clean(place.id) or None, "part": place.part, "row": place.row,
            "column": place.column, "header": place.header, "pointer": place.pointer, "where": place.where,
            "start": problem.start, "end": problem.end, "type": problem.type, "preview": self._masked(problem),
        }  # fmt: skip
        if problem.kind != "alarm":
            record["hidden"] = problem.covered
            record["found"] = [{"start": h.start, "end": h.end, "type": h.type} for h in problem.hits]
        if self.reveal:
            record |= {"value": problem.unit.text[problem.start : problem.end], "context": self.text(problem)}
        return record

    def _masked(self, problem: Problem) -> str:
        if problem.kind == "alarm":
            return problem.hits[0].preview
        return preview(problem.unit.text[problem.start : problem.end], self.forms.get(problem.type, Preview(0, 0)))


def preview_forms(catalogue: Catalogue, types: LabelTypes) -> dict[str, Preview]:
    """How much of each type may be shown: the least that any of its recognizers shows."""
    forms: dict[str, Preview] = {}
    for recognizer in catalogue:
        type_, form = types.type_of(recognizer.entity), recognizer.preview
        known = forms.get(type_, form)
        forms[type_] = Preview(min(known.start, form.start), min(known.end, form.end))
    return forms
