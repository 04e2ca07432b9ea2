"""Passports, and identity cards of Hong Kong, Macau and Taiwan."""

from __future__ import annotations

import re

from leakguard.checks.arithmetic import weighted
from leakguard.checks.outcome import Outcome

_PASSPORT = re.compile(
    r"E\d{8}|E[A-HJ-NP-Z]\d{7}|G\d{8}|[PSD]E\d{7}|[PSD]\.?\d{7,8}|[KH]\d{8}|KJ\d{7}|MA\d{7}", re.ASCII
)
_PASSPORT_OLD = re.compile(r"1[45]\d{7}", re.ASCII)
_HKID = re.compile(r"([A-Z]{1,2})(\d{6})[(（]?([\dA])[)）]?", re.ASCII)
_TWID = re.compile(r"([A-Z])([1289A-D])(\d{8})", re.ASCII)
_MACAU = re.compile(r"[157]/?\d{6}[(（/]?\d[)）]?", re.ASCII)

_TW_LETTERS = {letter: number for number, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", 10)}


def passport_cn(value: str) -> Outcome:
    """Numbers of Chinese passports: E/G ordinary, PE/SE/DE and P/S/D official, K/H/KJ Hong Kong, MA Macau.

    The printed number has no check digit (only the ICAO 9303 machine-readable zone has), so a right shape is PLAUSIBLE;
    the nine digits beginning 14 or 15 of passports that have long expired are WEAK.
    """
    if _PASSPORT.fullmatch(value):
        return Outcome.PLAUSIBLE
    return Outcome.WEAK if _PASSPORT_OLD.fullmatch(value) else Outcome.FAIL


def hkid(value: str) -> Outcome:
    """Hong Kong identity card: one or two letters, six digits, check character 0-9 or A; brackets may be kept.

    Eight places weighted 9 to 2, an absent first letter counts 36, A = 10 .. Z = 35; the check makes the sum divide by
    11. PASS if it does, else FAIL: the shape alone is that of countless article numbers.
    """
    found = _HKID.fullmatch(value)
    if not found:
        return Outcome.FAIL
    letters, digits, check = found.groups()
    first = ord(letters[0]) - 55 if len(letters) == 2 else 36
    total = first * 9 + (ord(letters[-1]) - 55) * 8 + weighted(digits, (7, 6, 5, 4, 3, 2)) + int(check, 16)
    return Outcome.PASS if total % 11 == 0 else Outcome.FAIL


def twid(value: str) -> Outcome:
    """Taiwan national ID (letter + 1 or 2 + 8 digits) and resident certificates (統一證號).

    Certificates have 8 or 9 in the second place since 2021-01-02 and A to D before. Letters count 10 to 35 in the order
    of the counties' codes; weights 1 9 8 7 6 5 4 3 2 1 1; PASS if the sum divides by 10, else FAIL.
    """
    found = _TWID.fullmatch(value)
    if not found:
        return Outcome.FAIL
    letter, second, rest = found.groups()
    tens, units = divmod(_TW_LETTERS[letter], 10)
    kind = _TW_LETTERS[second] % 10 if second.isalpha() else int(second)
    total = tens + units * 9 + kind * 8 + weighted(rest, (7, 6, 5, 4, 3, 2, 1, 1))
    return Outcome.PASS if total % 10 == 0 else Outcome.FAIL


def macau_id(value: str) -> Outcome:
    """Macau resident identity card (BIR): 1, 5 or 7, six digits, one check digit whose rule is unpublished: PLAUSIBLE."""
    return Outcome.PLAUSIBLE if _MACAU.fullmatch(value) else Outcome.FAIL
