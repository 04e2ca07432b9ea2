"""``leakguard scan``: formats, exit codes, what is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import xlwt

import leakguard
from leakguard.cli import console

from .support import CLEAN, CSV, NAME, PHONE, SAMPLES, TEXT, run

BINARY = b"%PDF-1.7\n" + bytes(range(256)) * 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.joinpath("clean.csv").write_text(CLEAN, encoding="utf-8")
    tmp_path.joinpath("dirty.csv").write_text(CSV, encoding="utf-8")
    tmp_path.joinpath("chat.txt").write_text(TEXT, encoding="utf-8")
    tmp_path.joinpath("book.pdf").write_bytes(BINARY)
    return tmp_path


EXIT_CODES = [
    (["clean.csv"], 0),
    (["dirty.csv"], 1),
    (["clean.csv", "dirty.csv"], 1),
    (["book.pdf"], 3),
    (["book.pdf", "clean.csv"], 3),
    (["book.pdf", "dirty.csv"], 1),
    (["missing.csv"], 2),
]


@pytest.mark.parametrize("form", ["terminal", "json", "jsonl"])
@pytest.mark.parametrize(("names", "code"), EXIT_CODES)
def test_exit_codes(folder: Path, names: list[str], code: int, form: str) -> None:
    assert run("scan", *(folder / name for name in names), "-f", form).exit_code == code


@pytest.mark.parametrize("form", ["terminal", "json", "jsonl"])
def test_forbidden_and_unscanned_are_both_told(folder: Path, form: str) -> None:
    result = run("scan", folder, "-f", form)
    told = " ".join((result.stdout if form == "terminal" else result.stderr).split())
    assert result.exit_code == 1
    assert "book.pdf: format not supported" in told
    assert "cure: save it as CSV or text and scan that" in told
    assert "do not share. Not scanned: 1; and the policy share forbids" in told


def test_jsonl_is_the_findings_one_per_line(folder: Path) -> None:
    lines = run("scan", folder / "dirty.csv", folder / "chat.txt", "-f", "jsonl").stdout.splitlines()
    report = leakguard.scan(folder / "dirty.csv", folder / "chat.txt")
    assert [json.loads(line) for line in lines] == [finding.as_dict() for finding in report.findings]


def test_json_is_the_report(folder: Path) -> None:
    result = run("scan", folder / "dirty.csv", "-f", "json")
    assert json.loads(result.stdout) == leakguard.scan(folder / "dirty.csv").as_dict()


def test_output_file_holds_what_would_be_printed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    target = tmp_path_factory.mktemp("out") / "findings.jsonl"
    printed = run("scan", folder / "dirty.csv", "-f", "jsonl").stdout
    result = run("scan", folder / "dirty.csv", "-f", "jsonl", "-o", target)
    assert (result.exit_code, result.stdout) == (1, "")
    assert target.read_text("utf-8") == printed
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_output_never_replaces_an_input(folder: Path) -> None:
    before = (folder / "dirty.csv").read_bytes()
    result = run("scan", folder, "-o", folder / "dirty.csv")
    assert result.exit_code == 2
    assert "originals are never modified" in result.stderr
    assert (folder / "dirty.csv").read_bytes() == before


def test_a_crash_leaves_no_output(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError(PHONE)

    monkeypatch.setattr("leakguard.scanning.Scan.summary", crash)
    before = sorted(folder.iterdir())
    assert run("scan", folder / "dirty.csv", "-f", "jsonl", "-o", folder / "out.jsonl").exit_code == 2
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("text", [TEXT, CSV])
def test_stdin(text: str) -> None:
    result = run("scan", "-", "-f", "jsonl", stdin=text.encode("gb18030"))
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert {record["source"] for record in records} == {"-"}
    assert {"PHONE_NUMBER", "PERSON", "ADDRESS", "EMAIL_ADDRESS"} <= {record["entity"] for record in records}


def test_include_and_exclude(folder: Path) -> None:
    assert run("scan", folder, "--include", "clean*").exit_code == 0
    assert run("scan", folder, "--exclude", "*.pdf", "--exclude", "dirty*", "--exclude", "*.txt").exit_code == 0


@pytest.mark.parametrize("arguments", [["--include", "*.nothing"], ["--exclude", "*"]])
def test_nothing_to_scan_is_a_mistake_and_not_a_clean_bill(folder: Path, arguments: list[str]) -> None:
    result = run("scan", folder, *arguments)
    assert result.exit_code == 2
    assert "no file to scan" in result.stderr


def test_entities_are_limited_and_that_is_said(folder: Path) -> None:
    result = run("scan", folder / "dirty.csv", "-f", "jsonl", "--entity", "PERSON")
    assert {json.loads(line)["entity"] for line in result.stdout.splitlines()} == {"PERSON"}
    assert "only PERSON were looked for" in result.stderr


def test_unknown_entity_is_refused_with_a_suggestion(folder: Path) -> None:
    result = run("scan", folder, "--entity", "PERSONN")
    assert result.exit_code == 2
    assert "PERSON" in result.stderr


USAGE_ERRORS = [
    (["scan"], "Missing argument"),
    (["scan", "x.csv", "--colour"], "No such option"),
    (["scan", "x.csv", "-f", "yaml"], "yaml"),
    (["scan", "x.csv", "--policy", "no-such"], "no such policy"),
    (["scan", "x.csv", "--encoding", "klingon"], ""),
    (["scan", "x.csv", "--recognizers", "no-such-folder"], "is not a folder"),
    (["scan", "x.csv", "--key-file", "no-such-key"], "cannot be read"),
    (["scan", "x.csv", "--force"], "--reveal"),
    (["scan", "x.csv", "--lang", "fr"], "fr"),
    (["scna", "x.csv"], "scan"),
]


@pytest.mark.parametrize(("arguments", "told"), USAGE_ERRORS, ids=lambda value: " ".join(value))
def test_usage_errors_exit_with_2_and_say_why(
    arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("x.csv").write_text(CLEAN, encoding="utf-8")
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert told in result.stderr


class TestReveal:
    @pytest.mark.parametrize("form", ["terminal", "json", "jsonl"])
    def test_refused_where_nobody_looks(self, folder: Path, form: str) -> None:
        result = run("scan", folder / "dirty.csv", "-f", form, "--reveal")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "--force" in result.stderr

    def test_refused_for_a_file_even_at_a_terminal(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(console, "stdout_is_terminal", lambda: True)
        assert run("scan", folder / "dirty.csv", "--reveal", "-o", folder / "out.txt").exit_code == 2
        assert not (folder / "out.txt").exists()

    @pytest.mark.parametrize("form", ["terminal", "json", "jsonl"])
    def test_forced(self, folder: Path, form: str) -> None:
        result = run("scan", folder / "dirty.csv", "-f", form, "--reveal", "--force")
        assert result.exit_code == 1
        assert PHONE in result.stdout
        assert NAME in result.stdout

    def test_at_a_terminal(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(console, "stdout_is_terminal", lambda: True)
        assert PHONE in run("scan", folder / "dirty.csv", "--reveal").stdout


class TestColour:
    CASES = (([], {}, True), (["--no-color"], {}, False), ([], {"NO_COLOR": "1"}, False), ([], {"TERM": "dumb"}, False))

    @pytest.mark.parametrize(("arguments", "env", "coloured"), CASES)
    def test_at_a_terminal(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], env: dict[str, str], coloured: bool
    ) -> None:
        monkeypatch.setattr(console, "stdout_is_terminal", lambda: True)
        result = run("scan", folder / "dirty.csv", *arguments, env={"TERM": "xterm", "NO_COLOR": "", **env})
        assert ("\x1b[" in result.stdout) is coloured

    def test_never_in_a_pipe(self, folder: Path) -> None:
        assert "\x1b" not in run("scan", folder, env={"TERM": "xterm"}).stdout


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_samples_fit_the_terminal(lang: str, columns: int) -> None:
    from leakguard.reports.width import width

    result = run("scan", SAMPLES, "--lang", lang, env={"COLUMNS": str(columns)})
    assert max(width(line) for line in result.stdout.splitlines()) <= columns


def test_same_input_same_bytes(folder: Path) -> None:
    results = [run("scan", folder, "-f", "json") for _ in range(2)]
    assert results[0].stdout == results[1].stdout


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be made there")
def test_hostile_file_names_cannot_speak_to_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2J\u202egpj.csv"
    path.write_text(CSV.replace("联系手机", "\x1b[31m联系手机\u202e"), encoding="utf-8")
    for form in ("terminal", "json", "jsonl"):
        result = run("scan", path, tmp_path / path.name, "-f", form)
        assert result.exit_code == 1
        for hostile in ("\x1b", "\u202e"):
            assert hostile not in result.stdout
            assert hostile not in result.stderr


def test_progress_is_silent_unless_a_terminal_waits(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(console, "_PATIENCE", 0.0)
    monkeypatch.setattr(console, "_EVERY", 0.0)
    assert run("scan", folder / "dirty.csv").stderr == ""
    monkeypatch.setattr(console, "stderr_is_terminal", lambda: True)
    shown = run("scan", folder / "dirty.csv").stderr
    assert "dirty.csv" in shown
    assert shown.endswith("\r")


def test_the_tagger_is_chosen_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("刚才那个屠格非又来问了一遍，屠格非没说什么", encoding="utf-8")
    assert run("scan", path, "-f", "jsonl", "--tagger", "none").stdout == ""
    for chosen in ((), ("--tagger", "compact:strict"), ("--tagger", "lac")):
        assert '"PERSON"' in run("scan", path, "-f", "jsonl", *chosen).stdout
    assert run("scan", path, "--tagger", "hanlp").exit_code == 2


@pytest.mark.parametrize(("lang", "says"), [("zh", "没有安装姓名模型 lac"), ("en", "the tagger lac is not installed")])
@pytest.mark.parametrize("verb", ["scan", "check", "eval"])
def test_lac_without_its_extra_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str, lang: str, says: str
) -> None:
    monkeypatch.setattr("leakguard.cli.options.find_spec", lambda name: None)
    (tmp_path / "a.txt").write_text("12345", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "12345", "spans": []}', encoding="utf-8")
    result = run(verb, tmp_path, "--tagger", "lac", "--lang", lang)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert "pip install 'leakguard[lac]'" in result.stderr
    assert run("scan", tmp_path, "--tagger", "compact", "--lang", lang).exit_code == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such thing there")
def test_what_is_no_regular_file_is_never_replaced(tmp_path: Path) -> None:
    path, pipe = tmp_path / "a.txt", tmp_path / "pipe"
    path.write_text(f"电话{PHONE}", encoding="utf-8")
    os.mkfifo(pipe)
    for command in (("scan", path, "-f", "jsonl", "-o", pipe), ("redact", path, "-o", pipe, "--overwrite")):
        assert run(*command).exit_code == 2
        assert pipe.is_fifo()


def test_the_next_step_names_an_output_that_can_be_written(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for row, values in enumerate([("收货人", "电话"), (NAME, PHONE)]):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    book.save(tmp_path / "orders.xls")
    result = run("scan", tmp_path / "orders.xls", env={"COLUMNS": "300"})
    assert f"-o {tmp_path / 'orders.redacted.xlsx'}" in result.stdout
