"""What ``policies validate`` remarks: a table of policies and remarks with their lines."""

from __future__ import annotations

import pytest

from leakguard.detection.catalogue import load_catalogue
from leakguard.documents import parse
from leakguard.errors import PolicyError
from leakguard.messages import MESSAGES, Texts
from leakguard.policy import bundled_policies, load_policy, read_policy
from leakguard.policy.checking import examine, kinds, remarks
from leakguard.policy.coverage import like
from leakguard.reports.policies import remark_line

from .support import HEAD, REASON

CATALOGUE = load_catalogue()
KEEP, DROP = "operator: keep, forbidden: false", "operator: drop, forbidden: true"
FAR = "reason: known, expires: 2999-01-01"


def found(text: str) -> list[tuple[str, str, int | None]]:
    policy = read_policy(text, "mine.yaml")
    return [(r.level, r.code, r.line) for r in remarks(policy, parse(text, "mine.yaml", PolicyError), CATALOGUE)]


RULES = [
    # rules (the first is line 7), remarks
    ([f"entity: PERSON, {DROP}", f"entity: IMEI, {DROP}"], []),
    ([f"entity: PERSON, {DROP}", f"entity: PERSON, {KEEP}"], [("error", "conflict", 8)]),
    ([f"entity: PERSON, {DROP}", f"entity: PERSON, {DROP}"], [("warning", "duplicate", 8)]),
    ([f"entity: '*', {DROP}", f"entity: PERSON, kind: partial, {KEEP}"], [("error", "conflict", 8)]),
    ([f"entity: PERSON, kind: partial, {KEEP}", f"entity: PERSON, {DROP}"], []),
    ([f"entity: PERSON, role: staff, {KEEP}", f"entity: PERSON, {DROP}"], []),
    (
        [f"entity: PERSON, role: [staff, buyer], {KEEP}", f"entity: PERSON, role: staff, {DROP}"],
        [("error", "conflict", 8)],
    ),
    ([f"entity: PERSON, role: staff, {KEEP}", f"entity: PERSON, role: [staff, buyer], {DROP}"], []),
    (
        [f"entity: PERSON, column: '*姓名', {KEEP}", f"entity: PERSON, column: 收货人姓名, {DROP}"],
        [("error", "conflict", 8)],
    ),
    ([f"entity: PERSON, column: 收货人姓名, {KEEP}", f"entity: PERSON, column: '*姓名', {DROP}"], []),
    ([f"entity: PERSON, column: [甲, 乙], {KEEP}", f"entity: PERSON, column: [乙, 丙], {DROP}"], []),
    ([f"entity: PERSON, column: [甲, 乙], {KEEP}", f"entity: PERSON, column: 乙, {DROP}"], [("error", "conflict", 8)]),
    ([f"entity: PERSON, {DROP}", f"entity: [PERSON, IMEI], {KEEP}"], [("warning", "partly", 8)]),
    (
        [f"entity: PERSON, {DROP}", f"entity: IMEI, {DROP}", f"entity: [PERSON, IMEI], {KEEP}"],
        [("error", "conflict", 9)],
    ),
    ([f"entity: '*', {DROP}", f"entity: '*', {DROP}"], [("warning", "duplicate", 8)]),
    (["entity: PERSON, operator: keep, forbidden: true"], [("warning", "stuck", 7)]),
    (["entity: CN_USCC, operator: token, forbidden: false"], [("warning", "keyed", 7)]),
    (["entity: [CN_USCC, PERSON], operator: token, forbidden: false"], []),
    (["entity: PERSON, operator: mask_phone, forbidden: true"], [("warning", "unfit", 7)]),
    (["entity: '*', operator: mask_name, forbidden: true"], [("warning", "unfit", 7)]),
    (["entity: ALIPAY_ACCOUNT, operator: mask_email, forbidden: true"], []),
    ([f"entity: PERSON, min_hidden: 2, {KEEP}"], [("warning", "idle-min-hidden", 7)]),
    (["entity: PHONE_NUMBER, min_hidden: 6, operator: mask_phone, forbidden: true"], [("error", "weak", 7)]),
    (["entity: PHONE_NUMBER, min_hidden: 6, operator: mask_phone, params: {hide: 6}, forbidden: true"], []),
    (["entity: PERSON, min_hidden: 2, operator: mask_name, forbidden: true"], [("error", "weak", 7)]),
    ([f"entity: PHONE_NUMBER, kind: mobil, {DROP}"], [("warning", "kind", 7)]),
    ([f"entity: PERSON, kind: mobile, {DROP}"], [("warning", "kind", 7)]),
    ([f"entity: [PERSON, PHONE_NUMBER], kind: mobile, {DROP}"], []),
    ([f"entity: ADDRESS, kind: region, {KEEP}", f"entity: PHONE_NUMBER, kind: [hk, mo, tw, service], {KEEP}"], []),
]


