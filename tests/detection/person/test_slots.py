"""Columns of names inside a text."""

import pytest

from leakguard.detection.person.slots import columns

COLUMNS = [
    ("1. 薛佳音\n2. 裴元庆\n3. 高兴", "numbered-line", ["薛佳音", "裴元庆", "高兴"]),
    ("(1) 3-502 薛佳音\n(2) 5-101 裴元庆", "numbered-line", ["薛佳音", "裴元庆"]),
    ("1.薛佳音 2.裴元庆 3.高兴", "numbered-item", ["薛佳音", "裴元庆", "高兴"]),
    ("薛佳音,139\n裴元庆,138\n高兴,137", "first-field", ["薛佳音", "裴元庆", "高兴"]),
    ("a1,薛佳音,x\na2,裴元庆,y", "second-field", ["薛佳音", "裴元庆"]),
    ("- 薛佳音\n- 裴元庆", "bullet", ["薛佳音", "裴元庆"]),
    ("3-502薛佳音、3-501裴元庆", "after-room", ["薛佳音", "裴元庆"]),
    ("薛佳音/裴元庆/高兴", "each-by-slash", ["薛佳音", "裴元庆", "高兴"]),
    ("1. 扎西次仁\n2. 欧阳静怡", "numbered-line", ["扎西次仁", "欧阳静怡"]),
]
NO_COLUMNS = [
    "",
    "薛佳音",
    "1. 薛佳音",
    "1. 薛佳音\n2. 包装",
    "1. 黄桃\n2. 白桃\n3. 杨梅",
    "1. 李宁\n2. 乔丹\n3. 周大福",
    "1. 电话\n2. 地址\n3. 姓名",
    "1. 薛佳音\n2. 裴元庆\n3. 电话\n4. 金额\n5. 数量",
    "薛佳音说好\n裴元庆说不好",
]


@pytest.mark.parametrize(("text", "kind", "expected"), COLUMNS)
def test_columns(text: str, kind: str, expected: list[str]) -> None:
    assert [text[start:end] for found, start, end in columns(text) if found == kind] == expected


@pytest.mark.parametrize("text", NO_COLUMNS)
def test_too_few_names_make_no_column(text: str) -> None:
    assert list(columns(text)) == []
