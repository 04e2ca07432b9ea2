"""Keyed choices: permutations of a range, and numbers that depend on a text.

A permutation is a Feistel network over ``[0, a) x [0, b)`` with modular addition, the shape of FF1 in NIST SP 800-38G
(8 rounds here, as in its FF3-1), walking cycles where the range is smaller than ``a * b``. The round function is keyed
BLAKE2b (RFC 7693) instead of AES: its state is copied, not set up anew, which makes a permutation cost a few
microseconds. Subkeys are HMAC-SHA256 (RFC 2104) of the job's key and a label, so that two uses never share a round.
As all encryption of small ranges it hides which value it was, not how large the range is.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from math import isqrt

_ROUNDS = 8


class Permutation:
    """A bijection of ``[0, size)`` that nobody without the key can tell from any other."""

    __slots__ = ("_left", "_right", "_rounds", "size")

    def __init__(self, key: bytes, size: int) -> None:
        self.size = size
        self._left = isqrt(size - 1) + 1 if size > 1 else 1
        self._right = -(-size // self._left)
        length = max(self._left, self._right).bit_length() // 8 + 8  # 64 bits more than a half has: no bias to speak of
        self._rounds = [
            hashlib.blake2b(key=key, person=bytes([number]), digest_size=min(length, 64)) for number in range(_ROUNDS)
        ]

    def __call__(self, number: int) -> int:
        """Where ``number`` goes."""
        size, width = self.size, self._right
        while True:
            left, right = divmod(number, width)
            for index, state in enumerate(self._rounds):
                mixed = state.copy()
                if index & 1:
                    mixed.update(b"%d" % left)
                    right = (right + int.from_bytes(mixed.digest(), "big")) % width
                else:
                    mixed.update(b"%d" % right)
                    left = (left + int.from_bytes(mixed.digest(), "big")) % self._left
            number = left * width + right
            if number < size:
                return number


class Keyed:
    """Everything that one key decides. Immutable but for permutations, which are made when first needed."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"leakguard pseudonym 1", "sha256")
        self._permutations: dict[tuple[str, int], Permutation] = {}
        self._states: dict[str, hashlib.blake2b] = {}

    def permuted(self, label: str, number: int, size: int) -> int:
        """``number`` of ``[0, size)``, permuted under a label."""
        permutation = self._permutations.get((label, size))
        if permutation is None:
            permutation = Permutation(self._subkey(f"permutation {label} {size}"), size)
            self._permutations[label, size] = permutation
        return permutation(number)

    def digits(self, label: str, digits: str) -> str:
        """A row of digits as another one of the same length; distinct rows stay distinct."""
        return f"{self.permuted(label, int(digits), 10 ** len(digits)):0{len(digits)}d}" if digits else ""

    def number(self, label: str, text: str) -> int:
        """512 bits that depend on a text."""
        state = self._states.get(label)
        if state is None:
            state = self._states[label] = hashlib.blake2b(key=self._subkey(f"number {label}"))
        mixed = state.copy()
        mixed.update(text.encode("utf-8", "surrogatepass"))
        return int.from_bytes(mixed.digest(), "big")

    def _subkey(self, label: str) -> bytes:
        return hmac.digest(self._key, label.encode(), "sha256")


@lru_cache(maxsize=4)
def keyed(key: bytes) -> Keyed:
    """What a key decides; kept for the next value."""
    return Keyed(key)
