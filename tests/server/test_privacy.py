"""Promise 2 at this door: planted values are nowhere in logs, errors, verdicts, headers, the journal or the process list."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import subprocess
from urllib.parse import quote

import pytest

from ..cli.support import ADDRESS, CARD, CSV, EMAIL, NAME, PHONE, RESIDENT_ID, TEXT
from .support import OCTETS, TOKEN

VALUES = (PHONE, NAME, ADDRESS, EMAIL, RESIDENT_ID, CARD)
ALL = f"{TEXT}{RESIDENT_ID} {CARD}\n"


def leaks(*outputs: bytes) -> list[str]:
    """The values that stand in what came out, however spelled."""
    spelled = {
        v: {
            v.encode(),
            v.encode("gb18030"),
            json.dumps(v).strip('"').encode(),
            ascii(v).strip("'").encode(),
            quote(v).encode(),
        }
        for v in VALUES
    }
    return [value for value, forms in spelled.items() if any(form in output for form in forms for output in outputs)]


def whole(response) -> bytes:
    return response.content + repr(response.headers.raw).encode()


def test_what_is_looked_for_would_be_seen():
    assert leaks(ALL.encode()) == list(VALUES)
    assert leaks(quote(NAME).encode()) == [NAME]


CONTENTS = {
    "text": ALL.encode(),
    "table": CSV.encode("gb18030"),
    "crash": f"PLEASE-CRASH\n{ALL}".encode(),
    "death": f"PLEASE-DIE\n{ALL}".encode(),
    "undecodable": ALL.encode() + b"\xff\xfe\xfd\x00" * 50,
    "broken JSON": f'{{"a": "{PHONE}{NAME}'.encode(),
    "broken ZIP": b"PK\x03\x04" + ALL.encode(),
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("path", ["/v1/check", "/v1/redact"])
def test_uploads(client, path, content):
    for name in (f"{NAME}{PHONE}.txt", f"x.{PHONE}", f"{NAME}.json"):
        response = client.post(path, params={"name": name}, content=content, headers=OCTETS)
        assert leaks(whole(response)) == []


def test_values_everywhere_in_a_request(client, running):
    joined = quote(NAME + PHONE)
    answers = [
        client.get(f"/v1/{joined}"),
        client.get(f"/{joined}?{joined}={joined}"),
        client.request(PHONE, "/v1/check"),
        client.post(f"/v1/check?{joined}=1", content=b"x", headers=OCTETS),
        *(
            client.post("/v1/check", params={key: PHONE + NAME}, content=b"x", headers=OCTETS)
            for key in ("policy", "format", "encoding")
        ),
        client.post("/v1/check", content=b"x", headers={"Content-Type": f"text/{PHONE}"}),
        client.post("/v1/check", content=b"x", headers={"Content-Type": f"multipart/form-data; boundary={PHONE}"}),
        client.post("/v1/check", content=b"x", headers={**OCTETS, "Content-Encoding": PHONE}),
        client.post("/v1/check", content=b"x", headers={**OCTETS, "X-Extra": PHONE}),
        client.post("/v1/check", content=b"x", headers={**OCTETS, "Authorization": f"Bearer {PHONE}"}),
        client.post("/v1/check", files={PHONE: (f"{PHONE}.csv", b"x")}, data={NAME: PHONE}),
        client.post("/v1/redact", files={"file": (f"{NAME}{PHONE}.csv", CSV.encode())}),
    ]
    assert [response.status_code for response in answers] == [
        404,
        404,
        405,
        *[400] * 4,
        415,
        400,
        415,
        200,
        401,
        400,
        200,
    ]
    assert leaks(*map(whole, answers)) == []


def test_bytes_that_are_no_request(running):
    for data in (
        ALL.encode() + b"\r\n\r\n",
        f"GET /{NAME}{PHONE} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\nHost: {PHONE}\r\n{NAME}: x\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: {PHONE}x\r\n\r\n".encode(),
    ):
        with socket.socket() as sock, contextlib.suppress(ConnectionError):
            sock.settimeout(5)
            sock.connect(("127.0.0.1", running.port))
            sock.sendall(data)
            assert leaks(sock.recv(65536)) == []


def test_zz_logs_journal_and_process_list(running, client):
    """Last in this file: everything above has been written by now."""
    client.post("/v1/redact", content=ALL.encode(), headers=OCTETS, params={"name": f"{NAME}.txt"})
    log = running.errors.read_bytes()
    journal = running.errors.with_name("journal.jsonl").read_bytes()
    processes = subprocess.run(
        ["ps", "-ww", "-o", "args", "-p", str(running.process.pid), "--ppid", str(running.process.pid)],
        capture_output=True,
    ).stdout
    assert b"leakguard serve" in processes
    assert b"leakguard.server.worker" in processes
    assert log.count(b"\n") > 20
    assert journal.count(b"\n") > 5
    assert leaks(log, journal) == []
    assert TOKEN.encode() not in log + journal + processes
    assert b"0123456789abcdef0123456789abcdef" not in log + journal + processes
    known = r"\S+Z (GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|-) (/v1/\w+|/openapi\.json|-) \d+ \d+ \d+\.\d{3} [\w-]+( \([\w ]+ at [\w/.:?]+\)| \(worker ended\))?"
    assert [line for line in log.decode().splitlines() if not re.fullmatch(known, line)] == []


def test_log_lines(running, client):
    before = len(running.log)
    client.post("/v1/check?name=a.csv", content=CSV.encode(), headers=OCTETS)
    client.get(f"/{PHONE}?x={PHONE}")
    first, second = running.log[before:].splitlines()
    assert first.split()[1:5] == ["POST", "/v1/check", "200", str(len(CSV.encode()))]
    assert first.split()[6] == "share-redacted"
    assert second.split()[1:5] == ["GET", "-", "404", "0"]
