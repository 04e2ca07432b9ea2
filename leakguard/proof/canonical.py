"""One spelling of a JSON value, so that equal values have equal bytes, to be hashed and signed.

RFC 8785 (JSON Canonicalization Scheme) for what receipts hold: objects, arrays, texts, integers, true, false and null.
Keys are sorted by UTF-16 code units (section 3.2.3); there is no white space; texts are UTF-8 and escape what JSON must escape only.
Numbers with a fraction are refused: their spelling is the part of the standard that is easily got wrong.
"""

from __future__ import annotations

import json
from typing import Any

EXACT = 2**53
"""From here on integers are not exact in every JSON reader (RFC 8785 section 3.2.2.3, RFC 7493 section 2.2)."""


def canonical(value: Any) -> bytes:
    """The bytes of a value. Raises :class:`ValueError` for what has no canonical form here."""
    return _written(value).encode("utf-8")


def _written(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        if abs(value) >= EXACT:
            raise ValueError("an integer beyond 2^53 has no canonical form")
        return str(value)
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("a key that is no text has no canonical form")
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{_written(key)}:{_written(value[key])}" for key in keys) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_written, value)) + "]"
    raise ValueError(f"a value of type {type(value).__name__} has no canonical form")
