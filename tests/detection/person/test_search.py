"""Frames in a long text: found by their anchors they are the same as found everywhere."""

import pytest

from leakguard.detection import names
from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.person.frames import Frame, Reading
from leakguard.detection.person.search import FrameSearch

CATALOGUE = load_catalogue()
PATTERNS = [pattern for r in CATALOGUE if r.engine == "person" for pattern in r.patterns]
FRAMES = [Frame(pattern.regex) for pattern in PATTERNS]
SEARCH = FrameSearch(FRAMES)
TEXTS = [example.text for r in CATALOGUE for example in (*r.true_examples, *r.false_examples)] + [
    "@邵文斌 在吗", "邵文斌(男，28岁)", "Dear Zhang Weiting", "旅客 SHEN/QINGHE MS", "扎西次仁·多吉", "王先生，您好", "我女儿华念", "王.小.明",
    "name: lin yutong", "不是邵文兵，是邵文斌，不是别人", "邵文斌妈妈：请假", "此致敬礼\n邵文斌", "包裹是邵文斌的件", "邵文斌 12:03", "Ann Mok (passport)",
]  # fmt: skip


@pytest.mark.parametrize("joiner", ["\n", "，", ""], ids=["lines", "commas", "glued"])
@pytest.mark.parametrize("number", range(len(FRAMES)), ids=[pattern.id for pattern in PATTERNS])
def test_a_frame_finds_the_same_by_its_anchor(number: int, joiner: str) -> None:
    text = joiner.join(TEXTS)
    starts = [index for index, char in enumerate(text) if char in names.firsts()]
    stretches = SEARCH.stretches(text.lower())
    found = list(SEARCH.spans(number, Reading(text), stretches))
    assert found == list(FRAMES[number].spans(Reading(text), starts))


@pytest.mark.parametrize("text", ["", "abc", "联系" * 1_500, "邵文斌" * 1_500, "王先生，" * 1_500], ids=len)
def test_hostile_texts_find_the_same(text: str) -> None:
    starts = [index for index, char in enumerate(text) if char in names.firsts()]
    stretches, reading = SEARCH.stretches(text.lower()), Reading(text)
    for number, frame in enumerate(FRAMES):
        assert list(SEARCH.spans(number, reading, stretches)) == list(frame.spans(reading, starts)), PATTERNS[number].id
