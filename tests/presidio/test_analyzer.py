"""leakguard inside Presidio: both roads give the same, with Presidio's real engines."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig

import leakguard
from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.detector import Detector
from leakguard.entities import ENTITIES
from leakguard.errors import UsageError
from leakguard.presidio import analyzer, recognizers
from leakguard.presidio.engine import BlankNlpEngine
from leakguard.presidio.operators import operators

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))

TEXTS = [
    "",
    " \n\t",
    "好的亲，明天发货",
    "收货人：陈立军　电话：１８６７０３５２９１４",
    "张三，86-13902746158，江苏省苏州市姑苏区平江路2号",
    "13902746158 13902746159 13902746158",
    "13902746158\n13902746158",
    "138****8000 已打码，真号是13902746158",
    "邮箱 chen.lijun@example.com，支付宝chen.lijun@example.com",
    "客服热线400-820-6617，投诉12315",
    "👍🏽13902746158👨‍👩‍👧 𠮷野家 𠮷",
    "电话一三九零二七四六一五八转8001",
    "订单3500833054799047566，微信 chixt_0221，QQ 691745474",
    "身份证11010519491231002X，住址北京市朝阳区建国路88号院3号楼1201室",
    "e\u0301 13902746158 \u200b139\u200b0274\u200b6158",
    "\r\n电话：\r\n13902746158\r\n",
]


@pytest.fixture(scope="module")
def engine() -> AnalyzerEngine:
    return analyzer()


def by_leakguard(text, header=None):
    return sorted((f.start, f.end, f.entity, f.score) for f in leakguard.find(text, header))


def by_presidio(results):
    return sorted((r.start, r.end, r.entity_type, r.score) for r in results)


@pytest.mark.parametrize("text", TEXTS)
def test_both_roads_give_the_same(engine, text):
    assert by_presidio(engine.analyze(text, "zh")) == by_leakguard(text)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_both_roads_give_the_same_on_the_samples(engine, path):
    text = path.read_text("utf-8")
    assert by_leakguard(text)
    assert by_presidio(engine.analyze(text, "zh")) == by_leakguard(text)


def test_both_roads_give_the_same_on_every_example_of_the_catalogue(engine):
    for recognizer in load_catalogue():
        for example in (*recognizer.true_examples, *recognizer.false_examples):
            assert by_presidio(engine.analyze(example.text, "zh")) == by_leakguard(example.text), recognizer.id


def test_spacys_limit_on_the_length_of_a_text_is_lifted(engine):
    assert engine.nlp_engine.nlp["zh"].max_length > 1_000_000


def test_only_our_recognizers_are_in_the_registry(engine):
    assert {type(r).__module__ for r in engine.get_recognizers()} == {"leakguard.presidio.recognizing"}
    assert engine.supported_languages == ["zh"]


def test_there_is_one_recognizer_for_each_personal_or_linkable_entity():
    found = [r.supported_entities for r in recognizers()]
    entities = {r.entity for r in load_catalogue()}
    assert sorted(entity for (entity,) in found) == sorted(e for e in entities if ENTITIES.get(e) != "not_personal")
    assert {r.supported_language for r in recognizers()} == {"zh"}


def test_what_is_not_personal_is_found_when_named():
    (only,) = recognizers(entities=["SERVICE_NUMBER"])
    assert [r.entity_type for r in only.analyze("客服热线400-820-6617", ["SERVICE_NUMBER"], None)] == ["SERVICE_NUMBER"]
    with pytest.raises(UsageError, match="no entity 'PHONE'"):
        recognizers(entities=["PHONE"])


def test_the_text_is_read_once_for_all_recognizers(engine, monkeypatch):
    texts = []
    find = Detector.find
    monkeypatch.setattr(
        Detector, "find", lambda self, text, header=None: texts.append(text) or find(self, text, header)
    )
    for _ in range(2):
        engine.analyze("电话：13902746158", "zh")
    assert texts == ["电话：13902746158"] * 2


def test_nothing_is_remembered_after_the_analysis(engine):
    artifacts = engine.nlp_engine.process_text("电话：13902746158", "zh")
    engine.analyze("电话：13902746158", "zh", nlp_artifacts=artifacts)
    reading = engine.registry.recognizers[0]._reading
    assert len(reading._memo) == 1
    gone = weakref.ref(artifacts)
    del artifacts
    gc.collect()
    assert gone() is None
    assert len(reading._memo) == 0


def test_artifacts_used_again_for_another_text_do_no_harm(engine):
    artifacts = engine.nlp_engine.process_text("x", "zh")
    for text in TEXTS[3:7]:
        assert by_presidio(engine.analyze(text, "zh", nlp_artifacts=artifacts)) == by_leakguard(text)


def test_a_single_entity_can_be_asked_for_or_removed():
    text = "陈立军的电话：13902746158，邮箱 chen.lijun@example.com"
    engine = analyzer()
    assert [r.entity_type for r in engine.analyze(text, "zh", entities=["PHONE_NUMBER"])] == ["PHONE_NUMBER"]
    engine.registry.remove_recognizer("leakguard:PHONE_NUMBER")
    left = {r.entity_type for r in engine.analyze(text, "zh")}
    assert "PHONE_NUMBER" not in left
    assert "EMAIL_ADDRESS" in left


def test_they_work_in_a_registry_beside_others():
    from presidio_analyzer.predefined_recognizers import CreditCardRecognizer

    registry = RecognizerRegistry([CreditCardRecognizer(supported_language="zh")], supported_languages=["zh"])
    for recognizer in recognizers():
        registry.add_recognizer(recognizer)
    engine = AnalyzerEngine(registry=registry, nlp_engine=BlankNlpEngine(), supported_languages=["zh"])
    found = {r.entity_type for r in engine.analyze("电话：13902746158 card 4111111111111111", "zh")}
    assert {"PHONE_NUMBER", "CREDIT_CARD"} <= found


def test_a_result_says_why_without_the_value(engine):
    value = "13902746158"
    (result,) = engine.analyze(f"联系电话：{value}", "zh", return_decision_process=True)
    why, (finding,) = result.analysis_explanation, leakguard.find(f"联系电话：{value}")
    assert why.recognizer == finding.recognizer == "cn-mobile"
    assert why.pattern_name == finding.evidence[0].name
    assert why.score == finding.score
    assert why.original_score + why.score_context_improvement == pytest.approx(finding.score)
    assert why.score_context_improvement > 0
    assert why.supportive_context_word == "电话"
    assert why.validation_result is True
    for piece in finding.evidence:
        assert piece.name in why.textual_explanation
    assert value not in repr(why)
    metadata = result.recognition_metadata
    assert metadata[RecognizerResult.RECOGNIZER_NAME_KEY] == "leakguard:PHONE_NUMBER"
    assert metadata[RecognizerResult.RECOGNIZER_IDENTIFIER_KEY].startswith("leakguard:PHONE_NUMBER")
    assert (metadata["leakguard_recognizer"], metadata["kind"], metadata["masked"]) == ("cn-mobile", "mobile", False)


def test_no_explanation_of_the_samples_holds_a_value(engine):
    for path in SAMPLES:
        text = path.read_text("utf-8")
        for result in engine.analyze(text, "zh", return_decision_process=True):
            assert text[result.start : result.end] not in repr(result.analysis_explanation)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("收货人姓名", "池晓棠"),
        ("支付宝账号", "13902746158"),
        ("买家留言", "打13902746158"),
        ("price", "13902746158"),
        ("QQ", "6917454743"),
    ],
)
def test_a_context_word_that_is_a_header_is_read_as_one(engine, header, value):
    assert by_presidio(engine.analyze(value, "zh", context=[header])) == by_leakguard(value, header)


def test_the_keys_of_a_table_reach_the_recognizers(engine):
    table = {"收货人姓名": ["池晓棠", "戚海峰"], "备注": ["打13902746158", "无"]}
    found = {r.key: r.recognizer_results for r in BatchAnalyzerEngine(engine).analyze_dict(table, language="zh")}
    for header, values in table.items():
        assert [by_presidio(cell) for cell in found[header]] == [by_leakguard(value, header) for value in values]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_analyzer_and_anonymizer_end_to_end(engine, path):
    text = path.read_text("utf-8")
    anonymizer = AnonymizerEngine()
    for operator in operators():
        anonymizer.add_anonymizer(operator)
    results = engine.analyze(text, "zh")
    config = {"DEFAULT": OperatorConfig("leakguard_replace")}
    redacted = anonymizer.anonymize(text, results, config, merge_entities_with_spaces=False).text
    expected, end = [], 0
    for finding in leakguard.find(text):
        expected += [text[end : finding.start], f"<{finding.entity}>"]
        end = finding.end
    assert redacted == "".join([*expected, text[end:]])
    assert engine.analyze(redacted, "zh") == []


def test_masks_per_entity_end_to_end(engine):
    text = "收件人：池晓棠，电话13902746158，地址江苏省常州市钟楼区怀德中路158号7幢402"
    anonymizer = AnonymizerEngine()
    for operator in operators():
        anonymizer.add_anonymizer(operator)
    config = {
        "PERSON": OperatorConfig("leakguard_mask_name"),
        "PHONE_NUMBER": OperatorConfig("leakguard_mask_phone"),
        "ADDRESS": OperatorConfig("leakguard_mask_address"),
    }
    result = anonymizer.anonymize(text, engine.analyze(text, "zh"), config, merge_entities_with_spaces=False)
    assert result.text.startswith("收件人：池**，电话139****6158，地址江苏省常州市钟楼区*")
