"""Allow entries: what may leave although a rule forbids it. Each has a reason and an end, and is counted where it is used.

A value is named by its keyed fingerprint only (see :class:`~leakguard.findings.Fingerprinter`): a policy file holds no
personal value, and without the key of the run an entry by value allows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from leakguard.findings import Finding
from leakguard.policy.words import Bilingual, file_like, header_like


@dataclass(frozen=True, slots=True)
class Allow:
    """One entry. All conditions that it gives must hold; one that is empty holds always.

    ``values`` are fingerprints (16 hexadecimal digits), ``columns`` and ``files`` globs, ``recognizers`` ids.
    ``expires`` is the last day on which it applies, in local time.
    """

    id: str
    reason: Bilingual
    expires: date
    entities: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    recognizers: frozenset[str] = frozenset()

    def expired(self, day: date | None = None) -> bool:
        """Whether it applies no more on a day (today)."""
        return (day or today()) > self.expires

    def concerns(self, entity: str, header: str | None) -> bool:
        """Whether it can apply to such a finding, whatever its value, its file and its recognizer."""
        if self.entities and entity not in self.entities:
            return False
        return not self.columns or (header is not None and any(header_like(header, glob) for glob in self.columns))

    def applies(self, finding: Finding, day: date | None = None) -> bool:
        """Whether it allows a finding that it concerns, on a day (today)."""
        if self.values and finding.fingerprint not in self.values:
            return False
        if self.recognizers and finding.recognizer not in self.recognizers:
            return False
        if self.files and not any(file_like(finding.location.source, glob) for glob in self.files):
            return False
        return not self.expired(day)


def distinct(entries: Iterable[Allow]) -> list[Allow]:
    """One entry for every id, the first: those of a baseline share one and are told of together."""
    first: dict[str, Allow] = {}
    for entry in entries:
        first.setdefault(entry.id, entry)
    return list(first.values())


def today() -> date:
    """The local date."""
    return date.today()
