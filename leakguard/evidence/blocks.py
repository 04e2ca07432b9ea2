"""A composed text as blocks, and the same as Markdown and as plain text. :mod:`leakguard.evidence.word` makes a DOCX of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from leakguard.reports.width import visible


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without an order."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A list counted from 1."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. Without a ``head`` the first column says what the others are. A cell may have line ends in it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Bullets | Numbered | Table


@dataclass(frozen=True, slots=True)
class Letter:
    """A composed text. ``language`` is ``zh`` or ``en``."""

    title: str
    language: str
    blocks: tuple[Block, ...]


_PAIR = 2
"""Cells of a row that needs no heads: the first says what the second is."""

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
_OPENING = re.compile(r"^(\s*(?:\d{1,9}(?=[.)])|(?=[-+#=])))")


def markdown(letter: Letter) -> str:
    """A letter as Markdown (CommonMark with the tables of GitHub). What was filled in is shown as text, whatever it holds."""
    return "\n".join(_lines(letter)) + "\n"


def plain(letter: Letter) -> str:
    """A letter as plain text, for the boxes of web forms: no markup, and a table as lines that say what each value is."""
    return "\n".join(_plain_lines(letter)) + "\n"


def _plain_lines(letter: Letter) -> Iterator[str]:
    colon, stop = ("：", "；") if letter.language == "zh" else (": ", "; ")
    yield _line(letter.title)
    for block in letter.blocks:
        yield ""
        match block:
            case Heading(text) | Paragraph(text):
                yield _line(text)
            case Bullets(items):
                yield from (f"- {_line(item)}" for item in items)
            case Numbered(items):
                yield from (f"{number}. {_line(item)}" for number, item in enumerate(items, 1))
            case Table(head, rows):
                for row in rows:
                    pairs = zip(head, row, strict=True) if len(row) > _PAIR else [row]
                    yield stop.join(colon.join(map(_line, pair)) for pair in pairs if pair[-1])


def _lines(letter: Letter) -> Iterator[str]:
    yield f"# {_inline(letter.title)}"
    for block in letter.blocks:
        yield ""
        match block:
            case Heading(text):
                yield f"## {_inline(text)}"
            case Paragraph(text):
                yield _opening(text)
            case Bullets(items):
                yield from (f"- {_opening(item)}" for item in items)
            case Numbered(items):
                yield from (f"{number}. {_opening(item)}" for number, item in enumerate(items, 1))
            case Table(head, rows):
                yield from _table(head or ("",) * len(rows[0]), rows)


def _table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    yield f"| {' | '.join(map(_cell, head))} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows)


def _cell(text: str) -> str:
    return "<br>".join(map(_inline, text.splitlines()))


def _opening(text: str) -> str:
    """Text at the beginning of a line, where a number or a dash would begin a list."""
    return _OPENING.sub(r"\1\\", _inline(text))


def _inline(text: str) -> str:
    """One line of plain text: nothing in it is markup, and nothing in it is hidden."""
    return _SPECIAL.sub(r"\\\1", _line(text)).replace("&", "&amp;")


def _line(text: str) -> str:
    """The text in one line, nothing in it hidden."""
    return " ".join(visible(part) for part in text.splitlines())
