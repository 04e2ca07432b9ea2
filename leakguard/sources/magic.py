"""Names the kind of a file that is no text, so that the refusal can say what it is."""

from __future__ import annotations

from types import MappingProxyType

from leakguard.errors import UnscannedError

_WORKBOOK_START = b"\x09\x08"
"""Number of the record a workbook stream begins with ([MS-XLS] 2.4.21)."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# (offset, bytes, what it is), the more specific first.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "a PDF document"),
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (0, b"II*\x00", "a TIFF image"),
    (0, b"MM\x00*", "a TIFF image"),
    (8, b"WEBP", "a WebP image"),
    (4, b"ftypheic", "a HEIC image"),
    (4, b"ftyp", "an MP4 video"),
    (0, b"\x1f\x8b\x08", "a gzip archive"),
    (0, b"BZh91AY&SY", "a bzip2 archive"),
    (0, b"\xfd7zXZ\x00", "an xz archive"),
    (0, b"(\xb5/\xfd", "a Zstandard archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"SQLite format 3\x00", "an SQLite database"),
    (0, b"PAR1", "a Parquet file"),
    (0, b"PARE", "a Parquet file"),
    (0, b"ARROW1\x00\x00", "an Arrow file"),
    (0, b"\xff\xff\xff\xff", "an Arrow stream"),
    (0, b"FEA1", "a Feather file of version 1"),
    (0, b"Obj\x01", "an Avro file"),
    (0, b"\x7fELF", "a program"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"\xff\xfe\x00\x00", "UTF-32 text"),
    (0, b"\x00\x00\xfe\xff", "UTF-32 text"),
)

# A name inside the first kilobytes of a zip -> what the zip is.
_ZIP_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"xl/workbook", "an XLSX workbook"),
    (b"xl/worksheets/", "an XLSX workbook"),
    (b"xl/styles", "an XLSX workbook"),
    (b"xl/sharedStrings", "an XLSX workbook"),
    (b"word/document", "a DOCX document"),
    (b"ppt/presentation", "a PPTX presentation"),
    (b"opendocument.spreadsheet", "an ODS workbook"),
    (b"opendocument.text", "an ODT document"),
    (b"[Content_Types].xml", "an Office document"),
)


_OFFICE_FIRST = (
    b"[Content_Types].xml", b"_rels/", b"docProps/", b"customXml/", b"xl/", b"word/", b"ppt/", b"mimetype", b"META-INF/",
    b"content.xml", b"meta.xml", b"styles.xml", b"settings.xml", b"Thumbnails/",
)  # fmt: skip
"""What the first member of an office document is called (its name stands at offset 30: APPNOTE.TXT 4.3.7)."""


# What is read, by what it is called above.
_READ = MappingProxyType({
    "an XLSX workbook": "xlsx", "an ODS workbook": "ods", "an old Excel workbook (XLS)": "xls",
    "an SQLite database": "sqlite", "a Parquet file": "parquet", "an Arrow file": "feather",
    "an Arrow stream": "feather", "a ZIP archive": "zip",
})  # fmt: skip


def binary_format(head: bytes) -> str | None:
    """The format, a key of ``leakguard.sources.FORMATS``, of an input that begins like a binary file that is read; None
    for text.

    Raises ``unsupported`` if the first kilobytes are those of a known binary format that is not read.
    """
    kind = _kind(head)
    if kind is None or kind in _READ:
        return _READ.get(kind or "")
    raise _refusal(kind, head)


def refuse_known_binary(head: bytes) -> None:
    """Raise ``unsupported`` if the first kilobytes of what is to be read as text are those of a known binary format."""
    kind = _kind(head)
    if kind is not None:
        raise _refusal(kind, head)


def _refusal(kind: str, head: bytes) -> UnscannedError:
    if is_encrypted_zip(head) or is_encrypted_office(head):
        return UnscannedError("encrypted", f"this is {kind} with a password; decrypt it first")
    return UnscannedError("unsupported", f"this is {kind}, not text")


def is_encrypted_zip(head: bytes) -> bool:
    """Whether the first member of a zip is encrypted: bit 0 of its general purpose flag (APPNOTE.TXT 4.4.4)."""
    return head.startswith(b"PK\x03\x04") and len(head) > 6 and bool(head[6] & 1)


def is_encrypted_office(head: bytes) -> bool:
    """Whether an OLE file holds an Office document with a password ([MS-OFFCRYPTO] 2.3.4)."""
    return head.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in head


def _kind(head: bytes) -> str | None:
    """What a file that begins with ``head`` is, if it is no text."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        if not head[30:].startswith(_OFFICE_FIRST):
            return "a ZIP archive"  # what stands further down may be the members of a workbook in it
        return next((name for mark, name in _ZIP_KINDS if mark in head), "a ZIP archive")
    if head.startswith(_OLE):
        if is_encrypted_office(head):
            return "an XLSX workbook"
        known = any(name.encode("utf-16-le") in head for name in ("Workbook", "Book"))
        known = known or head[512:514] == _WORKBOOK_START  # of a large workbook, the names stand far down
        return "an old Excel workbook (XLS)" if known else "an OLE file (XLS, DOC, MSG)"
    return next((name for offset, mark, name in _SIGNATURES if head.startswith(mark, offset)), None)
