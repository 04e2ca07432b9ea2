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
from leakguard.operators import OPERATORS, Context
from leakguard.policy import bundled_policies, load_policy, read_policy, schema

from .support import HEAD, REASON, finding, mine

BUNDLED = ["analytics", "audit", "complaint-evidence", "courier", "customer-service", "platform", "share", "waybill"]
LENIENT = {"audit": set(ENTITIES), "customer-service": {"PLATFORM_ACCOUNT"}}
"""Policies that forbid less than all that is personal, and what they let go."""

ROOT = Path(__file__).parents[2]


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
    assert decision.forbidden == (entity_class(entity) == "personal" and entity not in LENIENT.get(name, ()))
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
        ("platform", "PHONE_NUMBER", "mobile", "138****8000", True, "keep", False, "masked"),
        ("platform", "CN_RESIDENT_ID", None, "11010519491231002X", False, "mask_id", True, "rule"),
        ("platform", "ADDRESS", None, "某路2号", False, "mask_address", True, "rule"),
        ("analytics", "PERSON", None, "张三", False, "pseudonym", True, "rule"),
        ("analytics", "ORDER_ID", None, "E20", False, "token", False, "rule"),
        ("analytics", "DATE_OF_BIRTH", None, "1990-03-07", False, "generalise", True, "rule"),
        ("analytics", "DATE_OF_BIRTH", None, "1990", False, "keep", False, "settled"),
        ("complaint-evidence", "PERSON", None, "张三", False, "token", True, "rule"),
        ("audit", "PERSON", None, "张三", False, "keep", False, "rule"),
        ("courier", "PERSON", None, "张三", False, "replace", True, "rule"),
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
    assert [name for name in BUNDLED if load_policy(name).needs_key] == ["analytics", "complaint-evidence"]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("entity: PERSN, operator: drop, forbidden: true", "no entity 'PERSN'. Did you mean 'PERSON'"),
        ("entity: PERSON, operator: dorp, forbidden: true", "operator cannot be 'dorp'. Did you mean 'drop'"),
        ("entity: PERSON, operator: zzz, forbidden: true", "Use one of: drop, encrypt, generalise, keep"),
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
        start = time.process_time()
        load_policy("share")
        times.append(time.process_time() - start)
    assert min(times) < 0.015


def test_suggestions():
    assert suggest("phone_numbr", ENTITIES) == "Did you mean 'PHONE_NUMBER'?"


def test_policies_hold_only_what_can_be_written_as_json():
    for text in bundled_policies().values():
        json.dumps(yaml.safe_load(text))


PARENT = """schema: 1
id: parent
version: 3
title: {zh: 父, en: parent}
description: {zh: 父, en: parent}
references: [law one, law two]
min_score: 0.3
unknown_columns: block
limits: {persons: 9}
default: {operator: drop, forbidden: true, reason: {zh: 默认, en: default}}
rules:
  - {id: part, entity: PERSON, kind: partial, operator: keep, forbidden: false, reason: {zh: 因, en: why}}
  - {entity: IMEI, operator: mask, forbidden: true, reason: {zh: 因, en: why}}
  - {id: names, entity: PERSON, operator: mask_name, forbidden: true, reason: {zh: 因, en: why}}
allow:
  - {id: known, entity: IMEI, column: 'IMEI*', reason: 测试, expires: 2999-01-01}
examples:
  - {text: a, expect: a}
"""
CHILD = """id: child
version: 1
extends: EXTENDS
title: {zh: 子, en: child}
description: {zh: 子, en: child}
references: [own, law one]
"""


def child(folder: Path, more: str = "", extends: str = "parent.yaml") -> Path:
    (folder / "parent.yaml").write_text(PARENT, "utf-8")
    path = folder / "child.yaml"
    path.write_text(CHILD.replace("EXTENDS", extends) + more, "utf-8")
    return path


