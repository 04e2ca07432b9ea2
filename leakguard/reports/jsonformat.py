"""JSON: one finding per line, or the whole report as one object. The bytes are always UTF-8.

Characters that a terminal would obey or hide are written as JSON escapes, which changes nothing for a reader of JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from leakguard.findings import Finding
from leakguard.report import Report

_HIDDEN = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb]")


def report_json(report: Report, reveal: bool = False) -> bytes:
    """The report object of ``-f json``, indented, with a line end."""
    return _bytes(json.dumps(report.as_dict(reveal), ensure_ascii=False, indent=2))


def render(report: Report, _texts: object, reveal: bool = False) -> bytes:
    """The report object in any language."""
    return report_json(report, reveal)


def object_json(document: Mapping[str, Any]) -> bytes:
    """Any other object, indented, with a line end."""
    return _bytes(json.dumps(document, ensure_ascii=False, indent=2))


def finding_lines(findings: Iterable[Finding], reveal: bool = False) -> Iterable[bytes]:
    """One line per finding; the fields of each are the stable contract of :meth:`Finding.as_dict`."""
    for finding in findings:
        yield _bytes(json.dumps(finding.as_dict(reveal), ensure_ascii=False))


def escaped(text: str) -> str:
    """JSON with the characters that a terminal would obey or hide written as escapes."""
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _bytes(text: str) -> bytes:
    return escaped(text).encode() + b"\n"
