"""Ed25519 signatures (RFC 8032) of receipts and of evidence packs.

Keys are PEM files: PKCS #8 for the private key, SubjectPublicKeyInfo for the public one (RFC 8410), as OpenSSL writes and reads
them. They need the package ``cryptography`` (extra ``crypto``), which is loaded only when one is used.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leakguard import keys
from leakguard.errors import UsageError

ALGORITHM = "Ed25519"
CONTEXT = b"leakguard-receipt/1\n"
"""What is signed of a receipt begins with this. Every kind of thing has its own, so that no signature passes for that of another kind."""

MOST = 1 << 14
_CURE = "Make one with `leakguard keys new --signing FILE`."


@dataclass(frozen=True)
class Signer:
    """Signs with a private key, which is left out of ``repr``."""

    public: bytes
    _key: Any = field(repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """For workers, to whom it goes through a pipe: the key itself cannot be sent."""
        serialization, _, _ = _cryptography()
        form = (serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
        return Signer.from_bytes, (self._key.private_bytes(*form),)

    @classmethod
    def from_bytes(cls, secret: bytes) -> Signer:
        """The signer for the 32 bytes of a private key."""
        serialization, private, _ = _cryptography()
        key = private.from_private_bytes(secret)
        return cls(_raw(key.public_key(), serialization), key)

    @classmethod
    def from_file(cls, path: Path) -> Signer:
        """The signer for a private key in a PEM file.

        Raises:
            UsageError: the file cannot be read or holds no Ed25519 private key, or ``cryptography`` is not installed.
        """
        serialization, private, _ = _cryptography()
        content = keys.read(path, "the signing key", MOST)
        try:
            key = serialization.load_pem_private_key(content, None)
        except (ValueError, TypeError) as error:
            raise UsageError(f"{path}: this is no private key in PEM without a password. {_CURE}") from error
        if not isinstance(key, private):
            raise UsageError(f"{path}: this is no Ed25519 key. {_CURE}")
        return cls(_raw(key.public_key(), serialization), key)

    def sign(self, message: bytes, context: bytes = CONTEXT) -> bytes:
        """The signature of a message, 64 bytes; ``context`` says of what kind it is."""
        signature: bytes = self._key.sign(context + message)
        return signature


def load_signer(path: Path | None, environ: Mapping[str, str]) -> Signer | None:
    """The signer for ``path``, else for the file that ``LEAKGUARD_SIGNING_KEY_FILE`` names, else none."""
    named = path or (Path(environ[keys.SIGNING_VARIABLE]) if environ.get(keys.SIGNING_VARIABLE) else None)
    return None if named is None else Signer.from_file(named)


def is_signed_by(public: bytes, signature: bytes, message: bytes, context: bytes = CONTEXT) -> bool:
    """Whether a signature is that of a message of this kind by the owner of a public key (32 bytes)."""
    _, _, known = _cryptography()
    from cryptography.exceptions import InvalidSignature

    try:
        known.from_public_bytes(public).verify(signature, context + message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key(path: Path) -> bytes:
    """The 32 bytes of a public key in a PEM file. Raises :class:`~leakguard.errors.UsageError` as for signing keys."""
    serialization, _, known = _cryptography()
    content = keys.read(path, "the public key", MOST)
    try:
        key = serialization.load_pem_public_key(content)
    except ValueError as error:
        raise UsageError(f"{path}: this is no public key in PEM. {_CURE} It writes FILE.pub too.") from error
    if not isinstance(key, known):
        raise UsageError(f"{path}: this is no Ed25519 key. {_CURE}")
    return _raw(key, serialization)


def new_pair() -> tuple[bytes, bytes]:
    """A new private key and its public key, both as PEM."""
    serialization, private, _ = _cryptography()
    key = private.generate()
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return secret, public_pem(_raw(key.public_key(), serialization))


def public_pem(public: bytes) -> bytes:
    """A public key of 32 bytes as PEM."""
    serialization, _, known = _cryptography()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pem: bytes = known.from_public_bytes(public).public_bytes(serialization.Encoding.PEM, form)
    return pem


def identifier(public: bytes) -> str:
    """A short name of a public key for people to compare: 16 hexadecimal digits of its SHA-256, in groups of four."""
    digits = hashlib.sha256(public).hexdigest()[:16]
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))


def to_text(data: bytes) -> str:
    """Bytes as a receipt holds them: Base64 (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def from_text(text: str) -> bytes:
    """The bytes of Base64. Raises :class:`ValueError` for any other spelling than that of :func:`to_text`."""
    data = base64.b64decode(text, validate=True)
    if to_text(data) != text:
        raise ValueError("not the canonical Base64")
    return data


def _raw(key: Any, serialization: Any) -> bytes:
    raw: bytes = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return raw


def _cryptography() -> tuple[Any, Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    except ImportError as error:
        raise UsageError(
            "signatures need the package cryptography. Install it with `pip install leakguard[crypto]`."
        ) from error
    return serialization, Ed25519PrivateKey, Ed25519PublicKey
