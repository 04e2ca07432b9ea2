"""Telephone numbers of the mainland, Hong Kong, Macau and Taiwan (ITU-T E.164 numbering plans)."""

from __future__ import annotations

import re

from leakguard.checks import tables
from leakguard.checks.dates import compact_date
from leakguard.checks.outcome import Outcome

_MOBILE = re.compile(r"(?:(?:\+|00)?86|0)?(1\d{10})", re.ASCII)
_LANDLINE = re.compile(r"(?:(?:\+|00)?860?|0)((?:10|2\d|[3-9]\d\d)\d{7,8})", re.ASCII)
_HK = re.compile(r"((?:\+|00)?852)?([2-9]\d{7})", re.ASCII)
_MO = re.compile(r"((?:\+|00)?853)?(6\d{7}|28\d{6}|8[1-9]\d{6})", re.ASCII)
_TW_MOBILE = re.compile(r"(?:(?:\+|00)?8860?|0)9[0-8]\d{7}", re.ASCII)
_TW_FIXED = re.compile(
    r"((?:\+|00)?886)?0?(?:2[2-8]\d{7}|3[2-9]\d{6}|4\d{7,8}|5[2-8]\d{6}|6\d{7,8}|7\d{7}|70\d{8}|8[236-9]\d{5,6})",
    re.ASCII,
)

_MOBILE_KINDS = {
    "handset": Outcome.PASS,
    "virtual": Outcome.PASS,
    "data-card": Outcome.PASS,
    "satellite": Outcome.PASS,
    "emergency": Outcome.WEAK,
    "doubtful": Outcome.WEAK,
    "unallocated": Outcome.FAIL,
}


def mobile_prefix(value: str) -> Outcome:
    """Mainland mobile number: 11 digits, or with +86, 0086, 86 or a leading 0.

    PASS in a range that has been given out (handsets, virtual operators, data cards, satellite), WEAK where sources
    disagree (146, 148, 161) or the range is not for the public (17406 to 17412), FAIL in every other.
    """
    found = _MOBILE.fullmatch(value)
    if not found:
        return Outcome.FAIL
    number, known = found[1], tables.mobile_prefixes()
    kind = known.get(number[:3]) or known.get(number[:4]) or known.get(number[:5], "unallocated")
    return _MOBILE_KINDS[kind]


def landline_area(value: str) -> Outcome:
    """Mainland landline: 0 (or +86), area code of two or three digits, local number of seven or eight.

    PASS if the code is in use, the local number has the length used there and begins with 2 to 8; PLAUSIBLE if it begins
    with 9 or the code has gone into a neighbour's; WEAK if the code is unknown or the length is not the one used there;
    FAIL if the local number begins with 0 (trunk) or 1 (services).
    """
    found = _LANDLINE.fullmatch(value)
    if not found:
        return Outcome.FAIL
    number = found[1]
    digits = 2 if number[0] in "12" else 3
    local = number[digits:]
    if local[0] in "01" or not 7 <= len(local) <= 8:
        return Outcome.FAIL
    area = tables.landline_areas().get("0" + number[:digits])
    if area is None or len(local) not in area.lengths:
        return Outcome.WEAK
    return Outcome.PASS if area.in_use and local[0] != "9" else Outcome.PLAUSIBLE


def hk_phone(value: str) -> Outcome:
    """Hong Kong: eight digits, first 2 to 9. PASS with +852, else PLAUSIBLE; WEAK if it reads as a date (20260101)."""
    found = _HK.fullmatch(value)
    if not found:
        return Outcome.FAIL
    if found[1]:
        return Outcome.PASS
    return Outcome.WEAK if value.startswith("20") and compact_date(value) else Outcome.PLAUSIBLE


def mo_phone(value: str) -> Outcome:
    """Macau: eight digits, mobile 6, fixed 28 or 8. PASS with +853, else PLAUSIBLE."""
    found = _MO.fullmatch(value)
    if not found:
        return Outcome.FAIL
    return Outcome.PASS if found[1] else Outcome.PLAUSIBLE


def tw_phone(value: str) -> Outcome:
    """Taiwan: mobile 09 + eight digits PASS; fixed PASS with +886 and PLAUSIBLE with a leading 0; else FAIL.

    Free (0800, 0809) and premium (020) numbers are services and FAIL.
    """
    if _TW_MOBILE.fullmatch(value):
        return Outcome.PASS
    found = _TW_FIXED.fullmatch(value)
    if not found:
        return Outcome.FAIL
    if found[1]:
        return Outcome.PASS
    return Outcome.PLAUSIBLE if value[0] == "0" else Outcome.FAIL
