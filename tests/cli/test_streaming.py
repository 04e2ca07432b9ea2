"""``... | leakguard redact - | ...`` with real processes: nothing before the proof, nothing at all when it fails, nothing left behind."""

from __future__ import annotations

import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from .support import CLEAN, CSV, EMAIL, NAME, PHONE, TEXT, VALUES

REDACT = [sys.executable, "-m", "leakguard", "redact", "-", "--tagger", "none"]
HEADER, ROW = "订单编号,收货人,联系手机\n".encode(), f"20240001,{NAME},{PHONE}\n".encode()
LARGE = HEADER + ROW * 30_000


def workbook() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in (("收货人", "联系手机"), (NAME, PHONE)):
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("orders.csv", CSV)
        file.writestr("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
    return stream.getvalue()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the processes put what is temporary."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return folder


def pipe(data: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*REDACT, *options], input=data, capture_output=True, check=False, timeout=60)


def readable(data: bytes) -> str:
    """What stands in an output, that of a workbook unpacked."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return "\n".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())


@pytest.mark.parametrize(
    ("data", "options"),
    [
        (CSV.encode(), []),
        (TEXT.encode(), ["--format", "text"]),
        (json.dumps({"收货人": NAME, "手机": PHONE, "邮箱": EMAIL}, ensure_ascii=False).encode() + b"\n", ["--format", "jsonl"]),
        (workbook(), ["--format", "xlsx"]),
        (CSV.encode(), ["-o", "-"]),
    ],
    ids=["csv", "text", "jsonl", "xlsx", "said"],
)  # fmt: skip
def test_formats(data: bytes, options: list[str], scratch: Path) -> None:
    done = pipe(data, *options)
    assert done.returncode == 0, done.stderr
    text = readable(done.stdout)
    assert not [value for value in VALUES if value in text or value in done.stderr.decode()]
    assert "PHONE_NUMBER" in text
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "options", "code", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), [], 3, "PNG"),
        (archive(), ["--format", "zip"], 3, "photo.png"),
        (workbook()[:-40], ["--format", "xlsx"], 3, ""),
        (CSV.encode(), ["--policy", "no-such-policy"], 2, "no-such-policy"),
        (CSV.encode(), ["--policy", "analytics"], 2, "key"),
        (CSV.encode() * 3, ["--policy", "{few}"], 1, "written"),
    ],
    ids=["picture", "unread part", "torn workbook", "policy", "key", "too many persons"],
)
def test_nothing_on_failure(
    data: bytes, options: list[str], code: int, said: str, scratch: Path, tmp_path: Path
) -> None:
    few = tmp_path / "few.yaml"
    few.write_text("extends: share\nid: few\nversion: 1\nlimits: {persons: 1}\n"
                   "title: {zh: 少, en: Few}\ndescription: {zh: 少, en: Few}\n", encoding="utf-8")  # fmt: skip
    done = pipe(data, *(option.format(few=few) for option in options))
    assert (done.returncode, done.stdout) == (code, b""), done.stderr
    assert said in done.stderr.decode()
    assert not [value for value in VALUES if value in done.stderr.decode()]
    assert list(scratch.iterdir()) == []


def test_a_file_needs_an_output(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CLEAN, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "leakguard", "redact", tmp_path / "a.csv"], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_reader_that_goes_away(scratch: Path) -> None:
    with subprocess.Popen(REDACT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.close()
        assert process.stdin
        process.stdin.write(HEADER + ROW * 5_000)  # more than a pipe holds
        process.stdin.close()
        said = process.stderr.read().decode() if process.stderr else ""
    assert process.returncode == 2
    assert "Traceback" not in said
    assert "Error" not in said, said
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("when", ["reading", "working"])
def test_terminated(when: str, scratch: Path) -> None:
    """What was read and what was made of it is gone; the reader gets nothing."""
    with subprocess.Popen(REDACT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        process.stdin.write(LARGE)
        if when == "working":
            process.stdin.close()
            wait_for(lambda: list(scratch.glob("leakguard-*")) != [])
            assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in scratch.iterdir())
        else:
            process.stdin.flush()
            time.sleep(0.2)
            assert list(scratch.iterdir()) == []  # what is spooled has no name
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 130
        assert process.stdout
        assert process.stdout.read() == b""
    assert list(scratch.iterdir()) == []


def wait_for(what: object, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.01)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="as a shell does it")
def test_in_a_shell(scratch: Path, tmp_path: Path) -> None:
    """The exit code of the pipe is that of what failed, and an upload has got nothing."""
    command = f"printf '\\211PNG\\r\\n\\032\\n0000' | {sys.executable} -m leakguard redact - --policy share | cat > {tmp_path}/sent"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False)
    assert done.returncode == 3
    assert (tmp_path / "sent").read_bytes() == b""
