"""What the complainant keeps: the values that the form names, however they are written, and everything that stands within one of them.

Two ways lead there. A finding that *is* such a value has its canonical form: allow entries by fingerprint, under the key of the pack. And a
stretch of text that *reads* as one stays as a whole (:class:`Kept`), whatever the detector makes of it or of a part of it: a residential
estate in an address that elsewhere was taken for a name. A number reads alike with or without its country code, with separators, in
full-width digits; with an extension it is another number, as virtual numbers are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from leakguard.detection.blocks import find_linked
from leakguard.detection.detector import Detector
from leakguard.entities import ENTITIES
from leakguard.hits import ColumnHits, Hit, Scanned
from leakguard.policy import Allow, Bilingual, Decision
from leakguard.policy.fingerprints import entries
from leakguard.proof.sought import MOBILE
from leakguard.text import fold, lower
from leakguard.units import Block, NoteBlock, TextBlock

_REASON = Bilingual("投诉人在表格中列明保留的信息", "named in the form by the complainant as to be kept")
_DAYS = 365
"""Entries hold for a year from the day of the case, by which they are judged; a pack that is built again comes out the same."""

_PARTS = 3
"""How many of the last levels of an address are the address still: estate, building, room."""

_GAP, _SPACE = r"(?:[^\S\n]|[-.()]){0,3}", r"[^\S\n]{0,3}"
_NUMBER = re.compile(r"[+(0-9][-+0-9(). ]*")
_COUNTRY = re.compile(rf"(?:00|\+)?86(?={MOBILE}$)|(?:00|\+)86(?=[1-9])")
_ROOM = re.compile("[号幢栋座楼弄单元层][^0-9]{0,2}([0-9]+)[室户房]?$")
"""The end of an address; the word for room comes and goes."""

_LEAST, _LEAST_DIGITS = 2, 7

Where = tuple[int | None, int | None, int | None]
"""A text, a cell or a note of a block: row, column, note."""
_Stretches = dict[Where, list[tuple[int, int, str]]]


def allowed(values: Iterable[str], detector: Detector, key: bytes, day: date) -> tuple[Allow, ...]:
    """One entry for each value: it may stand wherever it stands, whatever the detector takes it for there.

    A bare name or account is not always found without its surroundings; so a value counts as every entity that it could be, and as
    what is found in it.
    """
    known = [entity for entity in ENTITIES if detector.catalogue.of_entity(entity)]
    made = []
    for number, value in enumerate(values, 1):
        drafts = [*entries(value, detector, key)]
        for entity in known:
            drafts += entries(value, detector, key, entity)
        signs = frozenset(draft.fingerprint for draft in drafts)
        made.append(Allow(_name(number), _REASON, day + timedelta(days=_DAYS), values=signs))
    return tuple(made)


def _writings(value: str, detector: Detector) -> Iterator[str]:
    """A value, and an address in it without its first levels: people leave out province and town."""
    yield value
    for finding in find_linked(detector, value, None):
        parts = finding.canonical.split("|") if finding.entity == "ADDRESS" else ()
        places = (finding.value.find(part) for part in parts[1 : len(parts) - _PARTS + 1])
        yield from (finding.value[place:] for place in places if place > 0)


def _name(number: int) -> str:
    return f"own-{number}"


@dataclass(frozen=True)
class Kept:
    """The values that stay, as patterns for folded text in lower case, each with the id of its allow entry."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    @classmethod
    def of(cls, values: Iterable[str], detector: Detector) -> Kept:
        """The values in the order in which :func:`allowed` counts them; single characters are not looked for."""
        made = (
            (_name(number), _pattern(lower(fold(writing).text).strip()))
            for number, value in enumerate(values, 1)
            for writing in _writings(value, detector)
        )
        return cls(tuple((name, re.compile(pattern)) for name, pattern in dict.fromkeys(made) if pattern))

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the allow entries."""
        return frozenset(name for name, _ in self.patterns)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where such values stand in a text: ``[start, end)`` in code points."""
        return [(start, end) for start, end, _ in self._found(text)]

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        folded = fold(text)
        low = lower(folded.text)
        for name, pattern in self.patterns:
            for match in pattern.finditer(low):
                yield *folded.raw_span(*match.span()), name

    def settle(self, scanned: Scanned) -> Scanned:
        """See :data:`leakguard.scanning.Settle`: findings within such values are let pass."""
        stretches = self._stretches(scanned.block)
        if not stretches:
            return scanned
        columns = [part for column in scanned.columns for part in _split(column, stretches)]
        return Scanned(scanned.block, [_settled(hit, stretches) for hit in scanned.hits], columns)

    def _stretches(self, block: Block) -> _Stretches:
        """Where they stand in each unit of a block; texts are looked through many at once."""
        stretches: _Stretches = {}
        for column, texts in _units(block):
            starts = [0, *accumulate(len(text) + 1 for text in texts)]
            for start, end, name in self._found("\n".join(texts)):
                index = bisect_right(starts, start) - 1
                where = _where(block, column, index)
                stretches.setdefault(where, []).append((start - starts[index], end - starts[index], name))
        return stretches


