"""Surnames by how much they say."""

import pytest

from leakguard.detection import lexicons


@pytest.mark.parametrize(
    ("tier", "some"),
    [
        ("strong", ["王", "占", "仝", "爨", "乜"]),
        ("weak", ["强", "昌", "代"]),
        ("labelled", ["保", "过", "彩"]),
        ("compound", ["欧阳", "司徒", "第五", "司馬"]),
    ],
)
def test_each_surname_stands_in_one_tier(tier: str, some: list[str]) -> None:
    known = lexicons.surnames()
    tiers = {name: getattr(known, name) for name in ("strong", "weak", "labelled", "compound")}
    for surname in some:
        assert [name for name, surnames in tiers.items() if surname in surnames] == [tier]


def test_compound_surnames_have_two_characters_and_the_others_one() -> None:
    known = lexicons.surnames()
    assert {len(surname) for surname in known.strong | known.weak | known.labelled} == {1}
    assert {len(surname) for surname in known.compound} == {2}


@pytest.mark.parametrize(("char", "expected"), [("王", True), ("强", True), ("第", True), ("保", False), ("的", False)])
def test_what_a_name_in_running_text_can_begin_with(char: str, expected: bool) -> None:
    assert (char in lexicons.surnames().first_characters) is expected


def test_comments_and_blank_lines_are_no_lines() -> None:
    assert all(line and not line.startswith("#") for line in lexicons.lines("person_cues.txt"))
