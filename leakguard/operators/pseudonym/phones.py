"""Telephone numbers: same grouping, prefix and length, in ranges that nobody can have (``pseudonyms.yaml``).

Spaces: mobile numbers 10^10, a permutation, so distinct numbers stay distinct; landlines a permutation under each area
code, and area codes one to one; extensions a permutation. Hong Kong, Macau and numbers without area code lose their first
digit: permuted behind it, so only numbers that differ in more than the first digit can fall together (at a million
numbers of eight digits about 44,000 of them do; 10,000 numbers have 4 such pairs).
Extensions of virtual numbers become letters a to j: the same in ``18400000000-7839``, ``张三[7839]`` and the address.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from leakguard.maskchars import Cell, fold
from leakguard.operators.pseudonym.keyed import Keyed
from leakguard.operators.pseudonym.knowledge import areas, forms, free_areas
from leakguard.operators.pseudonym.written import plain_digits, styled
from leakguard.phone_parts import split_phone

_PREFIX = r"(?:[(（]?(?:\+|00)?86[)）]?[\s\-.·]{0,3})?"
_GROUPED = re.compile(rf"({_PREFIX})(1\d\d)([ -]?)(\d{{4}})([ -]?)(\d{{4}})", re.ASCII)
_FINAL = re.compile(
    rf"{_PREFIX}(?:2(?:[\s\-.·－—]{{0,2}}\d){{10}}|02\d{{10}})"
    r"(?:\s?(?:转分机|轉分機|转|轉|分机|分機|ext\.?|[-－—x#,，;；_*(（\[【])[\s:：]?[0-9a-j]{1,8}[)）\]】]?)?",
    re.ASCII | re.IGNORECASE,
)
_ONE_LEFT = re.compile(r"\d{2}[\s\-.·－—]\d$", re.ASCII)
_TAG = re.compile(r"[\[【(（#\-转]?\s*([0-9a-j]{2,6})\s*[\])）】]?", re.ASCII)
_TAIWAN = re.compile(r"\s*[(（]?\s*(?:\+|00)?\s*886")
_MAINLAND = re.compile(r"[(（\s]*(?:\+|00)?\s*86")
_LETTERS = str.maketrans("0123456789", "abcdefghij")
_FIXED = re.compile(r"\(?0\d{2,3}\)?[ -]?[2-9]\d{2,3}[ -]?\d{4}", re.ASCII)
_TW_SPAN = 9


def phone(value: str, kind: str | None, keyed: Keyed) -> str | None:
    """A substitute; None for what is no number that could be read."""
    found = _GROUPED.fullmatch(value)
    if found:
        prefix, first, gap, second, other_gap, third = found.groups()
        new = keyed.digits("mobile", first[1:] + second + third)
        return f"{prefix}{forms()['mobile']['lead']}{new[:2]}{gap}{new[2:6]}{other_gap}{new[6:]}"
    tag = _TAG.fullmatch(value) if kind == "virtual" else None
    if tag:
        start, end = tag.span(1)
        return value[:start] + _extension(tag[1], True, keyed) + value[end:]
    number = _read(value)
    new_number = None if number is None else _substitute(number.digits, kind, value, keyed)
    if number is None or new_number is None:
        return None
    virtual = len(number.digits) == 11 and number.digits[0] == "1"
    new = new_number + _extension(number.extension, virtual, keyed)
    characters = list(value)
    for (start, _), sign in zip(number.where, new, strict=True):
        characters[start] = styled(characters[start], sign)
    return "".join(characters)


def is_phone(value: str, kind: str | None) -> bool:
    """Whether a value has the form of a substitute."""
    if value.isascii() and value.isdigit() and len(value) == 11:
        if value[0] != "0":
            return value[0] == "2"
    elif _GROUPED.fullmatch(value):
        return False
    elif _FINAL.fullmatch(plain_digits(value)) and not _ONE_LEFT.search(value):
        return True
    tag = _TAG.fullmatch(value)
    if tag:
        return tag[1].isalpha()
    number = _read(value)
    if number is None or (len(number.digits) == 11 and number.digits[0] in "12"):
        return False
    digits = number.digits
    taiwan = kind == "tw" or _TAIWAN.match(value)
    if taiwan and 8 <= len(digits) <= 10 and digits.removeprefix("0").startswith(forms()["taiwan"]["lead"]):
        return True
    if len(digits) in (7, 8):
        return digits.startswith(forms()["local"]["lead"])
    if len(digits) in (9, 10) and digits.startswith("0" + forms()["taiwan"]["lead"]) and digits[2] != "0":
        return True
    area, local = _area(digits, value)
    return _complete(area, local) and area in free_areas(len(area))


class _Number(NamedTuple):
    """The digits of the number and of its extension, and the cells of both."""

    digits: str
    extension: str
    where: list[Cell]


def _read(value: str) -> _Number | None:
    """None if anything in it is no digit (a mask character, a letter)."""
    if _FIXED.fullmatch(value):
        places = [index for index, character in enumerate(value) if character.isdigit()]
        return _Number("".join(value[index] for index in places), "", [(index, index + 1) for index in places])
    parts, text = split_phone(value), plain_digits(value)
    inside = [*parts.area, *parts.subscriber]
    digits = "".join(text[start] for start, _ in inside)
    extension = "".join(text[start] for start, _ in parts.extension)
    if (
        not digits.isascii()
        or not digits.isdigit()
        or not (extension or "0").isascii()
        or not (extension or "0").isdigit()
    ):
        return None
    return _Number(digits, extension, [*inside, *parts.extension])


def _substitute(number: str, kind: str | None, value: str, keyed: Keyed) -> str | None:
    if len(number) == 11 and number[0] == "1":
        return str(forms()["mobile"]["lead"]) + keyed.digits("mobile", number[1:])
    if kind == "tw" or _TAIWAN.match(value):
        return _taiwan(number, keyed)
    area, local = _area(number, value)
    if _complete(area, local):
        known, free = areas(len(area)), free_areas(len(area))
        if area not in known:
            return None
        new = free[keyed.permuted("area", known.index(area), len(free))]
        return new[len(area) - (len(number) - len(local)) :] + keyed.digits(f"local {area}", local)
    if len(number) in (7, 8):
        return str(forms()["local"]["lead"]) + keyed.digits(f"first {number[0]}", number[1:])
    return None


def _taiwan(number: str, keyed: Keyed) -> str | None:
    """Trunk 0 or not, then 1, then the other digits, of which the first is never 0 (else the 1 and it would be 010, Beijing)."""
    trunk = "0" if number.startswith("0") else ""
    digits = number[len(trunk) :]
    if not 8 <= len(digits) <= 9:
        return None
    unit = 10 ** (len(digits) - 2)
    mixed = keyed.permuted(f"taiwan {digits[0]}", int(digits[1:]) % (_TW_SPAN * unit), _TW_SPAN * unit)
    return f"{trunk}{forms()['taiwan']['lead']}{mixed + unit}"


def _area(number: str, value: str) -> tuple[str, str]:
    """The area code with its trunk 0 and the local number; the 0 may be missing behind a country code."""
    if not number.startswith("0"):
        mobile = len(number) == 11 and number[0] in "12"
        if mobile or not 9 <= len(number) <= 11 or not _MAINLAND.match(fold(value)):
            return "", number
        number = "0" + number
    if not 10 <= len(number) <= 12:
        return "", number
    length = 3 if number[1] in "12" else 4
    return number[:length], number[length:]


def _complete(area: str, local: str) -> bool:
    """Codes of three digits have local numbers of eight; so nothing here has the ten digits of a number in Taiwan."""
    return len(local) == 8 if len(area) == 3 else bool(area) and 7 <= len(local) <= 8


def _extension(digits: str, virtual: bool, keyed: Keyed) -> str:
    mixed = keyed.digits("extension", digits)
    return mixed.translate(_LETTERS) if virtual else mixed
