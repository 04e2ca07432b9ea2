"""JSON lines, read with their numbers. What is wrong is told without repeating anything that a line says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leakguard.errors import FileFormatError

HELP = "The format is told by: leakguard eval --help."


@dataclass(frozen=True, slots=True)
class Line:
    """One line: an object, the file it stands in and its 1-based number."""

    path: Path
    number: int
    fields: Mapping[str, Any]

    def error(self, problem: str, cure: str = HELP) -> FileFormatError:
        """An error at this line. ``problem`` must hold no value."""
        return FileFormatError(str(self.path), self.number, problem, cure)

    def text(self, key: str) -> str:
        """A field that must be a string."""
        if not isinstance(self.fields.get(key), str):
            raise self.error(f"{self._lacks(key)} a string")
        return str(self.fields[key])

    def optional_text(self, key: str) -> str | None:
        """A field that may be a string, null, or left out."""
        return None if self.fields.get(key) is None else self.text(key)

    def optional_index(self, key: str) -> int | None:
        """A field that may be a number from 0, null, or left out."""
        value = self.fields.get(key)
        if value is not None and not is_offset(value):
            raise self.error(f"{key!r} is not a whole number from 0")
        return value

    def _lacks(self, key: str) -> str:
        return f"{key!r} is not" if key in self.fields else f"{key!r} is missing; it must be"


def is_offset(value: object) -> bool:
    """Whether a value is a whole number from 0 (JSON's true is one for Python)."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of a file that are not blank. Raises :class:`FileFormatError`: not UTF-8, not JSON, not an object."""
    for number, raw in enumerate(_content(path).split(b"\n"), 1):
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise FileFormatError(str(path), number, "is not UTF-8", "Save the file as UTF-8.") from None
        if text.strip():
            yield Line(path, number, _object(path, number, text))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise FileFormatError(
            str(path), None, f"cannot be read ({problem.strerror})", "Check the path and its permissions."
        ) from None


def _object(path: Path, number: int, text: str) -> Mapping[str, Any]:
    cure = "Write one JSON object a line."
    try:
        value = json.loads(text)
    except json.JSONDecodeError as problem:
        raise FileFormatError(str(path), number, f"is not valid JSON at character {problem.colno}", cure) from None
    except (ValueError, RecursionError):
        raise FileFormatError(str(path), number, "is not valid JSON", cure) from None
    if not isinstance(value, dict):
        raise FileFormatError(str(path), number, "is no JSON object", cure)
    return value
