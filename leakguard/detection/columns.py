"""What each column of a table carries: decided from its header, a sample of its values and its neighbours.

A header that names something is believed unless the values say clearly otherwise; values alone decide where a header
says nothing. Classes of values are those of :mod:`~leakguard.detection.column_values`. Every decision has its reasons,
which never hold a value of the column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from leakguard.detection import column_headers, column_values
from leakguard.detection.cells import inner_span
from leakguard.detection.column_headers import Header
from leakguard.detection.column_values import Sample
from leakguard.detection.detector import Detector
from leakguard.detection.headers import Meaning
from leakguard.detection.utterance import bare_name
from leakguard.findings import Evidence
from leakguard.text import fold
from leakguard.units import TableBlock

_FEW = 3
_FAIR = 5
_ASKED = 6
_OPEN_SAMPLE = 400
_FEW_WORDS = 6
"""From so many cells on that look like names, half of them repeated, a column of them is one of colours or the like."""

CARRIES: Mapping[str, str] = {
    "resident-ids": "CN_RESIDENT_ID", "mobiles": "PHONE_NUMBER", "landlines": "PHONE_NUMBER", "emails": "EMAIL_ADDRESS",
    "ips": "IP_ADDRESS", "macs": "MAC_ADDRESS", "vins": "CN_VIN", "plates": "CN_LICENSE_PLATE", "bank-cards": "CN_BANK_CARD",
    "company-codes": "CN_USCC", "waybills": "TRACKING_NUMBER", "orders": "ORDER_ID", "payments": "PAYMENT_ID",
    "names": "PERSON", "addresses": "ADDRESS", "regions": "ADDRESS",
}  # fmt: skip
"""Class of values -> the entity that a column of them carries."""

QUIET = ("times", "amounts", "counts", "codes", "urls", "companies", "regions")
"""Classes of values that are neither personal nor running text."""

_ACCOUNTS = ("WECHAT_ID", "QQ_NUMBER", "ALIPAY_ACCOUNT", "PLATFORM_ACCOUNT")
_NUMBERS = ("ORDER_ID", "TRACKING_NUMBER", "PAYMENT_ID")
_ALSO: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_ACCOUNTS, frozenset({"mobiles", "emails", "names", "landlines", "counts", "codes", "words"})),
    **dict.fromkeys(
        _NUMBERS, frozenset({"orders", "waybills", "payments", "codes", "counts", "times", "bank-cards", "mobiles"})
    ),
    "PHONE_NUMBER": frozenset({"mobiles", "landlines"}),
    "PERSON": frozenset({"name-like", "companies", "words", "codes"}),
    "ADDRESS": frozenset({"addresses", "regions", "composite"}),
    "DATE_OF_BIRTH": frozenset({"times", "amounts"}),
    "CN_USCC": frozenset({"resident-ids", "company-codes"}),
    "CN_BANK_CARD": frozenset({"bank-cards", "codes"}),
}
"""Entity of a header -> classes of values that do not contradict it."""

_DENY: Sequence[tuple[str, float]] = (
    ("resident-ids", 0.8), ("emails", 0.8), ("mobiles", 0.9), ("landlines", 0.9), ("addresses", 0.7), ("times", 0.9),
    ("amounts", 0.9), ("bank-cards", 0.9), ("ips", 0.9), ("macs", 0.9), ("plates", 0.9), ("vins", 0.9), ("payments", 0.9),
    ("waybills", 0.9), ("orders", 0.9), ("urls", 0.9),
)  # fmt: skip
"""Classes of values that overrule a header that names another entity, and the share from which they do."""

_TELL: Sequence[tuple[str, float]] = (
    ("resident-ids", 0.8), ("emails", 0.8), ("plates", 0.8), ("macs", 0.8), ("ips", 0.8), ("vins", 0.9), ("bank-cards", 0.9),
    ("company-codes", 0.8), ("payments", 0.8), ("waybills", 0.8), ("orders", 0.8),
)  # fmt: skip
"""Classes of values that say alone what a column carries, and the share from which they do."""

_GOODS = (
    "商品",
    "货",
    "宝贝",
    "sku",
    "spu",
    "条码",
    "条形码",
    "款",
    "型号",
    "规格",
    "批",
    "仓",
    "库",
    "店",
    "product",
    "item",
    "goods",
    "barcode",
)
"""Parts of headers of codes of goods, whose numbers often look like those of mobile phones."""


class Watch:
    """Counts how many cells of later blocks fit what a column was taken for.

    Files pasted together change what a column carries half-way: once most of a block does not fit, the decision no
    longer holds.
    """

    __slots__ = ("fitting", "holds", "total")

    _ENOUGH = 20
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
    where only the values say so. ``reasons`` are evidence of kind ``header``, ``group``, ``values`` (its name is a class,
    its weight a share), ``overruled``, ``misfit``, ``composite``, ``neighbour``, ``goods``, ``few``, ``masked`` or ``empty``.
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
    reasons: tuple[Evidence, ...] = ()
    confidence: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)
    empty: float = 0.0
    fitting: float | None = None
    watch: Watch = field(default_factory=Watch, compare=False, repr=False)

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
        header = found.headers[index]
        cells = block.columns[index]
        drafts.append(_Draft(index, header, column_values.take(cells, first), cells, detector))
    for draft in drafts:
        draft.decide()
    for draft in drafts:
        draft.ask_neighbours(drafts)
    return Decisions(found.rows, [draft.column() for draft in drafts])


def reconsider(column: Column, cells: Sequence[str | None], detector: Detector) -> Column:
    """Decide on a column anew from the cells of a later block, most of which did not fit."""
    draft = _Draft(column.index, Header(column.header), column_values.take(cells), cells, detector)
    draft.decide()
    return draft.column()


def fits(meaning: Meaning, value: str, detector: Detector) -> bool:
    """Whether a cell is, as a whole, what its column carries, by shape; masked values are."""
    return _fits(meaning, value, column_values.classify(value), detector)


def _fits(meaning: Meaning, value: str, shape: str, detector: Detector) -> bool:
    entity = meaning.entity
    if entity is None or shape in ("masked", "empty") or CARRIES.get(shape) == entity:
        return True
    if entity == "PERSON":
        return shape == "name-like" or (shape == "words" and value.isascii()) or (shape == "regions" and len(value) < 4)
    if entity == "ADDRESS":
        return False
    text = fold(value[slice(*inner_span(value))]).text
    return any(
        recognizer.cell is not None and recognizer.cell.compiled.fullmatch(text) is not None
        for recognizer in detector.catalogue.of_entity(entity)
    )


@dataclass(slots=True)
class _Draft:
    """A decision in the making."""

    index: int
    header: Header
    sample: Sample
    cells: Sequence[str | None]
    detector: Detector
    said: Meaning = field(default_factory=Meaning)
    meaning: Meaning = field(default_factory=Meaning)
    quiet: str | None = None
    reasons: list[Evidence] = field(default_factory=list)
    confidence: float = 0.0

    def decide(self) -> None:
        """From header and values."""
        self.said = self.meaning = column_headers.meaning(self.header, self.detector.headers)
        if self.said.known:
            self._because("header", self.said.header, 1.0)
        if self.header.group:
            self._because("group", self.header.group.strip(), 1.0)
        if not self.sample.count:
            self._without_values()
            return
        told = self._told()
        if told is not None:
            self._values_win(told)
        elif self.said.entity:
            self._header_stands()
        elif self.said.known:
            self.confidence = 0.9 if self._enough() else 0.75
            self._describe()
            if self.of_goods() and "mobiles" in self.sample.shares:
                self._because("goods", "", self.sample.share("mobiles"))
        else:
            self._undecided()

    def _because(self, kind: str, name: str, weight: float) -> None:
        self.reasons.append(Evidence(kind, name, round(weight, 3)))

    def _enough(self) -> bool:
        return self.sample.count >= _FAIR

    def _without_values(self) -> None:
        masked = self.sample.masked > 0
        self._because("masked" if masked else "empty", "", self.sample.masked if masked else self.sample.empty)
        self.confidence = 0.7 if self.said.known else 0.0

    def _told(self) -> str | None:
        """The class of values that decides, against the header or where it says nothing."""
        if self.said.entity is not None:
            return self._against_entity(self.said.entity)
        if self.said.other:
            return self._against_other()
        if self.said.free_text:
            return "names" if column_values.strong_names(self.sample) else None
        return self._alone()

    def _against_entity(self, entity: str) -> str | None:
        sample, also = self.sample, _ALSO.get(entity, frozenset())
        if self.said.kind == "region":
            return "addresses" if sample.share("addresses") >= 0.6 and self._confirmed("addresses", 1) else None
        if entity == "ADDRESS" and self._enough() and sample.share("regions") >= 0.9:
            return "regions"
        for name, least in _DENY:
            if name in also or CARRIES.get(name) == entity or not self._clear(name, least):
                continue
            return name
        if entity not in ("PERSON", *_ACCOUNTS) and column_values.strong_names(sample):
            return "names"
        return "codes" if entity == "PHONE_NUMBER" and self._no_phones() else None

    def _against_other(self) -> str | None:
        """The values of a column that is said to hold something else: only what leaves no doubt."""
        sample = self.sample
        for name, least in (("resident-ids", 0.8), ("emails", 0.9), ("bank-cards", 0.98)):
            if self._clear(name, least):
                return name
        if column_values.strong_names(sample):
            return "names"
        if self._enough() and sample.share("addresses") >= 0.8 and self._confirmed("addresses", 1):
            return "addresses"
        return "composite" if sample.share("composite") >= 0.3 and self._clear("composite", 0.3) else None

    def _alone(self) -> str | None:
        """The values of a column whose header says nothing."""
        sample = self.sample
        for name, least in _TELL:
            if self._clear(name, least):
                return name
        phones = sample.share("mobiles", "landlines")
        if phones >= 0.95 and self._enough() and not self.of_goods() and column_values.varied(sample.of("mobiles")):
            return "mobiles"
        if self._clear("composite", 0.5):
            return "composite"
        if self._names_alone():
            return "names"
        least = 0.5 if sample.count >= 2 else 2.0
        if sample.share("addresses", "text", "composite") >= least and self._confirmed("addresses", least):
            return "addresses"
        return None

    def _accounts(self) -> str | None:
        """The entity that the detector finds in nearly all codes of a column: accounts and numbers with a form of their own."""
        values = (
            self.sample.of("codes", "words", "text") if self._enough() and self.sample.share("codes") >= 0.5 else []
        )
        if len(values) < 0.9 * self.sample.count:
            return None
        chosen = values[:: max(1, len(values) // (_ASKED * 2))]
        found = Counter(entity for value in chosen if (entity := self._whole(value)))
        entity, hits = next(iter(found.most_common(1)), ("", 0))
        return entity if hits >= 0.75 * len(chosen) else None

    def _whole(self, value: str) -> str | None:
        found = self.detector.find_as(value, Meaning(label=True))
        entities = {f.entity for f in found if (f.end - f.start) * 10 >= len(value.strip()) * 9} - _BY_OTHER_RULES
        return next(iter(entities), None)

    def _names_alone(self) -> bool:
        """Names in most cells, though some of them are words as well."""
        sample = self.sample
        least = 0.7 if sample.count >= _FAIR else 1.0
        return sample.count >= 2 and sample.share("names", "name-like") >= least and sample.share("names") >= 0.4

    def _clear(self, name: str, least: float) -> bool:
        """Whether enough values are of a class; of few, all must be."""
        share = self.sample.share(name)
        return share >= (least if self._enough() else 1.0) and self.sample.count >= _FEW

    def _surely_mobiles(self) -> bool:
        """Whether numbers of eleven digits under a header of something else are telephone numbers after all.

        Of random numbers that begin with 13 to 19 one in seven is in no range that was ever given out; but codes of
        goods are made from telephone numbers, too, so a header that speaks of goods is believed.
        """
        found = self.sample.of("mobiles")
        enough = len(found) >= 8 and len(found) == self.sample.count and self.sample.masked == 0
        return enough and not self.of_goods() and column_values.varied(found)

    def of_goods(self) -> bool:
        """Whether the header speaks of goods, shops or stocks."""
        header = (self.header.whole or "").lower()
        return any(part in header for part in _GOODS)

    def _no_phones(self) -> bool:
        """Whether a column said to hold telephone numbers holds numbers that cannot be any."""
        codes = self.sample.of("codes", "orders", "waybills", "bank-cards", "payments", "company-codes")
        odd = [text for text in codes if (number := "".join(filter(str.isalnum, text))) and _no_phone(number)]
        return self._enough() and len(odd) >= 0.9 * self.sample.count

    def _confirmed(self, name: str, least: float) -> bool:
        """Whether the detector finds the entity in a few values of the class, over more than half of each."""
        values = self.sample.of(name) if least == 1 else list(self.sample.values)
        if not values:
            return False
        chosen = values[:: max(1, len(values) // (_ASKED * (1 if least == 1 else 2)))]
        hits = sum(self._is_most(CARRIES[name], value) for value in chosen)
        return hits >= len(chosen) * (0.5 if least == 1 else least)

    def _is_most(self, entity: str, value: str) -> bool:
        found = self.detector.find_as(value, Meaning(label=True))
        return any(f.entity == entity and (f.end - f.start) * 2 > len(value) for f in found)

    def _values_win(self, name: str) -> None:
        sample = self.sample
        share = sample.share("mobiles", "landlines") if name == "mobiles" else sample.share(name)
        self._because("values", name, share)
        if self.said.known:
            self._because("overruled", _word(self.said), -1.0)
        certain = share * sample.count / (sample.count + (1.0 if name in column_values.PERSONAL else 2.0))
        self.confidence = min(0.99, max(0.5, certain * (0.9 if self.said.known else 0.97)))
        if name == "composite":
            self.meaning = Meaning(free_text=True)
        elif name in CARRIES:
            self.meaning = Meaning(CARRIES[name], "region" if name == "regions" else None)
        else:
            self.meaning, self.quiet = Meaning(), name

    def _header_stands(self) -> None:
        sample = self.sample
        fit = self.fitting() or 0.0
        loose = self.said.entity == "PERSON" and sample.share("composite") < 0.2
        if fit < 0.5 and not loose:
            fit = max(fit, self._found_in())
        self._because("values", next(iter(sample.shares)), next(iter(sample.shares.values())))
        if sample.share("composite") >= 0.5:
            self._because("composite", "", sample.share("composite"))
        elif fit < 0.5:
            self._because("misfit", _word(self.said), fit - 1.0)
        if sample.count < _FEW:
            self._because("few", "", sample.count)
        self.confidence = round(
            min(0.99, (0.5 if self._enough() else 0.6) + (0.49 if self._enough() else 0.25) * fit), 3
        )

    def _found_in(self) -> float:
        """The share of a few values in which the detector finds what the header says: ``No:1234``."""
        values = [v for v, shape in zip(self.sample.values, self.sample.classes, strict=True) if shape != "masked"]
        chosen = values[:: max(1, len(values) // _ASKED)]
        meaning = replace(self.meaning, label=True)
        hits = sum(any(f.entity == meaning.entity for f in self.detector.find_as(v, meaning)) for v in chosen)
        return hits / len(chosen)

    def _undecided(self) -> None:
        """No class tells an entity: perhaps the detector does, or the values are of a quiet class."""
        self._describe()
        entity = self._accounts()
        if entity:
            self.meaning, self.confidence = Meaning(entity), 0.8
            return
        for name in QUIET:
            if self.sample.share(name) >= (0.9 if self._enough() else 1.0):
                self.quiet = name
                self.confidence = round(self.sample.share(name) * self.sample.count / (self.sample.count + 2.0), 3)
                return

    def _describe(self) -> None:
        name, share = next(iter(self.sample.shares.items()))
        self._because("values", name, share)

    def ask_neighbours(self, drafts: Sequence[_Draft]) -> None:
        """What the other columns say about one that is in doubt."""
        entities = {draft.meaning.entity for draft in drafts if draft is not self} - {None}
        if self.meaning.entity == "PERSON" and self.said.entity == "PERSON":
            self._nobody_here(entities)
        elif self.meaning.other and self._surely_mobiles():
            if entities - set(_NUMBERS) or not any(draft.of_goods() for draft in drafts):
                self.reasons.clear()
                self._values_win("mobiles")
        elif self.quiet == "regions" and entities & {"PHONE_NUMBER", "PERSON", "ADDRESS"}:
            self.quiet = None
            self._by_neighbour("ADDRESS", "ADDRESS", self.sample.share("regions"), "region")
        elif not self.meaning.known and not self.quiet and self._enough():
            self._somebody_here(entities, drafts)

    def _nobody_here(self, entities: set[str | None]) -> None:
        """``name`` above anything but names, in a table that tells of no person, is the name of a thing."""
        word = (self.header.text or "").strip().lower()
        alone = not entities - set(_NUMBERS) and self.header.group is None and self.sample.count >= _FAIR
        if alone and word in _AMBIGUOUS and self.sample.share("names", "name-like") < 0.3 and not self.sample.masked:
            self._because("neighbour", "", -1.0)
            self.meaning, self.confidence = Meaning(), 0.5

    def _somebody_here(self, entities: set[str | None], drafts: Sequence[_Draft]) -> None:
        names_here = self.sample.share("names", "name-like")
        if {"PHONE_NUMBER", "ADDRESS"} <= entities and "PERSON" not in entities and names_here >= 0.5:
            if self.sample.share("names") >= 0.35:
                self._by_neighbour("PERSON", "PHONE_NUMBER", names_here)
            return
        beside = {draft.meaning.kind for draft in drafts if abs(draft.index - self.index) == 1}
        if "region" in beside and self._detail_share() >= 0.6:
            self._by_neighbour("ADDRESS", "region", self._detail_share())

    def _detail_share(self) -> float:
        return sum(column_values.is_detail(value) for value in self.sample.values) / max(1, len(self.sample.values))

    def _by_neighbour(self, entity: str, beside: str, share: float, kind: str | None = None) -> None:
        self._because("neighbour", beside, share)
        self.meaning, self.confidence = Meaning(entity, kind), round(0.9 * share, 3)

    def fitting(self) -> float | None:
        """The share of distinct values, masked ones left out, that are what the column was taken for."""
        sample = self.sample
        if not sample.count:
            return None
        if self.quiet:
            return sample.share(self.quiet)
        if self.meaning.entity is None:
            return None
        if self.meaning.kind == "region":
            return sample.share("regions")
        pairs = zip(sample.values, sample.classes, strict=True)
        fit = sum(shape != "masked" and _fits(self.meaning, value, shape, self.detector) for value, shape in pairs)
        return fit / sample.count

    def column(self) -> Column:
        """The decision."""
        text = self.header.whole
        shown = None if text is None else self._hidden(text)
        meaning = replace(self.meaning, header=(shown or "").strip())
        role = column_headers.role(self.header, self.detector.headers) if meaning.entity else None
        return Column(
            self.index, shown, meaning, role, self._is_open(), self.quiet, tuple(self._shown(shown)), round(self.confidence, 3),
            self.sample.shares, round(self.sample.empty, 3), self.fitting(),
        )  # fmt: skip

    def _shown(self, header: str | None) -> list[Evidence]:
        """The reasons, with what was found in headers hidden."""
        hidden = {
            "header": (header or "").strip(),
            "group": self.detector.without_values((self.header.group or "").strip()),
        }
        return [replace(reason, name=hidden.get(reason.kind, reason.name)) for reason in self.reasons]

    def _hidden(self, header: str) -> str:
        """A header that can be shown."""
        return header if self.detector.headers.is_made_of_words(header) else self.detector.without_values(header)

    def _is_open(self) -> bool:
        """Whether a name may stand in any cell of the column, among other things.

        Not if it is known what it carries, and not if few words that look like names stand there again and again.
        """
        if self.meaning.entity is not None or self.meaning.other:
            return False
        if self.meaning.free_text:
            return True
        if self.quiet and self._enough() and self.sample.share(self.quiet) >= 0.98:
            return False
        sample = [value for value in self.cells[:_OPEN_SAMPLE] if value and bare_name(value)]
        return len(sample) < _FEW_WORDS or len(set(sample)) * 2 > len(sample)


_BY_OTHER_RULES = frozenset(("PHONE_NUMBER", "PERSON", "ADDRESS"))

_AMBIGUOUS = frozenset(("name", "名字", "客户", "customer", "client", "title", "抬头"))


def _no_phone(number: str) -> bool:
    """Whether a number is too long for a telephone number, has letters, or is of a mobile range never given out."""
    return len(number) >= 14 or not number.isdigit() or (len(number) == 11 and number[0] == "1")


def _word(meaning: Meaning) -> str:
    return meaning.entity or ("free-text" if meaning.free_text else "other")
