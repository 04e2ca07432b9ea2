"""Bank cards and handset identities: numbers closed by a Luhn digit."""

from __future__ import annotations

import re

from leakguard.checks import tables
from leakguard.checks.arithmetic import luhn
from leakguard.checks.outcome import Outcome

_DIGITS = re.compile(r"\d{2,}", re.ASCII)
_CARD = re.compile(r"[1-9]\d{12,18}", re.ASCII)
_IMEI = re.compile(r"\d{15}", re.ASCII)
# ISO/IEC 7812 issuer ranges that tell a card number from any other: UnionPay, Visa, Mastercard, JCB, Amex, Diners,
# Discover, and the old 9558 (ICBC), 9559 (ABC, COMM) and 9555 (CMB) series.
_NETWORK = re.compile(
    r"62\d{14,17}|81[0-7]\d{13,16}|4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|2720\d{12}"
    r"|35(?:2[89]|[3-8]\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|4[4-9]\d|5\d\d)\d{12}",
    re.ASCII,
)
_CARD_LIKE = ("62", "3", "4", "5", "60", "65", "9558", "9559", "95555")
_BIN_LENGTHS = (6, 8, 9, 10, 7, 5, 4)
_CURRENT_REPORTING_BODIES = frozenset({"01", "35", "86", "91", "98", "99"})
_FORMER_REPORTING_BODIES = frozenset({"30", "33", "44", "45", "49", "50", "51", "52", "53", "54"})


def luhn_digits(value: str) -> Outcome:
    """Luhn (ISO/IEC 7812-1 annex B): PASS or FAIL. A row of zeros FAILs though its sum is right."""
    return Outcome.PASS if _DIGITS.fullmatch(value) and luhn(value) and value.strip("0") else Outcome.FAIL


def _bin_known(value: str) -> bool:
    bins, length = tables.bank_bins(), len(value)
    return any(length in bins.get(value[:size], ()) for size in _BIN_LENGTHS)


def bank_card(value: str) -> Outcome:
    """Payment card number (ISO/IEC 7812): 13 to 19 digits, issuer range, Luhn.

    PASS: Luhn holds, and the BIN is listed with this length or the number is UnionPay's (62, 16 or 19 digits).
    PLAUSIBLE: Luhn holds in another network's range, or in a listed BIN outside all networks' ranges (old local cards).
    WEAK: the BIN is listed with this length in a network's range, but Luhn does not hold. Else FAIL.
    """
    if not _CARD.fullmatch(value):
        return Outcome.FAIL
    known = _bin_known(value)
    if not luhn(value):
        return Outcome.WEAK if known and value.startswith(_CARD_LIKE) else Outcome.FAIL
    if known:
        return Outcome.PASS if value.startswith(_CARD_LIKE) else Outcome.PLAUSIBLE
    if value.startswith("62") and len(value) in (16, 19):
        return Outcome.PASS
    return Outcome.PLAUSIBLE if _NETWORK.fullmatch(value) else Outcome.FAIL


def imei(value: str) -> Outcome:
    """IMEI (3GPP TS 23.003 clause 6.2): type allocation code (8) + serial (6) + Luhn digit.

    The code begins with its reporting body (GSMA TS.06): PASS for one that still allocates, PLAUSIBLE for a former one,
    WEAK for any other; FAIL if Luhn does not hold.
    """
    if not _IMEI.fullmatch(value) or not luhn(value) or not value.strip("0"):
        return Outcome.FAIL
    if value[:2] in _CURRENT_REPORTING_BODIES:
        return Outcome.PASS
    return Outcome.PLAUSIBLE if value[:2] in _FORMER_REPORTING_BODIES else Outcome.WEAK
