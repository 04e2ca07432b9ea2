"""The level of a leak: every boundary, everything that raises it, and that nothing is said beyond the sources."""

from __future__ import annotations

import json
import re
from typing import get_args

import pytest

from leakguard import documents
from leakguard.census import HAVING, PersonCount
from leakguard.census.headers import header_parts
from leakguard.legal import Confidence
from leakguard.resources import bundled
from leakguard.severity import Severity, assess

RULES = documents.load(bundled("recognizers").joinpath("severity.yaml"))
HAN = re.compile("[\u4e00-\u9fff]")


def assessed(distinct: int = 0, hidden: int = 0, **having: int) -> Severity:
    told = {name.replace("_", "-"): count for name, count in having.items()}
    return assess(PersonCount(distinct, hidden, told), {"PERSON": distinct + hidden}, {"PERSON": hidden})


LEVELS = [
    (0, {}, 0),
    (1, {}, 2),
    (24, {}, 2),
    (25, {}, 3),
    (2_499, {}, 3),
    (2_500, {}, 4),
    (24_999, {}, 4),
    (25_000, {}, 5),
    (999_999, {}, 5),
    (1_000_000, {}, 6),
    (1, {"conservative_sensitive": 1}, 3),
    (1, {"sensitive": 1}, 4),
    (24, {"sensitive": 24}, 4),
    (25, {"sensitive": 25}, 5),
    (25, {"sensitive": 24}, 4),
    (1_000_000, {"sensitive": 1}, 6),
    # Order content adds one beside its own numbers.
    (249, {"order": 249}, 3 + 1),
    (250, {"order": 250}, 4 + 1),
    (2_499, {"order": 2_499}, 4 + 1),
    (2_500, {"order": 2_500}, 5),
]


@pytest.mark.parametrize(("distinct", "having", "level"), LEVELS)
def test_levels(distinct: int, having: dict[str, int], level: int) -> None:
    found = assessed(distinct, **having)
    assert (found.level, found.code) == (level, f"S{level}")
    assert sum(ground.raises for ground in found.grounds) == level
    assert found.grounds[0].id == "base"


BASES = [(249, 3), (250, 4), (2_499, 4), (2_500, 5)]


@pytest.mark.parametrize(("count", "base"), BASES)
def test_order_content_has_numbers_of_its_own(count: int, base: int) -> None:
    assert assessed(count, order=count).grounds[0].raises == base


RAISES = [
    ({}, 2, []),
    ({"name": 1, "phone": 1}, 2, []),
    ({"contact": 1}, 3, ["contact"]),
    ({"named_document": 1}, 3, ["named-document"]),
    ({"order": 1}, 3, ["order"]),
    ({"credential": 1}, 4, ["credential"]),
    ({"contact": 1, "order": 1, "order_contact": 1}, 4, ["contact", "order"]),
    ({"contact": 1, "credential": 1}, 5, ["contact", "credential"]),
    ({"contact": 1, "conservative_sensitive": 1, "document": 1, "named_document": 1}, 5, ["contact", "named-document"]),
    ({"minor": 1}, 5, ["minor"]),
    ({"contact": 1, "order": 1, "credential": 1}, 5, ["contact", "order", "credential", "cap"]),
    ({"sensitive": 1, "credential": 1, "contact": 1}, 5, ["contact", "credential", "cap"]),
]


@pytest.mark.parametrize(("having", "level", "grounds"), RAISES)
def test_what_raises_a_level(having: dict[str, int], level: int, grounds: list[str]) -> None:
    found = assessed(1, **having)
    assert found.level == level
    assert [ground.id for ground in found.grounds] == ["base", *grounds]
    assert sum(ground.raises for ground in found.grounds) == level


def test_nothing_raises_to_a_million() -> None:
    everything = dict.fromkeys(map(str, HAVING), 999_999)
    found = assess(PersonCount(999_999, 0, everything), {}, {})  # type: ignore[arg-type]
    assert found.level == 5
    assert found.grounds[-1].id == "cap"
    assert assess(PersonCount(1_000_000, 0, everything), {}, {}).level == 6  # type: ignore[arg-type]


