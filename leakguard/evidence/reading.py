"""Reading the form of a case: every value is the text that stands there, checked by what its field asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, timezone, tzinfo
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from leakguard.documents import Document, Place, closest, shown
from leakguard.evidence.kinds import KINDS, AttachmentKind, Choice, Column, Field, Kind, attachment_kinds, load_kind
from leakguard.evidence.mistakes import FormError, read_form
from leakguard.evidence.model import ATTACHMENTS, FORM, POLICY, Answer, Attachment, Case, Moment, Row, Stated
from leakguard.evidence.when import read_moment, read_zone
from leakguard.messages import LANGUAGES

_SCHEMA = "1"
_KEYS = (
    "schema", "kind", "language", "date", "zone", "policy", "own", "named", "answers", "facts", "timeline", "attachments",
)  # fmt: skip
_STATED = ("when", "what")
_ATTACHMENT = ("file", "kind", "title", "seen", "where", "note", "leave_out")
_EMPTY = frozenset({"", "~", "null"})
_YES = frozenset({"yes", "true", "是", "on"})
_NO = frozenset({"", "no", "false", "否", "off"})
_QUOTES = "“”‘’「」『』＂\"'"
_BEIJING = timezone(timedelta(hours=8))


def load_case(folder: Path) -> Case:
    """The case in a folder.

    Raises:
        FormError: the form cannot be read or breaks its format; with file, line and cure. What is merely not filled in yet is
            no error: see :func:`leakguard.evidence.missing.missing`.
    """
    form = folder / FORM
    document = read_form(form, _KEYS)
    return _Reader(document, folder.resolve()).case(form.read_bytes())


class _Reader:
    """``curly`` are the lines on which a value stands between quotes that YAML takes for part of it."""

    def __init__(self, document: Document, folder: Path) -> None:
        self.document, self.folder, self.data = document, folder, document.data
        self.curly: set[int] = set()
        self.zone: tzinfo = _BEIJING

    def case(self, content: bytes) -> Case:
        self._plain_values(content)
        self._known((), self.data, _KEYS, "top")
        for key, values in (("schema", (_SCHEMA,)), ("kind", KINDS), ("language", LANGUAGES)):
            if self._text((key,)) not in values:
                raise self._error((key,), "value", name=key, known=", ".join(values))
        kind = load_kind(self._text(("kind",)))
        self.zone = self._zone()
        return Case(
            folder=self.folder,
            kind=kind,
            language="zh" if self._text(("language",)) == "zh" else "en",
            date=self._date(("date",)),
            zone=self.zone,
            answers=dict(self._answers(kind)),
            facts=dict(self._facts(kind)),
            own=self._strings(("own",)),
            named=self._strings(("named",)),
            timeline=tuple(self._timeline()),
            attachments=tuple(self._attachments()),
            policy=self._text(("policy",)) or POLICY,
            digest=hashlib.sha256(content).hexdigest(),
            unquoted=tuple(sorted(self.curly)),
        )

    # -- what a place holds

    def _at(self, place: Place) -> Any:
        node = self.data
        for step in place:
            node = node.get(step, "") if isinstance(node, Mapping) else node[step]
        return node

    def _text(self, place: Place) -> str:
        value = self._at(place)
        if not isinstance(value, str):
            raise self._error(place, "text")
        value = value.strip()
        if self.document.lines.get(place) in self.curly and _between_quotes(value):
            value = value[1:-1].strip()
        return "" if value in _EMPTY else value

    def _list(self, place: Place) -> int:
        """How many items there are; nothing counts as none."""
        value = self._at(place)
        if isinstance(value, list):
            return len(value)
        if self._text(place):
            raise self._error(place, "list")
        return 0

    def _strings(self, place: Place) -> tuple[str, ...]:
        """The items that are not empty, each once; a single text is a list of one."""
        if isinstance(self._at(place), str):
            return tuple(filter(None, [self._text(place)]))
        return tuple(dict.fromkeys(filter(None, (self._text((*place, i)) for i in range(self._list(place))))))

    def _mapping(self, place: Place, known: tuple[str, ...]) -> Mapping[str, Any]:
        value = self._at(place)
        if value == "":
            return {}
        if not isinstance(value, Mapping):
            raise self._error(place, "mapping")
        self._known(place, value, known)
        return value

    def _known(self, place: Place, value: Mapping[str, Any], known: tuple[str, ...], cure: str = "value") -> None:
        for key in value:
            if key not in known:
                meant = closest(key, known)
                cure = "meant" if meant else cure
                raise self._error((*place, key), "unknown", cure, name=shown(key), known=", ".join(known), meant=meant)

    def _moment(self, place: Place) -> Moment | None:
        text = self._text(place)
        if not text:
            return None
        moment = read_moment(text, self.zone)
        if moment is None:
            raise self._error(place, "moment")
        return moment

    def _date(self, place: Place) -> date:
        moment = self._moment(place)
        if moment is None or isinstance(moment, datetime) or not 1950 <= moment.year <= 2200:
            raise self._error(place, "date")
        return moment

    def _zone(self) -> tzinfo:
        text = self._text(("zone",))
        zone = read_zone(text) if text else _BEIJING
        if zone is None:
            raise self._error(("zone",), "zone")
        return zone

    # -- the parts of the form

    def _answers(self, kind: Kind) -> Iterator[tuple[str, Answer]]:
        given = self._mapping(("answers",), tuple(field.id for field in kind.fields))
        for field in kind.fields:
            if field.id in given:
                answer = self._answer(field)
                if answer:
                    yield field.id, answer

    def _answer(self, field: Field) -> Answer | None:
        place = ("answers", field.id)
        if field.type == "table":
            return tuple(self._rows(place, field.columns))
        if field.type == "list":
            return self._strings(place)
        if field.type == "date":
            return self._date(place) if self._text(place) else None
        if field.type == "datetime":
            return self._moment(place)
        if field.type == "choice":
            return self._choice(field, place)
        return self._text(place)

    def _choice(self, field: Field, place: Place) -> str:
        """The id; what it is called in either language will do."""
        text = self._text(place)
        return self._chosen(place, text, field.id, field.choices) if text else ""

    def _chosen(self, place: Place, text: str, name: str, choices: Iterable[Choice | AttachmentKind]) -> str:
        """The id of what is called so, by its id or its title."""
        ids = {called: each.id for each in choices for called in (each.id, each.title.zh, each.title.en)}
        if text not in ids:
            zh = "、".join(f"{each.id}（{each.title.zh}）" for each in choices)
            raise self._error(place, "value", name=name, known=(zh, ", ".join(each.id for each in choices)))
        return ids[text]

    def _rows(self, place: Place, columns: tuple[Column, ...]) -> Iterator[Row]:
        """The rows in which anything stands, with all columns. A time is checked and stays as it is written."""
        for index in range(self._list(place)):
            given = self._mapping((*place, index), tuple(column.id for column in columns))
            row = {c.id: self._text((*place, index, c.id)) if c.id in given else "" for c in columns}
            for column in columns:
                if column.moment and row[column.id]:
                    self._moment((*place, index, column.id))
            if any(row.values()):
                yield row

    def _facts(self, kind: Kind) -> Iterator[tuple[str, str]]:
        given = self._mapping(("facts",), tuple(fact.id for fact in kind.facts))
        for fact in kind.facts:
            text = self._text(("facts", fact.id)) if fact.id in given else ""
            if text:
                yield fact.id, text

    def _timeline(self) -> Iterator[Stated]:
        for index in range(self._list(("timeline",))):
            place = ("timeline", index)
            entry = self._mapping(place, _STATED)
            when = self._moment((*place, "when")) if entry else None
            what = self._text((*place, "what")) if entry else ""
            if when is None and not what:
                continue
            if when is None or not what:
                raise self._error(place, "event")
            yield Stated(when, what)

    def _attachments(self) -> Iterator[Attachment]:
        seen: set[Path] = set()
        for index in range(self._list(("attachments",))):
            place = ("attachments", index)
            entry = self._mapping(place, _ATTACHMENT)
            texts = {key: self._text((*place, key)) for key in entry if key != "seen"}
            if not texts.get("file"):
                if any(texts.get(key) for key in ("title", "where", "note")):
                    raise self._error(place, "no-file")
                continue
            path, name = self._path((*place, "file"), texts["file"])
            if path in seen:
                raise self._error((*place, "file"), "twice")
            seen.add(path)
            yield Attachment(
                number=len(seen),
                path=path,
                name=name,
                kind=self._chosen((*place, "kind"), texts.get("kind", ""), "kind", attachment_kinds().values()),
                title=texts.get("title", ""),
                seen=self._moment((*place, "seen")),
                where=texts.get("where", ""),
                note=texts.get("note", ""),
                leave_out=self._flag((*place, "leave_out"), texts.get("leave_out", "")),
            )

    def _flag(self, place: Place, text: str) -> bool:
        if text.casefold() not in _YES | _NO:
            raise self._error(place, "flag")
        return text.casefold() in _YES

    def _path(self, place: Place, text: str) -> tuple[Path, str]:
        """Where a file is, and what it is called. Only regular files below the folder of attachments, no links on the way."""
        pure = PurePosixPath(text.replace("\\", "/"))
        if ".." in pure.parts or pure.is_absolute() or pure.parts[:1] != (ATTACHMENTS,) or len(pure.parts) == 1:
            raise self._error(place, "outside")
        path = self.folder
        for part in pure.parts:
            path = path / part
            if path.is_symlink():
                raise self._error(place, "link")
        if path.exists() and not path.is_file():
            raise self._error(place, "no-regular-file")
        return path, str(pure)

    def _plain_values(self, content: bytes) -> None:
        """Look at every value without quotes. Refuse one of which YAML takes the end for a comment: ``note: order #12`` would say ``order``."""
        text = content.decode("utf-8-sig")
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            if getattr(event, "anchor", None) or getattr(event, "tag", None):
                raise FormError(self.document.name, event.start_mark.line + 1, "anchor")  # type: ignore[union-attr]
            if isinstance(event, yaml.ScalarEvent) and not event.style and event.value:
                end: Any = event.end_mark
                if text[end.index :].split("\n", 1)[0].lstrip(" \t").startswith("#"):
                    raise FormError(self.document.name, end.line + 1, "comment")
                if _between_quotes(event.value):
                    self.curly.add(event.start_mark.line + 1)  # type: ignore[union-attr]

    def _error(self, place: Place, key: str, cure: str = "", **values: object) -> FormError:
        line = self.document.error(place, "", "").line
        return FormError(self.document.name, line, key, cure, **{"name": ".".join(map(str, place)), **values})


def _between_quotes(value: str) -> bool:
    """Whether it begins and ends with a quote and has none inside."""
    return (
        len(value) > 1
        and [mark in _QUOTES for mark in (value[0], value[-1])] == [True, True]
        and not any(mark in _QUOTES for mark in value[1:-1])
    )
