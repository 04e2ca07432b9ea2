"""Numbers as people break them up: runs of digits, their groups, and the ways to read groups as one number.

``138-0013-8000``, ``1 3 8 0 0 …``, ``(010)6123 4567`` and ``138(空格)0013…`` are runs of digit groups with separators.
A number is a window of whole groups whose separators go together; patterns then see its digits alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

_WORD_GAP = r"(?:[,(.]?(?:空格|后面是|后面|后是|再接|接着是?|然后是?|中间是?|开头,?(?:中间)?)[,).]?)"
_GAP = r"(?:[ \t\-\u2010-\u2015\u2212~·•.,、。;|/*=_()\[\]]{1,3}|\n|\r\n|" + _WORD_GAP + ")"
RUN = re.compile(rf"[0-9]+(?:{_GAP}[0-9]+)*+")
"""A maximal stretch of digit groups with short separators between them, in folded text."""

_LONG_RUN = re.compile(rf"[0-9](?:(?:{_GAP})?[0-9]){{4,}}+")
"""A ``RUN`` of at least five digits."""

_STAMP = re.compile(
    r"(?:19|20)[0-9]{2}([-/.])(?:0?[1-9]|1[0-2])\1(?:[12][0-9]|3[01]|0?[1-9])"
    r"(?:[ \t]{1,2}[0-9]{1,2}(?=:[0-9]{2})|(?![0-9A-Za-z./_-]))"
)
"""A date, perhaps with the hour of a time of day, as chats and logs put it before every message."""

_GROUP = re.compile(r"[0-9]+")
_MAX_GROUPS = 7
_MAX_DIGITS = 32
_MIN_DIGITS = 5
_ID_DIGITS = 17
_MOBILE_DIGITS = 11
_IDENTITY_DIGITS = 18
_PLATE_SERIAL = (5, 6)
_LOOSE = frozenset(",;、/|。")
_IPV4 = re.compile(
    r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}"
)
_PLATE_HEAD = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]([A-HJ-NP-Z0-9]{0,5})$"
)
_IDENTITY = re.compile(r"[1-8][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]{4}[0-9]")
_SPOKEN_END = re.compile(r"(?:结尾|結尾|收尾)")


@dataclass(frozen=True, slots=True)
class Number:
    """A possible number: its digits (a resident ID may end in ``X``), its folded span, and its neighbours.

    ``loose``: its separators are of a kind that also separates whole numbers. ``inner``: it is tied to further groups
    by a hyphen, dot or underscore, so it may be part of something longer.
    """

    digits: str
    start: int
    end: int
    groups: int
    loose: bool
    inner: bool


def numbers(text: str, before: str | None = None) -> Iterator[Number]:
    """Every possible number in a folded text, runs left to right; windows of one run may overlap.

    ``before`` is an earlier reading of the same length; runs that stand there, too, are left out. So are dates that a run
    begins with.
    """
    for run in _LONG_RUN.finditer(text):
        start, end = run.span()
        if before is not None and before.startswith(run[0], start):
            continue
        stamp = _STAMP.match(text, start)
        if stamp and stamp.end() >= end:
            continue
        groups = [group.span() for group in _GROUP.finditer(text, start, end)]
        first = bisect_left(groups, (stamp.end(), 0)) if stamp else 0
        for group_start, group_end in groups[first:]:
            yield from _glued(text, group_start, group_end)
        while first < len(groups):
            last = _last_single(text, groups, first)
            yield from _single_digits(text, groups, first, last)
            if last - first >= _MAX_DIGITS:  # a column of single digits, whose windows would mean nothing
                first = last + 1 - _MAX_GROUPS
            for start_group in range(first, last + 1):
                yield from _windows(text, groups, start_group)
            first = last + 1


def _windows(text: str, groups: list[tuple[int, int]], first: int) -> Iterator[Number]:
    start = groups[first][0]
    gaps: list[str] = []
    digits = ""
    for last in range(first, min(len(groups), first + _MAX_GROUPS)):
        if last > first:
            gaps.append(text[groups[last - 1][1] : groups[last][0]])
            if not _together(gaps):
                return
        digits += text[slice(*groups[last])]
        if len(digits) > _MAX_DIGITS:
            return
        if len(digits) < _MIN_DIGITS or not _closed(gaps):
            continue
        end = groups[last][1]
        if len(gaps) == 3 and _IPV4.fullmatch(text, start, end):
            continue
        if gaps and _worded(set(gaps)) and (spoken := _SPOKEN_END.match(text, end)):
            end = spoken.end()
        inner = _joined(text, groups, first - 1) or _joined(text, groups, last)
        loose = bool(gaps) and bool(_LOOSE.intersection(gaps[0]))
        yield Number(digits, start, end, last - first + 1, loose, inner)
        if len(digits) == _ID_DIGITS and text[end : end + 1] in ("x", "X"):
            yield Number(digits + "X", start, end + 1, last - first + 1, loose, inner)


def _glued(text: str, start: int, end: int) -> Iterator[Number]:
    """Numbers without a break after a plate (``皖A7K826139…``), or before or after an identity number."""
    length = end - start
    if length == _IDENTITY_DIGITS + _MOBILE_DIGITS:
        for cut, identity in ((start + _IDENTITY_DIGITS, start), (start + _MOBILE_DIGITS, start + _MOBILE_DIGITS)):
            if _IDENTITY.match(text, identity, end):
                yield Number(text[start:cut], start, cut, 1, False, False)
                yield Number(text[cut:end], cut, end, 1, False, False)
    elif _MOBILE_DIGITS < length <= _MOBILE_DIGITS + max(_PLATE_SERIAL):
        head, cut = _PLATE_HEAD.search(text, max(0, start - 7), start), end - _MOBILE_DIGITS
        if head and len(head[1]) + cut - start in _PLATE_SERIAL:
            yield Number(text[cut:end], cut, end, 1, False, False)


def _last_single(text: str, groups: list[tuple[int, int]], first: int) -> int:
    """The last group of the stretch of one-digit groups with equal separators that begins at ``first``."""
    last, gap = first, None
    while last + 1 < len(groups) and groups[last][1] - groups[last][0] == 1:
        following = text[groups[last][1] : groups[last + 1][0]]
        if groups[last + 1][1] - groups[last + 1][0] != 1 or (gap is not None and following != gap):
            break
        gap = following
        last += 1
    return last


def _single_digits(text: str, groups: list[tuple[int, int]], first: int, last: int) -> Iterator[Number]:
    """A stretch of one-digit groups as one number: ``1 3 8 0 0 1 3 8 0 0 0``.

    Something else may follow after the same separator (``… 0 0 0 1号楼``), so the usual lengths are tried as well.
    """
    count = last - first + 1
    for size in sorted({_MOBILE_DIGITS, _IDENTITY_DIGITS, count}):
        if _MAX_GROUPS < size <= min(count, _MAX_DIGITS):
            digits = "".join(text[start] for start, _ in groups[first : first + size])
            yield Number(digits, groups[first][0], groups[first + size - 1][1], size, False, size < count)


def _together(gaps: list[str]) -> bool:
    """Whether separators can belong to one number: all alike, or spaces, hyphens and brackets mixed."""
    newest = gaps[-1]
    if "\n" in newest:
        return len(gaps) == 1
    if "\n" in gaps[0]:
        return False
    if any("\u4e00" <= char <= "\u9fff" for char in newest):
        return True
    kinds = {gap.strip() or " " for gap in gaps}
    return len(kinds) == 1 or all(char in " -()\u2014\u2013" for kind in kinds for char in kind) or _worded(kinds)


def _closed(gaps: list[str]) -> bool:
    """Whether every bracket that opens between groups also closes between groups: ``20#1-3106(474250)`` is two things."""
    return not any("(" in gap for gap in gaps) or sum(gap.count("(") - gap.count(")") for gap in gaps) <= 0


def _worded(kinds: set[str]) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for kind in kinds for char in kind)


def _joined(text: str, groups: list[tuple[int, int]], left: int) -> bool:
    """Whether group ``left`` and the next one are tied by a hyphen, dot or underscore, as in an order number."""
    if left < 0 or left + 1 >= len(groups):
        return False
    return text[groups[left][1] : groups[left + 1][0]] in ("-", ".", "_")
