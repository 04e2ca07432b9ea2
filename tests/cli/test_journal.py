"""``leakguard journal``: the exit code says whether the chain holds, the text which line does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .support import CLEAN, CSV, run


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "j"
    for name, text in (("a.csv", CLEAN), ("b.csv", CSV)):
        tmp_path.joinpath(name).write_text(text, "utf-8")
        run("check", tmp_path / name, "--journal", path)
    return path


def test_intact(journal: Path) -> None:
    result = run("journal", "verify", journal)
    assert result.exit_code == 0
    assert result.stdout.startswith("Intact: 3 lines, 2 verdicts")
    head = result.stdout.split()[-1]
    assert run("journal", "verify", journal, "--head", head).exit_code == 0
    assert run("journal", "verify", journal, "--head", "0" * 64).exit_code == 1


def test_broken(journal: Path) -> None:
    journal.write_bytes(journal.read_bytes().replace(b'"share"', b'"SHARE"', 1))
    result = run("journal", "verify", journal)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Broken in line 3: ")


def test_no_journal(tmp_path: Path) -> None:
    assert run("journal", "verify", tmp_path / "none").exit_code == 2
    tmp_path.joinpath("a").write_text("x\n")
    assert run("journal", "verify", tmp_path / "a").exit_code == 1
    assert run("journal", "show", tmp_path / "a").exit_code == 2


def test_show(journal: Path, tmp_path: Path) -> None:
    lines = run("journal", "show", journal, "--lang", "zh").stdout.splitlines()
    assert len(lines) == 2
    assert (
        f"check  脱敏后分享  {tmp_path}/b.csv  share  ADDRESS 1；EMAIL_ADDRESS 1；PERSON 1；PHONE_NUMBER 1" in lines[1]
    )
    shown = run("journal", "show", journal, "--last", "1", "-f", "json").stdout.splitlines()
    assert [json.loads(line)["verdict"] for line in shown] == ["share-redacted"]


def test_lines_that_are_not_what_they_should_be(journal: Path) -> None:
    with journal.open("ab") as stream:
        stream.write(b'{"verdict":["\\u001b[2J"],"reasons":7,"policy":null}\n[]\n{"reasons":["x"]}\n')
    result = run("journal", "show", journal)
    assert result.exit_code in (0, 2)
    assert "\x1b" not in result.stdout
