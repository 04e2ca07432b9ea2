"""The census of a bare list of findings, in any order: some 20 bytes a finding are kept until the end.

A list holds fingerprints instead of values: persons of several sources can be told to be the same only where a key made the
fingerprints, and nobody's age can be told.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

import numpy as np

from leakguard.census.people import SLOTS, People
from leakguard.census.taking import SLOT, weigh
from leakguard.census.traits import CLEAR, traits


class Ledger:
    """What a source's findings say of whom. Takes findings as dictionaries (:meth:`~leakguard.findings.Finding.as_dict`)."""

    def __init__(self) -> None:
        self._groups, self._values = array("Q"), array("Q")
        self._bits, self._slots = array("I"), array("B")

    def add(self, record: Mapping[str, Any]) -> None:
        """Take in a finding."""
        bits = traits(record["entity"], record["kind"], record["masked"])
        self._groups.append(number(record))
        self._values.append(int(record["fingerprint"] or "0", 16))
        self._bits.append(bits)
        self._slots.append(SLOTS.index(SLOT.get(record["entity"], "other")) if bits & CLEAR else len(SLOTS))

    def people(self) -> People:
        """Whom it tells of."""
        people = People(minors_known=False, linked=False)
        if self._groups:
            people.add_many(*self._records())
        return people

    def weightiest(self, most: int) -> Iterator[tuple[int, int]]:
        """The records that hold most and more than one thing: the number of each, as :func:`number`, and its weight."""
        if not self._groups:
            return
        groups, which, bits = self._group_bits()
        weights = np.array([weigh(int(each)) for each in bits])
        first = np.zeros(len(groups), np.int64)
        first[which[::-1]] = np.arange(len(which))[::-1]
        for index in np.lexsort((first, -weights))[:most].tolist():
            if weights[index] > 1:
                yield int(groups[index]), int(weights[index])

    def _group_bits(self) -> tuple[Any, Any, Any]:
        groups, which = np.unique(np.frombuffer(self._groups, np.uint64), return_inverse=True)
        bits = np.zeros(len(groups), np.uint32)
        np.bitwise_or.at(bits, which, np.frombuffer(self._bits, np.uint32))
        return groups, which, bits

    def _records(self) -> tuple[Any, Any]:
        groups, which, bits = self._group_bits()
        values, slots = np.frombuffer(self._values, np.uint64), np.frombuffer(self._slots, np.uint8)
        numbers = {}
        for index, slot in enumerate(SLOTS):
            found = np.flatnonzero(slots == index)[::-1]  # backwards, so that the first of a record is kept
            if len(found):
                numbers[slot] = np.zeros(len(groups), np.uint64)
                numbers[slot][which[found]] = values[found]
        return bits, numbers


def number(record: Mapping[str, Any]) -> int:
    """The number of the record of a finding."""
    name = f"{record['part']}\x1f{record['group']}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(name, digest_size=8).digest(), "big")