HIDDEN = [
    (PersonCount(), {}, {}, 0),
    (PersonCount(), {"ORDER_ID": 9_000, "TRACKING_NUMBER": 9_000}, {}, 0),
    (PersonCount(), {"CN_USCC": 1, "SERVICE_NUMBER": 2}, {}, 0),
    (PersonCount(masked=9_000), {"PHONE_NUMBER": 9_000}, {"PHONE_NUMBER": 9_000}, 1),
    (PersonCount(), {"PHONE_NUMBER": 3}, {}, 1),
    (PersonCount(), {"SHOP_MEMBER": 3}, {"SHOP_MEMBER": 3}, 1),
    (PersonCount(1, 9_000), {"PHONE_NUMBER": 9_001}, {"PHONE_NUMBER": 9_000}, 2),
    (PersonCount(0, 30, {"order": 30}), {"PERSON": 30}, {"PERSON": 30}, 1),
]


@pytest.mark.parametrize(("persons", "entities", "masked", "level"), HIDDEN)
def test_what_is_hidden_or_only_leads_to_a_person(
    persons: PersonCount, entities: dict[str, int], masked: dict[str, int], level: int
) -> None:
    assert assess(persons, entities, masked).level == level


def test_every_condition_of_the_level_is_told() -> None:
    text = assessed(2_600, sensitive=3).grounds[0].text
    assert "3 人有敏感个人信息；2,600 人" in text.zh
    assert "information: 3; persons" in text.en


@pytest.mark.parametrize(
    ("having", "reached"),
    [
        ({"property": 24}, {}),
        ({"property": 25}, {"property": "halved"}),
        ({"property": 50}, {"property": "full"}),
        ({"order": 249}, {}),
        ({"order": 250}, {"order": "halved"}),
        ({"order": 500}, {"order": "full"}),
    ],
)
def test_thresholds_of_few_kinds(having: dict[str, int], reached: dict[str, str]) -> None:
    assert crossed(assessed(500, **having)) == reached


@pytest.mark.parametrize(
    ("distinct", "reached"), [(2_499, {}), (2_500, {"general": "halved"}), (5_000, {"general": "full"})]
)
def test_threshold_of_everybody(distinct: int, reached: dict[str, str]) -> None:
    assert crossed(assessed(distinct)) == reached


def crossed(found: Severity) -> dict[str, str]:
    return {each.id: "full" if each.reaches_full else "halved" for each in found.thresholds if each.reaches_halved}


def test_thresholds_are_shown_with_their_halves() -> None:
    shown = [(each.id, each.full, each.halved) for each in assessed().thresholds]
    assert shown == [("property", 50, 25), ("order", 500, 250), ("general", 5000, 2500)]


def test_kinds_are_added_up_in_proportion() -> None:
    found = assessed(2_600, property=20, order=200)
    assert crossed(found) == {"general": "halved"}
    assert found.mixed.share * 5000 == 20 * 100 + 200 * 10 + 2_400
    assert found.mixed.reaches_full
    half = assessed(200, property=10, order=150).mixed
    assert (half.reaches_full, half.reaches_halved) == (False, True)
    assert assessed(100, order=100).mixed.share * 5 == 1  # nobody counts twice


@pytest.mark.parametrize(
    ("distinct", "hidden", "applying"),
    [
        (0, 0, set()),
        (0, 1, {"remedy", "notice"}),
        (999_999, 0, {"remedy", "notice"}),
        (1_000_000, 0, {"remedy", "notice", "incident-report"}),
    ],
)
def test_duties(distinct: int, hidden: int, applying: set[str]) -> None:
    found = assessed(distinct, hidden)
    assert {duty.id for duty in found.duties if duty.applies} == applying
    report = found.duties[-1]
    assert "4 小时" in report.within.zh
    assert ("没有报告义务" in report.text.zh) != report.applies


def test_minors() -> None:
    assert assess(PersonCount(3, 0, {"minor": 2}), {}, {}).minors == 2
    assert assess(PersonCount(3), {}, {}).minors == 0
    unknown = assess(PersonCount(3, minors_known=False), {}, {})
    assert unknown.minors is None
    assert "28" in unknown.minors_rule.clause.en


