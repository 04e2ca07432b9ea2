"""What speaks against a name in a text, and when nothing does."""

import pytest

from leakguard.detection.candidate import Candidate
from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.person.doubt import doubt, doubt_title, reads_like_a_title

PERSON = next(r for r in load_catalogue() if r.engine == "person")


def span(marked: str) -> tuple[str, int, int]:
    """A text without its marks, and where the marked name begins and ends."""
    return marked.replace("[", "").replace("]", ""), marked.index("["), marked.index("]") - 1


def doubts(marked: str, labelled: bool = False, beside: bool = False) -> dict[str, float]:
    text, start, end = span(marked)
    candidate = Candidate(PERSON, start, end, 0.9, text[start:end])
    doubt(candidate, text, start, end, labelled=labelled, beside=beside)
    assert candidate.score == pytest.approx(max(0, 0.9 + sum(e.weight for e in candidate.evidence)))
    return {e.name: e.weight for e in candidate.evidence}


RUNNING = [
    ("[王小明]来了", set()),
    ("[邵文斌]的快递", set()),
    ("[电话]", {"field-word"}),
    ("姓[丰名]初", {"field-word"}),
    ("[张三]", {"placeholder"}),
    ("[李宁]男鞋", {"brand-or-public-person"}),
    ("老[凤祥]", {"brand-or-public-person"}),
    ("[乔丹格]子衬衫", {"brand-or-public-person", "runs-into-a-word"}),
    ("[高兴]", {"ordinary-word"}),
    ("[杭州明]", {"begins-with-a-place"}),
    ("[何方式]", {"holds-a-word"}),
    ("[商品自]提", {"holds-a-word", "runs-into-a-word"}),
    ("[中山路]", {"ordinary-word", "road-or-place"}),
    ("[于小梅]说", {"preposition"}),
    ("[于小梅]，你好", set()),
    ("[王磊]公司", {"part-of-a-firm"}),
    ("[汤记]面馆", {"part-of-a-firm"}),
    ("[林芳]的小店", {"part-of-a-firm"}),
]
LABELLED = [
    ("收件人：[王小明]", set()),
    ("收件人：[高兴]", set()),
    ("收件人：[高兴]地收下", {"ordinary-word"}),
    ("收件人：[李宁]", set()),
    ("收件人：[金华英]", set()),
    ("收件人：[于小梅]说", set()),
    ("收件人：[电话]", {"field-word"}),
    ("收件人：[王某某]", {"placeholder"}),
]


@pytest.mark.parametrize(("marked", "expected"), RUNNING)
def test_in_running_text(marked: str, expected: set[str]) -> None:
    assert doubts(marked).keys() == expected


@pytest.mark.parametrize(("marked", "expected"), LABELLED)
def test_a_label_outweighs_most(marked: str, expected: set[str]) -> None:
    assert doubts(marked, labelled=True).keys() == expected


@pytest.mark.parametrize(
    ("more", "less"),
    [("[高兴]地", "[高兴]"), ("[高兴]，", "[余音]，"), ("你[高兴]说", "我妹[高兴]说")],
)
def test_an_ordinary_word_is_doubted_more_or_less(more: str, less: str) -> None:
    assert doubts(more)["ordinary-word"] < doubts(less)["ordinary-word"]


def test_a_brand_beside_a_number_is_doubted_less() -> None:
    beside = doubts("[李宁] 13902746158", beside=True)
    assert beside["brand-or-public-person"] > doubts("[李宁] 13902746158")["brand-or-public-person"]


TITLES = [
    ("棉麻[李思远]女夏季新款宽松显瘦", True),
    ("我买了[李思远]女夏季新款宽松显瘦", False),
    ("好的。[李思远]女", False),
    ("棉麻女夏季新款宽松显瘦。[李思远]", False),
    ("今天[李思远]来了没有告诉大家呢", False),
]


@pytest.mark.parametrize(("marked", "expected"), TITLES)
def test_the_title_of_goods(marked: str, expected: bool) -> None:
    text, start, end = span(marked)
    assert reads_like_a_title(text, start, end) is expected
    candidate = Candidate(PERSON, start, end, 0.9, text[start:end])
    doubt_title(candidate, text, start, end)
    assert [e.name for e in candidate.evidence] == ["reads-like-a-title"] * expected
