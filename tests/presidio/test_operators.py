from __future__ import annotations

import pytest
from presidio_anonymizer import AnonymizerEngine, DeanonymizeEngine
from presidio_anonymizer.entities import InvalidParamError, OperatorConfig, OperatorResult, RecognizerResult

from leakguard.operators import OPERATORS, Context
from leakguard.presidio.operators import LeakguardRestore, operators

KEY = b"k" * 16


@pytest.fixture
def engine() -> AnonymizerEngine:
    engine = AnonymizerEngine()
    for operator in operators():
        engine.add_anonymizer(operator)
    return engine


def test_there_is_one_for_each_operator(engine):
    assert [operator.wraps for operator in operators()] == list(OPERATORS)
    assert {f"leakguard_{name}" for name in OPERATORS} <= set(engine.get_anonymizers())


@pytest.mark.parametrize(
    ("name", "entity", "value", "params"),
    [
        ("keep", "ORDER_ID", "E20", {}),
        ("drop", "IMEI", "123456789012345", {}),
        ("replace", "PERSON", "张三", {}),
        ("replace", "PERSON", "张三", {"with": "某人"}),
        ("token", "PERSON", "张三", {"key": KEY}),
        ("token", "PERSON", "张三", {"key": KEY, "width": True}),
        ("replace", "PERSON", "张三", {"width": True}),
        ("pseudonym", "PERSON", "张三", {"key": KEY}),
        ("pseudonym", "PHONE_NUMBER", "+86 138 0013 8000", {"key": KEY}),
        ("pseudonym", "CN_RESIDENT_ID", "11010519491231002X", {"key": KEY}),
        ("pseudonym", "IMEI", "damaged", {"key": KEY}),
        ("generalise", "CN_RESIDENT_ID", "11010519491231002X", {}),
        ("generalise", "DATE_OF_BIRTH", "1949-12-31", {"birth": "decade"}),
        ("generalise", "ADDRESS", "江苏省苏州市姑苏区某路2号501室", {"level": "city"}),
        ("mask", "QQ_NUMBER", "12345678", {"keep_start": 1, "keep_end": 1}),
        ("mask_name", "PERSON", "欧阳锋", {}),
        ("mask_phone", "PHONE_NUMBER", "138-0013-8000", {}),
        ("mask_phone", "PHONE_NUMBER", "18400000000转7804", {"keep_end": 2, "hide": 6}),
        ("mask_id", "CN_RESIDENT_ID", "11010519491231002X", {}),
        ("mask_card", "CN_BANK_CARD", "6222021234567890123", {}),
        ("mask_email", "EMAIL_ADDRESS", "zs@qq.com", {}),
        ("mask_address", "ADDRESS", "江苏省苏州市姑苏区某路2号501室", {"keep": "road"}),
    ],
)
def test_the_engine_gives_what_the_pure_function_gives(engine, name, entity, value, params):
    text = f"收件信息：{value}，请尽快"
    result = engine.anonymize(
        text,
        [RecognizerResult(entity, 5, 5 + len(value), 0.9)],
        {entity: OperatorConfig(f"leakguard_{name}", params)},
    )
    own = {key: param for key, param in params.items() if key != "key"}
    expected = OPERATORS[name](value, Context(entity, params=own, key=params.get("key")))
    assert result.text == f"收件信息：{expected}，请尽快"


def test_what_was_encrypted_comes_back(engine):
    text = "收件人张三，请尽快"
    sealed = engine.anonymize(
        text, [RecognizerResult("PERSON", 3, 5, 0.9)], {"PERSON": OperatorConfig("leakguard_encrypt", {"key": KEY})}
    )
    assert "张三" not in sealed.text
    restoring = DeanonymizeEngine()
    restoring.add_deanonymizer(LeakguardRestore)
    (item,) = sealed.items
    where = [OperatorResult(item.start, item.end, "PERSON")]
    config = {"PERSON": OperatorConfig("leakguard_restore", {"key": KEY})}
    assert restoring.deanonymize(sealed.text, where, config).text == text
    with pytest.raises(InvalidParamError, match="needs the parameter 'key'"):
        restoring.deanonymize(sealed.text, where, {"PERSON": OperatorConfig("leakguard_restore", {})})


def test_several_entities_at_once(engine):
    text = "张三 13800138000 江苏省苏州市姑苏区某路2号"
    results = [
        RecognizerResult("PERSON", 0, 2, 0.9),
        RecognizerResult("PHONE_NUMBER", 3, 14, 0.9),
        RecognizerResult("ADDRESS", 15, len(text), 0.9),
    ]
    configs = {
        "PERSON": OperatorConfig("leakguard_mask_name"),
        "PHONE_NUMBER": OperatorConfig("leakguard_mask_phone", {"keep_end": 2, "hide": 6}),
        "DEFAULT": OperatorConfig("leakguard_mask_address"),
    }
    assert engine.anonymize(text, results, configs).text == "张* 138******00 江苏省苏州市姑苏区****"


@pytest.mark.parametrize(
    ("name", "params", "says"),
    [
        ("leakguard_mask", {"keep_sart": 1}, "no parameter"),
        ("leakguard_mask", {"keep_start": "1"}, "must be an integer"),
        ("leakguard_mask_address", {"keep": "room"}, "one of"),
        ("leakguard_token", {}, "needs the parameter 'key'"),
        ("leakguard_token", {"key": "text"}, "needs the parameter 'key'"),
        ("leakguard_pseudonym", {}, "needs the parameter 'key'"),
        ("leakguard_encrypt", {}, "needs the parameter 'key'"),
        ("leakguard_generalise", {"level": "road"}, "one of"),
        ("leakguard_mask", {"key": KEY}, "takes no key"),
    ],
)
def test_wrong_parameters_are_refused(engine, name, params, says):
    with pytest.raises(InvalidParamError, match=says):
        engine.anonymize("张三", [RecognizerResult("PERSON", 0, 2, 0.9)], {"PERSON": OperatorConfig(name, params)})
