"""IP and MAC addresses. Their separators are part of the value and must be kept (a MAC address may lose them)."""

from __future__ import annotations

import ipaddress
import re

from leakguard.checks.outcome import Outcome

_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}", re.ASCII)
_COLONED = re.compile(r"[0-9A-F:]*:[0-9A-F:]*:[0-9A-F:.]*(?:%\w{1,16})?", re.ASCII | re.IGNORECASE)
_MAC = re.compile(
    r"[0-9A-F]{2}([:-])[0-9A-F]{2}(?:\1[0-9A-F]{2}){4}|[0-9A-F]{4}(?:[.-][0-9A-F]{4}){2}|[0-9A-F]{12}",
    re.ASCII | re.IGNORECASE,
)
_NO_SEPARATORS = str.maketrans("", "", ":.-")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")


def _ipv4(address: ipaddress.IPv4Address) -> Outcome:
    if address.packed[0] == 0 or address.is_multicast or address.is_reserved:
        return Outcome.FAIL
    return Outcome.PASS if address.is_global else Outcome.PLAUSIBLE


def ipv4(value: str) -> Outcome:
    """Dotted quad (RFC 791). PASS: public. PLAUSIBLE: private, loopback, link-local, shared, documentation (RFC 6890).

    FAIL: 0.0.0.0/8, multicast, and 240.0.0.0/4 with all netmasks and the broadcast address; leading zeros too.
    """
    if not _DOTTED.fullmatch(value):
        return Outcome.FAIL
    try:
        return _ipv4(ipaddress.IPv4Address(value))
    except ValueError:
        return Outcome.FAIL


def ipv6(value: str) -> Outcome:
    """IPv6 address (RFC 4291), a zone allowed. PASS: public. PLAUSIBLE: loopback, link-local, unique local, documentation.

    FAIL: unspecified, multicast, reserved. An address that holds an IPv4 address (``::ffff:1.2.3.4``) is judged by that.
    """
    if not _COLONED.fullmatch(value):
        return Outcome.FAIL
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return Outcome.FAIL
    if address.ipv4_mapped:
        return _ipv4(address.ipv4_mapped)
    if address.is_loopback or address.is_link_local:
        return Outcome.PLAUSIBLE
    if address.is_multicast or address.is_reserved or address.is_unspecified:
        return Outcome.FAIL
    return Outcome.PASS if address.is_global and address in _GLOBAL_UNICAST else Outcome.PLAUSIBLE


def mac_address(value: str) -> Outcome:
    """MAC address (IEEE 802, EUI-48) in pairs, in quads, or as 12 hexadecimal digits.

    PASS: separated and universally administered. PLAUSIBLE: bare digits with a letter among them, or locally
    administered (randomised by handsets). WEAK: twelve decimal digits, or a group address. FAIL: zeros or broadcast.
    """
    if not _MAC.fullmatch(value):
        return Outcome.FAIL
    digits = value.translate(_NO_SEPARATORS)
    if not digits.strip("0") or not digits.strip("Ff"):
        return Outcome.FAIL
    first = int(digits[:2], 16)
    if first & 1 or (len(value) == 12 and value.isdigit()):
        return Outcome.WEAK
    return Outcome.PLAUSIBLE if first & 2 or len(value) == 12 else Outcome.PASS
