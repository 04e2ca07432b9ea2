"""Numbers as people break them up: which readings a text offers, and which it must not offer."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.detection.digits import numbers

READ = [
    ("13902746158", "13902746158"),
    ("139 0274 6158", "13902746158"),
    ("139-0274-6158", "13902746158"),
    ("139.0274.6158", "13902746158"),
    ("139·0274·6158", "13902746158"),
    ("133*7402*8516", "13374028516"),
    ("166==0382==5947", "16603825947"),
    ("18902\n746315", "18902746315"),
    ("1 3 9 0 2 7 4 6 1 5 8", "13902746158"),
    ("1、3、9、0、2、7、4、6、1、5、8", "13902746158"),
    ("1 3 9 0 2 7 4 6 1 5 8 1号楼", "13902746158"),
    ("139(空格)0274(空格)6158", "13902746158"),
    ("139后面是0274再接6158", "13902746158"),
    ("(021)6407 5318", "02164075318"),
    ("0755 - 2746 1938", "075527461938"),
    ("33072619930518304X", "33072619930518304X"),
    ("330726 19930518 304x", "33072619930518304X"),
    ("6217 0018 3000 6274 156", "6217001830006274156"),
    ("13902746158/15902746138", "15902746138"),
    ("皖A7K82613902746158", "13902746158"),
    ("粤BD1234513902746158", "13902746158"),
    ("33072619930518304713902746158", "330726199305183047"),
    ("33072619930518304713902746158", "13902746158"),
    ("13902746158330726199305183047", "330726199305183047"),
]

NOT_READ = [
    ("1390274\n6158\n2200", "139027461582200"),
    ("20#1-3106(474250", "13106474250"),
    ("185.220.101.47", "18522010147"),
    ("139 0274, 6158", "13902746158"),
    ("1390a274b6158", "13902746158"),
    ("90382613902746158", "13902746158"),
    ("1234", "1234"),
    ("13902746158139027461581390274615813", "13902746158"),
    ("9" * 33, "9" * 33),
]


@pytest.mark.parametrize(("text", "digits"), READ)
def test_read(text, digits):
    assert digits in {number.digits for number in numbers(text)}


@pytest.mark.parametrize(("text", "digits"), NOT_READ)
def test_not_read(text, digits):
    assert digits not in {number.digits for number in numbers(text)}


@pytest.mark.parametrize(
    ("text", "digits", "loose"),
    [
        ("139,0274,6158", "13902746158", True),
        ("139-0274-6158", "13902746158", False),
        ("1390274;6158", "13902746158", True),
    ],
)
def test_separators_that_also_separate_numbers_are_loose(text, digits, loose):
    assert {n.loose for n in numbers(text) if n.digits == digits} == {loose}


@pytest.mark.parametrize(
    ("text", "digits", "inner"),
    [
        ("PO-13902746158-01", "13902746158", True),
        ("2026_13902746158", "13902746158", True),
        ("13902746158 01", "13902746158", False),
        ("13902746158", "13902746158", False),
    ],
)
def test_numbers_tied_to_more_digits_are_inner(text, digits, inner):
    assert {n.inner for n in numbers(text) if n.digits == digits} == {inner}


def test_a_spoken_number_takes_its_last_word_along():
    text = "139开头,中间0274,6158结尾的那个"
    (found,) = [n for n in numbers(text) if n.digits == "13902746158"]
    assert text[found.start : found.end].endswith("结尾")


@given(st.text(st.sampled_from("0123456789 -.,/()*xX\n空格皖A中"), max_size=60))
@settings(max_examples=500, deadline=None)
def test_every_number_is_made_of_the_digits_in_its_span(text):
    for number in numbers(text):
        span = text[number.start : number.end]
        assert "".join(c for c in span.upper() if c.isdigit() or c == "X") == number.digits
        assert span[0].isdigit()
        assert 5 <= len(number.digits) <= 32


@pytest.mark.parametrize(
    "text",
    [
        "7" * 20_000,
        "7-" * 100_000,
        "7 " * 100_000,
        "(7" * 100_000,
        "1390274 6158 " * 15_000,
        "7*" * 100_000,
        "0571-" * 40_000,
    ],
    ids=["digits", "hyphens", "spaces", "brackets", "groups", "stars", "area codes"],
)
def test_hostile_text_takes_linear_time(text):
    started = time.process_time()
    count = sum(1 for _ in numbers(text))
    assert count <= 8 * len(text)
    assert time.process_time() - started < 20
