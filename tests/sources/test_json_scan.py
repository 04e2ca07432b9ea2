"""JSON from end to end: found with its pointer, hidden, and nothing else changed. Persons are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import leakguard
from tests.sources.json_support import resolved

_ORDERS = [
    {
        "tid": "246207495309268003",
        "receiver_name": "张三丰",
        "tel": 13800138000,
        "receiver_address": "江苏省苏州市姑苏区某某路2号3幢401室",
        "ext": json.dumps({"to": {"mobile": "13900139000"}}),
        "orders": [{"title": "棉袜 3 双", "outer_sku_id": "13700137000"}],
    },
    {"tid": "246207495309268004", "receiver_name": "李四光", "memo": "改寄王五妹，电话13600136000", "13500135000": {}},
]


@pytest.fixture(scope="module", params=["json", "jsonl"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    stored = tmp_path_factory.mktemp("json") / f"orders.{request.param}"
    if request.param == "json":
        stored.write_text(json.dumps({"data": {"list": _ORDERS}}, indent=2), encoding="utf-8")
    else:
        stored.write_text("\r\n".join(json.dumps(o, ensure_ascii=False) for o in _ORDERS), encoding="gb18030")
    return stored


def test_findings_stand_where_their_pointer_says(path: Path) -> None:
    found = set()
    for finding in leakguard.scan(path).findings:
        place = finding.location
        assert place.row is None
        document = {"data": {"list": _ORDERS}} if path.suffix == ".json" else _ORDERS[place.line or 0]
        if place.where == "key":
            text = (place.pointer or "").rpartition("/")[2]
        else:
            text = str(resolved(document, place.pointer or ""))
        found.add((finding.entity, text[finding.start : finding.end], place.header))
    assert found >= {
        ("ORDER_ID", "246207495309268003", "tid"),
        ("PERSON", "张三丰", "receiver_name"),
        ("PHONE_NUMBER", "13800138000", "tel"),
        ("ADDRESS", "江苏省苏州市姑苏区某某路2号3幢401室", "receiver_address"),
        ("PHONE_NUMBER", "13900139000", "mobile"),
        ("PHONE_NUMBER", "13600136000", "memo"),
        ("PHONE_NUMBER", "13500135000", None),
    }
    assert not any(text == "13700137000" for _, text, _ in found)


def test_a_copy_is_json_still_and_holds_nothing(path: Path, tmp_path: Path) -> None:
    output = tmp_path / path.name
    redaction = leakguard.redact(path, output)
    assert redaction.spans >= 7
    assert not leakguard.scan(output).forbidden
    if path.suffix == ".json":
        first, second = json.loads(output.read_text(encoding="utf-8"))["data"]["list"]
    else:
        first, second = map(json.loads, output.read_text(encoding="gb18030").splitlines())
    assert (first["tel"], first["receiver_name"]) == ("<PHONE_NUMBER>", "<PERSON>")
    assert json.loads(first["ext"]) == {"to": {"mobile": "<PHONE_NUMBER>"}}
    assert first["orders"] == _ORDERS[0]["orders"]
    assert list(second) == ["tid", "receiver_name", "memo", "<PHONE_NUMBER>"]


@pytest.mark.parametrize(
    "text",
    [
        "{'receiver_name': '张三丰', 'tel': 13800138000}",
        '{"a": 1, "b": [1, 2}, "receiver_name": "张三丰", "tel": "13800138000"}',
        '{"id": 1}\n2024-05-01 INFO order={"receiver":"张三丰","tel":"13800138000"}\n{"id": 2}\n',
        '[{"receiver_name": "张三丰", "tel": "13800138000',
    ],
)
def test_what_is_broken_is_scanned_all_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    report = leakguard.scan(path)
    assert {finding.value for finding in report.findings} >= {"张三丰", "13800138000"}
    assert not report.unscanned
