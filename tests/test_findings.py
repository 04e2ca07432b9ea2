"""Fingerprints are HMAC-SHA-256 over the entity and the canonical value, one by one or many at once."""

import hmac

import pytest

from leakguard.findings import Fingerprinter

KEYS = [
    b"",
    b"k",
    b"a key of the tests only",
    bytes(range(32)),
    b"x" * 63,
    b"x" * 64,
    b"x" * 65,
    bytes(range(256)) * 16,
]
VALUES = ["", "13800138000", "康扬晨", "a\x1fb", "😀" * 40, "7" * 55, "7" * 56, "7" * 500]


def expected(key: bytes, entity: str, value: str) -> bytes:
    return hmac.digest(key, f"{entity}\x1f{value}".encode("utf-8", "surrogatepass"), "sha256")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("entity", ["PHONE_NUMBER", "本地类型"])
def test_many_at_once(key: bytes, entity: str) -> None:
    digests = Fingerprinter(key).each(entity, [value.encode() for value in VALUES])
    assert digests == b"".join(expected(key, entity, value) for value in VALUES)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", [*VALUES, "\ud83d", "a\udcffb"])
def test_one(key: bytes, value: str) -> None:
    fingerprint = Fingerprinter(key)
    assert fingerprint("PERSON", value) == expected(key, "PERSON", value).hex()[:16]
    assert fingerprint("PERSON", value) == fingerprint("PERSON", value), "nothing is kept from call to call"


def test_none() -> None:
    assert Fingerprinter(b"k").each("PERSON", []) == b""
