"""Encryption: ``<ENTITY:enc:...>``, which ``leakguard restore`` undoes for whoever holds the key.

AES-256-GCM (NIST SP 800-38D) with the entity as associated data, so that a token cannot be passed off as another kind of
information; the key is derived from the job's key by HKDF-SHA256 (RFC 5869). Behind ``enc:`` stand, in base64url without
padding (RFC 4648 section 5), the nonce (12 bytes), the encrypted UTF-8 text and the tag (16 bytes).

The nonce is random for every token. It must not be derived from the value: GCM breaks when one nonce meets two different
texts, and equal values would show. (Within one block of one column equal values share a token: each is worked on once.)
With random nonces one key is good for 2^32 tokens (SP 800-38D section 8.3).
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from leakguard.errors import TokenError, UsageError
from leakguard.operators.model import Context

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = re.compile(r"<([A-Z][A-Z0-9_]{1,40}):enc:([A-Za-z0-9_-]{38,200000})>", re.ASCII)
BEGINNING = re.compile(r"<[A-Z][A-Z0-9_]{1,40}:enc:", re.ASCII)
"""How a token begins; one that :data:`TOKEN` does not match there is damaged."""

_NONCE, _TAG = 12, 16


def encrypt(value: str, context: Context) -> str:
    """The token of a value. ASCII, so every encoding can hold it.

    Raises:
        KeyMissingError: no key.
        UsageError: the package ``cryptography`` is not installed.
    """
    key = context.secret("encrypt")
    nonce, entity = os.urandom(_NONCE), context.entity
    sealed = _cipher(key).encrypt(nonce, value.encode("utf-8", "surrogatepass"), entity.encode())
    return f"<{entity}:enc:{_encoded(nonce + sealed)}>"


def _encoded(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode("ascii")


def decrypt(token: str, key: bytes) -> str:
    """The value behind a token.

    Raises:
        TokenError: the key is another one, or the token was changed; which of the two cannot be told.
        UsageError: the package ``cryptography`` is not installed.
    """
    found = TOKEN.fullmatch(token)
    if found is None:
        raise TokenError("damaged")
    cipher = _cipher(key)
    from cryptography.exceptions import InvalidTag

    try:
        sealed = base64.b64decode(found[2] + "=" * (-len(found[2]) % 4), altchars=b"-_", validate=True)
        text = cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], found[1].encode())
        if _encoded(sealed) != found[2]:  # the last character has bits that stand for nothing
            raise TokenError("damaged")
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise TokenError("wrong key or damaged") from error
    return text.decode("utf-8", "surrogatepass")


@lru_cache(maxsize=4)
def _cipher(key: bytes) -> AESGCM:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF
    except ModuleNotFoundError as error:
        raise UsageError(
            "encryption needs the package cryptography. Install it with: pip install 'leakguard[crypto]'"
        ) from error
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"leakguard encrypt 1").derive(key))
