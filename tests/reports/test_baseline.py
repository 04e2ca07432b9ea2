"""Baselines: known findings pass, new ones do not, and nothing in the file changes that need not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import leakguard
from leakguard.api import scanner
from leakguard.errors import PolicyError, UsageError
from leakguard.findings import Fingerprinter
from leakguard.keys import key_id
from leakguard.messages import Texts
from leakguard.policy import load_policy
from leakguard.report import Report
from leakguard.reports import words
from leakguard.reports.baseline import baseline, read_baseline

KEY, OTHER_KEY = b"a key of the tests only", b"another key of the tests"
LATER, PAST = date(2999, 1, 1), date(2001, 1, 1)
REASON = '测试数据，已核对: "#1"'
HEADER = "订单编号,收货人,手机,备注"
A = "20240001,欧阳文静,13902746158,"
B = "20240002,司马南城,13702746153,请放门口"
C = "20240003,诸葛明远,13602746157,"
NEW = "20240004,上官云珠,13502746151,"


def table(*rows: str) -> str:
    return "\n".join([HEADER, *rows, ""])


def scan(path: Path, text: str, known: Path | None = None, key: bytes = KEY) -> Report:
    path.write_text(text, "utf-8")
    policy = load_policy("share")
    if known is not None:
        policy = replace(policy, allow=policy.allow + read_baseline(known, key_id(key)))
    return leakguard.scan(path, policy=policy, key=key)


def made(report: Report, expires: date = LATER) -> str:
    records = report.as_dict()["findings"]
    return b"".join(baseline(records, report.key_id, REASON, expires)).decode()


def written(folder: Path, text: str) -> Path:
    path = folder / "baseline.yaml"
    path.write_text(text, "utf-8")
    return path


MOVES = [
    # rows of the second scan, what is forbidden in it
    ([A, B, C], []),
    ([C, B, A], []),
    ([B, A, C, A.replace("20240001", "20240009")], []),
    ([B], []),
    ([A, B, C, NEW], ["PERSON", "PHONE_NUMBER"]),
    ([A.replace("13902746158", "13502746151"), B, C], ["PHONE_NUMBER"]),
    ([A, B.replace("请放门口", "请打13502746151"), C], ["PHONE_NUMBER"]),
]


@pytest.mark.parametrize(("rows", "forbidden"), MOVES)
def test_what_is_known_passes_and_what_is_new_does_not(tmp_path, rows, forbidden):
    path = tmp_path / "a.csv"
    first = scan(path, table(A, B, C))
    assert first.exit_code == 1
    again = scan(path, table(*rows), written(tmp_path, made(first)))
    assert sorted(again.forbidden_entities) == forbidden
    assert again.exit_code == (1 if forbidden else 0)


def parquet(path: Path, phones: Sequence[str]) -> Path:
    pq.write_table(pa.table({"订单编号": [f"2024{n:04d}" for n in range(len(phones))], "手机": phones}), path)
    return path


def test_columns_that_are_judged_at_once_are_judged_by_value(tmp_path):
    phones = [f"139{27461500 + n * 7919:08d}" for n in range(60)]
    path = parquet(tmp_path / "a.parquet", phones)
    first = leakguard.scan(path, key=KEY)
    known = read_baseline(written(tmp_path, made(first)), key_id(KEY))
    policy = load_policy("share")
    run = scanner(policy=replace(policy, allow=policy.allow + known), key=KEY)
    again, columns = run.report(), list[str]()
    parquet(path, [*reversed(phones), "13502746151", phones[0]])
    run.add(again, path, lambda found: columns.extend(column.entity for column in found.columns))
    assert "PHONE_NUMBER" in columns
    assert again.forbidden_entities == {"PHONE_NUMBER": 1}
    assert again.allowed.total() == first.forbidden_count + 1


@pytest.mark.parametrize("rows", [[C, A, B], [A, A, B, C, C], [A, B, C, ",,,"]])
def test_rows_that_move_or_come_with_known_values_change_no_byte(tmp_path, rows):
    assert made(scan(tmp_path / "a.csv", table(*rows))) == made(scan(tmp_path / "a.csv", table(A, B, C)))


def test_a_value_that_is_gone_loses_its_line_only(tmp_path):
    before, after = (made(scan(tmp_path / "a.csv", table(*rows))).splitlines() for rows in ([A, B, C], [A, C]))
    gone = [line for line in before if line not in after]
    assert len(gone) == 3
    assert after == [line for line in before if line not in gone]
    sign = Fingerprinter(KEY)
    assert f"    {sign('PHONE_NUMBER', '13702746153')}" in gone


def test_no_raw_value_and_no_place_is_in_it(tmp_path):
    text = made(scan(tmp_path / "a.csv", table(A, B, C)))
    for row in (A, B, C):
        assert not [value for value in row.split(",") if value and value in text]
    assert "row" not in text
    assert str(date.today()) not in text


def test_findings_without_a_key_make_no_baseline(tmp_path):
    (tmp_path / "a.csv").write_text(table(A), "utf-8")
    with pytest.raises(UsageError, match="--key-file"):
        made(leakguard.scan(tmp_path / "a.csv"))


def test_another_key_or_none_is_refused(tmp_path):
    path = written(tmp_path, made(scan(tmp_path / "a.csv", table(A))))
    with pytest.raises(PolicyError, match=r"baseline\.yaml:5: .*another key"):
        read_baseline(path, key_id(OTHER_KEY))
    with pytest.raises(UsageError, match="no key"):
        read_baseline(path, None)


def told(report: Report) -> Sequence[str]:
    return list(words.report_allow_list(report, Texts("en")))


def test_reports_tell_a_baseline_in_one_line_and_an_exception_in_another(tmp_path):
    first = scan(tmp_path / "a.csv", table(A, B, C))
    text = made(first)
    path = written(tmp_path, text)
    (line,) = told(scan(tmp_path / "a.csv", table(A, B, C), path))
    assert f"baseline:baseline.yaml let {first.forbidden_count} pass: {REASON}" in line
    (entry,) = scan(tmp_path / "a.csv", table(A, B, C), path).suppressions()
    assert (entry["count"], entry["reason"]["zh"]) == (first.forbidden_count, REASON)
    names = "  entity: PERSON\n"
    own = written(tmp_path, text.replace(names, f"{names}  reason: 家人\n  expires: 2998-01-01\n"))
    number = next(n for n, each in enumerate(own.read_text("utf-8").splitlines(), 1) if "家人" in each) - 3
    lines = told(scan(tmp_path / "a.csv", table(A, B, C), own))
    assert sorted(line.split(" let ")[0] for line in lines) == [
        "Allow list: baseline:baseline.yaml",
        f"Allow list: baseline:baseline.yaml:{number}",
    ]


def test_expired_baselines_apply_no_more_and_say_so_once(tmp_path):
    path = written(tmp_path, made(scan(tmp_path / "a.csv", table(A, B)), PAST))
    again = scan(tmp_path / "a.csv", table(A, B), path)
    assert again.exit_code == 1
    assert not again.allowed
    (line,) = told(again)
    assert "expired on 2001-01-01" in line


def test_an_entry_may_expire_by_itself(tmp_path):
    text = made(scan(tmp_path / "a.csv", table(A, B)))
    path = written(tmp_path, text.replace("  entity: PERSON\n", "  entity: PERSON\n  expires: 2001-01-01\n"))
    assert list(scan(tmp_path / "a.csv", table(A, B), path).forbidden_entities) == ["PERSON"]


NAMES = [
    # names of files and headers that a glob or YAML would take for something else
    ("a[1]*?.csv", "手机[必填]*"),
    ("- #: 'x'.csv", 'null: "手机"'),
    ("数据😀\u2028.csv", "手机号码😀"),
]


@pytest.mark.parametrize(("file", "header"), NAMES)
def test_names_mean_exactly_themselves(tmp_path, file, header):
    quoted = '"' + header.replace('"', '""') + '"'
    text = f"{quoted},数量\n13902746158,1\n13702746153,2\n"
    first = scan(tmp_path / file, text)
    assert {f.location.header for f in first.findings} == {header}
    path = written(tmp_path, made(first))
    assert scan(tmp_path / file, text, path).exit_code == 0
    assert scan(tmp_path / ("b" + file), text, path).exit_code == 1
    assert scan(tmp_path / file, text.replace("手机", "联系手机"), path).exit_code == 1


def test_bytes_of_a_name_that_could_not_be_decoded_are_any_character():
    record = {"source": "a\udcff.csv", "header": " ", "entity": "PERSON", "fingerprint": "0" * 16}
    text = b"".join(baseline([record], "00000000", REASON, LATER)).decode()
    assert 'file: "a?.csv"' in text
    assert "column" not in text


GOOD = """schema: 1
kind: baseline
key: "00000000"
reason: known
expires: 2999-01-01
entries:
- file: a.csv
  column: 手机
  entity: PHONE_NUMBER
  values: |
    0123456789012345
    0123456789abcdef
