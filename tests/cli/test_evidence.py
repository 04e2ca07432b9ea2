"""``leakguard evidence new`` and ``status``: from nothing to a form, and what it lacks. Building has tests of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from leakguard.cli.evidence import KINDS as NAMES
from leakguard.evidence.kinds import KINDS
from tests.cli.support import SAMPLES, run


def test_the_kinds_are_those_that_there_are() -> None:
    assert NAMES == KINDS


def test_new_makes_a_case_and_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "my case"
    result = run("evidence", "new", "--kind", "leak-complaint", folder)
    assert result.exit_code == 0
    assert (folder / "case.yaml").is_file()
    assert f"leakguard evidence status '{folder}'" in result.stdout
    assert "language: en" in (folder / "case.yaml").read_text("utf-8")


def test_new_in_chinese(tmp_path: Path) -> None:
    result = run("evidence", "new", "--kind", "appeal", tmp_path / "c", "--lang", "zh")
    assert result.exit_code == 0
    assert "下一步" in result.stdout
    assert "language: zh" in (tmp_path / "c" / "case.yaml").read_text("utf-8")


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    run("evidence", "new", "--kind", "appeal", tmp_path)
    (tmp_path / "case.yaml").write_text("mine", encoding="utf-8")
    result = run("evidence", "new", "--kind", "appeal", tmp_path)
    assert result.exit_code == 2
    assert "exists already" in result.stderr
    assert (tmp_path / "case.yaml").read_text("utf-8") == "mine"


@pytest.mark.parametrize("arguments", [("new", "x"), ("new", "--kind", "divorce", "x"), ("status",)])
def test_wrong_use(arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("evidence", *arguments).exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_status_of_a_complete_case(kind: str) -> None:
    result = run("evidence", "status", SAMPLES / "cases" / kind)
    assert result.exit_code == 0
    assert f"leakguard evidence build {SAMPLES / 'cases' / kind} -o {kind}.zip" in result.stdout


def test_status_says_what_is_missing_and_what_to_paste(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(SAMPLES / "cases" / "leak-complaint", folder)
    text = (folder / "case.yaml").read_text("utf-8")
    (folder / "case.yaml").write_text(text.replace('shop: "小院时光家居专营店"', 'shop: ""'), encoding="utf-8")
    (folder / "attachments" / "new one.txt").write_text("x", encoding="utf-8")
    (folder / "attachments" / "calls.txt").unlink()
    result = run("evidence", "status", folder, "--lang", "zh")
    assert result.exit_code == 1
    for line in (
        "  - 字段 shop：店铺名称",
        "  - 文件不存在：attachments/calls.txt",
        "  - 表单没有列出的文件：attachments/new one.txt",
        '  - file: "attachments/new one.txt"',
        "还缺 3 项必填内容。",
    ):
        assert line in result.stdout.splitlines()


def test_pasted_lines_are_accepted(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(SAMPLES / "cases" / "leak-complaint", folder)
    (folder / "attachments" / "new one.txt").write_text("x", encoding="utf-8")
    lines = run("evidence", "status", folder).stdout.splitlines()
    start = lines.index('  - file: "attachments/new one.txt"')
    with (folder / "case.yaml").open("a", encoding="utf-8") as form:
        form.write("\n".join(lines[start : start + 7]) + "\n")
    assert run("evidence", "status", folder).exit_code == 0


def test_a_mistake_in_the_form_is_told_with_its_line(tmp_path: Path) -> None:
    run("evidence", "new", "--kind", "appeal", tmp_path, "--lang", "zh")
    text = (tmp_path / "case.yaml").read_text("utf-8")
    (tmp_path / "case.yaml").write_text(text.replace('shop: ""', 'shop: "李雷'), encoding="utf-8")
    result = run("evidence", "status", tmp_path, "--lang", "zh")
    assert result.exit_code == 2
    line = text[: text.index('shop: ""')].count("\n") + 1
    assert f"case.yaml 第 {line} 行：少了一个引号。" in result.stderr
    assert "李雷" not in result.stderr + result.stdout
    built = run("evidence", "build", tmp_path, "-o", tmp_path / "x.zip", "--lang", "en")
    assert f"case.yaml, line {line}: a quote is missing." in built.stderr


def test_quotes_of_another_script_are_remarked(tmp_path: Path) -> None:
    run("evidence", "new", "--kind", "appeal", tmp_path, "--lang", "zh")
    text = (tmp_path / "case.yaml").read_text("utf-8")
    (tmp_path / "case.yaml").write_text(text.replace('platform: ""', "platform: “淘宝”"), encoding="utf-8")
    line = text[: text.index('platform: ""')].count("\n") + 1
    assert f"第 {line} 行的内容用了中文引号" in run("evidence", "status", tmp_path, "--lang", "zh").stdout


def test_a_folder_without_a_form(tmp_path: Path) -> None:
    result = run("evidence", "status", tmp_path)
    assert result.exit_code == 2
    assert "leakguard evidence new" in result.stderr


def test_names_of_files_are_shown_as_text(tmp_path: Path) -> None:
    run("evidence", "new", "--kind", "appeal", tmp_path)
    (tmp_path / "attachments" / "a\x1b[31m\u202e.txt").write_text("x", encoding="utf-8")
    told = run("evidence", "status", tmp_path).stdout
    assert "\x1b" not in told
    assert "\u202e" not in told
