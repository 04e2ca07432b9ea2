"""Identifiers of organisations: not personal in themselves, but a sole trader's leads to a person."""

from __future__ import annotations

import re
from operator import mul

from leakguard.checks.arithmetic import values
from leakguard.checks.outcome import Outcome

_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)
_USCC_VALUES = values("0123456789ABCDEFGHJKLMNPQRTUWXY", range(31))
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC_AUTHORITIES = frozenset("123456789ANY")

_ORG = re.compile(r"[0-9A-Z]{8}[\dX]", re.ASCII)
_ORG_VALUES = values("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", range(36))
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def _org_checked(value: str) -> bool:
    total = sum(map(mul, value.encode().translate(_ORG_VALUES), _ORG_WEIGHTS))
    return "0X987654321"[total % 11] == value[8]


def uscc(value: str) -> Outcome:
    """统一社会信用代码 (GB 32100-2015): authority, type, area (6 digits), organisation code (9), check.

    31 characters without I, O, S, V, Z; weights 3^i mod 31. FAIL if the check does not hold; PASS if the organisation code
    inside holds too (GB 11714) and the authority exists; else PLAUSIBLE.
    """
    if not _USCC.fullmatch(value):
        return Outcome.FAIL
    numbers = value.encode().translate(_USCC_VALUES)
    if (sum(map(mul, numbers, _USCC_WEIGHTS)) + numbers[17]) % 31:
        return Outcome.FAIL
    return Outcome.PASS if value[0] in _USCC_AUTHORITIES and _org_checked(value[8:17]) else Outcome.PLAUSIBLE


def org_code(value: str) -> Outcome:
    """组织机构代码 (GB 11714-1997): eight letters or digits and a MOD 11 check 0-9 or X. PASS if it holds, else FAIL."""
    return Outcome.PASS if _ORG.fullmatch(value) and value[:8].strip("0") and _org_checked(value) else Outcome.FAIL
