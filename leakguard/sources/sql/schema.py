"""Names in SQL: of tables, of their columns, and what a schema says about these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

IDENTIFIER = r"(?:`(?:[^`]|``){1,128}`|\"(?:[^\"]|\"\"){1,128}\"|\[[^\]]{1,128}\]|[^\W\d][\w$#@]{0,127}+)"
NAME = rf"{IDENTIFIER}(?:\s*+\.\s*+{IDENTIFIER}){{0,3}}"

_IDENTIFIER = re.compile(IDENTIFIER)
_CREATE = re.compile(
    rf"\bCREATE\s++(?:(?:GLOBAL|LOCAL|TEMPORARY|TEMP|UNLOGGED|EXTERNAL)\s++)*+TABLE\s++(?:IF\s++NOT\s++EXISTS\s++)?({NAME})\s*+\(",
    re.IGNORECASE,
)
_DECLARES = re.compile(r"[Cc](?i:REATE|OMMENT)\s")
_STRING = r"'(?:[^'\\]|\\.|''){0,2000}+'"
_PIECE = re.compile(rf"{_STRING}|`[^`]*`|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|[(),;]", re.DOTALL)
_COMMENT = re.compile(rf"\bCOMMENT\s*+=?\s*+({_STRING})", re.IGNORECASE | re.DOTALL)
_COMMENT_ON = re.compile(rf"\bCOMMENT\s++ON\s++COLUMN\s++({NAME})\s++IS\s++({_STRING})", re.IGNORECASE | re.DOTALL)
_NO_COLUMN = re.compile(
    r"(?:PRIMARY|FOREIGN|UNIQUE|KEY|INDEX|CONSTRAINT|CHECK|FULLTEXT|SPATIAL|EXCLUDE|LIKE|PERIOD)\b\s*(?:KEY\b|INDEX\b|\(|[`\"\[\w])",
    re.IGNORECASE,
)
_FIRST_WORDS = re.compile(r"[^\s,，:：;；.。(（\[【|=0-9]{1,16}")
_REMEMBERED_LISTS = 1000
_LONGEST_TABLE = 1 << 18
_LONGEST_HEADER = 40


def names_in(text: str) -> list[str]:
    """The identifiers of a name or of a list of columns, without their quotes."""
    return [_unquoted(found[0]) for found in _IDENTIFIER.finditer(text)]


def _unquoted(identifier: str) -> str:
    first = identifier[0]
    if first in '`"':
        return identifier[1:-1].replace(first * 2, first)
    return identifier[1:-1] if first == "[" else identifier


class Table:
    """A table of the file. Its columns are numbered in the order in which data came for them, so that INSERT statements
    with different lists of columns can be read as one table.

    ``rows`` counts the rows handed out.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = 0
        self.declared: list[str] = []
        self.headers: list[str | None] = []
        self._numbers: dict[str | int, int] = {}
        self._comments: dict[str, str] = {}
        self._columns: dict[tuple[tuple[str, ...], int], list[int]] = {}

    def declare(self, columns: Sequence[tuple[str, str]]) -> None:
        """Take over the columns of a CREATE TABLE, each with its comment, if any."""
        self.declared = [name for name, _ in columns]
        self._columns.clear()
        for name, comment in columns:
            self.comment(name, comment)

    def comment(self, column: str, comment: str) -> None:
        """What the schema says a column holds: the first words of it."""
        words = _FIRST_WORDS.match(comment.strip())
        if words:
            self._comments[column.lower()] = words[0]

    def columns(self, listed: tuple[str, ...], width: int) -> list[int]:
        """The numbers of the columns of rows of ``width`` values; ``listed`` are those that the statement names, if any."""
        key = (listed, width)
        if key not in self._columns:
            if len(self._columns) >= _REMEMBERED_LISTS:
                self._columns.clear()
            self._columns[key] = self._numbered(listed or self.declared, width)
        return self._columns[key]

    def _numbered(self, names: Sequence[str], width: int) -> list[int]:
        numbers = [self._number(names[index] if index < len(names) else None, index) for index in range(width)]
        if len(set(numbers)) < width:  # a name that is listed twice
            numbers = [self._number(None, index) for index in range(width)]
        return numbers

    def _number(self, name: str | None, index: int) -> int:
        key = index if name is None else name.lower()
        if key not in self._numbers:
            self._numbers[key] = len(self.headers)
            comment = None if name is None else self._comments.get(name.lower())
            self.headers.append(_header(name, comment))
        return self._numbers[key]


def _header(name: str | None, comment: str | None) -> str | None:
    """A comment says in words what the name abbreviates: ``收件人(rname)``."""
    if not name or not comment or comment == name:
        return name
    both = f"{comment}({name})"
    return both if len(both) <= _LONGEST_HEADER else comment


class Schema:
    """The tables of a file, as far as they were declared or filled."""

    def __init__(self) -> None:
        self._tables: dict[str, Table] = {}
        self._by_last_name: dict[str, Table] = {}

    def table(self, name: str) -> Table:
        """The table of that (qualified) name as stored."""
        path = names_in(name)
        key = ".".join(path).lower()
        if key not in self._tables:
            declared = self._by_last_name.get(path[-1].lower())
            # Declared without its schema and filled with it, or the other way round.
            same = declared is not None and 1 in (len(path), declared.name.count(".") + 1)
            self._tables[key] = declared if declared and same else Table(".".join(path))
            self._by_last_name.setdefault(path[-1].lower(), self._tables[key])
        return self._tables[key]

    def read(self, text: str) -> None:
        """Take over what a text of statements declares."""
        if not _DECLARES.search(text):
            return
        reached = 0
        while found := _CREATE.search(text, reached):
            columns, reached = _declared(text, found.end())
            self.table(found[1]).declare(columns)
        for found in _COMMENT_ON.finditer(text):
            path = names_in(found[1])
            if len(path) > 1:
                table = self.table(found[1][: _last_dot(found[1])])
                table.comment(path[-1], _content(found[2]))


def _last_dot(name: str) -> int:
    *_, last = _IDENTIFIER.finditer(name)
    return name.rindex(".", 0, last.start() + 1)


def _content(literal: str) -> str:
    return literal[1:-1].replace("''", "'")


def _declared(text: str, start: int) -> tuple[list[tuple[str, str]], int]:
    """The columns that a CREATE TABLE declares between its parentheses, each with its comment, and where that ends."""
    columns: list[tuple[str, str]] = []
    for definition, end in _definitions(text, start):
        start = end
        name = _IDENTIFIER.match(definition)
        if name and not _NO_COLUMN.match(definition):
            comment = _COMMENT.search(definition, name.end())
            columns.append((_unquoted(name[0]), _content(comment[1]) if comment else ""))
    return columns, start


def _definitions(text: str, start: int) -> Iterator[tuple[str, int]]:
    """The parts of a parenthesised list, without comments in front of them, and where each ends."""
    depth, reached = 0, start
    for found in _PIECE.finditer(text, start, start + _LONGEST_TABLE):
        piece = found[0]
        if piece == "(":
            depth += 1
        elif piece == ")" and depth:
            depth -= 1
        elif piece == "," and not depth:
            yield text[reached : found.start()].strip(), found.end()
            reached = found.end()
        elif piece in (")", ";"):
            yield text[reached : found.start()].strip(), found.end()
            return
        elif piece[:2] in ("--", "/*") and not text[reached : found.start()].strip():
            reached = found.end()
    yield "", min(len(text), start + _LONGEST_TABLE)
