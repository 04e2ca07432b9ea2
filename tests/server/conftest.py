"""One server for most tests: small limits, every policy, a journal and a signing key."""

from __future__ import annotations

import pytest

pytest.importorskip("starlette", reason="the extra leakguard[server] is not installed")
pytest.importorskip("uvicorn", reason="the extra leakguard[server] is not installed")
pytest.importorskip("python_multipart", reason="the extra leakguard[server] is not installed")
pytest.importorskip("httpx", reason="httpx, the client of these tests, is not installed")

from . import support

MAX_BYTES = 300_000
TIMEOUT = 8
BODY_TIMEOUT = 1


@pytest.fixture(scope="session")
def signing_key(tmp_path_factory):
    pytest.importorskip("cryptography", reason="the extra leakguard[crypto] is not installed")
    from leakguard.proof import signing

    folder = tmp_path_factory.mktemp("signing")
    secret, public = signing.new_pair()
    (folder / "key.pem").write_bytes(secret)
    (folder / "key.pem").chmod(0o600)
    (folder / "key.pub").write_bytes(public)
    return folder


@pytest.fixture(scope="session")
def running(tmp_path_factory, admit, signing_key):
    folder = tmp_path_factory.mktemp("server")
    (folder / "leakguard.key").write_bytes(b"0123456789abcdef0123456789abcdef")
    (folder / "leakguard.key").chmod(0o600)
    options = [
        "--all-policies", "--max-bytes", MAX_BYTES, "--timeout", TIMEOUT, "--body-timeout", BODY_TIMEOUT,
        "--journal", folder / "journal.jsonl", "--signing-key", signing_key / "key.pem", "--key-file", folder / "leakguard.key",
    ]  # fmt: skip
    with support.server(folder, admit, *options) as server:
        yield server


@pytest.fixture
def client(running):
    with running.client() as made:
        yield made


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json()
