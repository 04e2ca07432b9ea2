"""Presidio's recognizers inside leakguard, named by a policy."""

from __future__ import annotations

import logging
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from presidio_analyzer import PatternRecognizer

import leakguard
from leakguard.api import scanner
from leakguard.errors import UnscannedError, UsageError
from leakguard.findings import Evidence
from leakguard.policy import PresidioRecognizer, load_policy
from leakguard.presidio.foreign import PIECE, ForeignRecognizers

ROOT = Path(__file__).parents[2]

SSN = "219-09-9999"
CARD, AMEX = "4111 1111 1111 1111", "3782 822463 10005"
"""Numbers that were published as examples and belong to nobody."""

POLICY = """
id: with-presidio
version: 1
title: {zh: 加用 Presidio, en: with Presidio}
description: {zh: 测试, en: test}
presidio:
  - {recognizer: UsSsnRecognizer, language: en, entities: [US_SSN]}
  - {recognizer: CreditCardRecognizer, language: en, entities: [CREDIT_CARD]}
default:
  operator: replace
  forbidden: true
  reason: {zh: 个人信息, en: personal information}
rules:
  - entity: CREDIT_CARD
    operator: mask_card
    forbidden: true
    reason: {zh: 卡号, en: card number}
"""


@pytest.fixture
def policy(tmp_path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY, "utf-8")
    return path


def named(recognizer: str, *entities: str, language: str = "en", **params: object) -> ForeignRecognizers:
    return ForeignRecognizers([PresidioRecognizer(recognizer, language, entities, params)])


def spans(findings):
    return [(f.entity, f.value) for f in findings]


def test_a_finding_has_the_names_and_reasons_of_presidio():
    text = f"客人的卡号写在备注里了 card {CARD} 谢谢"
    (finding,) = named("CreditCardRecognizer", "CREDIT_CARD").find(text)
    assert text[finding.start : finding.end] == finding.value == CARD
    assert (finding.entity, finding.recognizer) == ("CREDIT_CARD", "presidio:CreditCardRecognizer")
    assert finding.score == 1.0
    assert finding.canonical == CARD.replace(" ", "")
    assert finding.preview == "4" + "*" * 12
    assert CARD not in repr(finding)
    assert finding.evidence[0].kind == "pattern"
    assert finding.evidence[1] == Evidence("check", "presidio:pass", 0.7)
    assert finding.evidence[2].name == "card"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{SSN}", [SSN]),
        ("219099999", []),
        ("SSN号：219099999", ["219099999"]),
        ("his ssn is 219099999", ["219099999"]),
        ("ssn\n219099999", []),
        ("session 219099999", []),
        ("123-45-0000", []),
    ],
)
def test_context_words_are_read_in_the_raw_text(text, found):
    assert [f.value for f in named("UsSsnRecognizer", "US_SSN").find(text) if f.value in text] == found


