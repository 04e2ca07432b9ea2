"""Names: what is one, in which frame, and what only looks like one."""

import pytest

import leakguard
from leakguard.detection import names

FOUND = [
    ("收货人：裘丽娜", "裘丽娜"),
    ("户名卢思雨，卡号见下", "卢思雨"),
    ("我叫何若岚，昨天下的单", "何若岚"),
    ("俺娘叫祝小梅，不识字", "祝小梅"),
    ("包裹是郭晓彤女士签收的", "郭晓彤"),
    ("我婆婆龚秀兰在家", "龚秀兰"),
    ("快递员赵文博，13902746158", "赵文博"),
    ("麻烦转交邵文斌收", "邵文斌"),
    ("宋嘉豪的包裹还没到", "宋嘉豪"),
    ("祝卢思雨生日快乐", "卢思雨"),
    ("收货人改成郭晓彤 13902746158", "郭晓彤"),
    ("姓名写错了，是何若岚不是何若兰", "何若岚"),
    ("联系人：阿卜杜拉·买买提", "阿卜杜拉·买买提"),
    ("收件人: Michael Wong", "Michael Wong"),
    ("Attn: Li Guoqiang", "Li Guoqiang"),
    ("收貨人：劉國樑", "劉國樑"),
    ("收货人：高兴", "高兴"),
    ("扎西次仁，13902746158", "扎西次仁"),
    ("欧阳静怡 13902746158", "欧阳静怡"),
    ("收 件 人：王 小 明", "王 小 明"),
]

NOT_FOUND = [
    "李宁男鞋旗舰店新款",
    "张小泉菜刀，王老吉凉茶，周大福黄金",
    "高级方便面，安全第一",
    "电话：13902746158",
    "联系电话 13902746158",
    "收货人：必填",
    "收件人：姓名",
    "张某某、李某、王某甲三人",
    "白天没人，放门口",
    "浦发银行 6226226313831220",
    "诸葛亮羽扇，孙悟空面具",
    "全国包邮，于是下单",
]


@pytest.mark.parametrize(("text", "name"), FOUND)
def test_found(text: str, name: str) -> None:
    assert name in [f.value for f in leakguard.find(text) if f.entity == "PERSON"]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_not_found(text: str) -> None:
    assert [f.value for f in leakguard.find(text) if f.entity == "PERSON"] == []


def test_a_name_proved_once_is_found_again_in_the_text() -> None:
    found = leakguard.find("收货人：裘丽娜\n裘丽娜说还没收到，问下裘丽娜")
    assert [f.value for f in found] == ["裘丽娜"] * 3


def test_of_two_names_that_begin_alike_the_longer_wins() -> None:
    found = leakguard.find("收货人：王芳\n收货人：王芳华\n王芳华说王芳没来")
    assert [f.value for f in found] == ["王芳", "王芳华", "王芳华", "王芳"]


def test_surname_and_title_are_partial() -> None:
    (finding,) = leakguard.find("王先生，样品寄了吗")
    assert (finding.value, finding.kind) == ("王先生", "partial")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("王小明", "usual"),
        ("欧阳静怡", "usual"),
        ("阿卜杜拉·买买提", "dotted"),
        ("扎西次仁", "stem"),
        ("强志刚", "rare"),
        ("次旺", "none"),
        ("收到", "none"),
    ],
)
def test_shapes(name: str, expected: str) -> None:
    assert names.shape(name) == expected
