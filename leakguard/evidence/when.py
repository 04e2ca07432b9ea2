"""Days and times as people write them in a form: ISO 8601, or 2024年5月6日 14:20."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from leakguard.evidence.model import Moment

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2})[:：时點点](\d{2})?分?(?:[:：]?(\d{2})秒?)?")
_ZONE = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?")
_DAY_HOURS = 24


def read_moment(text: str, zone: tzinfo) -> Moment | None:
    """A day, or a time with its zone, ``zone`` if none is written; None if it is neither or does not exist."""
    text = text.strip()
    found = _DAY.match(text)
    if not found:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return None
    rest = text[found.end() :].removeprefix("T").strip()
    return _timed(day, rest, zone) if rest else day


def _timed(day: date, text: str, zone: tzinfo) -> datetime | None:
    found = _TIME.match(text)
    if not found:
        return None
    rest = text[found.end() :].strip()
    told = read_zone(rest) if rest else zone
    try:
        clock = time(int(found[1]), int(found[2] or 0), int(found[3] or 0))
    except ValueError:
        return None
    return None if told is None else datetime.combine(day, clock, told)


def read_zone(text: str) -> tzinfo | None:
    """A zone: ``+08:00``, ``UTC+8``, ``UTC`` or ``Z``; None if it is none."""
    text = text.strip().upper()
    if text in ("Z", "UTC", "GMT"):
        return UTC
    found = _ZONE.fullmatch(text)
    if not found:
        return None
    away = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if away >= timedelta(hours=_DAY_HOURS):
        return None
    return timezone(-away if found[1] == "-" else away)


def written(moment: Moment, understood: tzinfo | None = None) -> str:
    """``2024-05-06``, or ``2024-05-06 14:20 +08:00``; seconds where there are any, no zone where it is the one ``understood``."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    text = moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")
    known = understood is not None and moment.utcoffset() == moment.astimezone(understood).utcoffset()
    return text if known else f"{text} {zone_name(moment)}"


def zone_name(moment: datetime) -> str:
    """``+08:00``, or ``UTC``."""
    away = moment.strftime("%z")
    return f"{away[:3]}:{away[3:5]}" if moment.utcoffset() else "UTC"


def instant(moment: Moment, zone: tzinfo) -> datetime:
    """For sorting: a day begins at midnight in ``zone``."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), zone)
