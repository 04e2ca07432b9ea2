"""An evaluation for machines: one object, the same bytes for the same input."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from leakguard import __version__
from leakguard.evaluation.asking import Floor
from leakguard.evaluation.bootstrap import Bootstrap, Intervals, Scope
from leakguard.evaluation.judging import Problem
from leakguard.evaluation.labels import LabelTypes
from leakguard.evaluation.measures import Score
from leakguard.evaluation.running import Result
from leakguard.evaluation.showing import Shower
from leakguard.reports.jsonformat import _bytes as encoded

SCHEMA_VERSION = "1"
KINDS: Mapping[str, str] = {"miss": "misses", "inexact": "inexact", "alarm": "false_alarms"}
"""Kind of a problem -> its list in the object."""

_DIGITS = 6


def as_dict(
    results: Sequence[Result],
    types: LabelTypes,
    shower: Shower,
    limit: int | None,
    asked: Sequence[Floor] = (),
) -> dict[str, Any]:
    """The object of ``-f json``, of one result or of two. Lists hold the first ``limit`` problems, or all for None.

    Of two, ``against`` holds the same of the second configuration, and ``difference`` the figures of the first less those of
    the second. ``interval`` beside figures holds for each its 95 % interval (:mod:`leakguard.evaluation.bootstrap`).
    """
    result, *others = results
    bootstrap = Bootstrap(results)
    record: dict[str, Any] = {
        "schema": SCHEMA_VERSION,
        "tool": {"name": "leakguard", "version": __version__},
        **_result(result, types, shower, limit, partial(bootstrap.intervals, number=0)),
        "fail_under": [_floor(floor, result.all) for floor in asked],
    }
    for against in others:
        record["against"] = _result(against, types, shower, limit, partial(bootstrap.intervals, number=1))
        record["difference"] = _difference(record, record["against"], bootstrap.differences)
    return record


def dumps(record: Mapping[str, Any]) -> bytes:
    """As indented UTF-8 with a line end; characters that a terminal would obey are escapes."""
    return encoded(json.dumps(record, ensure_ascii=False, indent=2))


def score_dict(
    score: Score, types: LabelTypes, intervals: Callable[[str | None], Intervals] | None = None
) -> dict[str, Any]:
    """One score: overall, and per type; ``intervals`` are those of a type, or over all for None."""

    def figures(type_: str | None) -> dict[str, Any]:
        figures = score.figures(None if type_ is None else score.types[type_])
        return figures if intervals is None else {**figures, "interval": _rounded(intervals(type_))}

    return {
        "units": score.units,
        "characters": score.characters,
        "overall": figures(None),
        "types": {name: figures(name) for name in types.ordered(score.types)},
    }


def _rounded(intervals: Intervals) -> dict[str, Any]:
    return {name: bounds and [round(bound, _DIGITS) for bound in bounds] for name, bounds in intervals.items()}


Drawn = Callable[[Scope, str | None], Intervals]
"""From a scope and a type, or None for all types, to the intervals of the figures."""


def _result(result: Result, types: LabelTypes, shower: Shower, limit: int | None, drawn: Drawn) -> dict[str, Any]:
    sets = {}
    for each in result.sets:
        of_set = partial(drawn, Scope("set", each.name))
        sets[each.name] = {"pooled": each.pooled, **score_dict(each.score, types, of_set)}
        if each.files:
            sets[each.name]["mean_of_files"] = each.file_means
    record: dict[str, Any] = {
        "configuration": result.configuration,
        "all": score_dict(result.all, types, partial(drawn, Scope())),
        "sets": sets,
        "tags": {
            shower.clean(tag): {**score.figures(), "interval": _rounded(drawn(Scope("tag", tag), None))}
            for tag, score in result.tags.items()
        },
        "unscanned": [
            {"source": part.source, "reason": part.reason, "detail": part.detail} for part in result.unscanned
        ],
        "misplaced": [{"source": label.place.source, "line": label.place.number} for label in result.misplaced],
    }
    for kind, name in KINDS.items():
        found: list[Problem] = result.problems(kind)
        record[f"{name}_count"] = len(found)
        record[name] = [shower.record(problem) for problem in found[:limit]]
    return record


def _floor(floor: Floor, score: Score) -> dict[str, Any]:
    value = floor.value(score)
    shown = None if value is None else round(value, 6)
    return {"measure": floor.name, "least": floor.least, "value": shown, "holds": floor.holds(score)}


def _difference(first: Mapping[str, Any], second: Mapping[str, Any], drawn: Drawn) -> dict[str, Any]:
    others, whole = second["all"]["types"], Scope()
    return {
        "all": _less(first["all"]["overall"], second["all"]["overall"], drawn(whole, None)),
        "sets": {
            name: _less(one["overall"], second["sets"][name]["overall"], drawn(Scope("set", name), None))
            for name, one in first["sets"].items()
        },
        "types": {
            name: _less(one, others[name], drawn(whole, name))
            for name, one in first["all"]["types"].items()
            if name in others
        },
    }


def _less(one: Mapping[str, Any], other: Mapping[str, Any], intervals: Intervals) -> dict[str, Any]:
    figures = {
        key: None if value is None or other[key] is None else round(value - other[key], _DIGITS)
        for key, value in one.items()
        if key != "interval"
    }
    return {**figures, "interval": _rounded(intervals)}
