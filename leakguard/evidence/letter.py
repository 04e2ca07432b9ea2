"""Composing a text of a pack: a template, the answers of a form, what was found. Nothing is judged and nothing promised."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from leakguard.evidence.blocks import Block, Bullets, Heading, Letter, Numbered, Paragraph, Table
from leakguard.evidence.found import Found
from leakguard.evidence.kinds import Field, Passage, attachment_kinds, statements
from leakguard.evidence.model import Case, Moment, Row
from leakguard.evidence.timeline import timeline
from leakguard.evidence.when import instant, written, zone_name
from leakguard.legal import Language, word
from leakguard.messages import Texts
from leakguard.reports.words import label

LETTER = "letter"
"""The template that every kind has first."""

_PLACE = re.compile(r"\{([a-z][a-z0-9.-]*)\}")
_DIGITS = "一二三四五六七八九十"
_SHOWN_DIGEST = 16
_NOTHING = re.compile(
    r"(?:|(?:无|没有|暂无|未发生|未发现|否|不清楚|不知道|未知)(?:记录|此情况|此类情况|证据)?|none|no|nothing|not known|unknown|n/?a)[。.]?",
    re.IGNORECASE,
)
"""A fact that is not stated, or stated as not being there: what rules say of it does not matter."""


def compose(
    case: Case, found: Found, texts: Texts, template: str = LETTER, *, originals: Collection[int] = ()
) -> Letter:
    """One of the texts of a case, in the language of ``texts``. ``originals``: the numbers of attachments whose originals the pack holds.

    A field that has to be answered and is not is shown as a blank to be filled in. Raises ``KeyError`` for an unknown template.
    """
    chosen = case.kind.template(template)
    composer = _Composer(case, found, texts, originals)
    return Letter(composer.both(chosen.title), texts.language, tuple(composer.passages(chosen.passages)))


def placeholders(text: str) -> list[str]:
    """The names between braces in a text of a template."""
    return _PLACE.findall(text)


@dataclass(frozen=True)
class _Composer:
    case: Case
    found: Found
    texts: Texts
    originals: Collection[int]

    @property
    def language(self) -> Language:
        return "zh" if self.texts.language == "zh" else "en"

    def both(self, text: Any) -> str:
        """A text of a template in the language of the letter; a mapping or a pair."""
        told: str = text[self.texts.language] if isinstance(text, Mapping) else getattr(text, self.texts.language)
        return told

    def passages(self, passages: Sequence[Passage]) -> Iterator[Block]:
        """The parts that say anything; those with a title are numbered."""
        number = 0
        for passage in passages:
            blocks = list(self._blocks(passage))
            if not blocks:
                continue
            if passage.title is not None:
                number += 1
                yield Heading(self._numbered(number, self.both(passage.title)))
            yield from blocks

    def _blocks(self, passage: Passage) -> Iterator[Block]:
        before: Block | None = None
        for block in filter(self._wanted, passage.blocks):
            for made in self._block(block):
                if "statements" in block and isinstance(before, Bullets | Numbered):
                    yield Paragraph(self.texts("letter.basis"))
                yield made
                before = made

    def _numbered(self, number: int, title: str) -> str:
        if self.texts.language != "zh":
            return f"{number}. {title}"
        tens, ones = divmod(number, 10)
        digits = ("" if not tens else "十" if tens == 1 else _DIGITS[tens - 1] + "十") + (
            _DIGITS[ones - 1] if ones else ""
        )
        return f"{digits}、{title}"

    def _wanted(self, block: Mapping[str, Any]) -> bool:
        return all(name in self.case.answers for name in block.get("needs", ()))

    def _block(self, block: Mapping[str, Any]) -> Iterator[Block]:
        ((name, content),) = ((key, value) for key, value in block.items() if key != "needs")
        makers: Mapping[str, Callable[[Any], Iterator[Block]]] = {
            "text": self._text,
            "bullets": lambda items: iter([Bullets(tuple(self._filled(item) for item in items))]),
            "numbered": lambda items: iter([Numbered(tuple(self._filled(item) for item in items))]),
            "answers": self._answers,
            "rows": self._rows,
            "items": self._items,
            "facts": self._facts,
            "timeline": self._timeline,
            "attachments": self._attachments,
            "found": self._found,
            "statements": self._statements,
        }
        return makers[name](content)

    # -- texts with answers in them

    def _text(self, text: Any) -> Iterator[Block]:
        lines = (line.strip() for line in self._filled(text).split("\n"))
        return (Paragraph(line) for line in lines if line)

    def _filled(self, text: Any) -> str:
        return _PLACE.sub(lambda match: self._value(match[1]), self.both(text))

    def _value(self, name: str) -> str:
        if name == "date":
            return self.case.date.isoformat()
        if name == "originals":
            return self.texts("letter.originals" if self.originals else "letter.no-originals")
        if name.startswith("found."):
            return self._found_value(name.removeprefix("found."))
        return self._answer(self._field(name))

    def _field(self, name: str) -> Field:
        return next(field for field in self.case.kind.fields if field.id == name)

    def _answer(self, field: Field) -> str:
        """The answer in a sentence; a blank if there is none."""
        answer = self.case.answers.get(field.id)
        if answer is None:
            return self.texts("letter.blank", field=self.both(field.title))
        if isinstance(answer, date):
            return self._written(answer)
        if isinstance(answer, str):
            chosen = {choice.id: self.both(choice.title) for choice in field.choices}
            return chosen.get(answer, answer)
        return self.texts("letter.separator").join(item for item in answer if isinstance(item, str))

    def _found_value(self, name: str) -> str:
        found = self.found
        if name == "severity":
            return self.texts("letter.severity", code=found.severity_code, name=self.both(found.severity_name))
        if name == "kinds":
            separator = self.texts("letter.separator")
            return separator.join(label(entity, self.texts) for entity in found.entities) or self.texts("letter.none")
        if name == "by-file":
            return self._persons_by_file()
        return str({"total": found.total, "persons": found.persons, "unscanned": len(found.unscanned)}[name])

    def _persons_by_file(self) -> str:
        """The files in which persons are told of, the most first."""
        files = sorted((file for file in self.found.files if file.persons), key=lambda file: -file.persons)
        told = (self.texts("letter.persons-in", file=_base(file.name), count=file.persons) for file in files)
        return self.texts("letter.separator").join(told) or self.texts("letter.none")

    # -- tables and lists

    def _answers(self, names: Sequence[str]) -> Iterator[Block]:
        fields = [self._field(name) for name in names]
        shown = [each for each in fields if each.id in self.case.answers or each.need == "required"]
        if shown:
            yield Table((), tuple((self.both(each.title), self._answer(each)) for each in shown))

    def _rows(self, name: str) -> Iterator[Block]:
        field, answer = self._field(name), self.case.answers.get(name, ())
        rows = [row for row in answer if isinstance(row, Mapping)] if isinstance(answer, tuple) else []
        if rows:
            yield Table(
                tuple(self.both(column.title) for column in field.columns),
                tuple(self._row(field, row) for row in rows),
            )
        elif field.need == "required":
            yield Paragraph(self._answer(field))

    def _row(self, field: Field, row: Row) -> tuple[str, ...]:
        return tuple(row[column.id] for column in field.columns)

    def _items(self, name: str) -> Iterator[Block]:
        field, answer = self._field(name), self.case.answers.get(name, ())
        items = tuple(item for item in answer if isinstance(item, str)) if isinstance(answer, tuple) else ()
        if items:
            yield Numbered(items)
        elif field.need == "required":
            yield Paragraph(self._answer(field))

    def _facts(self, _: Any) -> Iterator[Block]:
        kind = self.case.kind
        yield Paragraph(self.both(kind.facts_opening))
        places = any(fact.place for fact in kind.facts)
        head = [self.texts("letter.fact"), self.texts("letter.stated")]
        rows = []
        for fact in kind.facts:
            stated = self.case.facts.get(fact.id, "")
            row = (self.both(fact.title), stated or self.texts("letter.not-stated"))
            place = self.both(fact.place) if fact.place and not _NOTHING.fullmatch(stated) else ""
            rows.append((*row, place) if places else row)
        yield Table((*head, self.texts("letter.place")) if places else tuple(head), tuple(rows))

    def _timeline(self, _: Any) -> Iterator[Block]:
        events = timeline(self.case)
        if events:
            head = (self.texts("letter.when"), self.texts("letter.what"), self.texts("letter.attachment"))
            rows = ((self._written(e.when), e.what, str(e.attachment or "")) for e in events)
            yield Table(head, tuple(rows))
            if any(isinstance(event.when, datetime) for event in events):
                yield Paragraph(self.texts("letter.zone", zone=zone_name(instant(self.case.date, self.case.zone))))

    def _written(self, moment: Moment) -> str:
        return written(moment, self.case.zone)

    def _attachments(self, _: Any) -> Iterator[Block]:
        heads = ("number", "title", "kind", "seen", "file", "sha256")
        rows = []
        for each in self.case.attachments:
            kind = self.both(attachment_kinds()[each.kind].title)
            file = self.found.file(each.name)
            place = [self._written(each.seen)] if each.seen else []
            name = _base(each.name)
            if each.told_only or each.name in self.found.left_out:
                name = self.texts("letter.left-out-inside" if each.number in self.originals else "letter.left-out")
            sha256 = file.sha256 if file else self.found.digests.get(each.name)
            digest = f"{sha256[:_SHOWN_DIGEST]}…" if sha256 else ""
            title = each.title or kind
            told = self.texts("letter.noted", title=title, note=each.note) if each.note else title
            rows.append((str(each.number), told, kind, "\n".join([*place, *filter(None, [each.where])]), name, digest))
        if rows:
            yield Table(tuple(self.texts(f"letter.{head}") for head in heads), tuple(rows))
            yield Paragraph(self.texts("letter.digests"))

    def _found(self, what: str) -> Iterator[Block]:
        yield from {"kinds": self._kinds, "files": self._files, "unscanned": self._unscanned}[what]()

    def _kinds(self) -> Iterator[Block]:
        rows = tuple((label(entity, self.texts), str(count)) for entity, count in self.found.entities.items())
        if rows:
            yield Table((self.texts("letter.entity"), self.texts("letter.count")), rows)

    def _files(self) -> Iterator[Block]:
        separator = self.texts("letter.separator")
        rows = tuple(
            (
                _base(file.name),
                str(file.persons),
                str(file.total),
                separator.join(f"{label(e, self.texts)} {n}" for e, n in file.entities.items()),
            )
            for file in self.found.files
        )
        if rows:
            yield Table(tuple(self.texts(f"letter.{head}") for head in ("file", "persons", "count", "entities")), rows)

    def _unscanned(self) -> Iterator[Block]:
        if self.found.unscanned:
            yield Paragraph(self.texts("letter.unscanned"))
            yield Bullets(tuple(self._part(part) for part in self.found.unscanned))

    def _part(self, part: Any) -> str:
        name = f"{part.source} · {part.part}" if part.part else part.source
        return self.texts("letter.part", name=name, reason=self.texts.known(f"reason.{part.reason}", part.reason))

    def _statements(self, names: Sequence[str]) -> Iterator[Block]:
        yield Bullets(tuple(self._statement(name) for name in names))

    def _statement(self, name: str) -> str:
        """What is said, by what source, what kind of source that is unless it is law, and how sure it is."""
        statement, texts, language = statements()[name], self.texts, self.language
        told = [word("confidence", statement.confidence, language)]
        if statement.force == "platform":
            told.insert(0, texts("letter.platform"))
        elif statement.force != "law":
            told.insert(0, word("forces", statement.force, language))
        source, sure = self.both(statement.source), texts("letter.separator").join(told)
        return texts("letter.statement", text=self.both(statement.text), source=source, sure=sure)


def _base(name: str) -> str:
    """The name of a member without its folder."""
    return name.rsplit("/", 1)[-1]
