"""Lines that say nothing but a name, behind whatever a chat record puts before it."""

import random

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from leakguard.detection.utterance import LAST_WORD, bare_name, speaks_alone

NAMES = [
    ("郭晓彤", "郭晓彤", None),
    (" 郭晓彤。\r", "郭晓彤", None),
    ("郭晓彤 收", "郭晓彤", None),
    ("买家：郭晓彤", "郭晓彤", "买家"),
    ("[2024-05-01 12:03] 小鱼: 郭晓彤", "郭晓彤", "小鱼"),
    ("10:02:11 买家: 欧阳静怡", "欧阳静怡", "买家"),
    ("2024/5/1 下午3:05 桃子：何若岚", "何若岚", "桃子"),
    ("12:03 郭晓彤", "郭晓彤", None),
    ("1. 郭晓彤", "郭晓彤", None),
    ('="郭晓彤"', "郭晓彤", None),
]


@pytest.mark.parametrize(("line", "name", "speaker"), NAMES)
def test_a_name_alone(line: str, name: str, speaker: str | None) -> None:
    said = bare_name(line)
    assert said is not None
    assert (line[said.start : said.end], said.speaker) == (name, speaker)


WORDS = "好的 谢谢 收到 明白 在吗 方便 可以 知道了 周末 苏州 白色 石墨黑 米白 红色 律师函 李宁 联系电话 王某某 郭晓彤你好 我是郭晓彤 <PERSON> 郭**"


@pytest.mark.parametrize("line", ["", "郭", *WORDS.split()])
def test_no_name(line: str) -> None:
    assert bare_name(line) is None
    assert bare_name(f"买家：{line}") is None


@pytest.mark.parametrize(("name", "doubtful"), [("郭晓彤", False), ("白云", True), ("张三", True), ("郭彤", False)])
def test_names_that_need_two_neighbours(name: str, doubtful: bool) -> None:
    said = bare_name(name)
    assert said is not None
    assert said.doubtful is doubtful


HEADS = [
    ("小鱼 2024-05-01 12:03", True),
    ("2024-05-01 12:03:22 小鱼(123456)", True),
    ("小鱼  12:03", True),
    ("10:02:11 买家: 好的", False),
    ("12:03 好的", False),
    ("好的", False),
]


@pytest.mark.parametrize(("line", "head"), HEADS)
def test_heads_of_messages(line: str, head: bool) -> None:
    assert speaks_alone(line) is head


def test_whatever_is_a_bare_name_ends_in_the_word_that_is_looked_for() -> None:
    draw = random.Random(5)
    pieces = [
        *"张王李明红强，。 :：[](（】收\n\u3000•",
        "欧阳修",
        "12:30",
        "2024-05-01 12:30:11",
        "客服小王：",
        "收",
        "12",
    ]
    lines = ["".join(draw.choices(pieces, k=draw.randint(1, 6))) for _ in range(40_000)]
    names = pa.array([line for line in lines if bare_name(line)], pa.string())
    assert len(names) > 500
    assert pc.all(pc.match_substring_regex(names, LAST_WORD)).as_py()
