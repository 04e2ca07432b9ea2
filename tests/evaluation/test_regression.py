"""What leakguard finds in ``benchmarks/data`` does not get worse: run ``python benchmarks/regression.py`` after a change."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

SCRIPT: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "regression.py"))
STORED = SCRIPT["stored_table"]()


def test_the_table_is_of_these_files() -> None:
    assert STORED["files"] == SCRIPT["digests"](), "labelled data has changed; run python benchmarks/regression.py"


@pytest.mark.parametrize("tagger", SCRIPT["TAGGERS"])
def test_no_type_falls_below_its_floor(tagger: str) -> None:
    lost = list(SCRIPT["worse"](STORED["taggers"][tagger], SCRIPT["measure"](tagger), STORED["tolerance"]))
    assert lost == []


BEFORE = {
    "s": {"all": {"f1": 0.9, "false_alarms_per_10k": 3.0}, "types": {"QQ": {"leak_recall": 0.5}, "IP": {"f1": None}}}
}


@pytest.mark.parametrize(
    ("f1", "alarms", "types", "count"),
    [
        (0.9, 3.0, {"QQ": {"leak_recall": 0.5}}, 0),
        (0.88, 4.0, {"QQ": {"leak_recall": 0.9}}, 0),
        (0.87, 3.0, {"QQ": {"leak_recall": 0.5}}, 1),
        (0.9, 4.1, {"QQ": {"leak_recall": 0.4}}, 2),
        (None, 3.0, {}, 2),
    ],
)
def test_the_guard_can_fail(f1: float | None, alarms: float, types: dict[str, Any], count: int) -> None:
    now = {"s": {"all": {"f1": f1, "false_alarms_per_10k": alarms}, "types": types}}
    assert len(list(SCRIPT["worse"](BEFORE, now, SCRIPT["TOLERANCE"]))) == count
