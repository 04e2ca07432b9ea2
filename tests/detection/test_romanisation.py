"""Chinese names in Latin letters: what each kind matches at the start of a text."""

from collections.abc import Callable, Iterator

import pytest

from leakguard.detection import romanisation


def ends(kind: Callable[[str, int], Iterator[int]], text: str) -> list[str]:
    return [text[:end] for end in kind(text, 0)]


SMALL = [
    ("feng xiaoling", "feng xiaoling"),
    ("fengxiaoling", "fengxiaoling"),
    ("Feng xiaoling, ", "Feng xiaoling"),
    ("cheng yi fan", "cheng yi fan"),
    ("lvxiaoming", "lvxiaoming"),
    ("hello world", None),
    ("good morning", None),
    ("user name", None),
    ("wang", None),
    ("xiao ming@qq", None),
    ("zhangwei123", None),
]
CAPITALS = [
    ("WANG/XIAOMING", "WANG/XIAOMING"),
    ("WANG XIAOMING", "WANG XIAOMING"),
    ("WANG,LI", "WANG,LI"),
    ("WEI WANG", "WEI WANG"),
    ("SHEN/QINGHE MS", "SHEN/QINGHE"),
    ("HELLO WORLD", None),
    ("IN STOCK", None),
    ("XS XL", None),
    ("TANG DYNASTY", None),
    ("WANGXIAOMING", None),
]
TITLE_CASE = [
    ("Zhang Weiting", "Zhang Weiting"),
    ("Weiting Zhang", "Weiting Zhang"),
    ("Hello World", None),
    ("Wang Home", None),
    ("Kai Weiting", None),
    ("Zhang WeiTing", None),
]
ROMANISED = [
    ("Cindy Mok", ["Cindy Mok"]),
    ("Mok Cindy Wai", ["Mok Cindy Wai", "Mok Cindy"]),
    ("Ng, Mei Ling", ["Ng, Mei Ling", "Ng, Mei"]),
    ("Cindy Mok Street", ["Cindy Mok"]),
    ("Chan Tai Man Building", ["Chan Tai Man", "Chan Tai"]),
    ("Hong Kong", []),
    ("Lee Garden Road", []),
    ("Room Flat", []),
    ("Michael Smith", []),
    ("Wong", []),
]


@pytest.mark.parametrize(("text", "name"), SMALL)
def test_small_pinyin(text: str, name: str | None) -> None:
    assert list(dict.fromkeys(ends(romanisation.pinyin_words, text))) == ([name] if name else [])


@pytest.mark.parametrize(("text", "name"), CAPITALS)
def test_capitals(text: str, name: str | None) -> None:
    assert ends(romanisation.capitals, text) == ([name] if name else [])


@pytest.mark.parametrize(("text", "name"), TITLE_CASE)
def test_title_case(text: str, name: str | None) -> None:
    assert ends(romanisation.title_case, text) == ([name] if name else [])


@pytest.mark.parametrize(("text", "names"), ROMANISED)
def test_words_one_of_which_is_a_surname_the_longest_first(text: str, names: list[str]) -> None:
    assert ends(romanisation.romanised, text) == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [("WhatsApp/WeChat", True), ("Cindy Mok Street", True), ("Cindy Mok", False), ("Li Guoqiang", False)],
)
def test_words_that_are_never_in_a_name(text: str, expected: bool) -> None:
    assert romanisation.holds_no_name(text) is expected