"""
BAD = [
    # what, by what, line, what the error says
    ("schema: 1", "schema: 2", 1, "schema is not 1"),
    ("kind: baseline", "kind: policy", 2, "kind is not baseline"),
    ("reason: known", "reason: ''", 4, "reason is empty"),
    ("reason: known\n", "", 1, "lacks reason"),
    ("2999-01-01", "2999-13-01", 5, "no date"),
    ("2999-01-01", "soon", 5, "no date"),
    ("  entity: PHONE_NUMBER", "  entity: PHONES", 9, "no such entity"),
    ("  entity: PHONE_NUMBER\n", "", 7, "lacks entity"),
    ("  column: 手机", "  colour: 手机", 8, "unknown field"),
    ("  column: 手机", "  column: ' '", 8, "column is empty"),
    ("- file: a.csv", "- file: []", 7, "file is empty, or no text"),
    ("0123456789abcdef", "0123456789ABCDEF", 12, "no fingerprint"),
    ("0123456789012345", "13902746158", 11, "no fingerprint"),
    ("|\n    0123456789012345\n    0123456789abcdef\n", "''\n", 10, "values is empty"),
    ("|\n    0123456789012345\n    0123456789abcdef\n", "['0123456789abcdef']\n", 10, "no text"),
    ("entries:\n", "entries: none\nrest:\n", 7, "unknown field"),
    ("- file: a.csv", "- &a\n  file: *a", 8, "anchors and aliases"),
]


def test_a_good_file_is_read(tmp_path):
    (entry,) = read_baseline(written(tmp_path, GOOD), "00000000")
    assert entry.values == {"0123456789012345", "0123456789abcdef"}
    assert (entry.files, entry.columns, entry.entities) == (("a.csv",), ("手机",), {"PHONE_NUMBER"})


@pytest.mark.parametrize(("old", "new", "line", "problem"), BAD)
def test_errors_name_the_line_and_repeat_no_value(tmp_path, old, new, line, problem):
    assert old in GOOD
    with pytest.raises(PolicyError) as caught:
        read_baseline(written(tmp_path, GOOD.replace(old, new, 1)), "00000000")
    assert problem in str(caught.value)
    assert caught.value.line == line
    assert "13902746158" not in str(caught.value)


def test_no_entries_are_a_baseline_too(tmp_path):
    text = b"".join(baseline([], "00000000", REASON, LATER)).decode()
    assert read_baseline(written(tmp_path, text), "00000000") == ()


def test_the_example_of_the_documentation_can_be_read(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "reports.md").read_text("utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    (entry,) = read_baseline(written(tmp_path, example), "6e2f9072")
    assert entry.id == "baseline:baseline.yaml:7"
    assert (entry.reason.zh, str(entry.expires), len(entry.values)) == ("本店客服电话", "2026-12-31", 2)
