"""What a tagger marks is cut or joined where the grammar of names knows better."""

import re

import pytest

from leakguard.detection.person.tagged import names_in
from leakguard.detection.tagging.spans import Span

SPANS = [
    ("昨天[李思远]签收", ["李思远"]),
    ("[张丽][王磊]到", ["张丽", "王磊"]),
    ("[占小]海留下", ["占小海"]),
    ("[邵文斌说]好", ["邵文斌"]),
    ("快[递邵文斌]来", ["邵文斌"]),
    ("[小邵文]斌说", ["邵文斌"]),
    ("[欧阳]静怡说", ["欧阳静怡"]),
    ("[龚建]华、", ["龚建华"]),
    ("[陈建国先生]你好", ["陈建国"]),
    ("[陈建国]先生你好", ["陈建国"]),
    ("[阿不都·克里木]说", ["阿不都·克里木"]),
    ("[米雪莹·]", ["米雪莹"]),
    ("[王]先生", []),
    ("[孙]", []),
    ("[Michael]", []),
]


def tagged(marked: str, label: str = "PERSON", confidence: float | None = None) -> tuple[str, list[Span]]:
    """A text and the spans that are in brackets."""
    offsets = [m.start() - index for index, m in enumerate(re.finditer(r"[\[\]]", marked))]
    spans = [Span(start, end, label, confidence) for start, end in zip(offsets[::2], offsets[1::2], strict=True)]
    return re.sub(r"[\[\]]", "", marked), spans


@pytest.mark.parametrize(("marked", "expected"), SPANS)
def test_names_in_spans(marked: str, expected: list[str]) -> None:
    text, spans = tagged(marked)
    assert [text[start:end] for start, end, _ in names_in(text, spans)] == expected


@pytest.mark.parametrize("label", ["PLACE", "ORGANISATION"])
def test_only_persons(label: str) -> None:
    assert list(names_in(*tagged("[邵文斌]说好", label))) == []


def test_spans_that_overlap_give_one_name() -> None:
    assert list(names_in("邵文斌说好", [Span(0, 2, "PERSON"), Span(1, 3, "PERSON")])) == [(0, 3, None)]


SURE = [
    ("快[递邵文斌]来", ["邵文斌"]),
    ("[邵文斌的]家属", ["邵文斌"]),
    ("[邵文斌义]到了", ["邵文斌义"]),
    ("[邵 敏]说好", ["邵 敏"]),
    ("[米雪莹·]", ["米雪莹"]),
    ("[Michael Chan]", ["Michael Chan"]),
    ("[CHAN TAI-MAN]", ["CHAN TAI-MAN"]),
    ("[Michael]", []),
    ("[邵]", []),
    ("[12]", []),
]


@pytest.mark.parametrize(("marked", "expected"), SURE)
def test_spans_of_a_tagger_that_says_how_sure_it_is_stay(marked: str, expected: list[str]) -> None:
    text, spans = tagged(marked, confidence=0.9)
    found = list(names_in(text, spans))
    assert [text[start:end] for start, end, _ in found] == expected
    assert [confidence for _, _, confidence in found] == [0.9] * len(expected)
