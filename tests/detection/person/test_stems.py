"""Names known by their stems."""

import pytest

from leakguard.detection.person.stems import spans

NAMES = [
    ("扎西次仁", "扎西次仁"),
    ("扎西次仁，您好", "扎西次仁"),
    ("阿不都·克里木", "阿不都·克里木"),
    ("阿里木•买买提 139", "阿里木•买买提"),
    ("阿迪力·吐尔逊，您好", "阿迪力·吐尔逊"),
    ("娜仁高娃", "娜仁高娃"),
    ("古丽", None),
    ("我喜欢古丽的歌", None),
    ("旦增 曲珍", None),
    ("邵文斌", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_names(text: str, name: str | None) -> None:
    assert {text[start:end] for start, end in spans(text)} == ({name} if name else set())


@pytest.mark.parametrize("text", ["昨天扎西次仁来了", "问过扎西次仁以后再发", "请把货给扎西次仁"])
def test_stems_side_by_side_in_running_text(text: str) -> None:
    assert "扎西次仁" in [text[start:end] for start, end in spans(text)]
