"""``leakguard check``: the exit code is the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from .support import CLEAN, CSV, TEXT, run

CASES = [
    (["clean"], 0, "may be shared as it is"),
    (["dirty"], 1, "not as it is"),
    (["book"], 3, "Not scanned: 1"),
    (["book", "dirty"], 1, "Not scanned: 1; and the policy share forbids"),
]


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize(("names", "code", "told"), CASES)
def test_verdicts(tmp_path: Path, names: list[str], code: int, told: str, verbose: bool) -> None:
    files = {"clean": tmp_path / "a.csv", "dirty": tmp_path / "b.csv", "book": tmp_path / "c.xlsx"}
    files["clean"].write_text(CLEAN, encoding="utf-8")
    files["dirty"].write_text(CSV, encoding="utf-8")
    files["book"].write_bytes(b"PK\x03\x04" + bytes(100))
    result = run("check", *(files[name] for name in names), *(["--verbose"] if verbose else []))
    assert (result.exit_code, result.stdout) == (code, "")
    if verbose:
        assert result.stderr.count("\n") == 1
        assert told in result.stderr
    else:
        assert result.stderr == ""


def test_stdin() -> None:
    assert run("check", "-", stdin=TEXT.encode()).exit_code == 1
    assert run("check", "-", stdin=CLEAN.encode()).exit_code == 0


def test_nothing_to_check_is_no_clean_bill(tmp_path: Path) -> None:
    assert run("check", tmp_path).exit_code == 2
