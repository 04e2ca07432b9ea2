"""Frames of polars, pandas and Arrow: checked like a table, whatever their columns hold."""

from __future__ import annotations

import datetime
import subprocess
import sys
from typing import Any

import pyarrow as pa
import pytest

import leakguard
from leakguard.errors import UsageError
from leakguard.gate.verdict import FRAME
from leakguard.report import Verdict

from ..cli.support import NAME, PHONE

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")

DATA = {
    "收货人": [NAME, "李小龙"],
    "手机": [PHONE, "13800138000"],
    "数量": [1, 2],
    "日期": [datetime.date(2024, 1, 2)] * 2,
}
NUMBERS = {**DATA, "手机": [int(PHONE), 13800138000]}
BOTH = {"PERSON": 2, "PHONE_NUMBER": 2}

CASES = {
    "polars": (lambda: polars.DataFrame(DATA), BOTH),
    "polars, numbers": (lambda: polars.DataFrame(NUMBERS), BOTH),
    "polars, lazy": (lambda: polars.DataFrame(DATA).lazy(), BOTH),
    "polars, column": (lambda: polars.Series("手机", [PHONE]), {"PHONE_NUMBER": 1}),
    "polars, categories": (lambda: polars.DataFrame(DATA).cast({"手机": polars.Categorical}), BOTH),
    "polars, nested": (lambda: polars.DataFrame({"资料": [{"手机": PHONE}, {"手机": None}]}), {"PHONE_NUMBER": 1}),
    "pandas": (lambda: pandas.DataFrame(DATA), BOTH),
    "pandas, numbers": (lambda: pandas.DataFrame(NUMBERS), BOTH),
    "pandas, column": (lambda: pandas.Series([PHONE], name="手机"), {"PHONE_NUMBER": 1}),
    "pandas, named index": (lambda: pandas.DataFrame(DATA).set_index("手机"), BOTH),
    "pandas, two indexes": (lambda: pandas.DataFrame(DATA).set_index(["手机", "收货人"]), BOTH),
    "pandas, mixed": (lambda: pandas.DataFrame({"手机": [PHONE, 5, None, 2.5]}), {"PHONE_NUMBER": 1}),
    "pandas, same names": (lambda: pandas.DataFrame([["x", PHONE]], columns=["手机", "手机"]), {"PHONE_NUMBER": 1}),
    "pandas, names of two rows": (
        lambda: pandas.DataFrame([[PHONE]], columns=pandas.MultiIndex.from_tuples([("收货", "手机")])), {"PHONE_NUMBER": 1},
    ),
    "arrow": (lambda: pa.table(DATA), BOTH),
    "clean": (lambda: polars.DataFrame({"货号": ["A-1"], "数量": [3]}), {}),
    "no rows": (lambda: pandas.DataFrame({"手机": []}), {}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_frames(name: str) -> None:
    make, expected = CASES[name]
    judgement = leakguard.check(make())
    assert {reason.what: reason.count for reason in judgement.reasons} == expected
    assert judgement == (Verdict.SHARE_REDACTED if expected else Verdict.SHARE)
    assert judgement.exit_code == bool(expected)
    assert [file.source for file in judgement.files] == [FRAME]
    assert PHONE not in repr(judgement)
    assert NAME not in repr(judgement)


def test_an_index_without_a_name_that_says_something() -> None:
    numbers = [PHONE, "13800138000", "15912345678", "18612340987", "13701234567", "17712349876"]
    frame = pandas.DataFrame({"数量": range(len(numbers))}, index=numbers)
    assert leakguard.check(frame) == Verdict.SHARE_REDACTED


def test_several_and_a_policy() -> None:
    frames = polars.DataFrame(DATA), pandas.DataFrame({"数量": [1]})
    assert [file.value for file in leakguard.check(*frames, policy="share").files] == ["share-redacted", "share"]


@pytest.mark.parametrize("thing", [5, None, [1, 2], {"手机": [PHONE]}])
def test_no_frame(thing: Any) -> None:
    with pytest.raises(UsageError) as caught:
        leakguard.check(thing)
    assert PHONE not in str(caught.value)


def test_nothing_to_check() -> None:
    assert leakguard.check() == Verdict.DO_NOT_SHARE


def test_neither_library_is_imported() -> None:
    code = (
        "import sys, leakguard.gate.frames as frames; frames.is_frame({});"
        "print([m for m in ('pandas', 'polars') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
