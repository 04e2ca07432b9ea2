"""Places as SARIF has them: artifact locations, regions, logical locations. SARIF 2.1.0, sections 3.4, 3.28 to 3.33."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from leakguard.findings import Finding, Location
from leakguard.reports import words
from leakguard.reports.width import truncate, visible

ROOT = "SRCROOT"
"""What relative names are relative to."""

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://")
_TEXT = 120
"""Terminal cells that are shown of parts and pointers."""


def uri(name: str) -> str:
    """The name of a source as a URI reference (RFC 3986): ``file:`` for absolute paths, relative for others.

    Names of databases are URLs already, without credentials. What is not UTF-8 is encoded byte by byte as it was.
    """
    if _SCHEME.match(name):
        return quote(_bytes(name), safe="/:?=&,@~%")
    if _DRIVE.match(name):
        return "file:///" + quote(_bytes(name.replace("\\", "/")), safe="/:")
    if name.startswith("/"):
        return "file://" + quote(_bytes(name), safe="/")
    return quote(_bytes(name), safe="/")


def _bytes(name: str) -> bytes:
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogatepass")


def artifact(name: str, index: int | None = None) -> dict[str, Any]:
    """The location of a source; ``index`` is its place among the artifacts of the run."""
    shown = uri(name)
    relative = not shown.startswith("file:") and not _SCHEME.match(name)
    return {
        "uri": shown,
        **({"uriBaseId": ROOT} if relative else {}),
        **({} if index is None else {"index": index}),
    }


def location(finding: Finding, index: int | None) -> dict[str, Any]:
    """Where a finding stands."""
    place = finding.location
    physical: dict[str, Any] = {"artifactLocation": artifact(place.source, index)}
    if place.line is not None:
        physical["region"] = _region(finding, place.line)
    told: dict[str, Any] = {"physicalLocation": physical}
    logical = _logical(place)
    if logical:
        told["logicalLocations"] = [logical]
        told["properties"] = _bag(place)
    return told


def _region(finding: Finding, line: int) -> dict[str, int]:
    """A stretch of a line; of a line in which a pointer says where, the line only."""
    if finding.location.pointer is not None:
        return {"startLine": line + 1}
    return {"startLine": line + 1, "startColumn": finding.start + 1, "endColumn": finding.end + 1}


def _logical(place: Location) -> dict[str, str] | None:
    """A cell, a value of JSON, a part, or what stands beside them."""
    if place.pointer is not None:
        name, kind = truncate(visible(place.pointer), _TEXT), "value"
    elif place.row is not None and place.column is not None:
        name, kind = f"{words.letters(place.column)}{place.row + 1}", "value"
    elif place.where != "cell":
        name, kind = visible(place.where), "comment" if place.where == "comment" else "text"
    elif place.part is not None:
        return {"name": _part(place), "fullyQualifiedName": _part(place), "kind": "module"}
    else:
        return None
    whole = f"{_part(place)}!{name}" if place.part is not None else name
    return {"name": name, "fullyQualifiedName": whole, "kind": kind}


def _part(place: Location) -> str:
    return truncate(visible(place.part or ""), _TEXT)


def _bag(place: Location) -> dict[str, Any]:
    """The same for programs; numbers count from 1, as everywhere in SARIF."""
    told = {
        "part": None if place.part is None else _part(place),
        "row": None if place.row is None else place.row + 1,
        "column": None if place.column is None else place.column + 1,
        "header": words.header(place.header) if place.header else None,
        "where": None if place.where == "cell" else visible(place.where),
    }
    return {key: value for key, value in told.items() if value is not None}
