"""``leakguard restore``: from the redacted copy and the key back to the original, or an error and no file."""

from __future__ import annotations

from pathlib import Path

import pytest

from .support import CSV, NAME, VALUES, run

POLICY = """
id: sealed
version: 1
title: {zh: 加密, en: sealed}
description: {zh: 加密, en: sealed}
default: {operator: encrypt, forbidden: true, reason: {zh: 个人信息, en: personal}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "orders.csv").write_text(CSV, "utf-8")
    (tmp_path / "sealed.yaml").write_text(POLICY, "utf-8")
    for name, key in (("leakguard.key", "ab" * 32), ("other.key", "cd" * 32)):
        (tmp_path / name).write_text(key)
        (tmp_path / name).chmod(0o600)
    result = run(
        "redact", tmp_path / "orders.csv", "-o", tmp_path / "copy.csv", "--policy", tmp_path / "sealed.yaml",
        "--key-file", tmp_path / "leakguard.key",
    )  # fmt: skip
    assert result.exit_code == 0
    return tmp_path


def test_there_and_back(folder: Path) -> None:
    assert not any(value in (folder / "copy.csv").read_text("utf-8") for value in VALUES)
    result = run("restore", folder / "copy.csv", "-o", folder / "back.csv", "--key-file", folder / "leakguard.key")
    assert result.exit_code == 0
    assert (folder / "back.csv").read_bytes() == (folder / "orders.csv").read_bytes()
    assert "values restored" in result.stdout
    assert not any(value in result.stdout + result.stderr for value in VALUES)


def test_the_key_from_the_environment(folder: Path) -> None:
    env = {"LEAKGUARD_KEY_FILE": str(folder / "leakguard.key")}
    assert run("restore", folder / "copy.csv", "-o", folder / "back.csv", "-q", env=env).stdout == ""
    assert NAME in (folder / "back.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("source", "options", "says"),
    [
        ("copy.csv", ["--key-file", "other.key"], "another key"),
        ("copy.csv", [], "--key-file"),
        ("orders.csv", ["--key-file", "leakguard.key"], "nothing to restore"),
        ("missing.csv", ["--key-file", "leakguard.key"], "missing.csv"),
    ],
)
def test_refusals_write_nothing(folder: Path, source: str, options: list[str], says: str) -> None:
    arguments = [folder / word if word.endswith(".key") else word for word in options]
    result = run("restore", folder / source, "-o", folder / "back.csv", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert not (folder / "back.csv").exists()
    assert not any(value in result.stderr for value in VALUES)


def test_an_existing_output_is_kept(folder: Path) -> None:
    options = ("-o", folder / "orders.csv", "--key-file", folder / "leakguard.key")
    assert run("restore", folder / "copy.csv", *options).exit_code == 2
    assert run("restore", folder / "copy.csv", *options, "--overwrite").exit_code == 0
