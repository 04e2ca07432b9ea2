"""Where a name can begin and end: what a common word across the place says, and what one that begins there says."""

import pytest

from leakguard.detection import boundary


def place(marked: str) -> tuple[str, int]:
    """A text and the offset at which it is marked with a bar."""
    return marked.replace("|", ""), marked.index("|")


@pytest.mark.parametrize(("often", "seldom"), [("经营", "弓箭"), ("手机", "高兴"), ("高兴", "余音"), ("余音", "张丽")])
def test_one_word_is_commoner_than_another(often: str, seldom: str) -> None:
    assert boundary.commonness(often) > boundary.commonness(seldom)


@pytest.mark.parametrize("text", ["", "名", "小海", "张丽", "经营者", "ab", "13"])
def test_what_is_no_common_word_of_two_characters(text: str) -> None:
    assert boundary.commonness(text) == 0


@pytest.mark.parametrize(
    "marked", ["|占小海", "占小海|", "占小海|，好", "好，|占小海", "a|占小海", "占小海|139", "占小海|\n", "|"]
)
def test_where_the_run_of_characters_ends_nothing_is_guessed(marked: str) -> None:
    assert boundary.likelihood(*place(marked)) == boundary.CERTAIN


@pytest.mark.parametrize("marked", ["占小海|留下", "邵文斌|手机号", "裴元庆|收到了", "王小|明天到"])
def test_a_common_word_that_begins_there_speaks_for_a_boundary(marked: str) -> None:
    assert boundary.likelihood(*place(marked)) > 0


@pytest.mark.parametrize("marked", ["经|营者", "方|便面", "当|季新款", "邵文斌手|机号"])
def test_a_common_word_across_the_place_speaks_against_it(marked: str) -> None:
    assert boundary.likelihood(*place(marked)) < 0


BEGINS = ["联系|贺知秋", "是|王小明", "跟|王小明", "您|王小明", "经|王小明同意"]
BEGINS_NOT = ["经|营者", "当|季新款", "商|品自提", "方|便面"]
ENDS = ["邵文斌|的快递", "邵文斌|来取", "邵文斌|没收到", "占小海|留下"]
ENDS_NOT = ["何方|式不限", "商品自|提点"]


@pytest.mark.parametrize("marked", BEGINS)
def test_a_name_begins_behind_a_word_and_behind_function_words(marked: str) -> None:
    assert boundary.before_name(*place(marked)) > 0


@pytest.mark.parametrize("marked", BEGINS_NOT)
def test_no_name_begins_inside_a_word_even_if_a_function_word_stands_before(marked: str) -> None:
    assert boundary.before_name(*place(marked)) < 0


@pytest.mark.parametrize("marked", ENDS)
def test_a_name_ends_before_a_word_and_before_function_words(marked: str) -> None:
    assert boundary.after_name(*place(marked)) > 0


@pytest.mark.parametrize("marked", ENDS_NOT)
def test_no_name_ends_inside_a_word(marked: str) -> None:
    assert boundary.after_name(*place(marked)) < 0
