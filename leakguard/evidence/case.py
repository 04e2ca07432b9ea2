"""A case: a folder with a form, ``case.yaml``, and the attachments that it lists."""

from __future__ import annotations

from leakguard.evidence.missing import Missing, missing
from leakguard.evidence.model import ATTACHMENTS, FORM, POLICY, READ_ME, Answer, Attachment, Case, Moment, Row, Stated
from leakguard.evidence.reading import load_case

__all__ = [
    "ATTACHMENTS",
    "FORM",
    "POLICY",
    "READ_ME",
    "Answer",
    "Attachment",
    "Case",
    "Missing",
    "Moment",
    "Row",
    "Stated",
    "load_case",
    "missing",
]
