"""What the values of a column look like: a cheap class for each value of a sample, and the shares of the classes.

The classes are told apart by shapes and checks alone, without the detector, so that deciding on a table costs
milliseconds. They are evidence about the column, never findings: where a class is not certain (a number of eight
digits), it is the less telling one (``codes``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from leakguard.checks import Outcome, accounts, cards, companies, identity, network, parcels, phones, vehicles
from leakguard.detection import names
from leakguard.detection.address.gazetteer import gazetteer
from leakguard.detection.cells import inner_span
from leakguard.detection.name_odds import odds
from leakguard.detection.utterance import STAND_INS, plausible

SAMPLE = 100
"""Cells of a column that are looked at, spread over the block."""

_LONGEST = 400
_GOLDEN = (5**0.5 - 1) / 2
_CLEAR_ODDS = 1.0
"""Odds (see :mod:`~leakguard.detection.name_odds`) from which a name reads like nothing else."""

EMPTY = frozenset(
    (
        "",
        "-",
        "--",
        "---",
        "/",
        "\\",
        ".",
        "无",
        "無",
        "空",
        "暂无",
        "未填写",
        "null",
        "none",
        "nan",
        "n/a",
        "na",
        "\\n",
        "#n/a",
    )
)
"""What programs and people write where there is no value, in lower case."""

PERSONAL = frozenset(
    (
        "resident-ids",
        "mobiles",
        "landlines",
        "emails",
        "addresses",
        "names",
        "bank-cards",
        "plates",
        "ips",
        "macs",
        "vins",
    )
)
"""Classes of values that are personal by themselves."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_MASKED = re.compile(
    r"\*{2}|^.?\*|<(?:[A-Z_]{1,30}(?::[0-9a-f]{12}>|:enc:|>)|~[b-v]{1,12}>)|^([#$~])[A-Za-z0-9+/=#$~,]{16,}\1$"
)
_MOBILE = re.compile(
    r"(?:(?:\+|00)?86[- ]?)?(1[0-9]{2})[- ]?([0-9]{4})[- ]?([0-9]{4})(?:\s{0,2}[-,#_/转xX(\[]{1,2}\s{0,2}[0-9]{2,5}[)\]]?)?"
)
_TW_MOBILE = re.compile(r"(?:\+?886[- ]?|0)9[0-9]{2}[- ]?[0-9]{3}[- ]?[0-9]{3}")
_LANDLINE = re.compile(r"\(?0[0-9]{2,3}\)?[- ]?[0-9]{7,8}(?:[-转][0-9]{1,5})?")
_SEPARATORS = re.compile(r"[-() ]|转.*")
_TIME = re.compile(
    r"(?:(?:19|20)[0-9]{2}(?:[-/.][0-9]{1,2}){1,2}|(?:19|20)[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}[日号])?|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])"
    r"(?:0[1-9]|[12][0-9]|3[01])|[0-9]{1,2}(?:[-/月][0-9]{1,2}(?:[-/][0-9]{2,4}|日)?|\.[0-9]{1,2}\.(?:19|20)[0-9]{2}))"
    r"(?:[T ]{1,2}[0-9]{1,2}[:：时][0-9]{2}(?:[:：分][0-9]{2}(?:\.[0-9]{1,6})?秒?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
)
_AMOUNT = re.compile(
    r"[-+]?(?:[¥￥$]|RMB|CNY)\s?[0-9][0-9,]{0,14}(?:\.[0-9]{1,6})?|[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,6})?|[-+]?[0-9]{1,9}\.[0-9]{1,6}"
    r"|[-+]?[0-9]{1,9}(?:\.[0-9]{1,4})?\s?(?:%|元|块|万|kg|g|斤|ml|cm|米|件|个)"
)
_COUNT = re.compile(r"[-+]?[0-9]{1,7}(?:\.0)?")
_LONG_NUMBER = re.compile(r"[0-9]{8,}")
_CODE = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9_./#:+-]*|[A-Z]{1,6}(?:[-_][A-Z0-9]+)+")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_COMPANY = re.compile(
    r".*(?:公司|商行|经营部|事务所|合作社|工作室|集团|旗舰店|专营店|专卖店|超市|医院|学校|厂)(?:[（(].{0,12}[)）])?"
)
_REGION_END = re.compile(r"[\u3400-\u9fff]{1,12}(?:省|市|区|區|县|縣|旗|州|盟|镇|鎮|乡|鄉|街道|地区)")
_AREA = re.compile(r"[省市区區县縣旗州]")
_STREET = re.compile(
    r"路|街|巷|弄|村|镇|鎮|乡|鄉|大道|小区|花园|花苑|家园|广场|大厦|公寓|校区|园区|社区|胡同|新城|号院"
)
_NUMBER = re.compile(r"[0-9一二三四五六七八九十百]\s?(?:号|號|栋|幢|座|室|楼|樓|层|单元|弄|组|队|期|巷|#|[-－][0-9])")
_PHONE_INSIDE = re.compile(r"(?<![0-9])1[3-9][0-9]{1}[- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])")
_DOTTED = re.compile(r"[\u3400-\u9fff]{1,8}(?:[·•‧・][\u3400-\u9fff]{1,10}){1,3}")
_WORD = re.compile(r"[\u3400-\u9fffA-Za-z（）()/&+]{1,8}|[A-Za-z][A-Za-z _-]{0,15}")
_REGION_PARTS = re.compile(r"[\s/\-,，]+")


