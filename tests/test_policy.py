from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
import yaml

from leakguard.documents import suggest
from leakguard.entities import ENTITIES, entity_class
from leakguard.errors import PolicyError
from leakguard.findings import Finding, Location
from leakguard.operators import OPERATORS, Context
from leakguard.policy import bundled_policies, load_policy, read_policy, schema

BUNDLED = ["internal", "pseudonym", "share", "waybill"]
ROOT = Path(__file__).parents[1]


def finding(entity: str, value: str, kind: str | None = None, header: str | None = None, score: float = 0.9,
            masked: bool = False) -> Finding:  # fmt: skip
    return Finding(entity, kind, 0, len(value), score, "test", "***", value, value, masked=masked,
                   location=Location(header=header))  # fmt: skip


HEAD = """id: mine
version: 1
title: {zh: 我, en: mine}
description: {zh: 我, en: mine}
default: {operator: replace, forbidden: true, reason: {zh: 默认, en: default}}
rules:
"""
REASON = "reason: {zh: 因, en: why}"


def mine(*rules: str, head: str = HEAD):
    return read_policy(head + "".join(f"  - {{{rule}, {REASON}}}\n" for rule in rules), "mine.yaml")


def test_what_is_bundled():
    assert list(bundled_policies()) == BUNDLED


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_policies_validate(name):
    text = bundled_policies()[name]
    jsonschema.Draft202012Validator(schema()).validate(yaml.safe_load(text))
    policy = read_policy(text, name)
    assert policy.id == name
    assert policy == load_policy(name)
    assert policy.title.zh
    assert policy.title.en


def test_the_schema_is_a_schema_and_knows_the_operators():
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["$defs"]["operator"]["enum"] == list(OPERATORS)


@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize("entity", ENTITIES)
def test_every_entity_has_a_decision_everywhere(name, entity):
    decision = load_policy(name).decide(finding(entity, "13800138000甲乙丙丁"))
    assert decision.operator in OPERATORS
    assert decision.reason.zh
    assert decision.reason.en
    assert decision.forbidden == (entity_class(entity) == "personal")
    if decision.forbidden:
        context = Context(entity, params=decision.params, key=b"k" * 16)
        assert OPERATORS[decision.operator]("13800138000甲乙丙丁", context) != "13800138000甲乙丙丁"


@pytest.mark.parametrize(
    ("policy", "entity", "kind", "value", "masked", "operator", "forbidden", "because"),
    [
        ("share", "PHONE_NUMBER", "mobile", "13800138000", False, "replace", True, "rule"),
        ("share", "PHONE_NUMBER", "mobile", "138****8000", True, "keep", False, "masked"),
        ("share", "PHONE_NUMBER", "service", "4001234567", False, "keep", False, "rule"),
        ("share", "ADDRESS", "region", "江苏省苏州市", False, "keep", False, "rule"),
        ("share", "ADDRESS", None, "江苏省苏州市某路2号", False, "replace", True, "rule"),
        ("share", "PERSON", "partial", "王先生", False, "keep", False, "rule"),
        ("share", "PERSON", None, "王小明", False, "replace", True, "rule"),
        ("share", "ORDER_ID", None, "E20", False, "keep", False, "rule"),
        ("share", "SOMETHING_NEW", None, "x", False, "replace", True, "rule"),
        ("waybill", "PHONE_NUMBER", "mobile", "138****8000", True, "mask_phone", True, "rule"),
        ("waybill", "PHONE_NUMBER", "mobile", "1******8000", True, "keep", False, "masked"),
        ("waybill", "PHONE_NUMBER", "virtual", "138****8000-****", True, "mask_phone", True, "rule"),
        ("waybill", "PHONE_NUMBER", "mobile", "138******00", False, "keep", False, "settled"),
        ("waybill", "PERSON", None, "张*", True, "keep", False, "masked"),
        ("waybill", "PERSON", None, "张三", False, "mask_name", True, "rule"),
        ("waybill", "ADDRESS", None, "某路2号501室", False, "mask_address", True, "rule"),
        ("waybill", "ADDRESS", None, "某路2号", False, "keep", False, "settled"),
        ("waybill", "EMAIL_ADDRESS", None, "a@b.cn", False, "replace", True, "rule"),
        ("internal", "PHONE_NUMBER", "mobile", "138****8000", True, "keep", False, "masked"),
        ("internal", "CN_RESIDENT_ID", None, "11010519491231002X", False, "mask_id", True, "rule"),
        ("internal", "ADDRESS", None, "某路2号", False, "mask_address", True, "rule"),
        ("pseudonym", "PERSON", None, "张三", False, "token", True, "rule"),
        ("pseudonym", "ORDER_ID", None, "E20", False, "token", False, "rule"),
    ],
)  # fmt: skip
def test_decisions(policy, entity, kind, value, masked, operator, forbidden, because):
    decision = load_policy(policy).decide(finding(entity, value, kind, masked=masked))
    assert (decision.operator, decision.forbidden, decision.because) == (operator, forbidden, because)


