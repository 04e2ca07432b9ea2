"""What neighbours prove: names alone in their line, names glued to the rest, and the triple of a virtual number."""

import itertools

import pytest

import leakguard
from leakguard.detection.blocks import Stretch, find_linked, link_block
from leakguard.detection.detector import Detector, default_detector

NAME, PHONE, ADDRESS = "郭晓彤", "13902746158", "江苏省苏州市姑苏区平江路2号"


def found(text: str) -> list[tuple[str, str]]:
    return [(f.entity, f.value) for f in leakguard.find(text)]


@pytest.mark.parametrize("separator", ["，", " ", "", "\n", "\r\n", ",", "；", "\t", "/", "|", "、", "-"])
@pytest.mark.parametrize("name", [NAME, "张三", "欧阳静怡"])
def test_name_phone_and_address_in_any_order_are_three_findings_of_one_record(name: str, separator: str) -> None:
    parts = [("PERSON", name), ("PHONE_NUMBER", PHONE), ("ADDRESS", ADDRESS)]
    for order in itertools.permutations(parts):
        text = separator.join(value for _, value in order)
        assert found(text) == list(order)
        assert len({f.group for f in leakguard.find(text)}) == 1


CHATS = [
    f"买家：{NAME}\n买家：{PHONE}\n买家：{ADDRESS}",
    f"10:02:11 买家: {NAME}\n10:02:20 客服: 好的\n10:02:30 买家: {PHONE}\n",
    f"[2024-05-01 12:03] 小鱼: {PHONE}\n[2024-05-01 12:04] 小鱼: {NAME}",
    f"小鱼 2024-05-01 12:03\n{NAME}\n\n小鱼 2024-05-01 12:04\n{PHONE}\n\n小鱼 2024-05-01 12:05\n{ADDRESS}\n",
]


@pytest.mark.parametrize("text", CHATS)
def test_a_name_alone_beside_a_number(text: str) -> None:
    (name,) = [f for f in leakguard.find(text) if f.entity == "PERSON"]
    assert name.value == text[name.start : name.end] == NAME
    assert any(e.kind == "neighbour" and e.name.endswith("-nearby") for e in name.evidence)
    assert {f.group for f in leakguard.find(text)} == {name.group}


ALONE = [
    f"买家：{NAME}\n好的\n嗯\n买家：{PHONE}",
    f"买家：{NAME}\n买家：138****8000",
    f"颜色：金晓彤\n好的\n{PHONE}",
    f"款式\n{PHONE}",
    f"白云\n好的\n{PHONE}",
    f"张三\n好的\n{PHONE}",
]
WORDS = ["好的", "谢谢", "收到", "明白", "在吗", "方便", "周末", "苏州", "白色"]


@pytest.mark.parametrize("text", ALONE)
def test_what_no_neighbour_speaks_for(text: str) -> None:
    assert not any(e.name.endswith("-nearby") for f in leakguard.find(text) for e in f.evidence)


@pytest.mark.parametrize("word", WORDS)
def test_words_are_no_names(word: str) -> None:
    assert "PERSON" not in [entity for entity, _ in found(f"买家：{word}\n买家：{PHONE}")]


TRIPLES = [
    "{n}[1234] {p}-1234 {a}[1234]",
    "{n}[1234]\n{p}转1234\n{a}[1234]",
    "{a}[1234]，{p}-1234，{n}[1234]",
    "收件人：{n}【1234】\n电话：{p}-1234\n地址：{a}【1234】",
]


@pytest.mark.parametrize("text", TRIPLES)
def test_the_three_places_of_an_extension_are_linked(text: str) -> None:
    text = text.format(n=NAME, p=PHONE, a=ADDRESS)
    findings = leakguard.find(text)
    linked = [f for f in findings if any(e.kind == "linked" and e.name == "virtual-suffix" for e in f.evidence)]
    assert linked == findings
    assert {NAME, ADDRESS} < {f.value for f in findings}
    assert sum("1234" in f.value for f in findings) == 1
    assert len({f.group for f in findings}) == 1
    assert all(text[f.start : f.end] == f.value for f in findings)


def test_another_extension_links_nothing() -> None:
    findings = leakguard.find(f"{NAME}[4321] {PHONE}-1234 {ADDRESS}")
    assert not any(e.kind == "linked" for f in findings for e in f.evidence)


def test_a_detector_that_was_not_asked_for_names_raises_none() -> None:
    detector = Detector(default_detector().catalogue, entities=["PHONE_NUMBER"])
    assert [f.entity for f in find_linked(detector, CHATS[0])] == ["PHONE_NUMBER"]


@pytest.mark.parametrize("text", [*CHATS, *ALONE])
def test_where_blocks_end_makes_no_difference(text: str) -> None:
    detector = default_detector()
    lines = [Stretch(line, detector.find(line)) for line in text.splitlines(keepends=True)]
    for cut in range(1, len(lines)):
        one, two = (join(part) for part in (lines[:cut], lines[cut:]))
        got = [f.value for f in link_block(detector, one, None, two)] + [
            f.value for f in link_block(detector, two, one, None)
        ]
        assert got == [value for _, value in found(text)]


def join(parts: list[Stretch]) -> Stretch:
    text, findings = "", []
    for part in parts:
        findings += [f.at(f.location, len(text)) for f in part.findings]
        text += part.text
    return Stretch(text, findings)
