"""``leakguard report``: rendering later, diff and baseline, from the scan to the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .support import CSV, NAME, PHONE, VALUES, run

OTHER = "13702746153"
ROW = f"20240002,司马南城,{OTHER},江苏省苏州市姑苏区干将路18号2单元301室,nancheng@example.com\n"
KINDS = ("json", "jsonl", "ndjson", "parquet")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "leakguard.key"
    path.write_text("0123456789abcdef" * 4, "utf-8")
    path.chmod(0o600)
    return path


def findings(folder: Path, name: str, text: str, *options: object, source: str = "orders.csv") -> Path:
    (folder / source).write_text(text, "utf-8")
    done = run("scan", folder / source, "-o", folder / name, *options)
    assert done.exit_code in (0, 1), done.stderr
    return folder / name


@pytest.mark.parametrize("kind", KINDS)
def test_findings_are_shown_later_without_the_file(tmp_path, kind):
    path = findings(tmp_path, f"found.{kind}", CSV)
    (tmp_path / "orders.csv").unlink()
    for arguments in (("report", path), ("report", "show", path), ("report", "--examples", "3", path)):
        done = run(*arguments)
        assert done.exit_code == 0, done.stderr
        assert "orders.csv" in done.stdout
        assert not [value for value in VALUES if value in done.stdout]
    assert "订单" in run("report", "--lang", "zh", path).stdout


@pytest.mark.parametrize("kind", KINDS)
def test_several_reports_are_rendered_by_their_suffix(tmp_path, kind):
    path = findings(tmp_path, f"found.{kind}", CSV)
    names = [tmp_path / name for name in ("a.json", "a.md", "a.csv", "a.jsonl", "b.parquet")]
    done = run("report", path, *(word for name in names for word in ("-o", name)))
    assert (done.exit_code, done.stdout) == (0, ""), done.stderr
    for name in names:
        assert name.stat().st_size
        assert not [value for value in VALUES if value.encode() in name.read_bytes()]


def test_from_a_report_object_comes_the_same_report_object(tmp_path, key):
    path = findings(tmp_path, "found.json", CSV, "--key-file", key)
    for middle in ("again.json", "again.parquet"):
        assert run("report", path, "-o", tmp_path / middle).exit_code == 0
        assert run("report", tmp_path / middle, "-o", tmp_path / "last.json").exit_code == 0
        last, first = (json.loads(each.read_text("utf-8")) for each in (tmp_path / "last.json", path))
        assert last == first


REFUSED = [
    ("found.json", "-o", "no-folder/x.html"),
    ("found.json", "-o", "x.what"),
    ("found.json", "-o", "found.json"),
    ("missing.json",),
    ("orders.csv",),
    ("diff", "found.json"),
    ("diff", "found.json", "found.json", "-o", "found.json"),
    ("baseline", "found.json", "-o", "b.yaml"),
    ("baseline", "found.json", "-o", "b.yaml", "--reason", " ", "--expires", "2999-01-01"),
    ("baseline", "found.json", "-o", "b.yaml", "--reason", "known", "--expires", "2001-01-01"),
    ("baseline", "found.json", "-o", "b.yaml", "--reason", "known", "--expires", "soon"),
    ("baseline", "found.json", "-o", "b.yaml", "--reason", "known", "--expires", "2999-01-01"),
]


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    findings(tmp_path, "found.json", CSV)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = run("report", *arguments)
    assert done.exit_code == 2
    assert "Error" in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("kind", ["json", "parquet"])
def test_diff_with_a_key(tmp_path, key, kind):
    old = findings(tmp_path, f"old.{kind}", CSV, "--key-file", key)
    new = findings(tmp_path, f"new.{kind}", CSV + ROW, "--key-file", key)
    assert run("report", "diff", old, old).exit_code == 0
    assert run("report", "diff", new, old).exit_code == 0
    done = run("report", "diff", old, new)
    assert done.exit_code == 1
    assert "4 new findings that the policy forbids" in done.stdout
    assert "Compared by fingerprint" in done.stdout
    told = json.loads(run("report", "diff", old, new, "-f", "json").stdout)
    assert (told["compared_by"], told["summary"]["new"], told["summary"]["gone"]) == ("fingerprint", 5, 0)
    assert {each["entity"] for each in told["appeared"] if each["forbidden"]} >= {"PERSON", "PHONE_NUMBER", "ADDRESS"}
    for options in (("-f", "markdown"), ()):
        written = run("report", "diff", old, new, *options, "-o", tmp_path / "changes.md")
        assert (written.exit_code, written.stdout) == (1, "")
    assert (tmp_path / "changes.md").read_text("utf-8").startswith("# ")
    chinese = run("report", "diff", old, new, "--lang", "zh").stdout
    assert "新增 4 处策略禁止的内容" in chinese
    for text in (done.stdout, chinese, (tmp_path / "changes.md").read_text("utf-8"), json.dumps(told)):
        assert not [value for value in (*VALUES, OTHER) if value in text]


def test_diff_without_a_key_or_from_bare_lists_says_what_it_does_not_know(tmp_path, key):
    for kind, options in (("json", ()), ("jsonl", ("--key-file", key))):
        old = findings(tmp_path, f"old.{kind}", CSV, *options)
        new = findings(tmp_path, f"new.{kind}", CSV + ROW, *options)
        done = run("report", "diff", old, new)
        assert done.exit_code == 1
        assert "look alike" in " ".join(done.stdout.split())
        assert ("does not tell which are forbidden" in done.stdout) == (kind == "jsonl")
        assert run("report", "diff", old, old).exit_code == 0


def test_diff_of_different_keys_is_refused(tmp_path, key):
    old = findings(tmp_path, "old.json", CSV, "--key-file", key)
    key.write_text("fedcba9876543210" * 4, "utf-8")
    done = run("report", "diff", old, findings(tmp_path, "new.json", CSV, "--key-file", key))
    assert done.exit_code == 2
    assert "different keys" in done.stderr


@pytest.mark.parametrize("kind", ["json", "parquet"])
def test_a_baseline_lets_the_known_pass_and_the_new_not(tmp_path, key, kind):
    found = findings(tmp_path, f"found.{kind}", CSV, "--key-file", key)
    known = tmp_path / "known.yaml"
    make = ("report", "baseline", found, "-o", known, "--reason", "测试数据", "--expires", "2999-01-01")
    assert run(*make).exit_code == 0
    first = known.read_bytes()
    assert not [value for value in VALUES if value.encode() in first]
    again = run(*make)
    assert (again.exit_code, known.read_bytes()) == (2, first)
    assert "--overwrite" in again.stderr
    assert (run(*make, "--overwrite").exit_code, known.read_bytes()) == (0, first)
    scan = ("scan", tmp_path / "orders.csv", "--baseline", known)
    passed = run(*scan, "--key-file", key)
    assert passed.exit_code == 0, passed.stdout
    assert passed.stdout.count("known.yaml") == 1
    assert "测试数据" in passed.stdout
    (tmp_path / "orders.csv").write_text(CSV + ROW, "utf-8")
    told = json.loads(run(*scan, "--key-file", key, "-f", "json").stdout)
    assert told["summary"]["forbidden"] == 4
    assert [(each["id"], each["count"]) for each in told["allowed"]] == [("baseline:known.yaml", 4)]
    assert run(*scan).exit_code == 2


def test_a_baseline_works_in_other_processes_too(tmp_path, key):
    found = findings(tmp_path, "found.json", CSV, "--key-file", key)
    known = tmp_path / "known.yaml"
    run("report", "baseline", found, "-o", known, "--reason", "known", "--expires", "2999-01-01")
    (tmp_path / "b.csv").write_text(CSV.replace(PHONE, OTHER), "utf-8")
    files = (tmp_path / "orders.csv", tmp_path / "b.csv")
    done = run("scan", *files, "--baseline", known, "--key-file", key, "--jobs", 2, "-f", "json")
    told = json.loads(done.stdout)
    assert [source["forbidden"] for source in told["sources"]] == [0, 4]


def test_help_says_what_the_short_form_means():
    done = run("report", "--help")
    assert done.exit_code == 0
    assert "short for" in done.stdout
    for word in ("show", "diff", "baseline"):
        assert f"  {word} " in done.stdout
    assert run("report").exit_code == 2
    assert NAME not in done.stdout
