"""What a name may stand beside, and how close it has to stand."""

import pytest

from leakguard.detection.candidate import Candidate
from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.person.neighbours import Touching
from leakguard.text import Folded, fold

RECOGNIZERS = {r.id: r for r in load_catalogue()}
NAME, PHONE = "邵文斌", "13902746158"


def touching(
    text: str, recognizer: str = "cn-mobile", value: str = PHONE, masked: bool = False
) -> tuple[Touching, Folded]:
    start = text.index(value)
    candidate = Candidate(RECOGNIZERS[recognizer], start, start + len(value), 1.0, value, masked=masked)
    folded = fold(text)
    return Touching(folded, [candidate]), folded


PLACES = [
    ("{name}{phone}", True),
    ("{name} {phone}", True),
    ("{name}，{phone}", True),
    ("{name}\n{phone}", True),
    ("{name}（{phone}）", True),
    ("{phone}，{name}", True),
    ("{phone} - {name}", True),
    ("Ｔｏ　{name}：{phone}", True),
    ("&#32;{name}：{phone}", True),
    ("{name}的电话{phone}", False),
    ("{phone}是{name}", False),
    ("{name} , / | {phone}", False),
    ("{name}" + "，好" * 20 + "{phone}", False),
]


@pytest.mark.parametrize(("form", "expected"), PLACES)
def test_whether_a_name_touches_a_number(form: str, expected: bool) -> None:
    touch, folded = touching(form.format(name=NAME, phone=PHONE))
    start = folded.text.index(NAME)
    assert touch
    assert touch.at(start, start + len(NAME)) is expected
    assert start in touch.places() or not expected


KINDS = [
    ("cn-resident-id", "510105196702252515", False, True),
    ("address", "文二路207号", False, True),
    ("email", "shao@example.com", False, True),
    ("cn-mobile", "139****6158", True, False),
    ("order-id", "A123456789", False, False),
    ("tracking-number", "SF1234567890123", False, False),
]


@pytest.mark.parametrize(("recognizer", "value", "masked", "expected"), KINDS)
def test_what_counts_as_a_neighbour(recognizer: str, value: str, masked: bool, expected: bool) -> None:
    touch, _ = touching(f"{NAME} {value}", recognizer, value, masked)
    assert bool(touch) is expected
    assert touch.at(0, 3) is expected


def test_without_neighbours_there_are_no_places() -> None:
    touch = Touching(fold(NAME), [])
    assert (bool(touch), touch.places(), touch.at(0, 3)) == (False, [], False)
