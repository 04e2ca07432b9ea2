"""Sources: what can be read, as blocks of text or of table, and written back with edits.

:func:`open_source` opens one input, :func:`walk` lists the files that paths mean. ``FORMATS`` and ``SUFFIXES`` are the
registry. A format is loaded when the first input needs it.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.base import Opening, Source, Unscanned
from leakguard.sources.csv import CsvSource
from leakguard.sources.csv_sniff import lone_cr_ends, looks_tabular, sniff_delimiter
from leakguard.sources.encoding import Encoding, detect, given
from leakguard.sources.magic import binary_format, refuse_known_binary
from leakguard.sources.origin import Origin, Profile, origin_of_file, origin_of_stream
from leakguard.sources.text import TextSource
from leakguard.sources.walk import walk

__all__ = ["FORMATS", "SUFFIXES", "UNREAD", "CsvSource", "Source", "TextSource", "Unscanned", "open_source", "walk"]

_Opener = Callable[[Opening], Source]


def _open_text(opening: Opening) -> Source:
    return TextSource(opening.origin, opening.text_encoding, opening.profile.digest)


def _open_csv(opening: Opening) -> Source:
    text = _sample_text(opening.text_encoding, opening.profile)
    delimiter = "\t" if opening.suffix in (".tsv", ".tab") and "\t" in text else sniff_delimiter(text)
    return CsvSource(
        opening.origin,
        opening.text_encoding,
        opening.profile.digest,
        delimiter=delimiter,
        cr_ends=lone_cr_ends(text),
    )


TEXT_FORMATS: Mapping[str, _Opener] = MappingProxyType({"text": _open_text, "csv": _open_csv})
"""Formats whose bytes are text in some encoding."""

BINARY_FORMATS: Mapping[str, _Opener] = MappingProxyType({})
"""Formats that say by themselves how they are to be read; no encoding can be given for them."""

FORMATS: Mapping[str, _Opener] = MappingProxyType({**TEXT_FORMATS, **BINARY_FORMATS})

SUFFIXES: Mapping[str, str] = MappingProxyType({
    ".csv": "csv", ".tsv": "csv", ".tab": "csv",
    ".txt": "text", ".text": "text", ".log": "text", ".md": "text", ".markdown": "text", ".chat": "text",
    ".srt": "text", ".vtt": "text", ".ini": "text", ".cfg": "text", ".conf": "text", ".yaml": "text", ".yml": "text",
})  # fmt: skip
"""Suffix -> text format. A suffix that is neither here nor in ``UNREAD`` is decided by the content, and so is every file
that begins like a binary format, whatever its suffix."""

UNREAD: Mapping[str, str] = MappingProxyType({
    ".json": "JSON", ".jsonl": "JSON lines", ".ndjson": "JSON lines", ".sql": "SQL", ".html": "HTML", ".htm": "HTML",
    ".xml": "XML", ".eml": "mail", ".mbox": "mail", ".mht": "web archive", ".rtf": "RTF", ".xlsx": "XLSX",
    ".xlsm": "XLSX", ".xls": "XLS", ".xlsb": "XLSB", ".et": "WPS", ".wps": "WPS", ".doc": "DOC", ".docx": "DOCX",
    ".ppt": "PPT", ".pptx": "PPTX", ".ods": "ODS", ".odt": "ODT", ".pdf": "PDF", ".parquet": "Parquet",
    ".png": "image", ".jpg": "image", ".jpeg": "image", ".gif": "image", ".webp": "image", ".bmp": "image",
    ".tif": "image", ".tiff": "image", ".heic": "image", ".zip": "archive", ".gz": "archive", ".7z": "archive",
    ".rar": "archive", ".tar": "archive", ".bz2": "archive", ".xz": "archive", ".zst": "archive",
    ".db": "database", ".sqlite": "database", ".mdb": "database", ".accdb": "database",
})  # fmt: skip
"""Suffix -> kind, for formats whose text is not what stands in the file line by line: reading them as lines would miss
what is escaped, compressed or encoded."""


def open_source(
    path: str | Path,
    *,
    encoding: str | None = None,
    format: str | None = None,  # noqa: A002 - the word for it in the whole tool
    stdin: BinaryIO | None = None,
    password: str | None = None,
) -> Source:
    """Open one input for reading. ``-`` is the stream given as ``stdin``, which is copied to a temporary file.

    ``encoding`` and ``format`` (a key of ``FORMATS``) override what the content and the suffix tell; ``password`` opens
    what is encrypted. Raises :class:`~leakguard.errors.UsageError` for a missing path, an unknown encoding or format, and
    :class:`~leakguard.errors.UnscannedError` for what cannot be read.
    """
    name = str(path)
    if format is not None and format not in FORMATS:
        raise UsageError(f"unknown format {format!r}. Use one of: {', '.join(FORMATS)}")
    if encoding is not None:
        given(encoding, b"")  # a bad name is reported before anything is read
    if name == "-":
        if stdin is None:
            raise UsageError("'-' means standard input, and there is none. Name a file instead")
        suffix, origin = "", origin_of_stream(stdin, name)
    else:
        suffix, origin = Path(path).suffix.lower(), origin_of_file(Path(path), name)
    profile = origin.profile()
    chosen = format or binary_format(profile.sample)
    if chosen is not None and chosen in BINARY_FORMATS:
        return BINARY_FORMATS[chosen](Opening(origin, profile, suffix, None, password))
    refuse_known_binary(profile.sample)
    return _open_as_text(origin, profile, suffix, encoding, chosen or SUFFIXES.get(suffix))


def _open_as_text(origin: Origin, profile: Profile, suffix: str, encoding: str | None, chosen: str | None) -> Source:
    if chosen is None and suffix in UNREAD:
        detail = f"{UNREAD[suffix]} files ({suffix}) are not read; a format given by name reads the file as it stands"
        raise UnscannedError("unsupported", detail)
    sample = profile.sample
    text_encoding = detect(sample, profile.whole) if encoding is None else given(encoding, sample)
    opening = Opening(origin, profile, suffix, text_encoding)
    if chosen is None:
        chosen = "csv" if looks_tabular(_sample_text(text_encoding, profile)) else "text"
    return TEXT_FORMATS[chosen](opening)


def _sample_text(encoding: Encoding, profile: Profile) -> str:
    """The sample as text, for looking at only: what does not decode is replaced."""
    decoder = codecs.getincrementaldecoder(encoding.codec)("replace")
    return decoder.decode(profile.sample[len(encoding.bom) :], profile.whole)
