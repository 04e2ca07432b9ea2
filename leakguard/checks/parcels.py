"""Waybill, order and payment numbers: identifiers that lead to a person through a carrier or a platform."""

from __future__ import annotations

import datetime as dt
import re

from leakguard.checks import dates, tables
from leakguard.checks.arithmetic import weighted
from leakguard.checks.outcome import Outcome

_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)([A-Z]{2})", re.ASCII)
_SUB_PARCEL = re.compile(r"(?:[-_]\d{1,3}){1,3}-?$", re.ASCII)
_GRADES = (("current", Outcome.PASS), ("loose", Outcome.PLAUSIBLE), ("legacy", Outcome.WEAK))
_FIRST_ORDER = dt.date(2003, 1, 1)  # Taobao opened in 2003; no platform's order is older.


def s10(value: str) -> Outcome:
    """Postal item (UPU S10): two letters, eight digits, check, ISO 3166-1 alpha-2 country.

    Weights 8 6 4 2 3 5 9 7; 11 - sum mod 11, where 10 becomes 0 and 11 becomes 5. PASS if the check holds, WEAK if it
    holds and the country is unknown, else FAIL.
    """
    found = _S10.fullmatch(value)
    if not found:
        return Outcome.FAIL
    if "50987654321"[weighted(found[1], (8, 6, 4, 2, 3, 5, 9, 7)) % 11] != found[2]:
        return Outcome.FAIL
    return Outcome.PASS if found[3] in tables.countries("alpha2") else Outcome.WEAK


def tracking_number(value: str) -> Outcome:
    """Waybill number of any courier in ``couriers.csv``, or UPU S10; a sub-parcel's ``-1-2`` may follow.

    PASS: a distinctive shape in use. PLAUSIBLE: a shape in use that is little more than a length. WEAK: no longer given
    out, or S10 with a wrong check digit. Else FAIL.
    """
    value = _SUB_PARCEL.sub("", value)
    if _S10.fullmatch(value):
        return Outcome.PASS if s10(value) is Outcome.PASS else Outcome.WEAK
    shapes = tables.waybill_shapes()
    for grade, outcome in _GRADES:
        if shapes[grade].fullmatch(value):
            return outcome
    return Outcome.FAIL


def _dated(digits: str) -> bool:
    """Whether ``yymmdd`` or ``yyyymmdd`` is a day on which a platform can have taken an order (tomorrow allowed)."""
    day = dates.compact_date(digits if len(digits) == 8 else "20" + digits)
    return day is not None and _FIRST_ORDER <= day <= dates.today() + dt.timedelta(days=1)


def _numbered(value: str, kind: str) -> Outcome:
    for shape in tables.number_shapes(kind):
        found = shape.pattern.fullmatch(value)
        if found and (not found.lastindex or _dated(found[1])):
            return Outcome.PASS if shape.grade == "distinct" else Outcome.PLAUSIBLE
    return Outcome.FAIL


def order_id(value: str) -> Outcome:
    """Order number of a platform in ``order_numbers.csv``: PASS with a platform's prefix or date, PLAUSIBLE by length."""
    return _numbered(value, "order")


def payment_id(value: str) -> Outcome:
    """Transaction number of Alipay or WeChat Pay (28 digits with a date inside): PASS; WeChat Pay's 4200 alone PLAUSIBLE."""
    return _numbered(value, "payment")
