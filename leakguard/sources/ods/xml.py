"""XML of OpenDocument packages as a stream of events.

Expat is used as it is: a tree of a sheet would not fit into memory. No document type declaration is accepted, so there
are no entities to expand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from xml.parsers import expat

from leakguard.errors import UnscannedError

_MAX_PENDING = 64 << 20
_NAMESPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:meta:1.0": "meta",
    "urn:oasis:names:tc:opendocument:xmlns:form:1.0": "form",
    "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0": "manifest",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1999/xlink": "xlink",
}


class Handler:
    """Receives elements as ``prefix:name`` with attributes of the same kind."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text within the innermost element."""


def parse(chunks: Iterable[bytes], handler: Handler) -> Iterator[None]:
    """Feed XML to ``handler``, and give the caller a turn after every chunk."""
    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True

    names = _Names()

    def start(name: str, attributes: dict[str, str]) -> None:
        handler.start(names[name], {names[key]: value for key, value in attributes.items()} if attributes else {})

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(names[name])
    parser.CharacterDataHandler = handler.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _MAX_PENDING:
                raise UnscannedError("too-large", f"a tag of more than {_MAX_PENDING >> 20} MiB")
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        detail = f"broken XML in the ODS workbook: {expat.errors.messages.get(error.code, 'not well-formed')}"
        raise UnscannedError("unreadable", detail) from None


def _refuse_doctype(*_: Any) -> None:
    raise UnscannedError("unsupported", "an ODS workbook with a document type declaration, which may hide entities")


class _Names(dict[str, str]):
    """Short names by what Expat calls them, as many as the document has."""

    def __missing__(self, name: str) -> str:
        namespace, _, local = name.rpartition("\n")
        self[name] = short = f"{_NAMESPACES.get(namespace, 'other')}:{local}"
        return short
