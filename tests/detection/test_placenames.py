"""Names of places in findings: sheets, files in archives and JSON keys that hold values are told without them."""

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

import leakguard
from leakguard.detection.placenames import PlaceNames

from ..table_support import detector

PARTS = [
    (["订单", "Sheet1", None], ["订单", "Sheet1", None]),
    (["张伟13902746158", "王小明订单"], ["<PERSON><PHONE_NUMBER>", "<PERSON>订单"]),
    (
        ["收货人13902746158", "收货人13802746158", "收货人13902746158"],
        ["收货人<PHONE_NUMBER>", "收货人<PHONE_NUMBER> (2)", "收货人<PHONE_NUMBER>"],
    ),
]
POINTERS = [
    (None, None),
    ("", ""),
    ("/orders/17/receiver_mobile", "/orders/17/receiver_mobile"),
    ("/13902746158/name", "/<PHONE_NUMBER>/name"),
    ("/a~1b/m~0n/0", "/a~1b/m~0n/0"),
    ("/13902746158~1x/0", "/<PHONE_NUMBER>~1x/0"),
]  # fmt: skip


@pytest.mark.parametrize(("names", "expected"), PARTS)
def test_parts(names: list[str | None], expected: list[str | None]) -> None:
    called = PlaceNames(detector())
    assert [called.part(name) for name in names] == expected


@pytest.mark.parametrize(("pointer", "expected"), POINTERS)
def test_pointers(pointer: str | None, expected: str | None) -> None:
    assert PlaceNames(detector()).pointer(pointer) == expected


def test_no_report_tells_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "收货人13902746158"  # type: ignore[union-attr]
    book.active.append(["姓名", "手机"])  # type: ignore[union-attr]
    book.active.append(["李娜", "13802746158"])  # type: ignore[union-attr]
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "b.json").write_text(json.dumps({"13902746158": {"phone": "13802746158"}}), encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("13902746158.png", b"\x89PNG\r\n")
        archive.writestr("13902746158.csv", "姓名,手机\n李娜,13802746158\n")
    report = leakguard.scan(tmp_path)
    assert report.total >= 8
    assert {part.part for part in report.unscanned} == {"<PHONE_NUMBER>.png"}
    assert "02746158" not in json.dumps(report.as_dict())
