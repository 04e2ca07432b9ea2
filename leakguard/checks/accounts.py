"""E-mail addresses and account names of WeChat, QQ and Alipay."""

from __future__ import annotations

import re

from leakguard.checks.dates import compact_date
from leakguard.checks.outcome import Outcome
from leakguard.checks.phones import mobile_prefix

_LOCAL = re.compile(r"[A-Z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII | re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+([A-Z]{2,24}|XN--[A-Z0-9-]{2,59})", re.ASCII | re.IGNORECASE
)
_USUAL_ENDING = re.compile(
    "[A-Z]{2}|COM|NET|ORG|EDU|GOV|MIL|INT|INFO|BIZ|NAME|PRO|MOBI|ASIA|TOP|XYZ|VIP|CLUB|SHOP|SITE|ONLINE|TECH|STORE|WANG|LTD|LINK"
    "|LIVE|ICU|FUN|WORK|GROUP|CLOUD|EMAIL|APP|DEV",
    re.IGNORECASE,
)
_FILE_ENDING = re.compile(
    "PNG|JPE?G|GIF|WEBP|BMP|SVG|PSD|ICO|CSS|JS|JSON|HTML|PHP|CSV|TXT|XLSX?|DOCX?|PDF|EXE|DLL|APK|JAR", re.IGNORECASE
)

_WXID = re.compile(r"WXID_?[A-Z0-9]{12,14}", re.ASCII | re.IGNORECASE)
_WECHAT = re.compile(r"[A-Z][A-Z0-9_-]{5,19}", re.ASCII | re.IGNORECASE)
_PLATFORM = re.compile("WECHAT|WEIXIN|ALIPAY|TAOBAO|DOUYIN|PAYPAL|TELEGRAM|WHATSAPP|FACEBOOK|QQMAIL", re.IGNORECASE)
_QQ = re.compile(r"[1-9]\d{4,10}", re.ASCII)
_ALIPAY = re.compile(r"2088\d{12}", re.ASCII)


def email(value: str) -> Outcome:
    """E-mail address (RFC 5321, RFC 5322 dot-atom): local part up to 64, whole up to 254, labels up to 63 characters.

    Dots and ``@`` are kept. PASS: the top-level domain is a country's two letters or in wide use. PLAUSIBLE: any other of
    letters. FAIL: double or outer dots, bad labels, or a file name such as ``icon@2x.png``.
    """
    local, at, domain = value.rpartition("@")
    if not at or len(local) > 64 or len(value) > 254 or not _LOCAL.fullmatch(local):
        return Outcome.FAIL
    found = _DOMAIN.fullmatch(domain)
    if not found:
        return Outcome.FAIL
    if _FILE_ENDING.fullmatch(found[1]):
        return Outcome.FAIL
    return Outcome.PASS if _USUAL_ENDING.fullmatch(found[1]) else Outcome.PLAUSIBLE


def wechat_id(value: str) -> Outcome:
    """WeChat ID: 6 to 20 of letters, digits, ``_`` and ``-``, a letter first (separators kept).

    PASS for system ids (``wxid_`` + 12 to 14), PLAUSIBLE for any other, FAIL for a platform's own name.
    """
    if _WXID.fullmatch(value):
        return Outcome.PASS
    if not _WECHAT.fullmatch(value) or _PLATFORM.fullmatch(value):
        return Outcome.FAIL
    return Outcome.PLAUSIBLE


def qq(value: str) -> Outcome:
    """QQ number: 5 to 11 digits, no leading 0: PLAUSIBLE; WEAK if it reads as a date (20240618) or a mobile number."""
    if not _QQ.fullmatch(value):
        return Outcome.FAIL
    dated = len(value) == 8 and value[:2] in ("19", "20") and compact_date(value) is not None
    return Outcome.WEAK if dated or mobile_prefix(value) is Outcome.PASS else Outcome.PLAUSIBLE


def alipay_userid(value: str) -> Outcome:
    """Alipay user id: 16 digits beginning 2088, which no card network issues. PASS or FAIL."""
    return Outcome.PASS if _ALIPAY.fullmatch(value) else Outcome.FAIL
