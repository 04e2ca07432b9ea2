"""The request for a time stamp, as OpenSSL reads it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from leakguard.evidence.timestamp import request

DIGEST = hashlib.sha256(b"pack").digest()


def test_the_request_is_what_the_standard_says() -> None:
    whole = request(DIGEST)
    assert whole == bytes.fromhex("30390201013031300d060960864801650304020105000420") + DIGEST + bytes.fromhex("0101ff")
    assert request(DIGEST) == whole
    assert request(hashlib.sha256(b"pacl").digest()) != whole


@pytest.mark.parametrize("digest", [b"", DIGEST[:-1], DIGEST + b"\0"])
def test_what_is_no_digest(digest: bytes) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        request(digest)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no OpenSSL to read the request")
def test_openssl_reads_it(tmp_path: Path) -> None:
    (tmp_path / "a.tsq").write_bytes(request(DIGEST))
    command = ["openssl", "ts", "-query", "-in", "a.tsq", "-text"]
    text = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    for line in ("Version: 1", "Hash Algorithm: sha256", "Nonce: unspecified", "Certificate required: yes"):
        assert line in text
    shown = "".join(line[11:58].replace("-", " ") for line in text.splitlines() if line.startswith("    00"))
    assert bytes.fromhex(shown.replace(" ", "")) == DIGEST
