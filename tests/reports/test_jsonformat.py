"""JSON: valid, stable, UTF-8, and harmless on a terminal."""

from __future__ import annotations

import json

from leakguard.findings import Evidence, Finding, Location
from leakguard.report import Report
from leakguard.reports.jsonformat import finding_lines, report_json

HOSTILE = "收\x1b[2J\u202e\x9b\udc80\u2028\ufeff"
FINDING = Finding(
    "PERSON", None, 0, 3, 0.9, "person", "欧**", "欧阳文", "欧阳文",
    (Evidence("header", HOSTILE, 0.4),), location=Location("a.csv", row=1, column=2, header=HOSTILE),
)  # fmt: skip


def test_lines_say_what_as_dict_says() -> None:
    (line,) = finding_lines([FINDING])
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    assert json.loads(line) == FINDING.as_dict()
    assert "收".encode() in line


def test_nothing_that_a_terminal_would_obey() -> None:
    (line,) = finding_lines([FINDING])
    text = line.decode("utf-8")
    assert text.removesuffix("\n").isprintable()
    assert json.loads(text)["header"] == HOSTILE


def test_raw_values_only_on_request() -> None:
    assert "欧阳文".encode() not in b"".join(finding_lines([FINDING]))
    assert json.loads(b"".join(finding_lines([FINDING], reveal=True)))["value"] == "欧阳文"


def test_report() -> None:
    report = Report("share", "p", "c", findings=[FINDING], forbidden=[FINDING])
    assert json.loads(report_json(report)) == report.as_dict()
    assert "欧阳文".encode() not in report_json(report)
    assert "欧阳文".encode() in report_json(report, reveal=True)
