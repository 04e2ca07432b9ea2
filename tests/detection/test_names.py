"""What each macro takes for a name, and what only looks like one."""

import re

import pytest

from leakguard.detection import names

MACROS = [
    ("name", "王小明", ["王小明", "王小"]),
    ("name", "王小明说", ["王小明", "王小"]),
    ("name", "欧阳静怡", ["欧阳静怡", "欧阳静", "欧阳"]),
    ("name", "阚清和", ["阚清和", "阚清"]),
    ("name", "阚清和平", ["阚清"]),
    ("name", "王的明", []),
    ("name", "方便面", []),
    ("name", "强志刚", []),
    ("name", "保国强", []),
    ("rare_name", "强志刚", ["强志刚", "强志"]),
    ("rare_name", "保国强", []),
    ("rare_name", "韩青方婕", ["韩青方婕", "韩青方", "韩青"]),
    ("rare_name", "韩青方婕说", ["韩青方", "韩青"]),
    ("any_name", "张陈雨霏", ["张陈雨霏", "张陈雨", "张陈"]),
    ("any_name", "保国强", ["保国强", "保国"]),
    ("any_name", "阿卜杜拉·买买提", ["阿卜杜拉·买买提"]),
    ("any_name", "娜仁高娃", ["娜仁高娃", "娜仁高", "娜仁"]),
    ("any_name", "黄\U000248fb", ["黄\U000248fb"]),
    ("any_name", "高兴", ["高兴"]),
    ("any_name", "王 小 明", ["王 小 明"]),
    ("any_name", "王/小/明", ["王/小/明"]),
    ("any_name", "Li Guoqiang", ["Li Guoqiang"]),
    ("any_name", "LIN/YUTONG", ["LIN/YUTONG"]),
    ("any_name", "lin yutong", ["lin yutong"]),
    ("any_name", "13902746158", []),
    ("split", "王.小.明", ["王.小.明"]),
    ("split", "王/小/明", ["王/小/明"]),
    ("split", "李*晓*晓", ["李*晓*晓"]),
    ("split", "王.小/明", []),
    ("split", "王.小.明.天", []),
    ("split", "方.便.面", []),
    ("split", "红 黄 蓝", []),
    ("split", "王 小", []),
    ("title", "王先生", ["王先生"]),
    ("title", "欧阳女士", ["欧阳女士"]),
    ("title", "刘总", ["刘总"]),
    ("title", "保先生", []),
    ("title", "强老师", []),
    ("short_han", "图雅", ["图雅"]),
    ("short_han", "欧阳静怡", ["欧阳静怡"]),
    ("short_han", "一二三四", []),
    ("short_han", "王", []),
    ("dotted", "阿不都.克里木", ["阿不都.克里木"]),
    ("dotted", "张·", []),
    ("latin", "Siti Nurhaliza", ["Siti Nurhaliza"]),
    ("latin", "Siti", []),
]


@pytest.mark.parametrize(("macro", "text", "expected"), MACROS)
def test_what_a_macro_matches_the_likeliest_first(macro: str, text: str, expected: list[str]) -> None:
    assert list(dict.fromkeys(text[:end] for end in names.MACROS[macro](text, 0))) == expected


@pytest.mark.parametrize(("macro", "text", "expected"), MACROS)
def test_limits_that_are_said_of_a_macro_hold(macro: str, text: str, expected: list[str]) -> None:
    firsts = names.first_characters(macro)
    for name in expected:
        assert len(name) <= names.LONGEST[macro]
        assert firsts is None or name[0] in firsts
        assert macro not in names.SHAPES or re.match(names.SHAPES[macro], name)


@pytest.mark.parametrize("macro", sorted(names.MACROS))
def test_no_macro_fails_at_the_end_of_a_text(macro: str) -> None:
    for text in ("", "王", "A", "·"):
        assert all(end <= len(text) for end in names.MACROS[macro](text, len(text)))


PREDICATES = {
    names.is_rare_word: (["余音", "王磊"], ["高兴", "弓箭", "手机", "余音绕"]),
    names.is_ordinary_word: (["高兴", "弓箭", "方便", "经营者"], ["王磊", "邵文斌"]),
    names.holds_a_word: (
        ["何方式", "商品自", "方便面", "高兴了"],
        ["王小明", "何若兰", "陈国庆", "张海洋", "王磊", "欧阳静怡"],
    ),
    names.may_be_a_name: (
        ["王磊", "邵文斌", "强志刚", "扎西次仁", "阿卜杜拉·买买提"],
        ["高兴", "电话", "李宁", "孙悟空", "成本价", "方向盘", "于是就"],
    ),
    names.begins_with_a_brand: (["乔丹格", "李宁男", "安踏鞋"], ["李宁", "王小明", "周黑鸭"]),
    names.is_public: (["李宁", "乔丹", "孙悟空", "周黑鸭"], ["王小明", "邵文斌"]),
    names.is_listed_public: (["李宁", "乔丹"], ["李宁男", "安踏鞋"]),
    names.is_field_word: (["电话", "家里", "联系电话", "居民代表", "五万元"], ["王磊", "高兴"]),
    names.is_name: (["王小明", "邵文", "欧阳静怡"], ["韩青方婕", "保国强", "昌国富", "王小明天"]),
}


@pytest.mark.parametrize(
    ("predicate", "word", "expected"),
    [(p, word, side == 0) for p, sides in PREDICATES.items() for side, words in enumerate(sides) for word in words],
)
def test_what_a_word_is(predicate, word: str, expected: bool) -> None:
    assert predicate(word) is expected


@pytest.mark.parametrize("name", ["张三", "李四", "王某某", "某先生", "张××"])
def test_names_that_stand_for_nobody(name: str) -> None:
    assert names.PLACEHOLDER.fullmatch(name)
