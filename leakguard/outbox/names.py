"""The names under which files go on: without personal values, short enough, and never one that is taken.

Which values of a name have to be hidden says the policy, as for any other text. What is hidden becomes ``[ENTITY]``.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

from leakguard.findings import Finding
from leakguard.scanning import Scanner

RECEIPT = ".receipt.json"
"""Behind the name of a copy: its receipt."""

REASON = ".blocked.json"
"""Behind the name of a blocked original: why."""

MAX_BYTES = 255
"""Longest name of a file in the usual file systems, in bytes of UTF-8."""

_ROOM = len(RECEIPT) + len(" (100000)") + len(".xlsx")
_PASSES = 4
_SEPARATORS = str.maketrans(dict.fromkeys("_-+.,;()[]{}", " "))


def safe_path(scanner: Scanner, path: PurePath, otherwise: str) -> Path:
    """A relative path whose every part may be shown to those who get the copy; ``otherwise`` stands in for what cannot be mended."""
    return Path(*(safe_name(scanner, part, otherwise) for part in path.parts))


def safe_name(scanner: Scanner, name: str, otherwise: str) -> str:
    """One part of such a path."""
    text = readable(name)
    for _ in range(_PASSES):
        try:
            hidden = _hidden(scanner, text)
        except Exception:  # a name that nobody can read must not hold up all other files
            return otherwise
        if hidden == text:
            return fitted(text, MAX_BYTES - _ROOM)
        text = hidden
    return otherwise


def readable(name: str) -> str:
    """The name as text. Names that are not UTF-8 come from archives and shares that use GBK; else what is foreign is ``_``."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("ascii", "replace").replace("\ufffd", "_")


def neutral(path: PurePath, name: str) -> Path:
    """The path with a name that says nothing."""
    return Path(path.with_name(name + plain_suffix(path)))


def plain_suffix(path: PurePath) -> str:
    """The suffix, if it is one of a format and not the end of a sentence."""
    suffix = path.suffix.lower()
    return suffix if 1 < len(suffix) <= len(".spreadsheetml") and suffix[1:].isascii() and suffix[1:2].isalpha() else ""


def fitted(name: str, limit: int) -> str:
    """A name of at most ``limit`` bytes; what is too much is cut in front of the suffix."""
    if len(os.fsencode(name)) <= limit:
        return name
    stem, suffix = _split(name)
    suffix = suffix if len(os.fsencode(suffix)) < limit // 2 else ""
    return os.fsencode(stem)[: limit - len(os.fsencode(suffix))].decode("utf-8", "ignore") + suffix


def numbered(path: Path) -> Iterator[Path]:
    """``orders.csv``, ``orders (2).csv``, ``orders (3).csv`` ..."""
    for number in itertools.count(1):
        yield with_number(path, number)


def with_number(path: Path, number: int) -> Path:
    """The name that the ``number``-th file of that name gets."""
    if number == 1:
        return path
    mark = f" ({number})"
    stem, suffix = _split(path.name)
    room = MAX_BYTES - len(mark) - len(os.fsencode(suffix))
    return path.with_name(f"{fitted(stem, max(room, 1))}{mark}{suffix}")


def _split(name: str) -> tuple[str, str]:
    path = PurePath(name)
    return path.stem, path.suffix


def free_number(is_free: Callable[[int], bool]) -> int:
    """The first number that is free in every place where it will be used."""
    return next(number for number in itertools.count(1) if is_free(number))


def free_parent(root: Path, relative: PurePath) -> Path:
    """The path of a folder below ``root``, with numbers where a file has the name of one of its parts."""
    found = Path()
    for part in relative.parts:
        found = next(
            path for path in numbered(found / part) if not os.path.lexists(root / path) or (root / path).is_dir()
        )
    return found


def _hidden(scanner: Scanner, text: str) -> str:
    """A name is no sentence, so it is read with its separators as spaces too."""
    for reading in (text, text.translate(_SEPARATORS)):
        spans = [(f.start, f.end, f.entity) for f in scanner.detector.find(reading) if _is_to_be_hidden(scanner, f)]
        if spans:
            for start, end, entity in sorted(spans, reverse=True):
                text = f"{text[:start]}[{entity}]{text[end:]}"
            return text
    return text


def _is_to_be_hidden(scanner: Scanner, finding: Finding) -> bool:
    decision = scanner.policy.decide(finding)
    return decision.forbidden or decision.operator != "keep"
