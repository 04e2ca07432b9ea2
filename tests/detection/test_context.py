"""Weighing by words: the nearest on either side decides, clauses and other numbers are borders."""

import pytest

from leakguard.detection.candidate import Candidate
from leakguard.detection.context import VETO_WEIGHT, weigh
from leakguard.detection.recognizer import Context, Recognizer
from leakguard.text import fold

WORDS = Context(
    window=14,
    boost=("电话", "手机", "tel", "id no"),
    veto=("订单", "订单号", "尾号", "sku", "id"),
    boost_after=("同号", "联系"),
    veto_after=("元", "次"),
    strength=0.3,
)
VALUE = "13902746158"

CASES = [
    ("电话：{}", "电话"),
    ("电话 = '{}'", "电话"),
    ("TEL:{}", "tel"),
    ("hotel {}", None),
    ("telex{}", None),
    ("id no. {}", "id no"),
    ("订单号{}", "订单号"),
    ("订单电话{}", "电话"),
    ("电话，订单{}", "订单"),
    ("电话。{}", None),
    ("电话，{}", "电话"),
    ("电话，谢谢{}", None),
    ("电话 15902746138 {}", None),
    ("尾号6158 {}", None),
    ("{}同号", "同号"),
    ("{}，联系我", "联系"),
    ("{}要联系，请打", "联系"),
    ("{} 请打，联系", None),
    ("{}元", "元"),
    ("{}.50元", "元"),
    ("{}大约元", None),
    ("订单很多很多 {}同号", "同号"),
    ("手机号：\n{}", "手机"),
    ("手机号\n{}", None),
    ("订单很长很长很长很长很长很长很长很长{}", None),
    ("{}", None),
    ("", None),
]


def _candidate() -> Candidate:
    return Candidate(Recognizer("x", "PHONE_NUMBER", {}), 0, 0, 0.5, VALUE)


@pytest.mark.parametrize(("form", "word"), CASES)
def test_the_nearest_word_decides(form, word):
    text = fold(form.format(VALUE)).text.lower()
    start = max(text.find(VALUE), 0)
    candidate = _candidate()
    boosted = weigh(candidate, WORDS, text, start, start + len(VALUE))
    assert [e.name for e in candidate.evidence] == ([word] if word else [])
    assert boosted == (word in (*WORDS.boost, *WORDS.boost_after))


@pytest.mark.parametrize(("form", "score"), [("电话{}", 0.8), ("订单{}", 0.5 + VETO_WEIGHT), ("{}", 0.5)])
def test_weights(form, score):
    text = form.format(VALUE)
    start = text.index(VALUE)
    candidate = _candidate()
    weigh(candidate, WORDS, text, start, start + len(VALUE))
    assert candidate.score == pytest.approx(max(score, 0))


def test_no_words_no_weight():
    candidate = _candidate()
    assert not weigh(candidate, Context(), "电话13902746158", 2, 13)
    assert candidate.evidence == []
