"""The rules by which values decide what a column carries, against its header or where that says nothing.

``CARRIES`` and the tables under it are what is known; :class:`Judge` applies them to the sample of one column. Classes of
values are those of :mod:`~leakguard.detection.column_values`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leakguard.detection import column_values
from leakguard.detection.cells import inner_span
from leakguard.detection.column_headers import Header
from leakguard.detection.column_values import Sample
from leakguard.detection.detector import Detector
from leakguard.detection.headers import Meaning
from leakguard.text import fold

FEW = 3
"""With fewer different values a column is decided by its header alone."""

FAIR = 5
"""From so many different values on a share of them is enough; of fewer all must agree."""

_ASKED = 6
_TOO_LONG = 14
_SURE_MOBILES = 15

CARRIES: Mapping[str, str] = {
    "resident-ids": "CN_RESIDENT_ID", "mobiles": "PHONE_NUMBER", "landlines": "PHONE_NUMBER", "emails": "EMAIL_ADDRESS",
    "ips": "IP_ADDRESS", "macs": "MAC_ADDRESS", "vins": "CN_VIN", "plates": "CN_LICENSE_PLATE", "bank-cards": "CN_BANK_CARD",
    "company-codes": "CN_USCC", "waybills": "TRACKING_NUMBER", "orders": "ORDER_ID", "payments": "PAYMENT_ID",
    "names": "PERSON", "addresses": "ADDRESS", "regions": "ADDRESS",
}  # fmt: skip
"""Class of values -> the entity that a column of them carries."""

QUIET = ("times", "amounts", "counts", "codes", "urls", "companies", "regions")
"""Classes of values that are neither personal nor running text."""

ACCOUNTS = ("WECHAT_ID", "QQ_NUMBER", "ALIPAY_ACCOUNT", "PLATFORM_ACCOUNT")
NUMBERS = ("ORDER_ID", "TRACKING_NUMBER", "PAYMENT_ID")

_ALSO: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(ACCOUNTS, frozenset({"mobiles", "emails", "landlines"})),
    **dict.fromkeys(NUMBERS, frozenset({"orders", "waybills", "payments", "times", "bank-cards", "mobiles"})),
    "DATE_OF_BIRTH": frozenset({"times", "amounts"}),
    "CN_USCC": frozenset({"resident-ids"}),
}
"""Entity of a header -> classes of values that do not contradict it, though they would tell another entity."""

_NEVER_NUMBERS = ("PERSON", "ADDRESS", "EMAIL_ADDRESS")
"""What is no number of any kind; under the headers of others a number of eleven digits need not be a telephone number."""

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

_NO_DOUBT: Sequence[tuple[str, float]] = (("resident-ids", 0.8), ("emails", 0.9), ("bank-cards", 0.98))
"""Classes of values that overrule a header of codes, amounts, times or goods."""

_ASK_NO_DETECTOR = frozenset(("PHONE_NUMBER", "PERSON", "ADDRESS"))


def forms(entity: str | None, detector: Detector) -> Sequence[re.Pattern[str]]:
    """What whole cells of an entity look like, in folded text."""
    known = detector.catalogue.of_entity(entity) if entity else ()
    return [recognizer.cell.compiled for recognizer in known if recognizer.cell is not None]


def fits(meaning: Meaning, value: str, shape: str, whole: Sequence[re.Pattern[str]]) -> bool:
    """Whether a cell of the class ``shape`` is, as a whole, what its column carries; masked and empty ones are.

    ``whole`` are the :func:`forms` of the entity of the column.
    """
    entity = meaning.entity
    if entity is None or shape in ("masked", "empty") or CARRIES.get(shape) == entity:
        return True
    if entity == "PERSON":
        return shape == "name-like" or (shape == "words" and value.isascii()) or (shape == "regions" and len(value) < 4)
    if entity == "ADDRESS" or (entity == "PHONE_NUMBER" and (shape in ("times", "amounts") or _no_phone(value))):
        return False
    text = fold(value[slice(*inner_span(value))]).text
    return any(form.fullmatch(text) is not None for form in whole)


@dataclass(frozen=True, slots=True)
class Judge:
    """What the values of one column say. ``said`` is what its header says."""

    said: Meaning
    header: Header
    sample: Sample
    detector: Detector

    @property
    def enough(self) -> bool:
        """Whether there are values enough for a share of them to decide."""
        return self.sample.count >= FAIR

    def told(self) -> str | None:
        """The class of values that decides, against the header or where it says nothing."""
        if self.said.entity is not None:
            return self._against_entity(self.said.entity)
        if self.said.other:
            return self._against_other()
        if self.said.free_text:
            return "names" if column_values.strong_names(self.sample) else None
        return self._alone()

    def of_goods(self) -> bool:
        """Whether the header speaks of goods, shops or stocks."""
        return self.detector.headers.speaks_of_goods(self.header.whole)

    def surely_mobiles(self) -> bool:
        """Whether numbers of eleven digits under a header of something else are telephone numbers after all.

        Of random numbers that begin with 13 to 19 one in four is in no range that was ever given out, so among those of
        member cards there are some; but codes of goods are made from telephone numbers, too, and a header that speaks
        of goods is believed.
        """
        found = self.sample.of("mobiles")
        enough = len(found) >= _SURE_MOBILES and len(found) == self.sample.count and self.sample.masked == 0
        return enough and not self.of_goods() and column_values.varied(found)

    def account(self) -> str | None:
        """The entity that the detector finds in nearly all codes: accounts and numbers with a form of their own."""
        if not self.enough or self.sample.share("codes") < 0.5 or self.sample.share("codes", "words", "text") < 0.9:
            return None
        asked = _some(self.sample.of("codes", "words", "text"), _ASKED * 2)
        found = Counter(entity for value in asked if (entity := self._whole(value)))
        entity, hits = next(iter(found.most_common(1)), ("", 0))
        return entity if hits >= 0.75 * len(asked) else None

    def found_in(self, meaning: Meaning) -> float:
        """The share of a few values in which the detector finds what the header says: ``No:1234``."""
        pairs = zip(self.sample.values, self.sample.classes, strict=True)
        asked = _some([value for value, shape in pairs if shape != "masked"], _ASKED)
        return sum(self._finds(meaning.entity, value, meaning, 0.0) for value in asked) / len(asked)

    def details(self) -> float:
        """The share of values that read like the end of an address."""
        return sum(map(column_values.is_detail, self.sample.values)) / max(1, len(self.sample.values))

    def _against_entity(self, entity: str) -> str | None:
        sample, also = self.sample, _ALSO.get(entity, frozenset())
        if self.said.kind == "region":
            return "addresses" if self._clear("addresses", 0.6) and self._addresses("addresses") else None
        if entity == "ADDRESS" and self.enough and sample.share("regions") >= 0.9:
            return "regions"
        for name, least in _DENY:
            if name in also or CARRIES.get(name) == entity or not self._clear(name, least):
                continue
            if name != "mobiles" or entity in _NEVER_NUMBERS or self.surely_mobiles():
                return name
        if entity not in ("PERSON", *ACCOUNTS) and column_values.strong_names(sample):
            return "names"
        return "codes" if entity == "PHONE_NUMBER" and self._no_phones() else None

    def _against_other(self) -> str | None:
        for name, least in _NO_DOUBT:
            if self._clear(name, least):
                return name
        if column_values.strong_names(self.sample):
            return "names"
        if self.enough and self.sample.share("addresses") >= 0.8 and self._addresses("addresses"):
            return "addresses"
        return "composite" if self._clear("composite", 0.3) else None

    def _alone(self) -> str | None:
        sample = self.sample
        for name, least in _TELL:
            if self._clear(name, least):
                return name
        phones = sample.share("mobiles", "landlines")
        if phones >= 0.95 and self.enough and not self.of_goods() and column_values.varied(sample.of("mobiles")):
            return "mobiles"
        if self._clear("composite", 0.5):
            return "composite"
        if self._names():
            return "names"
        texts = ("addresses", "text", "composite")
        return "addresses" if sample.count >= 2 and sample.share(*texts) >= 0.5 and self._addresses(*texts) else None

    def _clear(self, name: str, least: float) -> bool:
        """Whether enough values are of a class; of few, all must be."""
        return self.sample.count >= FEW and self.sample.share(name) >= (least if self.enough else 1.0)

    def _names(self) -> bool:
        """Names in most cells, though some of them are words as well."""
        sample, least = self.sample, 0.7 if self.enough else 1.0
        return sample.count >= 2 and sample.share("names", "name-like") >= least and sample.share("names") >= 0.4

    def _addresses(self, *classes: str) -> bool:
        """Whether the detector finds addresses in half of the values, asked about a few of these classes."""
        asked = _some(self.sample.of(*classes), _ASKED * 2)
        hits = sum(self._finds("ADDRESS", value, Meaning(label=True), 0.5) for value in asked)
        return hits * self.sample.share(*classes) >= 0.5 * len(asked)

    def _no_phones(self) -> bool:
        """Whether a column said to hold telephone numbers holds numbers that cannot be any."""
        codes = self.sample.of("codes", "orders", "waybills", "bank-cards", "payments", "company-codes")
        odd = sum(_no_phone(code) or any(map(str.isalpha, code)) for code in codes)
        return self.enough and odd >= 0.9 * self.sample.count

    def _finds(self, entity: str | None, value: str, meaning: Meaning, least: float) -> bool:
        """Whether the detector finds an entity over more than a share of a value, without asking a tagger."""
        found = self.detector.find_as(value, Meaning(meaning.entity, meaning.kind, label=True))
        return any(f.entity == entity and f.end - f.start > least * len(value) for f in found)

    def _whole(self, value: str) -> str | None:
        found = self.detector.find_as(value, Meaning(label=True))
        whole = {f.entity for f in found if (f.end - f.start) * 10 >= len(value.strip()) * 9}
        return next(iter(sorted(whole - _ASK_NO_DETECTOR)), None)


def _some(values: Sequence[str], most: int) -> Sequence[str]:
    """At least ``most`` of the values, if there are so many, spread evenly."""
    return values[:: max(1, len(values) // most)]


def _no_phone(text: str) -> bool:
    """Whether a number is too long for a telephone number (950... is not) or of a mobile range never given out."""
    number = "".join(filter(str.isdigit, text))
    if len(number) >= _TOO_LONG:
        return column_values.classify(text) != "mobiles" and not number.startswith("950")
    return len(number) == 11 and number[0] == "1" and column_values.classify(text) != "mobiles"
