"""Splits delimited text into records and fields, keeping where every field stands.

The rules are RFC 4180 as ``csv.reader`` reads it, and for what the RFC leaves open what real exports need:

* A quote opens a quoted field only at the start of the field; elsewhere it is data (``27" 屏``).
* ``="..."`` at the start of a field, the way to keep a spreadsheet from rounding a long number, is data with its
  quotes, and a delimiter between these quotes belongs to the field.
* What follows a closing quote, up to the delimiter, belongs to the field as it stands.
* A quote that is not closed within ``quote_limit`` characters, or not before the end, is data: it must not swallow
  the rest of the file.
* Records end at LF or CRLF. A lone CR is data, unless the file has no LF at all.
* A blank line is a record without fields.

The result does not depend on how the text is cut into chunks: a record is handed out only when its end has been seen.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NamedTuple

QUOTE_LIMIT = 1 << 20
_QUICK_LIMIT = 1 << 16


class Field(NamedTuple):
    """``value`` after unquoting, and ``[start, end)`` of the field as stored.

    For a quoted field ``inner_end`` is the index of its closing quote, and what lies behind it until ``end`` is a
    literal tail; for any other field it is -1.
    """

    value: str
    start: int
    end: int
    inner_end: int


class Record(NamedTuple):
    """The fields of one record, where the next record starts, and whether a quote was taken as data for want of a
    closing one.
    """

    fields: list[Field]
    end: int
    open_quote: bool


class Records(NamedTuple):
    """Field values per record, the start of each record, where the text not yet used starts, and whether in any
    record a quote was taken as data for want of a closing one.
    """

    rows: list[list[str]]
    starts: list[int]
    end: int
    open_quote: bool


def unquote(stored: str) -> str:
    """The value of a field that is quoted from its first character to its last, or not quoted at all."""
    return stored[1:-1].replace('""', '"') if stored[:1] == '"' else stored


class Tokenizer:
    """The state machine for one delimiter."""

    def __init__(self, delimiter: str, cr_ends: bool = False, quote_limit: int = QUOTE_LIMIT) -> None:
        self.delimiter = delimiter
        self.cr_ends = cr_ends
        self.quote_limit = quote_limit
        self._between = f'"{delimiter}"'
        stop = f"[^{re.escape(delimiter)}\r\n]*+"
        self._rest = re.compile(stop if cr_ends else f"{stop}(?:\r(?!\n){stop})*+")
        inside = '[^"\r\n]*+' if cr_ends else '[^"\n]*+'
        self._kept = re.compile(f'="{inside}(?:""{inside})*+"')
        self._quoted = re.compile('"[^"]*+(?:""[^"]*+)*+"')
        self._whole = re.compile('=?"[^"]*"')
        self._plain_kept = re.compile('="[^"\n]*"')

    def record(self, text: str, position: int, final: bool) -> Record | None:
        """The record that starts at ``position``; ``None`` if more text is needed to tell where it ends.

        ``final`` says that no text follows.
        """
        fields: list[Field] = []
        open_quote = False
        while True:
            start, closed = position, None
            if text.startswith('"', start):
                closed = self._closing_quote(text, start)
                if closed is None:
                    if not final and len(text) - start <= self.quote_limit:
                        return None
                    open_quote = True
            field, kept = self._field(text, start, closed)
            fields.append(field)
            open_quote = open_quote or (not kept and text.startswith('="', start))
            if text.startswith(self.delimiter, field.end):
                position = field.end + 1
                continue
            end = self._line_end(text, field.end, final)
            if end is None:
                return None
            if len(fields) == 1 and field.start == field.end:
                fields = []
            return Record(fields, end, open_quote)

    def records(self, text: str, final: bool) -> Records:
        """All records of the text, from its start, whose end is known."""
        rows: list[list[str]] = []
        starts: list[int] = []
        position, size, open_quote = 0, len(text), False
        while position < size:
            if not self.cr_ends:
                position = self._lines_without_quotes(text, position, rows, starts)
                fields, end = self._quick(text, position)
                if fields is not None:
                    rows.append(fields)
                    starts.append(position)
                    position = end
                    continue
                if position == size:
                    break
            record = self.record(text, position, final)
            if record is None:
                break
            rows.append([field.value for field in record.fields])
            starts.append(position)
            position = record.end
            open_quote = open_quote or record.open_quote
        return Records(rows, starts, position, open_quote)

    def stored_fields(self, body: str) -> list[str] | None:
        """The fields, as stored, of a record given without its line end; ``None`` if it needs the state machine.

        Each field is then either free of quotes that mean anything, or quoted from its first character to its last, or
        exactly ``="..."``.
        """
        parts = body.split(self.delimiter)
        if '"' not in body:
            return parts
        if "\n" not in body and all(self._whole.fullmatch(part) for part in parts if '"' in part):
            return parts
        fields: list[str] = []
        open_part = ""
        for part in parts:
            if open_part:
                open_part = f"{open_part}{self.delimiter}{part}"
            elif part[:1] == '"':
                open_part = part
            else:
                if '"' in part and part.startswith('="') and not self.is_kept(part):
                    return None
                fields.append(part)
                continue
            if self._quoted.fullmatch(open_part):
                fields.append(open_part)
                open_part = ""
            elif open_part.count('"') % 2 == 0:
                return None  # text behind the closing quote
        if open_part or ("\n" in body and any("\n" in field and field[0] != '"' for field in fields)):
            return None
        return fields

    def is_kept(self, stored: str) -> bool:
        """Whether a field is ``="..."`` and nothing else, without a quote or a line end between these quotes."""
        return self._plain_kept.fullmatch(stored) is not None

    def _lines_without_quotes(self, text: str, position: int, rows: list[list[str]], starts: list[int]) -> int:
        """Take all lines before the one that holds the next quote; return where that one starts."""
        quote = text.find('"', position)
        end = text.rfind("\n", position, quote if quote >= 0 else len(text)) + 1
        if end <= position:
            return position
        lines = text[position : end - 1].split("\n")
        starts.extend(accumulate((len(line) + 1 for line in lines[:-1]), initial=position))
        delimiter = self.delimiter
        if text.find("\r", position, end) >= 0:
            lines = [line[:-1] if line.endswith("\r") else line for line in lines]
        rows.extend([line.split(delimiter) if line else [] for line in lines])
        return end

    def _quick(self, text: str, position: int) -> tuple[list[str] | None, int]:
        """The fields of the record at ``position`` and where the next one starts, without the state machine.

        Lines are joined until their quotes are even in number, as they are in a healthy record.
        """
        end, quotes, counted = position - 1, 0, position
        while True:
            end = text.find("\n", end + 1)
            if end < 0 or end - position > _QUICK_LIMIT or end - position > self.quote_limit:
                return None, position
            quotes += text.count('"', counted, end)
            if quotes % 2 == 0:
                break
            counted = end = text.find('"', end)
            if end < 0:
                return None, position
        body = text[position : end - 1] if end > position and text[end - 1] == "\r" else text[position:end]
        if not body:
            return [], end + 1
        if body[0] == '"' and body[-1] == '"':
            fields = body[1:-1].split(self._between)
            # As many quotes as the separators and the two ends account for: there is none inside a field.
            if quotes == 2 * len(fields):
                return fields, end + 1
        stored = self.stored_fields(body)
        if stored is None:
            return None, position
        return [unquote(field) if field[:1] == '"' else field for field in stored], end + 1

    def _closing_quote(self, text: str, start: int) -> int | None:
        """Index behind the quote that closes the one at ``start``."""
        match = self._quoted.match(text, start, start + self.quote_limit)
        if match is None or text.startswith('"', match.end()):
            # The second case: the limit fell between the two quotes of an escaped one.
            return None
        return match.end()

    def _field(self, text: str, start: int, closed: int | None) -> tuple[Field, bool]:
        """The field at ``start``, and whether it begins with a whole ``="..."``."""
        if closed is not None:
            end = self._rest_end(text, closed)
            value = text[start + 1 : closed - 1].replace('""', '"') + text[closed:end]
            return Field(value, start, end, closed - 1), False
        kept = self._kept.match(text, start) if text.startswith('="', start) else None
        end = self._rest_end(text, start if kept is None else kept.end())
        return Field(text[start:end], start, end, -1), kept is not None

    def _rest_end(self, text: str, start: int) -> int:
        match = self._rest.match(text, start)
        return start if match is None else match.end()

    def _line_end(self, text: str, position: int, final: bool) -> int | None:
        """Where the next record starts, given the end of the last field of this one."""
        if position == len(text):
            return position if final else None
        if text[position] == "\n":
            return position + 1
        # A CR, which ends the record either with its LF or, in a file without LF, by itself.
        if position + 1 == len(text) and not final:
            return None
        return position + 2 if text.startswith("\n", position + 1) else position + 1
