"""``leakguard evidence build``, ``verify`` and ``open``: words, exit codes, and nothing that tells of anybody."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result

from leakguard.proof import signing

from .support import SAMPLES, run

CASE = SAMPLES / "cases" / "leak-complaint"
VALUES = ("解承泽", "18954630955", "梁若昀", "15826806897", "东亭路39号")
PASSPHRASE = {"PACK_PASSPHRASE": "correct horse battery"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page and no DOCX: they take a second, and are looked at elsewhere."""
    monkeypatch.setattr("leakguard.reports.htmlreport.render", lambda *_: b"<html>")
    monkeypatch.setattr("leakguard.evidence.word.docx", lambda letter: letter.title.encode())


def build(folder: Path, *more: object, case: Path = CASE, env: dict[str, str] | None = None) -> Result:
    return run("evidence", "build", case, "-o", folder / "pack.zip", "--tagger", "none", *more, env=env)


def tells(result: Result) -> list[str]:
    return [value for value in VALUES if value in result.stdout + result.stderr]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_build_and_verify(tmp_path: Path, lang: str) -> None:
    made = build(tmp_path, "--lang", lang)
    assert made.exit_code == 0, made.stderr
    assert {"zh": "证据包：", "en": "Pack: "}[lang] in made.stdout
    found = run("evidence", "verify", tmp_path / "pack.zip", "--lang", lang, "--originals", CASE / "attachments")
    assert found.exit_code == 0
    for words in {"zh": ("核对通过", "它证明", "它不证明"), "en": ("Verified", "This proves", "It does not prove")}[
        lang
    ]:
        assert words in found.stdout
    assert tells(made) == tells(found) == []


def test_verify_for_programs_and_quietly(tmp_path: Path) -> None:
    build(tmp_path)
    content = json.loads(run("evidence", "verify", tmp_path / "pack.zip", "-f", "json").stdout)
    assert content["verified"] is True
    assert content["head"]["case"]["kind"] == "leak-complaint"
    assert {"check": "signature", "answer": "open"} in content["checks"]
    assert run("evidence", "verify", tmp_path / "pack.zip", "-q").stdout == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("place", [0, 60, -3, -40])
def test_a_damaged_pack(tmp_path: Path, lang: str, place: int) -> None:
    build(tmp_path)
    data = bytearray((tmp_path / "pack.zip").read_bytes())
    data[place] ^= 4
    (tmp_path / "pack.zip").write_bytes(data)
    found = run("evidence", "verify", tmp_path / "pack.zip", "--lang", lang)
    assert found.exit_code == 1
    assert {"zh": "核对不通过", "en": "NOT verified"}[lang] in found.stdout
    opened = run(
        "evidence",
        "open",
        tmp_path / "pack.zip",
        "-o",
        tmp_path / "out",
        "--passphrase-env",
        "PACK_PASSPHRASE",
        env=PASSPHRASE,
    )
    assert opened.exit_code == 1
    assert not (tmp_path / "out").exists()


def test_what_is_no_pack(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"x" * 100)
    found = run("evidence", "verify", tmp_path / "a.zip")
    assert found.exit_code == 2
    assert "no evidence pack" in found.stderr


def test_a_signed_pack_with_a_request(tmp_path: Path) -> None:
    secret, public = signing.new_pair()
    (tmp_path / "k.pem").write_bytes(secret)
    (tmp_path / "k.pem").chmod(0o600)
    (tmp_path / "k.pem.pub").write_bytes(public)
    made = build(tmp_path, "--signing-key", tmp_path / "k.pem", "--timestamp-request")
    assert made.exit_code == 0
    assert "pack.zip.tsq" in made.stdout
    assert (tmp_path / "pack.zip.tsq").stat().st_size == 59
    assert run("evidence", "verify", tmp_path / "pack.zip", "--public-key", tmp_path / "k.pem.pub").exit_code == 0
    (tmp_path / "other.pub").write_bytes(signing.new_pair()[1])
    assert run("evidence", "verify", tmp_path / "pack.zip", "--public-key", tmp_path / "other.pub").exit_code == 1


