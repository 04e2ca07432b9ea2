"""Composed texts: the same ones for the same seed, each span on the value that it labels, whatever the noise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from leakguard.detection.tagging import labels
from leakguard.training import composing
from leakguard.training.composing import Composer
from leakguard.training.recipe import Composition, recipe
from leakguard.training.templates import LABELS, LISTS, Filler, templates
from leakguard.training.texts import IGNORED, LabelledSpan, LabelledText, Writer
from leakguard.training.traditional import to_traditional

pytest.importorskip("opencc", reason="opencc-python-reimplemented is not installed")

NO_NOISE = dict.fromkeys(recipe().composition.noise, 0.0)
SLOTS = sorted(Filler(Random(0)).slots - LISTS.keys())
SEEDS = range(20)


def composition(**changes: Any) -> Composition:
    return replace(recipe().composition, **{"texts": 300, **changes})


def composed(seed: int = 1, context: tuple[str, ...] = (), **changes: Any) -> list[LabelledText]:
    return list(Composer(composition(**changes), seed, context).texts())


def fill(template: str, seed: int = 1, **how: bool) -> LabelledText:
    return Filler(Random(seed)).fill(template, **how)


class TestFiller:
    @pytest.mark.parametrize("slot", SLOTS)
    def test_the_span_is_the_value(self, slot: str) -> None:
        for seed in SEEDS:
            text, spans = fill(f"〈{{{slot}}}〉", seed)
            assert re.fullmatch(r"〈[^〈〉{}]+〉", text)
            wanted = LABELS.get(slot)
            assert spans == (((1, len(text) - 1, wanted),) if wanted else ())

    @pytest.mark.parametrize(("slot", "expected"), [("names", {"PERSON"}), ("words", set()), ("brands", {"PUBLIC"})])
    def test_lists(self, slot: str, expected: set[str]) -> None:
        filled = [fill(f"〈{{{slot}}}〉", seed) for seed in SEEDS]
        assert {span.label for _, spans in filled for span in spans} == expected
        assert all(len(spans) <= 6 for _, spans in filled)

    @pytest.mark.parametrize(
        ("template", "wanted"),
        [
            ("〈{region}{street}〉", ["ADDRESS"]),
            ("〈{region}{addr}〉", ["ADDRESS"]),
            ("〈{region} {street}〉", ["PLACE", "ADDRESS"]),
            ("〈{street}{region}〉", ["ADDRESS", "PLACE"]),
            ("〈{shop}{street}〉", ["ORGANISATION", "ADDRESS"]),
            ("〈{name}{street}{name}〉", ["PERSON", "ADDRESS", "PERSON"]),
        ],
    )
    def test_a_place_directly_before_an_address_is_part_of_it(self, template: str, wanted: list[str]) -> None:
        text, spans = fill(template)
        assert [span.label for span in spans] == wanted
        assert (spans[0].start, spans[-1].end) == (1, len(text) - 1)

    def test_numbered_slots_repeat(self) -> None:
        differ = 0
        for seed in SEEDS:
            text, spans = fill("{name#1}|{name#1}|{name#2}|{name}|{name#1}|{phone#1}|{phone#1}", seed)
            one, again, two, free, last, phone, same_phone = text.split("|")
            assert one == again == last
            assert phone == same_phone != one
            assert [text[span.start : span.end] for span in spans] == [one, one, two, free, one]
            differ += one != two
        assert differ > len(SEEDS) // 2

    def test_names_are_several(self) -> None:
        for seed in SEEDS:
            text, spans = fill("〈{names}〉", seed)
            assert 2 <= len(spans) <= 6
            assert {span.label for span in spans} == {"PERSON"}
            between = [text[a.end : b.start] for a, b in pairwise(spans)]
            assert len(set(between)) == 1
            assert between[0]
            assert (spans[0].start, spans[-1].end) == (1, len(text) - 1)

    @pytest.mark.parametrize("slot", ["name", "names", "region", "public"])
    def test_traditional_characters(self, slot: str) -> None:
        pairs = [(fill(f"{{{slot}}}", s).text, fill(f"{{{slot}}}", s, traditional=True).text) for s in SEEDS]
        assert all(to_traditional(plain) == traditional for plain, traditional in pairs)
        assert any(plain != traditional for plain, traditional in pairs)

    @pytest.mark.parametrize("template", ["{total} 元", "{2,4}", "a{}b", "{ name }", "{Name}", "{name#12}"])
    def test_other_braces_are_text(self, template: str) -> None:
        assert fill(template) == (template, ())


class TestComposer:
    def test_the_same_for_the_same_seed(self) -> None:
        first = composed(7)
        assert first == composed(7)
        assert len(first) == 300
        assert first != composed(8)

    @pytest.mark.parametrize("noise", [None, *NO_NOISE])
    def test_spans_are_in_order_and_whole(self, noise: str | None) -> None:
        """``noise`` alone, all the time; with None as the recipe has it."""
        levels = recipe().composition.noise if noise is None else {**NO_NOISE, noise: 1.0}
        for text, spans in composed(3, noise=levels):
            at = 0
            for span in spans:
                assert at <= span.start < span.end <= len(text)
                assert span.label in {*labels.TYPES, IGNORED}
                assert text[span.start : span.end] == text[span.start : span.end].strip()
                at = span.end

    def test_wide_characters_keep_their_places(self) -> None:
        plain, wide = (composed(3, noise={**NO_NOISE, "wide": share}) for share in (1e-9, 1.0))
        assert [text.spans for text in plain] == [text.spans for text in wide]
        assert [len(text.text) for text in plain] == [len(text.text) for text in wide]
        assert not any(re.search("[0-9A-Z]", text.text) for text in wide)

    @pytest.mark.parametrize("kind", ["chat", "tw-chat", "hk-chat"])
    def test_the_names_of_files_say_who_writes_traditional(self, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        written: list[bool] = []

        class Recording(Filler):
            def fill(self, template: str, *, traditional: bool = False) -> LabelledText:
                written.append(traditional)
                return super().fill(template, traditional=traditional)

        monkeypatch.setattr(composing, "Filler", Recording)
        composed(1, texts=20, weights=only(kind))
        assert set(written) == {kind != "chat"}

    def test_only_kinds_with_a_weight(self) -> None:
        def marked(kind: str) -> set[str]:
            return {span.label for text in composed(weights=only(kind)) for span in text.spans}

        assert {"PERSON", "ADDRESS"}.isdisjoint(marked("neg-chat"))
        assert "PERSON" in marked("narrative")

    def test_open_text_stands_around_without_labels(self) -> None:
        sentence = "昨夜有雨"
        around = {"open_text_before": 1.0, "open_text_after": 1.0}
        for text, spans in composed(2, (sentence,), noise=NO_NOISE, **around):
            found = [match.span() for match in re.finditer(sentence, text)]
            assert len(found) >= 2
            assert not any(span.start < end and start < span.end for span in spans for start, end in found)

    def test_parts(self) -> None:
        assert max(len(text.spans) for text in composed(weights=only("property"), parts=[0.0, 0.0, 1.0])) > 2


def only(kind: str) -> Mapping[str, float]:
    return {each: float(each == kind) for each in templates()}


class TestWriter:
    def test_what_is_appended_moves_its_spans(self) -> None:
        writer = Writer()
        writer.add("收：")
        writer.append(LabelledText("王建国，男", (LabelledSpan(0, 3, "PERSON"),)))
        writer.add("", "PERSON")
        writer.add("李娜", "PERSON")
        assert writer.text() == ("收：王建国，男李娜", ((2, 5, "PERSON"), (7, 9, "PERSON")))
