"""Free text that is written again and again with other values in it: ``收件人改成张三，电话13800138000``.

A cell that was read in full, and in which values of plain shapes were found (see
:class:`~leakguard.detection.recognizer.Plain`), becomes a template: its words to the letter, and a slot for each value. Other cells
of the column with the same words, and with values of those shapes, hold the same findings; that is seen for all of
them at once. As with plain cells nothing is taken blindly: of every template's cells in every block some are read in full,
and a template that does not hold is given up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leakguard.checks import CHECKS
from leakguard.columnar import ArrowColumn
from leakguard.detection.linking import ANCHORS
from leakguard.detection.numbered import Numbered
from leakguard.detection.plain_cells import Ahead, ColumnFindings, Read, Rows, bools, class_codes, numbers, shape
from leakguard.detection.recognizer import Plain, Recognizer
from leakguard.detection.utterance import plausible
from leakguard.findings import Finding

_MOST = 400
_TRIES = 60
_WORTH = 2.0
_WARY = 4
_LONGEST = 400
_AHEAD = 64
"""So many texts are announced at a time before they are read."""
_HAN = re.compile("[\u3400-\u9fff]")
_EXTENSION = re.compile(r"[\[【][0-9]{4}[\]】]")
"""That of a virtual number in another cell of the row may tie a name to it."""


@dataclass(frozen=True)
class Slot:
    """Where a value stands in a template: what it is, and what shape it must have."""

    recognizer: Recognizer
    plain: Plain
    finding: Finding
    outcomes: tuple[object, ...]


@dataclass
class Template:
    """``words`` stand before, between and behind the slots."""

    words: tuple[str, ...]
    slots: tuple[Slot, ...]
    regex: str = field(default="", init=False)

    def __post_init__(self) -> None:
        pieces = [re.escape(self.words[0])]
        for index, slot in enumerate(self.slots):
            pieces += (f"(?P<s{index}>{slot.plain.regex})", re.escape(self.words[index + 1]))
        self.regex = f"(?s)^{''.join(pieces)}$"


class Told(NamedTuple):
    """What a template told: the cells (indices into the texts), and for each slot where it begins and ends in them."""

    template: Template
    cells: Rows
    starts: list[Rows]
    ends: list[Rows]


@dataclass
class Learnt:
    """What has been learnt from the cells of a column. It can be sent to another process."""

    known: dict[str, Template] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    empty: dict[str, bool] = field(default_factory=dict)
    tried: int = 0
    spared: int = 0
    blocks: int = 0

    def copy(self) -> Learnt:
        """As it is now."""
        return replace(self, known=dict(self.known), given_up=set(self.given_up), empty=dict(self.empty))


class Left(NamedTuple):
    """Texts that are still to be told: their indices, and they themselves."""

    cells: Rows
    texts: pa.Array

    def where(self, mask: NDArray[np.bool_]) -> Left:
        """Some of them."""
        return self if mask.all() else Left(self.cells[mask], self.texts.filter(pa.array(mask)))


class Templates:
    """The templates of one column."""

    def __init__(
        self,
        column: int,
        recognizers: Sequence[Recognizer],
        read: Read,
        ahead: Ahead,
        learnt: Learnt | None = None,
    ) -> None:
        self._column, self._read, self._ahead = column, read, ahead
        self._rules = {r.id: r.cell.plain for r in recognizers if r.cell and r.cell.plain}
        self._recognizers = {r.id: r for r in recognizers}
        self.learnt = learnt or Learnt()
        self._numbered = Numbered(read, self.learnt.empty)

    def tell(self, texts: pa.Array) -> tuple[list[Told], dict[int, Sequence[Finding]]]:
        """What templates tell of distinct texts, and the findings of all others that hold any, which were read in full."""
        self.learnt.blocks += 1
        told: list[Told] = []
        read: dict[int, Sequence[Finding]] = {}
        left = Left(np.arange(len(texts)), texts)
        for template in list(self.learnt.known.values()):
            left = self._apply(template, left, told)
        left = left.where(~self._numbered.holding_nothing(left.texts))
        waiting, at = left.texts.to_pylist(), 0
        while at < len(waiting):
            if at % _AHEAD == 0:
                self._ahead(waiting[at : at + _AHEAD])
            text = waiting[at]
            found = self._read(text)
            if found:
                read[int(left.cells[at])] = found
            at += 1
            learnt = self._learn(text, found) if found else None
            if learnt is not None:
                left = self._apply(learnt, Left(left.cells[at:], left.texts[at:]), told)
                waiting, at = left.texts.to_pylist(), 0
        return told, read

    def _learn(self, text: str, found: Sequence[Finding]) -> Template | None:
        """The template of a text, if it has plain values only and templates have been of use in this column."""
        learnt = self.learnt
        if len(text) > _LONGEST or _EXTENSION.search(text) or len(learnt.known) + len(learnt.given_up) >= _MOST:
            return None
        if learnt.tried >= _TRIES and learnt.spared < learnt.tried * _WORTH:
            return None
        template = self._template(text, found)
        if template is None or template.regex in learnt.known or template.regex in learnt.given_up:
            return None
        learnt.tried += 1
        learnt.known[template.regex] = template
        return template

    def _template(self, text: str, found: Sequence[Finding]) -> Template | None:
        words, slots, reached = list[str](), list[Slot](), 0
        for finding in found:
            between = text[reached : finding.start]
            slot = self._slot(finding)
            if slot is None or finding.start < reached or (slots and not between and _blurred(slots[-1], slot)):
                return None
            words.append(between)
            slots.append(slot)
            reached = finding.end
        entities = {slot.recognizer.entity for slot in slots}
        if entities >= ANCHORS and "PERSON" not in entities:
            return None  # what is left beside the two may be a name
        if _HAN.match(text[reached : reached + 1]) and slots[-1].recognizer.engine == "address":
            return None
        return Template((*words, text[reached:]), tuple(slots))

    def _slot(self, finding: Finding) -> Slot | None:
        recognizer = self._recognizers.get(finding.recognizer)
        value = pa.array([finding.value], pa.string())
        for plain in self._rules.get(finding.recognizer, ()):
            if (
                recognizer
                and finding.masked == plain.masked
                and finding.kind == recognizer.kind
                and shape(plain, value)[0]
            ):
                kept = tuple(evidence for evidence in finding.evidence if evidence.kind != "grammar")
                bare = replace(finding, start=0, end=0, value="", canonical="", preview="", levels=(), evidence=kept)
                return Slot(recognizer, plain, bare, _outcomes(recognizer, finding.value))
        return None

    def _apply(self, template: Template, left: Left, told: list[Told]) -> Left:
        """Take what the template tells out of ``left``."""
        rows = _with_words(template, left.texts)
        if not len(rows):
            return left
        cut = _cut(template, left.texts.take(pa.array(rows)))
        for index, slot in enumerate(template.slots):
            if not len(cut.rows):
                return left
            cut = cut.where(_in_shape(slot, cut.values[index]))
        if not len(cut.rows):
            return left
        rows = rows[cut.rows]
        found = _placed(template, left.cells[rows], cut.values)
        if not self._holds(found, left.texts.take(pa.array(rows))):
            self.learnt.known.pop(template.regex, None)
            self.learnt.given_up.add(template.regex)
            return left
        told.append(found)
        self.learnt.spared += len(rows)
        others = np.ones(len(left.cells), np.bool_)
        others[rows] = False
        return left.where(others)

    def _holds(self, told: Told, texts: pa.Array) -> bool:
        """Whether the first and, in the first blocks, the last of the told texts, read in full, hold what the template says.

        Of a name reading may take less than the template, which has seen the same words around others.
        """
        for index in {0, len(texts) - 1} if self.learnt.blocks < _WARY else {0}:
            found = self._read(texts[index].as_py())
            if len(found) != len(told.template.slots):
                return False
            for slot, starts, ends, read in zip(told.template.slots, told.starts, told.ends, found, strict=True):
                start, end = int(starts[index]), int(ends[index])
                less = slot.recognizer.engine == "person" and start <= read.start and read.end <= end
                same = (start, end) == (read.start, read.end) or less
                if not same or (slot.recognizer.entity, slot.finding.kind) != (read.entity, read.kind):
                    return False
        return True

    def findings(self, told: Told, cells: ArrowColumn, rows: Rows, indices: Rows) -> Iterator[ColumnFindings]:
        """What a template told, as findings of the rows; ``indices`` are the texts that stand in them."""
        place = np.full(int(max(indices.max(initial=0), told.cells.max())) + 1, -1)
        place[told.cells] = np.arange(len(told.cells))
        member = place[indices]
        kept = member >= 0
        at, lengths = rows[kept], numbers(pc.utf8_length(cells.array.take(pa.array(rows[kept]))))
        for slot, starts, ends in zip(told.template.slots, told.starts, told.ends, strict=True):
            head, end = starts[member[kept]], ends[member[kept]]
            yield ColumnFindings(
                self._column, cells, slot.finding, slot.recognizer, self._read, at, head, lengths - end, within=True
            )


def _with_words(template: Template, texts: pa.Array) -> Rows:
    """The texts that begin and end with the words of a template: much faster to see than that they match."""
    mask = np.ones(len(texts), np.bool_)
    if template.words[0]:
        mask = bools(pc.starts_with(texts, template.words[0]))
    if template.words[-1]:
        mask &= bools(pc.ends_with(texts, template.words[-1]))
    return np.flatnonzero(mask)


class Cut(NamedTuple):
    """Texts cut into the values of a template: which they are, and by slot what stands in it."""

    rows: Rows
    values: list[pa.Array]

    def where(self, mask: NDArray[np.bool_]) -> Cut:
        """Some of them."""
        chosen = pa.array(mask)
        return self if mask.all() else Cut(self.rows[mask], [values.filter(chosen) for values in self.values])


def _cut(template: Template, texts: pa.Array) -> Cut:
    """The texts, which begin and end with the words of a template, cut at the first of each of the words between."""
    first, *between, last = template.words
    if not all(between):
        found = pc.extract_regex(texts, template.regex)
        whole = Cut(np.arange(len(texts)), [found.field(index) for index in range(len(template.slots))])
        return whole.where(~bools(found.is_null()))
    rest = pc.utf8_slice_codeunits(texts, len(first), -len(last) if last else None)
    cut = Cut(np.arange(len(texts)), [rest]).where(numbers(pc.utf8_length(texts)) >= sum(map(len, template.words)))
    for words in between:
        pieces = pc.split_pattern(cut.values[-1], words, max_splits=1)
        cuts = numbers(pc.list_value_length(pieces)) == 2
        pieces = pieces.filter(pa.array(cuts))
        *values, _ = cut.where(cuts).values
        cut = Cut(cut.rows[cuts], [*values, pc.list_element(pieces, 0), pc.list_element(pieces, 1)])
    return cut


def _blurred(left: Slot, right: Slot) -> bool:
    """Whether two values that touch could be cut in two ways."""
    kinds = {"address", "person"}
    return left.recognizer.engine in kinds and right.recognizer.engine in kinds


def _outcomes(recognizer: Recognizer, value: str) -> tuple[object, ...]:
    return tuple(CHECKS[name](value) for name in recognizer.checks)


def _in_shape(slot: Slot, values: pa.Array) -> NDArray[np.bool_]:
    fits = shape(slot.plain, values)
    if slot.recognizer.checks and fits.any():
        rows = np.flatnonzero(fits)
        fits[rows] = _checked(slot, values.take(pa.array(rows)))
    if slot.recognizer.engine == "person" and fits.any():
        rows = np.flatnonzero(fits)
        fits[rows] = [plausible(text) for text in values.take(pa.array(rows)).to_pylist()]
    return fits


def _checked(slot: Slot, values: pa.Array) -> NDArray[np.bool_]:
    """Whether the checks say of each value what they said of the first; one of a class speaks for the rest."""
    if not slot.plain.by:
        return np.array([_outcomes(slot.recognizer, text) == slot.outcomes for text in values.to_pylist()], np.bool_)
    codes, _, _ = class_codes(slot.plain, values)
    _, firsts, members = np.unique(codes, return_index=True, return_inverse=True)
    same = [_outcomes(slot.recognizer, values[first].as_py()) == slot.outcomes for first in firsts.tolist()]
    return np.array(same, np.bool_)[members]


def _placed(template: Template, cells: Rows, matches: Sequence[pa.Array]) -> Told:
    reached = np.full(len(cells), len(template.words[0]), np.int64)
    starts, ends = list[Rows](), list[Rows]()
    for index, words in enumerate(template.words[1:]):
        end = reached + numbers(pc.utf8_length(matches[index]))
        starts.append(reached)
        ends.append(end)
        reached = end + len(words)
    return Told(template, cells, starts, ends)
