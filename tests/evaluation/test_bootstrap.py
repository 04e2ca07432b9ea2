"""The intervals: those of textbook cases, of what cannot vary, of pairs, and of what too few texts speak of."""

from __future__ import annotations

import json
from math import sqrt
from pathlib import Path

import pytest

from leakguard.evaluation.bootstrap import FIGURES, Bootstrap, Scope
from leakguard.evaluation.gold import read_export
from leakguard.evaluation.labels import label_types
from leakguard.evaluation.measures import Counts, Score
from leakguard.evaluation.running import Configuration, Result, Sample, SetResult, evaluate

ALL, SET = Scope(), Scope("set", "a")
FOUND, MISSED, NOTHING = Counts(1, 0, 1, 1, 1, 1), Counts(0, 0, 1), Counts()


def sample(counts: Counts, *tags: str, type_: str = "PERSON", clear: int = 90, masked: int = 3) -> Sample:
    return Sample(Score(1, 100, clear, masked, {type_: counts}), tags)


def result(*samples: Sample, name: str = "a", pooled: bool = True) -> Result:
    one = SetResult(name, pooled=pooled)
    for each in samples:
        one.score.add(each.score)
        one.samples.append(each)
    return Result({}, [one])


@pytest.mark.parametrize(
    "counts",
    [
        FOUND, MISSED, NOTHING, Counts(3, 1, 4, 3, 5, 4), Counts(0, 2, 0, 0, 2, 0), Counts(0, 3, 2, 1, 3, 2),
        Counts(7, 2, 9, 8, 11, 9),
    ],
)  # fmt: skip
def test_where_all_texts_are_alike_nothing_varies(counts: Counts) -> None:
    same = result(*[sample(counts)] * 5)
    figures = same.all.figures()
    wanted = {name: value and pytest.approx((value, value), abs=1e-6) for name in FIGURES for value in [figures[name]]}
    assert {name: bounds and (bounds if any(bounds) else 0) for name, bounds in intervals(same).items()} == wanted


def intervals(one: Result, scope: Scope = ALL, type_: str | None = None) -> dict[str, tuple[float, float] | None]:
    return dict(Bootstrap([one]).intervals(scope, type_))


def test_of_a_share_it_is_that_of_the_binomial_distribution() -> None:
    one = result(*[sample(FOUND)] * 320, *[sample(MISSED)] * 80)
    half = 1.96 * sqrt(0.8 * 0.2 / 400)
    assert intervals(one)["leak_recall"] == pytest.approx((0.8 - half, 0.8 + half), abs=0.005)
    assert intervals(one, SET, "PERSON")["recall"] == intervals(one)["leak_recall"]


def test_over_mask_is_of_all_types_only() -> None:
    one = result(*[sample(FOUND, masked=masked) for masked in range(20)])
    least, greatest = intervals(one)["over_mask"] or (0, 0)
    assert least < one.all.over_mask < greatest  # type: ignore[operator]
    assert "over_mask" not in intervals(one, ALL, "PERSON")


class TestDifference:
    def test_of_equals(self) -> None:
        one = result(*[sample(FOUND)] * 7, *[sample(MISSED)] * 5)
        assert set(Bootstrap([one, one]).differences(ALL).values()) == {(0, 0)}

    def test_what_is_hard_for_both_does_not_blur_it(self) -> None:
        # The first misses 40 of 100, the second these and 5 more.
        one = result(*[sample(FOUND)] * 60, *[sample(MISSED)] * 40)
        two = result(*[sample(FOUND)] * 55, *[sample(MISSED)] * 45)
        both = Bootstrap([one, two])
        assert both.intervals(ALL, number=0) == Bootstrap([one]).intervals(ALL)
        assert both.intervals(ALL, number=1) == Bootstrap([two]).intervals(ALL)
        least, greatest = both.differences(ALL)["leak_recall"] or (0, 0)
        assert (least, greatest) == pytest.approx((0.05 - 0.043, 0.05 + 0.043), abs=0.01)
        apart = both.intervals(ALL, number=0)["leak_recall"] or (0, 0)
        assert greatest - least < (apart[1] - apart[0]) / 2

    def test_of_a_type_that_only_one_has_met(self) -> None:
        one = result(*[sample(Counts(wrong=1, hits=1), type_="QQ")] * 4)
        two = result(*[sample(NOTHING)] * 4)
        assert Bootstrap([one, two]).differences(ALL, "QQ")["false_alarms_per_10k"] == (100, 100)
        assert Bootstrap([two, one]).differences(ALL, "QQ")["precision"] is None


