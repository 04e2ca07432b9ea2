"""Frames: the names that stand in them."""

import pytest

from leakguard.detection import names
from leakguard.detection.person.frames import Frame, Reading, cues

FRAMES = [
    ("收件人[:](?P<v>{any_name})", "收件人:邵文斌,收件人:强志刚", ["邵文斌", "强志刚"]),
    ("收件人[:](?P<v>{any_name})", "收件人:", []),
    ("<to>(?P<v>{rare_name})", "转交占小海留下", ["占小海"]),
    ("<to>(?P<v>{rare_name})", "转交13902746158", []),
    ("祝(?P<v>{name})(?=生日)", "祝卢思雨生日快乐", ["卢思雨"]),
    ("祝(?P<v>{name})(?=生日)", "祝卢思雨新年快乐", []),
    ("(?<![\u4e00-\u9fff])(?P<v>{name})", "快递邵文斌，邵文斌", ["邵文斌"]),
    ("(?<![\u4e00-\u9fff])(?P<v>{name})(?=<says>)", "邵文斌说好，经营者说好", ["邵文斌"]),
    ("(?P<v>{name})(?=的)", "当季新款的", []),
    ("(?<![A-Za-z])(?P<v>{latin})", "to Siti Nurhaliza", ["Siti Nurhaliza"]),
]


@pytest.mark.parametrize(("regex", "text", "expected"), FRAMES)
def test_names_in_a_frame(regex: str, text: str, expected: list[str]) -> None:
    starts = [index for index, char in enumerate(text) if char in names.firsts()]
    assert [text[start:end] for start, end in Frame(regex).spans(Reading(text), starts)] == expected


def test_frames_that_begin_with_the_name_are_tried_only_at_the_places_given() -> None:
    frame, text = Frame("(?P<v>{name})(?=收)"), "邵文斌收，郭晓彤收"
    assert list(frame.spans(Reading(text), [5])) == [(5, 8)]


@pytest.mark.parametrize(
    ("part", "word"),
    [("role", "业务员"), ("kin", "女儿"), ("says", "投诉"), ("title", "先生"), ("to", "转交"), ("formal", "甲方")],
)
def test_parts_of_the_cues(part: str, word: str) -> None:
    assert word in cues(part).removeprefix("(?:").removesuffix(")").split("|")


def test_longer_words_come_first() -> None:
    lengths = [len(word) for word in cues("role").removeprefix("(?:").removesuffix(")").split("|")]
    assert lengths == sorted(lengths, reverse=True)


READINGS = [
    ("name", "邵文斌的", ["邵文斌", "邵文"]),
    ("name", "强志刚", []),
    ("rare_name", "强志刚", ["强志刚", "强志"]),
    ("any_name", "方方", ["方方"]),
]


@pytest.mark.parametrize(("macro", "text", "expected"), READINGS)
def test_a_reading_gives_each_time_what_the_macro_gives(macro: str, text: str, expected: list[str]) -> None:
    reading = Reading(text)
    for _ in range(2):
        assert list(dict.fromkeys(text[:end] for end in reading.ends(macro, 0))) == expected


@pytest.mark.parametrize(
    ("marked", "expected"), [("联系|邵文斌", True), ("|方便面", True), ("当|季新款", False), ("经|营者", False)]
)
def test_no_name_begins_where_a_common_word_runs_across(marked: str, expected: bool) -> None:
    reading = Reading(marked.replace("|", ""))
    assert [reading.may_begin(marked.index("|")) for _ in range(2)] == [expected] * 2
