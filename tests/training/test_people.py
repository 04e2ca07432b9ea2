"""Composed persons: what kinds there are, how often, and that nobody known is among the private ones."""

import re
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from leakguard.training.given import HanNames
from leakguard.training.people import People, known_names
from leakguard.training.peoples import Peoples
from leakguard.training.words import section, text_lines

MANY = 6000
HAN = re.compile(r"[㐀-鿿]+")
DOT = re.compile(r"[·•・．.‧]")


@pytest.fixture(scope="module")
def names() -> list[str]:
    people = People(Random(11))
    return [people.name() for _ in range(MANY)]


def share(names: list[str], holds: Callable[[str], object]) -> float:
    return sum(1 for name in names if holds(name)) / len(names)


SHARES: list[tuple[str, Callable[[str], object], float, float]] = [
    (
        "two characters",
        lambda name: len("".join(name.split())) == 2 and HAN.fullmatch("".join(name.split())),
        0.18,
        0.28,
    ),
    ("three characters", lambda name: len(name) == 3 and HAN.fullmatch(name), 0.58, 0.70),
    ("four characters", lambda name: len(name) == 4 and HAN.fullmatch(name), 0.04, 0.12),
    ("an ordinary word", lambda name: "".join(name.split()) in section("given", "word-names"), 0.05, 0.12),
    ("a dot inside", DOT.search, 0.02, 0.07),
    ("Latin letters", lambda name: re.search("[A-Za-z]", name), 0.004, 0.02),
    ("a blank inside", lambda name: len(name.split()) == 2 and len("".join(name.split())) == 2, 0.002, 0.02),
]


@pytest.mark.parametrize(("kind", "holds", "low", "high"), SHARES, ids=[row[0] for row in SHARES])
def test_names_of_every_kind_in_their_share(
    names: list[str], kind: str, holds: Callable[[str], object], low: float, high: float
) -> None:
    assert low < share(names, holds) < high


def test_no_private_person_bears_a_known_name(names: list[str]) -> None:
    assert not known_names() & {"".join(name.split()) for name in names}


def test_all_surnames_of_the_first_two_tiers_are_drawn() -> None:
    han = HanNames(Random(5))
    counts = Counter(han.any_surname() for _ in range(40_000))
    first, second = text_lines("lexicons", "surnames.txt")[:2]
    simplified = [char for char in first + second if char in counts]
    assert len(simplified) > 750
    assert max(counts.values()) < 8 * (40_000 / len(counts))


def test_names_are_various(names: list[str]) -> None:
    assert len({*names}) > 0.85 * MANY
    assert len({name[0] for name in names}) > 500


@pytest.mark.parametrize(
    "kind", ["uyghur", "kazakh", "tibetan", "mongolian", "yi", "dai", "hui", "korean", "japanese", "foreign"]
)
def test_names_of_other_peoples_have_no_digits_or_latin_words(kind: str) -> None:
    draw = getattr(Peoples(Random(2)), kind)
    made = [draw() for _ in range(300)]
    assert all(re.fullmatch(r"[㐀-鿿]+(?:[-·•・．.‧ ](?:[A-Z]·)?[㐀-鿿]+)*", name) for name in made), made
    assert len({*made}) > 60


WIDTHS = [("uyghur-male", 90), ("uyghur-female", 70), ("tibetan", 80), ("mongolian", 80), ("yi", 60), ("foreign", 150)]


@pytest.mark.parametrize(("part", "least"), WIDTHS)
def test_lists_of_stems_are_wide(part: str, least: int) -> None:
    assert len({*section("peoples", part)}) >= least


@pytest.mark.parametrize("method", ["nick", "latin", "public", "brandname", "surname"])
def test_every_method_makes_various_text(method: str) -> None:
    draw = getattr(People(Random(3)), method)
    made = [draw() for _ in range(400)]
    assert all(text and text == text.strip() for text in made)
    assert len({*made}) > 100


def test_a_latin_name_is_in_latin_letters() -> None:
    people = People(Random(4))
    assert all(re.fullmatch(r"[A-Za-zü ,./'-]+", people.latin()) for _ in range(500))


def test_one_seed_gives_the_same_names() -> None:
    one, other = People(Random(7)), People(Random(7))
    assert [one.name() for _ in range(200)] == [other.name() for _ in range(200)]
