"""JUnit: valid by the schema that build servers use, red where something is forbidden, not scanned or not known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

from leakguard.messages import Texts
from leakguard.report import Report
from leakguard.reports.junit import render
from leakguard.reports.sheets import LIMIT

from .report_support import CHAT, MEMBERS, ORDERS, chat, clean_report, hostile_report, report_of, rich_report
from .test_sarif import lacking

XSD = Path(__file__).parents[1] / "data" / "junit-10.xsd"
ZH, EN = Texts("zh"), Texts("en")


def read(report: Report, texts: Texts = EN) -> ET.Element:
    return ET.fromstring(render(report, texts))


def outcome(case: ET.Element) -> str:
    return "failure" if case.find("failure") is not None else "error" if case.find("error") is not None else "passed"


def suite(root: ET.Element, name: str) -> dict[str, str]:
    (found,) = [each for each in root if each.get("name") == name]
    return {str(case.get("name")): outcome(case) for case in found.iter("testcase")}


@pytest.mark.parametrize("make", [rich_report, clean_report, hostile_report, lacking])
@pytest.mark.parametrize("texts", [ZH, EN])
def test_valid_by_the_schema(make: Callable[[], Report], texts: Texts) -> None:
    data = render(make(), texts)
    schema = etree.XMLSchema(etree.parse(str(XSD)))
    schema.assertValid(etree.fromstring(data))
    assert data == render(make(), texts)


def test_columns_with_something_forbidden_fail() -> None:
    root = read(rich_report())
    assert suite(root, ORDERS) == {
        "the whole file": "failure", "订单 · 1 A 订单编号": "passed", "订单 · 2 B 收货人姓名": "failure",
        "订单 · 3 C 联系手机": "failure", "订单 · 4 D 收货地址": "failure", "订单 · 5 E 虚拟号": "passed",
        "订单 · 6 F 退款银行卡": "failure", "the other 2 columns": "passed",
    }  # fmt: skip
    assert suite(root, MEMBERS)["2 B 已遮盖手机"] == "passed"
    assert suite(root, CHAT) == {
        "the whole file": "failure", "phone number": "failure", "name": "failure", "WeChat ID": "failure",
    }  # fmt: skip


def test_failures_tell_how_many_and_three_examples() -> None:
    (case,) = [c for c in read(rich_report()).iter("testcase") if c.get("name") == "订单 · 6 F 退款银行卡"]
    failure = case.find("failure")
    assert failure is not None
    assert "bank card 312" in str(failure.get("message"))
    assert len(str(failure.text).splitlines()) == 3
    assert "6222***********0005" in str(failure.text)
    assert 'row 2, column 6 "退款银行卡"' in str(failure.text)


def test_what_was_not_scanned_is_an_error() -> None:
    root = read(rich_report())
    assert set(suite(root, "Not scanned").values()) == {"error"}
    assert len(suite(root, "Not scanned")) == 3
    assert [e.get("type") for e in root.iter("error")] == [
        "unscanned.encrypted",
        "unscanned.unsupported",
        "unscanned.binary",
    ]


def test_a_clean_report_passes() -> None:
    root = read(clean_report())
    assert (root.get("failures"), root.get("errors")) == ("0", "0")
    assert {outcome(case) for case in root.iter("testcase")} == {"passed"}
    assert suite(root, "Not scanned") == {"Nothing: all that was given was read.": "passed"}


def test_what_is_not_known_does_not_pass() -> None:
    root = read(lacking())
    assert suite(root, ORDERS)["the whole file"] == "error"
    assert suite(root, ORDERS)["订单 · 1 A 订单编号"] == "error"
    assert suite(root, "Not scanned") == {"Not scanned": "error"}


def test_numbers_add_up() -> None:
    root = read(hostile_report())
    for element in (root, *root.iter("testsuite")):
        outcomes = [outcome(case) for case in element.iter("testcase")]
        told = [element.get(name) for name in ("tests", "failures", "errors")]
        assert told == [str(len(outcomes)), str(outcomes.count("failure")), str(outcomes.count("error"))]


def test_files_that_are_left_out_fail_together() -> None:
    one = chat("a.txt")
    clean = [replace(one, name=f"{n}.txt", findings=0, forbidden=0, entities={}, examples=()) for n in range(2_000)]
    data = render(report_of([*clean, one]), EN)
    root = ET.fromstring(data)
    assert suite(root, "1 more files") == {"1 more files": "failure"}
    assert len(data) < LIMIT


def test_hostile_texts_are_texts() -> None:
    data = render(hostile_report(), EN)
    assert b"<script>" not in data
    assert all(character.isprintable() or character == "\n" for character in data.decode())
    names = {each.get("name") for each in ET.fromstring(data).iter("testsuite")}
    assert "0<script>alert(1)</script>" in names
    assert "6\\x1b[31m\\x00\\x07\\ud800" in names
