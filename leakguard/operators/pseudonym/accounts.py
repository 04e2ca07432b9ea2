"""Accounts and addresses of the network: same length and writing where the form leaves room.

Spaces: e-mail 32^n for a local part of n >= 10 characters (10^15 and more); IPv4 2^28, IPv6 2^96; QQ 10^(n-1) behind the
first digit (10^(n-2) behind the first two of ten and more), permuted, so that only numbers that differ in those fall together; names of accounts
36^(n-3) for n letters and digits (n = 8: 6 * 10^7; n = 6: 46,656, where many fall together).
"""

from __future__ import annotations

import ipaddress
import re

from leakguard.maskchars import MASK_CHARACTERS, fold
from leakguard.operators.pseudonym.keyed import Keyed
from leakguard.operators.pseudonym.knowledge import forms
from leakguard.operators.pseudonym.names import is_name, name
from leakguard.operators.pseudonym.phones import is_phone, phone
from leakguard.operators.pseudonym.written import read

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_BASE36 = "abcdefghijklmnopqrstuvwxyz0123456789"
_LOCAL = (10, 24)
_LIKE_LANDLINES = 10
"""From so many digits on a number that begins with one 0 may read as an area code and a local number."""
_ACCOUNT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._\-]{4,62})[A-Za-z0-9_]", re.ASCII)
_MOBILE = re.compile(r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}", re.ASCII)


def email(value: str, keyed: Keyed) -> str | None:
    """A mailbox in a domain that is kept for documentation (RFC 2606); the local part about as long as it was."""
    local, at, _ = fold(value).rpartition("@")
    if not at or is_email(value):
        return None
    number, new = keyed.number("email", fold(value).casefold()), ""
    for _ in range(min(max(len(local), _LOCAL[0]), _LOCAL[1])):
        number, sign = divmod(number, len(_BASE32))
        new += _BASE32[sign]
    return f"{new}@{forms()['email']['domain']}"


def is_email(value: str) -> bool:
    """Whether a mailbox stands in the domain of substitutes and is written as they are."""
    local, at, domain = value.rpartition("@")
    written = at and _LOCAL[0] <= len(local) <= _LOCAL[1] and not set(local) - set(_BASE32)
    return bool(written) and domain == forms()["email"]["domain"]


def ip(value: str, keyed: Keyed) -> str | None:
    """An address out of a block that nobody has."""
    try:
        number = keyed.number("ip", ipaddress.ip_address(fold(value)).compressed)
    except ValueError:
        return None
    if ":" not in value:
        return str(ipaddress.IPv4Address((forms()["ipv4"]["first"][0] << 24) + number % (1 << 28)))
    start = int(ipaddress.IPv6Address(f"{forms()['ipv6']['prefix']}::"))
    return str(ipaddress.IPv6Address(start + number % (1 << 96)))


def is_ip(value: str) -> bool:
    """Whether an address is in the block of substitutes."""
    first, last = forms()["ipv4"]["first"]
    head = value.partition(".")[0]
    if "." in value and head.isascii() and head.isdigit():
        return bool(first <= int(head) <= last)
    return value.lower().startswith(f"{forms()['ipv6']['prefix']}:")


def qq(value: str, keyed: Keyed) -> str | None:
    """A number that begins with 0, which no QQ number does."""
    written = read(value)
    if written is None or not written.text.isdigit() or len(written.text) < 5 or written.text[0] == "0":
        return None
    lead: str = forms()["account"]["digits"]
    if len(written.text) >= _LIKE_LANDLINES:
        lead += "0"
    gone = written.text[: len(lead)]
    return written.put(lead + keyed.digits(f"qq {gone}", written.text[len(lead) :]))


def is_qq(value: str) -> bool:
    """Whether a number begins as substitutes do."""
    return re.fullmatch(r"0[\s-]?(?:\d[\s-]?){4,11}", fold(value)) is not None


def account(value: str, canonical: str, keyed: Keyed) -> str | None:
    """An account that goes by a mailbox, a mobile number, a nickname, a number or a name of letters and digits."""
    if any(character in MASK_CHARACTERS for character in value):
        return None
    plain = fold(value)
    if "@" in plain:
        return email(value, keyed)
    if _MOBILE.fullmatch(plain):
        return phone(value, "mobile", keyed)
    if not plain.isascii():
        return name(value, canonical, keyed)
    lead: str = forms()["account"]["platform" if plain.isdigit() else "letters"]
    if not _ACCOUNT.fullmatch(plain) or len(plain) < len(lead) + 3 or (plain.isdigit() and len(plain) < 8):
        return None
    number, new = keyed.number("account", (canonical or plain).casefold()), ""
    signs = "0123456789" if plain.isdigit() else _BASE36
    for character in plain[len(lead) :]:
        number, sign = divmod(number, len(signs))
        new += signs[sign] if character.isalnum() else character
    return lead + new


def is_account(value: str) -> bool:
    """Whether an account has the form of one of those substitutes."""
    plain = fold(value)
    if "@" in plain:
        return is_email(value)
    if not plain.isascii():
        return is_name(value)
    if plain.isdigit():
        return (len(plain) >= 8 and plain.startswith(forms()["account"]["platform"])) or is_phone(value, "mobile")
    return plain.startswith(forms()["account"]["letters"]) or is_phone(value, "mobile")
