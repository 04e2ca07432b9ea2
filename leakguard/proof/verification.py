"""Checking a receipt: against itself, against the copy, against the original, and against a public key.

Nothing that can go wrong with a receipt raises an error: what does not hold is a check that failed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from leakguard.errors import UsageError
from leakguard.proof import OUTSIDE, PASSED, RESCAN, STRICT
from leakguard.proof.canonical import canonical
from leakguard.proof.receipt import SCHEMA, digest_of
from leakguard.proof.signing import ALGORITHM, from_text, identifier, is_signed_by, public_key
from leakguard.proof.signing import to_text as _to_text

MOST_BYTES = 64 << 20
"""Larger files are no receipts."""

Measure = Callable[[], tuple[str, int]]
"""Gives the SHA-256 of a file, in hexadecimal digits, and its size."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer. ``id`` is a word, and with the answer (``holds``, ``fails`` or ``open``) the key of a text."""

    id: str
    answer: str
    values: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        return {"check": self.id, "answer": self.answer, **self.values}


@dataclass(frozen=True)
class Checked:
    """What was checked of something that was sealed."""

    checks: Sequence[Check]

    @property
    def ok(self) -> bool:
        """Whether everything that could be checked holds."""
        return all(check.answer != "fails" for check in self.checks)

    @property
    def exit_code(self) -> int:
        """0 everything that was checked holds, 1 something does not."""
        return 0 if self.ok else 1

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {"verified": self.ok, "checks": [check.as_dict() for check in self.checks]}


@dataclass(frozen=True)
class Verification(Checked):
    """What a receipt proves. ``receipt`` is its content, None if it cannot be read as a receipt."""

    receipt: Mapping[str, Any] | None = None


def verify(
    receipt_path: Path, file_path: Path, *, original: Path | None = None, public_key: Path | bytes | None = None
) -> Verification:
    """Check a receipt and the copy that it was written for.

    ``public_key`` is a PEM file or the 32 bytes of an Ed25519 public key: then the receipt must be signed by its owner. Without one a
    signature is checked by the key that the receipt itself names.

    Raises :class:`~leakguard.errors.UsageError` for files that are not there or cannot be read, or a public key that is none.
    """
    data = _bytes(receipt_path)
    measured = None if original is None else partial(_measured, original)
    return verify_receipt(data, partial(_measured, file_path), original=measured, public_key=_wanted_key(public_key))


def verify_receipt(
    data: bytes, file: Measure, *, original: Measure | None = None, public_key: bytes | None = None
) -> Verification:
    """The same for the bytes of a receipt, and files that are measured only if the receipt is intact."""
    content = _parsed(data)
    if content is None:
        return Verification([_check("receipt", False)])
    checks = [_check("receipt", True), *_integrity(content), *_signature(content, public_key)]
    if not all(check.answer != "fails" for check in checks):
        return Verification(checks, content)
    checks.append(_file("file", content["output"], file))
    if original is None:
        checks.append(Check("original", "open", {}))
    else:
        checks.append(_file("original", content["input"], original))
    return Verification([*checks, *_proofs(content)], content)


def _check(identifier: str, holds: bool, **values: str) -> Check:
    return Check(identifier, "holds" if holds else "fails", values)


def _wanted_key(given: Path | bytes | None) -> bytes | None:
    return public_key(given) if isinstance(given, Path) else given


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: the receipt cannot be read ({error.strerror}). Check the path.") from error


def _parsed(data: bytes) -> dict[str, Any] | None:
    """The content, if the bytes are exactly those of a receipt: any other spelling was not written by leakguard."""
    if len(data) > MOST_BYTES:
        return None
    try:
        content = json.loads(data)
        whole = isinstance(content, dict) and canonical(content) + b"\n" == data
    except (ValueError, RecursionError):
        return None
    return content if whole and content.get("schema") == SCHEMA and _has_shape(content) else None


def _has_shape(content: Mapping[str, Any]) -> bool:
    """Whether everything stands in it that is looked at here. The whole shape is in ``receipt.schema.json``."""
    digests = [
        content.get("digest"),
        *(_under(content, part, "sha256") for part in ("input", "output", "policy", "catalogue")),
    ]
    sizes = [_under(content, part, "size") for part in ("input", "output")]
    proofs = [_under(content, "proofs", name) for name in (RESCAN, STRICT, OUTSIDE)]
    signature = content.get("signature", {})
    texts = [_under(content, "tool", "version"), _under(content, "policy", "id"), content.get("time")]
    return (
        all(isinstance(digest, str) and len(digest) == 64 for digest in digests)
        and all(type(size) is int and size >= 0 for size in sizes)
        and all(isinstance(proof, dict) and isinstance(proof.get("result"), str) for proof in proofs)
        and isinstance(signature, dict)
        and all(isinstance(text, str) for text in texts)
        and isinstance(content.get("unscanned"), list)
        and _is_time(content["time"])
    )


def _under(content: Mapping[str, Any], part: str, name: str) -> Any:
    inner = content.get(part)
    return inner.get(name) if isinstance(inner, dict) else None


def _is_time(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return False
    return True


def _integrity(content: Mapping[str, Any]) -> list[Check]:
    bare = {key: value for key, value in content.items() if key not in ("digest", "signature")}
    return [_check("digest", hashlib.sha256(canonical(bare)).hexdigest() == content["digest"])]


def _signature(content: Mapping[str, Any], wanted: bytes | None) -> list[Check]:
    signature = content.get("signature")
    if signature is None:
        return [Check("signature", "open", {}) if wanted is None else Check("signature-missing", "fails", {})]
    try:
        key, value = from_text(str(signature.get("public_key"))), from_text(str(signature.get("value")))
    except ValueError:
        return [_check("signature", False, key="?")]
    named = identifier(key)
    known = set(signature) == {"algorithm", "public_key", "value"} and signature["algorithm"] == ALGORITHM
    signed = canonical({name: part for name, part in content.items() if name != "signature"})
    if not known or not is_signed_by(key, value, signed):
        return [_check("signature", False, key=named)]
    if wanted is None:
        return [_check("signature", True, key=named), Check("signer", "open", {"key": named})]
    return [
        _check("signature", True, key=named),
        _check("signer", _to_text(wanted) == _to_text(key), key=identifier(wanted)),
    ]


def _file(identifier: str, expected: Mapping[str, Any], measure: Measure) -> Check:
    return _check(identifier, measure() == (expected["sha256"], expected["size"]))


def _measured(path: Path) -> tuple[str, int]:
    try:
        return digest_of(path)
    except OSError as error:
        raise UsageError(f"{path}: the file cannot be read ({error.strerror}). Check the path.") from error


def _proofs(content: Mapping[str, Any]) -> list[Check]:
    checks = []
    for name in (RESCAN, STRICT, OUTSIDE):
        result = content["proofs"][name]["result"]
        passed = result == PASSED
        open_ = name == OUTSIDE and not passed
        checks.append(Check(f"proof-{name}", "open" if open_ else "holds" if passed else "fails", {}))
        if name == STRICT:
            checks += _tolerated(content["proofs"][name].get("counts"))
    if content["unscanned"]:
        checks.append(Check("unscanned", "open", {"count": str(len(content["unscanned"]))}))
    return checks


def _tolerated(counts: object) -> list[Check]:
    """What the strict proof has found and does not take for a leak."""
    if not isinstance(counts, dict) or not (counts.get("kept") or counts.get("by-chance")):
        return []
    values = {"kept": str(counts.get("kept", 0)), "chance": str(counts.get("by-chance", 0))}
    return [Check("tolerated", "open", values)]
