"""Findings: what was found, where, why, and how much of it may be shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

SCHEMA_VERSION = "1"
"""Version of the machine-readable finding (DESIGN.md section 4)."""

_BLOCK = hashlib.sha256().block_size
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
"""What RFC 2104 makes of the bytes of a key."""

_SHOWN = 8
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_PLACE = ("source", "part", "row", "column", "header", "line", "pointer", "where")
_OWN = (
    "entity", "kind", "start", "end", "score", "recognizer", "preview", "fingerprint", "masked", "group",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to believe (positive weight) or to doubt (negative weight) a finding.

    ``kind`` is ``pattern``, ``check``, ``context``, ``header``, ``column``, ``grammar`` (of an address), ``form``
    (of a name), ``tagger``, ``gazetteer``, ``neighbour`` or ``linked``; ``name`` is the id of the pattern, the check, the context word, the column header, the neighbour or the link. Neither
    ever holds the value found.
    """

    kind: str
    name: str
    weight: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "name": self.name, "weight": round(self.weight, 3)}


@dataclass(frozen=True, slots=True)
class Location:
    """Where a unit stands. See DESIGN.md section 4 for the meaning of each field; all numbers are 0-based."""

    source: str = ""
    part: str | None = None
    row: int | None = None
    column: int | None = None
    header: str | None = None
    line: int | None = None
    pointer: str | None = None
    where: str = "cell"


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch ``[start, end)`` of code points of the raw unit text that is (or hides) personal information.

    ``value`` is the raw text and therefore secret: it is left out of ``repr`` and of :meth:`as_dict`.
    ``preview`` is its masked form and safe to show. ``canonical`` is the value freed from writing variants
    (``138-0013-8000`` and ``１３８００１３８０００`` are both ``13800138000``); it is as secret as the value. ``levels`` are the parts of an address, each a level and its
    start and end in ``value``.
    """

    entity: str
    kind: str | None
    start: int
    end: int
    score: float
    recognizer: str
    preview: str
    value: str = field(repr=False)
    canonical: str = field(repr=False, default="")
    evidence: tuple[Evidence, ...] = ()
    masked: bool = False
    fingerprint: str = ""
    location: Location = Location()
    levels: tuple[tuple[str, int, int], ...] = ()
    group: str = ""

    def at(self, location: Location, shift: int = 0, group: str = "") -> Finding:
        """The same finding placed in a source and a record, its offsets moved by ``shift`` code points."""
        return replace(self, location=location, start=self.start + shift, end=self.end + shift, group=group)

    def as_dict(self, reveal: bool = False) -> dict[str, Any]:
        """The stable machine-readable form. The raw value is added, as ``value``, only when ``reveal`` is true."""
        place = self.location
        record: dict[str, Any] = {
            "source": place.source, "part": place.part, "row": place.row, "column": place.column,
            "header": place.header, "line": place.line, "pointer": place.pointer, "where": place.where,
            "start": self.start, "end": self.end, "entity": self.entity, "kind": self.kind,
            "score": round(self.score, 3), "recognizer": self.recognizer,
            "evidence": [e.as_dict() for e in self.evidence], "preview": self.preview,
            "fingerprint": self.fingerprint, "masked": self.masked, "group": self.group,
        }  # fmt: skip
        if reveal:
            record["value"] = self.value
        return record

    @property
    def id(self) -> str:
        """What a report calls it: 12 letters ``a`` to ``p`` that its place, its entity and its fingerprint give.

        They are letters, so that none of them can be taken for part of a number that a report must not hold.
        """
        place = self.location
        told = (
            place.source, place.part, place.row, place.column, place.line, place.pointer, place.where,
            self.start, self.end, self.entity, self.fingerprint,
        )  # fmt: skip
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12].translate(_LETTERS)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Finding:
        """A finding as :meth:`as_dict` wrote it: without the value, unless that was revealed."""
        place = Location(**{name: record[name] for name in _PLACE})
        own = {name: record[name] for name in _OWN}
        evidence = tuple(Evidence(each["kind"], each["name"], each["weight"]) for each in record["evidence"])
        return cls(**own, value=record.get("value", ""), evidence=evidence, location=place)


class Fingerprinter:
    """Keyed fingerprints: the same value under the same key gives the same 16 hexadecimal digits (64 bits).

    With a configured key, values can be compared across files by whoever holds the key. Without one the key is drawn
    from the scanned content itself: runs stay reproducible, fingerprints link values inside one source only, and who
    has just the report cannot try out all phone numbers.
    """

    def __init__(self, key: bytes) -> None:
        block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(block.translate(_INNER))
        self._outer = hashlib.sha256(block.translate(_OUTER))

    def __call__(self, entity: str, canonical: str) -> str:
        return self.each(entity, [canonical.encode("utf-8", "surrogatepass")])[:_SHOWN].hex()

    def each(self, entity: str, canonical: Iterable[bytes]) -> bytes:
        """HMAC-SHA-256 (RFC 2104) of many values of one entity, in UTF-8; the digests of 32 bytes one behind another.

        :func:`hmac.digest` works through the key anew for every value, which takes three times longer.
        """
        inner = self._inner.copy()
        inner.update(f"{entity}\x1f".encode())
        begin, finish = inner.copy, self._outer.copy
        digests: list[bytes] = []
        for value in canonical:
            inner = begin()
            inner.update(value)
            outer = finish()
            outer.update(inner.digest())
            digests.append(outer.digest())
        return b"".join(digests)


def count_by_entity(findings: Sequence[Finding]) -> Mapping[str, int]:
    """Number of findings per entity, the most frequent first, then by name."""
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.entity] = counts.get(finding.entity, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
