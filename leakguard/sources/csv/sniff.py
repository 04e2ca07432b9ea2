"""Which character separates the fields, and whether a text is a table at all."""

from __future__ import annotations

from collections import Counter

from leakguard.sources.csv.records import Tokenizer

DELIMITERS = (",", "\t", ";", "|")
_LOOK_AT = 1 << 16
_MAX_RECORDS = 200
_CONSISTENT = 0.9
_NOT_A_TABLE = ("{", "[", "<", "(", "|", "#!", "--", "/*")


def sniff_delimiter(text: str) -> str:
    """The delimiter of a table that starts with ``text``; a comma if it has only one column.

    The records of each candidate are read with the rules of the tokenizer, so that commas in quoted addresses do not
    count, and the candidate that gives most records the same number of fields as the first one wins: commas in
    unquoted addresses seldom stand in the header too. The line ``sep=;`` that spreadsheets write is believed.
    """
    if text[:4].lower() == "sep=" and text[4:5] in DELIMITERS and text[5:6] in ("\r", "\n"):
        return text[4]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        score = _score(_widths_of(text, delimiter))
        # Some platforms pad every cell with a tab; then the tab separates nothing.
        if delimiter == "\t" and _tabs_are_padding(text):
            continue
        if score > best_score:
            best, best_score = delimiter, score
    return best


def looks_tabular(text: str) -> str | None:
    """The delimiter if a text of unknown kind is clearly a table: at least two records, each with the same number of
    fields, three or more. ``None`` if it had better be read as lines.
    """
    first = text.lstrip("\ufeff \r\n")
    if first.startswith(_NOT_A_TABLE) or first[:7].upper() in ("INSERT ", "CREATE ", "SELECT "):
        return None
    delimiter = sniff_delimiter(text)
    rows = _rows_of(text, delimiter)
    widths = {len(row) for row in rows}
    if len(rows) < 2 or len(widths) != 1 or widths.pop() < 3:
        return None
    fields = [field for row in rows for field in row[1:] if field]
    # Prose and log lines put a space behind their commas.
    spaced = sum(field.startswith(" ") for field in fields)
    return None if fields and spaced > len(fields) / 2 else delimiter


def lone_cr_ends(text: str) -> bool:
    """Whether the records of a table that starts with ``text`` end with CR alone, as on the first Macintoshes."""
    return "\r" in text and "\n" not in text


def _rows_of(text: str, delimiter: str) -> list[list[str]]:
    """The first records that are not blank; the last one is left out where the text may end inside it."""
    cut = text[:_LOOK_AT]
    final = len(text) <= _LOOK_AT
    rows = Tokenizer(delimiter, lone_cr_ends(cut)).records(cut, final).rows
    return [row for row in rows if row][:_MAX_RECORDS]


def _widths_of(text: str, delimiter: str) -> list[int]:
    return [len(row) for row in _rows_of(text, delimiter)]


def _score(widths: list[int]) -> float:
    """0 for a candidate that does not split; else the more even and the wider the records, the higher."""
    if not widths:
        return 0.0
    width, count = Counter(widths).most_common(1)[0]
    if width < 2:
        # Only a title line, or most records in one field: worth something if others are split.
        width = max(widths)
        count = sum(other == width for other in widths)
        return 0.0 if width < 2 else 0.1 * count / len(widths)
    share = count / len(widths)
    header_agrees = widths[0] == width
    even = share if share < _CONSISTENT else 1.0
    return even * (2.0 if header_agrees else 1.0) + min(width, 50) / 100


def _tabs_are_padding(text: str) -> bool:
    head = text[:_LOOK_AT]
    tabs = head.count("\t")
    # Marks that may follow a padding tab: the delimiter or the line end, with or without a closing quote between.
    padding = sum(head.count(f"\t{quote}{mark}") for quote in ("", '"') for mark in (",", ";", "|", "\r", "\n"))
    return tabs > 0 and padding > 0.8 * tabs
