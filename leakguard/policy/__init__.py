"""Policies: what may leave, and in which form.

A policy is a YAML file (``policies/README.md`` describes it, ``policies/schema.json`` is its schema). It turns a
finding into a :class:`Decision`; what is then done with the decision is for redaction and the gate.
"""

from leakguard.policy.allowing import Allow
from leakguard.policy.loading import (
    DEFAULT_MIN_SCORE,
    DEFAULT_POLICY,
    bundled_policies,
    load_policy,
    read_policy,
    schema,
)
from leakguard.policy.model import Decision, Example, Limits, Policy, PresidioRecognizer, Rule, hidden
from leakguard.policy.words import ROLES, SEVERITIES, Bilingual, Role, Severity

__all__ = [
    "DEFAULT_MIN_SCORE",
    "DEFAULT_POLICY",
    "ROLES",
    "SEVERITIES",
    "Allow",
    "Bilingual",
    "Decision",
    "Example",
    "Limits",
    "Policy",
    "PresidioRecognizer",
    "Role",
    "Rule",
    "Severity",
    "bundled_policies",
    "hidden",
    "load_policy",
    "read_policy",
    "schema",
]
