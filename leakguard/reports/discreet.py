"""A report for others: the names of sheets, of files in archives, of JSON keys and of columns in it tell of nobody.

Lists of findings for programs name places as the file does, or nobody could find them. What people read is handed on; and people
call sheets and screenshots by the names of those they are about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache

from leakguard.findings import Evidence, Finding
from leakguard.report import ColumnSummary, Report, SourceSummary

Hide = Callable[[str], str]
"""Gives a name without the values in it."""

_DIGIT = re.compile("[0-9]")
_LONGEST_INDEX = 9
"""Digits of an index into an array; a longer number is a key."""


def without_names(report: Report, hide: Hide | None = None, digits: bool = True) -> Report:
    """The report with all names without values; by default without what the bundled recognizers find in them.

    Without ``digits`` no preview shows any: together with the digest of an original, a few digits of a number help to guess it.
    """
    names = _Names(cache(hide or report.hide or _bundled()), digits)
    findings = {id(finding): names.finding(finding) for finding in report.findings}
    return replace(
        report,
        findings=list(findings.values()),
        forbidden=[findings[id(finding)] for finding in report.forbidden],
        sources=[names.source(source) for source in report.sources],
        unscanned=[
            replace(part, part=names.part(part.source, part.part), detail=names.hide(part.detail))
            for part in report.unscanned
        ],
    )


def _bundled() -> Hide:
    from leakguard.detection.detector import default_detector

    return default_detector().without_values


@dataclass
class _Names:
    """Names without values; of two parts of a source that would be called alike, the second gets a number."""

    hide: Hide
    digits: bool = True
    _parts: dict[tuple[str, str], str] = field(default_factory=dict)
    _taken: set[tuple[str, str]] = field(default_factory=set)

    def part(self, source: str, name: str | None) -> str | None:
        if name is None:
            return None
        if (source, name) not in self._parts:
            hidden = self.hide(name)
            shown, count = hidden, 1
            while shown != name and (source, shown) in self._taken:
                count += 1
                shown = f"{hidden} ({count})"
            self._parts[source, name] = shown
            self._taken.add((source, shown))
        return self._parts[source, name]

    def source(self, source: SourceSummary) -> SourceSummary:
        return replace(
            source,
            columns=tuple(self.column(source.name, column) for column in source.columns),
            examples=tuple(replace(each, finding=self.finding(each.finding)) for each in source.examples),
            groups=tuple(
                replace(
                    group,
                    part=self.part(source.name, group.part),
                    findings=tuple(self.finding(finding) for finding in group.findings),
                )
                for group in source.groups
            ),
        )

    def column(self, source: str, column: ColumnSummary) -> ColumnSummary:
        return replace(
            column,
            part=self.part(source, column.part),
            header=self._text(column.header),
            reasons=self._evidence(column.reasons),
        )

    def finding(self, finding: Finding) -> Finding:
        place = finding.location
        shown = replace(
            place,
            part=self.part(place.source, place.part),
            header=self._text(place.header),
            pointer=self._pointer(place.pointer),
        )
        preview = finding.preview if self.digits else _DIGIT.sub("*", finding.preview)
        return replace(finding, location=shown, evidence=self._evidence(finding.evidence), preview=preview)

    def _pointer(self, pointer: str | None) -> str | None:
        """A JSON pointer (RFC 6901); with a key that holds a value, it leads nowhere."""
        return "/".join(map(self._key, pointer.split("/"))) if pointer else pointer

    def _key(self, key: str) -> str:
        if not key or (len(key) <= _LONGEST_INDEX and key.isascii() and key.isdigit()):
            return key
        plain = key.replace("~1", "/").replace("~0", "~")
        shown = self.hide(plain)
        return key if shown == plain else shown.replace("~", "~0").replace("/", "~1")

    def _evidence(self, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
        return tuple(replace(each, name=self.hide(each.name)) if each.kind == "header" else each for each in evidence)

    def _text(self, text: str | None) -> str | None:
        return None if text is None else self.hide(text)
