"""Two scans of files that really changed: rows moved, a value came for another, one was added, one taken out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import leakguard
from leakguard.errors import UsageError
from leakguard.messages import Texts
from leakguard.report import Report
from leakguard.reports.changes import Changes
from leakguard.reports.difference import Difference, Record, Side, compare

KEY, OTHER_KEY = b"a key of the tests only", b"another key of the tests"
HEADER = "订单编号,收货人,手机,收货地址"
ROWS = [
    "20240001,欧阳文静,13902746158,浙江省杭州市西湖区文三路478号3幢1205室",
    "20240002,司马南城,13702746153,江苏省苏州市姑苏区干将路18号2单元301室",
    "20240003,诸葛明远,13602746157,广东省深圳市南山区科苑路15号B座902室",
    "20240004,上官云珠,13502746151,四川省成都市武侯区人民南路四段11号1栋604室",
]
PHONES = ["13902746158", "13702746153", "13602746157", "13502746151"]
NEW_PHONE = "15902746150"


def table(*rows: str) -> str:
    return "\n".join([HEADER, *rows, ""])


def scan(path: Path, text: str, key: bytes | None = KEY) -> Report:
    path.write_text(text, "utf-8")
    return leakguard.scan(path, key=key)


def side(report: Report, name: str = "findings.json") -> Side:
    return Side(name, report, lambda: iter(report.as_dict()["findings"]))


def compared(path: Path, old: str, new: str, key: bytes | None = KEY) -> Difference:
    return compare(side(scan(path, old, key)), side(scan(path, new, key)))


def phones(difference: Difference) -> tuple[int, int, int]:
    change = difference.entities["PHONE_NUMBER"]
    return change.new, change.gone, change.unchanged


A, B, C, D = ROWS
CASES = [
    # what happened, old rows, new rows, (new, gone, unchanged) telephone numbers, exit code
    ("nothing", [A, B, C, D], [A, B, C, D], (0, 0, 4), 0),
    ("rows moved", [A, B, C, D], [D, B, A, C], (0, 0, 4), 0),
    ("a row came in front", [B, C, D], [A, B, C, D], (1, 0, 3), 1),
    ("a row was taken out", [A, B, C, D], [B, C, D], (0, 1, 3), 0),
    ("a number was changed", [A, B, C, D], [A, B, C, D.replace(PHONES[3], NEW_PHONE)], (1, 1, 3), 1),
    ("a buyer came again", [A, B, C, D], [A, B, C, D, A.replace("20240001", "20240009")], (1, 0, 4), 1),
    ("a buyer came once less", [A, B, C, D, A], [A, B, C, D], (0, 1, 4), 0),
]


@pytest.mark.parametrize(("old", "new", "expected", "code"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_with_a_key_values_are_followed_wherever_they_move(tmp_path, old, new, expected, code):
    difference = compared(tmp_path / "a.csv", table(*old), table(*new))
    assert difference.basis == "fingerprint"
    assert phones(difference) == expected
    assert difference.exit_code == code


def test_a_changed_value_that_looks_alike_is_told_with_a_key_only(tmp_path):
    first, second = "13902746158", "13911116158"
    old, new = table(A, B, C), table(A.replace(first, second), B, C)
    with_key, without = (compared(tmp_path / "a.csv", old, new, key) for key in (KEY, None))
    previews = {f.finding.preview for f in with_key.appeared} & {f.preview for f in with_key.vanished}
    assert previews, "this case wants two numbers with the same preview"
    assert phones(with_key) == (1, 1, 2)
    assert (without.basis, phones(without)) == ("preview", (0, 0, 3))
    for language, word in (("zh", "--key-file"), ("en", "look alike")):
        text = "".join(Changes(Texts(language), "old", "new").terminal(without))
        assert word in text.replace("\n", "")


@pytest.mark.parametrize(("first", "second"), [(KEY, None), (None, KEY)])
def test_where_one_has_no_key_previews_stand_in(tmp_path, first, second):
    old, new = scan(tmp_path / "a.csv", table(A, B, C), first), scan(tmp_path / "a.csv", table(C, D, A), second)
    difference = compare(side(old), side(new))
    assert (difference.basis, phones(difference)) == ("preview", (1, 1, 2))


def test_different_keys_are_refused(tmp_path):
    old, new = (scan(tmp_path / "a.csv", table(A), key) for key in (KEY, OTHER_KEY))
    with pytest.raises(UsageError, match="different keys"):
        compare(side(old), side(new))


def test_single_files_are_compared_whatever_they_are_called(tmp_path):
    old, new = scan(tmp_path / "may.csv", table(A, B)), scan(tmp_path / "june.csv", table(B, A, C))
    difference = compare(side(old), side(new))
    assert difference.renamed == (str(tmp_path / "may.csv"), str(tmp_path / "june.csv"))
    assert list(difference.sources) == [str(tmp_path / "june.csv")]
    assert phones(difference) == (1, 0, 2)


def test_folders_are_compared_file_by_file(tmp_path):
    reports = []
    for folder, rows in (("may", [A, B]), ("june", [B, A])):
        (tmp_path / folder).mkdir()
        for name, row in zip(("x.csv", "y.csv"), rows, strict=True):
            (tmp_path / folder / name).write_text(table(row), "utf-8")
        reports.append(side(leakguard.scan(tmp_path / folder, key=KEY)))
    by_path = compare(*reports)
    assert (by_path.renamed, phones(by_path)) == (None, (2, 2, 0))
    by_name = compare(*reports, by_file_name=True)
    assert sorted(by_name.sources) == ["x.csv", "y.csv"]
    assert phones(by_name) == (2, 2, 0), "each number stands in the other file now"
    assert phones(compare(reports[0], reports[0], by_file_name=True)) == (0, 0, 2)


def test_the_same_value_under_another_header_is_new(tmp_path):
    old = "手机,备用电话\n13902746158,\n13702746153,\n"
    new = "手机,备用电话\n13902746158,13702746153\n,\n"
    assert phones(compared(tmp_path / "a.csv", old, new)) == (1, 1, 1)


def without_policy(report: Report) -> Side:
    def records() -> Iterator[Record]:
        for record in report.as_dict()["findings"]:
            yield {name: value for name, value in record.items() if name != "forbidden"}

    return Side("findings.jsonl", replace(report, lacks=frozenset({"policy", "unscanned"}), key_id=None), records)


def test_where_it_is_not_told_what_is_forbidden_anything_new_counts(tmp_path):
    old, new = (scan(tmp_path / "a.csv", f"编号,订单编号\n1,{number}\n") for number in ("E2024000188", "2024000000199"))
    told = compare(side(old), side(new))
    assert (told.total.new, told.new_forbidden, told.exit_code) == (1, 0, 0)
    untold = compare(without_policy(old), without_policy(new))
    assert (untold.new_forbidden, untold.exit_code) == (None, 1)


def test_what_was_not_scanned_is_no_clean_bill(tmp_path):
    old = scan(tmp_path / "a.csv", table(A))
    (tmp_path / "a.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    new = leakguard.scan(tmp_path / "a.csv", key=KEY)
    difference = compare(side(old), side(new))
    assert new.unscanned
    assert (phones(difference), difference.exit_code) == ((0, 1, 0), 3)
    assert "may still be there" in "".join(Changes(Texts("en"), "old", "new").terminal(difference))


def test_a_report_that_does_not_list_everything_cannot_be_compared(tmp_path):
    report = scan(tmp_path / "a.csv", table(A, B))
    short = Side("findings.json", report, lambda: iter(report.as_dict()["findings"][:-1]))
    for pair in ((short, side(report)), (side(report), short)):
        with pytest.raises(UsageError, match=r"findings\.json lists 7 of 8"):
            compare(*pair)


def test_every_form_tells_the_same_and_no_raw_value(tmp_path):
    difference = compared(tmp_path / "a.csv", table(A, B, C), table(C, D, A.replace(PHONES[0], NEW_PHONE)))
    told = json.loads(json.dumps(difference.as_dict()))
    assert told["summary"] == {"new": 5, "gone": 5, "unchanged": 7, "new_forbidden": difference.new_forbidden}
    assert told["old"]["persons"]["distinct"] == told["new"]["persons"]["distinct"] == 3
    assert len(told["appeared"]) == len(told["vanished"]) == 5
    for language in ("zh", "en"):
        changes = Changes(Texts(language), "may.json", "june|*.json", 72)
        terminal, markdown = "\n".join(changes.terminal(difference)), "\n".join(changes.markdown(difference))
        assert "june\\|*.json" in markdown
        for text in (terminal, markdown, json.dumps(told, ensure_ascii=False)):
            assert not [value for row in (A, B, C, D) for value in row.split(",")[1:] if value in text]
            assert NEW_PHONE not in text
        assert terminal == "\n".join(changes.terminal(difference))
        assert difference.appeared[0].finding.preview in terminal


def test_hostile_names_break_neither_lines_nor_tables(tmp_path):
    bad = "<b>|`x`\u202e\x1b[31m.csv"
    old, new = scan(tmp_path / bad, table(A)), scan(tmp_path / bad, table(A, B))
    changes = Changes(Texts("en"), bad, bad, 80)
    difference = compare(side(old), side(new))
    for text in ("\n".join(changes.terminal(difference)), "\n".join(changes.markdown(difference))):
        assert "\x1b" not in text
        assert "\u202e" not in text
    rows = [line for line in changes.markdown(difference) if line.startswith("|")]
    assert "<b>" not in "".join(rows)
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}
