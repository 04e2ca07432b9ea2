"""The form as it goes into a pack: its texts are redacted like an attachment, with the same proofs, and put back into the case.

What people write into a form names third parties as readily as a chat does. So the texts of a case become one JSON document, the copy of
which is ``case.json`` and has a receipt; letter and timeline are made of that copy. Every text stands under the same key, beside the title
of its field: a title as key would be taken for a column header, and a reference number under 举证号 for that of an identity document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from leakguard.evidence.kinds import Field, attachment_kinds
from leakguard.evidence.model import Answer, Attachment, Case
from leakguard.evidence.when import written
from leakguard.policy import Bilingual

Pair = dict[str, str]
"""``field``: what it is, in the language of the case; ``text``: what was written there."""


def document(case: Case) -> bytes:
    """The texts of a case as JSON."""
    content = {
        "kind": case.kind.id,
        "date": case.date.isoformat(),
        "answers": [pair for field in _answered(case) for pair in _pairs(field, case.answers[field.id], case)],
        "facts": [_pair(fact.title, case.facts[fact.id], case) for fact in case.kind.facts if fact.id in case.facts],
        "timeline": [{"field": written(stated.when), "text": stated.what} for stated in case.timeline],
        "attachments": [_attachment(attachment, case) for attachment in case.attachments],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def disclosed(case: Case, copy: bytes, names: Mapping[int, str]) -> Case:
    """The case with the texts of a redacted copy of its document; ``names`` are those of the attachments in the pack, by number."""
    content = json.loads(copy)
    answers, facts, events = (_texts(content[part]) for part in ("answers", "facts", "timeline"))
    return replace(
        case,
        answers={field.id: _taken(field, case.answers[field.id], answers) for field in _answered(case)},
        facts={fact.id: next(facts) for fact in case.kind.facts if fact.id in case.facts},
        timeline=tuple(replace(stated, what=next(events)) for stated in case.timeline),
        attachments=tuple(
            replace(each, name=names[each.number], title=told["title"], where=told["where"], note=told["note"])
            for each, told in zip(case.attachments, content["attachments"], strict=True)
        ),
    )


def _answered(case: Case) -> list[Field]:
    return [field for field in case.kind.fields if field.id in case.answers]


def _pairs(field: Field, answer: Answer, case: Case) -> Iterator[Pair]:
    if isinstance(answer, date):
        yield _pair(field.title, written(answer), case)
    elif isinstance(answer, str):
        choices = {choice.id: _told(choice.title, case) for choice in field.choices}
        yield _pair(field.title, choices.get(answer, answer), case)
    else:
        titles = {column.id: column.title for column in field.columns}
        for item in answer:
            if isinstance(item, str):
                yield _pair(field.title, item, case)
            else:
                yield from (_pair(titles[column], cell, case) for column, cell in item.items())


def _taken(field: Field, answer: Answer, texts: Iterator[str]) -> Answer:
    """The answer with the next texts of the copy; days and choices are what they were."""
    if isinstance(answer, date | str):
        text = next(texts)
        return answer if isinstance(answer, date) or field.type == "choice" else text
    if field.type != "table":
        return tuple(next(texts) for _ in answer)
    return tuple({column: next(texts) for column in row} for row in answer if not isinstance(row, str))


def _texts(pairs: list[Pair]) -> Iterator[str]:
    return (pair["text"] for pair in pairs)


def _pair(title: Bilingual, text: str, case: Case) -> Pair:
    return {"field": _told(title, case), "text": text}


def _told(title: Bilingual, case: Case) -> str:
    return title.zh if case.language == "zh" else title.en


def _attachment(attachment: Attachment, case: Case) -> dict[str, Any]:
    kind = _told(attachment_kinds()[attachment.kind].title, case)
    seen = {} if attachment.seen is None else {"seen": written(attachment.seen)}
    texts = {"title": attachment.title, "where": attachment.where, "note": attachment.note}
    return {"number": attachment.number, "kind": kind, **seen, **texts}
