"""What a verdict leaves in the journal: names of sources without what is personal in them, counts, digests."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from leakguard.detection.detector import Detector
from leakguard.gate.journal import Entry, Journal, ReasonCount
from leakguard.gate.verdict import Judgement, judge, reason_counts
from leakguard.policy import Policy

if TYPE_CHECKING:
    from leakguard.redaction import Redaction
    from leakguard.scanning import Scanner

_SEPARATORS = str.maketrans(dict.fromkeys("_-+.,;()[]{}", " "))
_DIGITS = re.compile("[0-9\uff10-\uff19]{7,}")
_LONGEST = 400
_SHORTEST_VALUE = 2


def safe_name(name: str, detector: Detector, values: Iterable[str] = ()) -> str:
    """The name of a source with everything personal in it replaced by ``<ENTITY>``.

    A name is no sentence, so it is read with its separators as spaces too; long numbers are replaced whatever they are,
    and so are ``values``, which were found in the source itself.
    """
    for value in sorted({v for v in values if len(v) >= _SHORTEST_VALUE}, key=len, reverse=True):
        name = name.replace(value, "<VALUE>")
    for separators in ({}, _SEPARATORS):
        for finding in reversed(detector.find(name.translate(separators))):
            name = f"{name[: finding.start]}<{finding.entity}>{name[finding.end :]}"
    return _DIGITS.sub("<NUMBER>", name)[:_LONGEST]


def enter_redaction(
    journal: Journal | None, scanner: Scanner, redaction: Redaction, output_sha256: str | None = None
) -> None:
    """Note a redacted copy: the verdict on the original, and the digest of the copy (of its file, if not given)."""
    if journal is None:
        return
    if output_sha256 is None and redaction.output != "-":
        with Path(redaction.output).open("rb") as stream:
            output_sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    judgement = judge(redaction.report, scanner.policy)
    values = [finding.value for finding in redaction.report.findings]
    for entry in entries("redact", judgement, scanner.policy, scanner.detector, values):
        journal.append(replace(entry, output_sha256=output_sha256))


def entries(
    command: str, judgement: Judgement, policy: Policy, detector: Detector, values: Iterable[str] = ()
) -> Iterator[Entry]:
    """One entry for every file of a judgement, or one for a judgement without files."""
    known = list(values)
    for file in judgement.files or (judgement,):
        reasons = [ReasonCount(code, what, count) for (code, what), count in reason_counts(file).items()]
        yield Entry(
            command=command,
            verdict=file.value,
            source=safe_name(file.source, detector, known),
            sha256=file.sha256,
            policy=policy.id,
            policy_sha256=policy.digest,
            reasons=reasons,
            exit_code=file.exit_code,
        )
