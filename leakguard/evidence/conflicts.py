"""Something that was hidden in an attachment and stands in a text of the pack all the same: which field says it, and where it was hidden."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from leakguard.errors import UnscannedError
from leakguard.evidence.errors import LeakError
from leakguard.evidence.replaced import texts_of
from leakguard.findings import Finding
from leakguard.messages import LANGUAGES, Texts
from leakguard.proof.searching import Searcher
from leakguard.proof.sought import Key, Sought, keys_of
from leakguard.reports import words
from leakguard.scanning import Scanner
from leakguard.sources import Source


class Conflict(Exception):  # noqa: N818 - it becomes an error when it is known where it comes from
    """The name of the text, the line (from 1), and what stands there."""

    def __init__(self, name: str, line: int, key: Key) -> None:
        self.name, self.line, self.key = name, line, key
        super().__init__(name)


def explained(
    conflict: Conflict, scanner: Scanner, sources: Iterable[Callable[[], Source]], form: bytes, sought: Sought
) -> LeakError:
    """The error for a conflict. ``sources`` are those in which something was hidden, ``form`` is the redacted document of the form."""
    searcher, key = Searcher(sought), conflict.key
    fields = (field for field, text in texts_of(json.loads(form)) if any(o.key == key for o in searcher.find(text)))
    field, finding = next(fields, None), _hidden_at(scanner, sources, key)
    spoken = [Texts(language) for language in LANGUAGES]
    unknown = tuple(texts("pack.nowhere") for texts in spoken)
    return LeakError(
        "conflict",
        name=conflict.name,
        line=conflict.line,
        field=unknown if field is None else field,
        value=finding.preview if finding else "***",
        entity=tuple(texts.entity(finding.entity) for texts in spoken) if finding else unknown,
        source=finding.location.source if finding else "?",
        place=tuple(words.place(finding.location, finding.start, texts) for texts in spoken) if finding else unknown,
    )


def _hidden_at(scanner: Scanner, sources: Iterable[Callable[[], Source]], key: Key) -> Finding | None:
    """The first finding by which it is hidden; None if it is not found again."""
    for opened in sources:
        try:
            for scanned in scanner.scan(opened()).blocks():
                for hit in scanned.every():
                    finding = hit.finding
                    if hit.edit(scanner.key) and key in keys_of(finding.entity, finding.kind, finding.value):
                        return finding
        except UnscannedError:
            continue
    return None
