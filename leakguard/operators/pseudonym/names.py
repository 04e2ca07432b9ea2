"""Names: same length, script, separators and case; a form of address stays, and so does a virtual number's tag as a tag.

A Chinese substitute begins with a character that is no surname, so that it is nobody's name; a Latin one begins with a word
that is none. Names are not permuted: what is written as a name is no range that could be. Spaces: 119 * 640^(n-1) for n Chinese
characters. Among a million different names of three characters about 10,000 pairs fall together, among 10,000 of two
characters about 660; together with a telephone number, which never does, joins stay exact.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from leakguard.maskchars import MASK_CHARACTERS
from leakguard.operators.pseudonym.keyed import Keyed
from leakguard.operators.pseudonym.knowledge import Names, names

_HAN = re.compile("[㐀-鿿〇\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W\d_]+")
_TITLE = re.compile(
    "(?<=.)(?:先生|女士|小姐|太太|夫人|老师|老師|师傅|師傅|医生|醫生|经理|經理|总监|阿姨|叔叔|大哥|大姐|同学|同學|同志|老板|老闆|总|哥|姐)$"
)
_CONSONANTS, _VOWELS = "bdfghjklmnprstwyz", "aeiou"
_DIGITS = "0123456789"


def name(value: str, canonical: str, keyed: Keyed) -> str | None:
    """A substitute for a name or a nickname; None where there is nothing to write it with (digits only, one letter)."""
    if any(character in MASK_CHARACTERS for character in value):
        return None
    title = _TITLE.search(value)
    head = value[: title.start()] if title else value
    text = _plain(canonical or value)
    number = keyed.number("name", text.removesuffix(title[0]) if title else text)
    new = _chinese(head, number) if _HAN.search(head) else _latin(head, number)
    return None if new is None else new + (title[0] if title else "")


def is_name(value: str) -> bool:
    """Whether a name has the form of a substitute."""
    title = _TITLE.search(value)
    head = value[: title.start()] if title else value
    characters = _HAN.findall(head)
    if characters:
        first, given = _sets()
        return characters[0] in first and all(character in given for character in characters[1:])
    words = [word.lower() for word in _WORD.findall(unicodedata.normalize("NFKC", head)) if len(word) > 1]
    return bool(words) and _latin_word().fullmatch(words[0]) is not None


@cache
def _sets() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(names().first), frozenset(names().given)


@cache
def _latin_word() -> re.Pattern[str]:
    return names().latin()


def _plain(text: str) -> str:
    """Without blanks, full-width letters, case: how a name is written does not make it another one."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _chinese(head: str, number: int) -> str:
    known, new, begun = names(), "", False
    for character in head:
        if _HAN.match(character):
            signs = known.given if begun else known.first
            begun = True
        elif character.isdecimal():
            signs = _DIGITS
        elif character.isalpha():
            signs = _CONSONANTS.upper() if character.isupper() else _CONSONANTS
        else:
            new += character
            continue
        number, index = divmod(number, len(signs))
        new += signs[index]
    return new


def _latin(head: str, number: int) -> str | None:
    """Word by word; the first of two letters or more is one that no name has."""
    marked = False
    pieces, reached = [], 0
    for word in _WORD.finditer(head):
        pieces.append(head[reached : word.start()])
        reached = word.end()
        if not marked and len(word[0]) > 1:
            number, new = _impossible(names(), len(word[0]), number)
            marked = True
        else:
            number, new = _any_word(len(word[0]), number)
        pieces.append("".join(_cased(n, o) for n, o in zip(new, word[0], strict=True)))
    return "".join(pieces) + head[reached:] if marked else None


def _impossible(known: Names, length: int, number: int) -> tuple[int, str]:
    new = ""
    while left := length - len(new):
        fitting = [
            s for size, group in sorted(known.syllables.items()) if left - size not in (1, -1, -2) for s in group
        ]
        number, index = divmod(number, len(fitting))
        new += fitting[index]
    return number, new


def _any_word(length: int, number: int) -> tuple[int, str]:
    new = ""
    for place in range(length):
        signs = _VOWELS if place % 2 else _CONSONANTS
        number, index = divmod(number, len(signs))
        new += signs[index]
    return number, new


def _cased(new: str, old: str) -> str:
    new = new.upper() if old.isupper() else new
    return chr(ord(new) + 0xFEE0) if "Ａ" <= old <= "ｚ" else new
