"""The report as SARIF 2.1.0 (OASIS Standard with Errata 01): for code review, dashboards and viewers.

Lines, columns, rows and cells count from 1; characters are Unicode code points. A table has no true lines: a finding in a cell
has a logical location (``Sheet1!C18``), one in JSON its pointer (RFC 6901). Messages hold masked values only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from leakguard.census import Example
from leakguard.legal import legal
from leakguard.messages import Texts
from leakguard.report import Report
from leakguard.reports import words
from leakguard.reports.jsonformat import escaped
from leakguard.reports.page import choosing
from leakguard.reports.page.choosing import Caps
from leakguard.reports.page.wording import VALUE, Wording
from leakguard.reports.sarif_places import ROOT, artifact, location, uri
from leakguard.reports.sarif_rules import TAXONOMY, Rules, message, taxonomy
from leakguard.reports.sheets import fitted
from leakguard.reports.width import truncate, visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
CAPS = Caps(examples=5_000, sources=2_000, notes=1_000)

_WHY = 120
"""Terminal cells of the reasons of a finding."""

_LACKS = ("policy", "unscanned", "sources", "minors")


def render(report: Report, texts: Texts) -> bytes:
    """A log with one run, below 5 MB; what it leaves out is said in its notifications."""
    return fitted(lambda caps: _log(report, texts, caps), CAPS)


def _log(report: Report, texts: Texts, caps: Caps) -> bytes:
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_Run(report, texts, caps).told()]}
    return escaped(json.dumps(log, ensure_ascii=False, separators=(",", ":"))).encode() + b"\n"


class _Run:
    """What a run object is made of."""

    def __init__(self, report: Report, texts: Texts, caps: Caps) -> None:
        self._report, self._texts, self._caps = report, texts, caps
        self._words = Wording(texts)
        self._sources = report.sources[: caps.sources]
        self._index = {source.name: index for index, source in enumerate(self._sources)}

    def told(self) -> dict[str, Any]:
        """The run object."""
        report, w, rules = self._report, self._words, Rules(self._texts)
        results = [self._result(example, rules) for example in choosing.examples(report, self._caps.examples)]
        notes = [*self._unscanned(), *self._left_out(len(results)), *self._lacking()]
        driver = {
            "name": "leakguard",
            "version": visible(report.tool_version),
            "fullDescription": {"text": self._texts("sarif.tool")},
            "rules": rules.told(),
            "notifications": self._descriptors(notes),
            "supportedTaxonomies": [{"name": TAXONOMY, "index": 0}],
        }
        invocation = {
            "executionSuccessful": not report.unscanned and "unscanned" not in report.lacks,
            "exitCode": report.exit_code,
            "toolExecutionNotifications": notes,
        }
        return {
            "tool": {"driver": driver},
            "taxonomies": [taxonomy(w.language)],
            "language": "zh-CN" if w.language == "zh" else "en-US",
            "columnKind": "unicodeCodePoints",
            "automationDetails": {"id": f"leakguard/{uri(report.policy)}/"},
            "originalUriBaseIds": {ROOT: {"description": {"text": self._texts("sarif.root")}}},
            "invocations": [invocation],
            "artifacts": [self._artifact(index) for index in range(len(self._sources))],
            "results": results,
            "properties": self._properties(len(results)),
        }

    def _artifact(self, index: int) -> dict[str, Any]:
        source = self._sources[index]
        told: dict[str, Any] = {"location": artifact(source.name), "roles": ["analysisTarget"]}
        if source.name == "-":
            told["roles"].append("standardStream")
        if source.sha256:
            told["hashes"] = {"sha-256": source.sha256}
        told["properties"] = {
            "format": visible(source.format), "findings": source.findings, "forbidden": source.forbidden,
            "persons": source.persons.distinct,
        }  # fmt: skip
        return told

    def _result(self, example: Example, rules: Rules) -> dict[str, Any]:
        finding, texts, w = example.finding, self._texts, self._words
        rule, index = rules.of(finding)
        text = texts(
            "sarif.found-masked" if finding.masked else "sarif.found",
            entity=w.entity(finding.entity, finding.kind),
            preview=truncate(visible(finding.preview), VALUE),
            place=w.place(finding.location, finding.start),
            why=truncate(words.why(finding, texts), _WHY),
        )
        told: dict[str, Any] = {
            "ruleId": rule,
            "ruleIndex": index,
            "level": _level(example),
            "message": {"text": message(text)},
            "locations": [location(finding, self._index.get(finding.location.source))],
            "rank": round(finding.score * 100, 1),
            "properties": {
                "id": finding.id, "entity": truncate(visible(finding.entity), VALUE), "masked": finding.masked,
                "forbidden": example.forbidden,
            },
        }  # fmt: skip
        if finding.kind:
            told["properties"]["kind"] = truncate(visible(finding.kind), VALUE)
        if finding.fingerprint:
            told["partialFingerprints"] = {"leakguardValue/v1": visible(finding.fingerprint)}
        return told

    def _unscanned(self) -> Iterator[dict[str, Any]]:
        """A notification for everything that was not scanned."""
        texts, w = self._texts, self._words
        for part in self._report.unscanned[: self._caps.notes]:
            name = w.source(part.source) + (f" · {w.source(part.part)}" if part.part else "")
            reason = texts.known(f"reason.{part.reason}", visible(part.reason))
            cure = texts.known(f"cure.{part.reason}", texts("cure.other"))
            text = texts("sarif.unscanned", part=name, reason=reason, detail=w.long(part.detail), cure=cure)
            place = {"physicalLocation": {"artifactLocation": artifact(part.source, self._index.get(part.source))}}
            yield _note(f"unscanned/{visible(part.reason)}", "error", text, [place])

    def _left_out(self, results: int) -> Iterator[dict[str, Any]]:
        """What there is more of than is listed."""
        report = self._report
        for key, total, listed in (
            ("sarif.more-results", report.total, results),
            ("sarif.more-unscanned", len(report.unscanned), min(self._caps.notes, len(report.unscanned))),
            ("sarif.more-files", len(report.sources), len(self._sources)),
        ):
            if listed < total:
                text = self._texts(key, total=f"{total:,}", count=f"{listed:,}")
                if report.beside:
                    text = f"{text} {self._words('beside', file=self._words.source(report.beside))}"
                yield _note("incomplete", "warning", text)

    def _lacking(self) -> Iterator[dict[str, Any]]:
        """What is not known."""
        for name in _LACKS:
            if name in self._report.lacks:
                yield _note(f"not-known/{name}", "warning", self._words(f"lack.{name}"))

    def _descriptors(self, notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The kinds of notifications, each once; the notifications are told which of them they are."""
        texts, found = self._texts, dict[str, int]()
        told = []
        for note in notes:
            name = note["descriptor"]["id"]
            if name not in found:
                found[name] = len(found)
                kind, _, which = name.partition("/")
                title = texts(f"sarif.note.{kind}")
                reason = texts.known(f"reason.{which}", which) if kind == "unscanned" else ""
                text = title + (f": {reason}" if reason else "")
                told.append({
                    "id": name, "shortDescription": {"text": message(text)}, "defaultConfiguration": {"level": note["level"]},
                })  # fmt: skip
            note["descriptor"]["index"] = found[name]
        return told

    def _properties(self, listed: int) -> dict[str, Any]:
        """What is known of the run as a whole. ``lacks``: what is not known."""
        report = self._report
        judged, severity = not report.lacks & {"policy", "unscanned"}, report.severity
        return {
            "policy": {"id": visible(report.policy), "sha256": visible(report.policy_digest)},
            "catalogue": {"sha256": visible(report.catalogue_digest)},
            "asOf": report.as_of.isoformat(),
            "verdict": report.verdict.value if judged else None,
            "severity": {"level": severity.code, "proposal": self._words.said(severity.proposal)},
            "persons": report.persons.distinct,
            "findings": report.total,
            "forbidden": None if "policy" in report.lacks else report.forbidden_count,
            "listed": listed,
            "unscanned": None if "unscanned" in report.lacks else len(report.unscanned),
            "lacks": sorted(report.lacks),
            "suppressions": [
                {
                    "id": self._words.long(each["id"]), "count": each["count"], "expires": each["expires"], "expired": each["expired"],
                    "reason": self._words.long(each["reason"][self._words.language]),
                }
                for each in report.suppressions()[: self._caps.notes]
            ],
        }  # fmt: skip


def _note(kind: str, level: str, text: str, places: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    told: dict[str, Any] = {"descriptor": {"id": kind}, "level": level, "message": {"text": message(text)}}
    return {**told, "locations": places} if places else told


def _level(example: Example) -> str:
    """``error`` for what is forbidden and grave by its class, ``warning`` for what else is forbidden or may be."""
    finding = example.finding
    if finding.masked or example.forbidden is False:
        return "note"
    grave = legal(finding.entity, finding.kind).severity in ("high", "critical")
    return "error" if example.forbidden and grave else "warning"
