r"""The originals of a pack, encrypted for whoever knows the passphrase.

Two kinds of members. ``originals/key.json`` is one JSON object in canonical form and a line end: ``schema`` (``leakguard-originals/1``),
``kdf`` (``scrypt`` and its parameters), ``salt``, ``cipher`` (``AES-256-GCM``), ``count`` and ``check``. ``originals/NN.enc``, one for each original, is

    nonce (12 bytes) || ciphertext || tag (16 bytes)

of the line ``canonical({"name": ...}) || "\n"`` and the content of the file behind it. ``name`` is that of the original.

Keys: ``scrypt`` (RFC 7914) with N = 2^17, r = 8, p = 1, what OWASP asks for at least: 128 MiB and a third of a second for every guess. Of its 64 bytes
the first half is the key of AES, the other that of the nonces. These parameters belong to the schema; packs that name others are refused, so no pack
can ask for all the memory of a machine. A passphrase has at least 12 characters and is taken as UTF-8 of its NFKC form.

Nothing is random, so that the same input gives the same bytes. The salt is SHA-256 of the digests of all originals (16 bytes of it): two packs have
the same one only if they hold the same originals. The nonce is HMAC-SHA-256 of name, number, count and the digest of the content (12 bytes of it), as
in a synthetic IV (RFC 5297, the idea of it): the same nonce under the same key means the same plaintext, but for a collision of 96 bits. What follows
is that two packs with the same originals and the same passphrase can be seen to be such. The additional data of
AES-GCM are ``leakguard-originals/1\n``, the name of the member, its number and the count: members cannot change places, nor can one be taken
away. ``check`` (HMAC of a constant, 16 bytes) tells a wrong passphrase from damage; it makes guessing no easier than the tags do.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from leakguard.evidence.errors import PackError
from leakguard.proof.canonical import canonical
from leakguard.proof.signing import from_text, to_text

SCHEMA = "leakguard-originals/1"
FOLDER = "originals"
KEY_FILE = f"{FOLDER}/key.json"
MINIMUM = 12
"""Fewest characters of a passphrase."""

MAX_KEY_FILE = 4096
_KDF = {"name": "scrypt", "n": 1 << 17, "r": 8, "p": 1}
_MEMORY = 256 << 20
_SALT, _NONCE, _TAG, _CHECK, _HALF = 16, 12, 16, 16, 32
_CHUNK = 1 << 20


class Original(NamedTuple):
    """A file to be encrypted; ``name`` is the last part of its path."""

    number: int
    path: Path
    name: str
    sha256: str


class DamagedError(Exception):
    """Something encrypted is not what was written under this key."""


@dataclass(frozen=True)
class Vault:
    """The keys of a pack, which are left out of ``repr``."""

    salt: bytes
    count: int
    _cipher: bytes = field(repr=False)
    _nonces: bytes = field(repr=False)

    @classmethod
    def open(cls, passphrase: str, salt: bytes, count: int) -> Vault:
        """The keys that a passphrase gives. Raises :class:`~leakguard.evidence.errors.PackError` if it is too short."""
        text = unicodedata.normalize("NFKC", passphrase)
        if len(text) < MINIMUM:
            raise PackError("passphrase-short", least=MINIMUM)
        material = hashlib.scrypt(
            text.encode("utf-8", "surrogateescape"), salt=salt, n=1 << 17, r=8, p=1, maxmem=_MEMORY, dklen=2 * _HALF
        )
        return cls(salt, count, material[:_HALF], material[_HALF:])

    @classmethod
    def of(cls, passphrase: str, originals: Sequence[Original]) -> Vault:
        """The keys for these originals."""
        together = canonical([[original.number, original.sha256] for original in originals])
        return cls.open(passphrase, hashlib.sha256(f"{SCHEMA}\n".encode() + together).digest()[:_SALT], len(originals))

    def key_file(self) -> bytes:
        """``originals/key.json``."""
        content = {
            "schema": SCHEMA, "kdf": _KDF, "cipher": "AES-256-GCM", "salt": to_text(self.salt), "count": self.count,
            "check": to_text(self._mac(b"check")[:_CHECK]),
        }  # fmt: skip
        return canonical(content) + b"\n"

    def encrypt(self, original: Original, output: Path) -> None:
        """Write the member of an original to a file."""
        head = canonical({"name": original.name}) + b"\n"
        about = canonical([original.number, self.count, original.name, original.sha256])
        nonce = self._mac(about)[:_NONCE]
        encryptor = _aes(self._cipher, nonce).encryptor()
        encryptor.authenticate_additional_data(self._about(original.number))
        digest = hashlib.sha256()
        with original.path.open("rb") as source, output.open("wb") as target:
            target.write(nonce + encryptor.update(head))
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                target.write(encryptor.update(chunk))
            target.write(encryptor.finalize() + encryptor.tag)
        if digest.hexdigest() != original.sha256:
            raise PackError("changed")

    def decrypt(self, number: int, chunks: Iterator[bytes], output: BinaryIO) -> tuple[str, str]:
        """Write the content of a member to ``output``; returns the name of the original and the SHA-256 of its content.

        Raises :class:`DamagedError`, perhaps only at the end: what was written before is worth nothing then.
        """
        digest, head, name = hashlib.sha256(), b"", None
        for plain in self._plain(number, chunks):
            if name is None:
                head += plain
                line, found, plain = head.partition(b"\n")
                if not found:
                    continue
                name = _name(line)
            digest.update(plain)
            output.write(plain)
        if name is None:
            raise DamagedError
        return name, digest.hexdigest()

    def _plain(self, number: int, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """What a member decrypts to; the last sixteen bytes of it are the tag, known as such at the end only."""
        from cryptography.exceptions import InvalidTag

        held, decryptor = b"", None
        for chunk in chunks:
            held += chunk
            if decryptor is None and len(held) >= _NONCE:
                decryptor = _aes(self._cipher, held[:_NONCE]).decryptor()
                decryptor.authenticate_additional_data(self._about(number))
                held = held[_NONCE:]
            if decryptor is not None and len(held) > _TAG:
                yield decryptor.update(held[:-_TAG])
                held = held[-_TAG:]
        if decryptor is None or len(held) != _TAG:
            raise DamagedError
        try:
            yield decryptor.finalize_with_tag(held)
        except InvalidTag as error:
            raise DamagedError from error

    def _about(self, number: int) -> bytes:
        return f"{SCHEMA}\n{member_name(number)}\n{number}/{self.count}\n".encode()

    def _mac(self, message: bytes) -> bytes:
        return hmac.digest(self._nonces, f"{SCHEMA}\n".encode() + message, "sha256")


def member_name(number: int) -> str:
    """The name of the member that holds the original of an attachment."""
    return f"{FOLDER}/{number:02}.enc"


def opened(passphrase: str, key_file: bytes) -> Vault:
    """The keys of a pack by its ``originals/key.json``.

    Raises :class:`~leakguard.evidence.errors.PackError` for another passphrase, and for originals that this version does not know.
    """
    try:
        content: Any = json.loads(key_file)
        known = content["schema"] == SCHEMA and content["kdf"] == _KDF and content["cipher"] == "AES-256-GCM"
        salt, check, count = from_text(content["salt"]), from_text(content["check"]), content["count"]
    except (ValueError, KeyError, TypeError, RecursionError):
        known, salt, check, count = False, b"", b"", 0
    if not known or type(count) is not int:
        raise PackError("originals-unknown", name=KEY_FILE)
    vault = Vault.open(passphrase, salt, count)
    if not hmac.compare_digest(vault._mac(b"check")[:_CHECK], check):
        raise PackError("passphrase-wrong")
    return vault


def _name(line: bytes) -> str:
    """The name in the first line of a plaintext that is not yet known to be genuine."""
    try:
        name = json.loads(line)["name"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DamagedError from error
    if not isinstance(name, str):
        raise DamagedError
    return name


def _aes(key: bytes, nonce: bytes) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher
        from cryptography.hazmat.primitives.ciphers.algorithms import AES
        from cryptography.hazmat.primitives.ciphers.modes import GCM
    except ImportError as error:
        raise PackError("no-cryptography") from error
    return Cipher(AES(key), GCM(nonce))
