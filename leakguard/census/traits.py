"""What the entities say about a person, as bits, so that what is told in many records can be added up quickly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from leakguard.census.model import HAVING, Having
from leakguard.entities import entity_class
from leakguard.findings import Finding
from leakguard.legal import legal

BIT: Mapping[Having, int] = {name: 1 << index for index, name in enumerate(HAVING)}
CLEAR = 1 << len(HAVING)
"""Something is told in clear."""
HIDDEN = CLEAR << 1
"""Something is told that is hidden already."""
CONTACT = BIT["name"] | BIT["phone"] | BIT["address"]

_SAYS: Mapping[str, Having] = {
    "PERSON": "name",
    "PHONE_NUMBER": "phone",
    "ADDRESS": "address",
    "CN_RESIDENT_ID": "document",
    "CN_PASSPORT": "document",
    "CN_TRAVEL_PERMIT": "document",
    "CN_MILITARY_ID": "document",
    "HK_ID": "document",
    "MO_ID": "document",
    "TW_ID": "document",
    "CN_BANK_CARD": "account",
    "ALIPAY_ACCOUNT": "account",
    "EMAIL_ADDRESS": "online",
    "WECHAT_ID": "online",
    "QQ_NUMBER": "online",
    "PLATFORM_ACCOUNT": "online",
    "DATE_OF_BIRTH": "birth",
    "ORDER_ID": "order",
    "PAYMENT_ID": "order",
}
_HIDES = frozenset({"virtual", "partial", "region"})
"""Kinds that say less than the value would: a number that the platform alone can resolve, a surname, a region."""

_PROPERTY = 50
_OF_AGE = 14
"""PIPL art. 28 and 31: sensitive personal information of minors below this age."""

_BIRTH = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\D{0,3}(\d{1,2})\D{0,3}(\d{1,2}))?")


def is_clear(finding: Finding) -> bool:
    """Whether a finding shows its value: not hidden already, and not by a stand-in."""
    return not finding.masked and finding.kind not in _HIDES


@cache
def traits(entity: str, kind: str | None, masked: bool) -> int:
    """The bits that a finding of an entity sets for the person of its record."""
    said = _SAYS.get(entity)
    if entity_class(entity) != "personal":
        return BIT["order"] if said == "order" else 0
    if masked or kind in _HIDES:
        return HIDDEN
    bits = CLEAR | (BIT[said] if said else 0)
    law = legal(entity, kind)
    if law.category in ("sensitive", "conservative-sensitive"):
        bits |= BIT["sensitive" if law.category == "sensitive" else "conservative-sensitive"]
    return bits | (BIT["property"] if law.alone == _PROPERTY else 0)


def told(bits: int) -> int:
    """The bits with those that follow from several of them together."""
    if bits & CONTACT == CONTACT:
        bits |= BIT["contact"]
        if bits & BIT["order"]:
            bits |= BIT["order-contact"]
    if bits & BIT["name"] and bits & (BIT["document"] | BIT["account"]):
        bits |= BIT["named-document"]
    return bits


def youngest(as_of: date) -> str:
    """The birthday, as ``YYYYMMDD``, on or before which somebody is 14 at least on a day."""
    day = 28 if (as_of.month, as_of.day) == (2, 29) else as_of.day
    return f"{as_of.year - _OF_AGE:04d}{as_of.month:02d}{day:02d}"


def is_minor(finding: Finding, limit: str) -> bool:
    """Whether an ID number or a date of birth says that somebody is under 14; ``limit`` as of :func:`youngest`."""
    if not is_clear(finding):
        return False
    if finding.entity == "CN_RESIDENT_ID":
        return len(finding.canonical) == 18 and finding.canonical[6:14] > limit
    if finding.entity != "DATE_OF_BIRTH":
        return False
    born = _BIRTH.search(finding.canonical)
    if born is None:
        return False
    year, month, day = born.groups()
    return f"{year}{int(month or 1):02d}{int(day or 1):02d}" > limit
