"""Decisions: roles, columns, severities, allow entries."""

from __future__ import annotations

import time
from datetime import date

import pytest

from leakguard.findings import Fingerprinter
from leakguard.policy import SEVERITIES, load_policy
from leakguard.policy import allowing as module
from leakguard.policy.words import file_like, header_like

from .support import allowing, finding, mine

KEEP, DROP = "operator: keep, forbidden: false", "operator: drop, forbidden: true"
KEY = b"a key of the tests only"


@pytest.mark.parametrize(
    ("role", "rule"),
    [
        ("receiver", "one"),
        ("buyer", "two"),
        ("sender", "two"),
        ("staff", "default"),
        ("other", "default"),
        (None, "default"),
    ],
)
def test_roles(role, rule):
    policy = mine(
        f"id: one, entity: PERSON, role: receiver, {KEEP}", f"id: two, entity: PERSON, role: [buyer, sender], {DROP}"
    )
    assert policy.decide(finding("PERSON", "张三", header="姓名"), role).rule == rule
    assert policy.decide(finding("PERSON", "张三", header="姓名"), role).rule == rule, "the remembered one"


@pytest.mark.parametrize(
    ("header", "rule"),
    [
        ("手机", "phones"),
        (" 手机 ", "phones"),
        ("收件手机", "phones"),
        ("手机号", "default"),
        ("ＴＥＬ", "phones"),
        (None, "default"),
    ],
)
def test_columns_of_a_rule(header, rule):
    policy = mine(f"id: phones, entity: PHONE_NUMBER, column: ['*手机', tel], {DROP}")
    assert policy.decide(finding("PHONE_NUMBER", "13800138000", header=header)).rule == rule


@pytest.mark.parametrize(
    ("policy", "entity", "kind", "header", "role", "operator", "forbidden"),
    [
        ("courier", "PERSON", None, "收货人", "receiver", "mask_name", True),
        ("courier", "PHONE_NUMBER", "mobile", "收货人手机", "receiver", "keep", False),
        ("courier", "ADDRESS", None, "收货地址", "receiver", "keep", False),
        ("courier", "CN_RESIDENT_ID", None, "收件人身份证号", "receiver", "replace", True),
        ("courier", "PHONE_NUMBER", "mobile", "手机", "sender", "replace", True),
        ("courier", "PHONE_NUMBER", "mobile", "手机", "buyer", "replace", True),
        ("courier", "PHONE_NUMBER", "mobile", "手机", "staff", "replace", True),
        ("courier", "PHONE_NUMBER", "mobile", "手机", None, "keep", False),
        ("courier", "PHONE_NUMBER", "mobile", "联系电话", None, "keep", False),
        ("courier", "PHONE_NUMBER", "mobile", "备注", None, "replace", True),
        ("courier", "PHONE_NUMBER", "mobile", None, None, "replace", True),
        ("courier", "PAYMENT_ID", None, "支付流水号", None, "replace", False),
        ("customer-service", "PERSON", None, "客服", "staff", "keep", False),
        ("customer-service", "PERSON", None, "收货人", "receiver", "mask_name", True),
        ("customer-service", "WECHAT_ID", None, "微信", None, "replace", True),
        ("customer-service", "PLATFORM_ACCOUNT", None, "买家昵称", "buyer", "keep", False),
    ],
)
def test_bundled_policies_by_role(policy, entity, kind, header, role, operator, forbidden):
    decision = load_policy(policy).decide(finding(entity, "13800138000甲乙丙丁", kind, header), role)
    assert (decision.operator, decision.forbidden) == (operator, forbidden)


@pytest.mark.parametrize(
    ("entity", "kind", "severity"),
    [
        ("PERSON", None, "medium"), ("PHONE_NUMBER", "mobile", "medium"), ("PHONE_NUMBER", "virtual", "low"),
        ("CN_RESIDENT_ID", None, "high"), ("CN_BANK_CARD", None, "critical"), ("ORDER_ID", None, "low"),
        ("SOMETHING_NEW", None, "medium"), ("IMEI", None, "critical"),
    ],
)  # fmt: skip
def test_severities_are_the_rules_or_those_of_the_legal_class(entity, kind, severity):
    policy = mine(f"entity: IMEI, severity: critical, {DROP}")
    decision = policy.decide(finding(entity, "12345678", kind))
    assert decision.severity == severity
    assert decision.severity in SEVERITIES


def test_what_is_masked_is_of_low_severity():
    decision = mine(f"entity: IMEI, {DROP}").decide(finding("CN_RESIDENT_ID", "1101***********16", masked=True))
    assert (decision.because, decision.severity) == ("masked", "low")


