"""The gate of a pipe: whoever reads a stream has read it before the exit code is known, so what may not leave is not written at all."""

from __future__ import annotations

from pathlib import Path

from leakguard.errors import BlockedError, UnscannedError
from leakguard.gate.verdict import judge
from leakguard.redaction import Proved, Redaction
from leakguard.report import Verdict
from leakguard.scanning import Scanner


def refuse_blocked(scanner: Scanner) -> Proved:
    """What raises an error for a copy of something that may not leave in any form: parts that were not read, too many persons ...

    Raises :class:`UnscannedError` if parts were not read, and :class:`BlockedError` for everything else.
    """

    def gate(redaction: Redaction, _copy: Path) -> None:
        judged = judge(redaction.report, scanner.policy)
        if judged.verdict is not Verdict.DO_NOT_SHARE:
            return
        blocking = [reason for reason in judged.reasons if reason.blocks and reason.code != "forbidden"]
        others = [reason for reason in blocking if reason.code != "unscanned"]
        if others or not blocking:
            said = " ".join(f"{reason.text.en}. {reason.cure.en}." for reason in others)
            raise BlockedError(f"{said} Nothing was written.".strip())
        raise UnscannedError(blocking[0].what, f"{blocking[0].text.en}; nothing was written")

    return gate