def classify(value: str) -> str:
    """The class of a value: ``empty``, ``masked``, one of those in ``_CHECKED``, ``names``, ``addresses`` ... or ``text``."""
    start, end = inner_span(value)
    text = value[start:end]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text) if len(text) <= _LONGEST else text
    return _classify(text)


def _classify(text: str) -> str:
    if text.lower() in EMPTY or not text.strip():
        return "empty"
    if len(text) > _LONGEST:
        return "text"
    if _MASKED.search(text):
        return "masked"
    han = _HAN.search(text) is not None
    for name, fits in _WITH_HAN if han else _CHECKED:
        if fits(text):
            return name
    return "text"


def _mobile(text: str) -> bool:
    found = _MOBILE.fullmatch(text)
    if found:
        return phones.mobile_prefix("".join(found.groups())) is Outcome.PASS
    return _TW_MOBILE.fullmatch(text) is not None


def _landline(text: str) -> bool:
    if not _LANDLINE.fullmatch(text):
        return False
    digits = _SEPARATORS.sub("", text.rpartition("-")[0] if text.count("-") == 2 else text)
    return phones.landline_area(digits) is Outcome.PASS


def _order(text: str) -> bool:
    return parcels.order_id(text.upper()) is Outcome.PASS


def _waybill(text: str) -> bool:
    return parcels.tracking_number(text.upper()) is Outcome.PASS


def _region(text: str) -> bool:
    """One or several levels of an address and nothing finer than a town."""
    if len(text) > 24:
        return False
    return all(part and _is_region(part) for part in _REGION_PARTS.split(text.strip()))


def _is_region(text: str) -> bool:
    position, known = 0, gazetteer()
    while position < len(text):
        found = known.at(text, position)
        if found is None:
            return _REGION_END.fullmatch(text, position) is not None and not _NUMBER.search(text)
        position = found[0]
    return True


def _address(text: str) -> bool:
    """Two kinds of the marks that addresses are made of."""
    return len(text) >= 5 and sum(mark.search(text) is not None for mark in (_AREA, _STREET, _NUMBER)) >= 2


def _composite(text: str) -> bool:
    return _PHONE_INSIDE.search(text) is not None


def _name(text: str) -> bool:
    """A name that reads like one, or a minority name, or one that stands for nobody."""
    if _DOTTED.fullmatch(text):
        return names.shape(text) in ("dotted", "stem")
    if not 2 <= len(text) <= 4:
        return 3 <= len(text) <= 7 and names.shape(text) == "stem"
    return STAND_INS.fullmatch(text) is not None or (plausible(text) and odds(text) >= _CLEAR_ODDS)


def _like_name(text: str) -> bool:
    """A word with the shape of a name, or a surname and a form of address."""
    return (names.is_name(text) and not names.is_field_word(text)) or names.is_surname_and_title(text)


_CHECKED: Sequence[tuple[str, Callable[[str], bool]]] = (
    ("resident-ids", lambda text: len(text) == 18 and identity.resident_id(text) is Outcome.PASS),
    ("mobiles", _mobile),
    ("times", lambda text: _TIME.fullmatch(text) is not None),
    ("counts", lambda text: _COUNT.fullmatch(text) is not None),
    ("amounts", lambda text: _AMOUNT.fullmatch(text) is not None),
    ("landlines", _landline),
    ("bank-cards", lambda text: len(text) >= 16 and cards.bank_card(text.replace(" ", "")) is Outcome.PASS),
    ("emails", lambda text: "@" in text and accounts.email(text) is Outcome.PASS),
    ("ips", lambda text: text.count(".") == 3 and network.ipv4(text) is Outcome.PASS),
    ("macs", lambda text: ":" in text and network.mac_address(text) in (Outcome.PASS, Outcome.PLAUSIBLE)),
    ("urls", lambda text: _URL.match(text) is not None),
    ("company-codes", lambda text: len(text) == 18 and companies.uscc(text.upper()) is Outcome.PASS),
    ("payments", lambda text: parcels.payment_id(text) is Outcome.PASS),
    ("vins", lambda text: len(text) == 17 and vehicles.vin(text.upper()) is Outcome.PASS),
    ("waybills", _waybill),
    ("orders", _order),
    ("codes", lambda text: _CODE.fullmatch(text) is not None or _LONG_NUMBER.fullmatch(text) is not None),
    ("words", lambda text: _WORD.fullmatch(text) is not None),
)
"""Classes of values without Chinese characters, in the order in which they are asked."""

