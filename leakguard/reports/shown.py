"""Which findings a report shows that cannot show all of them."""

from __future__ import annotations

from itertools import chain, zip_longest

from leakguard.census import Example
from leakguard.report import Report

SHOWN = 3_000
"""Most findings that a report for people shows; who needs more reads the list of all findings beside it."""


def shown(report: Report, most: int = SHOWN) -> list[Example]:
    """All findings, if there are no more than ``most``; else examples: of every source as many, those that the policy forbids
    first, in the order of the sources.
    """
    if report.total <= most and not report.more:
        forbidden = set(map(id, report.forbidden))
        known = "policy" not in report.lacks
        return [Example(finding, id(finding) in forbidden if known else None) for finding in report.findings]
    ranked = [sorted(source.examples, key=lambda example: not example.forbidden) for source in report.sources]
    turns = chain.from_iterable(zip_longest(*ranked))
    chosen = {id(example) for example in list(filter(None, turns))[:most]}
    return [example for source in report.sources for example in source.examples if id(example) in chosen]
