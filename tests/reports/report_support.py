"""Invented reports: rich ones, large ones, and hostile ones. All persons, numbers and shops are made up."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from leakguard.census import Example, LinkedGroup, PersonCount
from leakguard.findings import Evidence, Finding, Location
from leakguard.policy import Allow, Bilingual
from leakguard.report import ColumnSummary, Report, SourceSummary
from leakguard.sources.base import Unscanned

AS_OF = date(2026, 3, 2)

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "=cmd|'/c calc'!A1",
    "\u202egnp.exe\u202c\u200f",
    "\"'`&amp;<b>{{ 7*7 }}{% raw %}",
    "\U00020bb7\U0001f600\u0301\u0301\u0301\u0301\u0301",
    "\x1b[31m\x00\x07\ud800",
    "长" * 600,
)
"""What strangers may write into file names, headers and texts, and what previews may hold."""

ORDERS, CHAT, MEMBERS = "exports/淘宝订单 2026-02.xlsx", "chat/客服聊天记录.txt", "exports/members.csv"


@dataclass(frozen=True)
class Kind:
    """How findings of a column are made: what they are, their preview for a number, and why they were found."""

    entity: str
    kind: str | None
    recognizer: str
    preview: str
    evidence: tuple[Evidence, ...]
    forbidden: bool = True
    masked: bool = False
    score: float = 0.98


KINDS = {
    "收货人姓名": Kind("PERSON", None, "person", "欧**", (Evidence("header", "收货人姓名", 0.4), Evidence("form", "surname+given", 0.3)), score=0.93),
    "联系手机": Kind("PHONE_NUMBER", "mobile", "cn-mobile", "139******{:02d}", (Evidence("pattern", "eleven-digits", 0.6), Evidence("header", "联系手机", 0.3), Evidence("check", "prefix:pass", 0.1))),
    "收货地址": Kind("ADDRESS", None, "address", "江苏省苏州市姑苏区******", (Evidence("grammar", "province+city+district+road", 0.9), Evidence("header", "收货地址", 0.05))),
    "身份证号": Kind("CN_RESIDENT_ID", None, "cn-resident-id", "3205**************", (Evidence("check", "gb11643:pass", 0.7), Evidence("header", "身份证号", 0.2))),
    "退款银行卡": Kind("CN_BANK_CARD", None, "cn-bank-card", "6222***********{:04d}", (Evidence("check", "luhn:pass", 0.6), Evidence("context", "退款", 0.2))),
    "虚拟号": Kind("PHONE_NUMBER", "virtual", "cn-virtual", "184******00-****", (Evidence("pattern", "with-extension", 0.7),), forbidden=False),
    "已遮盖手机": Kind("PHONE_NUMBER", "mobile", "cn-mobile", "138****80{:02d}", (Evidence("pattern", "masked-mobile", 0.7),), forbidden=False, masked=True, score=0.8),
    "订单编号": Kind("ORDER_ID", None, "order-id", "31****************{:02d}", (Evidence("header", "订单编号", 0.8),), forbidden=False, score=0.9),
    "出生日期": Kind("DATE_OF_BIRTH", None, "date-of-birth", "****-**-**", (Evidence("header", "出生日期", 0.6),), score=0.9),
    "微信": Kind("WECHAT_ID", None, "wechat-id", "wx_******", (Evidence("context", "微信", 0.5),), score=0.85),
    "开票税号": Kind("CN_USCC", None, "cn-uscc", "91****************", (Evidence("check", "gb32100:pass", 0.8),), forbidden=False),
}  # fmt: skip


def finding(column: str, number: int, location: Location, group: str = "", preview: str | None = None) -> Finding:
    """One finding; ``column`` is a key of :data:`KINDS`."""
    made = KINDS[column]
    shown = made.preview.format(number % 100) if preview is None else preview
    mark = hashlib.sha256(f"{made.entity}{number % 997}".encode()).hexdigest()[:16]
    return Finding(
        made.entity, made.kind, 0, len(shown), made.score, made.recognizer, shown, "", evidence=made.evidence,
        masked=made.masked, fingerprint=mark, location=location, group=group,
    )  # fmt: skip


def source(
    name: str,
    columns: Sequence[str],
    rows: int,
    *,
    part: str | None = None,
    examples: int = 6,
    groups: int = 4,
    persons: PersonCount | None = None,
    preview: str | None = None,
    header: str | None = None,
) -> SourceSummary:
    """A table of ``rows`` records in which every column holds one finding a row; ``examples`` of each column are kept."""

    def cell(row: int, index: int) -> Finding:
        title = columns[index]
        place = Location(name, part, row=row + 1, column=index, header=header or title)
        return finding(title, row * 31 + index, place, f"r{row}", preview)

    summaries = tuple(
        ColumnSummary(part, index, header or title, KINDS[title].entity, rows, {KINDS[title].entity: rows}, 0.97, (Evidence("header", header or title, 0.5),), True)
        for index, title in enumerate(columns)
    )  # fmt: skip
    other = ColumnSummary(part, len(columns), header or "商品标题", "free-text", 0, {}, text=True)
    unknown = ColumnSummary(part, len(columns) + 1, header or "扩展字段", "unknown", 0, {}, text=True)
    counts: Counter[str] = Counter()
    masked: Counter[str] = Counter()
    for title in columns:
        counts[KINDS[title].entity] += rows
        masked[KINDS[title].entity] += rows * KINDS[title].masked
    kept = [cell(row, index) for row in range(min(rows, examples)) for index in range(len(columns))]
    shown = tuple(Example(each, KINDS[columns[each.location.column or 0]].forbidden) for each in kept)
    linked = tuple(
        LinkedGroup(
            name,
            part,
            f"r{row}",
            tuple(cell(row, index) for index in range(len(columns))),
            order=True,
            forbidden=tuple(KINDS[title].forbidden for title in columns),
        )
        for row in range(min(rows, groups))
    )
    return SourceSummary(
        name, "xlsx" if part else "csv", "utf-8", "valid UTF-8", hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest(),
        rows * (len(columns) + 2), rows * len(columns), rows * sum(KINDS[title].forbidden for title in columns),
        dict(counts.most_common()), (*summaries, other, unknown), rows, {}, +masked,
        persons or PersonCount(rows, 0, {"name": rows, "phone": rows, "address": rows, "contact": rows, "order": rows, "order-contact": rows}),
        shown, linked,
    )  # fmt: skip


def chat(name: str = CHAT, lines: int = 12) -> SourceSummary:
    """A text with a name, a number and a WeChat id here and there; nothing of it is in a table."""
    kinds = ("收货人姓名", "联系手机", "微信", "已遮盖手机")
    found = [
        replace(finding(kinds[number % 4], number, Location(name, None, line=number * 3), f"p{number // 4}"), start=4 + number, end=15 + number)
        for number in range(lines)
    ]  # fmt: skip
    counts = Counter(each.entity for each in found)
    masked = Counter(each.entity for each in found if each.masked)
    forbidden = sum(not each.masked for each in found)
    groups = tuple(
        LinkedGroup(name, None, f"p{n}", tuple(found[n * 4 : n * 4 + 4]), forbidden=(True, True, True, False))
        for n in range(lines // 4)
    )
    return SourceSummary(
        name, "text", "gb18030", "GB18030 scores above Big5", hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest(),
        lines * 3, lines, forbidden, dict(counts.most_common()), (), lines // 4, {"staff-phone": 2}, masked,
        PersonCount(lines // 4, 1, {"name": lines // 4, "phone": lines // 4, "online": lines // 4}),
        tuple(Example(each, not each.masked) for each in found), groups,
    )  # fmt: skip


UNSCANNED = [
    Unscanned("exports/旧订单.zip", "backup/2024.xlsx", "encrypted", "password needed"),
    Unscanned("exports/打印面单.pdf", None, "unsupported", "PDF"),
    Unscanned("exports/legacy.dat", None, "binary", "byte 0x00 at offset 17"),
]

ALLOW = (
    Allow("staff-phone", Bilingual("本店客服的工作电话，店铺页面已公开", "work telephone of the shop's own staff, public on its page"), date(2026, 12, 31)),
    Allow("old-demo", Bilingual("演示数据", "demonstration data"), date(2025, 6, 30), values=frozenset({"00112233445566aa"})),
)  # fmt: skip


def rich_report() -> Report:
    """Orders of a shop, its members, a chat, three things that could not be read, and two allow entries."""
    orders = source(
        ORDERS, ("订单编号", "收货人姓名", "联系手机", "收货地址", "虚拟号", "退款银行卡"), 312, part="订单",
        persons=PersonCount(268, 0, {
            "name": 268, "phone": 268, "address": 268, "contact": 262, "order": 268, "order-contact": 262,
            "sensitive": 268, "property": 268, "account": 268,
        }),
    )  # fmt: skip
    members = source(
        MEMBERS, ("收货人姓名", "已遮盖手机", "身份证号", "出生日期", "开票税号"), 41,
        persons=PersonCount(38, 3, {"name": 38, "document": 38, "birth": 38, "conservative-sensitive": 38, "minor": 2}),
    )  # fmt: skip
    return report_of([orders, members, chat()], unscanned=UNSCANNED, allow=ALLOW)


def clean_report() -> Report:
    """Nothing found, nothing unscanned."""
    nothing = replace(
        source("goods.csv", (), 20), persons=PersonCount(), examples=(), groups=(), records=0, findings=0, forbidden=0
    )
    return report_of([nothing])


def large_report(examples: int = 3_000, sources: int = 20) -> Report:
    """About as many ``examples``, evenly over so many tables of 50,000 rows."""
    columns = ("订单编号", "收货人姓名", "联系手机", "收货地址", "身份证号")
    each = max(1, examples // sources // len(columns))
    return report_of([
        source(f"exports/订单_{number:03d}.csv", columns, 50_000, examples=each, groups=30) for number in range(sources)
    ])  # fmt: skip


def hostile_report() -> Report:
    """Everything that comes from strangers is hostile: names of files, sheets, headers, previews, reasons, evidence."""
    made: list[SourceSummary] = []
    for index, text in enumerate(HOSTILE):
        one = source(
            f"{index}{text}", ("收货人姓名", "联系手机"), 3, part=text, preview=text[:60], header=text, examples=2
        )
        bad = Evidence("context", text[:80], 0.1)
        examples = tuple(replace(e, finding=replace(e.finding, evidence=(bad, Evidence("strange", text[:80], -0.5)), recognizer=text[:60])) for e in one.examples)  # fmt: skip
        made.append(replace(one, examples=examples, allowed={f"allow-{index}": 1}))
    own = replace(made[0].examples[0].finding, entity=HOSTILE[0])
    made[0] = replace(
        made[0], examples=(*made[0].examples, Example(own, True)), entities={**made[0].entities, HOSTILE[0]: 1}
    )
    allow = tuple(
        Allow(f"allow-{index}", Bilingual(text, text), date(2027, 1, 1)) for index, text in enumerate(HOSTILE)
    )
    unscanned = [Unscanned(text, text, "unreadable", text) for text in HOSTILE]
    return report_of(made, unscanned=unscanned, allow=allow)


def report_of(
    sources: Sequence[SourceSummary], *, unscanned: Sequence[Unscanned] = (), allow: Sequence[Allow] = ()
) -> Report:
    """A report of such sources; its findings are their examples, the others are counted."""
    report = Report("share", "5a" * 32, "c4" * 32, allow=tuple(allow), keyed=False)
    report.sources.extend(sources)
    report.unscanned.extend(unscanned)
    report.as_of = AS_OF
    for one in sources:
        listed = [example.finding for example in one.examples]
        report.findings.extend(listed)
        report.forbidden.extend(example.finding for example in one.examples if example.forbidden)
        report.more.update(one.entities)
        report.more.subtract(each.entity for each in listed)
        report.more_masked.update(one.masked)
        report.more_masked.subtract(each.entity for each in listed if each.masked)
        left = Counter(_forbidden(one))
        left.subtract(example.finding.entity for example in one.examples if example.forbidden)
        report.more_forbidden.update(left)
    for counter in (report.more, report.more_masked, report.more_forbidden):
        for key in [key for key, count in counter.items() if count <= 0]:
            del counter[key]
    return report


def _forbidden(one: SourceSummary) -> Iterator[str]:
    """The entity of every forbidden finding of a source."""
    if not one.columns:
        yield from (example.finding.entity for example in one.examples if example.forbidden)
        return
    for column in one.columns:
        made = KINDS.get(column.header or "")
        if made and made.forbidden:
            yield from (made.entity for _ in range(column.findings))
