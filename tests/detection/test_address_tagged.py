"""Addresses that only a tagger sees: which of its spans become candidates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.detector import Detector
from leakguard.detection.tagging.spans import Hints, Span


class Marking:
    """A tagger that marks one stretch of whatever text it is given."""

    name = "marking"
    marks_addresses = True

    def __init__(self, marked: str, label: str = "ADDRESS", confidence: float | None = 0.95) -> None:
        self._marked, self._label, self._confidence = marked, label, confidence

    def prime(self, texts: Iterable[str]) -> None:
        """Nothing."""

    def hints(self, text: str) -> Hints:
        return Hints(frozenset(range(len(text))), True)

    def spans(self, text: str, places: Iterable[int] | None = None) -> Iterator[Span]:
        start = text.find(self._marked)
        if start >= 0:
            yield Span(start, start + len(self._marked), self._label, self._confidence)


def found(tagger: Marking, text: str) -> list[tuple[str, str]]:
    findings = Detector(load_catalogue(), tagger=tagger).find(text)
    return [(finding.value, finding.evidence[-1].kind) for finding in findings if finding.entity == "ADDRESS"]


UNKNOWN = "老庙后头第二进院子东厢房里屋"


def test_what_the_grammar_cannot_read_is_found_by_the_tagger() -> None:
    assert found(Marking(UNKNOWN), f"东西送到{UNKNOWN}，谢谢") == [(UNKNOWN, "tagger")]


@pytest.mark.parametrize(
    ("tagger", "text"),
    [
        pytest.param(Marking(UNKNOWN, confidence=0.4), f"东西送到{UNKNOWN}，谢谢", id="not sure enough"),
        pytest.param(Marking(UNKNOWN, confidence=None), f"东西送到{UNKNOWN}，谢谢", id="does not say how sure"),
        pytest.param(Marking(UNKNOWN, label="PLACE"), f"东西送到{UNKNOWN}，谢谢", id="a bare region"),
        pytest.param(Marking("黄河边上那个大转盘"), "我在黄河边上那个大转盘等你", id="nothing finer than a region"),
        pytest.param(Marking("河边大院"), "东西送到河边大院，谢谢", id="too short"),
    ],
)
def test_what_is_left_alone(tagger: Marking, text: str) -> None:
    assert found(tagger, text) == []


def test_the_grammar_keeps_its_bounds() -> None:
    text = "地址：杭州市余杭区文一西路969号3幢201室前台"
    assert found(Marking("杭州市余杭区文一西路969号3幢201室前台"), text)[0][1] == "grammar"


def test_headers_are_not_tagged() -> None:
    detector = Detector(load_catalogue(), tagger=Marking(UNKNOWN))
    assert detector.without_values(UNKNOWN) == UNKNOWN
