"""What a case holds: the answers of the form that somebody filled in, and the attachments that it lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Literal

from leakguard.evidence.kinds import Keeps, Kind, attachment_kinds

FORM = "case.yaml"
"""The form, in the folder of a case."""
ATTACHMENTS = "attachments"
"""The folder of attachments, in the folder of a case."""
READ_ME = "README.txt"
"""What to put there, written by ``leakguard evidence new``; no attachment."""
POLICY = "complaint-evidence"
"""The policy by which attachments are redacted unless the form names another."""

Moment = date | datetime
"""A day, or a time on a day; a time always has its zone."""
Row = Mapping[str, str]
Answer = str | date | datetime | tuple[str, ...] | tuple[Row, ...]
"""An answer by the type of its field: text, the id of a choice, a day, a time, items of a list, rows of a table."""

_BETWEEN = re.compile(r"[，,、；;：:（）()\n]")
"""Between a name and the ways to reach somebody, in one answer."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the case. ``path`` is absolute and inside the folder of the case; it need not exist (see :func:`leakguard.evidence.case.missing`).

    ``name`` is how the form calls it: relative to the folder of the case, with ``/``. ``number`` counts from 1 in the order of
    the form, left out or not; letters refer to it. ``kind`` is an id of :func:`leakguard.evidence.kinds.attachment_kinds`.
    ``leave_out``: it stays with the complainant and is only told of.
    """

    number: int
    path: Path
    name: str
    kind: str
    title: str = ""
    seen: Moment | None = None
    where: str = ""
    note: str = ""
    leave_out: bool = False

    @property
    def told_only(self) -> bool:
        """Whether no copy of it is wanted: it is left out, or of a kind that is never read."""
        return self.leave_out or not attachment_kinds()[self.kind].read


@dataclass(frozen=True, slots=True)
class Stated:
    """A line of the form's own timeline."""

    when: Moment
    what: str


@dataclass(frozen=True, slots=True)
class Case:
    """A form that was filled in.

    ``date`` is the date of the case: everything that is dated in a pack bears it. ``zone`` is that of times without one.
    ``answers`` holds only fields that were answered, ``facts`` only facts that were stated. ``own`` and ``named`` are what the form
    lists under these keys: further values of the complainant's own, and of the other side's that the case has to name.
    ``digest`` is the SHA-256 of the form, in hexadecimal digits. ``unquoted`` are the lines of the form (from 1) on which quotes of
    another script were taken off.
    """

    folder: Path
    kind: Kind
    language: Literal["zh", "en"]
    date: date
    zone: tzinfo
    answers: Mapping[str, Answer]
    facts: Mapping[str, str]
    own: tuple[str, ...]
    named: tuple[str, ...]
    timeline: tuple[Stated, ...]
    attachments: tuple[Attachment, ...]
    policy: str
    digest: str
    unquoted: tuple[int, ...] = ()

    @property
    def kept(self) -> tuple[str, ...]:
        """The values that redaction keeps, each once: ``own``, ``named``, and the answers of fields and columns that keep theirs."""
        answered = (value for text, keeps in self._keeping() for value in _values(text, keeps))
        return tuple(dict.fromkeys((*self.own, *self.named, *answered)))

    def _keeping(self) -> Iterator[tuple[str, Keeps]]:
        for field in self.kind.fields:
            answer = self.answers.get(field.id, ())
            for item in (answer,) if isinstance(answer, str) else answer if isinstance(answer, tuple) else ():
                if isinstance(item, str):
                    yield from [(item, field.keeps)] if field.keeps else []
                else:
                    yield from ((item[column.id], column.keeps) for column in field.columns if column.keeps)


def _values(text: str, keeps: Keeps) -> Iterator[str]:
    """An answer as a whole and, where it is the complainant's own, its parts: people write name, telephone and e-mail in one line."""
    parts = _BETWEEN.split(text) if keeps == "own" else ()
    return filter(None, (part.strip() for part in (text, *parts)))
