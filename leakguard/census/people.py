"""Distinct persons: numbers that stand for them, and what is told of each. Some 12 bytes a person, however often he is met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from leakguard.census.model import HAVING, Having, PersonCount
from leakguard.census.traits import BIT, CLEAR, HIDDEN, told

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Slot = Literal["phone", "document", "name", "address", "other"]
"""What persons are told apart by."""

SLOTS: tuple[Slot, ...] = get_args(Slot)

_PRIME = 0x100000001B3
_Numbers = TypeVar("_Numbers", int, "NDArray[np.uint64]")
_PENDING = 1 << 19
"""Persons of blocks that wait to be sorted and merged."""


@dataclass
class People:
    """Whom a source tells of. ``same`` leads from a number to another one of the same person: from a document to a telephone.

    Few persons are kept in a dictionary, those of large tables in arrays. It can be sent to another process.
    """

    traits: dict[int, int] = field(default_factory=dict)
    same: dict[int, int] = field(default_factory=dict)
    masked: int = 0
    linked: bool = True
    minors_known: bool = True
    _keys: list[Any] = field(default_factory=list)
    _bits: list[Any] = field(default_factory=list)
    _pairs: list[tuple[Any, Any]] = field(default_factory=list)
    _pending: int = 0

    def add(self, bits: int, numbers: Mapping[Slot, int]) -> None:
        """The person of a record, by the numbers of what is told in clear."""
        if not bits & CLEAR:
            self.masked += bool(bits & HIDDEN)
            return
        phone, document = numbers.get("phone"), numbers.get("document")
        if phone and document:
            self._link(document, phone)
        name, address = numbers.get("name"), numbers.get("address")
        both = mixed(name, address) if name and address else None
        key = phone or document or both or numbers.get("other") or name or address or 1
        self.traits[key] = self.traits.get(key, 0) | bits

    def _link(self, number: int, other: int) -> None:
        """Of several that it was met with, one is kept, in whichever order they come."""
        self.same[number] = min(other, self.same.get(number, other))

    def add_many(self, bits: NDArray[np.uint32], numbers: Mapping[Slot, NDArray[np.uint64]]) -> None:
        """The persons of many records; 0 stands for nothing."""
        import numpy as np

        clear = bits & np.uint32(CLEAR) != 0
        self.masked += int(np.count_nonzero(~clear & (bits & np.uint32(HIDDEN) != 0)))
        nothing = np.zeros(len(bits), np.uint64)
        phone, document, name, address, other = (numbers.get(slot, nothing) for slot in SLOTS)
        tied = clear & (phone != 0) & (document != 0)
        if tied.any():
            self._pairs.append((document[tied], phone[tied]))
        both = np.where((name != 0) & (address != 0), mixed(name, address), np.uint64(0))
        keys = np.ones(len(bits), np.uint64)
        for found in (address, name, other, both, document, phone):
            keys = np.where(found != 0, found, keys)
        self._keep(keys[clear], bits[clear])

    def _keep(self, keys: NDArray[np.uint64], bits: NDArray[np.uint32]) -> None:
        self._keys.append(keys)
        self._bits.append(bits)
        self._pending += len(keys)
        if self._pending > _PENDING:
            self._compact()

    def update(self, other: People) -> None:
        """Take in the persons of another stretch or source."""
        for key, bits in other.traits.items():
            self.traits[key] = self.traits.get(key, 0) | bits
        for number, found in other.same.items():
            self._link(number, found)
        self.masked += other.masked
        self.linked &= other.linked
        self.minors_known &= other.minors_known
        self._pairs += other._pairs
        for keys, many in zip(other._keys, other._bits, strict=True):
            self._keep(keys, many)

    def count(self) -> PersonCount:
        """How many there are, and of how many what is told."""
        found = self._many() if self._keys else self._few()
        having = Counter[Having]()
        for bits, count in found.items():
            bits = told(bits)
            having.update({name: count for name in HAVING if bits & BIT[name]})
        ordered = {name: having[name] for name in HAVING if having[name]}
        return PersonCount(found.total(), self.masked, ordered, self.linked, self.minors_known)

    def _few(self) -> Counter[int]:
        merged: dict[int, int] = {}
        for key, bits in self.traits.items():
            key = self.same.get(key, key)
            merged[key] = merged.get(key, 0) | bits
        return Counter(merged.values())

    def _many(self) -> Counter[int]:
        import numpy as np

        if self.traits:
            few = np.fromiter(self.traits, np.uint64), np.fromiter(self.traits.values(), np.uint32)
            self.traits = {}
            self._keep(*few)
        self._compact()
        _, bits = _merged(self._resolved(self._keys[0]), self._bits[0])
        distinct, counts = np.unique(bits, return_counts=True)
        return Counter(dict(zip(distinct.tolist(), counts.tolist(), strict=True)))

    def _resolved(self, keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
        import numpy as np

        pairs = list(self._pairs)
        if self.same:
            pairs.append((np.fromiter(self.same, np.uint64), np.fromiter(self.same.values(), np.uint64)))
        if not pairs:
            return keys
        found, others = (np.concatenate([pair[side] for pair in pairs]) for side in (0, 1))
        order = np.lexsort((others, found))
        numbers, first = np.unique(found[order], return_index=True)
        others = others[order][first]
        at = np.minimum(np.searchsorted(numbers, keys), len(numbers) - 1)
        return np.where(numbers[at] == keys, others[at], keys)

    def _compact(self) -> None:
        import numpy as np

        keys, bits = _merged(np.concatenate(self._keys), np.concatenate(self._bits))
        self._keys, self._bits, self._pending = [keys], [bits], 0


def mixed(number: _Numbers, other: _Numbers) -> _Numbers:
    """One number for two that are told together."""
    if isinstance(number, int) and isinstance(other, int):
        return (number * _PRIME ^ other) & ((1 << 64) - 1)
    import numpy as np

    return np.asarray(np.bitwise_xor(number * np.uint64(_PRIME), other))


def _merged(keys: NDArray[np.uint64], bits: NDArray[np.uint32]) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """Every key once, with all of its bits."""
    import numpy as np

    order = np.argsort(keys, kind="stable")
    keys, bits = keys[order], bits[order]
    if not len(keys):
        return keys, bits
    first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    return keys[first], np.bitwise_or.reduceat(bits, first)


def together(people: Sequence[People | None], counts: Iterable[PersonCount]) -> PersonCount:
    """The persons of several sources; where only their numbers are known, these are added up."""
    known = [each for each in people if each is not None]
    if len(known) == len(people) and all(each.linked for each in known):
        everybody = People()
        for each in known:
            everybody.update(each)
        return everybody.count()
    return _sum(counts)


def _sum(counts: Iterable[PersonCount]) -> PersonCount:
    total = PersonCount()
    for count in counts:
        having: Mapping[Any, int] = {
            name: total.of(name) + count.of(name) for name in HAVING if total.of(name) or count.of(name)
        }
        total = replace(
            total,
            distinct=total.distinct + count.distinct,
            masked=total.masked + count.masked,
            having=having,
            minors_known=total.minors_known and count.minors_known,
        )
    return replace(total, linked=False)
