"""How much a string looks like a name by its characters alone."""

import pytest

from leakguard.detection.name_odds import odds


@pytest.mark.parametrize("name", ["王磊", "敖德珍", "邵文斌", "郭晓彤", "欧阳静怡", "上官燕", "陈建国"])
def test_names_read_like_names(name: str) -> None:
    assert odds(name) > 2


@pytest.mark.parametrize("text", ["", "A", "方向盘", "成本价", "经营者", "于是就", "时候到", "ab"])
def test_other_text_does_not(text: str) -> None:
    assert odds(text) < 0


@pytest.mark.parametrize(
    ("likelier", "than"),
    [
        ("王磊", "王的"),
        ("王磊", "成磊"),
        ("上官燕", "上官"),
        ("邵文斌", "邵文不"),
        ("欧阳静怡", "今天静怡"),
        ("郭晓彤", "方向盘"),
    ],
)
def test_one_reads_more_like_a_name_than_another(likelier: str, than: str) -> None:
    assert odds(likelier) > odds(than)


def test_a_character_never_seen_in_a_given_name_costs_something() -> None:
    assert odds("王\U00020164") < odds("王")
