"""Names that no cue announces."""

import pytest

from leakguard.detection.person.statistics import likely_names

LIKELY = [
    ("邵文斌", ["邵文斌"]),
    ("昨天邵文斌把货退了", ["邵文斌"]),
    ("薛佳音和裴元庆", ["薛佳音", "裴元庆"]),
    ("宋嘉豪来过，郭晓彤没来", ["宋嘉豪", "郭晓彤"]),
    ("欧阳慕青到了", ["欧阳慕青"]),
    ("王芳来了", []),
    ("高级方便面", []),
    ("成本价销售", []),
    ("今天天气好，温度适宜", []),
    ("于是就退了", []),
    ("安全第一", []),
    ("明天上午", []),
    ("13902746158", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), LIKELY)
def test_likely_names(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in likely_names(text)] == expected
