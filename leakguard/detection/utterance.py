"""What somebody said in a line: chat records put a time and a speaker before the words, or on a line of their own."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from leakguard.detection import names

_DATE = r"(?:[0-9]{2,4}[-/.年])?[0-9]{1,2}[-/.月][0-9]{1,2}日?"
_CLOCK = r"(?:上午|下午|中午|晚上|凌晨|[AaPp][Mm])?[ ]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,3})?)?(?:[ ]?[AaPp][Mm])?"
_TIME = rf"[\[(（【]?(?:{_DATE}[ T]{{0,2}})?{_CLOCK}[\])）】]?"
_BULLET = r"(?:[-*>•·][ ]?|[0-9]{1,3}[.、)）][ ]?)"
_PREFIX = re.compile(rf"\s{{0,8}}{_BULLET}?(?:{_TIME}[\s,，-]{{0,4}})?(?:(?P<speaker>[^\s:：][^:：\n]{{0,19}})[:：])?")
_ALONE = re.compile(
    rf"\s{{0,8}}(?:\S.{{0,30}}?\s{_TIME}|[\[(（【]?{_DATE}[ T]{{0,2}}{_CLOCK}[\])）】]?.{{0,30}})\s{{0,4}}"
)
_EDGES = " \t\r\n\u3000\u00a0,，。.;；!！~～、\"'“”‘’()（）=`"
_TO = "收"
_EDGE = f"[{re.escape(_EDGES)}]*"
LAST_WORD = rf"(?:^|[^\x{{3400}}-\x{{9fff}}])[^\x00-\x7f]{{2,5}}(?:{_EDGE}{_TO})?{_EDGE}$"
"""RE2 syntax: what is found in every text with a :func:`bare_name`, and in few others."""
_LONGEST = 60
_GUESSED = frozenset("高白方成时常文金马安向和平明黄万温路花边水云康石米贺田江夏季单关")
"""Surnames that begin many ordinary words: two characters are no name unless telephone and address both speak for it."""

_NOT_LAST = frozenset("黑白黄蓝绿紫灰棕橙函表单件号费款价店厂")
"""Colours, papers and numbers: words alone in a line end in these, names hardly ever."""
STAND_INS = re.compile(r"[张王李赵][三四五六]")
"""Names that stand for nobody; beside both a telephone number and an address they are reported like any other."""


class Said(NamedTuple):
    """A name that is all that a line or cell says: its span in it, the speaker before it, and whether it needs more
    than one neighbour to be believed.
    """

    start: int
    end: int
    speaker: str | None
    doubtful: bool


@lru_cache(maxsize=1 << 16)
def bare_name(line: str) -> Said | None:
    """The name in a line or cell that says nothing but a name, perhaps behind a time and a speaker; else None."""
    if not 2 <= len(line) <= _LONGEST:
        return None
    plain = _span(line, 0)
    if plain is not None:
        return Said(*plain[:2], None, plain[2])
    prefix = _PREFIX.match(line)
    if prefix is None or not prefix.end():
        return None
    behind = _span(line, prefix.end())
    return Said(*behind[:2], prefix["speaker"], behind[2]) if behind is not None else None


def speaks_alone(line: str) -> bool:
    """Whether a line is only the head of a message: a nickname and a time, a date and a nickname."""
    return len(line) <= _LONGEST and bare_name(line) is None and _ALONE.fullmatch(line) is not None


def plausible(name: str) -> bool:
    """Whether a text has surname and given-name characters and is no ordinary word, form word, brand or colour."""
    return (
        names.is_name(name)
        and name[-1] not in _NOT_LAST
        and not names.is_ordinary_word(name)
        and not names.is_field_word(name)
        and not names.is_public(name)
    )


def _span(line: str, start: int) -> tuple[int, int, bool] | None:
    end = len(line)
    while start < end and line[start] in _EDGES:
        start += 1
    while end > start and line[end - 1] in _EDGES:
        end -= 1
    if end - start > 2 and line[end - 1] == _TO:
        end -= 1
        while end > start and line[end - 1] in _EDGES:
            end -= 1
    name = line[start:end]
    if STAND_INS.fullmatch(name):
        return start, end, True
    return (start, end, len(name) == 2 and name[0] in _GUESSED) if plausible(name) else None
