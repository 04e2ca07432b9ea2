"""Generalisation (GB/T 37964-2019): a value made coarser until many people share it.

===================  =====================================================================================================
``ADDRESS``          ends at the province, city or district (``level``)
``DATE_OF_BIRTH``    the year, ``1990``, or the decade, ``1990s`` (``birth``)
``CN_RESIDENT_ID``   city and year of birth, ``3301** 1990``; with ``level: province`` ``33**** 1990``; with
                     ``birth: decade`` ``3301** 1990s``. No detector takes this for an identity number
``IP_ADDRESS``       the network: ``192.0.2.0/24``, ``2001:db8:1::/48``
``CN_LICENSE_PLATE`` the character of the province
``PHONE_NUMBER``     of a mainland landline with an area code the code, ``0571``
===================  =====================================================================================================

Everything else, and what could not be read, becomes a label: ``<PERSON>``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping

from leakguard.checks import tables
from leakguard.maskchars import MASK_CHARACTERS, cells, fold
from leakguard.operators.model import Context
from leakguard.phone_parts import split_phone

_EDGE = " \t　,，、/|-;；·("
_YEAR = re.compile(r"(?<!\d)((?:18|19|20)\d\d)(?=\D|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)|$)")
_BIRTH_FINAL = {
    "year": re.compile(r"(?:18|19|20)\d\d(?:年|s|年代)?"),
    "decade": re.compile(r"(?:18|19|20)\d0(?:s|年代)"),
}
_ID_FINAL = re.compile(r"[1-9]\d(?:\d\d|\*\*)\*\* (?:18|19|20)\d\ds?")
_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_NET4 = re.compile(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.0/24", re.ASCII)
_NET6 = re.compile(r"[0-9a-f:]{2,16}::/48", re.ASCII)


def generalise(value: str, context: Context) -> str:
    """The coarser value; see the module."""
    make = _COARSER.get(context.entity)
    made = make(value, context) if make and not set(value) & set(MASK_CHARACTERS) else None
    return value if is_generalised(value, context) else made or f"<{context.entity}>"


def is_generalised(value: str, context: Context) -> bool:
    """Whether a value is as coarse as the parameters ask."""
    text, entity = fold(value).strip(), context.entity
    if entity == "ADDRESS":
        return _whole_region(value, context.params["level"])
    if entity == "DATE_OF_BIRTH":
        return _BIRTH_FINAL[context.params["birth"]].fullmatch(text) is not None
    if entity == "CN_RESIDENT_ID":
        return _ID_FINAL.fullmatch(text) is not None
    if entity == "IP_ADDRESS":
        return (_NET4.fullmatch(text) or _NET6.fullmatch(text)) is not None
    if entity == "CN_LICENSE_PLATE":
        return len(text) == 1 and text in _PLATES
    return entity == "PHONE_NUMBER" and text in tables.landline_areas()


def region(value: str, level: str) -> str:
    """An address down to a level, without separators at its end; empty if no level is recognised. One that goes no further
    stays as it is.
    """
    cut = _end(value, level)
    return value[:cut].rstrip(_EDGE) if _goes_on(value, cut) else value if cut else ""


def _whole_region(value: str, level: str) -> bool:
    cut = _end(value, level)
    return cut > 0 and not _goes_on(value, cut)


def _end(value: str, level: str) -> int:
    from leakguard.address_levels import Level, kept_end  # its grammar takes a while to compile; few runs need it

    return kept_end(value, Level[level.upper()])


def _goes_on(value: str, cut: int) -> bool:
    return any(start >= cut for start, _ in cells(value))


def _address(value: str, context: Context) -> str | None:
    return region(value, context.params["level"]) or None


def _birth(value: str, context: Context) -> str | None:
    found = _YEAR.search(fold(value))
    return _year(found[1], context) if found else None


def _year(year: str, context: Context) -> str:
    return year if context.params["birth"] == "year" else f"{year[:3]}0s"


def _resident_id(value: str, context: Context) -> str | None:
    text = "".join(fold(value)[start] for start, _ in cells(value))
    if not re.fullmatch(r"\d{17}[0-9Xx]|\d{15}", text, re.ASCII):
        return None
    year = text[6:10] if len(text) == 18 else "19" + text[6:8]
    if not "1850" <= year <= "2099":
        return None
    area = f"{text[:2]}****" if context.params["level"] == "province" else f"{text[:4]}**"
    return f"{area} {_year(year, context)}"


def _network(value: str, context: Context) -> str | None:  # noqa: ARG001
    try:
        address = ipaddress.ip_address(fold(value))
    except ValueError:
        return None
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))


def _province(value: str, context: Context) -> str | None:  # noqa: ARG001
    return value[0] if value[:1] in _PLATES else None


def _area_code(value: str, context: Context) -> str | None:  # noqa: ARG001
    code = "".join(fold(value)[start] for start, _ in split_phone(value).area)
    return code if code in tables.landline_areas() else None


_COARSER: Mapping[str, Callable[[str, Context], str | None]] = {
    "ADDRESS": _address,
    "DATE_OF_BIRTH": _birth,
    "CN_RESIDENT_ID": _resident_id,
    "IP_ADDRESS": _network,
    "CN_LICENSE_PLATE": _province,
    "PHONE_NUMBER": _area_code,
}
