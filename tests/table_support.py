"""Invented tables for the tests of columns: the same cells as lists and as Arrow arrays, and a source that hands them out."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from leakguard.checks import tables
from leakguard.checks.arithmetic import mod_11_2
from leakguard.columnar import ArrowColumn
from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.detector import Detector
from leakguard.detection.headers import Meaning
from leakguard.detection.person import Names
from leakguard.detection.tagging.choosing import text_tagger
from leakguard.findings import Finding
from leakguard.hits import Hit, Scanned
from leakguard.policy import Policy, load_policy
from leakguard.scanning import Scan
from leakguard.sources.base import PlainSource
from leakguard.units import Block, TableBlock

Row = Sequence[str | None]
KEY = b"a key of the tests only"

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡丁魏薛阎余潘杜戴"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛超霞桂英玉萍鑫晨宇航欣怡佳慧梓萱浩桐晓棠岚映"
_PLACES = ["江苏省苏州市姑苏区", "浙江省杭州市余杭区", "广东省深圳市宝安区", "北京市朝阳区", "四川省成都市武侯区"]
_ROADS = ["中山", "解放", "人民", "建设", "长江", "怀德", "青龙", "湖滨", "平江"]
_COURIERS = ["SF", "YT", "JT", "JDVA", "ZTO", "78", "432"]


class Remembering(Detector):
    """Reads equal texts once, whichever test asks: reading in full is what takes the time."""

    def find_as(self, text: str, meaning: Meaning, known: Names = frozenset()) -> list[Finding]:
        return self._read(text, meaning, frozenset(known))

    @cache  # noqa: B019 - there is one, and it lives as long as the tests
    def _read(self, text: str, meaning: Meaning, known: frozenset[str]) -> list[Finding]:
        return super().find_as(text, meaning, known)


@cache
def detector() -> Detector:
    return Remembering(load_catalogue(), tagger=text_tagger())


class Maker:
    """Draws invented things from a seeded generator."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)

    def of(self, entity: str) -> Callable[[], str]:
        """What draws values of an entity."""
        return {
            "PERSON": self.name, "PHONE_NUMBER": self.phone, "ADDRESS": self.address, "CN_RESIDENT_ID": self.resident,
            "EMAIL_ADDRESS": self.email, "ORDER_ID": self.order, "TRACKING_NUMBER": self.waybill, "QQ_NUMBER": self.qq,
            "WECHAT_ID": self.nick, "PLATFORM_ACCOUNT": self.nick,
        }[entity]  # fmt: skip

    def digits(self, count: int) -> str:
        return "".join(self.random.choices("0123456789", k=count))

    def letters(self, count: int) -> str:
        return "".join(self.random.choices("abcdefghijklmnoprsuvyz", k=count))

    def name(self) -> str:
        return self.random.choice(_SURNAMES) + "".join(self.random.choices(_GIVEN, k=self.random.choice((1, 2, 2))))

    def phone(self) -> str:
        return "1" + self.random.choice(("38", "39", "50", "77", "86", "99")) + self.digits(8)

    def address(self) -> str:
        one = self.random.randint
        road = f"{self.random.choice(_PLACES)}{self.random.choice(_ROADS)}路{one(1, 900)}号"
        return road + self.random.choice(("", f"{one(1, 40)}幢{one(1, 4)}单元{one(1, 32)}0{one(1, 4)}室"))

    def resident(self) -> str:
        one = self.random.randint
        area = self.random.choice(sorted(tables.resident_areas()))
        body = f"{area}{one(1900, 2024)}{one(1, 12):02}{one(1, 28):02}{self.digits(3)}"
        return body + mod_11_2(body)

    def email(self) -> str:
        host = self.random.choice(("163.com", "126.com", "gmail.com", "foxmail.com", "sina.cn"))
        return f"{self.letters(5)}{self.digits(2)}@{host}"

    def order(self) -> str:
        return self.random.choice(
            ("35" + self.digits(17), f"{self.digits(6)}-{self.digits(15)}", "DD" + self.digits(14))
        )

    def waybill(self) -> str:
        return self.random.choice(_COURIERS) + self.digits(12)

    def qq(self) -> str:
        return self.random.choice("123456789") + self.digits(self.random.randint(6, 9))

    def nick(self) -> str:
        return self.letters(6) + self.digits(3)


@dataclass
class Rows(PlainSource):
    """A source of table blocks."""

    given: Sequence[Block]
    name: str = "orders.csv"
    format: str = "csv"
    encoding: str = "utf-8"
    encoding_reason: str = "given"
    digest: str = "00" * 32

    def blocks(self) -> Iterator[Block]:
        return iter(self.given)


def column(cells: Row, kind: pa.DataType | None = None) -> ArrowColumn:
    return ArrowColumn(pa.array(cells, kind or pa.string()))


def blocks(rows: Sequence[Row], *, arrow: bool, size: int = 50_000, kind: pa.DataType | None = None) -> list[Block]:
    """The rows as blocks of so many of them; short rows are ragged."""
    width = max(map(len, rows))
    made: list[Block] = []
    for first in range(0, len(rows), size):
        part = rows[first : first + size]
        cells = [[row[c] if c < len(row) else None for row in part] for c in range(width)]
        made.append(TableBlock([column(each, kind) for each in cells] if arrow else cells, first))
    return made


def scanned(given: Sequence[Block], policy: Policy | str = "share") -> list[Scanned]:
    rules = load_policy(policy) if isinstance(policy, str) else policy
    return list(Scan(Rows(given), detector(), rules, KEY).blocks())  # type: ignore[arg-type]


def hits(given: Sequence[Block], policy: Policy | str = "share") -> list[Hit]:
    return [hit for block in scanned(given, policy) for hit in block.every()]


def essence(finding: Finding) -> tuple[object, ...]:
    """What must not depend on how a cell was read. Scores may differ a little, and the canonical form of an address."""
    canonical = "" if finding.entity == "ADDRESS" else finding.canonical
    return finding.entity, finding.kind, finding.start, finding.end, finding.value, canonical, finding.preview
