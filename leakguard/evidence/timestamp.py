"""The request for a time stamp (RFC 3161 section 2.4.1), to be sent to a time-stamping authority by other means.

DER (ITU-T X.690) of::

    TimeStampReq ::= SEQUENCE {
       version INTEGER { v1(1) },
       messageImprint SEQUENCE { hashAlgorithm AlgorithmIdentifier (SHA-256, parameters NULL), hashedMessage OCTET STRING },
       certReq BOOLEAN TRUE }

Without a nonce: the digest of a pack is its own, and the same pack gives the same request.
"""

from __future__ import annotations

_SHA256 = bytes.fromhex("300d 0609 608648016503040201 0500".replace(" ", ""))
"""AlgorithmIdentifier: 2.16.840.1.101.3.4.2.1 (RFC 5754 section 2.2), NULL."""

_DIGEST_BYTES = 32


def request(digest: bytes) -> bytes:
    """The request for a SHA-256 digest of 32 bytes."""
    if len(digest) != _DIGEST_BYTES:
        raise ValueError("no SHA-256 digest")
    version, certificate = b"\x02\x01\x01", b"\x01\x01\xff"
    return _sequence(version + _sequence(_SHA256 + b"\x04\x20" + digest) + certificate)


def _sequence(content: bytes) -> bytes:
    assert len(content) < 0x80  # noqa: S101 - short form of the length
    return b"\x30" + bytes([len(content)]) + content
