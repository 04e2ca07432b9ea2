"""Numbers and codes: the writings of each, and check digits."""

import re
from random import Random

import pytest

from leakguard.training.numbers import Numbers

FORMS = [
    ("phone", r"^1[3-9]\d{9}$", 0.4),
    ("phone", r"^1\d{2} \d{4} \d{4}$", 0.01),
    ("phone", r"^1\d{2}-\d{4}-\d{4}$", 0.01),
    ("phone", r"^\+86", 0.01),
    ("phone", r"^0086", 0.005),
    ("phone", r"[一二三四五六七八九零幺]", 0.03),
    ("phone", r"[０-９]", 0.02),
    ("phone", r"\*{4}", 0.02),
    ("phone", r"\d{11}-\d{3,4}$", 0.005),
    ("phone", r"\d{11}转\d{3,4}", 0.002),
    ("tel", r"^0\d{2,3}-\d{7,8}", 0.1),
    ("tel", r"^400", 0.05),
    ("idno", r"^\d{17}[\dXx]$", 0.8),
    ("order", r"^[A-Z0-9.-]{8,}$", 1.0),
    ("waybill", r"^(?:SF|YT|JT|JD|DPK|CN|\d|[A-Z]{2})", 1.0),
    ("card", r"^\d{13,19}$", 0.4),
    ("wechat", r"^[A-Za-z0-9_-]{4,}$", 1.0),
    ("qq", r"^[1-9]\d{5,9}$", 1.0),
    ("email", r"^[\w.-]+@[\w.]+$", 1.0),
    ("zip", r"^\d{6}$", 1.0),
    ("plate", r"^[一-龥][A-K]", 1.0),
    ("ip", r"^[\da-f.:]+$", 1.0),
    ("url", r"^(?:https?://|www\.)?[\w.]+/?", 1.0),
    ("date", r"[\d月年号周星期今明后昨前上下底双国年一二三四五六七八九十初]", 1.0),
    ("time", r"\d|[一二三四五六七八九十]点", 1.0),
    ("n", r"^\d+$|^[一二两三四五六七八九十百几俩]+$", 1.0),
    ("money", r"^[\d,]+(?:\.\d{1,2})?$", 1.0),
]


@pytest.mark.parametrize(("method", "pattern", "least"), FORMS)
def test_forms(method: str, pattern: str, least: float) -> None:
    draw = getattr(Numbers(Random(3)), method)
    made = [draw() for _ in range(2000)]
    assert sum(1 for text in made if re.search(pattern, text)) >= least * 2000
    assert all(text == text.strip() for text in made)


def test_check_digits_of_identity_numbers_are_right() -> None:
    numbers = Numbers(Random(4))
    whole = [text.upper() for text in (numbers.idno() for _ in range(500)) if re.fullmatch(r"\d{17}[\dXx]", text)]
    for text in whole:
        total = sum((10 if digit == "X" else int(digit)) * pow(2, 17 - at, 11) for at, digit in enumerate(text))
        assert total % 11 == 1


def test_check_digits_of_cards_are_right() -> None:
    numbers = Numbers(Random(4))
    for text in (numbers.card() for _ in range(500)):
        if re.fullmatch(r"\d{13,19}", text):
            doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(text))]
            assert sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def test_one_seed_gives_the_same_numbers() -> None:
    one, other = Numbers(Random(7)), Numbers(Random(7))
    assert [one.phone() for _ in range(100)] == [other.phone() for _ in range(100)]
