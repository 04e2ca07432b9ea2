"""Numbers of cells as text: in full digits, or as dates where the cell's number format says so.

A whole number is written without exponent. Spreadsheets keep 15 to 17 significant digits; what a longer number lost is
zeros. Other numbers have their shortest decimal form. Dates follow ISO 8601 with a space before the time, and have a time
where there is one.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_PLAIN = r"^(?:0|-?[1-9][0-9]{0,14}|-?(?:0|[1-9][0-9]{0,7})\.[0-9]{0,6}[1-9])$"
_DIGITS = re.compile(r"-?[0-9]{1,400}")
_LONGEST = 40
_EXACT = 1 << 53
_DAY = 86_400
_LAST_SERIAL = 2_958_466
_EPOCH_1900, _EPOCH_1904 = -25_569, -24_107

_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59), *range(71, 82)])
_NOISE = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_DATE_PART = re.compile(r"[ymdhs]|aaa", re.I)


def number_text(raw: str) -> str:
    """The text of one number as stored in ``<v>``."""
    raw = raw.strip()
    if _DIGITS.fullmatch(raw):
        return raw if raw.lstrip("-")[0] != "0" else str(int(raw))
    try:
        exact = Decimal(raw)
        number = float(raw)
    except (InvalidOperation, ValueError):
        return raw
    if not exact.is_finite() or abs(exact.adjusted()) > _LONGEST:
        return raw
    if exact == exact.to_integral_value():
        return str(int(exact))
    if number.is_integer() and abs(number) < _EXACT:
        return str(int(number))
    return format(Decimal(repr(number)), "f")


def number_texts(raw: pa.Array) -> pa.Array:
    """:func:`number_text` of each; what is plain already, nearly everything, is not looked at one by one."""
    odd = pc.invert(pc.match_substring_regex(raw, _PLAIN))
    if not pc.any(odd).as_py():
        return raw
    values = raw.filter(odd).dictionary_encode()
    texts = pa.array([number_text(value) for value in values.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(raw, odd, texts.take(values.indices))


def date_texts(raw: pa.Array, *, since_1904: bool) -> pa.Array:
    """Serial dates as text; numbers that are no date as numbers.

    Day 60 of the 1900 system, the 29th of February that was none, reads as the 28th.
    """
    serial = _floats(raw)
    usable = np.isfinite(serial) & (serial >= 0) & (serial < _LAST_SERIAL)
    if not usable.all():
        numbers = number_texts(raw.filter(pa.array(~usable)))
        dates = date_texts(raw.filter(pa.array(usable)), since_1904=since_1904) if usable.any() else None
        every = numbers if dates is None else pa.concat_arrays([numbers, dates])
        order = np.where(usable, np.cumsum(usable) - 1 + len(numbers), np.cumsum(~usable) - 1)
        return every.take(pa.array(order))
    days = serial + (0.0 if since_1904 else np.where((serial >= 1) & (serial < 60), 1.0, 0.0))
    seconds = np.rint((days + (_EPOCH_1904 if since_1904 else _EPOCH_1900)) * _DAY).astype(np.int64)
    stamps = pa.array(seconds, pa.timestamp("s")).cast(pa.string())
    days_only = pc.utf8_slice_codeunits(stamps, 0, 10)
    times_only = pc.utf8_slice_codeunits(stamps, 11)
    texts = pc.if_else(pa.array(seconds % _DAY == 0), days_only, stamps)
    return pc.if_else(pa.array(serial < 1), times_only, texts)


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or a time of day; elapsed time (``[h]:mm``) is a number."""
    first = code.split(";")[0]
    if _ELAPSED.search(first):
        return False
    bare = re.sub(r"general|e[+-]|g/", "", _NOISE.sub("", first), flags=re.I)
    return bool(_DATE_PART.search(bare))


def is_date_id(number: int) -> bool:
    """Whether a built-in number format (ECMA-376 part 1, 18.8.30) shows a date or a time of day."""
    return number in _BUILT_IN_DATES


def _floats(raw: pa.Array) -> NDArray[Any]:
    try:
        return np.asarray(raw.cast(pa.float64()))
    except pa.ArrowInvalid:
        return np.array([_float(value) for value in raw.to_pylist()], np.float64)


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
