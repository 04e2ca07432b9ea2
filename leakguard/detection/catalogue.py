"""The catalogue: every recognizer that is in force, read from ``recognizers/`` and from the user's own folders."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from leakguard import documents
from leakguard.checks import CHECKS
from leakguard.detection.recognizer import Cell, Context, Example, Legal, Pattern, Plain, Preview, Recognizer
from leakguard.documents import Document
from leakguard.entities import ENTITIES
from leakguard.errors import CatalogueError
from leakguard.resources import bundled

ENGINES = ("patterns", "address", "person")
"""Machinery a recognizer may ask for; ``patterns`` unless its file says otherwise."""

FIELD_ORDER = (
    "id", "entity", "kind", "title", "status", "references", "engine", "patterns", "cell", "checks", "canonical", "context",
    "headers", "legal", "false_positives", "preview", "examples",
)  # fmt: skip
"""The fixed order of fields in a recognizer file."""

NO_RECOGNIZERS = frozenset({"columns.yaml", "labels.yaml", "legal.yaml", "severity.yaml"})
"""Files beside the recognizers that hold knowledge of another kind."""

_MARK = re.compile(r"\[\[(.*?)\]\](?!\])", re.DOTALL)
_UNBOUNDED = re.compile(r"(?<!\\)(?:\\\\)*(?:[*+](?!\+)|\{[0-9]*,\}(?!\+))")


@dataclass(frozen=True)
class Catalogue:
    """Recognizers by id, in a stable order."""

    recognizers: Mapping[str, Recognizer]

    def __iter__(self) -> Iterator[Recognizer]:
        return iter(self.recognizers.values())

    def of_entity(self, entity: str) -> list[Recognizer]:
        """The recognizers of one entity."""
        return [recognizer for recognizer in self if recognizer.entity == entity]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything the recognizers say: two reports with the same digest used the same knowledge."""
        return hashlib.sha256(repr(sorted(self.recognizers.items())).encode()).hexdigest()


def load_catalogue(folders: tuple[Path, ...] = ()) -> Catalogue:
    """The bundled recognizers, then those of ``folders``: a file with a known id replaces it or switches it off.

    Raises :class:`CatalogueError` when a file of the user's is wrong. Bundled files are validated by the tests, not
    at every start.
    """
    found: dict[str, Recognizer] = {}
    for path in sorted(_files(bundled("recognizers")), key=lambda p: p.name):
        recognizer = read_recognizer(path)
        found[recognizer.id] = recognizer
    for folder in folders:
        if not folder.is_dir():
            raise CatalogueError(
                str(folder), None, "is not a folder", "Give a folder that holds recognizer files (*.yaml)."
            )
        for path in sorted(_files(folder)):
            recognizer = read_recognizer(path, check=True)
            found[recognizer.id] = recognizer
    return Catalogue({key: r for key, r in sorted(found.items()) if r.status != "disabled"})


def _files(folder: documents.Readable) -> Iterator[Any]:
    return (entry for entry in folder.iterdir() if entry.name.endswith(".yaml") and entry.name not in NO_RECOGNIZERS)


def read_recognizer(path: documents.Readable, check: bool = False) -> Recognizer:
    """Read one file; with ``check``, validate everything that can be wrong with it."""
    if not check:
        return _build(documents.load(path), str(path))
    document = documents.read(path, CatalogueError)
    if document.data.get("status") != "disabled" or "id" not in document.data:
        _check(document)
    return _build(document.data, str(path))


def _cell(content: dict[str, Any]) -> Cell:
    return Cell(**{**content, "plain": tuple(Plain(**rule) for rule in content.get("plain", ()))})


