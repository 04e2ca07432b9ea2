"""Baselines: known findings that are set aside, as a file that can be kept under version control.

A baseline is a list of allow entries (:mod:`~leakguard.policy.allowing`), one for each file, column and entity, with the
keyed fingerprints of the known values. It holds no rows, no counts and no day on which it was made: rows that move or come
with known values change nothing in it, and the same findings give the same bytes. As in a policy, ``file`` and ``column``
are globs, and every entry has a reason and a last day, its own or that of the file.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from leakguard.documents import Document, Place, read, suggest
from leakguard.entities import ENTITIES
from leakguard.errors import PolicyError, UsageError
from leakguard.policy import Allow, Bilingual
from leakguard.reports.difference import Record
from leakguard.reports.jsonformat import escaped

SCHEMA = "1"
KIND = "baseline"
MAXIMUM_LENGTH = 64 << 20
"""Most characters of a baseline: some three million values."""

_HEAD = """\
# leakguard 基线：已知的发现。values 为带密钥的指纹，不含原值。用法：leakguard scan --baseline FILE --key-file KEY
# Known findings, set aside until they expire. Values are keyed fingerprints; no raw value is in here.
"""
_FINGERPRINT = re.compile("[0-9a-f]{16}")
_GLOB = re.compile(r"[*?\[]")
_LONE = re.compile("[\ud800-\udfff]")
_FIELDS = ("schema", "kind", "key", "reason", "expires", "entries")
_NEEDED = ("file", "entity", "values")
_ENTRY = ("file", "column", "entity", "reason", "expires", "values")


def baseline(records: Iterable[Record], key_id: str | None, reason: str, expires: date) -> Iterator[bytes]:
    """The lines of a baseline of findings, of which ``records`` are the dictionaries; in UTF-8. Memory holds the distinct fingerprints.

    Raises :class:`~leakguard.errors.UsageError` if the findings were made without a key: their fingerprints would be
    others as soon as anything in a file changes.
    """
    if key_id is None:
        raise UsageError(
            "a baseline needs findings that were made with a key, in a file that says so: without one, fingerprints "
            "change with the file. Scan again: `leakguard scan ... --key-file leakguard.key -o findings.json` (or .parquet)."
        )
    known: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for record in records:
        known[(record["source"], (record["header"] or "").strip(), record["entity"])].add(record["fingerprint"])
    return _lines(known, key_id, reason, expires)


def _lines(
    known: Mapping[tuple[str, str, str], Collection[str]], key_id: str, reason: str, expires: date
) -> Iterator[bytes]:
    yield _HEAD.encode()
    head = (f"schema: {SCHEMA}", f"kind: {KIND}", f'key: "{key_id}"', f"reason: {_text(reason)}", f"expires: {expires}")
    yield "".join(f"{line}\n" for line in (*head, "entries:" if known else "entries: []")).encode()
    for (file, column, entity), values in sorted(known.items()):
        yield f"- file: {_text(_exactly(file))}\n".encode()
        if column:
            yield f"  column: {_text(_exactly(column))}\n".encode()
        yield f"  entity: {entity}\n  values: |\n".encode()
        for value in sorted(values):
            yield f"    {value}\n".encode()


def _text(text: str) -> str:
    """Text as JSON, which YAML reads."""
    return escaped(json.dumps(text, ensure_ascii=False))


def _exactly(text: str) -> str:
    """The glob for exactly this text; YAML has no escape for bytes of a name that could not be decoded."""
    return _LONE.sub("?", _GLOB.sub(r"[\g<0>]", text))


def read_baseline(path: Path, key_id: str | None, extra_entities: Collection[str] = ()) -> tuple[Allow, ...]:
    """The entries of a baseline for a run with a key. Those with the same reason and last day share an id, by which
    what they let pass is counted together.

    Raises:
        PolicyError: the file breaks the format (with its line), or was made with another key.
        UsageError: the run has no key.
    """
    document = read(path, PolicyError, plain=True, limit=MAXIMUM_LENGTH)
    _check(document, (), document.data, _FIELDS, _FIELDS)
    for name, wanted in (("schema", SCHEMA), ("kind", KIND)):
        if document.data[name] != wanted:
            raise document.error(
                (name,), f"{name} is not {wanted}", "Give a file that `leakguard report baseline` made."
            )
    _check_key(document, key_id)
    return tuple(_entries(document, f"{KIND}:{path.name}", {*ENTITIES, *extra_entities}))


def _check_key(document: Document, key_id: str | None) -> None:
    if key_id is None:
        raise UsageError(
            f"{document.name}: a baseline holds keyed fingerprints, and this run has no key. Pass the one that it was made "
            "with: --key-file, or LEAKGUARD_KEY_FILE."
        )
    if document.data["key"] != key_id:
        problem = f"the baseline was made with another key than that of this run ({key_id})"
        raise document.error(("key",), problem, "Pass the key that it was made with, or make the baseline again.")


def _entries(document: Document, name: str, known: Collection[str]) -> Iterator[Allow]:
    data = document.data
    if not isinstance(data["entries"], list):
        raise document.error(("entries",), "entries is no list", "Write one item for each file, column and entity.")
    ids = {(data["reason"], data["expires"]): name}
    for index, body in enumerate(data["entries"]):
        place: Place = ("entries", index)
        _check(document, place, body, _ENTRY, _NEEDED)
        if body["entity"] not in known:
            raise document.error((*place, "entity"), "there is no such entity", suggest(body["entity"], known))
        told = (body.get("reason", data["reason"]), body.get("expires", data["expires"]))
        own = tuple(each for each in ("expires",) if each in body)
        yield Allow(
            id=ids.setdefault(told, f"{name}:{document.lines[place]}"),
            reason=Bilingual(told[0], told[0]),
            expires=_date(document, (*place, *own) if own else ("expires",), told[1]),
            entities=frozenset((body["entity"],)),
            values=frozenset(_values(document, place, body["values"])),
            columns=(body["column"],) if "column" in body else (),
            files=(body["file"],),
        )


def _check(document: Document, place: Place, body: Any, known: Collection[str], needed: Iterable[str]) -> None:
    """Whether fields are there, known, and texts with something in them."""
    if not isinstance(body, dict):
        raise document.error(place, "is not a mapping of fields", f"Give {', '.join(needed)}.")
    for name, value in body.items():
        if name not in known:
            raise document.error((*place, name), "unknown field", suggest(name, known))
        if name != "entries" and not (isinstance(value, str) and value.strip()):
            raise document.error(
                (*place, name), f"{name} is empty, or no text", "Write a text; values are lines below `values: |`."
            )
    missing = [name for name in needed if name not in body]
    if missing:
        raise document.error(place, f"lacks {', '.join(missing)}", "Add it, or make the baseline again.")


def _values(document: Document, place: Place, text: str) -> Iterator[str]:
    """The fingerprints, one a line below ``values: |``."""
    first = document.lines[(*place, "values")]
    for number, line in enumerate(text.split("\n"), 1):
        if _FINGERPRINT.fullmatch(line):
            yield line
        elif line.strip():
            cure = "Write one fingerprint of 16 hexadecimal digits a line, below `values: |`."
            raise PolicyError(document.name, first + number, "this is no fingerprint", cure)


def _date(document: Document, place: Place, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        cure = "Write the last day on which the entries apply, such as 2027-06-30."
        raise document.error(place, "expires is no date of the calendar", cure) from None
