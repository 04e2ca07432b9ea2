"""The legal classes: one for every entity, the same in the recognizers, and never more than is cited."""

from __future__ import annotations

import re

import pytest

from leakguard.detection.catalogue import load_catalogue
from leakguard.entities import ENTITIES
from leakguard.legal import CATEGORIES, legal, wording
from leakguard.policy import bundled_policies

RECOGNIZERS = load_catalogue().recognizers


@pytest.mark.parametrize("name", RECOGNIZERS)
def test_recognizers_say_the_same(name):
    recognizer = RECOGNIZERS[name]
    found, told = legal(recognizer.entity, recognizer.kind), recognizer.legal
    assert (told.category, told.confidence, told.clause) == (found.category, found.confidence, found.clause)


@pytest.mark.parametrize("entity", ENTITIES)
def test_every_entity_has_a_class_that_fits_its_kind(entity):
    found = legal(entity)
    assert found.category in CATEGORIES
    assert found.cites
    classes = {"linkable": {"linkable"}, "not_personal": {"not-personal"}}
    assert found.category in classes.get(ENTITIES[entity], {"general", "sensitive", "conservative-sensitive"})


@pytest.mark.parametrize(
    ("entity", "kind", "category", "confidence", "severity", "thresholds"),
    [
        ("PERSON", None, "general", "certain", "medium", (5000, 2500)),
        ("PHONE_NUMBER", "mobile", "general", "certain", "medium", (5000, 2500)),
        ("PHONE_NUMBER", "virtual", "general", "likely", "low", (5000, 2500)),
        ("PHONE_NUMBER", "service", "not-personal", "certain", "medium", None),
        ("CN_RESIDENT_ID", None, "conservative-sensitive", "likely", "high", (5000, 2500)),
        ("CN_BANK_CARD", "card", "sensitive", "certain", "critical", (50, 25)),
        ("ALIPAY_ACCOUNT", None, "sensitive", "likely", "critical", (5000, 2500)),
        ("CN_MILITARY_ID", None, "sensitive", "likely", "critical", (5000, 2500)),
        ("ORDER_ID", None, "linkable", "likely", "low", (500, 250)),
        ("HK_ID", None, "conservative-sensitive", "likely", "high", None),
        ("CN_USCC", None, "not-personal", "likely", "low", None),
        ("SHOP_BADGE", None, "general", "likely", "medium", None),
    ],
)
def test_classes(entity, kind, category, confidence, severity, thresholds):
    found = legal(entity, kind)
    assert (found.category, found.confidence) == (category, confidence)
    assert found.severity == (severity if category != "not-personal" else "low")
    assert found.halved == thresholds


@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_sentences_say_how_sure_they_are_and_that_standards_are_no_law(entity, language):
    sentence = legal(entity).sentence(language)
    sure = {"certain": ("确定", "certain"), "likely": ("多半", "likely")}[legal(entity).confidence]
    assert sure[language == "en"] in sentence
    cited = [cite for cite in legal(entity).cites if re.match(r"(GB|JR)/T", cite.en)]
    assert all(cite.force == "recommended" for cite in cited)
    assert sentence.count("非法律" if language == "zh" else "not law") == len(cited)


def test_a_bare_resident_id_is_told_with_both_standards():
    sentence = legal("CN_RESIDENT_ID").sentence("en")
    assert "GB/T 35273-2020" in sentence
    assert "GB/T 45574-2025" in sentence
    assert sentence.startswith("treated as sensitive")


@pytest.mark.parametrize("name", bundled_policies())
def test_policies_keep_to_the_wording_rules(name):
    """Masking is never called anonymisation, and a recommended standard never law."""
    text = re.sub(r"\s+", "", bundled_policies()[name])
    assert len(re.findall("匿名化", text)) == len(re.findall("不是匿名化", text))
    assert len(re.findall("anonymis", text)) == len(re.findall("not(?:thesameas|)anonymis", text))
    assert "违法" not in text.replace("不等于违法", "")
    assert "illegal" not in text.replace("notthesameasbeingillegal", "")
    for line in bundled_policies()[name].splitlines():
        if re.match(r"\s+- GB/T", line):
            assert "推荐性" in line


def test_the_rules_of_wording_are_there():
    for rule in ("standards", "masking", "confidence", "counting"):
        assert wording(rule, "zh")
        assert wording(rule, "en")
