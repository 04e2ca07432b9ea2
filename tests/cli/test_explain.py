"""``leakguard explain``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from leakguard.findings import Finding

from .support import CSV, VALUES, run

OWN = """\
id: member-number
entity: SHOP_MEMBER
title: {zh: 会员号, en: Member number}
status: stable
references: [the shop's own numbering]
patterns: [{id: vip, read: text, needs: [vip], regex: 'VIP-[0-9]{6}', score: 0.9}]
legal: {category: general, clause: PIPL art. 4, confidence: certain}
false_positives: [none known]
preview: {start: 3, end: 0}
examples:
  found: ['会员 [[VIP-100001]]', '[[VIP-100002]]', 'a [[VIP-100003]] b', '([[VIP-100004]])', '[[VIP-100005]]，好']
  not_found: ['VIP-1', 'VIP', '100001', 'VIP-ABCDEF', '会员']
"""


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def scanned(orders: Path, suffix: str) -> tuple[Path, list[Finding]]:
    target = orders.with_name(f"findings.{suffix}")
    assert run("scan", orders, "-f", suffix, "-o", target, "--tagger", "none").exit_code == 1
    lines = run("scan", orders, "-f", "jsonl", "--tagger", "none").stdout.splitlines()
    return target, [Finding.from_dict(json.loads(line)) for line in lines]


@pytest.mark.parametrize("suffix", ["json", "jsonl", "parquet"])
def test_every_finding_of_a_scan(orders: Path, suffix: str) -> None:
    target, findings = scanned(orders, suffix)
    assert len(findings) >= 4
    for finding in findings:
        result = run("explain", finding.id.upper(), "--findings", target)
        assert result.exit_code == 0
        assert result.stdout.startswith(finding.id)
        assert finding.preview in result.stdout
        assert f"row {(finding.location.row or 0) + 1}" in result.stdout
        assert not any(value in result.stdout + result.stderr for value in VALUES)


def test_a_finding_as_json(orders: Path) -> None:
    target, findings = scanned(orders, "jsonl")
    told = json.loads(run("explain", findings[0].id, "--findings", target, "-f", "json").stdout)
    assert told["finding"] == {"id": findings[0].id, **findings[0].as_dict()}
    assert not any(value in json.dumps(told, ensure_ascii=False) for value in VALUES)


def test_another_policy(orders: Path) -> None:
    target, findings = scanned(orders, "jsonl")
    phone = next(finding for finding in findings if finding.entity == "PHONE_NUMBER")
    assert "mask_phone" in run("explain", phone.id, "--findings", target, "--policy", "platform").stdout


@pytest.mark.parametrize(
    "name",
    ["CN_RESIDENT_ID", "cn_resident_id", "cn-resident-id", "居民身份证号", "resident ID", "Resident identity number"],
)
def test_an_entity_by_any_of_its_names(name: str) -> None:
    result = run("explain", "--entity", name, "--lang", "zh")
    assert result.exit_code == 0
    text = result.stdout.replace("\n    ", "")
    assert text.startswith("居民身份证号 · CN_RESIDENT_ID")
    for words in ("cn-resident-id-damaged", "5,000 条，减半 2,500 条", "500 条，减半 250 条", "不是法院认定的条数"):
        assert words in text


def test_an_entity_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "member-number.yaml").write_text(OWN, encoding="utf-8")
    told = json.loads(run("explain", "--entity", "会员号", "--recognizers", tmp_path, "-f", "json").stdout)
    assert told["entity"]["name"] == "SHOP_MEMBER"
    assert [each["id"] for each in told["recognizers"]] == ["member-number"]
    assert told["law"]["confidence"] == "likely"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--entity CN_RESIDENT_ID"),
        (("0123456789ab",), "--findings"),
        (("0123456789ab", "--entity", "PERSON"), "not both"),
        (("--entity", "CN_RESIDENT"), "CN_RESIDENT_ID"),
        (("--entity", "身份证"), "CN_RESIDENT_ID"),
        (("--entity", "nothing of the kind"), "PERSON, PHONE_NUMBER"),
        (("--entity", "PERSON", "--policy", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_explained(arguments: tuple[str, ...], said: str) -> None:
    result = run("explain", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_an_unknown_id_is_answered_with_known_ones(orders: Path) -> None:
    target, findings = scanned(orders, "jsonl")
    near = run("explain", findings[1].id[:-1] + "z", "--findings", target)
    assert near.exit_code == 2
    assert findings[1].id in near.stderr
    far = run("explain", "zzzz", "--findings", target, "--lang", "zh")
    assert far.exit_code == 2
    assert findings[0].id in far.stderr


def test_files_without_findings(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b"")
    result = run("explain", "0123456789ab", "--findings", empty)
    assert result.exit_code == 2
    assert "holds no finding" in result.stderr
    assert run("explain", "0123456789ab", "--findings", tmp_path / "nowhere.jsonl").exit_code == 2
