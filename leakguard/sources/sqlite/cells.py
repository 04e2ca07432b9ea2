"""Values of SQLite as the texts of cells, and texts back as values of the same kind.

SQLite keeps whatever a program stored: text that is no UTF-8 (GBK, mostly), text in BLOBs, numbers in columns of text.
"""

from __future__ import annotations

from collections.abc import Sequence

Value = str | int | float | bytes | None

_PLAUSIBLE = 0.9
_SAMPLE = 4096
_LARGEST_EXACT = 2.0**63


class ForeignText(bytes):
    """A value of type TEXT whose bytes are no UTF-8."""

    __slots__ = ()


def decoded(raw: bytes) -> str | ForeignText:
    """A value of type TEXT; what ``sqlite3.Connection.text_factory`` is set to."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return ForeignText(raw)


def texts(values: Sequence[Value]) -> Sequence[str | None]:
    """The cells of a column; None for NULL and for bytes that are no text."""
    kinds = set(map(type, values))
    if kinds <= {str, type(None)}:
        return values  # type: ignore[return-value]
    if kinds == {int}:
        return list(map(str, values))
    return [_text(value) for value in values]


def _text(value: Value) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        codec = codec_of(value)
        return None if codec is None else value.decode(codec)
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_EXACT:
        return str(int(value))
    return str(value)


def codec_of(value: bytes) -> str | None:
    """The encoding of bytes that are text: UTF-8, UTF-16, or GB18030 where they are stored as text; None otherwise."""
    if isinstance(value, ForeignText):
        return "gb18030" if _decodes(value, "gb18030") else None
    utf8 = b"\0" not in value and _decodes(value, "utf-8")
    if utf8 and (value.isascii() or len(value) % 2 or _reads(value, "utf-8")):
        return "utf-8"
    wide = None if len(value) % 2 else next((c for c in ("utf-16-le", "utf-16-be") if _reads(value, c)), None)
    return wide or ("utf-8" if utf8 else None)


def _decodes(value: bytes, codec: str) -> bool:
    try:
        value.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _reads(value: bytes, codec: str) -> bool:
    """Whether bytes read as text: no control characters, and nearly all of it ASCII or Han."""
    try:
        text = value.decode(codec)
    except UnicodeDecodeError:
        return False
    usual = sum(
        " " <= character <= "~" or character in "\t\r\n\ufeff" or "一" <= character <= "鿿" or "　" <= character <= "￮"
        for character in text[:_SAMPLE]
    )
    return usual >= _PLAUSIBLE * len(text[:_SAMPLE]) and "\0" not in text


def value_like(original: Value, text: str) -> Value:
    """An edited text as a value: bytes stay bytes in their encoding, all else becomes text.

    Raises :class:`UnicodeEncodeError` if the encoding of the original cannot hold it.
    """
    if not isinstance(original, bytes):
        return text
    raw = text.encode(codec_of(original) or "utf-8")
    return ForeignText(raw) if isinstance(original, ForeignText) else raw