SIGN = Fingerprinter(KEY)
OWN = SIGN("PHONE_NUMBER", "13800138000")
ALLOW = [
    # entry, what is found, what allows it
    ("entity: PHONE_NUMBER", {}, "a1"),
    ("entity: [PERSON, PHONE_NUMBER]", {}, "a1"),
    ("entity: PERSON", {}, None),
    ("column: '*手机*'", {"header": "收货手机号"}, "a1"),
    ("column: '*手机*'", {"header": "电话"}, None),
    ("column: '*手机*'", {}, None),
    ("column: [电话, 手机]", {"header": "电话"}, "a1"),
    ("file: 'test-*.csv'", {"source": "exports/test-1.csv"}, "a1"),
    ("file: 'test-*.csv'", {"source": "test-1.xlsx"}, None),
    ("file: 'exports/*.csv'", {"source": "/home/shop/exports/1.csv"}, "a1"),
    ("file: 'exports/*.csv'", {"source": "/home/shop/private/1.csv"}, None),
    ("recognizer: cn-mobile", {"recognizer": "cn-mobile"}, "a1"),
    ("recognizer: cn-mobile", {"recognizer": "hk-phone"}, None),
    (f"value: {OWN}", {"fingerprint": OWN}, "a1"),
    (f"value: [0123456789abcdef, {OWN}]", {"fingerprint": OWN}, "a1"),
    ("value: 0123456789abcdef", {"fingerprint": OWN}, None),
    (f"value: {OWN}, column: 手机", {"fingerprint": OWN, "header": "电话"}, None),
    (f"value: {OWN}, column: 手机", {"fingerprint": OWN, "header": "手机"}, "a1"),
    (
        "entity: PHONE_NUMBER, recognizer: cn-mobile, file: '*.csv'",
        {"recognizer": "cn-mobile", "source": "a.txt"},
        None,
    ),
]


@pytest.mark.parametrize(("entry", "found", "by"), ALLOW)
def test_allow_entries(entry, found, by):
    decision = allowing(entry).decide(finding("PHONE_NUMBER", "13800138000", "mobile", **found))
    assert decision.allow == by
    if by:
        assert (decision.operator, decision.forbidden, decision.because) == ("keep", False, "allowed")
        assert decision.reason == ("known", "known")
    else:
        assert (decision.operator, decision.forbidden, decision.because) == ("replace", True, "rule")


@pytest.mark.parametrize(
    ("day", "allowed"), [(date(2026, 6, 29), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)]
)
def test_entries_apply_until_the_end_of_their_last_day(monkeypatch, day, allowed):
    policy = allowing("entity: PHONE_NUMBER, expires: 2026-06-30")
    for today in (date(2026, 1, 1), day):  # a decision of yesterday must not be remembered
        monkeypatch.setattr(module, "today", lambda today=today: today)
        decision = policy.decide(finding("PHONE_NUMBER", "13800138000"))
    assert (decision.because == "allowed") is allowed
    assert [entry.id for entry in policy.expired()] == ([] if allowed else ["a1"])


@pytest.mark.parametrize(
    ("rule", "value", "masked", "because"),
    [
        (f"entity: PHONE_NUMBER, {KEEP}", "13800138000", False, "rule"),
        (f"entity: PHONE_NUMBER, {DROP}", "138****8000", True, "masked"),
        (f"entity: PHONE_NUMBER, min_score: 0.95, {DROP}", "13800138000", False, "score"),
        ("entity: PHONE_NUMBER, operator: mask_phone, forbidden: true", "138****8000", False, "settled"),
        ("entity: PHONE_NUMBER, operator: replace, forbidden: false", "13800138000", False, "allowed"),
    ],
)
def test_an_entry_is_used_only_where_a_rule_bites(rule, value, masked, because):
    policy = allowing("entity: PHONE_NUMBER", rules=(rule,))
    assert policy.decide(finding("PHONE_NUMBER", value, masked=masked)).because == because


def test_the_first_entry_that_applies_is_the_one_that_counts():
    policy = allowing("value: 0123456789abcdef", "entity: PHONE_NUMBER", "column: 手机")
    assert policy.decide(finding("PHONE_NUMBER", "13800138000", header="手机")).allow == "a2"


@pytest.mark.parametrize(
    ("glob", "name", "like"),
    [
        ("*.csv", "a/b.csv", True), ("b.csv", "a/b.csv", True), ("a.csv", "a.csv/b", False), ("a/*.csv", "x/a/b.csv", True),
        ("a/*.csv", "xa/b.csv", False), ("a\\*.csv", "x\\a\\b.csv", True), ("B.csv", "b.csv", False), ("/srv/*.csv", "/srv/x.csv", True),
        ("caf\u00e9.csv", "cafe\u0301.csv", True),
    ],
)  # fmt: skip
def test_files(glob, name, like):
    assert file_like(name, glob) is like


@pytest.mark.parametrize(
    ("glob", "header", "like"),
    [("手机*", "手机号", True), ("tel", " TEL ", True), ("ｔｅｌ", "tel", True), ("?机", "手机号", False)],
)
def test_headers(glob, header, like):
    assert header_like(header, glob) is like


def test_deciding_is_fast_and_what_it_remembers_is_bounded():
    policy = load_policy("courier")
    phone = finding("PHONE_NUMBER", "13800138000", "mobile", "收货人手机")
    policy.decide(phone, "receiver")
    start = time.process_time()
    for _ in range(20_000):
        policy.decide(phone, "receiver")
    assert time.process_time() - start < 0.5
    for number in range(9000):
        policy.decide(finding("IMEI", "1", header=str(number)))
    assert len(policy._known) <= 4096