def test_originals_go_in_and_come_out(tmp_path: Path) -> None:
    made = build(tmp_path, "--with-originals", "--passphrase-env", "PACK_PASSPHRASE", env=PASSPHRASE)
    assert made.exit_code == 0
    assert "correct horse" not in made.stdout + made.stderr
    arguments = (
        "evidence",
        "open",
        tmp_path / "pack.zip",
        "-o",
        tmp_path / "out",
        "--passphrase-env",
        "PACK_PASSPHRASE",
    )
    wrong = run(*arguments, env={"PACK_PASSPHRASE": "not the passphrase"})
    assert (wrong.exit_code, (tmp_path / "out").exists()) == (2, False)
    assert "passphrase is not the one" in wrong.stderr
    assert run(*arguments, env=PASSPHRASE).exit_code == 0
    originals = {path.name: path.read_bytes() for path in (CASE / "attachments").iterdir()}
    assert {path.name[3:]: path.read_bytes() for path in (tmp_path / "out").iterdir()} == originals


def test_errors_are_said_in_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hashlib.scrypt", lambda secret, **_: (secret * 8)[:64])
    pack = tmp_path / "pack.zip"
    build(tmp_path, "--with-originals", "--passphrase-env", "PACK_PASSPHRASE", env=PASSPHRASE)
    opening = ("evidence", "open", pack, "-o", tmp_path / "out", "--passphrase-env", "PACK_PASSPHRASE")
    for result, words in (
        (run(*opening, "--lang", "zh", env={"PACK_PASSPHRASE": "not the passphrase"}), "口令不对"),
        (run(*opening, "--lang", "zh", env={"PACK_PASSPHRASE": "short"}), "不足 12 个字符"),
        (run(*opening, "--lang", "zh"), "没有设置"),
        (build(tmp_path, "--lang", "zh"), "已经存在"),
        (build(tmp_path, "--lang", "zh", "--signing-key", "nowhere.pem"), "密钥文件不能用"),
        (run("evidence", "verify", CASE / "case.yaml", "--lang", "zh"), "不是证据包"),
        (run("evidence", "verify", pack, "--originals", pack, "--lang", "zh"), "不是文件夹"),
    ):
        assert result.exit_code == 2
        assert words in result.stderr


@pytest.mark.parametrize(
    ("more", "env", "match"),
    [
        (["--with-originals"], {}, "go together"),
        (["--passphrase-env", "PACK_PASSPHRASE"], PASSPHRASE, "go together"),
        (["--with-originals", "--passphrase-env", "NOT_SET"], {}, "NOT_SET is not set"),
        (["--with-originals", "--passphrase-env", "PACK_PASSPHRASE"], {"PACK_PASSPHRASE": "short"}, "12 characters"),
        (["--signing-key", "nowhere.pem"], {}, "cannot be read"),
    ],
)
def test_what_cannot_be_asked_for(tmp_path: Path, more: list[str], env: dict[str, str], match: str) -> None:
    result = build(tmp_path, *more, env=env)
    assert result.exit_code == 2
    assert match in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(b"x")
    assert build(tmp_path).exit_code == 2
    assert (tmp_path / "pack.zip").read_bytes() == b"x"
    assert build(tmp_path, "--overwrite").exit_code == 0


def test_a_form_that_lacks_something(tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(CASE, case)
    form = (case / "case.yaml").read_text("utf-8")
    lines = [line for line in form.splitlines(keepends=True) if not line.startswith("  shop: ")]
    (case / "case.yaml").write_text("".join(lines), encoding="utf-8")
    result = build(tmp_path, case=case)
    assert result.exit_code == 2
    assert "shop" in result.stderr
    assert not (tmp_path / "pack.zip").exists()
    result = build(tmp_path, "--draft", case=case)
    assert result.exit_code == 0
    assert "DRAFT" in result.stdout
    assert run("evidence", "verify", tmp_path / "pack.zip").exit_code == 0


def test_what_cannot_be_scanned_is_told(tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(CASE, case)
    (case / "attachments" / "13902746158.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with (case / "case.yaml").open("a", encoding="utf-8") as form:
        form.write('\n  - file: "attachments/13902746158.png"\n    kind: other\n')
    result = build(tmp_path, case=case)
    assert result.exit_code == 3, result.stderr
    assert "05-attachment.png: " in result.stdout
    assert "13902746158" not in result.stdout + result.stderr
    assert b"13902746158" not in (tmp_path / "pack.zip").read_bytes()
