"""``leakguard redact --receipt``, ``leakguard verify`` and ``leakguard keys``."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from .support import CSV, NAME, PHONE, TEXT, VALUES, run


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def clean(*texts: object) -> bool:
    return not any(value in str(text) for value in VALUES for text in texts)


def test_a_receipt_and_its_check(source: Path, tmp_path: Path) -> None:
    out, receipt = tmp_path / "out.csv", tmp_path / "r.json"
    result = run("redact", source, "-o", out, "--receipt", receipt)
    assert result.exit_code == 0
    assert "not signed" in result.stdout.split("Receipt:")[1]
    for lang, words in (("en", "does not prove"), ("zh", "不证明")):
        found = run("verify", receipt, out, "--original", source, "--lang", lang)
        assert found.exit_code == 0
        assert words in found.stdout
        assert clean(found.stdout, found.stderr)
    assert clean(result.stdout, result.stderr, receipt.read_text("utf-8"))
    assert run("verify", receipt, out, "-q").stdout == ""
    out.write_bytes(out.read_bytes() + b" ")
    assert run("verify", receipt, out).exit_code == 1
    assert "NOT verified" in run("verify", receipt, out, "-q").stdout
    told = json.loads(run("verify", receipt, out, "-f", "json").stdout)
    assert told["verified"] is False
    assert {"check": "file", "answer": "fails"} in told["checks"]


@pytest.mark.parametrize("missing", ["receipt", "file", "--original", "--public-key"])
def test_files_that_are_not_there(source: Path, tmp_path: Path, missing: str) -> None:
    run("redact", source, "-o", tmp_path / "out.csv", "--receipt", tmp_path / "r.json")
    names = {"receipt": tmp_path / "r.json", "file": tmp_path / "out.csv"}
    nowhere = tmp_path / "nowhere"
    arguments = [nowhere if missing == name else path for name, path in names.items()]
    result = run("verify", *arguments, *([missing, nowhere] if missing.startswith("--") else []))
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


def test_data_given_as_a_receipt_or_a_key(source: Path, tmp_path: Path) -> None:
    assert run("verify", source, source).exit_code == 1
    for result in (
        run("verify", source, source),
        run("verify", source, source, "--public-key", source),
        run("redact", source, "-o", tmp_path / "o.csv", "--receipt", tmp_path / "r", "--signing-key", source),
        run("keys", "show-public", source),
    ):
        assert result.exit_code in (1, 2)
        assert clean(result.stdout, result.stderr)


def test_signed(source: Path, tmp_path: Path) -> None:
    key = tmp_path / "k.pem"
    made = run("keys", "new", "--signing", key)
    assert made.exit_code == 0
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    public = tmp_path / "k.pem.pub"
    assert run("keys", "show-public", key).stdout == public.read_text("ascii")
    secret = key.read_text("ascii").split("\n")[1]
    result = run("redact", source, "-o", tmp_path / "o.csv", "--receipt", tmp_path / "r.json", "--signing-key", key)
    assert "signed (public key" in result.stdout
    again = run(
        "redact", source, "-o", tmp_path / "p.csv", "--receipt", tmp_path / "q.json",
        env={"LEAKGUARD_SIGNING_KEY_FILE": str(key)},
    )  # fmt: skip
    assert "signed (public key" in again.stdout
    checked = run("verify", tmp_path / "r.json", tmp_path / "o.csv", "--public-key", public)
    assert checked.exit_code == 0
    assert not any(secret in text for text in (made.stdout, result.stdout, checked.stdout, again.stderr))
    run("redact", source, "-o", tmp_path / "u.csv", "--receipt", tmp_path / "u.json")
    assert run("verify", tmp_path / "u.json", tmp_path / "u.csv", "--public-key", public).exit_code == 1


def test_streams(tmp_path: Path) -> None:
    result = run("redact", "-", "-o", "-", "--receipt", tmp_path / "r.json", stdin=TEXT.encode())
    assert result.exit_code == 0
    assert "Receipt" in result.stderr
    (tmp_path / "copy").write_bytes(result.stdout_bytes)
    (tmp_path / "original").write_text(TEXT, encoding="utf-8")
    found = run("verify", tmp_path / "r.json", tmp_path / "copy", "--original", tmp_path / "original")
    assert found.exit_code == 0


@pytest.mark.parametrize("where", ["apart", "beside"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_folders(tmp_path: Path, where: str, jobs: int) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    (source / "sub").mkdir(parents=True)
    (source / "a.csv").write_text(CSV, encoding="utf-8")
    (source / "sub" / "b.txt").write_text(TEXT, encoding="utf-8")
    receipts = target if where == "beside" else tmp_path / "receipts"
    result = run("redact", source, "-o", target, "--receipt", receipts, "--jobs", jobs, "--receipt-names")
    assert result.exit_code == 0
    assert "Receipts: 2" in result.stdout
    for name in ("a.csv", "sub/b.txt"):
        receipt = receipts / f"{name}.receipt.json"
        assert run("verify", receipt, target / name, "--original", source / name).exit_code == 0
        assert json.loads(receipt.read_text("utf-8"))["output"]["name"] == Path(name).name


def test_a_redaction_that_fails_leaves_no_receipt(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leakguard.hits.Hit.edit", lambda self, key: None)
    result = run("redact", source, "-o", tmp_path / "o.csv", "--receipt", tmp_path / "r.json")
    assert result.exit_code == 1
    assert clean(result.stdout, result.stderr)
    assert [path.name for path in tmp_path.iterdir()] == ["orders.csv"]


@pytest.mark.parametrize("debug", ["", "1"])
@pytest.mark.parametrize("place", ["strict.search", "outside.finish", "sought.Sought.take", "receipt.described"])
def test_a_crash_in_a_proof_tells_no_value(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, debug: str
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError(f"{PHONE} {NAME}")

    monkeypatch.setattr(f"leakguard.proof.{place}", crash)
    result = run(
        "redact", source, "-o", tmp_path / "o.csv", "--receipt", tmp_path / "r.json", env={"LEAKGUARD_DEBUG": debug}
    )
    assert result.exit_code == 2
    assert "RuntimeError" in result.stderr
    assert clean(result.stdout, result.stderr)
    assert [path.name for path in tmp_path.iterdir()] == ["orders.csv"]


def test_new_keys(tmp_path: Path) -> None:
    key = tmp_path / "k"
    result = run("keys", "new", key)
    assert result.exit_code == 0
    content = key.read_text("ascii")
    assert len(bytes.fromhex(content.strip())) == 32
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert content.strip() not in result.stdout + result.stderr
    for arguments in ([key], ["--signing", key]):
        again = run("keys", "new", *arguments)
        assert again.exit_code == 2
        assert "exists already" in again.stderr
    assert key.read_text("ascii") == content
    assert run("keys", "new", tmp_path / "no" / "k").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["k"]


def test_a_public_key_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "k.pub").write_text("mine", encoding="ascii")
    assert run("keys", "new", "--signing", tmp_path / "k").exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["k.pub"]


def test_a_key_in_a_work_tree_of_git(tmp_path: Path) -> None:
    subprocess.run(
        ["git", "init", "-q", str(tmp_path)], check=True, env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    )
    assert "may be committed" in run("keys", "new", tmp_path / "k").stderr
    (tmp_path / ".gitignore").write_text("*.key\n", encoding="ascii")
    assert run("keys", "new", tmp_path / "x.key").stderr == ""


def test_a_key_that_others_can_read(source: Path, tmp_path: Path) -> None:
    key = tmp_path / "k"
    run("keys", "new", key)
    assert run("scan", source, "--key-file", key).stderr == ""
    key.chmod(0o644)
    assert "Warning" in run("scan", source, "--key-file", key).stderr
    assert "注意" in run("scan", source, "--key-file", key, "--lang", "zh").stderr
