"""Whether one run of bytes is another with some values replaced, and nothing else changed.

Both are walked side by side. Where they part, a value that was replaced must stand in the one and its replacement in the other, in one
of the spellings that the format has for them. This knows nothing of how the copy was written: a writer that put the right text in the
wrong place, or touched a byte between two values, is found out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

Spell = Callable[[str], Iterable[str]]
"""The spellings that a text can have in a format, the likeliest first."""

_STEP = 64
_LONGEST = 1 << 16
_CONTEXT = (16, 6, 2, 1)
"""How many equal bytes behind a value of unknown spelling are asked for, the more the better."""

_SLACK = 64
_NUMBERED = re.compile(rb'_[0-9]{1,9}(?=\x00?"|\Z)')
_ALIKE = 8
"""How many bytes a value of unknown spelling and its replacement may begin with together: both may begin with a character reference."""


def as_it_is(text: str) -> Iterable[str]:
    """Plain text."""
    return (text,)


def in_csv(text: str) -> Iterable[str]:
    """A field, quoted or not."""
    return (text, text.replace('"', '""')) if '"' in text else (text,)


def in_json(text: str) -> Iterable[str]:
    """A string, ASCII only or not, or a number that became a string."""
    plain, ascii_ = json.dumps(text, ensure_ascii=False)[1:-1], json.dumps(text)[1:-1]
    return dict.fromkeys((plain, ascii_, ascii_.upper().replace("\\U", "\\u"), plain.replace("/", "\\/"), f'"{plain}"'))


def in_sql(text: str) -> Iterable[str]:
    """A literal, with quotes doubled or behind backslashes."""
    doubled, slashed = text.replace("'", "''"), text.replace("\\", "\\\\").replace("'", "\\'")
    return dict.fromkeys((text, doubled, slashed, slashed.replace("\n", "\\n"), f"'{doubled}'"))


def in_markup(text: str) -> Iterable[str]:
    """Text or an attribute, with the characters that markup must escape escaped or not."""
    return dict.fromkeys((escape(text, quote=False), escape(text), text))


@dataclass
class Pairs:
    """Values and what replaced them, in all spellings and in the encoding of the file. ``loose``: values of unknown spelling may be there, too."""

    codec: str
    spell: Spell = as_it_is
    loose: bool = False
    held: dict[bytes, set[bytes]] = field(default_factory=dict, repr=False)
    replacements: set[bytes] = field(default_factory=set, repr=False)
    _spelled: dict[str, list[bytes]] = field(default_factory=dict, repr=False)
    _known: set[tuple[str, str]] = field(default_factory=set, repr=False)
    _common: int = 0
    _lengths: list[int] = field(default_factory=list)
    longest: int = 0

    def __len__(self) -> int:
        return len(self._known)

    def add(self, value: str, replacement: str) -> None:
        """One more."""
        if (value, replacement) in self._known:
            return
        self._known.add((value, replacement))
        after = self._spellings(replacement)
        self.replacements.update(after)
        for before in self._spellings(value):
            self.held.setdefault(before, set()).update(after)
            self._common = max(self._common, *(_common(before, each) for each in after))
            self.longest = max(self.longest, len(before))
        self._lengths = []

    def _spellings(self, text: str) -> list[bytes]:
        known = self._spelled.get(text)
        if known is None:
            known = [
                each.encode(self.codec, "surrogatepass" if "utf" in self.codec else "xmlcharrefreplace")
                for each in self.spell(text)
            ]
            self._spelled[text] = known
        return known

    def match(self, old: bytes, new: bytes, here: int, there: int) -> tuple[int, int] | None:
        """Where both go on behind a value that was replaced; None if there is none."""
        if not self._lengths:
            self._lengths = sorted({len(each) for each in self.held}, reverse=True)
        second: tuple[int, int] | None = None
        for back in range(min(self._common, here, there) + 1):
            start, begin = here - back, there - back
            for length in self._lengths:
                found = self.held.get(old[start : start + length])
                if found is None or start + length > len(old):
                    continue
                for replacement in found:
                    if new.startswith(replacement, begin):
                        ends = start + length, begin + len(replacement)
                        if ends <= (here, there):
                            continue
                        ends = ends[0], self._behind_number(old, new, *ends)
                        if old[ends[0] : ends[0] + 4] == new[ends[1] : ends[1] + 4]:
                            return ends
                        second = second or ends
        return second or (self._loosely(old, new, here, there) if self.loose else None)

    def _behind_number(self, old: bytes, new: bytes, here: int, there: int) -> int:
        """Where a replacement ends: keys of JSON that would come out the same are numbered."""
        found = _NUMBERED.match(new, there) if self.loose and not old.startswith(b"_", here) else None
        return found.end() if found else there

    def _loosely(self, old: bytes, new: bytes, here: int, there: int) -> tuple[int, int] | None:
        """The same for a value in a spelling that is not known: its replacement is, and so is what comes after it."""
        for back in range(min(max(self._common, _ALIKE), here, there) + 1):
            for replacement in sorted(self.replacements, key=len, reverse=True):
                if not new.startswith(replacement, there - back) or len(replacement) < back:
                    continue
                end = there - back + len(replacement)
                limit = here + 8 * self.longest + _SLACK
                for size in _CONTEXT:
                    after = new[end : end + size]
                    found = old.find(after, here - back, limit) if after else len(old)
                    if found >= 0:
                        return found, end
        return None


def replaced(old: bytes, new: bytes, pairs: Pairs, skip: bytes = b"") -> tuple[int, int]:
    """How many values were replaced, and where in ``new`` something else changed (-1: nowhere).

    ``skip`` is what may stand in ``new`` besides (the quotes of a field that has to be quoted now), or no longer stand there.
    """
    here = there = spans = 0
    while True:
        same = _same(old, new, here, there)
        here, there = here + same, there + same
        if here == len(old) and there == len(new):
            return spans, -1
        ends = pairs.match(old, new, here, there)
        if ends is not None:
            here, there = ends
            spans += 1
        elif skip and new.startswith(skip, there):
            there += len(skip)
        elif skip and old.startswith(skip, here):
            here += len(skip)
        else:
            return spans, there


def _same(old: bytes, new: bytes, here: int, there: int) -> int:
    """How many bytes are equal from two places on."""
    begin, size = here, _STEP
    end = min(len(old) - here, len(new) - there) + here
    shift = there - here
    while here < end:
        size = min(size, end - here)
        if old[here : here + size] == new[here + shift : here + shift + size]:
            here += size
            size = min(2 * size, _LONGEST)
        elif size == 1:
            break
        else:
            size = max(1, size // 2) if size <= _STEP else _STEP
    return here - begin


def _common(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with together."""
    size = min(len(one), len(other))
    return next((index for index in range(size) if one[index] != other[index]), size)


def cut(data: bytes, spans: Sequence[tuple[int, int]]) -> bytes:
    """The bytes outside some spans."""
    pieces, reached = [], 0
    for start, end in spans:
        pieces.append(data[reached:start])
        reached = end
    return b"".join([*pieces, data[reached:]])
