"""Two exports of one shop, redacted apart with the same key: what belongs together stays together, and nothing else does."""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path

import pytest

from leakguard.detection.detector import default_detector
from leakguard.policy import load_policy
from leakguard.redaction import redact_file
from leakguard.scanning import Scanner

KEY = b"k" * 32
SURNAMES, GIVEN = "陶石乔卢姚孟盛闵柯邹", "若云霁舟静远知微明岚安禾"
SPELLINGS = ("{0}{1}{2}", "{0}-{1}-{2}", "+86 {0} {1} {2}", "86-{0}{1}{2}")


def people(count: int) -> list[tuple[str, str, str, str]]:
    """Invented buyers: a name and the three groups of a mobile number; some share a name, some a number."""
    chance = random.Random(5)
    numbers = [(chance.choice(["139", "158", "187", "199"]), f"{chance.randrange(10**4):04d}", f"{chance.randrange(10**4):04d}")
               for _ in range(count * 3 // 4)]  # fmt: skip
    names = [chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice([1, 2, 2, 2]))) for _ in range(count)]
    return [(name, *chance.choice(numbers)) for name in names]


def write(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def pairs(orders: list[tuple[str, ...]], waybills: list[tuple[str, ...]]) -> list[tuple[int, int]]:
    return [(a, b) for a, one in enumerate(orders) for b, other in enumerate(waybills) if one == other]


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> dict[str, tuple[list[list[str]], list[list[str]]]]:
    folder = tmp_path_factory.mktemp("joins")
    everyone, chance = people(160), random.Random(6)
    orders = [[f"{n}", name, SPELLINGS[n % 2].format(*number), f"请联系{name}，电话{''.join(number)}"]
              for n, (name, *number) in enumerate(everyone)]  # fmt: skip
    waybills = [
        [name, SPELLINGS[chance.randrange(4)].format(*number), "1.2"]
        for name, *number in chance.choices(everyone, k=150)
    ]
    one = write(folder / "orders.csv", ["序号", "收货人", "收货人手机", "买家留言"], orders)
    other = write(folder / "waybills.csv", ["收件人姓名", "收件人电话", "重量"], waybills)
    scanner = Scanner(default_detector(), load_policy("analytics"), key=KEY)
    for path in (one, other):
        redact_file(scanner, scanner.open(path), path.with_name(f"out-{path.name}"))
    return {
        "before": (read(one), read(other)),
        "after": (read(one.with_name("out-orders.csv")), read(other.with_name("out-waybills.csv"))),
    }


def digits(phone: str) -> str:
    return "".join(filter(str.isdigit, phone))[-11:]


def keys(side: tuple[list[list[str]], list[list[str]]]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    orders, waybills = side
    return [(row[1], digits(row[2])) for row in orders], [(row[0], digits(row[1])) for row in waybills]


def test_the_join_on_name_and_number_gives_the_pairs_of_the_original(exports):
    before, after = pairs(*keys(exports["before"])), pairs(*keys(exports["after"]))
    assert before == after
    assert len(before) >= 150


def test_so_does_the_join_on_the_number_alone(exports):
    before, after = (
        pairs(*([key[1:] for key in keys_] for keys_ in keys(exports[when]))) for when in ("before", "after")
    )
    assert before == after


def test_totals_per_person_stay(exports):
    before, after = (Counter(keys(exports[when])[1]) for when in ("before", "after"))
    assert sorted(before.values()) == sorted(after.values())


def test_nothing_of_the_original_is_left_and_remarks_follow(exports):
    """A name that only the strict proof saw in a remark has become a label there, which joins nothing and tells nothing."""
    followed = 0
    for old, new in zip(exports["before"][0], exports["after"][0], strict=True):
        assert old[1] != new[1]
        assert len(old[1]) == len(new[1])
        number = digits(new[2])
        assert new[3] in (f"请联系{new[1]}，电话{number}", f"请联系<PERSON>，电话{number}")
        followed += new[1] in new[3]
    assert followed >= 0.9 * len(exports["after"][0])