def _build(content: dict[str, Any], source: str) -> Recognizer:
    examples = content.get("examples") or {}
    context: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in (content.get("context") or {}).items()
    }
    cell = content.get("cell")
    return Recognizer(
        id=content["id"],
        entity=content.get("entity", ""),
        kind=content.get("kind"),
        title=content.get("title") or {},
        status=content.get("status", "stable"),
        references=documents.strings(content, "references"),
        engine=content.get("engine", "patterns"),
        patterns=tuple(_pattern(item) for item in content.get("patterns") or ()),
        cell=_cell(cell) if cell else None,
        checks=documents.strings(content, "checks"),
        canonical=content.get("canonical", "compact"),
        context=Context(**context),
        headers=documents.strings(content, "headers"),
        legal=Legal(**content["legal"]) if "legal" in content else Legal("general", "", ""),
        false_positives=documents.strings(content, "false_positives"),
        preview=Preview(**(content.get("preview") or {})),
        true_examples=tuple(_example(item, marked=True) for item in examples.get("found") or ()),
        false_examples=tuple(_example(item, marked=False) for item in examples.get("not_found") or ()),
        source=source,
    )


def _pattern(item: dict[str, Any]) -> Pattern:
    lists = {key: tuple(item.get(key, ())) for key in ("lengths", "needs", "columns")}
    return Pattern(**{**item, **lists})


def _example(item: str | dict[str, str], marked: bool) -> Example:
    text, header = (item, None) if isinstance(item, str) else (item["text"], item.get("header"))
    match = _MARK.search(text) if marked else None
    if not match:
        return Example(text, header)
    plain = text[: match.start()] + match[1] + text[match.end() :]
    return Example(plain, header, (match.start(), match.start() + len(match[1])))


def _check(document: Document) -> None:
    """Everything that can be wrong with a recognizer file; raises for the first thing that is."""
    documents.validate(document, bundled("recognizers").joinpath("schema.json"))
    content = document.data
    order = [FIELD_ORDER.index(key) for key in content]
    if order != sorted(order):
        key = next(k for i, k in enumerate(content) if i and order[i] < order[i - 1])
        raise document.error([key], f"field {key!r} is out of order", f"Keep this order: {', '.join(FIELD_ORDER)}.")
    _check_names(document)
    for index, pattern in enumerate(content.get("patterns", ())):
        for key in ("regex", "tail"):
            _check_regex(document, ["patterns", index, key], pattern.get(key, ""))
        if pattern["read"] == "digits" and not pattern.get("lengths"):
            cure = "List the digit counts it can match."
            raise document.error(["patterns", index], "a digits pattern lacks 'lengths'", cure)
    for key in ("regex", "masked"):
        _check_regex(document, ["cell", key], content.get("cell", {}).get(key, ""))
    for index, example in enumerate(content["examples"]["found"]):
        if _example(example, marked=True).span is None:
            raise document.error(
                ["examples", "found", index],
                "an example under found marks no value",
                "Put the value in [[double brackets]].",
            )


def _check_names(document: Document) -> None:
    content = document.data
    entity = content["entity"]
    if entity not in ENTITIES and not re.fullmatch(r"[A-Z][A-Z0-9_]{2,40}", entity):
        problem = f"{documents.shown(entity)} is no entity name"
        raise document.error(["entity"], problem, documents.suggest(entity, ENTITIES))
    for index, name in enumerate(content.get("checks", ())):
        if name not in CHECKS:
            problem = f"unknown check {documents.shown(name)}"
            raise document.error(["checks", index], problem, documents.suggest(name, CHECKS))


def _check_regex(document: Document, place: list[str | int], regex: str) -> None:
    try:
        re.compile(regex, re.ASCII)
    except re.error as problem:
        raise document.error(place, f"the regex does not compile ({problem})", "Mend it; Python's re syntax.") from None
    outside_classes = re.sub(r"\[\^?\]?(?:\\.|[^\]\\])*\]", "C", regex)
    if _UNBOUNDED.search(outside_classes):
        cure = (
            "Give an upper bound such as {0,20}, or make it possessive (*+, ++), so that hostile text cannot stall it."
        )
        raise document.error(place, "the regex has an unbounded repeat (*, + or {n,})", cure)
