"""``leakguard columns``: what each column was taken for, and why, without a value of the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .support import ADDRESS, CSV, EMAIL, NAME, PHONE, TEXT, VALUES, run

TITLED = f"导出人{NAME}，电话{PHONE},,\n收货信息,,金额\n姓名,电话,\n{NAME},{PHONE},9.90\n"
HEADERLESS = "".join(
    f"{name},1390274615{n},{n}.50\n" for n, name in enumerate(["郭晓彤", "裘丽娜", "何若岚", "邵文斌"])
)


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def test_terminal(orders: Path) -> None:
    result = run("columns", orders, env={"COLUMNS": "160"})
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[1] == "  header in row 1 | 2 rows looked at"
    assert lines[2].split() == ["Column", "Header", "Taken", "for", "Sure", "Fit", "Why"]
    assert [line.split()[:3] for line in lines[3:8]] == [
        ["1", "A", "订单编号"], ["2", "B", "收货人"], ["3", "C", "联系手机"], ["4", "D", "收货地址"], ["5", "E", "邮箱"],
    ]  # fmt: skip
    assert "phone number" in lines[5]
    assert "100% of the values are mobile numbers" in lines[5]


def test_chinese(orders: Path) -> None:
    lines = run("columns", orders, "--lang", "zh", env={"COLUMNS": "160"}).stdout.splitlines()
    assert lines[1] == "  表头在第 1 行 | 看了 2 行"
    assert "100% 的值是手机号；只有 1 种值" in lines[5]


@pytest.mark.parametrize("arguments", [[], ["-f", "json"], ["--lang", "zh"]])
def test_no_value_is_shown(tmp_path: Path, arguments: list[str]) -> None:
    for text in (CSV, TITLED, f"{NAME},{PHONE}\n{ADDRESS},{EMAIL}\n", f"电话{PHONE},姓名\n{PHONE},{NAME}\n"):
        path = tmp_path / "a.csv"
        path.write_text(text, encoding="utf-8")
        result = run("columns", path, *arguments)
        assert result.exit_code == 0
        assert not [value for value in VALUES if value in result.stdout]


def test_json(orders: Path) -> None:
    report = json.loads(run("columns", orders, "-f", "json").stdout)
    assert (report["schema"], report["format"], report["encoding"]) == ("1", "csv", "utf-8")
    (table,) = report["tables"]
    assert (table["part"], table["header_rows"], table["named_by_format"], table["rows_seen"]) == (None, [0], False, 2)
    phone = table["columns"][2]
    assert phone == {
        "column": 2,
        "header": "联系手机",
        "meaning": "PHONE_NUMBER",
        "kind": "mobile",
        "role": None,
        "confidence": phone["confidence"],
        "fitting": 1.0,
        "off_shape": 0.0,
        "empty": 0.0,
        "classes": {"mobiles": 1.0},
        "reasons": [
            {"kind": "header", "name": "联系手机", "weight": 1.0},
            {"kind": "values", "name": "mobiles", "weight": 1.0},
            {"kind": "few", "name": "", "weight": 1.0},
        ],
    }
    assert 0.5 < phone["confidence"] < 1


def test_scan_tells_the_same(orders: Path) -> None:
    columns = json.loads(run("columns", orders, "-f", "json").stdout)["tables"][0]["columns"]
    scanned = json.loads(run("scan", orders, "-f", "json").stdout)["sources"][0]["columns"]
    keys = ("column", "header", "meaning", "confidence", "reasons")
    assert [[c[key] for key in keys] for c in columns] == [[c[key] for key in keys] for c in scanned]


@pytest.mark.parametrize(
    ("text", "told"), [(TITLED, "header in rows 2 to 3"), (HEADERLESS, "no header"), (CSV, "header in row 1")]
)
def test_where_the_header_is(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    assert told in run("columns", path).stdout


def test_stdin() -> None:
    result = run("columns", "-", "--format", "csv", stdin=HEADERLESS.encode())
    assert result.exit_code == 0
    assert result.stdout.startswith("standard input\n")


def test_what_holds_no_table(tmp_path: Path, orders: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    for arguments, told in [((path,), "no table in"), ((orders, "--part", "Sheet9"), "no table Sheet9 in")]:
        result = run("columns", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert told in result.stderr


def test_what_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    result = run("columns", path)
    assert (result.exit_code, result.stdout) == (3, "")
