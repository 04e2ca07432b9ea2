"""Columns of values at once: the same canonical forms and previews as value by value."""

import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.patterns import canonical_form
from leakguard.detection.preview import preview
from leakguard.detection.recognizer import Preview, Recognizer
from leakguard.detection.value_arrays import canonical_array, joined, preview_array
from leakguard.text import fold

FORMS = sorted({(r.preview.start, r.preview.end) for r in load_catalogue()} | {(0, 0), (5, 4), (0, 3)})
CANONICAL = {name: next(r for r in load_catalogue() if r.canonical == name) for name in ("compact", "lower", "plain")}
ALPHABETS = [
    "0123456789",
    "abcXYZ_09@.-+#",
    "李王伟娜丽路号幢室A3",
    "１３８Ａｂ①⑩㎡ＫАѕΟ\u212a\u0130ß",
    "0138 -\t\r\n\u200b\u00ad\u3000·/()*%3A&#51;&amp;\\u0031<b>\x1b[0m",
    "😀🀄\u0301é\u2028\x00\x7f\uffff",
]

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def values(alphabet: str, most: int = 30, count: int = 400) -> list[str]:
    """Invented values of all lengths; the empty one is among them."""
    drawn = random.Random(alphabet)
    return ["", *("".join(drawn.choices(alphabet, k=drawn.randint(1, most))) for _ in range(count))]


EVERYTHING = [value for alphabet in [*ALPHABETS, "".join(ALPHABETS)] for value in values(alphabet)]


def previews(given: list[str], form: Preview) -> list[str]:
    made: list[str] = preview_array(pa.array(given, pa.string()), form).to_pylist()
    return made


def canonicals(given: list[str], recognizer: Recognizer) -> list[str]:
    made: list[str] = canonical_array(recognizer, pa.array(given, pa.string())).to_pylist()
    return made


def one_by_one(given: list[str], recognizer: Recognizer) -> list[str]:
    return [canonical_form(recognizer, fold(value).text) for value in given]


@pytest.mark.parametrize("form", FORMS)
def test_previews_of_everything(form: tuple[int, int]) -> None:
    expected = [preview(value, Preview(*form)) for value in EVERYTHING]
    assert previews(EVERYTHING, Preview(*form)) == expected
    assert len(set(expected)) > 10


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("length", range(32))
def test_previews_of_values_of_one_length(form: tuple[int, int], length: int) -> None:
    given = ["".join(random.Random(length + n).choices(ALPHABETS[n], k=length)) for n in range(len(ALPHABETS))]
    assert previews(given, Preview(*form)) == [preview(value, Preview(*form)) for value in given]


@settings(max_examples=50)
@given(st.lists(TEXTS), st.integers(0, 6), st.integers(0, 6))
def test_previews_of_any_text(given: list[str], start: int, end: int) -> None:
    assert previews(given, Preview(start, end)) == [preview(value, Preview(start, end)) for value in given]


@pytest.mark.parametrize("alphabet", ALPHABETS)
@pytest.mark.parametrize("canonical", CANONICAL)
def test_canonical_forms(canonical: str, alphabet: str) -> None:
    recognizer, given = CANONICAL[canonical], values(alphabet)
    assert canonicals(given, recognizer) == one_by_one(given, recognizer)


@pytest.mark.parametrize("canonical", CANONICAL)
def test_canonical_forms_of_every_simple_character(canonical: str) -> None:
    recognizer = CANONICAL[canonical]
    given = [f"a{chr(code)}7" for code in (*range(0x3000), *range(0x4D00, 0xA000))]
    assert canonicals(given, recognizer) == one_by_one(given, recognizer)


@settings(max_examples=50)
@given(st.lists(TEXTS), st.sampled_from(sorted(CANONICAL)))
def test_canonical_forms_of_any_text(given: list[str], canonical: str) -> None:
    assert canonicals(given, CANONICAL[canonical]) == one_by_one(given, CANONICAL[canonical])


def test_nothing() -> None:
    assert previews([], Preview(3, 2)) == canonicals([], CANONICAL["compact"]) == []


def test_joined() -> None:
    assert joined("<", pa.array(["a", ""]), "|", pa.array(["é", "b"]), ">").to_pylist() == ["<a|é>", "<|b>"]
