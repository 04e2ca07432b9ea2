"""What each column of a table carries: decided from its header, a sample of its values and its neighbours.

A header that names something is believed unless the values say clearly otherwise; values alone decide where a header
says nothing. Classes of values are those of :mod:`~leakguard.detection.column_values`. Every decision has its reasons,
which never hold a value of the column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from leakguard.detection import column_headers, column_rules, column_values
from leakguard.detection.column_headers import Header
from leakguard.detection.column_rules import CARRIES, FAIR, FEW, NUMBERS, QUIET, Judge
from leakguard.detection.column_values import Sample
from leakguard.detection.detector import Detector
from leakguard.detection.headers import Meaning
from leakguard.detection.utterance import bare_name
from leakguard.findings import Evidence
from leakguard.units import TableBlock

_OPEN_SAMPLE = 400
_FEW_WORDS = 6
"""From so many cells on that look like names, half of them repeated, a column of them is one of colours or the like."""

_NO_TEXT = frozenset(
    (
        "empty",
        "masked",
        "times",
        "amounts",
        "counts",
        "codes",
        "urls",
        "company-codes",
        "orders",
        "waybills",
        "payments",
    )
)
"""Classes of values in which nobody can be hidden unseen."""

_CHECKED_AGAIN = 40


class Watch:
    """Counts how many cells of later blocks fit what a column was taken for.

    Files pasted together change what a column carries half-way: once most of a block does not fit, the decision no
    longer holds.
    """

    __slots__ = ("fitting", "holds", "total")

    _ENOUGH = 10
    _LEAST = 0.5

    def __init__(self) -> None:
        self.fitting = self.total = 0
        self.holds = True

    def observe(self, fitting: int, total: int) -> bool:
        """Count the filled cells of one block; whether the decision still holds."""
        self.fitting += fitting
        self.total += total
        if total >= self._ENOUGH and fitting < total * self._LEAST:
            self.holds = False
        return self.holds


@dataclass(frozen=True, slots=True)
class Column:
    """What a column was taken for; ``header`` is the cell of the header record, with what was found in it hidden.

    ``role`` is whose data it says it holds, if it carries one entity (a seller's remark tells of others); ``open`` that
    anything may stand in it, names too. ``quiet`` is the class of values of a column that is neither personal nor text,
    where only the values say so. ``said`` is what the header says. ``reasons`` are evidence of kind ``header``, ``group``, ``values`` (its name is a class,
    its weight a share), ``overruled``, ``misfit``, ``composite``, ``neighbour``, ``goods``, ``few``, ``masked``,
    ``empty`` or ``changed`` (its name is what earlier blocks were taken for).
    ``confidence`` is between 0 (nothing was decided) and 1. ``shares`` are those of the classes among the distinct values of
    the sample, ``empty`` is the share of its cells without a value, ``fitting`` that of distinct values that are what the
    column was taken for (None where anything fits).
    """

    index: int
    header: str | None
    meaning: Meaning
    role: str | None = None
    open: bool = True
    quiet: str | None = None
    said: Meaning = field(default_factory=Meaning)
    reasons: tuple[Evidence, ...] = ()
    confidence: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)
    empty: float = 0.0
    fitting: float | None = None
    watch: Watch = field(default_factory=Watch, compare=False, repr=False)

    @property
    def with_text(self) -> bool:
        """Whether it holds text, and not only codes, counts, times, links and empty cells (see ``shares``)."""
        return any(share and name not in _NO_TEXT for name, share in self.shares.items())

    @property
    def label(self) -> str:
        """The decision in one word: an entity, or ``free-text``, ``other``, ``unknown``."""
        if self.meaning.entity or self.meaning.free_text:
            return self.meaning.entity or "free-text"
        return "other" if self.meaning.other or self.quiet else "unknown"


@dataclass(frozen=True, slots=True)
class Decisions:
    """The rows of the header within the block (empty where there is none) and what each column was taken for."""

    header_rows: range
    columns: list[Column]

    @property
    def header_row(self) -> int | None:
        """The last row of the header; data begin under it."""
        return self.header_rows[-1] if self.header_rows else None


def decide(block: TableBlock, detector: Detector, first_column: int = 0) -> Decisions:
    """Decide on the columns of a block from ``first_column`` on."""
    found = column_headers.find(block.columns, block.headers, detector.headers)
    first = 0 if found.last is None else found.last + 1
    drafts = []
    for index in range(first_column, len(block.columns)):
        header, cells = found.headers[index], block.columns[index]
        said = column_headers.meaning(header, detector.headers)
        drafts.append(_Draft(index, Judge(said, header, column_values.take(cells, first), detector), cells))
    for draft in drafts:
        draft.decide()
    carried = Counter(draft.meaning.entity for draft in drafts)
    for draft in drafts:
        carried[draft.meaning.entity] -= 1
        draft.ask_neighbours(drafts, carried)
        carried[draft.meaning.entity] += 1
    return Decisions(found.rows, [draft.column() for draft in drafts])


def recheck(column: Column, cells: Sequence[str | None], detector: Detector) -> Column:
    """The column itself, or, if most cells of a later block are not what it was taken for, what it is from there on.

    Looks at some forty cells. Columns that carry no entity are read cell by cell anyway, and so are those most of whose
    values did not fit from the beginning.
    """
    if column.meaning.entity is None or (column.fitting or 0.0) < 0.5:
        return column
    sample = column_values.take(cells, most=_CHECKED_AGAIN)
    pairs, whole = zip(sample.values, sample.classes, strict=True), column_rules.forms(column.meaning.entity, detector)
    fitting = sum(column_rules.fits(column.meaning, value, shape, whole) for value, shape in pairs)
    return column if column.watch.observe(fitting, len(sample.values)) else reconsider(column, cells, detector)


def reconsider(column: Column, cells: Sequence[str | None], detector: Detector) -> Column:
    """Decide on a column anew from the cells of a later block; what its header says is known."""
    draft = _Draft(column.index, Judge(column.said, Header(column.header), column_values.take(cells), detector), cells)
    draft.decide()
    again = draft.column()
    changed = (*again.reasons, Evidence("changed", column.label))
    return replace(again, reasons=changed, role=column.role if again.meaning.entity else None)


def fits(meaning: Meaning, value: str, detector: Detector) -> bool:
    """Whether a cell is, as a whole, what its column carries, by shape; masked and empty ones are."""
    whole = column_rules.forms(meaning.entity, detector)
    return column_rules.fits(meaning, value, column_values.classify(value), whole)


@dataclass(slots=True)
class _Draft:
    """A decision in the making."""

    index: int
    judge: Judge
    cells: Sequence[str | None]
    meaning: Meaning = field(default_factory=Meaning)
    quiet: str | None = None
    reasons: list[Evidence] = field(default_factory=list)
    confidence: float = 0.0

    @property
    def said(self) -> Meaning:
        """What the header says."""
        return self.judge.said

    @property
    def sample(self) -> Sample:
        """What the values look like."""
        return self.judge.sample

    def decide(self) -> None:
        """From header and values."""
        self.meaning = self.said
        if self.said.known:
            self._because("header", "", 1.0)
        if self.judge.header.group:
            self._because("group", "", 1.0)
        if not self.sample.count:
            self._without_values()
            return
        told = self.judge.told()
        if told is not None:
            self._values_win(told)
        elif self.said.entity:
            self._header_stands()
        elif self.said.known:
            self._header_of_others()
        else:
            self._undecided()

    def ask_neighbours(self, drafts: Sequence[_Draft], others: Counter[str | None]) -> None:
        """What the other columns say about one that is in doubt; ``others`` counts what they carry."""
        entities: set[str | None] = {entity for entity, count in others.items() if entity and count}
        if self.meaning.entity == "PERSON" and self.said.entity == "PERSON":
            self._nobody_here(entities)
        elif self.meaning.other and self.judge.surely_mobiles():
            if entities - set(NUMBERS) or not any(draft.judge.of_goods() for draft in drafts):
                self.reasons.clear()
                self._values_win("mobiles")
        elif self.quiet == "regions" and entities & {"PHONE_NUMBER", "PERSON", "ADDRESS"}:
            self.quiet = None
            self._by_neighbour("ADDRESS", "ADDRESS", self.sample.share("regions"), "region")
        elif not self.meaning.known and not self.quiet and self.judge.enough:
            self._somebody_here(entities, drafts)

    def column(self) -> Column:
        """The decision."""
        header, detector = self.judge.header, self.judge.detector
        shown = None if header.whole is None else self._hidden(header.whole)
        names = {"header": (shown or "").strip(), "group": self._hidden((header.group or "").strip())}
        return Column(
            index=self.index,
            header=shown,
            meaning=replace(self.meaning, header=(shown or "").strip()),
            role=column_headers.role(header, detector.headers) if self.meaning.entity else None,
            open=self._is_open(),
            quiet=self.quiet,
            said=replace(self.said, header=""),
            reasons=tuple(replace(reason, name=names.get(reason.kind, reason.name)) for reason in self.reasons),
            confidence=round(self.confidence, 3),
            shares=self.sample.shares,
            empty=round(self.sample.empty, 3),
            fitting=self._fitting(),
        )

    def _because(self, kind: str, name: str, weight: float) -> None:
        self.reasons.append(Evidence(kind, name, round(weight, 3)))

    def _describe(self) -> None:
        name, share = next(iter(self.sample.shares.items()))
        self._because("values", name, share)

    def _without_values(self) -> None:
        masked = self.sample.masked > 0
        self._because("masked" if masked else "empty", "", self.sample.masked if masked else self.sample.empty)
        self.confidence = 0.7 if self.said.known else 0.0

    def _values_win(self, name: str) -> None:
        sample, known = self.sample, self.said.known
        share = sample.share("mobiles", "landlines") if name == "mobiles" else sample.share(name)
        self._because("values", name, share)
        if known:
            self._because("overruled", _word(self.said), -1.0)
        certain = share * sample.count / (sample.count + 1.0) * (0.9 if known else 0.97)
        self.confidence = max(0.5, certain)
        if name == "composite":
            self.meaning = Meaning(free_text=True)
        elif name in CARRIES:
            self.meaning = Meaning(CARRIES[name], "region" if name == "regions" else None, by_values=True)
        else:
            self.meaning, self.quiet = Meaning(), name

    def _header_stands(self) -> None:
        """The header names an entity; what speaks against it makes it less sure."""
        sample, fit = self.sample, self._fitting() or 0.0
        composite = sample.share("composite")
        if fit < 0.5 and (self.said.entity != "PERSON" or composite >= 0.2):
            fit = max(fit, self.judge.found_in(self.meaning))
        self._describe()
        if composite >= 0.5:
            self._because("composite", "", composite)
        elif fit < 0.5:
            self._because("misfit", _word(self.said), fit - 1.0)
        if sample.count < FEW:
            self._because("few", "", sample.count)
        self.confidence = 0.5 + 0.49 * fit if self.judge.enough else 0.6 + 0.25 * fit

    def _header_of_others(self) -> None:
        """The header speaks of running text, or of codes, amounts and the like."""
        self.confidence = 0.9 if self.judge.enough else 0.75
        self._describe()
        if self.judge.of_goods() and "mobiles" in self.sample.shares:
            self._because("goods", "", self.sample.share("mobiles"))

    def _undecided(self) -> None:
        """Neither tells an entity: perhaps the detector does, or the values are of a quiet class."""
        self._describe()
        entity = self.judge.account()
        if entity:
            self.meaning, self.confidence = Meaning(entity, by_values=True), 0.8
            return
        least = 0.9 if self.judge.enough else 1.0
        self.quiet = next((name for name in QUIET if self.sample.share(name) >= least), None)
        if self.quiet:
            self.confidence = self.sample.share(self.quiet) * self.sample.count / (self.sample.count + 2.0)

    def _nobody_here(self, entities: set[str | None]) -> None:
        """``name`` above anything but names, in a table that tells of no person, is the name of a thing."""
        header, sample = self.judge.header, self.sample
        alone = not entities - set(NUMBERS) and header.group is None and self.judge.enough and not sample.masked
        ambiguous = self.judge.detector.headers.may_name_a_thing(header.text)
        if alone and ambiguous and sample.share("names", "name-like") < 0.3:
            self._because("neighbour", "", -1.0)
            self.meaning, self.confidence = Meaning(), 0.5

    def _somebody_here(self, entities: set[str | None], drafts: Sequence[_Draft]) -> None:
        """Names beside a telephone number and an address; streets beside a region."""
        clear, like = self.sample.share("names"), self.sample.share("names", "name-like")
        if {"PHONE_NUMBER", "ADDRESS"} <= entities and "PERSON" not in entities and like >= 0.5 and clear >= 0.35:
            self._by_neighbour("PERSON", "PHONE_NUMBER", like)
            return
        beside = {draft.meaning.kind for draft in drafts[max(0, self.index - 1) : self.index + 2] if draft is not self}
        if "region" in beside and self.judge.details() >= 0.6:
            self._by_neighbour("ADDRESS", "region", self.judge.details())

    def _by_neighbour(self, entity: str, beside: str, share: float, kind: str | None = None) -> None:
        self._because("neighbour", beside, share)
        self.meaning, self.confidence = Meaning(entity, kind, by_values=True), 0.9 * share

    def _fitting(self) -> float | None:
        """The share of distinct values, masked ones left out, that are what the column was taken for."""
        sample, meaning = self.sample, self.meaning
        if not sample.count or (meaning.entity is None and not self.quiet):
            return None
        if self.quiet or meaning.kind == "region":
            return sample.share(self.quiet or "regions")
        pairs = zip(sample.values, sample.classes, strict=True)
        whole = column_rules.forms(meaning.entity, self.judge.detector)
        fit = sum(shape != "masked" and column_rules.fits(meaning, value, shape, whole) for value, shape in pairs)
        return fit / sample.count

    def _hidden(self, header: str) -> str:
        """A header that can be shown."""
        detector = self.judge.detector
        return header if detector.headers.is_header_word(header) else detector.without_values(header)

    def _is_open(self) -> bool:
        """Whether a name may stand in any cell of the column, among other things.

        Not if it is known what it carries, and not if few words that look like names stand there again and again.
        """
        if self.meaning.entity is not None or self.meaning.other:
            return False
        if self.meaning.free_text:
            return True
        if self.quiet and self.sample.count >= FAIR and self.sample.share(self.quiet) >= 0.98:
            return False
        sample = [value for value in self.cells[:_OPEN_SAMPLE] if value and bare_name(value)]
        return len(sample) < _FEW_WORDS or len(set(sample)) * 2 > len(sample)


def _word(meaning: Meaning) -> str:
    return meaning.entity or ("free-text" if meaning.free_text else "other")
