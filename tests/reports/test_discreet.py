"""What people read names no sheet, no file in an archive and no key by a value; what programs read names places as they are."""

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from leakguard.__main__ import main
from leakguard.findings import Finding, Location
from leakguard.report import Report
from leakguard.reports.discreet import without_names

POINTERS = [
    (None, None),
    ("", ""),
    ("/orders/17/receiver_mobile", "/orders/17/receiver_mobile"),
    ("/13902746158/name", "/<PHONE_NUMBER>/name"),
    ("/a~1b/m~0n/0", "/a~1b/m~0n/0"),
    ("/13902746158~1x/0", "/<PHONE_NUMBER>~1x/0"),
]


def finding(part: str | None = None, pointer: str | None = None) -> Finding:
    place = Location("a", part, pointer=pointer)
    return Finding("PERSON", None, 0, 2, 0.9, "person", "张*", "张伟", location=place)


def report(*findings: Finding) -> Report:
    return Report("share", "", "", findings=list(findings), forbidden=[findings[0]])


@pytest.mark.parametrize(("pointer", "expected"), POINTERS)
def test_pointers(pointer: str | None, expected: str | None) -> None:
    (shown,) = without_names(report(finding(pointer=pointer))).findings
    assert shown.location.pointer == expected


def test_parts_stay_apart_and_what_is_forbidden_stays_so() -> None:
    names = ("收货人13902746158", "收货人13802746158", "收货人13902746158", "7月订单", None)
    shown = without_names(report(*map(finding, names)))
    expected = ["收货人<PHONE_NUMBER>", "收货人<PHONE_NUMBER> (2)", "收货人<PHONE_NUMBER>", "7月订单", None]
    assert [each.location.part for each in shown.findings] == expected
    assert shown.forbidden[0] is shown.findings[0]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("discreet")
    book = openpyxl.Workbook()
    book.active.title = "收货人13902746158"  # type: ignore[union-attr]
    book.active.append(["姓名", "手机"])  # type: ignore[union-attr]
    book.active.append(["李娜", "13802746158"])  # type: ignore[union-attr]
    book.save(folder / "a.xlsx")
    (folder / "b.json").write_text(json.dumps({"13902746158": {"phone": "13802746158"}}), encoding="utf-8")
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("13902746158.png", b"\x89PNG\r\n")
        archive.writestr("13902746158.csv", "姓名,手机\n李娜,13802746158\n")
    names = ("r.txt", "r.html", "r.md", "r.sarif", "r.xml", "r.jsonl", "r.json", "r.xlsx")
    inputs = [str(folder / name) for name in ("a.xlsx", "b.json", "c.zip")]
    assert main(["scan", *inputs, *(part for name in names for part in ("-o", str(folder / name)))]) == 1
    return folder


@pytest.mark.parametrize("name", ["r.txt", "r.html", "r.md", "r.sarif", "r.xml", "r.xlsx"])
def test_no_report_for_people_names_them(written: Path, name: str) -> None:
    content = (written / name).read_bytes()
    if name.endswith("xlsx"):
        with zipfile.ZipFile(written / name) as book:
            content = b"".join(map(book.read, book.namelist()))
    assert len(content) > 500
    assert b"02746158" not in content


@pytest.mark.parametrize("name", ["r.jsonl", "r.json"])
def test_programs_find_the_place(written: Path, name: str) -> None:
    assert "收货人13902746158" in (written / name).read_text(encoding="utf-8")