@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize(
    ("entity", "value"),
    [
        ("PERSON", "张三"), ("PERSON", "欧阳锋"), ("PERSON", "Mary Jane"), ("PHONE_NUMBER", "13800138000"),
        ("PHONE_NUMBER", "0755-82345678-801"), ("ADDRESS", "江苏省苏州市姑苏区某路2号阳光花园3-2-1201"),
        ("CN_RESIDENT_ID", "11010519491231002X"), ("CN_BANK_CARD", "6222021234567890123"), ("QQ_NUMBER", "12345678"),
        ("EMAIL_ADDRESS", "zs@qq.com"), ("CN_LICENSE_PLATE", "京A·12345"), ("CN_VIN", "1M8GDM9AXKP042788"),
    ],
)  # fmt: skip
def test_what_a_mask_made_is_allowed_by_the_policy_that_asked_for_it(name, entity, value):
    policy = load_policy(name)
    decision = policy.decide(finding(entity, value))
    if OPERATORS[decision.operator].settles:
        result = OPERATORS[decision.operator](value, Context(entity, params=decision.params))
        assert not policy.decide(finding(entity, result)).forbidden
        assert not policy.decide(finding(entity, result, masked=True)).forbidden


def test_the_first_match_wins():
    policy = mine(
        "entity: PERSON, column: '*客服*', operator: keep, forbidden: false",
        "id: names, entity: [PERSON, PHONE_NUMBER], operator: drop, forbidden: true",
        "entity: '*', kind: [hk, mo], operator: mask, forbidden: true",
        "entity: PERSON, operator: keep, forbidden: false",
    )
    assert policy.decide(finding("PERSON", "张三", header=" 售后客服 ")).rule == "rule-1"
    assert policy.decide(finding("PERSON", "张三", header="收件人")).rule == "names"
    assert policy.decide(finding("PERSON", "张三")).rule == "names"
    assert policy.decide(finding("IMEI", "12345678", kind="hk")).rule == "rule-3"
    assert policy.decide(finding("IMEI", "12345678")).rule == "default"


def test_columns_match_whatever_their_case_and_width():
    policy = mine("entity: PERSON, column: 'Operator*', operator: keep, forbidden: false")
    assert policy.decide(finding("PERSON", "张三", header="ＯＰＥＲＡＴＯＲ name")).rule == "rule-1"


def test_scores():
    policy = mine("entity: PERSON, min_score: 0.2, operator: drop, forbidden: true")
    assert policy.decide(finding("PERSON", "张三", score=0.3)).forbidden
    assert policy.decide(finding("PERSON", "张三", score=0.1)).because == "score"
    assert policy.decide(finding("IMEI", "123", score=0.4)).because == "score"
    assert policy.decide(finding("IMEI", "123", score=0.5)).forbidden


def test_digests_follow_the_content_and_not_the_layout():
    one, two = (
        mine("entity: PERSON, operator: drop, forbidden: true"),
        mine("forbidden: true, operator: drop, entity: PERSON"),
    )
    other = mine("entity: PERSON, operator: drop, forbidden: false")
    assert one.digest == two.digest != other.digest
    assert re.fullmatch("[0-9a-f]{64}", one.digest)


