"""Texts and exports through the detector: sets, places, what cannot be read, what does not fit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from leakguard.evaluation.gold import GoldSet, read_export, read_texts
from leakguard.evaluation.labels import label_types
from leakguard.evaluation.running import Configuration, Result, evaluate

TYPES = label_types()
PHONE, OTHER, NAME = "13902746158", "13961208457", "欧阳文静"
CSV = f'订单导出,,\n收货人,手机,备注\n{NAME},="{PHONE}",无\n赵敏,1396120****,"改成\n{OTHER}"\n'
LABELS: list[dict[str, Any]] = [
    {"row": 2, "col": 0, "cell": NAME, "start": 0, "end": 4, "type": "PERSON"},
    {"sheet": None, "row": 2, "col": 1, "cell": f'="{PHONE}"', "start": 2, "end": 13, "type": "PHONE", "text": PHONE},
    {"row": 3, "col": 0, "cell": "赵敏", "start": 0, "end": 2, "type": "PERSON"},
    {"row": 3, "col": 1, "cell": "1396120****", "start": 0, "end": 11, "type": "PHONE", "optional": True},
    {"row": 3, "col": 2, "cell": f"改成\n{OTHER}", "start": 3, "end": 14, "type": "PHONE", "column": "备注"},
]


def write(path: Path, items: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), encoding="utf-8")
    return path


def run(*gold: GoldSet) -> Result:
    return evaluate(gold, Configuration(tagger="none"), TYPES)


@pytest.fixture(params=["utf-8", "gb18030"])
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(CSV, encoding=request.param, newline="")
    return path


def test_an_export_cell_by_cell(export: Path) -> None:
    gold = read_export(write(export.with_name("orders.csv.gold.jsonl"), LABELS), TYPES)
    result = run(gold)
    (exports,) = result.sets
    assert (exports.name, list(exports.files), list(exports.tags)) == ("exports", [str(export)], ["orders.csv"])
    total = exports.score.total
    assert (total.required, total.exact, total.hidden, total.wrong) == (4, 4, 4, 0)
    assert exports.problems == []
    cells = ("订单导出", "收货人", "手机", "备注", NAME, f'="{PHONE}"', "无", "赵敏", "1396120****", f"改成\n{OTHER}")
    assert exports.score.characters == sum(map(len, cells))
    assert (result.unscanned, result.misplaced) == ([], [])
    assert exports.file_means is not None
    assert exports.file_means["files_without_leak"] == 1


def test_what_is_found_without_a_label_is_an_alarm_in_its_place(export: Path) -> None:
    gold = read_export(write(export.with_name("orders.csv.gold.jsonl"), LABELS[:4]), TYPES)
    (alarm,) = run(gold).problems("alarm")
    place = alarm.unit.place
    assert (place.source, place.row, place.column, place.header) == (str(export), 3, 2, "备注")
    assert (alarm.start, alarm.end, alarm.type) == (3, 14, "PHONE")


def test_labels_of_another_state_of_the_file_are_told(export: Path) -> None:
    moved = [{**LABELS[0], "row": 3}, *LABELS[1:]]
    result = run(read_export(write(export.with_name("orders.csv.gold.jsonl"), moved), TYPES))
    assert [label.place.number for label in result.misplaced] == [1]


def test_what_cannot_be_scanned_counts_as_missed(tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_bytes(b"\x00\x01\x02\xff" * 100)
    result = run(read_export(write(tmp_path / "a.xyz.gold.jsonl", LABELS), TYPES))
    assert [part.source for part in result.unscanned] == [str(tmp_path / "a.xyz")]
    assert (result.all.total.required, result.all.total.hidden) == (4, 0)
    assert len(result.problems("miss")) == 4


def test_lines_of_a_text_export(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(f"在吗\n打{PHONE}\n好的\n", encoding="utf-8")
    label = {"row": 1, "col": None, "cell": f"打{PHONE}", "start": 1, "end": 12, "type": "PHONE"}
    result = run(read_export(write(tmp_path / "chat.txt.gold.jsonl", [label]), TYPES))
    assert (result.all.total.exact, result.all.total.wrong, result.misplaced) == (1, 0, [])


def test_an_export_without_labels_is_all_false_alarms(export: Path) -> None:
    result = run(read_export(write(export.with_name("orders.csv.gold.jsonl"), []), TYPES))
    assert result.all.total.required == 0
    assert result.all.total.false_alarms >= 3


def text(text: str, *spans: tuple[int, int, str], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "text": text,
        "spans": [{"start": start, "end": end, "type": type_} for start, end, type_ in spans],
        "tags": list(tags),
    }


def test_extreme_texts_are_a_set_of_their_own(tmp_path: Path) -> None:
    items = [
        text(f"电话{PHONE}", (2, 13, "PHONE_NUMBER"), tags=("chat",)),
        text("壹叁玖零", (0, 4, "PHONE"), tags=("chat", "extreme")),
    ]
    result = run(read_texts(write(tmp_path / "a.jsonl", items), TYPES))
    assert [(each.name, each.pooled, each.score.units) for each in result.sets] == [
        ("a", True, 1),
        ("a:extreme", False, 1),
    ]
    assert result.all.total.required == 1
    assert {name: score.units for name, score in result.tags.items()} == {"chat": 1}


def test_sets_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    paths = [write(folder / "a.jsonl", [text("好的")]) for folder in (tmp_path, tmp_path / "b")]
    assert [each.name for each in run(*(read_texts(path, TYPES) for path in paths)).sets] == [
        str(path) for path in paths
    ]


def test_configurations_differ_in_what_they_find(tmp_path: Path) -> None:
    gold = read_texts(write(tmp_path / "a.jsonl", [text(PHONE, (0, 11, "PHONE"))]), TYPES)
    assert evaluate([gold], Configuration(tagger="none", threshold=1.0), TYPES).all.total.hidden == 0
    assert evaluate([gold], Configuration(tagger="none"), TYPES).all.total.hidden == 1
