"""The sentences of reasons and their cures, in Chinese and in English. Previews are masked, headers hold no values."""

from __future__ import annotations

from collections.abc import Sequence

from leakguard.findings import Finding
from leakguard.messages import Texts
from leakguard.policy import Allow, Bilingual
from leakguard.report import UnknownColumn
from leakguard.reports import words
from leakguard.reports.width import truncate, visible
from leakguard.sources.base import Unscanned

_LANGUAGES = (Texts("zh"), Texts("en"))
_SHOWN = 3
_PREVIEW_CELLS = 24


def both(key: str, **values: object) -> Bilingual:
    """A text of the table in both languages."""
    return Bilingual(*(texts(key, **values) for texts in _LANGUAGES))


def nothing() -> tuple[Bilingual, Bilingual]:
    """Nothing was scanned; the cure."""
    return both("gate.nothing"), both("gate.nothing-cure")


def forbidden(entity: str, count: int, example: Finding | None) -> Bilingual:
    """So many findings of an entity, one of them as a masked example with its place."""
    return Bilingual(*(_forbidden(entity, count, example, texts) for texts in _LANGUAGES))


def _forbidden(entity: str, count: int, example: Finding | None, texts: Texts) -> str:
    if not entity:
        return texts("gate.forbidden-more", count=f"{count:,}")
    said = texts("gate.forbidden", count=f"{count:,}", entity=texts.entity(entity))
    if example is None:
        return said
    place = words.place(example.location, example.start, texts)
    key = "gate.example" if place else "gate.example-only"
    return said + texts(key, preview=truncate(visible(example.preview), _PREVIEW_CELLS), place=place)


def unscanned(parts: Sequence[Unscanned], blocks: bool) -> tuple[Bilingual, Bilingual]:
    """What could not be read, all of it for the same reason; the cure."""
    told = [_unscanned(parts, blocks, texts) for texts in _LANGUAGES]
    cures = [texts.known(f"cure.{parts[0].reason}", texts("cure.other")) for texts in _LANGUAGES]
    return Bilingual(*told), Bilingual(*cures)


def _unscanned(parts: Sequence[Unscanned], blocks: bool, texts: Texts) -> str:
    names = [visible(part.part) for part in parts if part.part]
    key = "gate.unscanned" if blocks else "gate.unscanned-reported"
    reason = texts.known(f"reason.{parts[0].reason}", parts[0].reason)
    return texts(key, count=len(parts), reason=reason, detail=_some(names, texts) or visible(parts[0].detail))


def persons(count: int, limit: int, policy: str) -> tuple[Bilingual, Bilingual]:
    """Too many persons for one file; the cure."""
    values = {"count": f"{count:,}", "limit": f"{limit:,}", "policy": visible(policy)}
    return both("gate.persons", **values), both("gate.persons-cure", **values)


def columns(unknown: Sequence[UnknownColumn], blocks: bool) -> tuple[Bilingual, Bilingual]:
    """Columns of text about which nothing is known; the cure."""
    key = "gate.columns" if blocks else "gate.columns-reported"
    told = [texts(key, count=len(unknown), columns=_some(list(map(_column, unknown)), texts)) for texts in _LANGUAGES]
    return Bilingual(*told), both("gate.columns-cure")


def _column(column: UnknownColumn) -> str:
    header = column.header or ""
    return words.letters(column.index) + (f" {words.header(header)}" if header.strip() else "")


def allowed(count: int, entry: Allow) -> tuple[Bilingual, Bilingual]:
    """So many findings that an allow entry let pass; what to know about it."""
    reason = {"zh": entry.reason.zh, "en": entry.reason.en}
    told = [
        texts("gate.allowed", count=f"{count:,}", id=visible(entry.id), reason=visible(reason[texts.language]))
        for texts in _LANGUAGES
    ]
    return Bilingual(*told), both("gate.allowed-cure", expires=entry.expires.isoformat())


def _some(names: Sequence[str], texts: Texts) -> str:
    return texts("why.separator").join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
