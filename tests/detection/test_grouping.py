"""Which findings of a text belong to one record. Each letter is a person, each finding is written as ``person.what``."""

import re

import pytest

from leakguard.detection.grouping import TextGroups
from leakguard.findings import Finding

ENTITY = {"n": "PERSON", "p": "PHONE_NUMBER", "a": "ADDRESS", "o": "ORDER_ID"}
FOUND = re.compile(r"([A-Z]\d?)\.([npao])")


def findings(text: str) -> list[Finding]:
    return [
        Finding(ENTITY[m[2]], None, m.start(), m.end(), 0.9, "r", "*", m[0], canonical=m[0])
        for m in FOUND.finditer(text)
    ]


def groups(text: str) -> list[str]:
    return TextGroups().place(text, findings(text))


CASES = [
    ("one a line", "A.n A.p A.a\nB.n B.p B.a\nC.n C.p", ["0"] * 3 + ["1"] * 3 + ["2"] * 2),
    ("phone first", "A.p A.n\nB.p B.n\nC.p C.n", ["0", "0", "1", "1", "2", "2"]),
    ("order first", "A.o A.n A.p\nB.o B.n B.p", ["0"] * 3 + ["1"] * 3),
    ("phone first after name first", "A.n A.p\nB.p B.n", ["0", "0", "1", "1"]),
    ("a block over lines", "姓名：A.n\n手机：A.p\n地址：A.a\n", ["0", "0", "0"]),
    ("blocks", "A.n\nA.p\nA.a\n\nB.n\nB.p\nB.a", ["0"] * 3 + ["4"] * 3),
    ("address first", "A.a\nA.p\nA.n\nB.a\nB.p\nB.n", ["0"] * 3 + ["3"] * 3),
    ("a second number of the same person", "A.n\nA.p\n备用A1.p\nA.a", ["0"] * 4),
    ("a second number far below", "A.n A.p\n好的\n嗯\nA1.p", ["0", "0", "3"]),
    ("a second number behind a blank line", "A.n A.p\n\nA1.p", ["0", "0", "2"]),
    ("the same again", "A.n A.p\n好的\nA.n A.p A.a", ["0"] * 5),
    ("a list of numbers", "A.p\nB.p\nC.p", ["0", "1", "2"]),
    ("two numbers before a name", "A.p/A1.p A.n", ["0", "0", "0"]),
    ("two persons in a line", "A.n A.p，B.n B.p", ["0", "0", "0:2", "0:2"]),
    ("phones and names in a line", "A.p A.n B.p B.n", ["0", "0", "0:2", "0:2"]),
    ("messages between", "A.n\n好的\n嗯\nA.p", ["0", "0"]),
    ("too far", "A.n\n好的\n嗯\n哦\nA.p", ["0", "4"]),
    ("blank lines and heads do not count", "A.n\n\n小鱼 2024-05-01 12:04\n\n小鱼 2024-05-01 12:05\n\nA.p", ["0", "0"]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_groups(text: str, expected: list[str]) -> None:
    assert groups(text) == [f"line:{name}" for name in expected]


@pytest.mark.parametrize("text", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_where_blocks_end_makes_no_difference(text: str) -> None:
    lines = text.splitlines(keepends=True)
    by_line, placed = TextGroups(), []
    for number, line in enumerate(lines):
        placed += by_line.place(line, findings(line), number)
    assert placed == groups(text)


def test_a_masked_value_goes_with_what_it_may_be() -> None:
    full, masked = findings("A.n\nA*.n")[0], Finding("PERSON", None, 4, 6, 0.9, "r", "A*", "A*", "A*", masked=True)
    assert len(set(TextGroups().place("A.n\nA*.n", [full, masked]))) == 1
