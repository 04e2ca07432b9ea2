"""SARIF: valid by the schema of the standard, places counted as it counts, nothing raw, nothing left out in silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from leakguard.census import Example
from leakguard.findings import Finding, Location
from leakguard.legal import CATEGORIES, legal
from leakguard.messages import Texts
from leakguard.report import Report, SourceSummary
from leakguard.reports.sarif import render
from leakguard.reports.sarif_places import location, uri
from leakguard.reports.sheets import LIMIT

from .report_support import ORDERS, chat, clean_report, hostile_report, large_report, report_of, rich_report

SCHEMA = Path(__file__).parents[1] / "data" / "sarif-schema-2.1.0.json"
ZH, EN = Texts("zh"), Texts("en")


@cache
def validator() -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(json.loads(SCHEMA.read_text("utf-8")), format_checker=jsonschema.FormatChecker())


def run_of(report: Report, texts: Texts = ZH) -> dict[str, Any]:
    log = json.loads(render(report, texts))
    (run,) = log["runs"]
    return run


def lacking() -> Report:
    report = rich_report()
    report.unscanned.clear()
    report.lacks = frozenset({"policy", "unscanned", "sources", "minors"})
    report.sources = [
        replace(s, sha256="", examples=tuple(Example(e.finding, None) for e in s.examples)) for s in report.sources
    ]
    return report


def notes(run: dict[str, Any], kind: str) -> list[str]:
    told = run["invocations"][0]["toolExecutionNotifications"]
    return [note["message"]["text"] for note in told if note["descriptor"]["id"].startswith(kind)]


@pytest.mark.parametrize("make", [rich_report, clean_report, hostile_report, lacking])
@pytest.mark.parametrize("texts", [ZH, EN])
def test_valid_by_the_schema(make: Callable[[], Report], texts: Texts) -> None:
    data = render(make(), texts)
    assert [error.message[:200] for error in validator().iter_errors(json.loads(data))] == []
    assert data == render(make(), texts)
    assert data.decode("utf-8").removesuffix("\n").isprintable()


def test_the_schema_can_refuse() -> None:
    log = json.loads(render(rich_report(), ZH))
    log["runs"][0]["results"][0]["level"] = "bad"
    assert list(validator().iter_errors(log))


def test_results_name_their_rules_and_files() -> None:
    run = run_of(rich_report())
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) == sum(len(source.examples) for source in rich_report().sources)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert run["artifacts"][place["index"]]["location"]["uri"] == place["uri"]
        assert place["uriBaseId"] in run["originalUriBaseIds"]
        assert len(result["partialFingerprints"]["leakguardValue/v1"]) == 16


def test_rules_say_what_the_law_says() -> None:
    run = run_of(rich_report(), EN)
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    card = rules["cn-bank-card"]
    assert legal("CN_BANK_CARD").sentence("en") in card["help"]["text"]
    assert 'never "illegal"' in card["help"]["text"]
    assert card["properties"]["security-severity"] == "9.5"
    (related,) = card["relationships"]
    assert related["target"] == {
        "id": "sensitive", "index": CATEGORIES.index("sensitive"), "toolComponent": {"name": run["taxonomies"][0]["name"], "index": 0},
    }  # fmt: skip
    assert [taxon["id"] for taxon in run["taxonomies"][0]["taxa"]] == list(CATEGORIES)
    assert "not law" in {clause["force"].split(", ")[-1] for clause in card["properties"]["clauses"]}
    assert (
        "大陆手机号"
        in {r["id"]: r for r in run_of(rich_report())["tool"]["driver"]["rules"]}["cn-mobile"]["help"]["markdown"]
    )


@pytest.mark.parametrize(
    ("entity", "kind", "forbidden", "masked", "level"),
    [
        ("CN_BANK_CARD", None, True, False, "error"),
        ("CN_RESIDENT_ID", None, True, False, "error"),
        ("PHONE_NUMBER", "mobile", True, False, "warning"),
        ("PHONE_NUMBER", "virtual", False, False, "note"),
        ("CN_BANK_CARD", None, False, False, "note"),
        ("CN_BANK_CARD", None, False, True, "note"),
        ("CN_BANK_CARD", None, None, False, "warning"),
    ],
)
def test_levels(entity: str, kind: str | None, forbidden: bool | None, masked: bool, level: str) -> None:
    finding = Finding(entity, kind, 0, 3, 0.9, "own", "a**", "abc", masked=masked, location=Location("a.txt", line=0))
    report = of([Example(finding, forbidden)])
    if forbidden is None:
        report.lacks = frozenset({"policy"})
    (result,) = run_of(report)["results"]
    assert result["level"] == level
    assert result["properties"]["forbidden"] is forbidden


def of(examples: list[Example]) -> Report:
    name = examples[0].finding.location.source
    counts = {examples[0].finding.entity: len(examples)}
    source = SourceSummary(
        name, "text", "utf-8", "valid UTF-8", "ab" * 32, 1, len(examples), 0, counts, examples=tuple(examples)
    )
    return report_of([source])


@pytest.mark.parametrize(
    ("place", "region", "logical"),
    [
        (Location("a.txt", line=4), {"startLine": 5, "startColumn": 3, "endColumn": 14}, None),
        (Location("a.csv", row=17, column=2, header="手机"), None, "C18"),
        (Location("a.xlsx", "订单", 0, 27), None, "订单!AB1"),
        (Location("a.json", pointer="/0/tel"), None, "/0/tel"),
        (Location("a.jsonl", line=3, pointer="/tel"), {"startLine": 4}, "/tel"),
        (Location("a.xlsx", "订单", where="name"), None, "订单!name"),
        (Location("a.docx", "word/document.xml"), None, "word/document.xml"),
    ],
)
def test_places(place: Location, region: dict[str, int] | None, logical: str | None) -> None:
    finding = Finding("PHONE_NUMBER", "mobile", 2, 13, 0.9, "cn-mobile", "138******00", "", location=place)
    told = location(finding, 0)
    assert told["physicalLocation"].get("region") == region
    assert [each["fullyQualifiedName"] for each in told.get("logicalLocations", [])] == ([logical] if logical else [])
    if place.row is not None and place.column is not None:
        assert (told["properties"]["row"], told["properties"]["column"]) == (place.row + 1, place.column + 1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("exports/订单 1.csv", "exports/%E8%AE%A2%E5%8D%95%201.csv"),
        ("/data/a#b.csv", "file:///data/a%23b.csv"),
        ("C:\\导出\\a.csv", "file:///C:/%E5%AF%BC%E5%87%BA/a.csv"),
        ("a:b?c%20.csv", "a%3Ab%3Fc%2520.csv"),
        ("\udcff.csv", "%FF.csv"),
        ("\ud800.csv", "%ED%A0%80.csv"),
        ("\u202egnp.exe", "%E2%80%AEgnp.exe"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("postgresql://db.example/shop", "postgresql://db.example/shop"),
        ("-", "-"),
    ],
)
def test_names_as_uris(name: str, expected: str) -> None:
    assert uri(name) == expected


def test_what_was_not_scanned_is_an_error() -> None:
    run = run_of(rich_report())
    told = notes(run, "unscanned/")
    assert len(told) == 3
    assert "backup/2024.xlsx" in told[0]
    assert "已加密" in told[0]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["invocations"][0]["exitCode"] == 1
    assert run["properties"]["verdict"] == "do-not-share"
    kinds = [each["id"] for each in run["tool"]["driver"]["notifications"]]
    for note in run["invocations"][0]["toolExecutionNotifications"]:
        assert kinds[note["descriptor"]["index"]] == note["descriptor"]["id"]
    assert run_of(clean_report())["invocations"][0] == {
        "executionSuccessful": True, "exitCode": 0, "toolExecutionNotifications": [],
    }  # fmt: skip


def test_what_is_not_known_is_said() -> None:
    run = run_of(lacking())
    assert len(notes(run, "not-known/")) == 4
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["properties"]["verdict"] is None
    assert run["properties"]["unscanned"] is None
    assert run["properties"]["forbidden"] is None
    assert {result["level"] for result in run["results"]} == {"warning", "note"}
    assert not any("hashes" in artifact for artifact in run["artifacts"])


def test_files_and_suppressions() -> None:
    report = rich_report()
    run = run_of(report)
    assert [a["hashes"]["sha-256"] for a in run["artifacts"]] == [source.sha256 for source in report.sources]
    assert run["properties"]["policy"] == {"id": "share", "sha256": report.policy_digest}
    told = {each["id"]: (each["count"], each["expired"]) for each in run["properties"]["suppressions"]}
    assert told == {"staff-phone": (2, False), "old-demo": (0, True)}


def test_a_large_report_is_cut_and_says_so() -> None:
    report = large_report(6_000, 2)
    report.beside = "leaks.findings.parquet"
    data = render(report, EN)
    run = json.loads(data)["runs"][0]
    assert len(data) < LIMIT
    assert len(run["results"]) == 5_000
    (told,) = notes(run, "incomplete")
    assert "5,000 of 500,000 findings" in told
    assert "leaks.findings.parquet" in told
    assert run["properties"]["listed"] == 5_000


def test_many_files_are_cut_and_said() -> None:
    data = render(report_of([chat(f"{number}.txt", 4) for number in range(4_000)]), EN)
    run = json.loads(data)["runs"][0]
    assert len(data) < LIMIT
    assert len(run["artifacts"]) == 2_000
    assert any("2,000 of 4,000 scanned files" in note for note in notes(run, "incomplete"))


def test_hostile_texts_are_texts() -> None:
    run = run_of(hostile_report(), EN)
    for result in run["results"]:
        text = result["message"]["text"]
        assert text.isprintable()
        assert text.replace("{{", "").replace("}}", "").count("{") == 0
    link = of([Example(Finding("PERSON", None, 0, 3, 0.9, "person", "[x](http://a.example) {0}", "", location=Location("a.txt", line=0)), True)])  # fmt: skip
    text = run_of(link)["results"][0]["message"]["text"]
    assert "](" not in text
    assert "{{0}}" in text


def test_nothing_raw() -> None:
    finding = Finding("PHONE_NUMBER", "mobile", 0, 11, 0.9, "cn-mobile", "139******02", "13912345602", "13912345602", location=Location(ORDERS, line=0))  # fmt: skip
    data = render(of([Example(finding, True)]), ZH).decode()
    assert "139******02" in data
    assert "13912345602" not in data
