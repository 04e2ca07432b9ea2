"""Which column a value belongs to: its path within the record, without the numbers of array elements."""

from __future__ import annotations

import re

from leakguard.sources.jsons.strings import decoded

MAX_COLUMNS = 600
MAX_CHILDREN = 300
_MAX_SLOTS = 4 * MAX_COLUMNS

_IDENTIFIER = re.compile(r"[@#$_A-Za-z][A-Za-z_$:.\-]{0,63}")
_DATA = re.compile(r"[0-9]{5}|[@/\s].*[0-9.]|.{41}|^(?=.{12})[^_]*[0-9][^_]*[0-9][^_]*$", re.DOTALL)
_VAGUE = re.compile(r"(?:full_?|display_?)?name|names|id|no|number|code|value", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WRAPPERS = frozenset({
    "info", "information", "data", "detail", "details", "dto", "vo", "obj", "object", "list", "result", "response",
    "params", "body", "payload", "content", "profile", "default", "address", "addr", "extra", "ext", "base", "basic",
    "field", "fields", "properties", "entity", "model", "record", "records", "row", "rows",
})  # fmt: skip


class Slot:
    """A path. ``column`` is negative until the first value stands there; ``children`` are known by the key as written."""

    __slots__ = ("any_child", "children", "column", "header", "parent")

    def __init__(self, header: str | None, parent: Slot | None) -> None:
        self.header, self.parent = header, parent
        self.column = -1
        self.children: dict[str, Field] = {}
        self.any_child: Slot | None = None


class Field:
    """A member of objects: its key, whether that must be scanned itself, and the path it leads to."""

    __slots__ = ("key", "plain", "slot")

    def __init__(self, key: str, plain: bool, slot: Slot) -> None:
        self.key, self.plain, self.slot = key, plain, slot


class Columns:
    """The columns of one input, in the order of their first value.

    Their number is bounded: keys that are data (numbers, addresses) share one path, and so do keys beyond
    ``MAX_CHILDREN`` in one object; beyond ``MAX_COLUMNS`` paths with the same last key share a column, at last all do.
    """

    def __init__(self) -> None:
        self.headers: list[str | None] = []
        self.root = Slot(None, None)
        self.keys = Slot(None, None)
        self.comments = Slot(None, None)
        self._shared: dict[str | None, int] = {}
        self._slots = 0
        self._rest = Slot(None, None)
        self._rest.any_child = self._rest

    def field(self, slot: Slot, written: str) -> Field:
        """The member of the objects at ``slot`` with the key that is written so."""
        known = slot.children.get(written)
        if known is not None:
            return known
        key = decoded(written + '"', 0, len(written)) if "\\" in written else written
        if _DATA.search(key) or len(slot.children) >= MAX_CHILDREN or self._slots >= _MAX_SLOTS:
            return Field(key, False, self._any_child(slot))
        same = slot.children.get(key) if key != written else None
        if same is None:
            same = Field(key, _IDENTIFIER.fullmatch(key) is not None, Slot(_header(key, slot), slot))
            self._slots += 1
        if "\\" not in key:
            slot.children[key] = same  # a key that decodes to a backslash is not what is written
        slot.children[written] = same
        return same

    def element(self, slot: Slot, index: int) -> Slot:
        """The path of an element of a record that is an array: columns without headers, by position."""
        if index >= MAX_CHILDREN:
            return self._any_child(slot)
        name = f"[{index}]"
        if name not in slot.children:
            slot.children[name] = Field(name, True, Slot(None, slot))
        return slot.children[name].slot

    def column(self, slot: Slot) -> int:
        """The 0-based column of a path."""
        if slot.column < 0:
            slot.column = self._next(slot.header)
        return slot.column

    def _next(self, header: str | None) -> int:
        if len(self.headers) < MAX_COLUMNS:
            self.headers.append(header)
            return len(self.headers) - 1
        header = header if header in self._shared or len(self.headers) < 2 * MAX_COLUMNS else None
        if header not in self._shared:
            self._shared[header] = len(self.headers)
            self.headers.append(header)
        return self._shared[header]

    def _any_child(self, slot: Slot) -> Slot:
        if slot.any_child is None:
            if self._slots >= _MAX_SLOTS:
                return self._rest
            self._slots += 1
            slot.any_child = Slot(None, slot)
        return slot.any_child


def _header(key: str, parent: Slot | None) -> str:
    """The key; where it says little by itself (``name``), with what it is the name of before it: ``receiver.name``."""
    while parent is not None and _VAGUE.fullmatch(key):
        words = _CAMEL.sub("_", parent.header or "").split("_")
        while words and words[-1].lower() in _WRAPPERS:
            words.pop()
        if any(words):
            return f"{'_'.join(words)}.{key}"
        parent = parent.parent
    return key
