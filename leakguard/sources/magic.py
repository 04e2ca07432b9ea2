"""Names the kind of a file that is no text, so that the refusal can say what it is."""

from __future__ import annotations

from leakguard.errors import UnscannedError

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
    (0, b"ARROW1\x00\x00", "an Arrow file"),
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


def refuse_known_binary(head: bytes) -> None:
    """Raise ``unsupported`` or ``encrypted`` if the first kilobytes of an input are those of a known binary format."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        kind = next((name for mark, name in _ZIP_KINDS if mark in head), "a ZIP archive")
        # Bit 0 of the general purpose flag of the first member (APPNOTE.TXT 4.4.4): encrypted.
        if head.startswith(b"PK\x03\x04") and len(head) > 6 and head[6] & 1:
            raise UnscannedError("encrypted", f"this is {kind} with a password; decrypt it first")
        raise UnscannedError("unsupported", f"this is {kind}, not text")
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in head:
            raise UnscannedError("encrypted", "this is an Office document with a password; decrypt it first")
        kind = (
            "an old Excel workbook (XLS)" if "Workbook".encode("utf-16-le") in head else "an OLE file (XLS, DOC, MSG)"
        )
        raise UnscannedError("unsupported", f"this is {kind}, not text")
    for offset, signature, name in _SIGNATURES:
        if head.startswith(signature, offset):
            raise UnscannedError("unsupported", f"this is {name}, not text")
