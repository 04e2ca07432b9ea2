"""Masks: part of a value stays readable, the rest becomes ``*``, the length in code points stays.

All masks keep what is hidden already, so masking twice changes nothing; and a value that a mask leaves unchanged has
nothing left that the mask would hide. A masked value is de-identified at most, never anonymised: whoever holds the
other half can put it together again (PIPL art. 73; GB/T 37964-2019 calls the technique suppression).
"""

from __future__ import annotations

import re
import unicodedata

from leakguard.maskchars import MASK_CHARACTERS, Cell, cells, ends, fold, hide, hide_ends, without
from leakguard.phone_parts import split_phone

_COMPOUND = """
    欧阳 上官 皇甫 令狐 诸葛 司徒 司马 申屠 夏侯 贺兰 完颜 慕容 尉迟 长孙 万俟 闻人 东方 赫连 公羊 澹台 公冶 宗政
    濮阳 淳于 单于 太叔 公孙 仲孙 轩辕 钟离 宇文 鲜于 闾丘 司空 亓官 司寇 子车 颛孙 端木 巫马 公西 漆雕 乐正 壤驷 公良
    拓跋 夹谷 宰父 谷梁 段干 百里 东郭 南门 呼延 羊舌 微生 梁丘 左丘 东门 西门 南宫 第五 独孤 纳兰 哥舒 达奚 叶赫 那拉
    歐陽 諸葛 司馬 賀蘭 完顏 尉遲 長孫 聞人 東方 赫連 澹臺 濮陽 單于 公孫 仲孫 軒轅 鍾離 鮮于 閭丘 子車 顓孫 巫馬 樂正
    壤駟 夾谷 穀梁 段干 東郭 南門 東門 西門 獨孤 納蘭 達奚 葉赫"""
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())
"""Two-character surnames in use (Ministry of Public Security name reports; simplified and traditional forms)."""

_DOCUMENT_WORDS = frozenset("字第号號")
_PHONE_LOGIN = re.compile(r"(?:\+?86)?1[3-9][\d*＊]{9}")
_INSIDE_WORD = frozenset("-'’‘‐")


def mask_ends(value: str, keep_start: int, keep_end: int, hide_least: int, char: str) -> str:
    """Keep characters at either end; punctuation between is hidden too, blanks stay."""
    where = cells(value, punctuation=True)
    return hide_ends(value, where, ends(len(where), keep_start, keep_end, hide_least), char)


def mask_name(value: str, keep: str, char: str) -> str:
    """Hide a name but for its ``surname``, its ``first`` character, or ``none``; digits are always hidden.

    A compound surname stays whole where a given name follows. Latin and other cased scripts keep the first letter of
    each word of two letters or more. Names with an interpunct (``阿卜杜拉·买买提``) have no surname: their first
    character stays. Anything in brackets behind a name (``张三[1234]``, a virtual-number tag) is digits, so hidden.
    """
    where = cells(value)
    letters = [cell for cell in where if not value[cell[0]].isdigit()]
    visible = [cell for cell in letters if value[cell[0]] not in MASK_CHARACTERS]
    kept: list[Cell] = []
    if keep == "none" or len(letters) < 2 or letters[0] != where[0] or not visible:
        pass
    elif _is_cased(value[visible[0][0]]):
        kept = _initials(value, where)[: None if keep == "surname" else 1]
    elif visible[0] == letters[0]:
        compound = value[letters[0][0]] + value[letters[1][0]] in COMPOUND_SURNAMES
        kept = letters[: 2 if keep == "surname" and compound and len(letters) > 2 else 1]
    return hide(value, without(where, kept), char)


def _is_cased(character: str) -> bool:
    return character.lower() != character.upper()


def _initials(value: str, where: list[Cell]) -> list[Cell]:
    """First cells of the words that begin with a cased letter and are longer than it."""
    words: list[list[Cell]] = []
    end = -1
    for cell in where:
        between = value[end : cell[0]] if words else " "
        if all(c in _INSIDE_WORD or unicodedata.category(c) == "Cf" for c in between):
            words[-1].append(cell)
        else:
            words.append([cell])
        end = cell[1]
    return [word[0] for word in words if len(word) > 1 and _is_cased(value[word[0][0]])]


def mask_phone(value: str, keep_start: int, keep_end: int, hide_least: int, keep_area: bool, char: str) -> str:
    """Keep digits at either end of the number itself; a country code stays, an extension is hidden whole.

    Of a landline the area code stays (``keep_area``) instead of the first digits. At least ``hide_least`` digits of
    the number (not counting an area code that stays) are hidden, whatever else was asked for.
    """
    parts = split_phone(value)
    if parts.area and keep_area:
        keep = ends(len(parts.subscriber), 0, keep_end, hide_least)
        number = parts.subscriber
    else:
        number = [*parts.area, *parts.subscriber]
        keep = ends(len(number), keep_start, keep_end, hide_least)
    return hide(hide_ends(value, number, keep, char), parts.extension, char)


def mask_id(value: str, keep_start: int, keep_end: int, hide_least: int, char: str) -> str:
    """Keep letters and digits at either end of a document number; grouping and brackets stay visible."""
    everything = cells(value)
    where = [cell for cell in everything if value[cell[0]] not in _DOCUMENT_WORDS]
    return hide_ends(value, where or everything, ends(len(where), keep_start, keep_end, hide_least), char)


def mask_email(value: str, keep_domain: bool, char: str) -> str:
    """Keep the first character and the domain; a login that is a mobile number is masked 3+4*+4 as one.

    Without an at sign the value is a login: a mobile number, or a name of which the first character stays.
    """
    at = max(value.rfind("@"), value.rfind("＠"))
    local, domain = (value, "") if at < 0 else (value[:at], value[at:])
    if _PHONE_LOGIN.fullmatch(fold(local)):
        local = mask_phone(local, 3, 4, 4, True, char)
    else:
        where = cells(local, punctuation=True)
        local = hide_ends(local, where, ends(len(where), 1, 0, 1), char)
    return local + (domain if keep_domain else hide(domain, cells(domain), char))


def mask_address(value: str, keep: str, char: str) -> str:
    """Keep the address down to a level (see :mod:`leakguard.address_levels`) and hide all that is finer.

    An address that ends at that level or above is left unchanged: there is nothing finer to hide. One in which no
    level is recognised is hidden whole.
    """
    from leakguard.address_levels import Level, kept_end  # its grammar takes a while to compile; few runs need it

    cut = kept_end(value, Level[keep.upper()])
    if not any(start >= cut for start, _ in cells(value)):
        return value
    return hide(value, [cell for cell in cells(value, punctuation=True) if cell[0] >= cut], char)
