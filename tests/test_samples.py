"""The bundled samples: what a perfect detector reports, and how near we are."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

import leakguard

ROOT = Path(__file__).parents[1]
EXPECTED = ROOT / "tests" / "data" / "samples-expected-spans.jsonl"
BY_GRAMMAR = frozenset({"PERSON", "ADDRESS"})

Key = tuple[object, ...]


def expected() -> dict[str, dict[Key, str]]:
    spans: dict[str, dict[Key, str]] = defaultdict(dict)
    for line in EXPECTED.read_text(encoding="utf-8").splitlines():
        s = json.loads(line)
        spans[s["file"]][(s.get("row"), s.get("column"), s.get("line"), s["start"], s["end"])] = s["entity"]
    spans.setdefault("product-list.csv", {})
    return spans


def found(name: str) -> dict[Key, str]:
    report = leakguard.scan(ROOT / "samples" / name)
    assert report.unscanned == []
    return {(f.location.row, f.location.column, f.location.line, f.start, f.end): f.entity for f in report.findings}


@pytest.mark.parametrize("name", sorted(expected()))
def test_numbers_and_accounts_are_found_to_the_letter(name: str) -> None:
    """Everything but names and addresses: exactly the labelled spans, nothing more."""
    wanted = {key: entity for key, entity in expected()[name].items() if entity not in BY_GRAMMAR}
    reported = {key: entity for key, entity in found(name).items() if entity not in BY_GRAMMAR}
    assert reported == wanted


@pytest.mark.parametrize("name", sorted(expected()))
def test_names_and_addresses(name: str) -> None:
    """In tables every labelled one is covered; in prose at least the floor below, which only ever rises."""
    floors = {"chat.txt": 0.5, "complaint.txt": 0.5, "company-page-zh-hant.txt": 1.0}
    labelled = {key for key, entity in expected()[name].items() if entity in BY_GRAMMAR}
    reported = {key for key, entity in found(name).items() if entity in BY_GRAMMAR}
    covered = sum(any(r[:3] == key[:3] and r[3] <= key[3] and key[4] <= r[4] for r in reported) for key in labelled)  # type: ignore[operator]
    assert covered >= floors.get(name, 0.95) * len(labelled)


def test_the_product_list_is_clean() -> None:
    assert found("product-list.csv") == {}
