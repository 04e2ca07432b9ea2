"""Findings as CSV for spreadsheets: UTF-8 with a byte order mark, CRLF, quotes as in RFC 4180.

The fields are those of :meth:`~leakguard.findings.Finding.as_dict`, in its order and counted from 0 as there, and
``forbidden``; ``evidence`` is a text. A text that a spreadsheet would run as a formula (OWASP, CSV injection; CWE-1236), or turn into a number or a date
(``1234e56789012345`` is a fingerprint), has an apostrophe in front. So has one that begins with an apostrophe itself: whoever
reads a field takes off one apostrophe, if there is any, and has the text. Characters that cannot be seen are written as
escapes, line ends too: every finding is one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakguard.findings import Evidence, Finding
from leakguard.formulas import GUARD
from leakguard.hits import ColumnHits, Hit, Scanned
from leakguard.reports.stream import FindingsWriter, Write
from leakguard.reports.width import visible

if TYPE_CHECKING:
    import pyarrow as pa

    from leakguard.report import Report

FIELDS = (*Finding("", None, 0, 0, 0.0, "", "", "").as_dict(), "forbidden")
"""The columns: those of the contract, and whether the policy forbids it; ``value`` comes last where raw values are asked for."""

_MARK = "\ufeff"
_END = "\r\n"
_CHUNK = 1 << 20
_TAKEN = r"^\s*['=+@＝＋－＠-]|^[0-9][0-9.,:/eE+%年月日\s-]*$"
"""What a spreadsheet takes for something else than a text, and what bears an apostrophe already. In Python and in RE2."""

_CARE = f"[^ !#-+\\--~\u3001-\u3029\u4e00-\u9fff\uff01-\uff5e]|{_TAKEN}"
"""What may not be written as it is (RE2); whatever is not plainly harmless is looked at again."""

_is_taken = re.compile(_TAKEN).search


class CsvFindings:
    """Writes findings as they are found, see :class:`~leakguard.reports.stream.FindingsWriter`; ``head``: begin with the names."""

    def __init__(self, write: Write, reveal: bool = False, head: bool = True) -> None:
        self._write, self._reveal = write, reveal
        self._names = (*FIELDS, "value") if reveal else FIELDS
        if head:
            write((_MARK + ",".join(self._names) + _END).encode())

    def add(self, scanned: Scanned) -> None:
        """Write the findings of a block."""
        if scanned.hits:
            self._write("".join(map(self._line, scanned.hits)).encode())
        for column in scanned.columns:
            self._write(self._lines(column))

    def take(self, part: Path) -> None:
        """Lines are copied as they are."""
        with part.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                self._write(chunk)

    @property
    def part_writer(self) -> Callable[[Write], FindingsWriter]:
        """See :class:`~leakguard.reports.stream.FindingsWriter`."""
        return partial(CsvFindings, reveal=self._reveal, head=False)

    def describe(self, report: Report) -> None:
        """A list of findings has no place for it."""

    def close(self) -> None:
        """Nothing is left to be written."""

    def _line(self, hit: Hit) -> str:
        record = {**hit.finding.as_dict(self._reveal), "forbidden": hit.decision.forbidden}
        return ",".join(_field(record[name]) for name in self._names) + _END

    def _lines(self, column: ColumnHits) -> bytes:
        """The lines of a column, as writing its findings one by one would give."""
        from leakguard.detection.value_arrays import joined
        from leakguard.reports.finding_columns import column_fields, together

        arrays, same = column_fields(column, self._reveal)
        same["forbidden"] = column.decision.forbidden
        pieces: list[Any] = []
        text = ""
        for name in self._names:
            if name in arrays:
                pieces += [text, _cells(arrays[name])]
                text = ","
            else:
                text += _field(same[name]) + ","
        return together(joined(*pieces, text.removesuffix(",") + _END))


def _field(value: Any) -> str:
    """A value as a field."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return _text("; ".join(_reasons(value)))
    return str(value).lower()


def _reasons(evidence: list[Any]) -> Iterator[str]:
    for each in evidence:
        reason = Evidence(**each)
        yield f"{reason.kind} {reason.name} {reason.weight:+g}"


def _text(text: str) -> str:
    shown = visible(text)
    if _is_taken(shown):
        shown = GUARD + shown
    if '"' in shown or "," in shown:
        shown = '"' + shown.replace('"', '""') + '"'
    return shown


def _cells(values: pa.Array) -> pa.Array:
    """An array as fields; only what may need care is looked at one by one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(values.type):
        return pc.fill_null(values.cast(pa.string()), "")
    care = pc.fill_null(pc.match_substring_regex(values, _CARE), False)
    if pc.any(care).as_py():
        values = pc.replace_with_mask(values, care, pa.array(map(_text, values.filter(care).to_pylist()), pa.string()))
    return pc.fill_null(values, "")
