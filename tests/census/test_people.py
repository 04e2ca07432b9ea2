"""Distinct persons: few in a dictionary and many in arrays count alike, in any order and in any number of pieces."""

import random

import numpy as np
import pytest

from leakguard.census import PersonCount
from leakguard.census import people as module
from leakguard.census.people import SLOTS, People, Slot, together
from leakguard.census.traits import BIT, CLEAR, HIDDEN

Record = tuple[int, dict[Slot, int]]
CONTACT = BIT["name"] | BIT["phone"] | BIT["address"] | CLEAR


def records(count: int, seed: int = 1) -> list[Record]:
    draw = random.Random(seed)
    made: list[Record] = []
    for _ in range(count):
        bits = draw.choice([HIDDEN, CONTACT, CONTACT | BIT["order"], CLEAR | BIT["name"], CLEAR | BIT["sensitive"]])
        numbers: dict[Slot, int] = {slot: draw.randrange(1, 60) + 1_000 * index for index, slot in enumerate(SLOTS)}
        for slot in draw.sample(SLOTS, 3):
            numbers.pop(slot)
        made.append((bits, numbers))
    return made


def few(given: list[Record]) -> People:
    people = People()
    for bits, numbers in given:
        people.add(bits, numbers)
    return people


def many(given: list[Record]) -> People:
    people = People()
    arrays = {slot: np.array([numbers.get(slot, 0) for _, numbers in given], np.uint64) for slot in SLOTS}
    people.add_many(np.array([bits for bits, _ in given], np.uint32), arrays)
    return people


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], (0, 0)),
        ([(HIDDEN, {})], (0, 1)),
        ([(CONTACT, {"phone": 1}), (CONTACT, {"phone": 1})], (1, 0)),
        ([(CONTACT, {"phone": 1}), (CONTACT, {"phone": 2})], (2, 0)),
        # a document leads to the telephone number that stood beside it
        ([(CLEAR, {"phone": 1, "document": 5}), (CLEAR, {"document": 5})], (1, 0)),
        ([(CLEAR, {"document": 5}), (CLEAR, {"phone": 1, "document": 5})], (1, 0)),
        ([(CLEAR, {"name": 3, "address": 4}), (CLEAR, {"name": 3, "address": 4})], (1, 0)),
        ([(CLEAR, {"name": 3, "address": 4}), (CLEAR, {"name": 3, "address": 9})], (2, 0)),
        ([(CLEAR, {"name": 3}), (CLEAR, {"name": 3}), (HIDDEN, {})], (1, 1)),
        ([(CLEAR, {"other": 3, "name": 1}), (CLEAR, {"other": 3, "name": 2})], (1, 0)),
    ],
)
@pytest.mark.parametrize("make", [few, many])
def test_who_is_the_same(make: object, given: list[Record], expected: tuple[int, int]) -> None:
    count = make(given).count()  # type: ignore[operator]
    assert (count.distinct, count.masked) == expected


def test_few_and_many_count_alike() -> None:
    for seed in range(5):
        given = records(400, seed)
        assert few(given).count() == many(given).count()
        assert 10 < many(given).count().distinct < 400


def test_pieces_count_as_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PENDING", 50)
    given = records(600)
    whole = few(given).count()
    pieces = People()
    for start in range(0, 600, 100):
        make = few if start % 200 else many
        pieces.update(make(given[start : start + 100]))
    assert pieces.count() == whole


def test_what_is_told_in_several_records_is_told_of_one_person() -> None:
    people = few(
        [
            (CLEAR | BIT["phone"] | BIT["name"], {"phone": 7}),
            (CLEAR | BIT["address"] | BIT["order"], {"phone": 7}),
        ]
    )
    assert people.count().having == {"name": 1, "phone": 1, "address": 1, "contact": 1, "order": 1, "order-contact": 1}


def test_sources_are_counted_together_only_if_persons_can_be_recognised() -> None:
    one, two = few([(CLEAR, {"phone": 1})]), few([(CLEAR, {"phone": 1}), (CLEAR, {"phone": 2})])
    assert together([one, two], [one.count(), two.count()]) == PersonCount(2)
    assert together([one, None], [PersonCount(1), PersonCount(2, 3)]) == PersonCount(3, 3, linked=False)
