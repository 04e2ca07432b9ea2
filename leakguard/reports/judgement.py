"""A judgement for somebody at a terminal, and as JSON. Places are counted from 1, previews are masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from leakguard import __version__
from leakguard.gate.verdict import Judgement
from leakguard.messages import Texts
from leakguard.policy import Bilingual
from leakguard.report import Report, Verdict
from leakguard.reports import words
from leakguard.reports.layout import Style
from leakguard.reports.width import visible, wrap

SCHEMA_VERSION = "1"
"""Version of the JSON form of a check (docs/gate.md)."""

COLOURS = {Verdict.SHARE: "green", Verdict.SHARE_REDACTED: "yellow", Verdict.DO_NOT_SHARE: "red"}


def file_lines(file: Judgement, texts: Texts, cells: int, style: Style) -> Iterator[str]:
    """One file: its verdict, the reasons, and behind each group of reasons what to do."""
    verdict = texts(f"gate.{file.value}")
    yield style(
        texts("gate.file", source=words.source_name(file.source, texts), verdict=verdict), COLOURS[file.verdict]
    )
    for cure, group in groupby(file.reasons, key=lambda reason: reason.cure):
        reasons = list(group)
        for reason in reasons:
            yield from _indented(_in(texts, reason.text), cells, "  ", "  ")
        arrow = texts("gate.cure", cure=_in(texts, cure))
        if any(reason.code == "forbidden" for reason in reasons):
            yield f"    {arrow}"  # a command is one line, however long: it is there to be copied
        else:
            yield from _indented(arrow, cells, "    ", "       ")


def overall_lines(judgement: Judgement, policy: str, texts: Texts, cells: int, style: Style) -> Iterator[str]:
    """The whole run: how many files have which verdict, and the verdict on all of them."""
    if not judgement.files:
        for reason in judgement.reasons:
            yield from wrap(_in(texts, reason.text), cells)
            yield from wrap(texts("gate.cure", cure=_in(texts, reason.cure)), cells)
    if len(judgement.files) > 1:
        counts = Counter(file.verdict for file in judgement.files)
        yield texts(
            "gate.files",
            files=f"{len(judgement.files):,}",
            share=f"{counts[Verdict.SHARE]:,}",
            redacted=f"{counts[Verdict.SHARE_REDACTED]:,}",
            refused=f"{counts[Verdict.DO_NOT_SHARE]:,}",
        )
    line = texts("gate.overall", policy=visible(policy), verdict=texts(f"gate.{judgement.value}"))
    yield style(line, "bold", COLOURS[judgement.verdict])


def as_dict(judgement: Judgement, report: Report) -> dict[str, Any]:
    """The object of ``check -f json``; ``report`` says which policy and catalogue were used."""
    return {
        "schema": SCHEMA_VERSION,
        "tool": {"name": "leakguard", "version": __version__},
        "policy": {"id": report.policy, "sha256": report.policy_digest},
        "catalogue": {"sha256": report.catalogue_digest},
        "verdict": judgement.value,
        "exit_code": judgement.exit_code,
        "summary": {
            "files": len(judgement.files),
            "findings": judgement.findings,
            "forbidden": judgement.forbidden,
            "records": judgement.records,
        },
        "files": [file.as_dict() for file in judgement.files],
    }


def _in(texts: Texts, text: Bilingual) -> str:
    return text.zh if texts.language == "zh" else text.en


def _indented(text: str, cells: int, first: str, others: str) -> Iterator[str]:
    for index, line in enumerate(wrap(text, max(20, cells - len(others)))):
        yield (first if index == 0 else others) + line
