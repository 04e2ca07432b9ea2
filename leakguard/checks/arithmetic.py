"""Checksum arithmetic shared by the checks. Every function expects ASCII digits and does not verify that."""

from __future__ import annotations

from collections.abc import Iterable
from operator import mul

_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")
_MOD_11_2_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def weighted(digits: str, weights: tuple[int, ...]) -> int:
    """Sum of digit times weight; the shorter of the two ends it."""
    total: int = sum(map(mul, digits.encode(), weights))
    return total - 48 * sum(weights[: len(digits)])


def values(alphabet: str, numbers: Iterable[int]) -> bytes:
    """Table for ``bytes.translate`` that gives each character of an ASCII alphabet its number (0 to 255)."""
    return bytes.maketrans(alphabet.encode(), bytes(numbers))


def luhn(digits: str) -> bool:
    """Luhn check (ISO/IEC 7812-1 annex B): doubled every second digit from the right, the sum divides by 10."""
    raw = digits.encode()
    return (sum(raw[::-2]) + sum(raw[-2::-2].translate(_DOUBLED)) - 48 * len(raw)) % 10 == 0


def mod_11_2(digits: str) -> str:
    """Check character (``0``-``9`` or ``X``) of 17 digits: ISO 7064 MOD 11-2 as used by GB 11643-1999."""
    return "10X98765432"[weighted(digits, _MOD_11_2_WEIGHTS) % 11]
