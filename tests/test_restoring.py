"""What was encrypted comes back, in every format; a wrong key or damage writes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from leakguard.detection.detector import default_detector
from leakguard.errors import TokenError, UnscannedError, UsageError
from leakguard.policy import load_policy
from leakguard.redaction import redact_file
from leakguard.restoring import restore_file
from leakguard.scanning import Scanner
from leakguard.sources import open_source

KEY = b"k" * 32
POLICY = """
id: sealed
version: 1
title: {zh: 加密, en: sealed}
description: {zh: 加密, en: sealed}
default: {operator: encrypt, forbidden: true, reason: {zh: 个人信息, en: personal}}
"""
CSV = '\ufeff订单号,收货人,手机,备注\r\nE1,陶甘,13902746158,"请打 139-0274-6158, 谢谢"\r\nE2,"甘露",="13902746159",\r\n'
CHAT = "陶甘：我的手机是13902746158\n客服：好的\n陶甘：地址江苏省苏州市姑苏区平江路2号501室"
ROWS = [
    {"收货人": "陶甘", "手机": "13902746158", "备注": 'a"b'},
    {"收货人": "甘露", "手机": "13902746159", "备注": None},
]
SQL = "INSERT INTO orders (receiver_name, receiver_mobile) VALUES ('陶甘', '13902746158'), ('甘露', '13902746159');\n"
FILES = {
    "orders.csv": CSV.encode("utf-8"),
    "gb.csv": CSV.lstrip("\ufeff").encode("gb18030"),
    "chat.txt": CHAT.encode("utf-8"),
    "orders.json": json.dumps(ROWS, ensure_ascii=False, indent=1).encode(),
    "orders.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode(),
    "orders.sql": SQL.encode(),
}


@pytest.fixture
def scanner(tmp_path: Path) -> Scanner:
    (tmp_path / "policy.yaml").write_text(POLICY, "utf-8")
    return Scanner(default_detector(), load_policy(tmp_path / "policy.yaml"), key=KEY)


def sealed(scanner: Scanner, path: Path) -> Path:
    output = path.with_name(f"sealed-{path.name}")
    redact_file(scanner, scanner.open(path), output)
    return output


@pytest.mark.parametrize("name", FILES)
def test_the_file_comes_back_byte_for_byte(scanner, tmp_path, name):
    source = tmp_path / name
    source.write_bytes(FILES[name])
    copy = sealed(scanner, source)
    assert b":enc:" in copy.read_bytes()
    assert "陶甘".encode("gb18030" if name == "gb.csv" else "utf-8") not in copy.read_bytes()
    restored = restore_file(open_source(copy), tmp_path / f"restored-{name}", KEY)
    assert (tmp_path / f"restored-{name}").read_bytes() == FILES[name]
    assert restored.counts["PERSON"] >= 1
    assert restored.total == copy.read_bytes().count(b":enc:")


def test_a_workbook(scanner, tmp_path):
    book = openpyxl.Workbook()
    for row in (["收货人", "手机"], ["陶甘", "13902746158"], ["甘露", "139-0274-6159"]):
        book.active.append(row)
    book.save(tmp_path / "orders.xlsx")
    copy = sealed(scanner, tmp_path / "orders.xlsx")
    restore_file(open_source(copy), tmp_path / "restored.xlsx", KEY)
    sheet = openpyxl.load_workbook(tmp_path / "restored.xlsx").active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["陶甘", "13902746158"],
        ["甘露", "139-0274-6159"],
    ]


def damage(text: str) -> str:
    place = text.index(":enc:") + 20
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda text: text, b"o" * 32),
        (damage, KEY),
        (lambda text: text.replace("<PERSON:enc:", "<ADDRESS:enc:", 1), KEY),
        (lambda text: text[: text.index(":enc:") + 30], KEY),
        (lambda text: text.replace(":enc:", ":enc:=", 1), KEY),
    ],
    ids=["key", "bit", "entity", "cut", "character"],
)
def test_a_wrong_key_or_damage_writes_nothing(scanner, tmp_path, change, key):
    (tmp_path / "chat.txt").write_text(CHAT, "utf-8")
    copy = sealed(scanner, tmp_path / "chat.txt")
    copy.write_text(change(copy.read_text("utf-8")), "utf-8")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(TokenError, match="Nothing was written") as caught:
        restore_file(open_source(copy), tmp_path / "restored.txt", key)
    assert "陶甘" not in str(caught.value)
    assert sorted(tmp_path.iterdir()) == before


def test_what_cannot_be_done(scanner, tmp_path):
    (tmp_path / "chat.txt").write_text(CHAT, "utf-8")
    copy = sealed(scanner, tmp_path / "chat.txt")
    with pytest.raises(UsageError, match="no encrypted value"):
        restore_file(open_source(tmp_path / "chat.txt"), tmp_path / "restored.txt", KEY)
    with pytest.raises(UsageError, match="the input itself"):
        restore_file(open_source(copy), copy, KEY, overwrite=True)
    with pytest.raises(UsageError, match="exists already"):
        restore_file(open_source(copy), tmp_path / "chat.txt", KEY)
    assert not (tmp_path / "restored.txt").exists()
    assert issubclass(TokenError, UsageError)
    assert not issubclass(UnscannedError, UsageError)
