"""What a cell of an ODS sheet holds (OpenDocument 1.3 part 3, 19.385: ``office:value-type``)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime

from leakguard.sources.workbooks.model import Cell, Typed, date_text, number_text

_PLAIN = re.compile(r"-?[0-9]{1,400}(?:\.[0-9]{1,400})?")
_DURATION = re.compile(r"(-?)P(?:([0-9]{1,9})D)?T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:[.,][0-9]*)?S)?")
_EPOCH = datetime(1899, 12, 30)
"""Day 0. Dates in cells have no time zone."""

_FIRST_SAME = 61
"""From March 1900 on, the days of ODS and of XLSX have the same numbers."""

_FORMATS = {"float": "General", "percentage": "0.00%", "currency": "0.00"}
_DULL_DISPLAY = re.compile(
    r"[\W\d_EeTtZz]|[年月日时時分秒星期一二三四五六上下午元万亿]|am|pm|true|false", re.IGNORECASE
)


def cell_of(attributes: Mapping[str, str], shown: str) -> Cell | None:
    """The cell with these attributes that shows that text; None if it is empty."""
    kind = attributes.get("office:value-type", "")
    cell: Cell | None = None
    if kind in _FORMATS:
        cell = _number(attributes.get("office:value", ""), _FORMATS[kind])
    elif kind == "date":
        cell = _date(attributes.get("office:date-value", ""))
    elif kind == "time":
        cell = _time(attributes.get("office:time-value", ""))
    elif kind == "boolean":
        true = attributes.get("office:boolean-value") == "true"
        cell = Cell("TRUE" if true else "FALSE", Typed(true))
    if cell is not None:
        return cell
    text = shown or attributes.get("office:string-value", "")
    return Cell(text) if text else None


def odd_display(cell: Cell, shown: str) -> bool:
    """Whether a number or date shows words of its own: its format can say anything."""
    return cell.typed is not None and not isinstance(cell.typed.value, bool) and bool(_DULL_DISPLAY.sub("", shown))


def _number(stored: str, code: str) -> Cell | None:
    try:
        value = float(stored)
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    return Cell(stored if _PLAIN.fullmatch(stored) else number_text(value), Typed(value, code))


def _date(stored: str) -> Cell | None:
    try:
        moment = datetime.fromisoformat(stored).replace(tzinfo=None)
    except ValueError:
        return Cell(stored) if stored else None
    days = (moment - _EPOCH).total_seconds() / 86400
    text = date_text(moment)
    if days < _FIRST_SAME:
        return Cell(text)
    return Cell(text, Typed(days, "yyyy-mm-dd" if len(text) == len("2024-01-31") else "yyyy-mm-dd hh:mm:ss"))


def _time(stored: str) -> Cell | None:
    found = _DURATION.fullmatch(stored)
    if found is None:
        return Cell(stored) if stored else None
    sign, *numbers = found.groups()
    days, hours, minutes, seconds = (int(number or 0) for number in numbers)
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    text = f"{sign}{total // 3600:02}:{total // 60 % 60:02}:{total % 60:02}"
    return Cell(text) if sign else Cell(text, Typed(total / 86400, "[h]:mm:ss"))
