r"""The key of codes and fingerprints, unless one is given.

It is SHA-256 of ``leakguard-evidence-key/1\n`` and the *contents* of the form and of all attachments that are there, in their order, each behind
its length (8 bytes, big-endian): the same case gives the same pack, and nobody who holds only the pack can work it out. It is not made of
their digests, since the manifest holds those. The form is part of it although codes change with it then: a short attachment can be guessed
and its digest confirms the guess; whoever has succeeded must not be able to try out names in the form. Still, whoever can guess all that was
hidden in every one of them could test the guess; a key file (``--key-file``) takes that from the codes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

_CONTEXT = b"leakguard-evidence-key/1\n"
_CHUNK = 1 << 20


def derived_key(files: Iterable[Path]) -> bytes:
    """The key for a form and the attachments that are there, in their order."""
    digest = hashlib.sha256(_CONTEXT)
    for path in files:
        digest.update(path.stat().st_size.to_bytes(8, "big"))
        for chunk in _chunks(path):
            digest.update(chunk)
    return digest.digest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
