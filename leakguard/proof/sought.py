"""What was hidden in a copy and must not stand in it any more: numbers and names, gathered while the copy is written.

Eight bytes for each: a number of up to 19 digits and a name of up to four UTF-16 code units are exact in 64 bits, so that a million values
take eight megabytes and nothing has to be confirmed. Longer names are kept as texts; there are few of them.

Numbers are those of telephones, documents and cards, by their digits alone: separators, full-width digits and country codes do not
matter. Names are whole names; a surname with a form of address (王先生) is not one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from leakguard.text import fold

if TYPE_CHECKING:
    from leakguard.hits import ColumnHits, Hit
    from leakguard.units import ColumnEdit, Edit

Keys = NDArray[np.uint64]

NUMBERS = frozenset(
    ("PHONE_NUMBER", "CN_RESIDENT_ID", "CN_PASSPORT", "CN_TRAVEL_PERMIT", "CN_MILITARY_ID", "HK_ID", "MO_ID", "TW_ID", "CN_BANK_CARD")
)  # fmt: skip
ACCOUNTS = frozenset(("ALIPAY_ACCOUNT", "WECHAT_ID", "QQ_NUMBER", "PLATFORM_ACCOUNT"))
"""Their values are looked for where they are mobile numbers."""

NAMES = frozenset(("PERSON",))
LEAST, WIDE, MOST = 7, 11, 19
"""Fewest digits that are looked for; from how many on also within longer numbers; the most that are compared."""

UNITS = 4
"""The most UTF-16 code units of a name that are compared at once."""

CHECKED_X = 100
"""Added to the length of a number that ends in the check character X (GB 11643): 17 digits and X are class 117."""

_AT_ONCE = 1 << 18
MOBILE = "1[3-9][0-9]{9}"
"""A mobile number of the mainland (ITU-T E.164, country code 86), as a regular expression."""

_COUNTRY = re.compile(rf"^(?:00|\+)?86(?={MOBILE}(?:$|[^0-9]))")
_MOBILE = re.compile(rf"(?<![0-9]){MOBILE}(?![0-9])")
_PERHAPS_MOBILE = "1[3-9][0-9](?:[- ]?[0-9]){8}|[^\\x00-\\x7f]*[\uff10-\uff19]"
_SPACE = re.compile(r"[\s\-().]+")
_HAN_NAME = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{2,}(?:[·•・][\u3400-\u9fff]+)*")
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z.'-]*(?:[ ,]{1,2}[A-Za-z][A-Za-z.'-]*)+")
_LEAST_LATIN = 7


class Stays(Protocol):
    """What may stand although a part of it was hidden elsewhere: whole values, and no leak within them."""

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the allow entries by which findings in them pass."""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where they stand in a text: ``[start, end)`` in code points."""


class Key(NamedTuple):
    """What is looked for: its class (digits of a number; with 0, a name) and its eight bytes, or the text of a long name."""

    length: int
    value: int | str


def number_keys(value: str) -> Iterator[Key]:
    """What is looked for of a number as it stands in a file."""
    folded = value if value.isascii() else fold(value).text
    bare = _SPACE.sub("", folded)
    bare = _COUNTRY.sub("", bare)
    if found := _MOBILE.search(folded) or _MOBILE.search(bare):
        yield Key(WIDE, int(found[0]))  # of 13800138000-1234 the mobile number alone, too
    if re.fullmatch("[0-9]{17}[Xx]", bare):
        yield Key(17 + CHECKED_X, int(bare[:17]))
        return
    digits = re.sub("[^0-9]", "", bare)[:MOST]
    if len(digits) >= LEAST and not (found and digits == found[0]) and not _is_date(digits):
        yield Key(len(digits), int(digits))


def name_key(value: str) -> Key | None:
    """What is looked for of a name as it stands in a file; None if it is none that can be looked for."""
    bare = value.strip()
    if not bare.isascii():
        bare = re.sub(r"\s+", "", bare)
        return _name(bare) if _HAN_NAME.fullmatch(bare) else None
    return _name(bare) if len(bare) >= _LEAST_LATIN and _LATIN_NAME.fullmatch(bare) else None


def _name(text: str) -> Key:
    units = np.frombuffer(text.encode("utf-16-le"), "<u2")
    return Key(0, text) if units.size > UNITS else Key(0, int(pack(units.reshape(1, -1))[0]))


def pack(units: NDArray[np.uint16]) -> Keys:
    """Rows of up to four UTF-16 code units as one number each; texts of different lengths never come out the same."""
    packed = np.zeros(units.shape[0], np.uint64)
    for column in range(units.shape[1]):
        packed = packed << np.uint64(16) | units[:, column].astype(np.uint64)
    return packed


def unpack(key: int) -> str:
    """The name of a key."""
    units = [key >> shift & 0xFFFF for shift in (48, 32, 16, 0)]
    return np.array([unit for unit in units if unit], "<u2").tobytes().decode("utf-16-le", "replace")


def keys_of(entity: str, kind: str | None, value: str) -> Iterator[Key]:
    """What is looked for of a value of an entity."""
    if entity in NAMES:
        key = name_key(value) if kind != "partial" else None
        if key is not None:
            yield key
    elif entity in NUMBERS:
        yield from number_keys(value)
    elif entity in ACCOUNTS:
        yield from (key for key in number_keys(value) if key.length == WIDE and _MOBILE.fullmatch(str(key.value)))


def _is_date(digits: str) -> bool:
    """Whether eight digits read as a day of this century or the last: as a number to look for they are nothing."""
    return (
        len(digits) == 8 and digits[:2] in ("19", "20") and "01" <= digits[4:6] <= "12" and "01" <= digits[6:] <= "31"
    )


@dataclass
class Sought:
    """The values that were hidden. It can be sent to another process, and added to what others have gathered.

    ``substitutes`` counts what was written in the place of values and looks like them (pseudonyms): that one person's pseudonym is
    the name of another must not look like a leak.
    """

    arrays: dict[int, list[Keys]] = field(default_factory=dict, repr=False)
    singles: dict[int, set[int]] = field(default_factory=dict, repr=False)
    long: set[str] = field(default_factory=set, repr=False)
    substitutes: Counter[Key] = field(default_factory=Counter, repr=False)
    stays: Stays | None = field(default=None, repr=False)

    def __bool__(self) -> bool:
        return bool(self.arrays or self.singles or self.long)

    def add(self, other: Sought) -> None:
        """Add what was gathered elsewhere."""
        for length, arrays in other.arrays.items():
            for array in arrays:
                self._add_array(length, array)
        for length, values in other.singles.items():
            self.singles.setdefault(length, set()).update(values)
        self.long |= other.long
        self.substitutes.update(other.substitutes)
        self.stays = self.stays or other.stays

    def take(self, hit: Hit, edit: Edit) -> None:
        """A value that was replaced."""
        finding = hit.finding
        if finding.masked:
            return
        for key in keys_of(finding.entity, finding.kind, finding.value):
            self._add(key)
        if hit.decision.operator == "pseudonym":
            replacement = edit[-1]
            assert isinstance(replacement, str)  # noqa: S101 - single findings have no edits of whole columns
            self.substitutes.update(keys_of(finding.entity, finding.kind, replacement))

    def take_column(self, column: ColumnHits, edit: ColumnEdit) -> None:
        """The values of a column that were replaced."""
        finding = column.told.finding
        entity, kind = finding.entity, finding.kind
        if entity not in NAMES | NUMBERS | ACCOUNTS:
            return
        chosen = None if len(edit.rows) == len(column) else np.flatnonzero(np.isin(column.told.rows, edit.rows))
        for key in self._simple(entity, kind, column, chosen):
            self._add(key)
        if column.decision.operator == "pseudonym":
            texts = [edit.replacements] * len(edit.rows) if isinstance(edit.replacements, str) else edit.replacements
            for text, count in Counter(texts).items():
                for key in keys_of(entity, kind, text):
                    self.substitutes[key] += count

    def _simple(
        self, entity: str, kind: str | None, column: ColumnHits, chosen: NDArray[np.int64] | None
    ) -> Iterator[Key]:
        """Takes what it can at once, and gives what has to be looked at one by one."""
        import pyarrow as pa
        import pyarrow.compute as pc

        values = pc.unique(column.told.array(chosen))
        if entity in NAMES:
            yield from self._names(values, kind)
            return
        if entity in ACCOUNTS:
            values = values.filter(pc.match_substring_regex(values, _PERHAPS_MOBILE))
        plain = pc.match_substring_regex(values, "^[1-9][0-9]{10}$|^[1-9][0-9]{15,18}$")
        numbers = pc.cast(values.filter(plain), pa.uint64()).to_numpy(zero_copy_only=False)
        lengths = pc.binary_length(values.filter(plain)).to_numpy(zero_copy_only=False)
        for length in np.unique(lengths).tolist():
            if length == WIDE or entity in NUMBERS:
                self._add_array(length, numbers[lengths == length])
        for value in values.filter(pc.invert(plain)).to_pylist():
            yield from keys_of(entity, kind, value)

    def _names(self, values: Any, kind: str | None) -> Iterator[Key]:
        import pyarrow as pa
        import pyarrow.compute as pc

        if kind == "partial":
            return
        plain = pc.match_substring_regex(values, "^[\u4e00-\u9fff]{2,4}$")
        usual = values.filter(plain)
        lengths = pc.utf8_length(usual)
        for length in (2, 3, 4):
            texts = "".join(usual.filter(pc.equal(lengths, pa.scalar(length, lengths.type))).to_pylist())
            if texts:
                units = np.frombuffer(texts.encode("utf-16-le"), "<u2")
                self._add_array(0, pack(units.reshape(-1, length)))
        for value in values.filter(pc.invert(plain)).to_pylist():
            if (key := name_key(value)) is not None:
                yield key

    def _add(self, key: Key) -> None:
        if isinstance(key.value, str):
            self.long.add(key.value)
            return
        held = self.singles.setdefault(key.length, set())
        held.add(key.value)
        if len(held) >= _AT_ONCE:
            self._add_array(key.length, np.fromiter(held, np.uint64, len(held)))
            held.clear()

    def _add_array(self, length: int, keys: Keys) -> None:
        held = self.arrays.setdefault(length, [])
        held.append(keys.astype(np.uint64))
        # Merged by sizes that double, so that a million blocks are not sorted a million times.
        while len(held) > 1 and held[-2].size <= 2 * held[-1].size:
            held[-2:] = [_unique(np.concatenate(held[-2:]))]

    def keys(self) -> dict[int, Keys]:
        """The numbers of each class and (class 0) the names, sorted, each once."""
        found: dict[int, Keys] = {}
        for length in {*self.arrays, *self.singles}:
            parts = [*self.arrays.get(length, ()), np.fromiter(self.singles.get(length, ()), np.uint64)]
            found[length] = _unique(np.concatenate(parts))
        return {length: keys for length, keys in found.items() if keys.size}


def _unique(keys: Keys) -> Keys:
    """The keys in order, each once (``numpy.unique`` takes several times as long for numbers of 64 bits)."""
    ordered = np.sort(keys)
    first = np.ones(ordered.size, np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]