class TestExtends:
    def test_what_the_file_does_not_say_is_inherited(self, tmp_path):
        policy = load_policy(child(tmp_path))
        parent = load_policy(tmp_path / "parent.yaml")
        assert (policy.id, policy.version, policy.parents) == ("child", 1, ("parent",))
        assert policy.references == ("own", "law one", "law two")
        assert (policy.min_score, policy.unknown_columns, policy.limits.persons) == (0.3, "block", 9)
        assert [rule.id for rule in policy.rules] == ["part", "rule-2", "names"]
        assert policy.default.operator == "drop"
        assert [entry.id for entry in policy.allow] == ["known"]
        assert policy.examples == ()
        assert len(parent.examples) == 1

    def test_own_rules_come_first_and_one_with_the_same_id_in_place(self, tmp_path):
        rules = (
            "rules:\n"
            f"  - {{entity: QQ_NUMBER, operator: keep, forbidden: false, {REASON}}}\n"
            f"  - {{id: names, entity: PERSON, operator: drop, forbidden: true, {REASON}}}\n"
            f"  - {{id: imei, entity: IMEI, operator: drop, forbidden: true, {REASON}}}\n"
        )
        policy = load_policy(child(tmp_path, rules))
        assert [(rule.id, rule.operator) for rule in policy.rules] == [
            ("rule-1", "keep"), ("imei", "drop"), ("part", "keep"), ("rule-2", "mask"), ("names", "drop"),
        ]  # fmt: skip
        assert policy.decide(finding("PERSON", "王先生", kind="partial")).rule == "part"
        assert policy.decide(finding("PERSON", "王小明")).operator == "drop"

    def test_unnamed_rules_of_both_are_told_apart(self, tmp_path):
        rules = "rules:\n" + f"  - {{entity: QQ_NUMBER, operator: keep, forbidden: false, {REASON}}}\n" * 2
        assert [rule.id for rule in load_policy(child(tmp_path, rules)).rules] == [
            "rule-1", "rule-2", "part", "parent/rule-2", "names",
        ]  # fmt: skip

    def test_an_allow_entry_with_the_same_id_replaces_the_parents(self, tmp_path):
        more = "allow:\n  - {id: known, entity: QQ_NUMBER, column: QQ, reason: 测试, expires: 2999-01-01}\n"
        (entry,) = load_policy(child(tmp_path, more)).allow
        assert entry.entities == {"QQ_NUMBER"}

    def test_the_digest_covers_the_parent(self, tmp_path):
        path = child(tmp_path)
        before = load_policy(path).digest
        (tmp_path / "parent.yaml").write_text(PARENT.replace("law two", "law three"), "utf-8")
        assert load_policy(path).digest != before
        (tmp_path / "parent.yaml").write_text(PARENT.replace("expect: a", "expect: b"), "utf-8")
        assert load_policy(path).digest == before

    def test_a_bundled_policy(self, tmp_path):
        policy = load_policy(child(tmp_path, extends="waybill"))
        assert policy.decide(finding("PHONE_NUMBER", "13800138000")).operator == "mask_phone"

    @pytest.mark.parametrize(
        ("extends", "parent", "file", "line", "says"),
        [
            ("waybil", PARENT, "child.yaml", 3, "Did you mean 'waybill'?"),
            ("child.yaml", PARENT, "child.yaml", 3, "in a circle"),
            ("parent.yaml", CHILD.replace("EXTENDS", "child.yaml"), "parent.yaml", 3, "in a circle"),
            ("parent.yaml", PARENT.replace("mask_name", "mask_nam"), "parent.yaml", 14, "Did you mean 'mask_name'?"),
            ("parent.yaml", PARENT.replace("schema: 1", "schema: 7"), "parent.yaml", 1, "Upgrade leakguard"),
        ],
    )
    def test_errors_name_the_file_and_line(self, tmp_path, extends, parent, file, line, says):
        path = child(tmp_path, extends=extends)
        (tmp_path / "parent.yaml").write_text(parent, "utf-8")
        with pytest.raises(PolicyError, match=re.escape(says)) as caught:
            load_policy(path)
        assert (Path(caught.value.path).name, caught.value.line) == (file, line)

    def test_a_long_line_of_parents_is_refused(self, tmp_path):
        for number in range(12):
            text = CHILD.replace("EXTENDS", f"p{number + 1}.yaml")
            (tmp_path / f"p{number}.yaml").write_text(text, "utf-8")
        with pytest.raises(PolicyError, match="more than 8 policies"):
            load_policy(tmp_path / "p0.yaml")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("schema: 2", "written for schema 2, and this leakguard reads schema 1. Upgrade leakguard"),
        ("schema: one", "written for schema 'one'"),
        ("schema: true", "reads schema 1"),
        ("version: 0", "minimum: 1"),
        ("unknown_columns: kep", "Did you mean 'keep'?"),
        ("unscanned: keep", "Use one of: block, report"),
        ("limits: {persons: -1}", "minimum: 0"),
        ("limits: {person: 3}", "Did you mean 'persons'?"),
        ("allow: [{id: a, reason: x, expires: 2999-01-01}]", "has no condition"),
        ("allow: [{id: a, reason: x, entity: IMEI}]", "lacks expires"),
        ("allow: [{id: a, entity: IMEI, expires: 2999-01-01}]", "lacks reason"),
        ("allow: [{id: a, reason: '', entity: IMEI, expires: 2999-01-01}]", "allow.0.reason"),
        ("allow: [{id: a, reason: x, entity: IMEI, expires: '2026-02-30'}]", "no date of the calendar"),
        ("allow: [{id: a, reason: x, entity: IMEI, expires: soon}]", "pattern"),
        ("allow: [{id: a, reason: x, entity: IMEY, expires: 2999-01-01}]", "Did you mean 'IMEI'?"),
        ("allow: [{id: a, reason: x, value: '13800138000', expires: 2999-01-01}]", "allow.0.value"),
        ("allow: [{id: a, reason: x, kind: y, expires: 2999-01-01}]", "unknown field 'kind'"),
        ("examples: [{text: a}]", "lacks expect"),
    ],
)
def test_errors_in_what_a_policy_says_besides_its_rules(line, says):
    key = line.split(":")[0]
    head = HEAD.replace("version: 1\n", "") if key == "version" else HEAD
    with pytest.raises(PolicyError, match=re.escape(says)) as caught:
        read_policy(head.replace("rules:\n", "") + line + "\n", "mine.yaml")
    assert caught.value.line == len(head.splitlines())
    assert "13800138000" not in str(caught.value)


def test_a_policy_needs_a_default_or_a_parent():
    with pytest.raises(PolicyError, match=r"lacks default.*extend"):
        read_policy("id: mine\nversion: 1\ntitle: {zh: 我, en: me}\ndescription: {zh: 我, en: me}\n", "mine.yaml")


def test_the_readme_names_every_policy():
    readme = (ROOT / "policies" / "README.md").read_text("utf-8")
    for name in BUNDLED:
        assert f"| `{name}`" in readme