def test_unlinked_sources_are_told() -> None:
    assert assess(PersonCount(3), {}, {}).notes == ()
    (note,) = assess(PersonCount(3, linked=False), {}, {}).notes
    assert "重复" in note.zh


def test_as_json() -> None:
    told = json.loads(json.dumps(assessed(600, 3, order=600, contact=600).as_dict()))
    assert told["level"] == "S5"
    assert [each["id"] for each in told["grounds"]] == ["base", "contact", "order", "cap"]
    order = told["thresholds"][1]
    assert (order["counted"], order["full"], order["halved"]) == (600, 500, 250)
    assert (order["reaches_full"], order["confidence"]) == (True, "certain")
    assert told["mixed"]["share"] == 1.2
    assert told["minors"]["count"] == 0


def test_every_statement_is_bilingual_and_sourced() -> None:
    """What YAML misreads (a bare yes, a colon) would not be text; English ones may hold Chinese titles only in a clause."""
    seen = 0

    def look(node: object, key: str = "") -> None:
        nonlocal seen
        if isinstance(node, list):
            for each in node:
                look(each, key)
        if not isinstance(node, dict):
            return
        if "zh" in node:
            seen += 1
            assert isinstance(node["zh"], str)
            assert isinstance(node["en"], str)
            assert HAN.search(node["zh"])
            assert key == "clause" or not HAN.search(node["en"].replace("较大 (larger)", ""))
            assert re.findall(r"\{\w+\}", node["zh"]) == re.findall(r"\{\w+\}", node["en"])
        if "clause" in node:
            assert node["confidence"] in get_args(Confidence)
        for name, each in node.items():
            look(each, str(name))

    look(RULES)
    assert seen > 40


def test_lines_count_what_is_known() -> None:
    known = {*HAVING, "persons", "hidden", "anyone"}
    lines = [line for level in RULES["levels"] for line in level["when"]]
    lines += [*RULES["raises"]["lines"], *RULES["thresholds"], *RULES["duties"]]
    assert {line["count"] for line in lines} <= known
    assert [level["level"] for level in RULES["levels"]] == list(range(7))


def test_what_is_recalled_only_is_told_as_such() -> None:
    """The tenfold of art. 5(2) and the counting of art. 11 are from memory."""
    assert {each.id: each.confidence for each in assessed().remarks} == {
        "halved": "certain", "very-serious": "recalled", "counting": "recalled",
    }  # fmt: skip


def test_levels_are_no_legal_grading_and_counts_are_no_items() -> None:
    found = assessed(30)
    assert "不是法律上的分级" in found.proposal.zh
    assert "no legal grading" in found.proposal.en
    assert "不是法院认定的条数" in found.caveat.zh
    assert "not what a court counts" in found.caveat.en


@pytest.mark.parametrize(
    ("what", "header", "holds"),
    [
        ("order_content", "宝贝标题", True),
        ("order_content", "买家实付金额", True),
        ("order_content", "item_name", True),
        ("order_content", "购买数量", True),
        ("order_content", "收货人", False),
        ("order_content", "收货地址", False),
        ("order_content", "shipping_name", False),
        ("order_content", "付款账号", False),
        ("credentials", "登录密码", True),
        ("credentials", "user_password", True),
        ("credentials", "验证码", False),
        ("credentials", "取件码", False),
        ("credentials", "shipping_name", False),
    ],
)
def test_header_parts(what: str, header: str, holds: bool) -> None:
    assert any(part in header for part in header_parts(what)) is holds  # type: ignore[arg-type]


def test_what_was_not_read_may_be_worse() -> None:
    told = assess(PersonCount(), {}, {}, unread=1)
    assert (told.level, told.partial) == (0, True)
    assert "可能更高" in told.notes[0].zh
    assert not any("没有发现" in duty.text.zh for duty in told.duties if not duty.applies)
    assert not assess(PersonCount(), {}, {}).partial
