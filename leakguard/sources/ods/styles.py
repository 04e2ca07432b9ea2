"""What stands around the sheets of an ODS workbook: printed headers, document properties, the manifest."""

from __future__ import annotations

from collections.abc import Iterable

from leakguard.sources.ods.content import ContentReader, NoteRead
from leakguard.sources.ods.xml import Handler, parse
from leakguard.units import Note, Place


def read_headers(chunks: Iterable[bytes]) -> list[Note]:
    """The texts of ``styles.xml``, which are those of printed headers and footers."""
    reader = ContentReader()
    for _ in parse(chunks, reader):
        pass
    notes = (event.note for event in reader.taken() if isinstance(event, NoteRead))
    return [note._replace(place=Place(where="header")) if note.place.where == "text" else note for note in notes]


def read_properties(chunks: Iterable[bytes]) -> list[Note]:
    """The texts of ``meta.xml`` with the names of the properties."""
    reader = _Properties()
    for _ in parse(chunks, reader):
        pass
    return reader.notes


def is_encrypted(chunks: Iterable[bytes]) -> bool:
    """Whether the manifest says that members are encrypted (OpenDocument 1.3 part 2, 4.8)."""
    reader = _Manifest()
    for _ in parse(chunks, reader):
        pass
    return reader.encrypted


class _Properties(Handler):
    def __init__(self) -> None:
        self.notes: list[Note] = []
        self._header: str | None = None
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.partition(":")[2]
        self._header = attributes.get("meta:name") or _HEADERS.get(local, local.replace("-", " "))
        self._text = []

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        text = "".join(self._text)
        if text.strip() and name.partition(":")[2] not in _DULL:
            self.notes.append(Note(text, Place(where="property"), self._header))
        self._text = []


_HEADERS = {"initial-creator": "author", "creator": "last saved by", "printed-by": "printed by"}
_DULL = frozenset({"generator", "creation-date", "date", "print-date", "editing-duration", "editing-cycles"})


class _Manifest(Handler):
    encrypted = False

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - of the handler
        self.encrypted = self.encrypted or name == "manifest:encryption-data"
