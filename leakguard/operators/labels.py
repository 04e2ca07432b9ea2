"""Labels and tokens: what says only of which kind a value was, or which value it equals."""

from __future__ import annotations

import hmac
import unicodedata

from leakguard.operators.model import Context

TOKEN_DIGITS = 12
"""48 bits: among a million distinct values two share a token with a probability of 0.2 %."""

_AS_LETTERS = str.maketrans("0123456789abcdef", "bcdfghjkmnpqrstv")
"""No digits: nothing that a scan passes over as a token can be a number."""

_WRAPPING = "=\"'\t "


def keep(value: str, context: Context) -> str:  # noqa: ARG001
    """Leave the value as it is."""
    return value


def drop(value: str, context: Context) -> str:  # noqa: ARG001
    """Remove the value."""
    return ""


def replace(value: str, context: Context) -> str:
    """Put a fixed text in its place: ``<ENTITY>``, Presidio's form, which every encoding can hold.

    ``width`` pads the text with spaces, or cuts it, to the display width of the value: in a column of fixed width
    nothing moves. A cut label keeps its brackets (``<PERS>``); less than three cells are left blank.
    """
    text: str | None = context.params["with"]
    label = f"<{context.entity}>" if text is None else text
    if not context.params.get("width"):
        return label
    room = display_width(value)
    if text is not None:
        return fit(text, room)
    return fit(label if len(label) <= room else bracketed(context.entity, room), room)


def is_label(value: str, context: Context) -> bool:
    """Whether a value is the text that the policy puts in place of all others, but for what programs wrap around a cell."""
    text: str | None = context.params["with"]
    return bool(text) and value.strip(_WRAPPING) == str(text).strip(_WRAPPING)


def token(value: str, context: Context) -> str:
    """Put ``<ENTITY:hex>`` in its place: HMAC-SHA256 (RFC 2104) of entity and canonical value, 12 hexadecimal digits.

    With ``width`` the token takes the display width of the value. Where it is too long it has letters only, of four bits
    each (``<~gtdpnbch>``), as many as fit, so that narrow columns hold fewer different tokens.

    Raises:
        KeyMissingError: no key. Without one, anybody could try out all telephone numbers.
    """
    key = context.secret("token")
    message = f"{context.entity}\x1f{context.canonical or value}".encode("utf-8", "surrogatepass")
    digits = hmac.digest(key, message, "sha256").hex()[:TOKEN_DIGITS]
    whole = f"<{context.entity}:{digits}>"
    if not context.params.get("width"):
        return whole
    room = display_width(value)
    return fit(whole if len(whole) <= room else bracketed(f"~{digits.translate(_AS_LETTERS)}", room), room)


def bracketed(text: str, room: int) -> str:
    """As much of ``text`` as fits between brackets in ``room`` cells; blanks where nothing does."""
    return f"<{text[: room - 2]}>" if room >= 3 else " " * room


def fit(text: str, room: int) -> str:
    """``text`` padded or cut to ``room`` cells; half a wide character becomes a space."""
    kept, used = "", 0
    for character in text:
        cells = display_width(character)
        if used + cells > room:
            break
        kept, used = kept + character, used + cells
    return kept + " " * (room - used)


def display_width(text: str) -> int:
    """Cells that a text takes where Chinese characters take two (Unicode UAX 11: wide and full-width); marks take none."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
