"""Promise 2: no raw value leaves by accident. Values are planted, every road is taken, every byte that comes out is read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from leakguard.detection.detector import Detector
from leakguard.policy import bundled_policies

from .cli.support import ADDRESS, CARD, EMAIL, NAME, PHONE, RESIDENT_ID, ROOT, run

VALUES = (PHONE, NAME, ADDRESS, EMAIL, RESIDENT_ID, CARD)
ROWS = f"20240001,{NAME},{PHONE},{ADDRESS},{EMAIL},身份证 {RESIDENT_ID} 银行卡 {CARD}\n"
TABLE = "订单编号,收货人,联系手机,收货地址,邮箱,备注\n" + ROWS
TEXT = f"收货人：{NAME}，电话：{PHONE}\n地址：{ADDRESS}\n邮箱 {EMAIL}，身份证号 {RESIDENT_ID}，银行卡 {CARD}\n"
FILES = {"orders.csv": TABLE, "chat.txt": TEXT, "bare.csv": ROWS.replace(NAME, f"收货人：{NAME}") * 6}


@pytest.fixture(params=["utf-8", "gb18030"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding=request.param)
    return folder


def leaks(result: Result, *files: Path) -> list[str]:
    """The values that stand in what was printed or written, in any encoding and any JSON or Python spelling."""
    outputs = [result.stdout_bytes, result.stderr_bytes, *(path.read_bytes() for path in files)]
    forms = {
        v: {v.encode(), v.encode("gb18030"), json.dumps(v).strip('"').encode(), ascii(v).strip("'").encode()}
        for v in VALUES
    }
    return [value for value, spelled in forms.items() if any(form in output for form in spelled for output in outputs)]


def written(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["terminal", "json", "jsonl"])
@pytest.mark.parametrize("policy", ["share", "platform", "waybill"])
def test_scan(data: Path, tmp_path: Path, form: str, lang: str, policy: str) -> None:
    options = ["-f", form, "--lang", lang, "--policy", policy, "--examples", "1000"]
    result = run("scan", data, *options)
    assert result.exit_code == 1
    assert leaks(result) == []
    (tmp_path / "out").mkdir()
    result = run("scan", data, *options, "-o", tmp_path / "out" / "report")
    assert leaks(result, *written(tmp_path / "out")) == []


def test_what_is_looked_for_would_be_seen(data: Path) -> None:
    """The test can fail: with ``--reveal --force`` every value is there."""
    for form in ("terminal", "json", "jsonl"):
        assert set(leaks(run("scan", data, "-f", form, "--examples", "1000", "--reveal", "--force"))) == set(VALUES)


def test_reveal_without_force_is_refused(data: Path) -> None:
    result = run("scan", data, "--reveal")
    assert result.exit_code == 2
    assert leaks(result) == []


@pytest.mark.parametrize("name", FILES)
def test_redact(data: Path, tmp_path: Path, name: str) -> None:
    result = run("redact", data / name, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert leaks(result, tmp_path / "out") == []


@pytest.mark.parametrize("name", FILES)
def test_redact_streams(data: Path, name: str) -> None:
    result = run("redact", "-", "-o", "-", stdin=(data / name).read_bytes())
    assert result.exit_code == 0
    assert leaks(result) == []


def test_redact_folder_and_check(data: Path, tmp_path: Path) -> None:
    result = run("redact", data, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert leaks(result, *written(tmp_path / "out")) == []
    assert leaks(run("check", data, "--verbose")) == []


@pytest.mark.parametrize("options", [[], ["-f", "json"], ["--lang", "zh", "--verbose"], ["--policy", "platform"]])
def test_check_and_its_journal(data: Path, tmp_path: Path, options: list[str]) -> None:
    """The journal tells nothing, even of files whose names do."""
    for name in FILES:
        data.joinpath(name).rename(data / f"{PHONE}_{RESIDENT_ID}.{EMAIL}.{name}")
    journal = tmp_path / "journal"
    result = run("check", data, "--journal", journal, *options)
    assert result.exit_code == 1
    assert leaks(run("--version"), journal) == []
    assert leaks(run("journal", "show", journal)) == []
    assert leaks(result) == [PHONE, EMAIL, RESIDENT_ID], "the names of files, as they were given, and nothing else"


def test_residue(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leakguard.scanning.Hit.edit", lambda self, key: None)
    (tmp_path / "out").mkdir()
    for name in FILES:
        result = run("redact", data / name, "-o", tmp_path / "out" / name)
        assert result.exit_code == 1
        assert leaks(result, *written(tmp_path / "out")) == []
    assert leaks(run("redact", data, "-o", tmp_path / "out2"), *written(tmp_path)) == leaks(
        run("--version"), *written(data)
    )
    assert list(written(tmp_path / "out2")) == []


@pytest.mark.parametrize("debug", ["", "1"])
@pytest.mark.parametrize("verb", ["scan", "redact", "check"])
def test_crash_inside_the_detector(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str, debug: str
) -> None:
    def crash(self: Detector, text: str, *_: object) -> None:
        try:
            {}[text]
        except KeyError as error:
            error.add_note(text)
            raise RuntimeError(f"cannot read {text!r}") from error

    monkeypatch.setattr(Detector, "find_as", crash)
    monkeypatch.setattr(Detector, "find", crash)
    (tmp_path / "out").mkdir()
    for name in FILES:
        more = ["-o", tmp_path / "out" / name] if verb != "check" else []
        result = run(verb, data / name, *more, env={"LEAKGUARD_DEBUG": debug})
        assert result.exit_code == 2
        assert "RuntimeError" in result.stderr
        assert leaks(result, *written(tmp_path / "out")) == []
        assert list(written(tmp_path / "out")) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind here")
def test_unwritable_output(data: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    for verb in ("scan", "redact"):
        result = run(verb, data / "orders.csv", "-o", locked / "out")
        assert result.exit_code == 2
        assert leaks(result) == []


@pytest.mark.parametrize("verb", ["scan", "redact"])
def test_output_that_cannot_be_made(data: Path, tmp_path: Path, verb: str) -> None:
    result = run(verb, data / "orders.csv", "-o", tmp_path / "no" / "such" / "folder" / "out")
    assert result.exit_code == 2
    assert leaks(result) == []


def test_disk_full(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, f"no space for {PHONE}")

    monkeypatch.setattr("os.fsync", full)
    result = run("redact", data / "orders.csv", "-o", tmp_path / "out.csv")
    assert result.exit_code == 2
    assert leaks(result) == []
    assert sorted(tmp_path.iterdir()) == [data]


BROKEN = {
    "a key": f"{PHONE}: [",
    "a value": f'id: "{PHONE}',
    "an anchor": "a: *x",
    "a type": f"id: {PHONE}\nversion: {PHONE}\n",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("arguments", [["policies", "validate"], ["scan", "orders.csv", "--policy"]], ids=" ".join)
def test_broken_policy(data: Path, content: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data)
    (data / "p.yaml").write_text(content, encoding="utf-8")
    result = run(*arguments, data / "p.yaml")
    assert result.exit_code == 2
    assert leaks(result) == []


@pytest.mark.parametrize("loader", ["policy", "recognizer"])
def test_value_as_a_yaml_tag(tmp_path: Path, loader: str) -> None:
    (tmp_path / "r.yaml").write_text(f"!{PHONE} x", encoding="utf-8")
    arguments = ["policies", "validate", tmp_path / "r.yaml"]
    result = run(*arguments) if loader == "policy" else run("recognizers", "test", "--recognizers", tmp_path)
    assert result.exit_code in (1, 2)
    assert leaks(result) == []


@pytest.mark.parametrize("name", FILES)
def test_data_given_as_a_policy_or_a_key(data: Path, name: str) -> None:
    for option in ("--policy", "--key-file"):
        result = run("scan", data / name, option, data / name)
        assert result.exit_code in (1, 2)
        assert leaks(result) == []


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_broken_recognizer(data: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "r.yaml").write_text(content, encoding="utf-8")
    for arguments in (["scan", data], ["recognizers", "test"]):
        result = run(*arguments, "--recognizers", tmp_path / "own")
        assert result.exit_code in (1, 2)
        assert leaks(result) == []


def test_values_in_a_header_row(tmp_path: Path) -> None:
    """A header cell is shown in reports; what stands in it may be personal."""
    path = tmp_path / "a.csv"
    path.write_text(f"订单编号,收货人,联系手机,备注 {PHONE}\n1,{NAME},{PHONE},好\n", encoding="utf-8")
    for form in ("terminal", "json", "jsonl"):
        assert leaks(run("scan", path, "-f", form)) == []
        assert leaks(run("scan", path, "-f", form, "--entity", "PERSON")) == []


@pytest.mark.parametrize("policy", sorted(bundled_policies()))
def test_whole_process_with_a_crash(data: Path, tmp_path: Path, policy: str) -> None:
    """From outside: no traceback and no value even if something breaks that the command line does not catch itself."""
    code = (
        "import sys\n"
        "import leakguard.detection.detector as d\n"
        "def crash(self, text, *rest): raise ValueError(text)\n"
        "d.Detector.find_as = d.Detector.find = crash\n"
        "from leakguard.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", code, "scan", str(data), "--policy", policy]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert result.returncode == 2
    assert b"Traceback" not in result.stderr
    assert not any(value.encode() in result.stdout + result.stderr for value in VALUES)
