"""Everything that the template of the page asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from leakguard.messages import Texts
from leakguard.policy import Allow
from leakguard.policy.allowing import distinct
from leakguard.report import Report
from leakguard.reports.page import law, summary, tables
from leakguard.reports.page.choosing import Caps
from leakguard.reports.page.evidence import Evidence
from leakguard.reports.page.heads import HEADS
from leakguard.reports.page.wording import Wording

SECTIONS = (
    "summary", "severity", "law", "files", "entities", "groups", "evidence", "unscanned", "suppressions", "method", "glossary",
)  # fmt: skip
_HOW = ("find", "judge", "count", "grade")
_TERMS = (
    "finding", "forbidden", "masked", "record", "score", "recognizer", "fingerprint", "unscanned", "sensitive", "linkable",
    "confidence", "halved",
)  # fmt: skip
_FEW = 20
"""Rows of a list that are shown at once; the others are folded. The evidence has its own way (``report.js``)."""
_LACKS = ("policy", "unscanned", "sources", "minors")


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of a table that may have been capped."""

    rows: list[Any]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class NotScanned:
    """Something that was not scanned, why, and what to do about it."""

    name: str
    reason: str
    detail: str
    cure: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """An allow entry and how often it was used."""

    id: str
    count: int
    reason: str
    expires: str
    note: str


def context(report: Report, texts: Texts, caps: Caps) -> dict[str, Any]:
    """The names that the template knows."""
    wording = Wording(texts)
    every = sum(len(source.columns) for source in report.sources)
    columns = tables.column_rows(report, caps.columns, wording)
    unknown = report.unknown_columns
    evidence = Evidence(report, caps, wording)
    return {
        "t": wording,
        "n": wording.count,
        "few": _FEW,
        "lang": "zh-CN" if wording.language == "zh" else "en",
        "sections": SECTIONS,
        "heads": HEADS,
        "version": wording.long(report.tool_version),
        "day": report.as_of.isoformat(),
        "policy": "" if "policy" in report.lacks else wording.long(report.policy),
        "verdict": summary.verdict(report, wording),
        "note": wording.said(report.note) if report.note else "",
        "tiles": list(summary.tiles(report, wording)),
        "charts": summary.charts(report, wording),
        "lacks": [wording(f"lack.{name}") for name in _LACKS if name in report.lacks],
        "lacking": report.lacks,
        "beside": wording.source(report.beside) if report.beside and evidence.more else "",
        "grade": law.grade(report.severity, wording),
        "files": Listed(tables.files(report, caps.sources, wording), len(report.sources)),
        "columns": columns,
        "other_columns": every - len(columns),
        "unknown_columns": Listed([_unknown(each, wording) for each in unknown[: caps.notes]], len(unknown)),
        "entities": Listed(tables.entity_rows(report, caps.notes, wording), len(report.entities)),
        "evidence": evidence,
        "total": report.total,
        "unscanned": Listed(list(_unscanned(report, caps.notes, wording)), len(report.unscanned)),
        "suppressions": Listed(list(_allowed(report, caps.notes, wording)), len(distinct(report.allow))),
        "method": list(law.method(report, wording)),
        "how": [wording(f"how.{name}") for name in _HOW],
        "limits": law.limits(wording),
        "terms": [(wording(f"term.{name}"), wording(f"means.{name}")) for name in _TERMS],
    }


def _unknown(column: Any, wording: Wording) -> tuple[str, int, str]:
    part = f" · {wording.long(column.part)}" if column.part else ""
    return wording.source(column.source) + part, column.index + 1, wording.header(column.header)


def _unscanned(report: Report, most: int, wording: Wording) -> Iterator[NotScanned]:
    texts = wording.texts
    for part in report.unscanned[:most]:
        yield NotScanned(
            wording.source(part.source) + (f" · {wording.source(part.part)}" if part.part else ""),
            texts.known(f"reason.{part.reason}", wording.long(part.reason)),
            wording.long(part.detail),
            texts.known(f"cure.{part.reason}", texts("cure.other")),
        )


def _allowed(report: Report, most: int, wording: Wording) -> Iterator[Allowed]:
    counts = report.allowed
    for entry in distinct(report.allow)[:most]:
        yield Allowed(
            wording.long(entry.id), counts[entry.id], wording.long(wording.said(entry.reason)), entry.expires.isoformat(),
            _remark(entry, report, wording),
        )  # fmt: skip


def _remark(entry: Allow, report: Report, wording: Wording) -> str:
    if entry.expired(report.as_of):
        return wording("expired")
    return wording("keyless") if entry.values and not report.keyed else ""
