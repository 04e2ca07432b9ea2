"""What is explained of a finding and of an entity: every section, in both languages, and no value."""

from __future__ import annotations

import json

import pytest

from leakguard.detection.catalogue import load_catalogue
from leakguard.entities import ENTITIES
from leakguard.findings import Evidence, Finding, Location
from leakguard.legal import legal
from leakguard.messages import ENTITY_TITLES, Texts
from leakguard.policy import load_policy
from leakguard.reports.explaining import Explanation, names, plain
from leakguard.reports.layout import PLAIN
from leakguard.reports.width import width

CATALOGUE = load_catalogue()
SHARE = load_policy("share")
CARD = "6222021234567890128"


def finding(**differs: object) -> Finding:
    fields: dict[str, object] = {
        "entity": "CN_BANK_CARD",
        "kind": "card",
        "start": 2,
        "end": 21,
        "score": 0.95,
        "recognizer": "cn-bank-card",
        "preview": "6******************",
        "value": CARD,
        "canonical": CARD,
        "evidence": (
            Evidence("pattern", "nineteen", 0.5),
            Evidence("check", "luhn:pass", 0.3),
            Evidence("context", "订单", -0.1),
        ),
        "location": Location("refunds.csv", "退款", 3, 2, "退款账号"),
    }
    return Finding(**{**fields, **differs})  # type: ignore[arg-type]


def told(explanation: Explanation, language: str = "zh", cells: int = 80) -> str:
    lines = list(explanation.render(Texts(language), cells, PLAIN))
    assert max(map(width, lines)) <= cells
    return "\n".join(lines)


@pytest.mark.parametrize("cells", [60, 80, 100])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("entity", ENTITIES)
def test_every_entity(entity: str, language: str, cells: int) -> None:
    explanation = Explanation(entity, CATALOGUE, SHARE)
    text = told(explanation, language, cells)
    assert text.splitlines()[0] == f"{Texts(language).entity(entity)} · {entity}"
    for recognizer in CATALOGUE.of_entity(entity):
        assert recognizer.id in text
    joined = "".join(line.strip() for line in text.splitlines()).replace(" ", "")
    for cite in legal(entity).cites:
        assert getattr(cite, language).replace(" ", "") in joined
    assert ("不是法院认定的条数" in joined) == (language == "zh" and bool(explanation.thresholds))


def test_a_finding() -> None:
    text = told(Explanation("CN_BANK_CARD", CATALOGUE, SHARE, finding()))
    for words in (
        f"{finding().id}: 银行卡号 · CN_BANK_CARD · card",
        "refunds.csv · 退款 第 4 行 第 3 列「退款账号」",
        "6******************",
        "+0.50  写法 nineteen",
        "+0.30  校验 luhn 通过",
        "-0.10  反对：附近有「订单」",
        "cn-bank-card: ",
        "敏感个人信息（确定）",
        "个人信息保护法第二十八条（金融账户）［法律、法规或规章］",
        "［推荐性标准，非法律］",
        "单独：50 条，减半 25 条",
        "（待核实）",
        "不是法院认定的条数",
        "类别：严重",
        "S4 较高",
        "不是法律上的分级",
        "规则 default",
        "禁止原样离开",
        "这一条不得原样离开",
    ):
        assert words in text.replace("\n    ", "")
    assert CARD not in text


