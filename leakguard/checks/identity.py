"""Numbers of mainland identity cards and residence permits."""

from __future__ import annotations

import datetime as dt
import re

from leakguard.checks import dates, tables
from leakguard.checks.arithmetic import mod_11_2
from leakguard.checks.outcome import Outcome

_EIGHTEEN = re.compile(r"[1-9]\d{16}[\dXx]", re.ASCII)
_FIFTEEN = re.compile(r"[1-9]\d{14}", re.ASCII)
_FOREIGNER_OLD = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)
_EARLIEST_BIRTH = dt.date(1850, 1, 1)
_CENTENARIANS = frozenset({"996", "997", "998", "999"})


def _born(digits: str) -> bool:
    """Whether ``yyyymmdd`` is a day between 1850 and today."""
    born = dates.compact_date(digits)
    return born is not None and _EARLIEST_BIRTH <= born <= dates.today()


def _citizen(value: str) -> Outcome:
    if not _born(value[6:14]):
        return Outcome.FAIL
    checked = mod_11_2(value[:17]) == value[17].upper()
    if value[:6] in tables.resident_areas():
        return Outcome.PASS if checked else Outcome.WEAK
    return Outcome.WEAK if checked and value[:2] in tables.provinces() else Outcome.FAIL


def _foreigner(value: str) -> Outcome:
    """9 + province (2) + country (3, ISO 3166-1 numeric) + birth (8) + sequence (3) + check (1)."""
    if not _born(value[6:14]) or value[1:3] not in tables.provinces():
        return Outcome.FAIL
    checked = mod_11_2(value[:17]) == value[17].upper()
    if value[3:6] in tables.countries("numeric"):
        return Outcome.PASS if checked else Outcome.WEAK
    return Outcome.PLAUSIBLE if checked else Outcome.FAIL


def _first_generation(value: str) -> Outcome:
    century = "18" if value[12:] in _CENTENARIANS else "19"
    if value[:6] in tables.resident_areas() and _born(century + value[6:12]):
        return Outcome.PLAUSIBLE
    return Outcome.FAIL


def resident_id(value: str) -> Outcome:
    """公民身份号码 (GB 11643-1999): 6 area + 8 birth + 3 sequence + 1 check (ISO 7064 MOD 11-2).

    Also residence permits of Hong Kong, Macau and Taiwan residents (areas 810000, 820000, 830000, since 2018-09-01) and
    foreigners' cards of the version of 2023-12-01 (first digit 9). A day of birth outside 1850..today: FAIL.

    PASS: check, birth and area (known in any year, abolished or not) all hold. WEAK: one of check or area does not hold;
    that covers mistyped numbers and those whose last digits a spreadsheet turned into 0. PLAUSIBLE: the 15-digit number
    of the first generation (GB 11643-1989, no check digit) with a real area and birth, or a foreigner's card whose check
    holds and whose country code is unknown (its layout is known from secondary sources only).
    """
    if _EIGHTEEN.fullmatch(value):
        return _foreigner(value) if value[0] == "9" else _citizen(value)
    return _first_generation(value) if _FIFTEEN.fullmatch(value) else Outcome.FAIL


def foreigner_card_old(value: str) -> Outcome:
    """Foreigner's permanent residence card of 2004 and 2017: ISO 3166-1 alpha-3 country + 12 digits.

    PLAUSIBLE if the digits read as area (4) + birth (yymmdd) + 2, WEAK if only the country is real, else FAIL.
    """
    if not _FOREIGNER_OLD.fullmatch(value) or value[:3] not in tables.countries("alpha3"):
        return Outcome.FAIL
    born = dates.short_date(int(value[7:9]), int(value[9:11]), int(value[11:13]))
    return Outcome.PLAUSIBLE if born and value[3:5] in tables.provinces() else Outcome.WEAK
