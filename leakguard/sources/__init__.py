"""Sources: what can be read, as blocks of text or of table, and written back with edits.

:func:`open_source` opens one input, :func:`walk` lists the files that paths mean. ``FORMATS`` and ``SUFFIXES`` are the
registry. A format is loaded when the first input needs it.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.base import Opening, Source, Unscanned
from leakguard.sources.csv.sniff import lone_cr_ends, looks_tabular, sniff_delimiter
from leakguard.sources.csv.source import CsvSource
from leakguard.sources.database.url import DatabaseUrl, database_url, is_url
from leakguard.sources.encoding import Encoding, detect, given
from leakguard.sources.magic import binary_format, refuse_known_binary
from leakguard.sources.origin import Origin, Profile, origin_of_file, origin_of_stream
from leakguard.sources.text import TextSource
from leakguard.sources.walk import Input, inputs, walk

__all__ = [
    "FORMATS",
    "SUFFIXES",
    "UNREAD",
    "CsvSource",
    "Input",
    "Source",
    "TextSource",
    "Unscanned",
    "inputs",
    "open_source",
    "walk",
]

_Opener = Callable[[Opening], Source]


def _open_text(opening: Opening) -> Source:
    return TextSource(opening.origin, opening.text_encoding, opening.profile.digest)


def _open_csv(opening: Opening) -> Source:
    text = _sample_text(opening.text_encoding, opening.profile)
    delimiter = "\t" if opening.suffix in (".tsv", ".tab", *TABLES) and "\t" in text else sniff_delimiter(text)
    return CsvSource(
        opening.origin,
        opening.text_encoding,
        opening.profile.digest,
        delimiter=delimiter,
        cr_ends=lone_cr_ends(text),
        size=opening.profile.size,
    )


def _open_json(opening: Opening) -> Source:
    from leakguard.sources.jsons.sniff import is_lines
    from leakguard.sources.jsons.source import JsonSource

    text = _sample_text(opening.text_encoding, opening.profile)
    lines = is_lines(text, opening.profile.whole, opening.suffix in (".jsonl", ".ndjson"))
    return JsonSource(opening.origin, opening.text_encoding, opening.profile.digest, lines=lines)


def _open_json_lines(opening: Opening) -> Source:
    return _open_json(replace(opening, suffix=".jsonl"))


def _open_sql(opening: Opening) -> Source:
    from leakguard.sources.sql.dialect import dialect_of
    from leakguard.sources.sql.source import SqlSource

    dialect = dialect_of(_sample_text(opening.text_encoding, opening.profile))
    return SqlSource(opening.origin, opening.text_encoding, opening.profile.digest, dialect)


def _open_xls(opening: Opening) -> Source:
    from leakguard.sources.xls.source import open_xls

    return open_xls(opening)


def _open_parquet(opening: Opening) -> Source:
    from leakguard.sources.arrow.formats import ParquetSource

    return ParquetSource(opening.origin, opening.profile.digest)


def _open_feather(opening: Opening) -> Source:
    from leakguard.sources.arrow.formats import IpcSource

    return IpcSource(opening.origin, opening.profile.digest)


def _open_sqlite(opening: Opening) -> Source:
    from leakguard.sources.sqlite.source import SqliteSource

    return SqliteSource(opening.origin, opening.profile.digest)


def _open_ods(opening: Opening) -> Source:
    from leakguard.sources.ods.source import open_ods

    return open_ods(opening)


def _open_html(opening: Opening) -> Source:
    from leakguard.sources.markup.source import MarkupSource

    return MarkupSource(opening, sheets=False)


def _open_spreadsheetml(opening: Opening) -> Source:
    from leakguard.sources.markup.source import MarkupSource

    return MarkupSource(opening, sheets=True)


def _open_xlsx(opening: Opening) -> Source:
    from leakguard.sources.xlsx.source import XlsxSource

    return XlsxSource(opening)


def _open_zip(opening: Opening) -> Source:
    from leakguard.sources.archive.source import ZipSource

    return ZipSource(opening)


TEXT_FORMATS: Mapping[str, _Opener] = MappingProxyType({
    "text": _open_text, "csv": _open_csv, "json": _open_json, "jsonl": _open_json_lines,
    "sql": _open_sql, "html": _open_html, "spreadsheetml": _open_spreadsheetml,
})  # fmt: skip
"""Formats whose bytes are text in some encoding."""

BINARY_FORMATS: Mapping[str, _Opener] = MappingProxyType({
    "xlsx": _open_xlsx,
    "xls": _open_xls,
    "ods": _open_ods, "zip": _open_zip,
    "parquet": _open_parquet, "feather": _open_feather, "sqlite": _open_sqlite,
})  # fmt: skip
"""Formats that say by themselves how they are to be read; no encoding can be given for them."""

FORMATS: Mapping[str, _Opener] = MappingProxyType({**TEXT_FORMATS, **BINARY_FORMATS})

SUFFIXES: Mapping[str, str] = MappingProxyType({
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".sql": "sql", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".txt": "text", ".text": "text", ".log": "text", ".md": "text", ".markdown": "text", ".chat": "text",
    ".srt": "text", ".vtt": "text", ".ini": "text", ".cfg": "text", ".conf": "text", ".yaml": "text", ".yml": "text",
})  # fmt: skip
"""Suffix -> text format. A suffix that is neither here nor in ``UNREAD`` is decided by the content, and so is every file
that begins like a binary format, whatever its suffix."""

PERHAPS_JSON = (".txt", ".text", ".log")
"""Suffixes of text that is often JSON: the content decides where it is that for certain."""

TABLES = (".xls", ".et")
"""Suffixes of workbooks under which back offices also write text: HTML, or fields with tabs between them."""

PERHAPS_MARKUP = (None, "csv", "html", "spreadsheetml")
"""Formats, by suffix or by name, of which the content decides whether they are HTML: back offices export it as ``.xls``
and ``.csv``."""

UNREAD: Mapping[str, str] = MappingProxyType({
    ".xml": "XML", ".eml": "mail", ".mbox": "mail", ".mht": "web archive", ".rtf": "RTF",
    ".xlsb": "XLSB", ".wps": "WPS", ".doc": "DOC", ".docx": "DOCX",
    ".ppt": "PPT", ".pptx": "PPTX", ".odt": "ODT", ".pdf": "PDF",
    ".png": "image", ".jpg": "image", ".jpeg": "image", ".gif": "image", ".webp": "image", ".bmp": "image",
    ".tif": "image", ".tiff": "image", ".heic": "image", ".gz": "archive", ".7z": "archive",
    ".rar": "archive", ".tar": "archive", ".bz2": "archive", ".xz": "archive", ".zst": "archive",
    ".mdb": "database", ".accdb": "database",
})  # fmt: skip
"""Suffix -> kind, for formats whose text is not what stands in the file line by line: reading them as lines would miss
what is escaped, compressed or encoded."""


def open_source(
    path: str | Path | DatabaseUrl,
    *,
    encoding: str | None = None,
    format: str | None = None,  # noqa: A002 - the word for it in the whole tool
    stdin: BinaryIO | None = None,
    password: str | None = None,
    called: str | None = None,
) -> Source:
    """Open one input for reading. ``-`` is the stream given as ``stdin``, which is copied to a temporary file; a URL is a
    database. ``called`` is the name of the file that a stream holds: its suffix counts.

    ``encoding`` and ``format`` (a key of ``FORMATS``) override what the content and the suffix tell; ``password`` opens
    what is encrypted. Raises :class:`~leakguard.errors.UsageError` for a missing path, an unknown encoding or format, and
    :class:`~leakguard.errors.UnscannedError` for what cannot be read.
    """
    if isinstance(path, DatabaseUrl) or is_url(str(path)):
        from leakguard.sources.database.source import open_database

        return open_database(path if isinstance(path, DatabaseUrl) else database_url(str(path)))
    name = str(path)
    if format is not None and format not in FORMATS:
        raise UsageError(f"unknown format {format!r}. Use one of: {', '.join(FORMATS)}")
    if encoding is not None:
        given(encoding, b"")  # a bad name is reported before anything is read
    if name == "-":
        if stdin is None:
            raise UsageError("'-' means standard input, and there is none. Name a file instead")
        suffix = Path(called).suffix.lower() if called else ""
        origin = origin_of_stream(stdin, called or name)
    else:
        suffix, origin = Path(path).suffix.lower(), origin_of_file(Path(path), name)
    profile = origin.profile()
    chosen = format or binary_format(profile.sample)
    if chosen is not None and chosen in BINARY_FORMATS:
        return BINARY_FORMATS[chosen](Opening(origin, profile, suffix, None, password))
    refuse_known_binary(profile.sample)
    return _open_as_text(origin, profile, suffix, encoding, chosen)


def _open_as_text(origin: Origin, profile: Profile, suffix: str, encoding: str | None, named: str | None) -> Source:
    chosen = named or SUFFIXES.get(suffix)
    markup = _markup(profile, encoding) if chosen in PERHAPS_MARKUP else None
    if markup is not None and named is None:
        chosen = markup[0] or chosen
    if chosen is None and suffix in UNREAD:
        detail = f"{UNREAD[suffix]} files ({suffix}) are not read; a format given by name reads the file as it stands"
        raise UnscannedError("unsupported", detail)
    sample = profile.sample
    if markup is not None:
        text_encoding = markup[1]
    else:
        text_encoding = detect(sample, profile.whole) if encoding is None else given(encoding, sample)
    opening = Opening(origin, profile, suffix, text_encoding)
    if chosen is None or (named is None and suffix in PERHAPS_JSON):
        chosen = _json_for_certain(text_encoding, profile) or chosen
    if chosen is None:
        chosen = _sql_for_certain(_sample_text(text_encoding, profile))
    if chosen is None:
        tabular = suffix in TABLES or looks_tabular(_sample_text(text_encoding, profile))
        chosen = "csv" if tabular else "text"
    elif named is None and suffix == ".txt" and text_encoding.name.startswith("utf-16"):
        chosen = "csv" if looks_tabular(_sample_text(text_encoding, profile)) == "\t" else chosen
    return TEXT_FORMATS[chosen](opening)


def _markup(profile: Profile, encoding: str | None) -> tuple[str | None, Encoding] | None:
    """The format and the encoding of what may be markup; None if it does not begin with a tag or a mail header."""
    head = profile.sample[:_MARKUP_HEAD].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1]
    if head not in (b"<", b"M", b"C", b"F"):
        return None
    from leakguard.sources.markup.sniff import declared_encoding, markup_format

    if encoding is not None:
        found = given(encoding, profile.sample)
    else:
        found = declared_encoding(profile.sample, profile.whole) or detect(profile.sample, profile.whole)
    return markup_format(_sample_text(found, profile)), found


_MARKUP_HEAD = 64


def _json_for_certain(encoding: Encoding, profile: Profile) -> str | None:
    if not profile.sample[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith((b"{", b"[")):
        return None
    from leakguard.sources.jsons.sniff import looks_json

    return looks_json(_sample_text(encoding, profile), profile.whole)


def _sql_for_certain(text: str) -> str | None:
    if not any(word in text or word.lower() in text for word in ("INSERT ", "REPLACE ", "COPY ", "CREATE ", "UPDATE ")):
        return None
    from leakguard.sources.sql.dialect import looks_sql

    return "sql" if looks_sql(text) else None


def _sample_text(encoding: Encoding, profile: Profile) -> str:
    """The sample as text, for looking at only: what does not decode is replaced."""
    decoder = codecs.getincrementaldecoder(encoding.codec)("replace")
    return decoder.decode(profile.sample[len(encoding.bom) :], profile.whole)
