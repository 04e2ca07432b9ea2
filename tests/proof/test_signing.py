"""Keys for signatures, and what is said about keys that are none."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from leakguard.errors import UsageError
from leakguard.keys import ExposedKeyWarning
from leakguard.proof import signing


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    secret, public = tmp_path / "k.pem", tmp_path / "k.pem.pub"
    content = signing.new_pair()
    secret.write_bytes(content[0])
    public.write_bytes(content[1])
    secret.chmod(0o600)
    return secret, public


def test_a_signature_holds_for_one_message_and_one_key(pair: tuple[Path, Path]) -> None:
    signer, public = signing.Signer.from_file(pair[0]), signing.public_key(pair[1])
    signature = signer.sign(b"message")
    assert signing.is_signed_by(public, signature, b"message")
    assert not signing.is_signed_by(public, signature, b"messagf")
    assert not signing.is_signed_by(bytes(32), signature, b"message")
    assert not signing.is_signed_by(public, signature[:-1], b"message")
    assert signer.public == public
    assert "_key" not in repr(signer)


def test_the_signature_of_another_kind_of_message_is_none(pair: tuple[Path, Path]) -> None:
    """RFC 8032 says what Ed25519 signs; a receipt begins with its own words."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    raw = load_pem_private_key(pair[0].read_bytes(), None).sign(b"message")  # type: ignore[union-attr, call-arg]
    assert not signing.is_signed_by(signing.public_key(pair[1]), raw, b"message")


def test_workers_can_sign(pair: tuple[Path, Path]) -> None:
    signer = signing.Signer.from_file(pair[0])
    assert pickle.loads(pickle.dumps(signer)).sign(b"x") == signer.sign(b"x")


def test_where_the_key_comes_from(pair: tuple[Path, Path]) -> None:
    assert signing.load_signer(None, {}) is None
    assert signing.load_signer(None, {"LEAKGUARD_SIGNING_KEY_FILE": ""}) is None
    assert signing.load_signer(None, {"LEAKGUARD_SIGNING_KEY_FILE": str(pair[0])}) is not None
    assert signing.load_signer(pair[0], {"LEAKGUARD_SIGNING_KEY_FILE": "/nowhere"}) is not None


@pytest.mark.parametrize(
    "content", [b"", b"secret words", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"x" * 20_000]
)
def test_what_is_no_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "k"
    path.write_bytes(content)
    path.chmod(0o600)
    for read in (signing.Signer.from_file, signing.public_key):
        with pytest.raises(UsageError, match=r"keys new --signing|hardly a key") as caught:
            read(path)
        assert "secret words" not in str(caught.value)


def test_keys_of_another_kind(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    path = tmp_path / "ec"
    key = ec.generate_private_key(ec.SECP256R1())
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    with pytest.raises(UsageError, match="no Ed25519 key"):
        signing.Signer.from_file(path)
    with pytest.raises(UsageError, match="no private key"):
        signing.Signer.from_file(pair[1])


def test_a_key_that_others_can_read(pair: tuple[Path, Path]) -> None:
    pair[0].chmod(0o640)
    with pytest.warns(ExposedKeyWarning, match="chmod 600"):
        signing.Signer.from_file(pair[0])


def test_without_the_package(pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)
    with pytest.raises(UsageError, match=r"leakguard\[crypto\]"):
        signing.Signer.from_file(pair[0])


def test_base64_has_one_spelling() -> None:
    assert signing.from_text(signing.to_text(b"abcd")) == b"abcd"
    for other in ("YWJjZB==", "YWJjZA", "YWJj ZA==", "é"):
        with pytest.raises(ValueError):  # noqa: PT011 - of several kinds
            signing.from_text(other)