@pytest.mark.parametrize(("rules", "expected"), RULES)
def test_rules(rules, expected):
    assert found(HEAD + "".join(f"  - {{{rule}, {REASON}}}\n" for rule in rules)) == expected


ALLOW = [
    # entries (the first is line 7), remarks
    ([f"id: a, entity: IMEI, column: 串号, {FAR}"], []),
    ([f"id: a, entity: IMEI, {FAR}"], [("warning", "allow-whole", 7)]),
    ([f"id: a, entity: IMEI, column: '*', {FAR}"], [("warning", "allow-whole", 7)]),
    ([f"id: a, file: '*', {FAR}"], [("warning", "allow-whole", 7)]),
    ([f"id: a, value: 0123456789abcdef, {FAR}"], []),
    (["id: a, column: 串号, reason: known, expires: 2001-01-01"], [("warning", "allow-expired", 7)]),
    ([f"id: a, entity: ORDER_ID, column: 单号, {FAR}"], [("warning", "allow-idle", 7)]),
    ([f"id: a, entity: [ORDER_ID, IMEI], column: 单号, {FAR}"], []),
    ([f"id: a, column: 串号, {FAR}", f"id: b, column: 串号, {FAR}"], [("warning", "allow-duplicate", 8)]),
    ([f"id: a, recognizer: imej, {FAR}"], [("warning", "allow-recognizer", 7)]),
    ([f"id: a, recognizer: imei, {FAR}"], []),
    ([f"id: a, entity: PERSON, recognizer: imei, {FAR}"], [("warning", "allow-other", 7)]),
]


@pytest.mark.parametrize(("entries", "expected"), ALLOW)
def test_allow_entries(entries, expected):
    head = HEAD.replace("rules:\n", "allow:\n") + "".join(f"  - {{{entry}}}\n" for entry in entries)
    assert found(head + f"rules:\n  - {{entity: ORDER_ID, {KEEP}, {REASON}}}\n") == expected


def test_what_is_read_in_part_and_passes():
    assert found(HEAD.replace("rules:\n", "unscanned: report\n")) == [("warning", "open", 6)]
    assert found(HEAD.replace("rules:\n", "unscanned: block\n")) == []


@pytest.mark.parametrize("name", bundled_policies())
def test_nothing_is_wrong_with_a_bundled_policy(name):
    policy, told = examine(name, CATALOGUE)
    assert policy.id == name
    assert told == []


def test_what_is_inherited_is_not_told(tmp_path):
    path = tmp_path / "mine.yaml"
    head = "id: mine\nversion: 1\nextends: share\ntitle: {zh: 我, en: me}\ndescription: {zh: 我, en: me}\nrules:\n"
    path.write_text(head + f"  - {{entity: [ADDRESS, CN_USCC], {DROP}, {REASON}}}\n", "utf-8")
    assert examine(path, CATALOGUE)[1] == []
    assert load_policy(path).rules[0].operator == "drop"


def test_every_remark_has_words_in_both_languages():
    text = HEAD + f"  - {{entity: PERSON, {DROP}, {REASON}}}\n  - {{id: late, entity: PERSON, {KEEP}, {REASON}}}\n"
    (remark,) = remarks(read_policy(text, "m.yaml"), parse(text, "m.yaml", PolicyError), CATALOGUE)
    line = remark_line(remark, "m.yaml", Texts("en"))
    assert line.startswith("m.yaml:8: error: the rule late can never match: rule-1 before it")
    assert remark_line(remark, "m.yaml", Texts("zh")).startswith("m.yaml:8：错误：规则 late 永远匹配不到")
    codes = {code for cases in (RULES, ALLOW) for _, told in cases for _, code, _ in told} | {"open"}
    assert {key.split(".", 1)[1] for key in MESSAGES if key.startswith("remark.")} == codes
    assert {key.split(".", 1)[1] for key in MESSAGES if key.startswith("remedy.")} == codes


@pytest.mark.parametrize(
    ("narrow", "wide", "covered"),
    [
        ("手机", "手机", True), ("收货手机", "*手机", True), ("*收货手机", "*手机", True), ("*手机", "*收货手机", False), ("*机", "?机", False),
        ("手?", "手?", True), ("手机", "手?", True), ("电话", "手机", False), ("*", "*", True),
    ],
)  # fmt: skip
def test_globs_that_are_narrower_than_others(narrow, wide, covered):
    assert like(narrow, wide) is covered


def test_kinds_are_those_of_the_recognizers():
    assert {"mobile", "virtual", "hk"} <= kinds(CATALOGUE)["PHONE_NUMBER"]
    assert kinds(CATALOGUE)["QQ_NUMBER"] == set()
