"""Policies and findings for the tests of policies."""

from __future__ import annotations

from leakguard.findings import Finding, Location
from leakguard.policy import Policy, read_policy

HEAD = """id: mine
version: 1
title: {zh: 我, en: mine}
description: {zh: 我, en: mine}
default: {operator: replace, forbidden: true, reason: {zh: 默认, en: default}}
rules:
"""
REASON = "reason: {zh: 因, en: why}"


def finding(entity: str, value: str, kind: str | None = None, header: str | None = None, score: float = 0.9,
            masked: bool = False, source: str = "", recognizer: str = "test", fingerprint: str = "") -> Finding:  # fmt: skip
    return Finding(entity, kind, 0, len(value), score, recognizer, "***", value, value, masked=masked,
                   fingerprint=fingerprint, location=Location(source, header=header))  # fmt: skip


def mine(*rules: str, head: str = HEAD) -> Policy:
    return read_policy(head + "".join(f"  - {{{rule}, {REASON}}}\n" for rule in rules), "mine.yaml")


def allowing(*entries: str, rules: tuple[str, ...] = ()) -> Policy:
    """A policy with allow entries, each of which gets a reason and, unless it has one, an end that is far away."""
    lines = [
        f"  - {{id: a{n}, reason: known, {entry}{'' if 'expires' in entry else ', expires: 2999-01-01'}}}\n"
        for n, entry in enumerate(entries, 1)
    ]
    head = HEAD.replace("rules:\n", "")
    own = "".join(f"  - {{{rule}, {REASON}}}\n" for rule in rules)
    return read_policy(f"{head}allow:\n{''.join(lines)}" + (f"rules:\n{own}" if own else ""), "mine.yaml")
