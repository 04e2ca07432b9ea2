"""The names under which attachments go into a pack: a number, and the file's own name if that tells of nobody."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

from leakguard.evidence.archive import MAX_NAME, is_safe
from leakguard.outbox.names import plain_suffix, readable, safe_name
from leakguard.proof.searching import Searcher
from leakguard.proof.sought import Sought
from leakguard.scanning import Scanner

FOLDER = "attachments"
NEUTRAL = "attachment"
_DIGITS = re.compile(r"[0-9]{7,}")
"""There is too little around a number in a name to tell an order number from a telephone; dates and times are written apart."""

_DAY = "(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_DATE = re.compile(rf"(?<![0-9]){_DAY}(?:(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9])?)?(?![0-9])")
"""A day, perhaps with hour and minute, perhaps with the second."""


def name_in_pack(scanner: Scanner, number: int, name: str) -> str:
    """The member for the ``number``-th attachment (from 1), whose file is called ``name``."""
    shown = unicodedata.normalize("NFC", readable(PurePath(name).name))
    member = f"{FOLDER}/{number:02}-{shown}"
    tells = _DIGITS.search(_DATE.sub("", shown)) or safe_name(scanner, shown, "") != shown
    long = len(member.encode()) > MAX_NAME - len(".receipt.json")
    return neutral(number, name) if tells or long or not is_safe(member) else member


def neutral(number: int, name: str) -> str:
    """A member whose name says nothing but the suffix."""
    return f"{FOLDER}/{number:02}-{NEUTRAL}{plain_suffix(PurePath(name))}"


def is_neutral(number: int, member: str) -> bool:
    """Whether a member bears a name that says nothing."""
    return PurePath(member).stem == f"{number:02}-{NEUTRAL}"


def tells(sought: Sought, member: str) -> bool:
    """Whether a name holds something that was hidden in any of the attachments."""
    return bool(sought) and bool(Searcher(sought).find(PurePath(member).name))
