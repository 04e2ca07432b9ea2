"""What a letter says of a scan: counts and digests, nothing that was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from leakguard.policy import Bilingual
from leakguard.report import Report
from leakguard.sources.base import Unscanned


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One scanned attachment: its name in the pack, SHA-256 of the original, the number of findings per entity, and of distinct persons."""

    name: str
    sha256: str
    entities: Mapping[str, int] = field(default_factory=dict)
    persons: int = 0

    @property
    def total(self) -> int:
        """How many findings."""
        return sum(self.entities.values())


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in the attachments together. ``persons`` are distinct ones, ``entities`` numbers of findings per entity.

    ``left_out`` are the names of attachments of which the pack holds no copy, ``digests`` the SHA-256 of all originals that are there, by the name of
    the attachment.
    """

    persons: int
    severity_code: str
    severity_name: Bilingual
    entities: Mapping[str, int]
    files: tuple[FoundFile, ...] = ()
    unscanned: tuple[Unscanned, ...] = ()
    left_out: tuple[str, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many findings."""
        return sum(self.entities.values())

    def file(self, name: str) -> FoundFile | None:
        """What was found in an attachment, if it was scanned."""
        return next((each for each in self.files if each.name == name), None)

    @classmethod
    def of(cls, report: Report, left_out: Sequence[str] = ()) -> Found:
        """What a report of all attachments says."""
        severity = report.severity
        return cls(
            persons=report.persons.distinct,
            severity_code=severity.code,
            severity_name=severity.name,
            entities=report.entities,
            files=tuple(FoundFile(s.name, s.sha256, s.entities, s.persons.distinct) for s in report.sources),
            unscanned=tuple(report.unscanned),
            left_out=tuple(left_out),
        )
