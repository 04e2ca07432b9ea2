"""The measures, as a table of cases small enough to check by hand."""

from __future__ import annotations

import pytest

from leakguard.evaluation.judging import judge
from leakguard.evaluation.labels import label_types
from leakguard.evaluation.measures import Counts, Score, mean_of_files, pooled
from leakguard.evaluation.spans import Cover, Hit, Label, Place, Unit

TYPES = label_types()
TEXT = "0123456789" * 2


def label(start: int, end: int, type_: str = "PHONE", optional: bool = False, alt: tuple[str, ...] = ()) -> Label:
    return Label(start, end, type_, optional, frozenset(alt) | TYPES.alike(type_))


def score(labels: list[Label], hits: list[tuple[int, int, str]], text: str = TEXT) -> tuple[Score, list[str]]:
    result = Score()
    unit = Unit(Place("a.jsonl", 1), text, tuple(labels), tuple(Hit(*hit) for hit in hits))
    kinds = [problem.kind for problem in judge(unit, TYPES.counted(()), result)]
    return result, kinds


# labels, hits -> exact, wrong, required, hidden, hits, touching; the kinds of the problems
CASES = {
    "equal": ([label(2, 5)], [(2, 5, "PHONE")], (1, 0, 1, 1, 1, 1), []),
    "nothing found": ([label(2, 5)], [], (0, 0, 1, 0, 0, 0), ["miss"]),
    "too short": ([label(2, 5)], [(2, 4, "PHONE")], (0, 1, 1, 0, 1, 1), ["miss"]),
    "too long": ([label(2, 5)], [(1, 5, "PHONE")], (0, 1, 1, 1, 1, 1), ["inexact"]),
    "other type": ([label(2, 5)], [(2, 5, "PERSON")], (0, 1, 1, 1, 1, 1), ["inexact"]),
    "alike type": ([label(2, 5)], [(2, 5, "WECHAT")], (1, 0, 1, 1, 1, 1), []),
    "alt type": ([label(2, 5, "PERSON", alt=("ACCOUNT",))], [(2, 5, "ACCOUNT")], (1, 0, 1, 1, 1, 1), []),
    "said twice": ([label(2, 5)], [(2, 5, "PHONE"), (2, 5, "QQ")], (1, 0, 1, 1, 2, 2), []),
    "the same hit twice": ([label(2, 5)], [(2, 5, "PHONE"), (2, 5, "PHONE")], (1, 0, 1, 1, 1, 1), []),
    "two hits hide it": ([label(2, 6)], [(2, 4, "PHONE"), (4, 6, "PHONE")], (0, 2, 1, 1, 2, 2), ["inexact"]),
    "optional found": ([label(2, 5, optional=True)], [(2, 5, "PHONE")], (0, 0, 0, 0, 1, 1), []),
    "optional missed": ([label(2, 5, optional=True)], [], (0, 0, 0, 0, 0, 0), []),
    "optional and required": (
        [label(2, 5, optional=True), label(5, 8)],
        [(2, 8, "PHONE")],
        (0, 1, 1, 1, 1, 1),
        ["inexact"],
    ),
    "alarm": ([], [(2, 5, "PHONE")], (0, 1, 0, 0, 1, 0), ["alarm"]),
    "beside": ([label(2, 5)], [(5, 8, "PHONE")], (0, 1, 1, 0, 1, 0), ["miss", "alarm"]),
    "not counted, but hides": ([label(2, 5)], [(2, 5, "OTHER")], (0, 0, 1, 1, 0, 0), ["inexact"]),
    "not counted is no alarm": ([], [(2, 5, "VIN")], (0, 0, 0, 0, 0, 0), []),
    "clipped to the text": ([label(15, 20)], [(15, 40, "PHONE")], (1, 0, 1, 1, 1, 1), []),
    "outside the text": ([], [(30, 40, "PHONE")], (0, 0, 0, 0, 0, 0), []),
    "labelled twice": ([label(2, 5), label(2, 5)], [(2, 5, "PHONE")], (1, 0, 1, 1, 1, 1), []),
}


@pytest.mark.parametrize("name", CASES)
def test_counts(name: str) -> None:
    labels, hits, wanted, kinds = CASES[name]
    result, problems = score(labels, hits)
    assert result.total == Counts(*wanted)
    assert problems == kinds


def test_hits_count_for_their_own_type_and_labels_for_theirs() -> None:
    result, _ = score([label(2, 5)], [(2, 5, "WECHAT"), (8, 10, "QQ")])
    assert result.types["PHONE"] == Counts(exact=1, required=1, hidden=1)
    assert result.types["WECHAT"] == Counts(hits=1, touching=1)
    assert result.types["QQ"] == Counts(wrong=1, hits=1)


def test_figures() -> None:
    result, _ = score([label(0, 2), label(4, 6), label(8, 10, optional=True)], [(0, 2, "PHONE"), (12, 16, "PERSON")])
    figures = result.figures()
    assert (figures["precision"], figures["recall"], figures["f1"]) == (0.5, 0.5, 0.5)
    assert (figures["leak_recall"], figures["overlap_precision"]) == (0.5, 0.5)
    assert figures["false_alarms_per_10k"] == 500
    assert figures["over_mask"] == round(4 / 14, 6)


def test_figures_where_there_is_nothing() -> None:
    result, _ = score([], [])
    assert {result.figures()[key] for key in ("precision", "recall", "f1", "leak_recall", "overlap_precision")} == {
        None
    }
    assert Score().figures()["over_mask"] is None
    only_missed, _ = score([label(0, 2)], [])
    assert (only_missed.total.f1, only_missed.total.precision) == (0.0, None)


def test_pooled_and_mean_of_files_differ() -> None:
    small, _ = score([label(0, 2)], [])
    large, _ = score([label(0, 2), label(4, 6), label(8, 10)], [(0, 2, "PHONE"), (4, 6, "PHONE"), (8, 10, "PHONE")])
    empty, _ = score([], [])
    assert pooled((small, large, empty)).total.leak_recall == 0.75
    means = mean_of_files({"a": small, "b": large, "c": empty})
    assert means == {"files": 3, "files_with_labels": 2, "files_without_leak": 1, "leak_recall": 0.5, "f1": 0.5}


def test_cover() -> None:
    cover = Cover([(5, 8), (0, 3), (2, 4), (8, 9)])
    assert cover.characters == 8
    assert [cover.within(*span) for span in ((0, 9), (3, 6), (4, 5), (0, 1), (7, 20))] == [8, 2, 0, 1, 2]
    assert cover.shared(Cover([(3, 6), (8, 20)])) == 3
