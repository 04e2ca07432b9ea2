"""What a text that may be markup is, and the encoding that it names itself."""

from __future__ import annotations

import codecs
import re

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.encoding import Encoding, count_broken, given, too_broken

_HEAD = 4096
_STARTS = ("<html", "<table", "<!doctype html", "<meta", "<head", "<body", "<style", "<title")
_EXCEL = ("urn:schemas-microsoft-com:office:spreadsheet", 'progid="excel.sheet"')
_PARTS = re.compile(r"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})|<\?xml[^>]{0,100}encoding=[\"']([\w-]{2,30})", re.I
)


def markup_format(text: str) -> str | None:
    """``html`` or ``spreadsheetml`` if a text begins like it, None otherwise.

    Raises :class:`~leakguard.errors.UnscannedError` ``unsupported`` for a web archive (MHTML).
    """
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    lower = head.lower()
    if lower.startswith(("mime-version:", "content-type:", "from:")) and _PARTS.search(head):
        raise UnscannedError("unsupported", "a web archive (MHTML), as Excel saves it; open it and save it as XLSX")
    if lower.startswith(("<?xml", "<workbook", "<ss:workbook", "<?mso-application")):
        if any(mark in lower for mark in _EXCEL):
            return "spreadsheetml"
        return "html" if re.search(r"<(?:html|table)[\s>]", lower) else None
    while lower.startswith("<!--") and "-->" in lower:
        lower = lower.partition("-->")[2].lstrip()
    return "html" if lower.startswith(_STARTS) else None


def declared_encoding(sample: bytes, whole: bool) -> Encoding | None:
    """The encoding that markup names in its first kilobytes, if its bytes are in it; None leaves it to detection.

    What is UTF-8 throughout is no other encoding, whatever it says.
    """
    found = _CHARSET.search(sample[:_HEAD])
    if found is None or sample.lstrip()[:1] != b"<" or _is_utf8(sample, whole):
        return None
    try:
        encoding = given((found[1] or found[2]).decode("ascii"), sample)
        text = sample.decode(encoding.codec, encoding.errors) if encoding.errors != "strict" else ""
    except (UsageError, UnicodeDecodeError):
        return None
    broken = count_broken(text) - (0 if whole else 4)
    if not text or encoding.bom or too_broken(broken, len(text)):
        return None
    return Encoding(encoding.name, "named in the markup")


def _is_utf8(sample: bytes, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, whole)
    except UnicodeDecodeError:
        return False
    return True
