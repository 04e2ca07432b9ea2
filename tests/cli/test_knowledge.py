"""``leakguard recognizers`` and ``leakguard policies``."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from leakguard.detection.catalogue import load_catalogue
from leakguard.policy import bundled_policies

from .support import ROOT, run

OWN = """\
id: member-number
entity: SHOP_MEMBER
title: {zh: 会员号, en: Member number}
status: stable
references: [the shop's own numbering]
patterns:
  - id: vip
    read: text
    needs: [vip]
    regex: 'VIP-[0-9]{6}'
    score: 0.9
legal: {category: general, clause: PIPL art. 4, confidence: certain}
false_positives: [none known]
preview: {start: 3, end: 0}
examples:
  found: ['会员 [[VIP-100001]]', '[[VIP-100002]]', 'a [[VIP-100003]] b', '([[VIP-100004]])', '[[VIP-100005]]，好']
  not_found: ['VIP-1', 'VIP', '100001', 'VIP-ABCDEF', '会员']
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "member-number.yaml").write_text(OWN, encoding="utf-8")
    return folder


def test_list_has_every_recognizer(own: Path) -> None:
    lines = run("recognizers", "list", "--recognizers", own, env={"COLUMNS": "160"}).stdout.splitlines()
    assert sorted(line.split()[0] for line in lines[1:]) == sorted([*load_catalogue().recognizers, "member-number"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(load_catalogue().recognizers))
def test_show_every_recognizer(name: str, lang: str) -> None:
    result = run("recognizers", "show", name, "--lang", lang)
    assert result.exit_code == 0
    assert load_catalogue().recognizers[name].title[lang] in result.stdout


def test_show_yaml_is_the_file() -> None:
    result = run("recognizers", "show", "cn-mobile", "-f", "yaml")
    assert result.stdout_bytes == (ROOT / "recognizers" / "cn-mobile.yaml").read_bytes()


def test_unknown_recognizer() -> None:
    for verb in ("show", "test"):
        result = run("recognizers", verb, "cn-mobil")
        assert result.exit_code == 2
        assert "cn-mobile" in result.stderr


def test_own_recognizer_is_tested_and_used(own: Path, tmp_path: Path) -> None:
    result = run("recognizers", "test", "member-number", "--recognizers", own)
    assert (result.exit_code, result.stdout) == (0, "1 recognizers, 10 examples, 0 failed.\n")
    (tmp_path / "a.txt").write_text("VIP-100001\n", encoding="utf-8")
    assert run("check", tmp_path / "a.txt").exit_code == 0
    assert run("check", tmp_path / "a.txt", "--recognizers", own).exit_code == 1
    assert run("scan", tmp_path / "a.txt", "--recognizers", own, "--entity", "SHOP_MEMBER").exit_code == 1


FAILING = [
    ("'会员 [[VIP-100001]]'", "'会员 [[VIP-10000]]1'", "found number 1"),
    ("'VIP-1'", "'又 VIP-100009'", "not_found number 1"),
]


@pytest.mark.parametrize(("before", "after", "told"), FAILING)
def test_failing_examples_are_told_by_file_and_number(own: Path, before: str, after: str, told: str) -> None:
    (own / "member-number.yaml").write_text(OWN.replace(before, after), encoding="utf-8")
    result = run("recognizers", "test", "member-number", "--recognizers", own)
    assert result.exit_code == 1
    assert "member-number.yaml" in result.stdout
    assert told in result.stdout


def test_invalid_files_are_all_told(own: Path) -> None:
    (own / "member-number.yaml").write_text(OWN.replace("[0-9]{6}", "[0-9]+"), encoding="utf-8")
    (own / "b.yaml").write_text("id: [", encoding="utf-8")
    result = run("recognizers", "test", "--recognizers", own)
    assert result.exit_code == 1
    assert "unbounded repeat" in result.stdout
    assert "b.yaml:" in result.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(bundled_policies()))
def test_show_every_policy(name: str, lang: str) -> None:
    result = run("policies", "show", name, "--lang", lang)
    assert result.exit_code == 0
    for rule in yaml.safe_load(bundled_policies()[name]).get("rules", []):
        if "id" in rule:
            assert rule["id"] in result.stdout


def test_policies_list_and_yaml() -> None:
    listed = run("policies", "list").stdout
    for name, text in bundled_policies().items():
        assert name in listed
        assert run("policies", "show", name, "-f", "yaml").stdout_bytes == text.encode()


def test_validate(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(bundled_policies()["share"], encoding="utf-8")
    bad.write_text(bundled_policies()["share"].replace("operator: keep", "operator: keeep", 1), encoding="utf-8")
    assert run("policies", "validate", good).exit_code == 0
    result = run("policies", "validate", bad)
    assert result.exit_code == 2
    assert "bad.yaml:" in result.stderr
    assert "keep" in result.stderr
    assert run("policies", "validate", "share").exit_code == 0
    assert run("policies", "validate", "nosuch").exit_code == 2
