"""What is refused, how, and that the server goes on as before: limits, tokens, wrong requests, crashes in the work."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

import pytest

from ..cli.support import CSV
from .conftest import MAX_BYTES, TIMEOUT
from .support import OCTETS, TOKEN, until

GOOD = {**OCTETS, "Authorization": f"Bearer {TOKEN}"}
AUTH = f"Authorization: Bearer {TOKEN}\r\n"


def problem(response, code):
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert told["type"] == f"urn:leakguard:problem:{code}"
    assert told["status"] == response.status_code
    assert told["title"] != told["title_zh"]
    return told


REQUESTS = {
    "unknown path": ("GET", "/", {}, b"", "not-found", 404),
    "path with a slash": ("GET", "/v1/health/", {}, b"", "not-found", 404),
    "wrong method": ("GET", "/v1/check", {}, b"", "method", 405),
    "wrong method with a body": ("PUT", "/v1/redact", OCTETS, b"x" * 1000, "method", 405),
    "unknown parameter": ("POST", "/v1/check?polcy=share", OCTETS, b"x", "bad-parameter", 400),
    "parameter of another path": ("POST", "/v1/check?receipt=zip", OCTETS, b"x", "bad-parameter", 400),
    "repeated parameter": ("POST", "/v1/check?policy=share&policy=audit", OCTETS, b"x", "bad-parameter", 400),
    "unknown policy": ("POST", "/v1/check?policy=nothing", OCTETS, b"x", "bad-parameter", 400),
    "path as a policy": ("POST", "/v1/check?policy=/etc/passwd", OCTETS, b"x", "bad-parameter", 400),
    "empty policy": ("POST", "/v1/check?policy=", OCTETS, b"x", "bad-parameter", 400),
    "unknown format": ("POST", "/v1/check?format=docx", OCTETS, b"x", "bad-parameter", 400),
    "unknown encoding": ("POST", "/v1/check?encoding=klingon", OCTETS, b"x", "bad-parameter", 400),
    "encoding that is no text": ("POST", "/v1/check?encoding=zlib_codec", OCTETS, b"x", "bad-parameter", 400),
    "long name": ("POST", "/v1/check?name=" + "a" * 256, OCTETS, b"x", "bad-parameter", 400),
    "unknown receipt": ("POST", "/v1/redact?receipt=paper", OCTETS, b"x", "bad-parameter", 400),
    "no body": ("POST", "/v1/check", OCTETS, b"", "empty", 400),
    "other media type": ("POST", "/v1/check", {"Content-Type": "text/csv"}, b"x", "media-type", 415),
    "compressed body": ("POST", "/v1/check", {**OCTETS, "Content-Encoding": "gzip"}, b"x", "coded", 415),
    "form without boundary": ("POST", "/v1/check", {"Content-Type": "multipart/form-data"}, b"x", "bad-form", 400),
    "no form": ("POST", "/v1/check", {"Content-Type": "multipart/form-data; boundary=b"}, b"x", "bad-form", 400),
    "form cut short": (
        "POST", "/v1/check", {"Content-Type": "multipart/form-data; boundary=b"},
        b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc', "bad-form", 400,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "headers", "body", "code", "status"), REQUESTS.values(), ids=REQUESTS)
def test_wrong_requests(client, method, path, headers, body, code, status):
    response = client.request(method, path, headers=headers, content=body)
    assert response.status_code == status
    problem(response, code)
    if status == 405:
        assert response.headers["allow"] == "POST"


def test_two_files_in_a_form(client):
    response = client.post("/v1/check", files=[("file", ("a.csv", b"a")), ("file", ("b.csv", b"b"))])
    assert response.status_code == 400
    problem(response, "bad-form")


@pytest.mark.parametrize(
    "given", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", TOKEN]
)
def test_wrong_token(running, given):
    with running.client() as client:
        client.headers.pop("authorization")
        headers = {"Authorization": given} if given is not None else {}
        for method, path in (
            ("POST", "/v1/check"),
            ("GET", "/v1/policies"),
            ("GET", "/openapi.json"),
            ("GET", "/none"),
        ):
            response = client.request(method, path, headers=headers)
            assert response.status_code == 401
            assert response.headers["www-authenticate"].startswith("Bearer ")
            problem(response, "unauthorised")
        assert client.get("/v1/health").status_code == 200


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("form", [False, True])
def test_too_large(client, running, chunked, form):
    content = b"a" * (MAX_BYTES + 1)
    headers = dict(OCTETS)
    if form:
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        content, headers = head + content + b"\r\n--b--\r\n", {"Content-Type": "multipart/form-data; boundary=b"}
    pieces = (content[start : start + 5000] for start in range(0, len(content), 5000))
    response = client.post("/v1/check", content=pieces if chunked else content, headers=headers)
    assert response.status_code == 413
    assert problem(response, "too-large")["max_bytes"] == MAX_BYTES
    assert until(lambda: running.folders() == [])


def test_just_small_enough(client):
    response = client.post("/v1/check", content=b"a\n" * (MAX_BYTES // 2), headers=OCTETS)
    assert response.status_code == 200


def test_endless_body_is_cut_off(client):
    def forever():
        while True:
            yield b"a" * 65536

    with contextlib.suppress(Exception):  # the connection may be closed while the client still sends
        assert client.post("/v1/check", content=forever(), headers=OCTETS).status_code == 413
    assert client.get("/v1/health").status_code == 200


def raw(running, data, *, seconds=8.0, close=False):
    """What the server sends back to these bytes, until it closes the connection."""
    with socket.socket() as sock:
        sock.settimeout(seconds)
        sock.connect(("127.0.0.1", running.port))
        sock.sendall(data)
        if close:
            return b""
        received = b""
        with contextlib.suppress(ConnectionError):
            while chunk := sock.recv(65536):
                received += chunk
        return received


def request(length, body=b"", path="/v1/check", more=""):
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{AUTH}{more}Content-Length: {length}\r\n\r\n"
    return head.encode() + body


def test_lying_length(running):
    assert b" 413 " in raw(running, request(MAX_BYTES + 1)).splitlines()[0]
    assert b" 413 " in raw(running, request(10**18)).splitlines()[0]
    short = raw(running, request(1000, b"x" * 10))
    assert b" 408 " in short.splitlines()[0]
    assert b"urn:leakguard:problem:slow" in short
    long = raw(running, request(3, b"abcGET /none HTTP/1.1 \xff\r\n\r\n", more="Connection: close\r\n"))
    assert long.count(b"HTTP/1.1 ") == 1
    raw(running, request(1000, b"x" * 10), close=True)
    assert until(lambda: " 499 " in running.log)
    assert until(lambda: running.folders() == [])


BROKEN = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00" + bytes(40) + b"\r\n\r\n",
    "target that is no ASCII": "GET /v1/欧阳文静 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode(),
    "negative length": request(-1),
    "two lengths": request(3, b"abc", more="Content-Length: 4\r\n"),
    "bad chunk": f"POST /v1/check HTTP/1.1\r\nHost: a\r\n{AUTH}Transfer-Encoding: chunked\r\n\r\nzz\r\n".encode(),
    "no host": b"GET /v1/health HTTP/1.1\r\n\r\n",
    "large headers": b"GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X-Fill: " + b"a" * 70_000 + b"\r\n\r\n",
    "many headers": b"GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X-Fill: aaaaaaaaaa\r\n" * 5_000 + b"\r\n",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_broken_http(running, client, data):
    received = raw(running, data)
    assert not received or received.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))
    assert not received or b"application/problem+json" in received
    assert client.get("/v1/health").status_code == 200


def test_slow_body(running):
    """A byte now and then is not enough."""
    start = time.monotonic()
    with socket.socket() as sock:
        sock.settimeout(8)
        sock.connect(("127.0.0.1", running.port))
        sock.sendall(request(1000))
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - start < 6:
                sock.sendall(b"x")
                sock.settimeout(0.2)
                with contextlib.suppress(TimeoutError):
                    assert b" 408 " in sock.recv(65536).splitlines()[0]
                    break
    assert time.monotonic() - start < 5


def test_too_many_at_a_time(running, client):
    """Four are taken for one worker; what comes on top is told to come back."""
    with contextlib.ExitStack() as stack:
        socks = [stack.enter_context(socket.socket()) for _ in range(4)]
        for sock in socks:
            sock.connect(("127.0.0.1", running.port))
            sock.sendall(request(1000))
        assert until(lambda: len(running.folders()) == 4, 3)
        response = client.post("/v1/check", content=CSV.encode(), headers=OCTETS)
        assert response.status_code == 503
        assert int(response.headers["retry-after"]) > 0
        problem(response, "busy")
    assert until(lambda: running.folders() == [])
    assert client.post("/v1/check", content=CSV.encode(), headers=OCTETS).status_code == 200


@pytest.mark.parametrize("path", ["/v1/check", "/v1/redact"])
@pytest.mark.parametrize("word", ["PLEASE-CRASH", "PLEASE-DIE"])
def test_crash_inside_the_work(client, running, path, word):
    response = client.post(path, content=f"{word}\n{CSV}".encode(), headers=OCTETS)
    assert response.status_code == 500
    assert set(problem(response, "failed")) == {"type", "title", "title_zh", "status"}
    assert running.folders() == []
    assert client.post(path, content=CSV.encode(), headers=OCTETS).status_code == 200


def test_work_that_takes_too_long_is_ended(client, running):
    start = time.monotonic()
    response = client.post("/v1/redact", content=f"PLEASE-HANG\n{CSV}".encode(), headers=OCTETS)
    assert response.status_code == 504
    assert problem(response, "timeout")["seconds"] == TIMEOUT
    assert TIMEOUT <= time.monotonic() - start < TIMEOUT + 2
    assert running.folders() == []
    assert client.post("/v1/check", content=CSV.encode(), headers=OCTETS).status_code == 200


def test_client_that_goes_away_ends_the_work(client, running):
    threading.Thread(target=lambda: raw(running, request(12, b"PLEASE-HANG\n"), close=True)).start()
    assert until(lambda: running.folders() == [] and running.log.rstrip().endswith("gone"), 5)
    assert client.post("/v1/check", content=CSV.encode(), headers=OCTETS).status_code == 200
