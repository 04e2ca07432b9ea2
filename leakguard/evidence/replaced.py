"""What became a code in the form, told by field and with masked values, so that the complainant can name what should have stayed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from leakguard.detection.detector import Detector
from leakguard.detection.preview import preview
from leakguard.proof.sought import NUMBERS

_DIGITS, _ANY = "([^\u3400-\u9fff]+?)", "(.+?)"
_CODE = re.compile(r"<([A-Z][A-Z_]*)(?::[0-9a-f]+)?>")


class Replaced(NamedTuple):
    """A value of the form that became a code: the title of its field, its entity, and the value masked."""

    field: str
    entity: str
    preview: str


def replaced(document: bytes, copy: bytes, detector: Detector) -> list[Replaced]:
    """What is in the document of a form (see :mod:`leakguard.evidence.disclosed`) and became a code in its copy, each once by field."""
    pairs = zip(texts_of(json.loads(document)), texts_of(json.loads(copy)), strict=True)
    found = (
        Replaced(field, entity, _masked(entity, value, detector))
        for (field, before), (_, after) in pairs
        for entity, value in _values(before, after)
    )
    return list(dict.fromkeys(found))


def texts_of(content: Any) -> Iterator[tuple[str, str]]:
    """Title of the field and text, of everything in the document of a form."""
    for part in ("answers", "facts", "timeline"):
        yield from ((pair["field"], pair["text"]) for pair in content[part])
    for each in content["attachments"]:
        yield from ((f"{each['number']} {each['kind']}", each[name]) for name in ("title", "where", "note"))


def _values(before: str, after: str) -> Iterable[tuple[str, str]]:
    """Entity and value of each code that stands in the place of something."""
    codes = [] if before == after else list(_CODE.finditer(after))
    starts = [0, *(code.end() for code in codes)]
    ends = [*(code.start() for code in codes), len(after)]
    pattern = re.escape(after[starts[0] : ends[0]])
    for code, start, end in zip(codes, starts[1:], ends[1:], strict=True):
        pattern += (_DIGITS if code[1] in NUMBERS else _ANY) + re.escape(after[start:end])
    match = re.fullmatch(pattern, before, re.DOTALL)
    values = match.groups() if match else [""] * len(codes)
    return [(code[1], value) for code, value in zip(codes, values, strict=True) if value != code[0]]


def _masked(entity: str, value: str, detector: Detector) -> str:
    """The preview that a scan would show of it, were it found alone."""
    found = [each.preview for each in detector.find(value) if (each.entity, each.value) == (entity, value)]
    recognizers = detector.catalogue.of_entity(entity)
    return found[0] if found else preview(value, recognizers[0].preview) if recognizers else ""
