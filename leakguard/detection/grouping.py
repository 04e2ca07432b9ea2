"""Which findings belong to one record: a waybill block, a line of a list, the consecutive messages of one person.

Findings come in the order of the text, line by line (in a chat that is a table, a line is a row). A group goes on until
somebody else begins:

- a second name, another than the one it holds, begins a new group, and takes along what stands before it in its line;
- what the group began with, met again with another value on a later line, begins a new group: a list of numbers is
  many persons, ``phone name`` line by line too;
- a second value of anything else is a second number of the same person if it stands in the same line or the next, and
  begins a new group behind a blank line or further away;
- so does anything more than ``REACH`` lines away. Blank lines, and lines that only head a message, are not counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from leakguard.detection.utterance import speaks_alone
from leakguard.findings import Finding

REACH = 3
"""Lines with something in them, or messages, over which a group still goes on."""

_TAIL = 2_000
_LINES = 12


class Grouper:
    """Gives each finding the name of its group: ``prefix:N``, where ``N`` is the line in which the group begins.

    Further groups that begin in the same line are ``prefix:N:2``, ``prefix:N:3`` ... Holds the values of the group that
    is open and nothing else.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._name = ""
        self._line = -1
        self._begun = 0
        self._leader = ""
        self._held: dict[str, set[str]] = {}

    def place(self, findings: Sequence[Finding], line: int, gap: int, blank: bool = False) -> list[str]:
        """The groups of the findings of one line; ``gap`` lines behind the last one placed, perhaps a blank one between."""
        placed: list[str] = []
        another = self._another_person(findings)
        for index, finding in enumerate(findings):
            near = gap if not index else 0
            if self._begins(finding, near, blank and not index, another and not index and gap > 0):
                self._begin(finding, line)
            self._held.setdefault(finding.entity, set()).add(finding.canonical)
            placed.append(self._name)
        return placed

    def join(self, finding: Finding, line: int) -> str:
        """The open group, whatever it holds (one is begun if there is none): for the speaker of a message."""
        if not self._name:
            self._begin(finding, line)
        return self._name

    def _another_person(self, findings: Sequence[Finding]) -> bool:
        held = self._held.get("PERSON")
        return bool(held) and any(f.entity == "PERSON" and not _same(f, held or set()) for f in findings)

    def _begins(self, finding: Finding, gap: int, blank: bool, another: bool) -> bool:
        if not self._name or gap > REACH:
            return True
        held = self._held.get(finding.entity)
        if held is None or _same(finding, held):
            return False
        if finding.entity == "PERSON" or another:
            return True
        if finding.entity == self._leader:
            return gap > 0 or len(self._held) > 1
        return blank or gap > 1

    def _begin(self, finding: Finding, line: int) -> None:
        self._begun = self._begun + 1 if line == self._line else 1
        self._line, self._leader, self._held = line, finding.entity, {}
        self._name = f"{self._prefix}:{line}" + (f":{self._begun}" if self._begun > 1 else "")


def _same(finding: Finding, held: set[str]) -> bool:
    """Whether a value is one of those held; one that shows only its beginning is, if that fits."""
    if finding.canonical in held:
        return True
    vague = finding.masked or finding.kind == "partial"
    return vague and any(value[:1] == finding.canonical[:1] for value in held)


class TextGroups:
    """Groups the findings of running text, block after block."""

    def __init__(self) -> None:
        self._grouper = Grouper("line")
        self._since = ""

    def place(self, text: str, findings: Sequence[Finding], first_line: int = 0) -> list[str]:
        """The groups of the findings of a block; ``text`` begins in line ``first_line``, findings are in its order."""
        placed: list[str] = []
        line, reached, index = first_line, 0, 0
        between = self._since
        while index < len(findings):
            start = findings[index].start
            line += text.count("\n", reached, start)
            between += text[reached:start] if start - reached <= _TAIL else "\n" * _LINES
            gap, blank = distance(between)
            line_end = text.find("\n", start, findings[-1].start)
            last = index + 1
            while last < len(findings) and (line_end < 0 or findings[last].start < line_end):
                last += 1
            placed += self._grouper.place(findings[index:last], line, gap, blank)
            between, index, reached = "", last, findings[last - 1].end
            line += text.count("\n", start, reached)
        between += text[reached:] if len(text) - reached <= _TAIL else "\n" * _LINES
        self._since = between if len(between) <= _TAIL else "\n" * _LINES
        return placed


def distance(between: str) -> tuple[int, bool]:
    """How many lines a text leads on, and whether one of those between is blank."""
    lines = between.split("\n", _LINES)
    if len(lines) == 1:
        return 0, False
    inner = lines[1:-1]
    said = sum(bool(line.strip()) and not speaks_alone(line) for line in inner)
    return said + 1 if len(lines) <= _LINES else REACH + 1, any(not line.strip() for line in inner)
