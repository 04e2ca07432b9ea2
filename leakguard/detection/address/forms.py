"""Forms without a name: room numbers, sides, distances, and what may stand between two levels."""

from __future__ import annotations

import re

from leakguard.detection.address.levels import RANKS, REGIONS, Element, is_soft

GAP = re.compile(r"(?:[ \t\u3000]{0,4}[-–—_/·.,、\]\[【】\"][ \t\u3000]{0,2}){1,2}|[ \t\u3000\r\n]{1,6}")
"""What may stand between two levels."""

DOORS = re.compile(r"[0-9]{1,2}#[0-9]{3,4}(?![0-9])|[0-9]{1,2}(?:-[0-9]{1,2}){1,2}-[A-Za-z]?[0-9]{3,4}(?![0-9-])")
"""Building, unit and room run together: ``3-2-1201``, ``9#1802``."""

JOIN = re.compile("[与和及跟至近/、]")
"""What stands between two roads that cross."""

BRACKET = re.compile(r"\(([^()]{1,24})\)")

_NUMERAL = "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖"
_ROOM = re.compile(
    r"(?:之[0-9一二三四五六七八九十]{1,2}(?:-[0-9]{1,4})?"
    r"|[东西南北中]?[一二三四五六七八九十]{1,2}[0-9]{3,4}"
    r"|[A-Za-z]{0,2}[0-9]{1,5}(?:[A-Za-z][0-9]{0,3})?(?:[-#](?:[A-Za-z]?[0-9]{1,4}|[A-Z](?![A-Za-z]))){0,3}"
    rf"|[{_NUMERAL}]{{3,4}}|[A-Z](?![A-Za-z])|[A-H]{{2}}(?![A-Za-z]))"
    r"(?![0-9.:]|[元块件斤个盒瓶袋份箱条包次款年月日天套双支片米度点%kKmMgG])"
)
_PART = re.compile(
    r"[东西南北左右中前后](?:单元|门|户|楼|栋|座|侧|边|手|头|面|首)?"
    rf"(?=[{_NUMERAL}0-9,。;\s)你我他她您就是在]|$)|[东西南北中]区(?=[0-9]{{3,4}})|[东西南北左右中](?:单元|户|侧|首)"
)
_WAY = re.compile(
    r"(?:再?[往向朝])?[东西南北里前后外上下]{0,2}(?:走|行)?约?[0-9一二三四五六七八九十百]{1,4}(?:米|公里)(?!宽|高|长)"
    r"(?:处|路[东西南北])?"
)
_FIRST = frozenset("壹贰叁肆伍陆柒捌玖零〇一二三四五六七八九十百之东西南北左右中前后里外上下再往向朝走行约")
"""Characters other than ASCII that such a form can begin with."""
_LEADING_DIGITS = 4


def unmarked(text: str, last: Element, at: int, apart: str, lenient: bool) -> Element | None:
    """Rooms and door numbers without a word behind them, sides and distances: ``2107``, ``西``, ``往东50米``."""
    if not (text[at : at + 1] in _FIRST or text[at : at + 1].isascii()):
        return None
    way = _WAY.match(text, at)
    if way:
        return Element("assist", at, way.end())
    part = _PART.match(text, at)
    if part and RANKS[last.level] >= RANKS["number"] and not _ROOM.match(text, at):
        return Element("room", at, part.end())
    if text[at : at + 1] in "#-" and not apart:
        at += 1
    room = _ROOM.match(text, at)
    if room is None or last.level in REGIONS or last.level == "town" or is_soft(apart):
        return None
    joined = "-" in room[0]
    spaced = apart != "" and not apart.strip()
    if spaced and (not 2 <= len(room[0]) <= 9 or (RANKS[last.level] < RANKS["estate"] and not joined)):
        return None
    if last.level == "community" and not joined:
        return None
    head = re.sub(r"\D", "", re.split("[-#]", room[0])[0])
    if room[0].isascii() and len(head) > _LEADING_DIGITS + lenient:
        return None
    return Element("number" if last.level == "road" and not joined else "room", at, room.end())
