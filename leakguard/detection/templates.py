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
from leakguard.detection.plain_cells import ColumnFindings, Read, Rows, bools, numbers, shape
from leakguard.detection.recognizer import Plain, Recognizer
from leakguard.detection.utterance import plausible
from leakguard.findings import Finding

_MOST = 400
_TRIES = 60
_WORTH = 2.0
_SAMPLE = 2
_LONGEST = 400
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
    """``words`` stand before, between and behind the slots. ``gain`` counts the cells that it has spared."""

    words: tuple[str, ...]
    slots: tuple[Slot, ...]
    gain: int = 0
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


class Templates:
    """The templates of one column."""

    def __init__(self, column: int, recognizers: Sequence[Recognizer], read: Read) -> None:
        self._column, self._read = column, read
        self._rules = {r.id: r.cell.plain for r in recognizers if r.cell and r.cell.plain}
        self._recognizers = {r.id: r for r in recognizers}
        self._known: dict[str, Template] = {}
        self._given_up: set[str] = set()
        self._tried = self._spared = 0

    def tell(self, texts: pa.Array) -> tuple[list[Told], dict[int, Sequence[Finding]]]:
        """What templates tell of distinct texts, and the findings of all others, which were read in full."""
        told: list[Told] = []
        read: dict[int, Sequence[Finding]] = {}
        left = np.arange(len(texts))
        for template in list(self._known.values()):
            left = self._apply(template, texts, left, told)
        while len(left):
            index = int(left[0])
            left = left[1:]
            found = read[index] = self._read(texts[index].as_py())
            learnt = self._learn(texts[index].as_py(), found) if found else None
            if learnt is not None:
                left = self._apply(learnt, texts, left, told)
        return told, read

    def _learn(self, text: str, found: Sequence[Finding]) -> Template | None:
        """The template of a text, if it has plain values only and templates have been of use in this column."""
        if len(text) > _LONGEST or _EXTENSION.search(text) or len(self._known) + len(self._given_up) >= _MOST:
            return None
        if self._tried >= _TRIES and self._spared < self._tried * _WORTH:
            return None
        template = self._template(text, found)
        if template is None or template.regex in self._known or template.regex in self._given_up:
            return None
        self._tried += 1
        self._known[template.regex] = template
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
        value = pa.array([finding.value])
        for plain in self._rules.get(finding.recognizer, ()):
            if recognizer and not finding.masked and finding.kind == recognizer.kind and shape(plain, value)[0]:
                kept = tuple(evidence for evidence in finding.evidence if evidence.kind != "grammar")
                bare = replace(finding, start=0, end=0, value="", canonical="", preview="", levels=(), evidence=kept)
                return Slot(recognizer, plain, bare, _outcomes(recognizer, finding.value))
        return None

    def _apply(self, template: Template, texts: pa.Array, left: Rows, told: list[Told]) -> Rows:
        """Take what the template tells out of ``left``."""
        if not len(left):
            return left
        matches = pc.extract_regex(texts.take(pa.array(left)), template.regex)
        fits = ~bools(matches.is_null())
        for index, slot in enumerate(template.slots):
            if not fits.any():
                return left
            rows = np.flatnonzero(fits)
            fits[rows] = _in_shape(slot, matches.field(index).take(pa.array(rows)))
        rows = np.flatnonzero(fits)
        if not len(rows):
            return left
        found = _placed(template, left[rows], matches.take(pa.array(rows)))
        if not self._holds(found, texts):
            self._known.pop(template.regex, None)
            self._given_up.add(template.regex)
            return left
        told.append(found)
        template.gain += len(rows)
        self._spared += len(rows)
        return left[~fits]

    def _holds(self, told: Told, texts: pa.Array) -> bool:
        """Whether some of the texts, read in full, hold what the template says."""
        for index in {0, len(told.cells) - 1} if _SAMPLE > 1 else {0}:
            expected = [
                (slot.recognizer.entity, slot.finding.kind, int(starts[index]), int(ends[index]))
                for slot, starts, ends in zip(told.template.slots, told.starts, told.ends, strict=True)
            ]
            read = self._read(texts[int(told.cells[index])].as_py())
            if [(f.entity, f.kind, f.start, f.end) for f in read] != expected:
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
        texts = values.take(pa.array(rows)).to_pylist()
        fits[rows] = [_outcomes(slot.recognizer, text) == slot.outcomes for text in texts]
    if slot.recognizer.engine == "person" and fits.any():
        rows = np.flatnonzero(fits)
        fits[rows] = [plausible(text) for text in values.take(pa.array(rows)).to_pylist()]
    return fits


def _placed(template: Template, cells: Rows, matches: pa.Array) -> Told:
    reached = np.full(len(cells), len(template.words[0]), np.int64)
    starts, ends = list[Rows](), list[Rows]()
    for index, words in enumerate(template.words[1:]):
        end = reached + numbers(pc.utf8_length(matches.field(index)))
        starts.append(reached)
        ends.append(end)
        reached = end + len(words)
    return Told(template, cells, starts, ends)
