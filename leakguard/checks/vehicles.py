"""Vehicle identification numbers and number plates."""

from __future__ import annotations

import re
from operator import mul

from leakguard.checks.arithmetic import values
from leakguard.checks.outcome import Outcome

_VIN = re.compile(r"(?=\d*[A-Z])[A-HJ-NPR-Z1-9][A-HJ-NPR-Z0-9]{16}", re.ASCII)
_VIN_VALUES = values("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "012345678912345678123457923456789"))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)

_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_HEAD = _PROVINCE + r"[A-HJ-NP-Z][·•.\- ]?"
_NEW_ENERGY = re.compile(_HEAD + r"(?:[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF])", re.ASCII)
_NEW_ENERGY_LARGE_LATER = re.compile(_HEAD + r"\d{5}[A-CEGHJK]", re.ASCII)
_ORDINARY = re.compile(_HEAD + r"([A-HJ-NP-Z0-9]{5})", re.ASCII)
_SPECIAL = re.compile(_HEAD + r"[A-HJ-NP-Z0-9]{4}[挂学警试超领]|粤Z[·•.\- ]?[A-HJ-NP-Z0-9]{4}[港澳]", re.ASCII)
_OTHER = re.compile(rf"使\d{{6}}|\d{{6}}使|WJ{_PROVINCE}?\d{{4}}[\dA-Z]|{_HEAD}[A-HJ-NP-Z0-9]{{5}}临", re.ASCII)
_MILITARY = re.compile(r"[A-HJ-NP-Z]{2}[·•.\- ]?\d{5}", re.ASCII)


def vin(value: str) -> Outcome:
    """Vehicle identification number (GB 16735-2019, ISO 3779): 17 of A-Z without I, O, Q and 0-9, not digits only.

    Position 9 is the check digit. PASS if it holds and the last four are digits; PLAUSIBLE if it holds; WEAK if only the
    last four are digits, since many imported vehicles carry no check digit; else FAIL.
    """
    if not _VIN.fullmatch(value):
        return Outcome.FAIL
    total = sum(map(mul, value.encode().translate(_VIN_VALUES), _VIN_WEIGHTS))
    checked, numbered = "0123456789X"[total % 11] == value[8], value[13:].isdigit()
    if checked:
        return Outcome.PASS if numbered else Outcome.PLAUSIBLE
    return Outcome.WEAK if numbered else Outcome.FAIL


def plate(value: str) -> Outcome:
    """Number plate (GA 36-2018): province, letter without I and O, then five of letters and digits, or six of new energy.

    PASS: ordinary plates with at most two letters in the serial, trailers, learners, police, 粤Z plates of Hong Kong and
    Macau, new energy (small: letter, letter or digit, four digits; large: five digits, D or F). PLAUSIBLE: three or four
    letters in the serial, embassies, armed police, temporary plates, large new-energy letters added since. WEAK: a
    serial without digits, and the forces' two letters + five digits.
    """
    if _NEW_ENERGY.fullmatch(value) or _SPECIAL.fullmatch(value):
        return Outcome.PASS
    if found := _ORDINARY.fullmatch(value):
        letters = sum(map(str.isalpha, found[1]))
        if letters <= 2:
            return Outcome.PASS
        return Outcome.PLAUSIBLE if letters <= 4 else Outcome.WEAK
    if _OTHER.fullmatch(value) or _NEW_ENERGY_LARGE_LATER.fullmatch(value):
        return Outcome.PLAUSIBLE
    return Outcome.WEAK if _MILITARY.fullmatch(value) else Outcome.FAIL