class TestTooFew:
    def test_one_text_says_nothing(self) -> None:
        assert set(intervals(result(sample(FOUND))).values()) == {None}

    def test_nor_do_many_where_one_has_a_label(self) -> None:
        bounds = intervals(result(sample(FOUND), *[sample(NOTHING)] * 9))
        assert {name for name, each in bounds.items() if each} == {"false_alarms_per_10k", "over_mask"}

    def test_a_rare_type_is_judged_by_the_draws_that_have_it(self) -> None:
        bounds = intervals(result(sample(FOUND), sample(MISSED), *[sample(NOTHING)] * 20))
        assert bounds["leak_recall"] == (0, 1)

    def test_no_text_at_all(self) -> None:
        assert set(intervals(Result({}), ALL).values()) == {None}


class TestScopes:
    def test_the_same_every_time_whatever_stands_beside(self) -> None:
        texts = [*[sample(FOUND)] * 13, *[sample(MISSED)] * 8]
        one, other = result(*texts), result(*texts[3:], name="b")
        both = Result({}, [*one.sets, *other.sets])
        assert intervals(one, SET) == intervals(one, SET) == intervals(both, SET) == intervals(one)
        assert intervals(both) != intervals(one)

    def test_extreme_texts_are_not_in_the_sum(self) -> None:
        extreme = result(*[sample(MISSED)] * 9, name="a:extreme", pooled=False)
        both = Result({}, [*result(*[sample(FOUND)] * 9).sets, *extreme.sets])
        assert intervals(both)["recall"] == (1, 1)
        assert intervals(both, Scope("set", "a:extreme"))["recall"] == (0, 0)

    def test_tags(self) -> None:
        texts = [*[sample(FOUND, "chat", "hk")] * 5, *[sample(MISSED, "mail")] * 5, sample(MISSED, "hk")]
        bounds = {tag: intervals(result(*texts), Scope("tag", tag))["recall"] for tag in ("chat", "mail", "hk", "no")}
        assert (bounds["chat"], bounds["mail"], bounds["no"]) == ((1, 1), (0, 0), None)
        assert bounds["hk"] is not None
        assert bounds["hk"][0] < 5 / 6 < bounds["hk"][1]


def test_an_export_is_drawn_whole(tmp_path: Path) -> None:
    types, gold = label_types(), []
    for name, shown in (("one", "13902746158"), ("two", "没有号码可以告诉你们的")):
        path = tmp_path / f"{name}.csv"
        path.write_text("手机\n" + f"{shown}\n" * 5, encoding="utf-8")
        labels = [
            {"row": row, "col": 0, "cell": shown, "start": 0, "end": 11, "type": "PHONE", "optional": row > 3}
            for row in range(1, 6)
        ]
        labelled = tmp_path / f"{name}.csv.gold.jsonl"
        labelled.write_text("\n".join(map(json.dumps, labels)), encoding="utf-8")
        gold.append(read_export(labelled, types))
    exports = evaluate(gold, Configuration(tagger="none"), types)
    (one,) = exports.sets
    assert [each.tags for each in one.samples] == [("one.csv",), ("two.csv",)]
    assert [each.score for each in one.samples] == list(one.files.values())
    assert intervals(exports, Scope("set", "exports"), "PHONE")["leak_recall"] == (0, 1)
    assert intervals(exports, Scope("tag", "one.csv"))["leak_recall"] is None