def test_keys_are_needed_by_tokens_only():
    assert [name for name in BUNDLED if load_policy(name).needs_key] == ["pseudonym"]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("entity: PERSN, operator: drop, forbidden: true", "no entity 'PERSN'. Did you mean 'PERSON'"),
        ("entity: PERSON, operator: dorp, forbidden: true", "operator cannot be 'dorp'. Did you mean 'drop'"),
        ("entity: PERSON, operator: zzz, forbidden: true", "Use one of: drop, keep"),
        ("entity: PERSON, operator: mask, params: {keep_sart: 1}, forbidden: true", "Did you mean 'keep_start'"),
        ("entity: PERSON, operator: mask, params: {keep_start: x}, forbidden: true", "must be an integer"),
        ("entity: PERSON, operator: drop, params: {char: '*'}, forbidden: true", "no parameter 'char'"),
        ("entity: PERSON, operator: drop, forbiden: true, forbidden: true", "'forbiden'. Did you mean 'forbidden'"),
        ("entity: PERSON, operator: drop, forbidden: maybe", "breaks the rule 'type: boolean'"),
        ("entity: PERSON, operator: drop", "lacks forbidden"),
        ("entity: PERSON, operator: drop, forbidden: true, min_score: 2", "maximum"),
        ("entity: PERSON, entity: IMEI, operator: drop, forbidden: true", "'entity' is given twice"),
        ("id: default, entity: PERSON, operator: drop, forbidden: true", "the id 'default' is taken"),
        ("entity: &a PERSON, kind: *a, operator: drop, forbidden: true", "anchors and aliases"),
    ],
)
def test_errors_say_where_and_what_to_do(rule, says):
    with pytest.raises(PolicyError, match=re.escape(says)) as caught:
        mine("entity: IMEI, operator: drop, forbidden: true", rule)
    assert caught.value.line == 8
    assert str(caught.value).startswith("mine.yaml:8: ")


def test_the_line_is_that_of_the_wrong_word():
    text = (
        HEAD + f"  - entity: PERSON\n    {REASON}\n    forbidden: true\n    operator: mask\n    params:\n      kep: 1\n"
    )
    with pytest.raises(PolicyError) as caught:
        read_policy(text, "mine.yaml")
    assert caught.value.line == 12


@pytest.mark.parametrize(
    ("text", "line"), [("", 1), ("- a\n", 1), ("id: [\n", 2), ("id: mine\nversion: 1\n\tx: 1\n", 3), ("{a: 1}\n", 1)]
)
def test_what_is_no_policy_at_all(text, line):
    with pytest.raises(PolicyError) as caught:
        read_policy(text, "mine.yaml")
    assert caught.value.line == line


def test_files(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("\ufeff" + bundled_policies()["share"], "utf-8")
    assert load_policy(path).digest == load_policy("share").digest
    assert load_policy(str(path)).source == str(path)
    path.write_bytes(HEAD.encode("gbk"))
    with pytest.raises(PolicyError, match="not UTF-8") as caught:
        load_policy(path)
    assert caught.value.line == 3
    with pytest.raises(PolicyError, match="Did you mean 'waybill'"):
        load_policy("waybil")


def test_presidio_entities_and_the_users_own_become_known():
    extra = "presidio: [{recognizer: CreditCardRecognizer, language: en, entities: [CREDIT_CARD]}]\n"
    rule = "entity: CREDIT_CARD, operator: mask_card, forbidden: true"
    policy = mine(rule, head=extra + HEAD)
    assert policy.presidio[0].recognizer == "CreditCardRecognizer"
    text = HEAD + f"  - {{entity: SHOP_BADGE, operator: drop, forbidden: true, {REASON}}}\n"
    assert read_policy(text, "x", extra_entities=["SHOP_BADGE"]).rules[0].entities == {"SHOP_BADGE"}
    with pytest.raises(PolicyError, match="breaks the rule 'pattern"):
        mine(rule, head=extra.replace("CreditCardRecognizer", "os.system") + HEAD)


def test_the_example_of_the_readme_loads():
    readme = (ROOT / "policies" / "README.md").read_text("utf-8")
    example = re.search(r"```yaml\n(.*?)```", readme, re.DOTALL)
    assert example
    policy = read_policy(example[1], "README.md")
    assert policy.decide(finding("PERSON", "张", kind="partial", header="售后客服")).rule == "support-names"
    for operator in OPERATORS.values():
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{operator.name}` |"))
        assert all(f"`{parameter.name}`" in row for parameter in operator.parameters)


def test_loading_a_bundled_policy_imports_no_jsonschema_and_is_fast():
    code = (
        "import sys; from leakguard.policy import load_policy; load_policy('share');"
        "assert 'jsonschema' not in sys.modules and 'presidio_anonymizer' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        load_policy("share")
        times.append(time.perf_counter() - start)
    assert min(times) < 0.015


def test_suggestions():
    assert suggest("phone_numbr", ENTITIES) == "Did you mean 'PHONE_NUMBER'?"


def test_policies_hold_only_what_can_be_written_as_json():
    for text in bundled_policies().values():
        json.dumps(yaml.safe_load(text))
