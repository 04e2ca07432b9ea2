"""Receipts: what was done to a file, by which rules, and which proofs the copy has passed, in a form that can be checked later.

A receipt is one JSON object in canonical form (:mod:`~leakguard.proof.canonical`) and a line end. It holds digests and counts and no value
of the file; ``receipt.schema.json`` describes it. Its ``digest`` is the SHA-256 of the object without ``digest`` and ``signature``;
the signature covers the object without ``signature``.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from leakguard import __version__
from leakguard.errors import UsageError
from leakguard.proof.canonical import canonical
from leakguard.proof.searching import Searcher
from leakguard.proof.signing import ALGORITHM, Signer, to_text
from leakguard.proof.sought import Sought
from leakguard.proof.strict import entity_of
from leakguard.redaction import Proved, Redaction, Work, beside, redact_file, redact_stream
from leakguard.scanning import Listen, Scanner
from leakguard.sources import Source

SCHEMA = "leakguard-receipt/1"
_CHUNK = 1 << 20
_NUMBER = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|[0-9]{15,19}|[0-9]{17}[Xx])(?![0-9])")
"""In the name of a file these are replaced in any case: there is too little around them to tell an order number from a card."""

Now = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Receipt:
    """A receipt that is complete. ``content`` is the object, ``digest`` and perhaps ``signature`` included."""

    content: Mapping[str, Any]

    @classmethod
    def sealed(cls, content: Mapping[str, Any], signer: Signer | None = None) -> Receipt:
        """The receipt of this content: with its digest, and signed if there is a signer."""
        sealed = {**content, "digest": hashlib.sha256(canonical(content)).hexdigest()}
        if signer is not None:
            signature = {
                "algorithm": ALGORITHM,
                "public_key": to_text(signer.public),
                "value": to_text(signer.sign(canonical(sealed))),
            }
            sealed["signature"] = signature
        return cls(sealed)

    def as_dict(self) -> dict[str, Any]:
        """The object."""
        return dict(self.content)

    def as_bytes(self) -> bytes:
        """The receipt as it is written."""
        return canonical(self.content) + b"\n"

    @property
    def digest(self) -> str:
        """The digest of the receipt itself, 64 hexadecimal digits."""
        return str(self.content["digest"])

    @property
    def signed(self) -> bool:
        """Whether it is signed."""
        return "signature" in self.content

    def write(self, path: Path, overwrite: bool = False) -> None:
        """Write it to a file, which is there as a whole or not at all. Raises :class:`UsageError` as for copies."""
        refuse_target(path, overwrite)
        with beside(path) as (stream, part):
            self._to(stream)
            part.replace(path)

    def _to(self, stream: BinaryIO) -> None:
        stream.write(self.as_bytes())
        stream.flush()
        os.fsync(stream.fileno())


def redact_with_receipt(
    scanner: Scanner,
    source: Source,
    output: Path,
    receipt: Path | None = None,
    *,
    signer: Signer | None = None,
    overwrite: bool = False,
    listen: Listen | None = None,
    work: Work | None = None,
    scratch: Path | None = None,
    names: bool = False,
    now: Now = utc_now,
) -> tuple[Redaction, Receipt]:
    """Write a proved copy of ``source`` to ``output`` and its receipt to ``receipt``, if that is given.

    See :func:`~leakguard.redaction.redact_file`, which raises the same errors; then there is neither a copy nor a receipt. The receipt
    is on the disk before the copy has its name, and gets its own name at once behind it. ``names``: hold the names of the
    files, without personal values.
    """
    if receipt is not None:
        refuse_target(receipt, overwrite, source)
        if receipt.resolve() == output.resolve():
            raise UsageError(f"{receipt} is the output itself. Give the receipt another name.")
    sealed: list[Receipt] = []

    def seal(redaction: Redaction, path: Path) -> Receipt:
        sealed.append(Receipt.sealed(described(scanner, source, redaction, path, names=names, now=now), signer))
        return sealed[-1]

    if receipt is None:
        redaction = redact_file(
            scanner, source, output, overwrite=overwrite, listen=listen, work=work, scratch=scratch, proved=seal
        )
        return redaction, sealed[0]
    with beside(receipt) as (stream, part):

        def write(redaction: Redaction, path: Path) -> None:
            seal(redaction, path)._to(stream)

        redaction = redact_file(
            scanner, source, output, overwrite=overwrite, listen=listen, work=work, scratch=scratch, proved=write
        )
        part.replace(receipt)
    return redaction, sealed[0]


def redact_stream_with_receipt(
    scanner: Scanner,
    source: Source,
    output: BinaryIO,
    receipt: Path | None = None,
    *,
    signer: Signer | None = None,
    overwrite: bool = False,
    listen: Listen | None = None,
    work: Work | None = None,
    names: bool = False,
    now: Now = utc_now,
    proved: Proved | None = None,
) -> tuple[Redaction, Receipt]:
    """Like :func:`redact_with_receipt`, to a stream. The receipt has its name before anything is written to the stream; ``proved``
    as for :func:`~leakguard.redaction.redact_stream`, before there is a receipt.
    """
    if receipt is not None:
        refuse_target(receipt, overwrite, source)
    sealed: list[Receipt] = []

    def seal(redaction: Redaction, path: Path) -> None:
        if proved is not None:
            proved(redaction, path)
        sealed.append(Receipt.sealed(described(scanner, source, redaction, path, names=names, now=now), signer))
        if receipt is not None:
            sealed[-1].write(receipt, overwrite)

    redaction = redact_stream(scanner, source, output, listen=listen, work=work, proved=seal)
    return redaction, sealed[0]


def described(
    scanner: Scanner, source: Source, redaction: Redaction, copy: Path, *, names: bool = False, now: Now = utc_now
) -> dict[str, Any]:
    """The content of a receipt, without digest and signature. ``copy`` is the proved copy, under whatever name."""
    report = redaction.report
    digest, size = digest_of(copy)
    shown = partial(_shown, scanner, redaction.written.sought if redaction.written else Sought())
    whole = {"sha256": source.digest, "size": _input_size(source), "format": source.format}
    written = {"sha256": digest, "size": size, "format": source.written_format}
    if names:
        whole["name"] = shown(Path(source.name).name)
        written["name"] = shown(Path(redaction.output).name)
    counts: dict[str, Any] = {
        "found": report.entities,
        "masked": report.masked_entities,
        "kept": redaction.kept,
        "changed": redaction.changed,
        "allowed": dict(getattr(report, "allowed", {})),
    }
    return {
        "schema": SCHEMA,
        "tool": {"name": "leakguard", "version": __version__},
        "time": now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "input": whole,
        "output": written,
        "policy": {"id": report.policy, "sha256": report.policy_digest},
        "catalogue": {"sha256": report.catalogue_digest},
        "counts": counts,
        "unscanned": [
            {"part": None if part.part is None else shown(part.part), "reason": part.reason}
            for part in report.unscanned
        ],
        "proofs": {proof.name: proof.as_dict() for proof in redaction.proofs},
    }


def digest_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def refuse_target(receipt: Path, overwrite: bool, source: Source | None = None) -> None:
    """Raise :class:`UsageError` if a receipt cannot be written there."""
    if not receipt.resolve().parent.is_dir():
        raise UsageError(f"the folder {receipt.parent} does not exist. Create it first.")
    if not receipt.exists():
        return
    if source is not None and source.name != "-" and receipt.samefile(source.name):
        raise UsageError(
            f"{receipt} is the input itself; the original is never modified. Give the receipt another name."
        )
    if not receipt.is_file():
        raise UsageError(f"{receipt} is no regular file. Give the name of a file for the receipt.")
    if not overwrite:
        raise UsageError(f"{receipt} exists already. Remove it, give the receipt another name, or pass --overwrite.")


def _input_size(source: Source) -> int:
    """Size of the input in bytes, as it was when its digest was taken."""
    origin = getattr(source, "origin", None) or getattr(source, "_origin", None)
    size = getattr(origin, "size", None)
    return size if isinstance(size, int) else Path(source.name).stat().st_size


def _shown(scanner: Scanner, sought: Sought, name: str) -> str:
    return shown_name(scanner, Searcher(sought) if sought else None, name)


def shown_name(scanner: Scanner, searcher: Searcher | None, name: str) -> str:
    """A name that can be shown: without what was hidden in the file, what the detector takes for personal, long numbers and what is no
    Unicode.
    """
    shown = name.encode("utf-8", "replace").decode("utf-8")
    for found in sorted(searcher.find(shown), reverse=True) if searcher else ():
        shown = f"{shown[: found.start]}<{entity_of(found.key)}>{shown[found.end :]}"
    return _NUMBER.sub("<NUMBER>", scanner.detector.without_values(shown))
