"""Small things that policies consist of: sentences in two languages, roles, severities, and globs."""

from __future__ import annotations

import fnmatch
import unicodedata
from typing import Literal, NamedTuple

Role = Literal["receiver", "buyer", "sender", "staff", "other"]
"""Whose data a column says it holds (``recognizers/columns.yaml``); ``other`` is somebody, nobody says who."""

ROLES: tuple[Role, ...] = ("receiver", "buyer", "sender", "staff", "other")

Severity = Literal["low", "medium", "high", "critical"]

SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
"""From the least to the most severe."""


class Bilingual(NamedTuple):
    """The same sentence in Chinese and in English."""

    zh: str
    en: str


def header_like(header: str, glob: str) -> bool:
    """Whether a column header is like a glob. Both are compared trimmed, NFKC, without case."""
    return fnmatch.fnmatchcase(plain_header(header), plain_header(glob))


def file_like(name: str, glob: str) -> bool:
    """Whether the name of a source is like a glob: its last part, or as many parts as the glob has. Case counts."""
    name, glob = (unicodedata.normalize("NFC", text.replace("\\", "/")) for text in (name, glob))
    if "/" not in glob:
        return fnmatch.fnmatchcase(name.rsplit("/", 1)[-1], glob)
    return fnmatch.fnmatchcase(name, glob) or fnmatch.fnmatchcase(name, f"*/{glob}")


def plain_header(header: str) -> str:
    """A header as it is compared: trimmed, NFKC, without case."""
    return unicodedata.normalize("NFKC", header).strip().casefold()
