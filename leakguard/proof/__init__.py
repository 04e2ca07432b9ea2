"""Proof that a redacted copy holds nothing that was to be hidden, the receipt that says so, and checking receipts.

Three proofs, each of which can fail (:class:`Proof`): the copy is scanned again with the same detector
(:mod:`leakguard.redaction`), nothing that was hidden stands anywhere in it (:mod:`~leakguard.proof.strict`), and outside the
changed spans it is the input (:mod:`~leakguard.proof.outside`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PASSED, NOT_COMPARED = "passed", "not-compared"
RESCAN, STRICT, OUTSIDE = "rescan", "strict", "outside"
"""The names of the proofs."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The result of one proof: ``passed``, or ``not-compared`` with a reason. One that failed raises an error instead.

    ``counts`` are numbers that say how much was looked at; none of them tells a value.
    """

    name: str
    result: str = PASSED
    reason: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)

    def then(self, later: Proof) -> Proof:
        """The result for a copy of a copy: what both have passed, and the spans of both."""
        if later.result != PASSED:
            return later
        spans = self.counts.get("spans", 0) + later.counts.get("spans", 0)
        return Proof(self.name, self.result, self.reason, {**self.counts, "spans": spans})

    def as_dict(self) -> dict[str, Any]:
        """As a receipt holds it, under its name."""
        return {"result": self.result, "reason": self.reason, "counts": dict(self.counts)}
