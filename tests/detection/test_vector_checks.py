"""Checks of whole columns are stricter than those of their names: what passes here passes there."""

import random

import pyarrow as pa
import pytest

from leakguard.checks import CHECKS, Outcome
from leakguard.checks.arithmetic import mod_11_2
from leakguard.detection import names
from leakguard.detection.lexicons import surnames
from leakguard.detection.vector_checks import VECTOR_CHECKS

from ..table_support import Maker


def passed(check: str, values: list[str], kind: pa.DataType | None = None) -> list[str]:
    mask = VECTOR_CHECKS[check](pa.array(values, kind or pa.string()))
    return [value for value, fits in zip(values, mask.tolist(), strict=True) if fits]


def numbered(body: str) -> str:
    return body + mod_11_2(body)


def test_every_resident_id_that_passes_passes_the_check() -> None:
    maker, draw = Maker(4), random.Random(4)
    values = [maker.resident() for _ in range(500)]
    for value in list(values):
        place = draw.randrange(18)
        values += [value[:place] + draw.choice("0123456789X") + value[place + 1 :], value[:17] + value[17].lower()]
        values.append(numbered(value[:6] + "".join(draw.choices("0123456789", k=11))))
    found = passed("resident-id", values)
    assert {CHECKS["resident-id"](value) for value in found} == {Outcome.PASS}
    assert set(values[:500]) <= set(found)


@pytest.mark.parametrize(
    ("body", "passes"),
    [
        ("11010519491231002", True), ("11010519000101002", True), ("11010520241231002", True), ("11010520230228002", True),
        ("11010518991231002", False), ("11010520250101002", False), ("11010520240229002", False), ("11010520230229002", False),
        ("11010520230431002", False), ("11010520231301002", False), ("11010520230001002", False), ("11010520230100002", False),
        ("99010519491231002", False), ("00000019491231002", False),
    ],
)  # fmt: skip
def test_boundaries(body: str, passes: bool) -> None:
    value = numbered(body)
    assert (passed("resident-id", [value]) == [value]) is passes
    assert not passes or CHECKS["resident-id"](value) is Outcome.PASS


def test_what_is_no_number_at_all() -> None:
    odd = [
        "",
        "1",
        "1101051949123100",
        "1101051949123100211",
        "11010519491231OO2X",
        "郭" * 18,
        "郭" * 6,
        ":" * 18,
        "1" * 18,
    ]
    odd += [chr(48 + n) * 17 + "X" for n in range(60)]
    assert all(CHECKS["resident-id"](value) is Outcome.PASS for value in passed("resident-id", odd))
    assert passed("resident-id", []) == []


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_both_kinds_of_strings(kind: pa.DataType) -> None:
    value = numbered("11010519491231002")
    assert passed("resident-id", [value, "x"], kind) == [value]
    assert passed("name", ["郭晓彤", "电话"], kind) == ["郭晓彤"]


def test_names_begin_with_a_surname_and_are_no_words_of_forms() -> None:
    maker, known = Maker(5), surnames()
    values = [maker.name() for _ in range(200)] + [
        "电话",
        "地址",
        "单位",
        "金额",
        "顾客",
        "万元",
        "王电话",
        "的人",
        "欧阳娜",
        "吉克",
    ]
    found = passed("name", values)
    assert set(values[:200]) <= set(found)
    assert "欧阳娜" in found
    for value in found:
        assert value[0] in known.strong | known.weak or value[:2] in known.compound
        assert not names.is_field_word(value)
    assert not {"电话", "单位", "金额", "万元", "王电话", "的人"} & set(found)