def test_a_long_text_is_read_in_pieces_with_the_right_offsets():
    filler = "没有什么可看的一行文字\n" * (PIECE // 8)
    text = f"{filler}{SSN}\n{filler}{SSN}"
    findings = named("UsSsnRecognizer", "US_SSN").find(text)
    assert [text[f.start : f.end] for f in findings] == [SSN, SSN]


def test_overlapping_results_are_settled():
    both = ForeignRecognizers(
        [
            PresidioRecognizer("UsSsnRecognizer", "en", ("US_SSN",), {}),
            PresidioRecognizer("UsSsnRecognizer", "en", ("OTHER_SSN",), {"supported_entity": "OTHER_SSN"}),
        ]
    )
    assert len(both.find(SSN)) == 1


def test_text_is_scanned_with_them(tmp_path, policy):
    path = tmp_path / "notes.txt"
    path.write_text(f"电话13902746158\nSSN {SSN}\n银行卡 {CARD}\n客服热线400-820-6617\namex {AMEX}\n", "utf-8")
    report = leakguard.scan(path, policy=policy)
    entities = ["PHONE_NUMBER", "US_SSN", "CN_BANK_CARD", "CREDIT_CARD"]
    assert spans(report.findings) == list(zip(entities, ["13902746158", SSN, CARD, AMEX], strict=True))
    ssn = report.findings[1]
    assert (ssn.location.line, ssn.start, ssn.end) == (1, 4, 4 + len(SSN))
    assert ssn.fingerprint
    assert report.forbidden == report.findings


def test_in_tables_they_see_free_text_and_unknown_columns_only(tmp_path, policy):
    rows = ["订单号,收货人姓名,联系电话,买家留言,something", f"3500833054799047566,池晓棠,13902746158,{SSN},{SSN}"]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    found = [f for f in leakguard.scan(path, policy=policy).findings if f.recognizer.startswith("presidio:")]
    assert [(f.location.row, f.location.column, f.entity) for f in found] == [(1, 3, "US_SSN"), (1, 4, "US_SSN")]
    path.write_text(f"订单号,联系电话,商品名称\n1,13902746158,{SSN}\n", "utf-8")
    assert not [f for f in leakguard.scan(path, policy=policy).findings if f.entity == "US_SSN"]


def test_redaction_follows_the_policy(tmp_path, policy):
    path, output = tmp_path / "notes.txt", tmp_path / "out.txt"
    path.write_text(f"SSN {SSN}，电话13902746158\n", "utf-8")
    leakguard.redact(path, output, policy=policy)
    assert output.read_text("utf-8") == "SSN <US_SSN>，电话<PHONE_NUMBER>\n"


def test_leakguards_own_findings_win(tmp_path):
    phone = [PresidioRecognizer("PhoneRecognizer", "zh", ("PHONE_NUMBER",), {"supported_regions": ["CN"]})]
    assert spans(ForeignRecognizers(phone).find("电话 +86 139 0274 6158"))
    policy = load_policy("share")
    run = scanner(policy=policy_with(policy, phone))
    (finding,) = run.detector.find("电话 +86 139 0274 6158")
    assert finding.recognizer == "cn-mobile"
    assert run.detector.find("客服热线400-820-6617") == []


def test_a_rule_may_ask_for_less_than_presidios_telephone_recognizer_gives(tmp_path):
    text = POLICY.replace(
        "UsSsnRecognizer, language: en, entities: [US_SSN]", "PhoneRecognizer, language: en, entities: [PHONE_NUMBER]"
    )
    (tmp_path / "notes.txt").write_text("+1 212 555 0123\n", "utf-8")
    for score, forbidden in (("0.5", 0), ("0.4", 1)):
        (tmp_path / "policy.yaml").write_text(text.replace("version: 1", f"version: 1\nmin_score: {score}"), "utf-8")
        report = leakguard.scan(tmp_path / "notes.txt", policy=tmp_path / "policy.yaml")
        assert (len(report.findings), len(report.forbidden)) == (1, forbidden)


def policy_with(policy, names):
    return replace(policy, presidio=tuple(names))


def test_marks_of_redaction_are_left_alone():
    hexadecimal = r"[0-9a-f]{12}"
    names = [PresidioRecognizer("CreditCardRecognizer", "en", ("CREDIT_CARD",), {"patterns": [pattern(hexadecimal)]})]
    run = scanner(policy=policy_with(load_policy("share"), names))
    assert run.detector.find("<US_SSN:411111111111>") == []


def pattern(regex):
    from presidio_analyzer import Pattern

    return Pattern("test", regex, 0.9)


def test_entities_can_be_limited(policy):
    run = scanner(policy=policy, entities=["PHONE_NUMBER"])
    assert [f.entity for f in run.detector.find(f"13902746158 {SSN}")] == ["PHONE_NUMBER"]


@pytest.mark.parametrize(
    ("name", "entity", "params", "says"),
    [
        ("EmailRecognizer", "EMAIL_ADDRESS", {}, "fetches"),
        ("SpacyRecognizer", "PERSON", {}, "needs a model"),
        ("GLiNERRecognizer", "PERSON", {}, "needs a model"),
        ("CreditCardRecogniser", "CREDIT_CARD", {}, "Did you mean 'CreditCardRecognizer'"),
        ("Pattern", "X", {}, "no such recognizer"),
        ("presidio_analyzer.predefined_recognizers.nowhere.X", "X", {}, "no module"),
        ("os.Path", "X", {}, "not one of Presidio's own"),
        ("CreditCardRecognizer", "CREDITCARD", {}, "does not find 'CREDITCARD'.*Did you mean 'CREDIT_CARD'"),
        ("CreditCardRecognizer", "CREDIT_CARD", {"regions": []}, "does not take the policy's parameters"),
    ],
)
def test_what_cannot_run_is_refused(name, entity, params, says):
    with pytest.raises(UsageError, match=says):
        named(name, entity, **params)


def test_a_full_path_is_understood():
    path = "presidio_analyzer.predefined_recognizers.country_specific.us.us_ssn_recognizer.UsSsnRecognizer"
    assert spans(named(path, "US_SSN").find(SSN)) == [("US_SSN", SSN)]


def test_a_recognizer_that_fails_leaves_the_text_unscanned(tmp_path, policy, monkeypatch):
    path = tmp_path / "notes.txt"
    path.write_text(f"SSN {SSN}\n", "utf-8")

    def fail(self, text, *_):
        raise ValueError(f"could not read {text}")

    monkeypatch.setattr(PatternRecognizer, "analyze", fail)
    report = leakguard.scan(path, policy=policy)
    (part,) = report.unscanned
    assert part.reason == "unfinished"
    assert "UsSsnRecognizer failed (ValueError)" in part.detail
    assert SSN not in repr(report)
    assert report.exit_code == 3


def test_a_pattern_that_ran_out_of_time_leaves_the_text_unscanned(monkeypatch):
    def skip(self, text, *_):
        logging.getLogger("presidio-analyzer").warning(
            "Regex pattern '%s' timed out after %s seconds, skipping.", "x", 60
        )
        return []

    monkeypatch.setattr(PatternRecognizer, "analyze", skip)
    with pytest.raises(UnscannedError, match="ran out of time"):
        named("UsSsnRecognizer", "US_SSN").find(SSN)
    assert not any(
        "leakguard" in type(handler).__module__ for handler in logging.getLogger("presidio-analyzer").handlers
    )


def test_the_core_imports_no_presidio():
    code = (
        "import sys, leakguard; leakguard.find('13902746158'); leakguard.scan('samples/taobao-orders.csv');"
        "sys.exit(any(name.partition('.')[0] in ('presidio_analyzer', 'presidio_anonymizer', 'spacy') for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize(
    "code",
    [
        "from leakguard.presidio import analyzer; analyzer()",
        "from leakguard.presidio import recognizers; recognizers()",
        "from leakguard.presidio.operators import operators",
        "import leakguard; leakguard.scan('samples/chat.txt', policy=sys.argv[1])",
    ],
)
def test_without_presidio_the_cure_is_named(code, policy):
    hide = "import sys\nfor name in ('presidio_analyzer', 'presidio_anonymizer', 'spacy'): sys.modules[name] = None\n"
    result = subprocess.run([sys.executable, "-c", hide + code, str(policy)], capture_output=True, text=True, cwd=ROOT)
    assert "UsageError" in result.stderr
    assert "pip install 'leakguard[presidio]'" in result.stderr
