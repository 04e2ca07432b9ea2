"""Takes JSON apart: every string, number and comment with its place, without recursion and in one pass.

One regular expression matches a whole member (``"key": value,``), which is what makes it fast enough in Python. More is
read than RFC 8259 allows: comments, trailing commas, ``NaN``, control characters in strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import NamedTuple

from leakguard.sources.jsons.columns import Columns, Slot
from leakguard.sources.jsons.strings import decoded

MAX_DEPTH = 200
MAX_NESTED = 8
MAX_INNER = 1 << 20
"""JSON in a string is read as such down to this level, and up to so many characters."""

_FEW_BESIDE = 12
"""Values before the array of records, in what wraps it: a code, a message, a total."""

Pointer = tuple["Pointer | None", "str | int | None"]
"""What leads to a value: the pointer of what holds it, and the key or the index in it. The root holds the line."""


class Kind(Enum):
    """What a cell is in the text, which decides how it is written."""

    STRING = "string"
    NUMBER = "number"
    KEY = "key"
    COMMENT = "comment"


@dataclass(slots=True, eq=False)
class Outer:
    """A string whose text is itself JSON: its place as in :class:`Cell`, what it means, and where it stands.

    ``places`` is where each code point of it begins in the text that holds it, once that was asked.
    """

    start: int
    end: int
    text: str = field(repr=False)
    pointer: Pointer = field(repr=False)
    outer: Outer | None = field(repr=False)
    places: Sequence[int] | None = field(default=None, repr=False)


class Cell(NamedTuple):
    """A value: its column, what it means, and the body ``[start, end)`` that is written for it.

    ``start`` and ``end`` are counted from the start of the input, or within the text of ``outer``.
    """

    column: int
    value: str
    start: int
    end: int
    kind: Kind
    pointer: Pointer
    outer: Outer | None


_cell: Callable[[tuple[int, str, int, int, Kind, Pointer, Outer | None]], Cell] = partial(tuple.__new__, Cell)
"""``Cell(*fields)`` at half the price: it is called for every value."""


class Status(Enum):
    """Why :meth:`Walker.walk` stopped: a value is complete, the text ends, or it goes on as no JSON does."""

    DONE = "done"
    MORE = "more"
    BROKEN = "broken"


_SPACE = r"[ \t\r\n\ufeff]*+"
_BODY = r'(?:[^"\\]++|\\.)*+'
_NUMBER = r"-?[0-9]++(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?"
_LITERAL = r"(?:true|false|null|NaN|-?Infinity|undefined|None|True|False)"
_VALUE = rf'(?:"({_BODY})"|(?:({_NUMBER})|{_LITERAL})(?=[\s,\]}}/]|\Z)|([\[{{]))(?:{_SPACE}([,\]}}]))?'
_MEMBER = re.compile(rf'{_SPACE}"({_BODY})"{_SPACE}:{_SPACE}{_VALUE}', re.DOTALL)
_ELEMENT = re.compile(_SPACE + _VALUE, re.DOTALL)
_NEXT = re.compile(rf"{_SPACE}([,\]}}])")
_COMMENT = re.compile(rf"{_SPACE}(?://([^\n]*+)|/\*(.*?)\*/)", re.DOTALL)

_CUT_STRING = rf'"{_BODY}\\?'
_CUT_VALUE = rf"(?:{_CUT_STRING}|[-+.0-9A-Za-z]*+)?"
_CUT_MEMBER = re.compile(rf'{_SPACE}(?:{_CUT_STRING}|"{_BODY}"{_SPACE}(?::{_SPACE}{_CUT_VALUE})?)?\Z', re.DOTALL)
_CUT_ELEMENT = re.compile(rf"{_SPACE}{_CUT_VALUE}\Z", re.DOTALL)
_CUT_COMMENT = re.compile(rf"{_SPACE}/(?:/[^\n]*+|\*(?:(?!\*/).)*+)?\Z", re.DOTALL)
_LONG_MEMBER = re.compile(rf'{_SPACE}"{_BODY}"{_SPACE}:{_SPACE}"', re.DOTALL)
_LONG_ELEMENT = re.compile(rf'{_SPACE}"')
_BLANK = re.compile(rf"{_SPACE}\Z")

_MAY_OPEN = frozenset("{[ \t\r\n")
_INSIDE = re.compile(r'\s*(?:\{\s*["}]|\[\s*["\[{\]])')
"""How a string begins that holds an object, or an array of anything but numbers."""


class _Frame:
    """An object or array that is open. ``records``: each element is a record; ``by_index``: columns by position."""

    __slots__ = ("by_index", "index", "is_object", "pointer", "records", "slot")

    def __init__(self, is_object: bool, slot: Slot, pointer: Pointer, by_index: bool) -> None:
        self.is_object, self.slot, self.pointer, self.by_index = is_object, slot, pointer, by_index
        self.index = 0
        self.records = False


class Walker:
    """Reads values, one after the other, into ``cells``.

    ``record_ends`` are indexes into ``cells``: where a record ends. A record is an element of the outermost array of
    objects or arrays, or what stands beside that array. ``wrappers`` is how many objects may be around it: 0 if records
    are whole values or elements of one.
    """

    def __init__(self, columns: Columns, *, wrappers: int = MAX_DEPTH) -> None:
        self.cells: list[Cell] = []
        self.record_ends: list[int] = []
        self._columns, self._wrappers = columns, wrappers
        self._frames: list[_Frame] = []
        self._arrays = self._values = self._base = self._level = 0
        self._after = False
        self._outer: Outer | None = None
        self._root_slot = columns.root
        self._root: Pointer = (None, None)

    @property
    def inside(self) -> bool:
        """Whether an object or array is open."""
        return bool(self._frames)

    def begin(self, line: int | None) -> None:
        """Get ready for the next value; ``line`` is the 0-based line on which it stands, if it is to be named by it."""
        self._frames.clear()
        self._after = False
        self._arrays = self._values = 0
        self._root = (None, line)

    def end_record(self) -> None:
        """What follows belongs to another record."""
        if len(self.cells) > (self.record_ends[-1] if self.record_ends else 0):
            self.record_ends.append(len(self.cells))

    def walk(self, text: str, start: int, end: int, *, final: bool, base: int = 0) -> tuple[int, Status]:
        """Go on in ``text[start:end]``, whose first character ``text[0]`` is number ``base`` of the input.

        Returns how far it came and why it stopped. ``final``: nothing follows ``end``. What is left over begins with
        the member, element or bracket that could not be read.
        """
        self._base = base
        position, status = start, None
        while status is None:
            if self._after:
                found = _NEXT.match(text, position, end)
                if found is None:
                    position, status = self._other(text, position, end, final)
                elif found.group(1) == ",":
                    position, self._after = found.end(), False
                else:
                    position, status = self._closed(found)
            elif self._frames and self._frames[-1].is_object:
                position, status = self._members(text, position, end, final)
            else:
                position, status = self._elements(text, position, end, final)
        return position, status

    def skip_string(self, text: str, start: int) -> int | None:
        """Where the body of the string begins that was too long to read, and is skipped; None if there is none there."""
        if self._after or not self._frames:
            return None
        frame = self._frames[-1]
        found = (_LONG_MEMBER if frame.is_object else _LONG_ELEMENT).match(text, start)
        if found is None:
            return None
        frame.index += 1
        self._after = True
        return found.end()

    def _members(self, text: str, position: int, end: int, final: bool) -> tuple[int, Status | None]:
        """Members of the innermost object, up to a bracket that opens or closes something."""
        frame = self._frames[-1]
        children, pointer, columns = frame.slot.children, frame.pointer, self._columns
        cells, base, outer = self.cells, self._base, self._outer
        while True:
            found = _MEMBER.match(text, position, end)
            if found is None:
                return self._other(text, position, end, final)
            if found.end() == end and not final:
                return position, Status.MORE
            written, body, number, opening, after = found.groups()
            member = children.get(written) or columns.field(frame.slot, written)
            own: Pointer = (pointer, member.key)
            if not member.plain and member.key:
                column = columns.column(columns.keys)
                cells.append(Cell(column, member.key, base + found.start(1), base + found.end(1), Kind.KEY, own, outer))
            if body:
                slot, at = member.slot, found.start(2)
                if slot.column >= 0 and "\\" not in body and body[0] not in _MAY_OPEN:
                    at += base
                    cells.append(_cell((slot.column, body, at, at + len(body), Kind.STRING, own, outer)))
                else:
                    self._string(text, at, at + len(body), body, slot, own)
            elif number is not None:
                at, column = base + found.start(3), columns.column(member.slot)
                cells.append(_cell((column, number, at, at + len(number), Kind.NUMBER, own, outer)))
            elif opening is not None:
                return found.end(4), self._open(opening == "{", member.slot, own)
            self._values += 1
            if after != ",":
                self._after = True
                return (found.start(5) if after else found.end()), None
            position = found.end()

    def _elements(self, text: str, position: int, end: int, final: bool) -> tuple[int, Status | None]:
        """Elements of the innermost array, or a whole value, up to a bracket."""
        frame = self._frames[-1] if self._frames else None
        columns, cells, base, outer = self._columns, self.cells, self._base, self._outer
        slot, own = self._root_slot, self._root
        while True:
            found = _ELEMENT.match(text, position, end)
            if found is None:
                return self._other(text, position, end, final)
            if found.end() == end and not final:
                return position, Status.MORE
            body, number, opening, after = found.groups()
            if frame is not None:
                slot = columns.element(frame.slot, frame.index) if frame.by_index else frame.slot
                own = (frame.pointer, frame.index)
                frame.index += 1
            if body:
                self._string(text, found.start(1), found.end(1), body, slot, own)
            elif number is not None:
                at, column = base + found.start(2), columns.column(slot)
                cells.append(_cell((column, number, at, at + len(number), Kind.NUMBER, own, outer)))
            elif opening is not None:
                return found.end(3), self._open(opening == "{", slot, own)
            if after != "," or frame is None:
                self._after = True
                return (found.start(4) if after else found.end()), (Status.DONE if frame is None else None)
            position = found.end()

    def _string(self, text: str, start: int, end: int, body: str, slot: Slot, own: Pointer) -> None:
        """A string that is not empty: a cell, or the cells of the JSON in it."""
        value = decoded(text, start, end) if "\\" in body else body
        start, end = self._base + start, self._base + end
        if value[0] in _MAY_OPEN and self._level < MAX_NESTED and len(value) <= MAX_INNER and _INSIDE.match(value):
            inner = Walker(self._columns, wrappers=-1)
            inner.cells, inner._level = self.cells, self._level + 1
            inner._root_slot, inner._root = slot, own
            inner._outer = Outer(start, end, value, own, self._outer)
            count = len(self.cells)
            reached, status = inner.walk(value, 0, len(value), final=True)
            if status is Status.DONE and _BLANK.match(value, reached):
                return
            del self.cells[count:]
        self.cells.append(Cell(self._columns.column(slot), value, start, end, Kind.STRING, own, self._outer))

    def _open(self, is_object: bool, slot: Slot, pointer: Pointer) -> Status | None:
        if len(self._frames) >= MAX_DEPTH:
            return Status.BROKEN
        parent = self._frames[-1] if self._frames else None
        if parent is not None and parent.index == 1 and self._arrays == 1:
            few = self._values <= _FEW_BESIDE and len(self._frames) - 1 <= self._wrappers
            if few and not parent.is_object:
                parent.records = True
                self.end_record()
        by_index = not is_object and parent is not None and parent.records
        self._frames.append(_Frame(is_object, slot, pointer, by_index))
        self._arrays += not is_object
        return None

    def _closed(self, found: re.Match[str]) -> tuple[int, Status | None]:
        """Behind a closing bracket; before it, if it closes nothing."""
        if not self._frames or self._frames[-1].is_object != (found.group(1) == "}"):
            return found.start(), Status.BROKEN
        frame = self._frames.pop()
        self._arrays -= not frame.is_object
        if frame.records or (self._frames and self._frames[-1].records):
            self.end_record()
        self._after = True
        return found.end(), None if self._frames else Status.DONE

    def _other(self, text: str, position: int, end: int, final: bool) -> tuple[int, Status | None]:
        """What is no value: a closing bracket where a value might stand, a comment, the end of the text."""
        closing = _NEXT.match(text, position, end)
        if closing is not None and closing.group(1) != "," and self._frames:
            return self._closed(closing)
        comment = _COMMENT.match(text, position, end)
        if comment is not None and (final or comment.end() < end):
            self._comment(comment)
            return comment.end(), None
        if final:
            blank = _BLANK.match(text, position, end)
            return position, Status.MORE if blank and not self._frames else Status.BROKEN
        inside = bool(self._frames and self._frames[-1].is_object)
        cut = _BLANK if self._after else _CUT_MEMBER if inside else _CUT_ELEMENT
        ends = cut.match(text, position, end) or _CUT_COMMENT.match(text, position, end)
        return position, Status.MORE if ends else Status.BROKEN

    def _comment(self, found: re.Match[str]) -> None:
        group = 1 if found.group(1) is not None else 2
        if found.group(group).strip():
            start, end = self._base + found.start(group), self._base + found.end(group)
            own = self._frames[-1].pointer if self._frames else self._root
            column = self._columns.column(self._columns.comments)
            self.cells.append(Cell(column, found.group(group), start, end, Kind.COMMENT, own, self._outer))
