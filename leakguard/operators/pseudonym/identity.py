"""Resident identity numbers: GB 11643 with a right check digit, in a province that does not exist.

Area, month and day, and sequence are permuted together (1.2 * 10^11 numbers for each year of birth), so distinct numbers
stay distinct. The year of birth stays. Foreigners' cards (first digit 9) keep the 9 and get a free province behind it.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

from leakguard.checks.arithmetic import mod_11_2
from leakguard.operators.pseudonym.keyed import Keyed
from leakguard.operators.pseudonym.knowledge import free_provinces, provinces
from leakguard.operators.pseudonym.written import read


def resident_id(value: str, keyed: Keyed) -> str | None:
    """A substitute; None for what is no identity number with a date in it (a damaged one)."""
    written = read(value)
    parts = _parts(written.text) if written else None
    if written is None or parts is None:
        return None
    nine, province, division, year, day, sequence = parts
    if province not in provinces():
        return None
    days, thousand = _days(year), 10 ** len(division)
    number = ((provinces().index(province) * thousand + int(division)) * days + day) * 1000 + int(sequence)
    mixed = keyed.permuted(f"resident {year} {nine}", number, len(provinces()) * thousand * days * 1000)
    mixed, new_sequence = divmod(mixed, 1000)
    mixed, new_day = divmod(mixed, days)
    new_province, new_division = divmod(mixed, thousand)
    born = dt.date(year, 1, 1) + dt.timedelta(days=new_day)
    long = len(written.text) == 18
    body = f"{nine}{free_provinces()[new_province]}{new_division:0{len(division)}d}"
    body += f"{year if long else year % 100:02d}{born.month:02d}{born.day:02d}"
    body += f"{new_sequence:03d}"
    check = mod_11_2(body) if long else ""
    return written.put(body + (check.lower() if written.text[-1] == "x" else check))


def is_resident_id(value: str) -> bool:
    """Whether a value has the form of a substitute, check digit included."""
    if value.isascii() and value[:1] != "9" and value[:2] in provinces():
        return False
    written = read(value)
    parts = _parts(written.text) if written else None
    if written is None or parts is None or parts[1] not in free_provinces():
        return False
    return len(written.text) == 15 or mod_11_2(written.text[:17]) == written.text[17].upper()


def _parts(text: str) -> tuple[str, str, str, int, int, str] | None:
    """First digit if it is 9, province, division, year, day of the year from 0, sequence."""
    if len(text) not in (15, 18):
        return None
    nine = "9" if len(text) == 18 and text[0] == "9" else ""
    at = len(nine)
    province, division = text[at : at + 2], text[at + 2 : 6]
    date, sequence = (text[6:14], text[14:17]) if len(text) == 18 else ("19" + text[6:12], text[12:])
    if not (province + division + date + sequence).isdigit() or not (len(text) == 15 or _closes(text[17])):
        return None
    try:
        born = dt.date(int(date[:4]), int(date[4:6]), int(date[6:]))
    except ValueError:
        return None
    return nine, province, division, born.year, (born - dt.date(born.year, 1, 1)).days, sequence


def _closes(character: str) -> bool:
    return character.isdigit() or character in "Xx"


@cache
def _days(year: int) -> int:
    return (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days
