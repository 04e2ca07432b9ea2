"""What redaction writes never begins a formula in a cell that was none."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from leakguard.detection.detector import default_detector
from leakguard.formulas import harmless
from leakguard.policy import load_policy
from leakguard.redaction import redact_file
from leakguard.scanning import Scanner
from leakguard.units import CellEdit, TableBlock, TextBlock, TextEdit

POLICY = """
id: shop
version: 1
title: {zh: 店, en: shop}
description: {zh: 店, en: shop}
default: {operator: replace, params: {with: "%s"}, forbidden: true, reason: {zh: 个人信息, en: personal}}
"""


@pytest.mark.parametrize(
    ("cell", "start", "end", "replacement", "written"),
    [
        ("陶甘", 0, 2, "=1+1", "'=1+1"),
        ("陶甘", 0, 2, "@SUM", "'@SUM"),
        ("陶甘", 0, 2, "<PERSON>", "<PERSON>"),
        ("陶甘", 0, 2, "-", "-"),
        ("陶甘", 0, 2, "", ""),
        ("陶甘=1+1", 0, 2, "", "'"),
        ("陶甘 -2", 0, 2, "+", "'+"),
        ("收货人陶甘", 3, 5, "=1+1", "=1+1"),
        ("+86 13902746158", 0, 15, "+86 24368189259", "+86 24368189259"),
        ('="13902746158"', 2, 13, "=24368189259", "=24368189259"),
    ],
)
def test_cells(cell, start, end, replacement, written):
    block = TableBlock([["收货人", cell]])
    assert harmless(block, [CellEdit(1, 0, start, end, replacement)]) == [CellEdit(1, 0, start, end, written)]


def test_running_text_is_no_cell():
    edits = [TextEdit(0, 2, "=1+1")]
    assert harmless(TextBlock("陶甘"), edits) == edits


def redact(source: Path, text: str) -> Path:
    policy = source.with_name("policy.yaml")
    policy.write_text(POLICY % text, "utf-8")
    scanner = Scanner(default_detector(), load_policy(policy))
    output = source.with_name(f"out{source.suffix}")
    redact_file(scanner, scanner.open(source), output)
    return output


@pytest.mark.parametrize("rows", [2, 3_000])
def test_a_csv_file(tmp_path, rows):
    source = tmp_path / "orders.csv"
    source.write_text("收货人,手机\n" + '陶甘,13902746158\n"甘露",="13902746159"\n' * (rows // 2), "utf-8")
    lines = redact(source, "=HYPERLINK(1)").read_text("utf-8").splitlines()
    assert lines[1] == "'=HYPERLINK(1),'=HYPERLINK(1)"
    assert lines[2].startswith('"\'=HYPERLINK(1)",="=HYPERLINK(1)')


def test_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    for row in (["收货人", "手机"], ["陶甘", "13902746158"], ["甘露", "139-0274-6159"]):
        book.active.append(row)
    book.save(tmp_path / "orders.xlsx")
    read = openpyxl.load_workbook(io.BytesIO(redact(tmp_path / "orders.xlsx", "+1").read_bytes())).active
    assert [[cell.value for cell in row] for row in read.iter_rows(min_row=2)] == [["'+1", "'+1"], ["'+1", "'+1"]]