def _pattern(value: str) -> str:
    """The regular expression for a value; empty for one that is too short to be looked for."""
    digits = re.sub("[^0-9+]", "", value)
    if _NUMBER.fullmatch(value) and len(digits) >= _LEAST_DIGITS:
        return rf"(?<![0-9]){_number(digits)}(?![0-9])"
    room = _ROOM.search(value)
    parts = [re.escape(char) for char in (value[: room.end(1)] if room else value) if not char.isspace()]
    if len(parts) < _LEAST:
        return ""
    return (
        rf"(?:(?<![a-z0-9_])|(?![a-z0-9_])){_SPACE.join(parts)}(?:(?![a-z0-9_])|(?<![a-z0-9_]))"
        + rf"(?:{_SPACE}[室户房])?" * bool(room)
    )


def _number(digits: str) -> str:
    """A number with any separators; one of the mainland with its country code or without."""
    bare = _COUNTRY.sub("", digits, count=1) if _COUNTRY.match(digits) else digits
    country = rf"(?:\(?(?:\+|00)?{_GAP.join('86')}{_GAP})?"
    if re.fullmatch(MOBILE, bare):
        return country + _GAP.join(bare)
    if bare != digits or re.fullmatch(
        "0[1-9][0-9]{8,10}", bare
    ):  # an area code; its 0 falls away behind the country code
        bare = bare.removeprefix("0")
        return rf"\(?(?:(?:\+|00)?{_GAP.join('86')}{_GAP}0?|0){_GAP}{_GAP.join(bare)}"
    return r"(?:\+|00)?" + _GAP.join(bare.lstrip("+"))


def _units(block: Block) -> Iterator[tuple[int | None, Sequence[str]]]:
    if isinstance(block, TextBlock):
        yield None, [block.text]
    elif isinstance(block, NoteBlock):
        yield None, [note.text for note in block.notes]
    else:
        for number, cells in enumerate(block.columns):
            yield number, [cell or "" for cell in cells]


def _where(block: Block, column: int | None, index: int) -> Where:
    if isinstance(block, TextBlock):
        return None, None, None
    return (None, None, index) if column is None else (index, column, None)


def _within(stretches: _Stretches, where: Where, start: int, end: int) -> str | None:
    """The id of the value that a stretch stands in. One that begins or ends in it and goes on for a single character was cut wrongly:
    the conjunction behind a name. What holds the whole value and more is another one.
    """
    for first, last, name in stretches.get(where, ()):
        inside = first <= start and end <= last
        across = first < start < last == end - 1 or start + 1 == first < end < last
        if inside or across:
            return name
    return None


def _settled(hit: Hit, stretches: _Stretches) -> Hit:
    spot = hit.spot
    name = _within(stretches, (spot.row, spot.column, spot.note), spot.start, spot.end)
    return hit if name is None else replace(hit, decision=_passed(hit.decision, name))


def _passed(decision: Decision, name: str) -> Decision:
    if decision.operator == "keep" and not decision.forbidden:
        return decision
    return replace(decision, operator="keep", params={}, forbidden=False, reason=_REASON, because="allowed", allow=name)


def _split(column: ColumnHits, stretches: _Stretches) -> Iterator[ColumnHits]:
    """The findings of a whole column, those within kept values apart."""
    told, groups = column.told, dict[str | None, list[int]]()
    spans = zip(told.rows.tolist(), told.head.tolist(), told.values(), strict=True)
    for index, (row, start, value) in enumerate(spans):
        name = _within(stretches, (row, column.column, None), start, start + len(value))
        groups.setdefault(name, []).append(index)
    for name, indices in groups.items():
        decision = column.decision if name is None else _passed(column.decision, name)
        yield replace(column, told=told if len(groups) == 1 else told.some(indices), decision=decision)
