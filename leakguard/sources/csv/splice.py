"""Writes edits into one record, leaving every other byte of it as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leakguard.errors import UsageError
from leakguard.sources.csv.records import Field, Tokenizer, unquote
from leakguard.sources.edits import Span, apply, in_order

Changes = Mapping[int, Sequence[Span]]
"""0-based column -> the edits of its field, in offsets of the value."""


def rewrite(tokenizer: Tokenizer, record: str, changes: Changes) -> str:
    """A record (with its line end) after the edits.

    Inside quotes the replacement is escaped. Where a replacement could be taken for a delimiter, a quote or a line end,
    the field as a whole is quoted. Raises :class:`ValueError` for a field that does not exist, or edits that overlap or
    are out of range.
    """
    quick = _rewrite_quick(tokenizer, record, changes)
    return _rewrite_checked(tokenizer, record, changes) if quick is None else quick


def _rewrite_quick(tokenizer: Tokenizer, record: str, changes: Changes) -> str | None:
    """The common cases, in which every field keeps its form for certain. ``None`` for all others."""
    body = record.rstrip("\r\n")
    if len(body) > tokenizer.quote_limit or "\r" in body or record[len(body) :] not in ("\n", "\r\n", ""):
        return None
    fields = tokenizer.stored_fields(body)
    if fields is None or len(fields) < 2:
        # A lone field may become empty, and an empty line is no field at all.
        return None
    _require_columns(changes, len(fields))
    for column, spans in changes.items():
        stored = fields[column]
        value = apply(unquote(stored), spans)
        if stored[:1] == '"':
            # A quoted field has one spelling only, so quoting its value again changes nothing else.
            fields[column] = _quote(value)
        elif _stays_unquoted(tokenizer, stored, value):
            fields[column] = value
        else:
            return None
    return tokenizer.delimiter.join(fields) + record[len(body) :]


def _stays_unquoted(tokenizer: Tokenizer, stored: str, value: str) -> bool:
    if '"' not in stored:
        return _MARKS.isdisjoint(value) and tokenizer.delimiter not in value
    return tokenizer.is_kept(stored) and tokenizer.is_kept(value) and "\r" not in value


def _rewrite_checked(tokenizer: Tokenizer, record: str, changes: Changes) -> str:
    """All other cases: the new record is read again and must give the fields that were meant."""
    read = tokenizer.record(record, 0, final=True)
    fields = read.fields if read is not None else []
    _require_columns(changes, len(fields))
    meant = [field.value for field in fields]
    for column, spans in changes.items():
        meant[column] = apply(meant[column], spans)
    spliced = [Span(fields[c].start, fields[c].end, _splice(record, fields[c], s)) for c, s in changes.items()]
    quoted = [Span(fields[c].start, fields[c].end, _quote(meant[c])) for c in changes]
    # The quotes of a field that was empty would close an ="... before it.
    bare = [Span(fields[c].start, fields[c].end, meant[c]) for c in changes]
    for spans in (spliced, quoted, bare):
        written = apply(record, spans)
        again = tokenizer.record(written, 0, final=True)
        if again is None or again.end != len(written) or [field.value for field in again.fields] != meant:
            continue
        # A new quote that reads as data only because nothing in this record closes it: the next record might.
        if read is None or read.open_quote or not again.open_quote:
            return written
    raise UsageError(
        "a replacement holds a quote, delimiter or line end that cannot be written into a record with an unclosed "
        "quote. Choose a replacement without them"
    )


_MARKS = frozenset('"\r\n')


def _splice(record: str, field: Field, spans: Sequence[Span]) -> str:
    """The stored form of one field after the edits, with its quotes as they were if that is possible at all."""
    stored = record[field.start : field.end]
    if field.inner_end < 0:
        return apply(stored, spans)
    # The tail behind the closing quote is literal; what stands before it is quoted.
    inner_length = len(field.value) - (field.end - field.inner_end - 1)
    inner, tail = field.value[:inner_length], field.value[inner_length:]
    ordered = in_order(spans, len(field.value))
    first = [span for span in ordered if span.end <= inner_length]
    last = [span for span in ordered if span.end > inner_length]
    if last and last[0].start < inner_length:
        return _quote(apply(field.value, ordered))
    moved = [Span(span.start - inner_length, span.end - inner_length, span.replacement) for span in last]
    return _quote(apply(inner, first)) + apply(tail, moved)


def _quote(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _require_columns(changes: Changes, width: int) -> None:
    for column in changes:
        if not 0 <= column < width:
            raise ValueError(f"edit in column {column} of a record with {width} fields")
