"""``leakguard check``: the exit code is the answer; what is printed says why, and what to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from leakguard.detection.detector import Detector
from leakguard.gate.journal import read_journal, verify_journal

from .support import CLEAN, CSV, NAME, PHONE, TEXT, VALUES, run

CASES = [
    (["clean"], 0, "share", "可以分享"),
    (["dirty"], 1, "share-redacted", "脱敏后分享"),
    (["book"], 3, "do-not-share", "不得分享"),
    (["book", "dirty"], 1, "do-not-share", "不得分享"),
    (["clean", "book"], 3, "do-not-share", "不得分享"),
    (["clean", "dirty"], 1, "share-redacted", "脱敏后分享"),
]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    folder = tmp_path / "导出 文件"
    folder.mkdir()
    paths = {"clean": folder / "a.csv", "dirty": folder / "b.csv", "book": folder / "c.xlsx"}
    paths["clean"].write_text(CLEAN, encoding="utf-8")
    paths["dirty"].write_text(CSV, encoding="utf-8")
    paths["book"].write_bytes(b"PK\x03\x04" + bytes(100))
    return paths


@pytest.mark.parametrize(("names", "code", "verdict", "told"), CASES)
def test_verdicts(files: dict[str, Path], names: Sequence[str], code: int, verdict: str, told: str) -> None:
    paths = [files[name] for name in names]
    result = run("check", *paths, "--lang", "zh")
    assert (result.exit_code, result.stderr) == (code, "")
    assert result.stdout.splitlines()[-1] == f"结论（策略 share）：{told}"
    document = json.loads(run("check", *paths, "-f", "json").stdout)
    assert (document["verdict"], document["exit_code"]) == (verdict, code)
    assert [file["source"] for file in document["files"]] == list(map(str, paths))
    quiet = run("check", *paths, "--quiet")
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (code, "", "")


ZH = """\
{path}：脱敏后分享
  含 1 处地址，例：浙江省************（第 2 行 第 4 列「收货地址」）
  含 1 处电子邮箱，例：we************（第 2 行 第 5 列「邮箱」）
  含 1 处姓名，例：欧***（第 2 行 第 2 列「收货人」）
  含 1 处电话号码，例：139********（第 2 行 第 3 列「联系手机」）
    → 分享脱敏后的副本，先运行：leakguard redact '{path}' -o '{copy}'
结论（策略 share）：脱敏后分享
"""
EN = """\
{path}: share redacted
  address: 1, such as 浙江省************ (row 2, column 4 "收货地址")
  e-mail address: 1, such as we************ (row 2, column 5 "邮箱")
  name: 1, such as 欧*** (row 2, column 2 "收货人")
  phone number: 1, such as 139******** (row 2, column 3 "联系手机")
    -> share a redacted copy; first run: leakguard redact '{path}' -o '{copy}'
