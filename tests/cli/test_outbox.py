"""``leakguard outbox``: lines, exit codes, the service that watches, and nothing raw in what it says."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .support import ADDRESS, CARD, CLEAN, CSV, EMAIL, NAME, PHONE, RESIDENT_ID, TEXT, run

VALUES = (PHONE, NAME, ADDRESS, EMAIL, RESIDENT_ID, CARD)
PICTURE = b"\x89PNG\r\n\x1a\n" + PHONE.encode()


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    """The arguments; the inbox exists."""
    (tmp_path / "in").mkdir()
    return [str(tmp_path / "in"), "--to", str(tmp_path / "to"), "--quarantine", str(tmp_path / "kept")]


def once(folders: list[str], *options: str):
    return run("outbox", *folders, "--once", "--settle", "0", "--tagger", "none", *options)


def visible_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and ".leakguard" not in path.parts)


@pytest.mark.parametrize(
    ("files", "code", "line"),
    [
        ({}, 0, ""),
        ({"clean.csv": CLEAN.encode()}, 0, "released clean.csv: 0 changed, 0 kept\n"),
        ({"orders.csv": CSV.encode()}, 0, "released orders.csv: 4 changed, 1 kept\n"),
        ({"photo.png": PICTURE}, 3, "blocked photo.png: "),
        ({f"{NAME}.csv": CLEAN.encode()}, 0, "released "),
    ],
)
def test_once(folders: list[str], tmp_path: Path, files: dict[str, bytes], code: int, line: str) -> None:
    for name, content in files.items():
        (tmp_path / "in" / name).write_bytes(content)
    result = once(folders)
    assert (result.exit_code, result.stderr) == (code, "")
    assert result.stdout.startswith(line)
    assert visible_files(tmp_path / "in") == []


def test_a_link(folders: list[str], tmp_path: Path) -> None:
    (tmp_path / "in" / "link").symlink_to("/etc/hostname")
    result = once(folders)
    assert (result.exit_code, result.stdout) == (1, "blocked link: is a symbolic link, which is not followed\n")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_raw_anywhere(folders: list[str], tmp_path: Path, lang: str) -> None:
    """Not in lines, reasons, receipts, the journal, work folders, published names."""
    contents = {
        "orders.csv": CSV.encode(), f"{NAME}的聊天.txt": TEXT.encode(), f"{PHONE}.png": PICTURE, f"客户-{NAME}/{RESIDENT_ID}.csv": CSV.encode(),
        "torn.json": f'{{"a": "{NAME}'.encode(), "torn.xlsx": b"PK\x03\x04" + NAME.encode(),
    }  # fmt: skip
    for name, content in contents.items():
        (tmp_path / "in" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_bytes(content)
    result = once(folders, "--journal", str(tmp_path / "journal"), "--lang", lang)
    assert result.exit_code in (1, 3)
    kept = [path for path in visible_files(tmp_path / "kept") if not path.name.endswith(".blocked.json")]
    assert len(kept) == len(contents)
    places = [path for path in tmp_path.rglob("*") if path.is_file() and path not in kept]
    said = "\n".join([result.stdout, result.stderr, *map(str, places)])
    said += "".join(path.read_text("utf-8") for path in places)
    spelled = [form for value in VALUES for form in (value, json.dumps(value).strip('"'))]
    assert [form for form in spelled if form in said] == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--policy", "analytics"], "key"),
        (["--policy", "no-such"], "no-such"),
        (["--signing-key", "/no/such/key"], "signing key"),
        (["--settle", "-1"], "--settle"),
    ],
)
def test_configuration_errors(folders: list[str], tmp_path: Path, options: list[str], said: str) -> None:
    (tmp_path / "in" / "orders.csv").write_text(CSV, encoding="utf-8")
    result = once(folders, *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert [path.name for path in visible_files(tmp_path)] == ["orders.csv"]


def test_no_journal_no_copy(folders: list[str], tmp_path: Path) -> None:
    (tmp_path / "in" / "orders.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "journal").write_text("not a journal\n", encoding="utf-8")
    assert once(folders, "--journal", str(tmp_path / "journal")).exit_code == 2
    assert visible_files(tmp_path / "to") == []
    (tmp_path / "journal").unlink()
    assert run("outbox", *folders, "--once", "--settle", "0.05", "--tagger", "none").exit_code == 0
    assert [path.name for path in visible_files(tmp_path / "to")] == ["orders.csv", "orders.csv.receipt.json"]


@pytest.fixture
def service(folders: list[str]) -> Iterator[subprocess.Popen[str]]:
    command = [
        sys.executable,
        "-m",
        "leakguard",
        "outbox",
        *folders,
        "--tagger",
        "none",
        "--settle",
        "0.1",
        "--interval",
        "0.2",
    ]
    with subprocess.Popen(
        [*command, "--lang", "en"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert str(folders[0]) in process.stdout.readline()
        yield process
        process.kill()


def test_a_service(service: subprocess.Popen[str], folders: list[str], tmp_path: Path) -> None:
    (tmp_path / "in" / "orders.csv").write_text(CSV, encoding="utf-8")
    assert service.stdout
    assert service.stdout.readline() == "released orders.csv: 4 changed, 1 kept\n"
    second = run("outbox", *folders, "--once", "--tagger", "none")
    assert second.exit_code == 2
    assert "another outbox" in second.stderr
    service.send_signal(signal.SIGTERM)
    assert service.wait(20) == 0
    assert service.stderr
    assert service.stderr.read() == ""


def test_a_service_without_notifications(folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ``watchdog`` the folder is looked at every few seconds."""
    from leakguard.outbox import watching

    monkeypatch.setitem(sys.modules, "watchdog.observers", None)
    with watching.watched(tmp_path) as waiter:
        assert not waiter.notified
        start = time.monotonic()
        waiter.wait(0.05)
        assert time.monotonic() - start >= 0.04


def test_notifications_wake(tmp_path: Path) -> None:
    pytest.importorskip("watchdog")
    from leakguard.outbox import watching

    with watching.watched(tmp_path) as waiter:
        assert waiter.notified
        assert not woken(waiter.wait, lambda: (tmp_path / ".leakguard").mkdir())
        assert woken(waiter.wait, lambda: (tmp_path / "orders.csv").write_text(CSV, encoding="utf-8"))


def woken(wait: Callable[[float], None], change: Callable[[], object]) -> bool:
    start = time.monotonic()
    change()
    wait(1)
    return time.monotonic() - start < 0.9
