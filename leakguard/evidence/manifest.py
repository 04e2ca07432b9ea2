r"""The manifest of a pack: what is in it and what was left out, chained so that nothing can be changed, moved or taken away unnoticed.

``manifest.json`` is one JSON object in canonical form (:mod:`leakguard.proof.canonical`) and a line end::

    {"schema": "leakguard-evidence-pack/1", "head": {...}, "entries": [{..., "chain": "<hex>"}, ...]}

The chain begins with the head, and each entry goes into the next::

    chain_0 = SHA-256("leakguard-evidence-pack/1\n" || canonical(head))
    chain_i = SHA-256(chain_{i-1} || canonical(entry_i without "chain"))

Its last value stands for everything. ``seal.json`` holds it beside the SHA-256 of the manifest, and may hold a signature (Ed25519, RFC 8032) of
the seal without ``signature``, also in canonical form. The head names the public key, or null: a signature cannot be
taken off without rewriting the manifest. What is signed begins with a context of its own, so no signature of a receipt passes for that of a pack.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from leakguard.proof.canonical import canonical
from leakguard.proof.signing import ALGORITHM, Signer, from_text, is_signed_by, to_text

SCHEMA = "leakguard-evidence-pack/1"
CONTEXT = b"leakguard-evidence-pack/1\n"
"""What is signed, and what the chain begins with."""

MANIFEST, SEAL = "manifest.json", "seal.json"
"""The last two members of a pack; all others are in the manifest."""

MAX_BYTES = 8 << 20

Entry = Mapping[str, Any]


def sealed(head: Mapping[str, Any], entries: Sequence[Entry], signer: Signer | None) -> tuple[bytes, bytes]:
    """The manifest and the seal, as they are written. ``head`` gets the name of the signer's key."""
    head = {**head, "signer": None if signer is None else to_text(signer.public)}
    chained = [{**entry, "chain": link.hex()} for entry, link in zip(entries, chain(head, entries), strict=True)]
    manifest = _line({"schema": SCHEMA, "head": head, "entries": chained})
    seal: dict[str, Any] = _seal(manifest, head, chained)
    if signer is not None:
        value = to_text(signer.sign(canonical(seal), CONTEXT))
        seal["signature"] = {"algorithm": ALGORITHM, "public_key": to_text(signer.public), "value": value}
    return manifest, _line(seal)


def chain(head: Mapping[str, Any], entries: Sequence[Entry]) -> Iterator[bytes]:
    """The link of every entry; what an entry says of its own link is not part of it."""
    link = hashlib.sha256(CONTEXT + canonical(head)).digest()
    for entry in entries:
        bare = {key: value for key, value in entry.items() if key != "chain"}
        link = hashlib.sha256(link + canonical(bare)).digest()
        yield link


def parsed(data: bytes) -> dict[str, Any] | None:
    """The object, if the bytes are exactly those of one in canonical form; anything else was not written by leakguard."""
    try:
        content = json.loads(data)
        return content if isinstance(content, dict) and _line(content) == data else None
    except (ValueError, RecursionError):
        return None


def broken_link(manifest: Mapping[str, Any]) -> int | None:
    """The number of the first entry, from 1, whose link is not what it should be; None if the chain holds."""
    entries = manifest["entries"]
    for number, (entry, link) in enumerate(zip(entries, chain(manifest["head"], entries), strict=True), 1):
        if entry.get("chain") != link.hex():
            return number
    return None


def is_seal_of(seal: Mapping[str, Any], data: bytes, manifest: Mapping[str, Any]) -> bool:
    """Whether a seal is that of a manifest, ``data`` as bytes; its signature apart."""
    bare = {key: value for key, value in seal.items() if key != "signature"}
    signed = "signature" in seal
    return bare == _seal(data, manifest["head"], manifest["entries"]) and signed == (
        manifest["head"].get("signer") is not None
    )


def signer_of(seal: Mapping[str, Any], manifest: Mapping[str, Any]) -> bytes | None:
    """The public key, 32 bytes, by which a seal is validly signed; None if its signature is not valid. Only for seals with one."""
    signature = seal["signature"]
    try:
        key, value = from_text(signature["public_key"]), from_text(signature["value"])
    except (ValueError, KeyError, TypeError):
        return None
    known = set(signature) == {"algorithm", "public_key", "value"} and signature["algorithm"] == ALGORITHM
    bare = {name: part for name, part in seal.items() if name != "signature"}
    same = signature["public_key"] == manifest["head"].get("signer")
    return key if known and same and is_signed_by(key, value, canonical(bare), CONTEXT) else None


def has_shape(content: Mapping[str, Any] | None) -> bool:
    """Whether an object is a manifest: everything that is looked at elsewhere is there and of its kind."""
    if content is None or set(content) != {"schema", "head", "entries"} or content["schema"] != SCHEMA:
        return False
    head, entries = content["head"], content["entries"]
    return (
        isinstance(head, dict)
        and all(_is_text(head, *path) for path in _HEAD)
        and isinstance(entries, list)
        and all(isinstance(entry, dict) and _is_entry(entry) for entry in entries)
    )


_HEAD = (
    ("tool", "name"), ("tool", "version"), ("policy", "id"), ("policy", "sha256"), ("catalogue", "sha256"), ("case", "kind"),
    ("case", "date"), ("case", "language"),
)  # fmt: skip


def is_complete(manifest: Mapping[str, Any]) -> bool:
    """Whether what every pack holds is there: its form, and under ``attachments/`` nothing but attachments."""
    entries = manifest["entries"]
    forms = sum(entry["kind"] == "form" for entry in entries)
    strange = (
        entry["path"].startswith("attachments/") != (entry["kind"] == "attachment")
        for entry in entries
        if "path" in entry
    )
    return forms == 1 and not any(strange)


def _is_entry(entry: Entry) -> bool:
    if not isinstance(entry.get("kind"), str):
        return False
    if "original" in entry and not (_is_file(entry["original"]) and type(entry.get("number")) is int):
        return False
    if "receipt" in entry and not (_is_text(entry, "receipt", "path") and _is_text(entry, "receipt", "digest")):
        return False
    if "path" in entry:
        return isinstance(entry["path"], str) and _is_file(entry)
    return isinstance(entry.get("reason"), str) and isinstance(entry.get("name"), str)


def _is_file(record: object) -> bool:
    return isinstance(record, dict) and isinstance(record.get("sha256"), str) and type(record.get("size")) is int


def _is_text(head: Mapping[str, Any], *path: str) -> bool:
    value: Any = head
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return isinstance(value, str)


def _seal(data: bytes, head: Mapping[str, Any], entries: Sequence[Entry]) -> dict[str, Any]:
    last = list(chain(head, entries))[-1:]
    return {
        "schema": SCHEMA,
        "manifest": {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)},
        "chain": last[0].hex() if last else None,
    }


def _line(content: Mapping[str, Any]) -> bytes:
    return canonical(content) + b"\n"
