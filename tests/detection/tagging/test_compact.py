"""The compact tagger: what it marks, and that it marks the same however texts are put together."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import chain

import numpy as np
import pytest
from numpy.typing import NDArray

from leakguard.detection.tagging import compact, labels
from leakguard.detection.tagging.compact import CompactTagger
from leakguard.detection.tagging.spans import Span

ADDRESS = "浙江省杭州市西湖区文三路478号华星时代广场3幢1205室"
MARKED = [
    ("昨天李思远签收了吗", [("李思远", "PERSON")]),
    (f"收件人：郭晓彤，电话13902746158，地址：{ADDRESS}", [("郭晓彤", "PERSON"), (ADDRESS, "ADDRESS")]),
    ("今天天气不错，下午发货", []),
    ("棉麻新款宽松显瘦连衣裙，两件包邮", []),
]
TEXTS = [
    "",
    "王",
    "a",
    "\n",
    "好的",
    "𠮷野家的王建国说𠮷字打不出来",
    "😀郭晓彤😀收",
    "郭晓彤\ud83d说好",
    "\ufffd\uffff\x00\x01",
    "e\u0301 Michael Chan \u200b收",
    f"收件人：郭晓彤，电话13902746158，地址：{ADDRESS}",
    "昨天李思远签收了吗\n张丽和王磊都没收到包裹，麻烦联系一下陈建国",
    "１３９收货人：裘丽娜　广东省深圳市南山区科技园南路８号",
]
"""Among them lone surrogates, and characters beyond the basic plane."""


@pytest.fixture(scope="module")
def tagger() -> CompactTagger:
    return CompactTagger({})


def talk(count: int) -> str:
    """As many messages in a row."""
    messages = [text for text in TEXTS if len(text) > 9] + [text for text, _ in MARKED]
    return "\n".join(random.Random(count).choices(messages, k=count))


def shapes(spans: Sequence[Span]) -> list[tuple[int, int, str]]:
    """Spans without their confidence, whose last digits depend on the length of the rows."""
    return [span[:3] for span in spans]


@pytest.mark.parametrize(("text", "marked"), MARKED)
def test_names_and_addresses(tagger: CompactTagger, text: str, marked: list[tuple[str, str]]) -> None:
    found = [span for span in tagger.spans(text) if span.label in ("PERSON", "ADDRESS")]
    assert [(text[span.start : span.end], span.label) for span in found] == marked
    assert all(span.confidence and 0 < span.confidence <= 1 for span in found)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_spans_are_legal(tagger: CompactTagger, text: str) -> None:
    at = 0
    for span in tagger.tag([text])[0]:
        assert at <= span.start < span.end <= len(text)
        assert span.label in labels.TYPES
        at = span.end


def test_batches_change_nothing(tagger: CompactTagger) -> None:
    texts = [*TEXTS, talk(30), *TEXTS[::-1], talk(200)]
    alone = [tagger.tag([text])[0] for text in texts]
    together = tagger.tag(texts)
    assert list(map(shapes, together)) == list(map(shapes, alone))
    for one, two in zip(chain.from_iterable(together), chain.from_iterable(alone), strict=True):
        assert one.confidence == pytest.approx(two.confidence, abs=1e-4)
    assert tagger.tag([]) == []


@pytest.mark.parametrize("start", [0, 1, 500, 975, 992, 1008, 1500, 3000])
def test_a_long_text_is_read_as_its_stretches_are(tagger: CompactTagger, start: int) -> None:
    """Away from both ends of a stretch by more than the model sees, and more than a span with what mends it."""
    text = talk(250)
    assert len(text) > 4000
    end, margin = start + 700, 100
    whole, (stretch,) = list(tagger.spans(text)), tagger.tag([text[start:end]])
    inner = range(start + margin if start else 0, end - margin)
    expected = [(a, b, label) for a, b, label in shapes(whole) if a in inner and b in inner]
    found = [(start + a, start + b, label) for a, b, label in shapes(stretch)]
    assert expected
    assert [span for span in found if span[0] in inner and span[1] in inner] == expected


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_primed_or_not(text: str) -> None:
    primed, fresh = CompactTagger({}), CompactTagger({})
    primed.prime([talk(10), text, *TEXTS, text])
    assert shapes(list(primed.spans(text))) == shapes(list(fresh.spans(text)))
    assert primed.hints(text) == fresh.hints(text)
    assert list(fresh.spans(text)) == list(fresh.spans(text, places=[]))


class Counting(CompactTagger):
    """Remembers how many characters were read."""

    read = 0

    def scores(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], list[tuple[int, int]]]:
        self.read += sum(map(len, texts))
        return super().scores(texts)


def test_each_text_is_read_once() -> None:
    tagger = Counting({})
    text = MARKED[0][0]
    tagger.prime([text, text])
    tagger.prime([text])
    list(tagger.spans(text))
    tagger.hints(text)
    assert tagger.read == len(text)


def test_what_cannot_hold_a_name_is_not_read() -> None:
    tagger = Counting({})
    tagger.prime(["", "王", "12345", "，。！", "a1b2"])
    assert [list(tagger.spans(text)) for text in ("", "王", "139 0274 6158")] == [[], [], []]
    assert tagger.read == 0


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compact, "_CACHE_CHARACTERS", 100)
    tagger = CompactTagger({})
    for number in range(40):
        list(tagger.spans(f"收件人：郭晓彤，第{number}号"))
        assert sum(map(len, tagger._known)) <= 100 + 20
    assert shapes(list(tagger.spans("收件人：郭晓彤，第0号")))[0] == (4, 7, "PERSON")


def test_hints_hold_what_is_marked(tagger: CompactTagger) -> None:
    for text, marked in MARKED:
        hints = tagger.hints(text)
        for span in tagger.spans(text):
            assert span.label != "PERSON" or hints.names.issuperset(range(span.start, span.end))
        assert hints.addresses or "ADDRESS" not in dict(marked).values()


def test_biases_find_more_or_less() -> None:
    text = MARKED[0][0]
    all_of_it = CompactTagger({"PERSON": 1e3}).tag([text])[0]
    assert {span.label for span in all_of_it} == {"PERSON"}
    assert sum(span.end - span.start for span in all_of_it) == len(text)
    nothing = CompactTagger(dict.fromkeys(labels.TYPES, -1e3))
    assert nothing.tag([text]) == [[]]


class Told(CompactTagger):
    """In place of the model: for each text the scores that speak for the tags which a row names."""

    rows: Sequence[str] = ()

    def scores(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], list[tuple[int, int]]]:
        scores = np.zeros((sum(map(len, texts)), len(labels.TAGS)), np.float32)
        for index, tag in enumerate(" ".join(self.rows).split()):
            short, _, more = tag.partition("/")
            for value, each in ((4.0, short), (3.0, more or short)):
                scores[index, labels.TAGS.index(each if each == "O" else f"{each[0]}-{NAMES[each[1]]}")] = value
        ends = np.cumsum([len(text) for text in texts]).tolist()
        return scores, list(zip([0, *ends], ends, strict=False))


NAMES = {"p": "PERSON", "a": "ADDRESS"}
MENDED = [
    ("O Bp Ip Ep O", [(1, 4, "PERSON")]),
    ("O Bp Ip/Ep O O", [(1, 3, "PERSON")]),
    ("O Ip/Bp Ip Ep O", [(1, 4, "PERSON")]),
    ("Bp Ip Ip/Ep", [(0, 3, "PERSON")]),
    ("O O/Bp Ep O O", [(1, 3, "PERSON")]),
    ("O Ep/O O O O", []),
    ("Bp Ep O O O O O Ba Ea/Ia Ea", [(0, 2, "PERSON"), (7, 10, "ADDRESS")]),
    ("Bp Ip/Ep O O Ia/Ba Ea", [(0, 2, "PERSON"), (4, 6, "ADDRESS")]),
]


@pytest.mark.parametrize(("written", "spans"), MENDED)
def test_rows_that_are_not_legal_are_mended(written: str, spans: list[tuple[int, int, str]]) -> None:
    """``Ip/Ep`` is a character that looks most like an I and next most like an E."""
    tagger = Told({})
    tagger.rows = [written]
    assert shapes(tagger.tag(["王" * len(written.split())])[0]) == spans


def test_a_model_of_ones_own() -> None:
    model = compact.bundled("recognizers").joinpath("tagger", compact.MODEL).read_bytes()
    assert shapes(CompactTagger({}, model=model).tag(["昨天李思远签收了吗"])[0]) == [(2, 5, "PERSON")]


def test_a_long_text_gives_what_its_pieces_give(tagger: CompactTagger) -> None:
    line = "收货人：裘丽娜，电话13902746158，地址：余杭区文一西路969号3幢201室，谢谢老板\n"
    text = line * 4_000
    spans = list(tagger.spans(text))
    (one,) = tagger.tag([line * 3])
    middle = [span for span in one if len(line) <= span.start < 2 * len(line)]
    expected = {(span.start - len(line), span.end - len(line), span.label) for span in middle}
    for at in range(1, 3_999):
        found = {
            (s.start - at * len(line), s.end - at * len(line), s.label) for s in spans if s.start // len(line) == at
        }
        assert found == expected
