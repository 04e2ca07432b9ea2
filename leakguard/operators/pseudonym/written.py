"""Numbers as people write them: the digits of a value and where they stand, and other digits written the same way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from leakguard.maskchars import cells, fold

_HAN = "〇一二三四五六七八九"
_HAN_DIGITS = {
    **{character: str(value) for value, character in enumerate(_HAN)},
    **dict(zip("零壹贰叁肆伍陆柒捌玖幺两", "012345678912", strict=True)),
}


class Written(NamedTuple):
    """A value and the offsets of its letters and digits; ``text`` is what they say in ASCII, in upper case as written."""

    value: str
    where: Sequence[int]
    text: str

    def put(self, text: str) -> str:
        """The value with other letters and digits in their places, in the same style: full-width, Chinese or plain."""
        characters = list(self.value)
        for index, new in zip(self.where, text, strict=True):
            characters[index] = styled(characters[index], new)
        return "".join(characters)


def read(value: str) -> Written | None:
    """The letters and digits of a value; None if one of them is neither an ASCII one nor a digit in other writing."""
    if value.isascii() and value.isalnum():
        return Written(value, range(len(value)), value)
    where = [start for start, _ in cells(value)]
    plain = plain_digits(value)
    text = "".join(plain[index] for index in where)
    return Written(value, where, text) if text.isascii() and text.isalnum() else None


def plain_digits(value: str) -> str:
    """``value`` folded (:func:`leakguard.maskchars.fold`), Chinese digits too; one code point for one."""
    if value.isascii():
        return value
    return "".join(_HAN_DIGITS.get(character, character) for character in fold(value))


def styled(old: str, new: str) -> str:
    """An ASCII letter or digit in the style of the character that it replaces."""
    if "０" <= old <= "ｚ":
        return chr(ord(new) + 0xFEE0)
    return _HAN[int(new)] if old in _HAN_DIGITS and new.isdigit() else new