Verdict (policy share): share redacted
"""


@pytest.mark.parametrize(("lang", "text"), [("zh", ZH), ("en", EN)])
def test_what_is_printed(files: dict[str, Path], lang: str, text: str) -> None:
    path = files["dirty"]
    told = run("check", path, "--lang", lang).stdout
    assert told == text.format(path=path, copy=path.with_name("b.redacted.csv"))


def test_files_that_may_be_shared_are_listed_on_request(files: dict[str, Path]) -> None:
    folder = files["clean"].parent
    assert str(files["clean"]) not in run("check", folder).stdout
    verbose = run("check", folder, "--verbose").stdout
    assert f"{files['clean']}: share\n" in verbose
    assert "3 files: share 1, share redacted 1, do not share 1" in verbose


def test_the_json_form(files: dict[str, Path]) -> None:
    document = json.loads(run("check", files["dirty"], "-f", "json").stdout)
    assert set(document) == {"schema", "tool", "policy", "catalogue", "verdict", "exit_code", "summary", "files"}
    (file,) = document["files"]
    assert file["records"] == 1
    assert len(file["sha256"]) == 64
    reason = next(each for each in file["reasons"] if each["what"] == "PHONE_NUMBER")
    assert (reason["code"], reason["count"], reason["blocks"]) == ("forbidden", 1, True)
    assert set(reason["text"]) == set(reason["cure"]) == {"zh", "en"}


def test_quiet_stops_at_the_first_forbidden_file(files: dict[str, Path], tmp_path: Path) -> None:
    journal = tmp_path / "j"
    assert run("check", files["dirty"], files["clean"], files["book"], "-q", "--journal", journal).exit_code == 1
    assert len([entry for entry in read_journal(journal) if "command" in entry]) == 1


def test_quiet_excludes_output(files: dict[str, Path]) -> None:
    for more in (["-v"], ["-f", "json"]):
        assert run("check", files["clean"], "-q", *more).exit_code == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_file_has_an_example_whoever_reads_it(tmp_path: Path, jobs: int) -> None:
    for number in range(3):
        rows = "".join(f"{n},{NAME},139{n:08}\n" for n in range(400))
        tmp_path.joinpath(f"{number}.csv").write_text(f"编号,收货人,手机\n{rows}", "utf-8")
    told = run("check", tmp_path, "--jobs", jobs).stdout
    assert told.count("phone number: 400, such as 139") == 3


def test_stdin() -> None:
    assert run("check", "-", stdin=TEXT.encode()).exit_code == 1
    assert run("check", "-", stdin=CLEAN.encode()).exit_code == 0


def test_nothing_to_check_is_no_clean_bill(tmp_path: Path) -> None:
    assert run("check", tmp_path).exit_code == 2
    assert run("check", tmp_path / "none.csv").exit_code == 2


@pytest.mark.parametrize("by", ["option", "variable"])
def test_journal(files: dict[str, Path], tmp_path: Path, by: str) -> None:
    path = tmp_path / "verdicts.jsonl"
    more, env = (["--journal", path], {}) if by == "option" else ([], {"LEAKGUARD_JOURNAL": str(path)})
    assert run("check", files["clean"].parent, *more, env=env).exit_code == 1
    assert verify_journal(path).intact
    entries = [entry for entry in read_journal(path) if "command" in entry]
    assert [(e["verdict"], e["exit_code"]) for e in entries] == [
        ("share", 0),
        ("share-redacted", 1),
        ("do-not-share", 3),
    ]
    assert entries[1]["reasons"][0] == {"code": "forbidden", "what": "ADDRESS", "count": 1}
    assert not any(value in path.read_text("utf-8") for value in VALUES)


def test_without_its_entry_there_is_no_verdict(files: dict[str, Path], tmp_path: Path) -> None:
    result = run("check", files["clean"], "--journal", tmp_path / "no" / "j")
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_name_that_tells_of_somebody(tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}{PHONE}.csv"
    path.write_text(CSV, "utf-8")
    run("check", path, "--journal", tmp_path / "j")
    assert not any(value in tmp_path.joinpath("j").read_text("utf-8") for value in VALUES)


def test_a_crash_is_no_verdict(files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(self: Detector, text: str, *_: object) -> None:
        raise RuntimeError(f"cannot read {text!r}")

    monkeypatch.setattr(Detector, "find_as", crash)
    journal = tmp_path / "j"
    result = run("check", files["dirty"], "--journal", journal, env={"LEAKGUARD_DEBUG": "1"})
    assert result.exit_code == 2
    assert not any(value in result.stderr + journal.read_text("utf-8") for value in VALUES)
    (entry,) = (e for e in read_journal(journal) if "command" in e)
    assert (entry["verdict"], entry["exit_code"]) == ("do-not-share", 2)


def test_allow_entries_that_do_not_apply_are_told(tmp_path: Path) -> None:
    policy = tmp_path / "my.yaml"
    policy.write_text(
        "schema: 1\nid: my\nversion: 1\nextends: share\ntitle: {zh: 甲, en: A}\ndescription: {zh: 甲, en: A}\n"
        "allow:\n  - id: old\n    entity: PHONE_NUMBER\n    column: 客服电话\n    reason: {zh: 公开, en: public}\n    expires: 2020-01-01\n",
        encoding="utf-8",
    )
    (tmp_path / "a.csv").write_text(CLEAN, encoding="utf-8")
    result = run("check", tmp_path / "a.csv", "--policy", policy)
    assert "old" in result.stdout
    assert "2020-01-01" in result.stdout
