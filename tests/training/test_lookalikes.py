"""What is no person and no address: goods, organisations, words, masked values."""

import re
from random import Random

import pytest

from leakguard.training.lookalikes import Lookalikes
from leakguard.training.words import lexicon, text_lines

METHODS = [
    ("goods", 150), ("title", 390), ("brand", 100), ("shop", 250), ("company", 380), ("school", 330), ("hospital", 330), ("word", 350),
    ("masked", 250), ("job", 80), ("kin", 60), ("title_of", 20), ("courier", 30), ("bank", 60),
]  # fmt: skip


@pytest.mark.parametrize(("method", "least"), METHODS)
def test_every_method_makes_various_text(method: str, least: int) -> None:
    draw = getattr(Lookalikes(Random(3)), method)
    made = [draw() for _ in range(400)]
    assert all(text and text == text.strip() for text in made)
    assert len({*made}) >= least


def test_words_are_ordinary_ones_that_mostly_begin_like_a_surname() -> None:
    looks = Lookalikes(Random(4))
    made = [looks.word() for _ in range(1000)]
    assert {*made} <= {*lexicon("name_like_words.txt")}
    strong = frozenset(text_lines("lexicons", "surnames.txt")[0])
    assert sum(1 for word in made if word[0] in strong) > 800
    assert all(2 <= len(word) <= 4 for word in made)


SHAPES = [
    ("title", r".{8,}", 0.97),
    ("company", r"公司|厂|行|部|社|室|中心|户", 0.75),
    ("hospital", r"医院|诊所|中心|保健|卫生|口腔|门诊|体检", 0.95),
    ("school", r"学|校|幼儿园|中|附中", 0.99),
    ("masked", r"[*＊某xX×●■○.]|尾号", 1.0),
    ("shop", r"[店铺坊馆行院所屋园室间购甲记]", 0.4),
]


@pytest.mark.parametrize(("method", "pattern", "least"), SHAPES)
def test_shapes(method: str, pattern: str, least: float) -> None:
    draw = getattr(Lookalikes(Random(5)), method)
    assert sum(1 for _ in range(1000) if re.search(pattern, draw())) >= least * 1000


def test_a_masked_value_shows_no_whole_telephone() -> None:
    looks = Lookalikes(Random(6))
    assert not any(re.search(r"1[3-9]\d{9}", looks.masked()) for _ in range(1000))


def test_one_seed_gives_the_same_text() -> None:
    one, other = Lookalikes(Random(7)), Lookalikes(Random(7))
    assert [one.title() for _ in range(100)] == [other.title() for _ in range(100)]
