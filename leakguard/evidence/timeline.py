"""What happened when: the dates of the form, of its tables, of the attachments, and the lines of its own timeline, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from leakguard.evidence.kinds import Field, attachment_kinds
from leakguard.evidence.model import Answer, Case, Moment, Row
from leakguard.evidence.when import instant, read_moment
from leakguard.messages import Texts


@dataclass(frozen=True, slots=True)
class Event:
    """``what`` is in the language of the case. ``attachment`` is the number of one, where the event is that it was seen."""

    when: Moment
    what: str
    origin: Literal["answer", "row", "attachment", "stated"]
    attachment: int | None = None


def timeline(case: Case) -> list[Event]:
    """All events by their instant; a day comes before the times on it, and what is equal stays in the order of the form."""
    return sorted(_events(case, Texts(case.language)), key=lambda event: instant(event.when, case.zone))


def _events(case: Case, texts: Texts) -> Iterator[Event]:
    for field in case.kind.fields:
        if field.event is not None and field.id in case.answers:
            yield from _answered(case, field, case.answers[field.id], texts)
    for stated in case.timeline:
        yield Event(stated.when, stated.what, "stated")
    for attachment in case.attachments:
        if attachment.seen is not None:
            title = attachment.title or getattr(attachment_kinds()[attachment.kind].title, case.language)
            title = texts("letter.noted", title=title, note=attachment.where) if attachment.where else title
            yield Event(attachment.seen, texts("letter.obtained", title=title), "attachment", attachment.number)


def _answered(case: Case, field: Field, answer: Answer, texts: Texts) -> Iterator[Event]:
    title = getattr(field.event, case.language)
    if isinstance(answer, date):
        yield Event(answer, title, "answer")
    if field.type != "table" or not isinstance(answer, tuple):
        return
    column = next(column.id for column in field.columns if column.moment)
    for row in answer:
        when = None if isinstance(row, str) else read_moment(row[column], case.zone)
        if when is not None and not isinstance(row, str):
            yield Event(when, _told(field, row, title, texts), "row")


def _told(field: Field, row: Row, title: str, texts: Texts) -> str:
    """What happened, with the number or sender that the row names; that it names none is said where it says nothing else."""
    what = row.get("what")
    named = next((column for column in field.columns if column.keeps), None)
    if named is not None and (row[named.id] or not what):
        column = getattr(named.title, texts.language)
        key = "letter.numbered-event" if row[named.id] else "letter.no-number"
        title = texts(key, title=title, column=column, number=row[named.id])
    return texts("letter.event", title=title, what=what) if what else title
