"""The report at a terminal: places from 1, evidence in words, verdict and next step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import leakguard
from leakguard.findings import Evidence, Finding, Location
from leakguard.messages import Texts
from leakguard.report import Report
from leakguard.reports import words
from leakguard.reports.terminal import Terminal
from leakguard.reports.width import width
from leakguard.sources import Unscanned

ZH, EN = Texts("zh"), Texts("en")
CELL = Location("a.csv", None, row=2, column=4, header=" 联系手机 ")
LINE = Location("a.txt", None, line=9)
CSV = "订单编号,收货人,联系手机,备注\n1,欧阳文静,13902746158,\n2,林小雨,13902746159,请打13902746157\n"

PLACES = [
    (CELL, 0, "第 3 行 第 5 列「联系手机」", 'row 3, column 5 "联系手机"'),
    (replace(CELL, header=None), 0, "第 3 行 第 5 列", "row 3, column 5"),
    (replace(CELL, header="  "), 0, "第 3 行 第 5 列", "row 3, column 5"),
    (replace(CELL, part="Sheet1", header=None), 0, "Sheet1 第 3 行 第 5 列", "Sheet1 row 3, column 5"),
    (LINE, 23, "第 10 行 第 24 字", "line 10, character 24"),
]


@pytest.mark.parametrize(("location", "start", "zh", "en"), PLACES)
def test_places_are_counted_from_one(location: Location, start: int, zh: str, en: str) -> None:
    assert words.place(location, start, ZH) == zh
    assert words.place(location, start, EN) == en


REASONS = [
    (Evidence("pattern", "eleven-digits", 0.6), "写法 eleven-digits", "pattern eleven-digits"),
    (Evidence("check", "luhn:pass", 0.2), "校验 luhn 通过", "check luhn passed"),
    (Evidence("check", "luhn:weak", -0.2), "校验 luhn 存疑", "check luhn doubtful"),
    (Evidence("check", "luhn:fail", -0.9), "校验 luhn 未通过", "check luhn failed"),
    (Evidence("context", "电话", 0.2), "附近有「电话」", 'near "电话"'),
    (Evidence("context", "订单", -0.6), "反对：附近有「订单」", 'against: near "订单"'),
    (Evidence("header", "手机", 0.4), "表头「手机」", 'header "手机"'),
    (Evidence("grammar", "region+road", 0.9), "地址结构 region road", "address grammar region road"),
    (Evidence("novel", "x", 0.1), "novel x", "novel x"),
]


@pytest.mark.parametrize(("evidence", "zh", "en"), REASONS)
def test_evidence_in_words(evidence: Evidence, zh: str, en: str) -> None:
    finding = Finding("PERSON", None, 0, 1, 0.9, "r", "*", "secret", evidence=(evidence,))
    assert words.why(finding, ZH) == zh
    assert words.why(finding, EN) == en


def test_letters() -> None:
    assert [words.letters(i) for i in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


@pytest.fixture
def report(tmp_path: Path) -> Report:
    path = tmp_path / "a.csv"
    path.write_text(CSV, encoding="utf-8")
    return leakguard.scan(path)


def test_columns_examples_and_verdict(report: Report) -> None:
    text = "\n".join(Terminal(ZH, 120).render(report))
    for told in (
        "2 B",
        "收货人",
        "姓名 2",
        "3 C",
        "电话号码 2",
        "第 2 行 第 3 列「联系手机」",
        "表头「联系手机」",
        "结论：不能原样分享",
    ):
        assert told in text
    assert "13902746158" not in text
    assert "leakguard redact" in text
    assert "a.redacted.csv" in text


def test_raw_values_only_on_request(report: Report) -> None:
    assert "13902746158" in "\n".join(Terminal(EN, 120, reveal=True).render(report))


@pytest.mark.parametrize("limit", [0, 1, 5])
def test_number_of_examples(report: Report, limit: int) -> None:
    lines = [line for line in Terminal(EN, 120, examples=limit).render(report) if "row " in line]
    entities = len({finding.entity for finding in report.findings})
    assert len(lines) <= limit * entities
    assert bool(lines) is bool(limit)


@pytest.mark.parametrize("texts", [ZH, EN])
@pytest.mark.parametrize("cells", [40, 60, 80, 120])
def test_fits(report: Report, texts: Texts, cells: int) -> None:
    report = replace(report, sources=[replace(source, name="a.csv") for source in report.sources])
    report.findings[:] = [replace(f, location=replace(f.location, source="a.csv")) for f in report.findings]
    report.forbidden[:] = report.findings
    report.unscanned.append(Unscanned("book.xlsx", "Sheet1", "encrypted", "the workbook has a password"))
    assert max(width(line) for line in Terminal(texts, cells).render(report)) <= cells


def test_unscanned_has_reason_and_cure(report: Report) -> None:
    report.unscanned.append(Unscanned("book.xlsx", "Sheet1", "encrypted", "has a password"))
    text = "\n".join(Terminal(EN, 120).render(report))
    assert "book.xlsx · Sheet1: encrypted (has a password)" in text
    assert "cure: decrypt it first" in text
    assert "do not share. Not scanned: 1; and the policy share forbids 5" in text


VERDICTS = [(0, 0, "may be shared as it is"), (2, 0, "not as it is"), (0, 1, "do not share"), (2, 1, "do not share")]


@pytest.mark.parametrize(("forbidden", "unscanned", "told"), VERDICTS)
def test_verdict(forbidden: int, unscanned: int, told: str) -> None:
    text = words.verdict("share", forbidden, unscanned, EN)
    assert told in text
    assert (str(forbidden) in text) is bool(forbidden)
