"""Checks of whole columns at once, for the plain cells of large tables. Each is a stricter form of the check of its name in
:mod:`leakguard.checks`: a value that passes here passes there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leakguard.checks import tables
from leakguard.detection import lexicons, names

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECK = np.frombuffer(b"10X98765432", np.uint8)
_MONTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def resident_id(values: pa.Array) -> NDArray[np.bool_]:
    """公民身份号码 (GB 11643-1999) of 18 characters: area known, birth from 1900 to 2024, check character right."""
    text = values.cast(pa.binary()).to_numpy(zero_copy_only=False)
    count = len(text)
    if not count:
        return np.zeros(0, np.bool_)
    whole = np.fromiter((len(value) == 18 for value in text), np.bool_, count)
    joined = b"".join(value if fits else b"0" * 18 for value, fits in zip(text, whole, strict=True))
    chars = np.frombuffer(joined, np.uint8).reshape(count, 18)
    digits = chars[:, :17].astype(np.int64) - 48
    whole &= ((digits >= 0) & (digits <= 9)).all(axis=1)
    areas = digits[:, :6] @ 10 ** np.arange(5, -1, -1)
    known = np.array(sorted(int(area) for area in tables.resident_areas()))
    year = digits[:, 6:10] @ 10 ** np.arange(3, -1, -1)
    month, day = digits[:, 10] * 10 + digits[:, 11], digits[:, 12] * 10 + digits[:, 13]
    born = (year >= 1900) & (year <= 2024) & (month >= 1) & (month <= 12) & (day >= 1)
    born &= day <= _MONTHS[np.clip(month, 0, 12)]  # the 29th of February is read in full
    right = _CHECK[(digits @ _WEIGHTS) % 11] == np.where(chars[:, 17] == ord("x"), ord("X"), chars[:, 17])
    return np.asarray(whole & np.isin(areas, known) & born & right)


def name(values: pa.Array) -> NDArray[np.bool_]:
    """Names in a column of names: they begin with a surname and are no word that stands in forms."""
    singles, compounds, words, endings = _name_sets()
    first = pc.is_in(pc.utf8_slice_codeunits(values, 0, 1), singles)
    first = pc.or_(first, pc.is_in(pc.utf8_slice_codeunits(values, 0, 2), compounds))
    last = pc.is_in(pc.utf8_slice_codeunits(values, -2, None), endings)
    field_word = np.array(pc.or_(pc.is_in(values, words), last).to_numpy(zero_copy_only=False), np.bool_)
    office = np.array(pc.ends_with(values, names.OFFICE).to_numpy(zero_copy_only=False), np.bool_)
    field_word |= office & (pc.utf8_length(values).to_numpy() == 3)
    return np.array(first.to_numpy(zero_copy_only=False), np.bool_) & ~field_word


@cache
def _name_sets() -> tuple[pa.Array, ...]:
    known = lexicons.surnames()
    sets = (known.strong | known.weak, known.compound, names.field_words(), names.FIELD_ENDINGS)
    return tuple(pa.array(sorted(words), pa.string()) for words in sets)


VECTOR_CHECKS: Mapping[str, Callable[[pa.Array], NDArray[np.bool_]]] = {"name": name, "resident-id": resident_id}
