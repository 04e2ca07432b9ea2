"""What speaks for a name, and what is left of it after what speaks against it."""

from collections.abc import Sequence

import pytest

from leakguard.detection.candidate import THRESHOLD, Candidate
from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.detector import Detector
from leakguard.detection.headers import Meaning
from leakguard.detection.person import PersonEngine
from leakguard.detection.tagging.sentences import SentenceTagger
from leakguard.detection.tagging.spans import Span
from leakguard.text import fold

CATALOGUE = load_catalogue()
DETECTOR = Detector(CATALOGUE)


class Asked:
    """Marks nothing and remembers what it was asked."""

    name = "asked"

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def tag(self, sentences: Sequence[str]) -> list[list[Span]]:
        self.sentences += sentences
        return [[] for _ in sentences]


def propose(text: str, *known: str, engine: PersonEngine | None = None, tagging: bool = True) -> list[Candidate]:
    settled = [c for c in DETECTOR.candidates(text, Meaning()) if c.recognizer.entity != "PERSON"]
    proposed = (engine or PersonEngine(CATALOGUE)).propose(fold(text), settled, frozenset(known), tagging=tagging)
    return sorted(proposed, key=lambda c: c.start)


def believed(text: str, *known: str) -> list[tuple[str, set[str]]]:
    """The names that would be reported, each with what speaks for it."""
    return [
        (text[c.start : c.end], {e.name for e in c.evidence if e.weight > 0})
        for c in propose(text, *known)
        if c.score >= THRESHOLD
    ]


EVIDENCE = [
    ("收货人：裘丽娜", "裘丽娜", "label"),
    ("裘丽娜说好", "裘丽娜", "before-what-people-do"),
    ("裘丽娜 13902746158", "裘丽娜", "beside"),
    ("出席：龚建华、成功", "成功", "in-a-list-of-names"),
    ("1. 薛佳音\n2. 裴元庆\n3. 高兴", "高兴", "column-of-names-numbered-line"),
    ("扎西次仁，您好", "扎西次仁", "stems-of-minority-names"),
    ("刚才裴元庆看过了", "裴元庆", "reads-like-a-name"),
    ("王先生，样品寄了吗", "王先生", "partial"),
]


@pytest.mark.parametrize(("text", "name", "evidence"), EVIDENCE)
def test_what_speaks_for_a_name(text: str, name: str, evidence: str) -> None:
    assert evidence in dict(believed(text))[name]


NOTHING = [
    "",
    "abc 123",
    "今天天气好",
    "黄桃、白桃、杨梅",
    "浙江省杭州市西湖区文三路207号",
    "棉麻裴元庆女夏季新款宽松显瘦",
    "李宁男鞋",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_not_believed(text: str) -> None:
    assert believed(text) == []


def test_what_the_text_proves_is_found_again() -> None:
    first, again = believed("收货人：裘丽\n裘丽那份也要")
    assert "label" in first[1]
    assert again == ("裘丽", {"proved-in-this-file"})


def test_what_the_file_has_proved_elsewhere_is_found() -> None:
    assert believed("裘丽那份也要") == []
    assert believed("裘丽那份也要", "裘丽") == [("裘丽", {"proved-in-this-file"})]


@pytest.mark.parametrize(
    ("text", "count"), [("平安说没收到", 1), ("让平安签收", 1), ("平安，在吗", 1), ("一路平安到家", 0)]
)
def test_an_ordinary_word_that_is_proved_counts_only_where_a_person_can_stand(text: str, count: int) -> None:
    assert len(believed(text, "平安")) == count


def test_two_pieces_of_evidence_are_better_than_one() -> None:
    scores = [max(c.score for c in propose(text)) for text in ("刚才裴元庆看过了", "刚才裴元庆说好", "收货人：裴元庆")]
    assert scores == sorted(scores)
    assert len(set(scores)) == 3


def test_a_name_inside_an_address_is_worth_less() -> None:
    inside = propose("浙江省杭州市西湖区裴元庆路207号")
    assert all(c.score < THRESHOLD for c in inside)


ASKED = [
    ("刚才裴元庆看过了，孟洁没看", True, ["刚才裴元庆看过了,孟洁没看"]),
    ("收货人：裘丽娜", True, []),
    ("于是高兴了", True, []),
    ("刚才裴元庆看过了，孟洁没看", False, []),
]


@pytest.mark.parametrize(("text", "tagging", "sentences"), ASKED)
def test_the_tagger_is_asked_about_what_nothing_else_has_settled(
    text: str, tagging: bool, sentences: list[str]
) -> None:
    asked = Asked()
    propose(text, engine=PersonEngine(CATALOGUE, SentenceTagger(lambda: asked)), tagging=tagging)
    assert asked.sentences == sentences


def test_without_its_recognizer_it_proposes_nothing() -> None:
    assert propose("收货人：裘丽娜", engine=PersonEngine([r for r in CATALOGUE if r.engine != "person"])) == []
