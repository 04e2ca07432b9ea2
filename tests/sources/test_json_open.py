"""Which inputs are opened as JSON, and which as JSON Lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from leakguard.errors import UsageError
from leakguard.sources import open_source
from leakguard.units import TableBlock, TextBlock

_ORDER = '{"tid": 1, "receiver_name": "张三"}'
_LINES = f"{_ORDER}\n{_ORDER}\n"
_PRETTY = json.dumps([json.loads(_ORDER)] * 3, ensure_ascii=False, indent=1)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.json", _ORDER, "json"),
        ("a.json", _PRETTY, "json"),
        ("a.json", _LINES, "jsonl"),
        ("a.json", "no JSON", "json"),
        ("a.jsonl", _LINES, "jsonl"),
        ("a.ndjson", _ORDER, "jsonl"),
        ("a.jsonl", _PRETTY, "json"),
        ("a.jsonl", f"{_ORDER}\nbroken\n{_ORDER}", "jsonl"),
        ("a.jsonl", "", "jsonl"),
        ("a.jsonl", "2024-05-01 INFO started\n" * 3, "jsonl"),
        ("a.JSON", f"[\n{_ORDER},\n{_ORDER}\n]", "json"),
        ("a", _ORDER, "json"),
        ("a", _LINES, "jsonl"),
        ("a.txt", _PRETTY, "json"),
        ("a.log", _LINES, "jsonl"),
        ("a.txt", "  \n" + _ORDER, "json"),
        ("a.log", f"2024-05-01 INFO {_ORDER}\n", "text"),
        ("a.log", "[2024-05-01 10:00:00] INFO started\n" * 3, "text"),
        ("a.txt", f"{_ORDER}\n张三\n", "text"),
        ("a.txt", f"{_ORDER} 张三", "text"),
        ("a.txt", "{张三}，你好", "text"),
        ("a.txt", "13800138000", "text"),
        ("a.txt", _ORDER[:-1], "text"),
        ("a.md", _ORDER, "text"),
        ("a", "[微笑] 你好\n", "text"),
        ("a.txt", "[" + ", ".join([_ORDER] * 4000), "json"),
        ("a.txt", "", "text"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_format(tmp_path: Path, name: str, content: str, expected: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode(encoding))
    source = open_source(path)
    assert source.format == expected
    assert (
        sum(block.rows for block in source.blocks() if isinstance(block, TableBlock)) > 0
        or "{" not in content
        or (expected == "text")
    )


def test_a_format_given_by_name_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(_ORDER)
    assert open_source(path, format="text").format == "text"
    assert open_source(path, format="json").format == "json"
    assert open_source(path, format="jsonl").format == "jsonl"
    with pytest.raises(UsageError):
        open_source(path, format="jason")


def test_non_ascii_far_down_does_not_confuse(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    orders = [{"tid": i, "name": "x" * 50} for i in range(5000)]
    orders.append({"tid": 0, "name": "张三"})
    path.write_text("\n".join(json.dumps(order, ensure_ascii=False) for order in orders), encoding="utf-8")
    source = open_source(path)
    assert source.format == "jsonl"
    assert not any(isinstance(block, TextBlock) for block in source.blocks())
