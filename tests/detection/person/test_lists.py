"""The neighbours of a name in a list."""

import pytest

from leakguard.detection.person.lists import neighbours

LISTS = [
    ("出席:[龚建华]、米雪莹、成功", ["米雪莹", "成功"]),
    ("龚建华、米雪莹和[成功]都到了", ["米雪莹", "龚建华"]),
    ("出席:龚建华、[米雪莹]、成功", ["成功", "龚建华"]),
    ("[龚建华](主任)、米雪莹(会计)", ["米雪莹"]),
    ("[龚建华]3人、米雪莹2人", ["米雪莹"]),
    ("[龚建华] 米雪莹 成功", ["米雪莹", "成功"]),
    ("[龚建华]及米雪莹等5人", ["米雪莹"]),
    ("[龚建华];Li Guoqiang", ["Li Guoqiang"]),
    ("[龚建华]", []),
    ("[龚建华]，米雪莹来了", []),
    ("[龚建华]说、很好", []),
    ("[龚建华] 13902746158", []),
    ("[龚建华]、在家里等人", []),
]


@pytest.mark.parametrize(("marked", "expected"), LISTS)
def test_neighbours(marked: str, expected: list[str]) -> None:
    text, start, end = marked.replace("[", "").replace("]", ""), marked.index("["), marked.index("]") - 1
    assert [text[first:last] for first, last in neighbours(text, start, end)] == expected


def test_a_list_has_an_end() -> None:
    text = "、".join(["龚建华"] * 1_000)
    assert len(list(neighbours(text, 0, 3))) < 100
