"""Cards, travel documents, vehicles and devices: same length and writing, in ranges that are given to nobody.

Spaces: cards 10^(n-3) for n digits (of a million cards of 16 digits two share a substitute with a probability of 5 %, of
those of 19 none do; the Luhn digit is not kept); documents permuted behind their first letter, so only two that differ in that letter can fall together; plates
1.4 * 10^9 for five characters (at a million plates 350 share a substitute with another); IMEI 10^12.
"""

from __future__ import annotations

import re

from leakguard.checks.arithmetic import luhn
from leakguard.operators.pseudonym.keyed import Keyed
from leakguard.operators.pseudonym.knowledge import forms
from leakguard.operators.pseudonym.written import read

_UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_PLATE_SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(rf"([{_PROVINCES}])([A-Z])(\W{{0,5}})([A-Z0-9]{{4,6}})([挂学警港澳试超领]?)", re.IGNORECASE)
_DOCUMENT = re.compile(r"[A-Z][A-Z]?\d{6,10}[A-Z]?", re.ASCII)


def bank_card(value: str, keyed: Keyed) -> str | None:
    """A number that no payment card has."""
    written = read(value)
    if written is None or not written.text.isdigit() or not 12 <= len(written.text) <= 30:
        return None
    lead = str(forms()["bank_card"]["lead"])
    rest = len(written.text) - len(lead)
    return written.put(f"{lead}{keyed.number('card', written.text) % 10**rest:0{rest}d}")


def is_bank_card(value: str) -> bool:
    """Whether a number has the form of a substitute."""
    written = read(value)
    return (
        written is not None
        and written.text.isdigit()
        and 12 <= len(written.text) <= 30
        and written.text.startswith(forms()["bank_card"]["lead"])
    )


def document(value: str, keyed: Keyed) -> str | None:
    """Passports and travel permits that begin with a letter."""
    written = read(value)
    if written is None or not _DOCUMENT.fullmatch(written.text.upper()) or is_document(value):
        return None
    body = permuted_signs(written.text[1:], "document", keyed)
    return written.put(like(written.text, forms()["document"]["lead"] + body))


def is_document(value: str) -> bool:
    """Whether a number has the form of a substitute."""
    written = read(value)
    if written is None:
        return False
    text = written.text.upper()
    return text.startswith(forms()["document"]["lead"]) and _DOCUMENT.fullmatch(text) is not None


def tw_id(value: str, keyed: Keyed) -> str | None:
    """Taiwan: a letter, 0, and eight digits; the check digit is not kept."""
    written = read(value)
    if written is None or not re.fullmatch(r"[A-Za-z][1289]\d{8}", written.text, re.ASCII):
        return None
    letter = ord(written.text[0].upper()) - ord("A")
    mixed = keyed.permuted("tw", letter * 10**8 + int(written.text[1:9]), 26 * 10**8)
    first, rest = divmod(mixed, 10**8)
    return written.put(like(written.text, f"{chr(ord('A') + first)}{forms()['tw_id']['second']}{rest:08d}"))


def is_tw_id(value: str) -> bool:
    """Whether a number has the form of a substitute."""
    written = read(value)
    return written is not None and re.fullmatch(r"[A-Za-z]0\d{8}", written.text, re.ASCII) is not None


def vin(value: str, keyed: Keyed) -> str | None:
    """Vehicle identification numbers."""
    written = read(value)
    if written is None or len(written.text) != 17 or is_vin(value):
        return None
    body = permuted_signs(written.text[1:], "vin", keyed)
    return written.put(like(written.text, forms()["vin"]["lead"] + body))


def is_vin(value: str) -> bool:
    """Whether a number has the form of a substitute."""
    written = read(value)
    return written is not None and len(written.text) == 17 and written.text[0].upper() == forms()["vin"]["lead"]


def plate(value: str, keyed: Keyed) -> str | None:
    """Number plates: another province, the letter I, other characters; what follows (挂, 警 ...) stays."""
    found = _PLATE.fullmatch(value)
    if found is None or is_plate(value):
        return None
    province, letter, gap, signs, end = found.groups()
    mixed = keyed.number("plate", (province + letter + signs + end).upper())
    mixed, index = divmod(mixed, len(_PROVINCES))
    new = ""
    for _ in signs:
        mixed, sign = divmod(mixed, len(_PLATE_SIGNS))
        new += _PLATE_SIGNS[sign]
    return f"{_PROVINCES[index]}{like(letter, forms()['plate']['letter'])}{gap}{like(signs, new)}{end}"


def is_plate(value: str) -> bool:
    """Whether a plate has the form of a substitute."""
    found = _PLATE.fullmatch(value)
    return found is not None and found[2].upper() == forms()["plate"]["letter"]


def imei(value: str, keyed: Keyed) -> str | None:
    """Handset identities: those of test equipment, with a right Luhn digit."""
    written = read(value)
    if written is None or not written.text.isdigit() or len(written.text) != 15 or is_imei(value):
        return None
    body = f"{forms()['imei']['lead']}{keyed.number('imei', written.text[:14]) % 10**12:012d}"
    return written.put(next(body + str(digit) for digit in range(10) if luhn(body + str(digit))))


def is_imei(value: str) -> bool:
    """Whether a number has the form of a substitute."""
    written = read(value)
    return written is not None and len(written.text) == 15 and written.text.startswith(forms()["imei"]["lead"])


def permuted_signs(text: str, label: str, keyed: Keyed) -> str:
    """Letters and digits as others of their class, in upper case; distinct texts of the same classes stay distinct."""
    number, size = 0, 1
    for character in text.upper():
        signs = "0123456789" if character.isdigit() else _UPPER
        place = signs.find(character)
        number, size = number * len(signs) + max(place, 0), size * len(signs)
    mixed = keyed.permuted(label, number, size)
    new = ""
    for character in reversed(text):
        signs = "0123456789" if character.isdigit() else _UPPER
        mixed, place = divmod(mixed, len(signs))
        new = signs[place] + new
    return new


def like(old: str, new: str) -> str:
    """``new`` in the case of ``old``, letter by letter; in upper case beside what has none."""
    return "".join(n.lower() if o.islower() else n for o, n in zip(old, new, strict=True))