@pytest.mark.parametrize(
    ("differs", "policy", "outcome"),
    [
        ({}, "share", "forbidden"),
        ({"masked": True}, "share", "masked"),
        ({"score": 0.3}, "share", "unsure"),
        ({"entity": "ORDER_ID", "kind": None, "recognizer": "order-id"}, "share", "kept"),
        (
            {"entity": "PHONE_NUMBER", "kind": "mobile", "recognizer": "cn-mobile", "masked": True},
            "waybill",
            "masked-if",
        ),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_policy_does_with_it(differs: dict[str, object], policy: str, outcome: str, language: str) -> None:
    item = finding(**differs)
    explanation = Explanation(item.entity, CATALOGUE, load_policy(policy), item)
    assert explanation.outcome == outcome
    text = told(explanation, language)
    said = Texts(language)(f"explain.outcome.{outcome}", least=explanation.rules[0].min_hidden, minimum="0.5")
    assert said.replace(" ", "") in text.replace("\n    ", "").replace(" ", "")


@pytest.mark.parametrize(
    ("entity", "level"),
    [("PERSON", "S2"), ("CN_RESIDENT_ID", "S3"), ("CN_BANK_CARD", "S4"), ("ORDER_ID", "S0"), ("SERVICE_NUMBER", "S0")],
)
def test_the_level_of_one_person(entity: str, level: str) -> None:
    assert Explanation(entity, CATALOGUE, SHARE).severity.code == level


def test_what_is_hidden_already_is_of_the_level_of_that() -> None:
    assert Explanation("CN_BANK_CARD", CATALOGUE, SHARE, finding(masked=True)).severity.code == "S1"


@pytest.mark.parametrize(
    ("entity", "thresholds"),
    [
        ("CN_BANK_CARD", {"alone": (50, 25)}),
        ("CN_RESIDENT_ID", {"alone": (5000, 2500), "least": (500, 250)}),
        ("ORDER_ID", {"least": (500, 250)}),
        ("HK_ID", {}),
    ],
)
def test_thresholds(entity: str, thresholds: dict[str, tuple[int, int]]) -> None:
    found = Explanation(entity, CATALOGUE, SHARE).thresholds
    assert {how: (each.full, each.halved) for how, each in found.items()} == thresholds


def test_all_rules_that_may_decide_about_an_entity() -> None:
    rules = {
        e: [rule.id for rule in Explanation(e, CATALOGUE, SHARE).rules] for e in ("ADDRESS", "ORDER_ID", "QQ_NUMBER")
    }
    assert rules == {"ADDRESS": ["regions", "default"], "ORDER_ID": ["linkable"], "QQ_NUMBER": ["default"]}


def test_kinds_of_another_class() -> None:
    phone = Explanation("PHONE_NUMBER", CATALOGUE, SHARE)
    assert {"virtual", "hk", "mo", "tw"} <= phone.kinds.keys()
    assert "第七十三条" in told(phone)
    assert Explanation("PHONE_NUMBER", CATALOGUE, SHARE, finding(entity="PHONE_NUMBER")).kinds == {}


def test_a_recognizer_that_is_not_loaded() -> None:
    text = told(Explanation("CN_BANK_CARD", CATALOGUE, SHARE, finding(recognizer="my-cards")))
    assert "my-cards 不在已装载的识别器中" in text


def test_hostile_texts_are_shown_as_text() -> None:
    item = finding(
        location=Location("a\x1b[31m.csv", "\u202esheet", 0, 0, "<b>\u200b"), recognizer="\x07x", kind="\x1bk"
    )
    text = told(Explanation("\x1bX", CATALOGUE, SHARE, item))
    assert not {"\x1b", "\u202e", "\u200b", "\x07"} & set(text)


def test_json() -> None:
    record = json.loads(json.dumps(Explanation("CN_BANK_CARD", CATALOGUE, SHARE, finding()).as_dict()))
    assert record["finding"]["id"] == finding().id
    assert record["recognizers"][0]["id"] == "cn-bank-card"
    assert record["thresholds"][0]["halved"] == 25
    assert record["law"]["citations"][0]["force"] == "law"
    assert record["policy"]["outcome"] == "forbidden"
    assert CARD not in json.dumps(record)
    entity = Explanation("CN_BANK_CARD", CATALOGUE, SHARE).as_dict()
    assert entity["finding"] is None
    assert entity["entity"]["title"] == {"zh": "银行卡号", "en": "bank card"}


def test_names_of_entities() -> None:
    called = names(CATALOGUE)
    for name, titles in ENTITY_TITLES.items():
        for word in (name, name.lower(), name.replace("_", "-"), *titles):
            assert called[plain(word)] == name
    for recognizer in CATALOGUE:
        assert {plain(title) for title in recognizer.title.values()} <= called.keys()
