"""A sentence tagger behind a gate and a memory: what is asked, how often, and where its spans lie in the text."""

import re
from collections.abc import Sequence

import pytest

from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.detector import Detector
from leakguard.detection.tagging.sentences import SentenceTagger
from leakguard.detection.tagging.spans import Span


class Recording:
    """Marks a name wherever it stands and remembers what it was asked."""

    name = "recording"

    def __init__(self, marked: str = "郭晓彤") -> None:
        self.marked = marked
        self.asked: list[str] = []

    def tag(self, sentences: Sequence[str]) -> list[list[Span]]:
        self.asked += sentences
        return [[Span(m.start(), m.end(), "PERSON") for m in re.finditer(self.marked, s)] for s in sentences]


def test_each_distinct_sentence_is_asked_once_and_only_if_it_can_hold_a_name() -> None:
    inner = Recording()
    tagger = SentenceTagger(lambda: inner)
    text = "郭晓彤说好。abc？1234。郭晓彤说好。"
    assert list(tagger.spans(text)) == [Span(0, 3, "PERSON"), Span(15, 18, "PERSON")]
    list(tagger.spans(text))
    assert inner.asked == ["郭晓彤说好。"]


def test_nothing_is_loaded_for_texts_without_names() -> None:
    def load() -> Recording:
        raise AssertionError("loaded")

    assert list(SentenceTagger(load).spans("12345 abc，。")) == []


def test_a_name_that_only_the_tagger_sees() -> None:
    text = "刚才那个屠格非又来问了一遍，屠格非没说什么"
    catalogue = load_catalogue()
    assert Detector(catalogue).find(text) == []
    found = Detector(catalogue, tagger=SentenceTagger(lambda: Recording("屠格非"))).find(text)
    assert [finding.value for finding in found] == ["屠格非", "屠格非"]
    assert "recording" in [e.name for finding in found for e in finding.evidence if e.kind == "tagger"]


def test_it_has_no_addresses_and_no_hints() -> None:
    tagger = SentenceTagger(Recording)
    assert tagger.marks_addresses is False
    assert tagger.hints("郭晓彤说好。") is None


SENTENCES = "郭晓彤说好。今天很热。郭晓彤没来。裘丽娜呢?"
PLACES = [
    (None, ["郭晓彤说好。", "郭晓彤没来。", "裘丽娜呢?"]),
    ([], []),
    ([0], ["郭晓彤说好。"]),
    ([2, 3, 5], ["郭晓彤说好。"]),
    ([6, 10], []),
    ([11, 17], ["郭晓彤没来。", "裘丽娜呢?"]),
    ([99], []),
]


@pytest.mark.parametrize(("places", "asked"), PLACES)
def test_only_sentences_with_a_place_that_is_open_are_asked(places: list[int] | None, asked: list[str]) -> None:
    inner = Recording()
    list(SentenceTagger(lambda: inner).spans(SENTENCES, places))
    assert sorted(inner.asked) == sorted(asked)


def test_spans_of_the_sentences_asked_are_those_of_the_text() -> None:
    assert list(SentenceTagger(Recording).spans(SENTENCES, [11])) == [Span(11, 14, "PERSON")]


GATE = [
    ("郭晓彤说好", True),
    ("阿卜杜拉·买买提", True),
    ("强志刚来了", True),
    ("今的是不", False),
    ("12345 abc", False),
    ("", False),
    ("王", False),
]


@pytest.mark.parametrize(("sentence", "asked"), GATE)
def test_the_gate_lets_through_what_can_hold_a_name(sentence: str, asked: bool) -> None:
    inner = Recording()
    list(SentenceTagger(lambda: inner).spans(sentence))
    assert inner.asked == [sentence] * asked


def test_a_sentence_is_asked_for_once_and_only_when_its_turn_comes() -> None:
    inner = Recording()
    tagger = SentenceTagger(lambda: inner)
    tagger.prime(["郭晓彤说好。", "今天郭晓彤没来。郭晓彤说好。"])
    assert inner.asked == []
    for _ in range(2):
        assert list(tagger.spans("好。郭晓彤说好。")) == [Span(2, 5, "PERSON")]
    assert inner.asked == ["郭晓彤说好。"]
