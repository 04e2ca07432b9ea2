"""The templates of the tagger: what they are made of, and that none of them is near the texts of development."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import pytest

from leakguard.training.recipe import recipe
from leakguard.training.templates import LABELS, Filler, slots, templates
from leakguard.training.texts import IGNORED

pytest.importorskip("opencc", reason="opencc-python-reimplemented is not installed")

DEVELOPMENT = Path(__file__).parents[1] / "data" / "development_texts.jsonl"
KNOWN = Filler(Random(0)).slots
LITERAL = frozenset({"total", "ok", "empty", "username", "product", "address", "buyer_name", "tracking_no"})
"""What stands in braces as text: placeholders of programs and of forms."""

NAMES_AND_ADDRESSES = frozenset({name for name, label in LABELS.items() if label in ("PERSON", "ADDRESS")} | {"names"})
NEGATIVE = [kind for kind in templates() if kind.startswith("neg-")]
POSITIVE = [kind for kind in templates() if kind not in NEGATIVE]
_SLOT = re.compile(r"\{([a-z_]+)(#\d)?\}")
_LENGTH, _LEAST_HAN = 10, 6


@pytest.mark.parametrize("kind", templates())
def test_every_slot_is_known(kind: str) -> None:
    assert {slot for template in templates()[kind] for slot in slots(template)} - KNOWN <= LITERAL


def test_literal_braces_are_in_use_and_no_slots() -> None:
    assert {slot for kind in templates() for template in templates()[kind] for slot in slots(template)} >= LITERAL
    assert KNOWN.isdisjoint(LITERAL)


@pytest.mark.parametrize("kind", templates())
def test_every_template_can_be_filled(kind: str) -> None:
    filler = Filler(Random(1))
    for template in templates()[kind]:
        filled = filler.fill(template, traditional=kind.startswith(("tw-", "hk-")))
        assert filled.text.strip()
        assert set(slots(filled.text)) <= LITERAL


@pytest.mark.parametrize("kind", templates())
def test_a_number_stands_for_a_value_that_comes_again(kind: str) -> None:
    for template in templates()[kind]:
        numbered = Counter(match[0] for match in _SLOT.finditer(template) if match[2])
        assert not numbered or max(numbered.values()) > 1, template


def test_there_are_enough() -> None:
    marking = frozenset({*NAMES_AND_ADDRESSES, "region"})
    positive = [t for kind in POSITIVE for t in templates()[kind] if not marking.isdisjoint(slots(t))]
    assert len(positive) >= 1500
    assert sum(len(templates()[kind]) for kind in NEGATIVE) >= 1500


@pytest.mark.parametrize("kind", NEGATIVE)
def test_the_others_hold_no_names_and_no_addresses(kind: str) -> None:
    assert [t for t in templates()[kind] if not NAMES_AND_ADDRESSES.isdisjoint(slots(t))] == []


@pytest.mark.parametrize("kind", NEGATIVE)
def test_nothing_in_the_others_is_labelled_a_name_or_an_address(kind: str) -> None:
    filler = Filler(Random(2))
    for template in templates()[kind]:
        assert {span.label for span in filler.fill(template).spans} <= {"PLACE", "ORGANISATION", "PUBLIC", IGNORED}


@pytest.mark.parametrize("kind", templates())
def test_no_two_are_the_same_but_for_digits_and_kinds_of_spaces(kind: str) -> None:
    shapes = Counter(_shape(template) for template in templates()[kind])
    assert [shape for shape, count in shapes.items() if count > 1] == []


def test_every_kind_has_its_weight() -> None:
    assert set(recipe().composition.weights) == set(templates())


@pytest.mark.parametrize("kind", templates())
def test_no_run_of_words_is_from_the_texts_of_development(kind: str) -> None:
    shared = {
        template: runs & known.keys()
        for known in [_development()]
        for template in templates()[kind]
        if (runs := set(_runs(_SLOT.sub("", template)))) and not runs.isdisjoint(known)
    }
    assert shared == {}


def test_shared_runs_would_be_found() -> None:
    assert len(list(_runs("一二三四五六七八九十"))) == 1
    assert list(_runs("12 一二\n三四五六七 八九十1")) == ["一二三四五六七八九十"]
    assert list(_runs("abcdefgh一二三四五")) == []
    assert len(_development()) > 10_000


@cache
def _development() -> dict[str, str]:
    """Every run of the texts of development, with the text that it is from."""
    lines = map(json.loads, DEVELOPMENT.read_text(encoding="utf-8").splitlines())
    return {run: line["id"] for line in lines for run in _runs(line["text"])}


def _runs(text: str) -> Iterator[str]:
    """All runs of ten characters in a row that hold at least six of Han; digits and white space do not count."""
    plain = _plain(text)
    runs = (plain[at : at + _LENGTH] for at in range(len(plain) - _LENGTH + 1))
    return (run for run in runs if sum("\u3400" <= char <= "\u9fff" for char in run) >= _LEAST_HAN)


def _shape(template: str) -> str:
    """The template without numbers, with one space for any white space within a line."""
    return re.sub(r"[^\S\n]+", " ", re.sub(r"\d+", "", _SLOT.sub(r"{\1}", template))).strip()


def _plain(text: str) -> str:
    return re.sub(r"[\s\d]", "", text)
