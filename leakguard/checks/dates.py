"""Calendar dates, and dates of birth in the ways people write them."""

from __future__ import annotations

import datetime as dt
import re

from leakguard.checks.outcome import Outcome

_EARLIEST_BIRTH = dt.date(1900, 1, 1)
_REPUBLIC_OFFSET = 1911  # Year 1 of the Republic (民國元年) is 1912.

_YEAR_FIRST = re.compile(
    r"(\d{4})(?:([-./])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号號]?|(\d\d)(\d\d))", re.ASCII
)
_YEAR_LAST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})", re.ASCII)
_REPUBLIC = re.compile(
    r"(?:中[华華])?民[国國](\d{1,3})(?:年(\d{1,2})月(\d{1,2})[日号號]?|([-./])(\d{1,2})\4(\d{1,2}))", re.ASCII
)
_SHORT_YEAR = re.compile(
    r"(\d\d)(?:([-./])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号號]?|(\d\d)(\d\d))", re.ASCII
)


def today() -> dt.date:
    """The current date of this machine. Tests replace it."""
    return dt.date.today()


def calendar_date(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def compact_date(digits: str) -> dt.date | None:
    """The date written as eight digits ``yyyymmdd``, or None."""
    return calendar_date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))


def short_date(year: int, month: int, day: int) -> dt.date | None:
    """The latest date not after today whose year ends in these two digits, or None."""
    now = today()
    for century in (now.year // 100 * 100, now.year // 100 * 100 - 100):
        found = calendar_date(century + year, month, day)
        if found is not None and found <= now:
            return found
    return None


def _four_digit_year(value: str) -> dt.date | None:
    if found := _YEAR_FIRST.fullmatch(value):
        year, month, day = (int(part) for part in found.groups() if part and part not in "-./")
        return calendar_date(year, month, day)
    if found := _YEAR_LAST.fullmatch(value):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        return calendar_date(year, first, second) or calendar_date(year, second, first)
    if found := _REPUBLIC.fullmatch(value):
        year, month, day = (int(part) for part in found.groups() if part and part not in "-./")
        return calendar_date(year + _REPUBLIC_OFFSET, month, day)
    return None


def date_of_birth(value: str) -> Outcome:
    """A day between 1900-01-01 and today, so the date of birth of somebody alive or not long dead.

    Separators are kept: ``1990-05-06``, ``1990.5.6``, ``1990/05/06``, ``19900506``, ``1990年5月6日``, ``05/06/1990`` (either
    order of day and month) and ``民國79年5月6日`` are PLAUSIBLE, because a date alone never proves a birth. Two-digit years
    (``90.05.06``, ``900506``) are WEAK. No such day, a future one, or one before 1900: FAIL.
    """
    value = value.replace(" ", "")
    born = _four_digit_year(value)
    if born is not None:
        return Outcome.PLAUSIBLE if _EARLIEST_BIRTH <= born <= today() else Outcome.FAIL
    if found := _SHORT_YEAR.fullmatch(value):
        year, month, day = (int(part) for part in found.groups() if part and part not in "-./")
        return Outcome.WEAK if short_date(year, month, day) else Outcome.FAIL
    return Outcome.FAIL
