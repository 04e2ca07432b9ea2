"""The words of ``--against`` and ``--fail-under``."""

from __future__ import annotations

from pathlib import Path

import pytest

from leakguard.errors import UsageError
from leakguard.evaluation.asking import floors, other_configuration
from leakguard.evaluation.labels import label_types
from leakguard.evaluation.measures import Counts, Score
from leakguard.evaluation.running import Configuration

TYPES = label_types()
FIRST = Configuration(tagger="lac", recognizers=(Path("mine"),), threshold=0.5)
CHANGES = [
    (["tagger=none"], Configuration("none", (Path("mine"),), 0.5)),
    (["tagger=none", "threshold=0.4"], Configuration("none", (Path("mine"),), 0.4)),
    (["recognizers="], Configuration("lac", (), 0.5)),
    (["recognizers=a", "recognizers=b"], Configuration("lac", (Path("a"), Path("b")), 0.5)),
]


@pytest.mark.parametrize(("changes", "other"), CHANGES)
def test_other_configuration(changes: list[str], other: Configuration) -> None:
    assert other_configuration(FIRST, changes) == other


@pytest.mark.parametrize(
    "change", ["tagger", "model=lac", "threshold=much", "threshold=2", "threshold=nan", "tagger=lac"]
)
def test_a_change_that_is_none(change: str) -> None:
    with pytest.raises(UsageError):
        other_configuration(FIRST, [change])


SCORE = Score(types={"PHONE": Counts(exact=8, wrong=0, required=10, hidden=9, hits=8, touching=8), "QQ": Counts()})
FLOORS = [
    ("leak_recall=0.9", [True]),
    ("leak_recall=0.91", [False]),
    ("leak_recall=0.9, f1=0.95", [True, False]),
    ("PHONE.recall=0.8,PHONE_NUMBER.recall=0.81", [True, False]),
    ("QQ.leak_recall=0", [False]),
    ("PASSPORT.leak_recall=0", [False]),
]


@pytest.mark.parametrize(("words", "held"), FLOORS)
def test_floors(words: str, held: list[bool]) -> None:
    assert [floor.holds(SCORE) for floor in floors(words, TYPES)] == held


@pytest.mark.parametrize("words", ["f2=0.9", "f1", "f1=90", "f1=x", "FONE.f1=0.9", ".f1=0.9", "false_alarms_per_10k=3"])
def test_floors_that_are_none(words: str) -> None:
    with pytest.raises(UsageError):
        floors(words, TYPES)


def test_no_floor() -> None:
    assert list(floors(None, TYPES)) == []