_WITH_HAN: Sequence[tuple[str, Callable[[str], bool]]] = (
    ("times", lambda text: _TIME.fullmatch(text) is not None),
    ("amounts", lambda text: _AMOUNT.fullmatch(text) is not None),
    ("plates", lambda text: 7 <= len(text) <= 9 and vehicles.plate(text) is Outcome.PASS),
    ("composite", _composite),
    ("mobiles", _mobile),
    ("landlines", _landline),
    ("regions", lambda text: text in gazetteer()),
    ("names", _name),
    ("companies", lambda text: _COMPANY.fullmatch(text) is not None and not _NUMBER.search(text)),
    ("regions", _region),
    ("name-like", _like_name),
    ("addresses", _address),
    ("words", lambda text: _WORD.fullmatch(text) is not None),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sample of a column looks like. ``values`` are the distinct filled ones in their order; they are raw.

    ``empty`` is the share of sampled cells without a value. ``shares`` are those of the classes among the distinct
    values that are not masked, the largest first; ``masked`` is the share of the masked ones among all filled ones.
    """

    values: Sequence[str] = field(repr=False)
    classes: Sequence[str] = field(repr=False)
    empty: float
    masked: float
    shares: Mapping[str, float]
    count: int
    """Number of distinct values that are neither empty nor masked."""

    def share(self, *classes: str) -> float:
        """The share of these classes."""
        return sum(self.shares.get(name, 0.0) for name in classes)

    def of(self, *classes: str) -> list[str]:
        """The distinct values of these classes."""
        return [value for value, name in zip(self.values, self.classes, strict=True) if name in classes]


def take(cells: Sequence[str | None], first: int = 0, most: int = SAMPLE) -> Sample:
    """A sample of the cells from row ``first`` on, spread evenly; of sparse columns more cells are looked at."""
    filled, seen = _spread(cells, first, most)
    if len(filled) * 3 < most and len(cells) - first > most:
        filled, seen = _spread(cells, first, most * 5)
    kept = filled[:: -(-len(filled) // most) or 1]
    distinct = {value: name for value in dict.fromkeys(kept) if (name := classify(value)) != "empty"}
    counts = Counter(name for name in distinct.values() if name != "masked")
    total = counts.total()
    return Sample(
        list(distinct),
        list(distinct.values()),
        empty=1.0 - len(filled) / seen if distinct else 1.0,
        masked=(len(distinct) - total) / len(distinct) if distinct else 0.0,
        shares={name: count / total for name, count in counts.most_common()},
        count=total,
    )


def _spread(cells: Sequence[str | None], first: int, most: int) -> tuple[list[str], int]:
    """Filled cells among at most ``most`` that are spread evenly, and how many were looked at.

    Multiples of the golden ratio are spread evenly and keep out of step with rows that repeat at any interval.
    """
    count = max(0, len(cells) - first)
    rows: Sequence[int] = range(first, len(cells))
    if count > most:
        rows = sorted({first + int(count * (index * _GOLDEN % 1.0)) for index in range(most)})
    return [cell for row in rows if (cell := cells[row]) and cell.strip().lower() not in EMPTY], len(rows)


def run_on(values: Sequence[str]) -> bool:
    """Whether numbers count up, as order and serial numbers do and telephone numbers do not: most lie close together."""
    numbers = sorted(int(digits) for value in values if (digits := "".join(filter(str.isdigit, value))[-11:]))
    if len(numbers) < 2:
        return False
    near = sum(0 < later - earlier <= _NEAR for earlier, later in pairwise(numbers))
    return near * 2 >= len(numbers) - 1


_NEAR = 10_000


def varied(values: Sequence[str]) -> bool:
    """Whether mobile numbers are spread over the prefixes as those of different people are, and do not count up."""
    prefixes = {found[1] for value in values if (found := _MOBILE.fullmatch(value[slice(*inner_span(value))]))}
    return len(prefixes) >= min(8, max(2, len(values) // 3)) and not run_on(values)


def strong_names(sample: Sample) -> bool:
    """Whether names leave no doubt: at least ten, nine in ten clear ones, and of many surnames."""
    found = sample.of("names")
    surnames = {name[slice(*inner_span(name))][:1] for name in found}
    return len(found) >= 10 and sample.share("names") >= 0.9 and len(surnames) >= 5


def is_detail(value: str) -> bool:
    """Whether a value reads like the end of an address: a street or a house and a number, without its regions."""
    return (
        len(value) <= _LONGEST
        and any(mark.search(value) for mark in (_STREET, _NUMBER))
        and any(map(str.isdigit, value))
    )
