"""What columns carry: small tables, the header that must be found in them, and what each column must be taken for."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest

from leakguard.detection import columns
from leakguard.detection.column_values import classify
from leakguard.detection.columns import Column, Decisions
from leakguard.detection.detector import default_detector
from leakguard.detection.headers import Meaning
from leakguard.detection.tables import TableReader
from leakguard.units import TableBlock

R = random.Random(7)
NAMES = [
    "郭晓彤",
    "裘丽娜",
    "何若岚",
    "邵文斌",
    "宋嘉豪",
    "卢思雨",
    "欧阳静怡",
    "陶志远",
    "温雅琴",
    "秦海涛",
    "薛梦瑶",
    "尹建国",
    "章佳宁",
    "孟凡超",
    "史玉兰",
    "范雨桐",
]
PHONES = [f"{p}{n}" for p, n in zip(
    (139, 158, 186, 137, 177, 199, 135, 150, 188, 181, 133, 152, 176, 191, 136, 189),
    (R.randrange(10**7, 10**8) for _ in range(16)), strict=True)]  # fmt: skip
ROADS = ["文三路", "平江路", "中山北路", "解放大道", "人民南路", "长江路", "湖滨街", "和平路"]
CITIES = ["浙江省杭州市西湖区", "江苏省苏州市姑苏区", "上海市普陀区", "湖北省武汉市江汉区"]
ADDRESSES = [f"{CITIES[n % 4]}{ROADS[n % 8]}{n * 7 + 3}号{n % 9 + 1}幢{n + 101}室" for n in range(16)]
DETAILS = [f"{ROADS[n % 8]}{n * 7 + 3}号{n % 9 + 1}幢{n + 101}室" for n in range(16)]
AMOUNTS = [f"{R.randrange(1, 400)}.{R.randrange(10, 99)}" for _ in range(16)]
TIMES = [f"2024-{n % 12 + 1:02d}-{n + 1:02d} 1{n % 10}:2{n % 10}:00" for n in range(16)]
DATES = [f"19{60 + n}-{n % 12 + 1:02d}-{n + 1:02d}" for n in range(16)]
ORDERS = [f"3581448{R.randrange(10**11, 10**12)}" for _ in range(16)]
WAYBILLS = [f"SF{R.randrange(10**12, 10**13)}" for _ in range(16)]
EMAILS = [f"{w}{n}@example.com" for n, w in enumerate(["lele", "tian", "mumu", "kiki"] * 4)]
IPS = [f"{R.randrange(11, 99)}.{R.randrange(1, 250)}.{R.randrange(1, 250)}.{n + 1}" for n in range(16)]
NICKS = ["小可爱", "麦芽奶茶24", "夏天的风", "爱吃鱼的猫", "mm_lele", "柠檬不酸", "森林里", "北方爱小丸"] * 2
ACCOUNTS = [f"tb{R.randrange(10**7, 10**8)}" for _ in range(8)] + [
    f"jd_{R.randrange(10**9, 10**10):x}" for _ in range(8)
]
COMPANIES = [f"杭州{w}贸易有限公司" for w in ("启明", "嘉禾", "云帆", "德信", "万象", "锦程", "鼎盛", "优品")] * 2
GOODS = [f"纯棉毛巾加厚{n}条装" for n in range(16)]
COLOURS = ["金沙", "云杉", "浅杏色", "雾霾蓝", "石墨黑", "米白", "高级灰", "马卡龙粉"] * 2
CITY_NAMES = ["杭州市", "苏州市", "武汉市", "上海市", "南京市", "宁波市", "长沙市", "成都市"] * 2
NUMBERS = [
    f"1{n}"
    for n in (
        "3812345601",
        "3812345602",
        "3812345603",
        "3812345604",
        "3812345605",
        "3812345606",
        "3812345607",
        "3812345608",
    )
] * 2
COMPOSITE = [f"{a}，{b}，{c}" for a, b, c in zip(NAMES, PHONES, ADDRESSES, strict=True)]
SERVICE = [f"快件已由快递员签收，电话{p}，如有疑问请联系" for p in PHONES]
REMARKS = [
    "麻烦放门口",
    "尽快发货谢谢",
    "要粉色的那款",
    "送朋友的，不要放小票",
    "",
    "快递放驿站就行",
    "明天再发",
    "改地址了见留言",
] * 2
STATES = ["已发货", "待发货", "已完成"] * 5 + ["已关闭"]
PLATES = ["浙A3K826", "苏E7M139", "沪B5N402", "京C8P517", "粤D2Q638", "鄂F6R749"]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


CARDS = [*PHONES[:14], "15477136529", "17914028833"]


def resident_id(n: int) -> str:
    digits = f"3301061985{n % 12 + 1:02d}{n + 10}{n + 111:03d}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


IDS = [resident_id(n) for n in range(16)]
SKUS = [*PHONES[:10], "15037072578", "16617913044", "13317913041", "18170341122", "17517913099", "19917913012"]


def table(**cells: Sequence[str]) -> list[list[str]]:
    """A table under one header row; a header that is no Python word is given with ``__`` in place of odd characters."""
    names = [name.replace("__", " ") for name in cells]
    return [names, *map(list, zip(*cells.values(), strict=True))]


def bare(*cells: Sequence[str]) -> list[list[str]]:
    return list(map(list, zip(*cells, strict=True)))


def under(headers: Sequence[str], *cells: Sequence[str]) -> list[list[str]]:
    return [list(headers), *bare(*cells)]


def block(rows: Sequence[Sequence[str]], first_row: int = 0) -> TableBlock:
    width = max(map(len, rows))
    return TableBlock([[row[c] if c < len(row) else None for row in rows] for c in range(width)], first_row)


def decide(rows: Sequence[Sequence[str]]) -> Decisions:
    return columns.decide(block(rows), default_detector())


def labels(found: Decisions) -> list[str]:
    return [f"{c.label}:{c.meaning.kind}" if c.meaning.kind == "region" else c.label for c in found.columns]


CASES: dict[str, tuple[list[list[str]], list[str]]] = {
    "no header": (
        bare(ORDERS, NAMES, PHONES, ADDRESSES, GOODS, AMOUNTS, TIMES, WAYBILLS),
        ["other", "PERSON", "PHONE_NUMBER", "ADDRESS", "unknown", "other", "other", "TRACKING_NUMBER"],
    ),
    "headers that say nothing": (
        under(["字段1", "字段2", "Unnamed: 2", "列4", "F5"], NAMES, PHONES, ADDRESSES, IDS, EMAILS),
        ["PERSON", "PHONE_NUMBER", "ADDRESS", "CN_RESIDENT_ID", "EMAIL_ADDRESS"],
    ),
    "remarks that are names": (under(["订单号", "备注1"], ORDERS, NAMES), ["ORDER_ID", "PERSON"]),
    "remarks": (under(["订单号", "备注1"], ORDERS, REMARKS), ["ORDER_ID", "free-text"]),
    "order numbers under 手机": (under(["姓名", "手机"], NAMES, ORDERS), ["PERSON", "other"]),
    "serial numbers under 手机": (under(["姓名", "手机"], NAMES, NUMBERS), ["PERSON", "PHONE_NUMBER"]),
    "amounts under 手机": (under(["姓名", "手机"], NAMES, AMOUNTS), ["PERSON", "other"]),
    "times under 电话": (under(["姓名", "电话"], NAMES, TIMES), ["PERSON", "other"]),
    "e-mails under 联系方式": (under(["姓名", "联系方式"], NAMES, EMAILS), ["PERSON", "EMAIL_ADDRESS"]),
    "names under 手机": (under(["收货人", "手机"], PHONES, NAMES), ["PHONE_NUMBER", "PERSON"]),
    "resident IDs under 手机": (under(["姓名", "手机"], NAMES, IDS), ["PERSON", "CN_RESIDENT_ID"]),
    "addresses under 电话": (under(["姓名", "电话"], NAMES, ADDRESSES), ["PERSON", "ADDRESS"]),
    "waybills under 手机": (under(["姓名", "手机"], NAMES, WAYBILLS), ["PERSON", "TRACKING_NUMBER"]),
    "mobiles under 编号": (under(["编号", "姓名"], PHONES, NAMES), ["PHONE_NUMBER", "PERSON"]),
    "mobiles under 会员卡号": (under(["会员卡号", "积分"], PHONES, AMOUNTS), ["PHONE_NUMBER", "other"]),
    "member cards like mobiles": (under(["会员卡号", "姓名"], CARDS, NAMES), ["other", "PERSON"]),
    "member cards under card_no": (under(["card_no", "姓名"], CARDS, NAMES), ["CN_BANK_CARD", "PERSON"]),
    "few mobiles under 编号": (under(["编号", "姓名"], PHONES[:9], NAMES[:9]), ["other", "PERSON"]),
    "mobiles under ID": (under(["ID", "状态"], PHONES, STATES), ["PHONE_NUMBER", "other"]),
    "serial numbers under 编号": (under(["编号", "姓名"], NUMBERS, NAMES), ["other", "PERSON"]),
    "codes of goods like mobiles": (under(["SKU编码", "库存"], PHONES, AMOUNTS), ["other", "other"]),
    "codes beside goods": (under(["编号", "商品名称", "价格"], SKUS, GOODS, AMOUNTS), ["other", "other", "other"]),
    "codes that nobody names": (under(["批号", "款码", "价格"], NUMBERS, SKUS, AMOUNTS), ["other", "unknown", "other"]),
    "order numbers like mobiles": (under(["订单号", "状态"], SKUS, STATES), ["ORDER_ID", "other"]),
    "resident IDs under 编号": (under(["编号", "商品名称"], IDS, IDS), ["CN_RESIDENT_ID", "CN_RESIDENT_ID"]),
    "nicknames under 姓名": (under(["姓名", "手机"], NICKS, PHONES), ["PERSON", "PHONE_NUMBER"]),
    "accounts under 姓名": (under(["姓名", "手机"], ACCOUNTS, PHONES), ["PERSON", "PHONE_NUMBER"]),
    "companies under 客户名称": (under(["客户名称", "金额"], COMPANIES, AMOUNTS), ["PERSON", "other"]),
    "names under 商品名称": (under(["商品名称", "数量"], NAMES, AMOUNTS), ["PERSON", "other"]),
    "goods under 商品名称": (under(["商品名称", "颜色"], GOODS, COLOURS), ["other", "other"]),
    "colours": (under(["外观", "手机"], COLOURS, PHONES), ["unknown", "PHONE_NUMBER"]),
    "addresses under 店铺名称": (under(["店铺名称", "数量"], ADDRESSES, AMOUNTS), ["ADDRESS", "other"]),
    "regions under 地址": (under(["姓名", "地址"], NAMES, CITY_NAMES), ["PERSON", "ADDRESS:region"]),
    "IPs under 地址": (under(["姓名", "地址"], NAMES, IPS), ["PERSON", "IP_ADDRESS"]),
    "e-mails under 地址": (under(["姓名", "地址"], NAMES, EMAILS), ["PERSON", "EMAIL_ADDRESS"]),
    "addresses under 地区": (under(["姓名", "地区"], NAMES, ADDRESSES), ["PERSON", "ADDRESS"]),
    "regions alone": (under(["产处", "库存"], CITY_NAMES, AMOUNTS), ["other", "other"]),
    "regions beside a person": (under(["姓名", "来处"], NAMES, CITY_NAMES), ["PERSON", "ADDRESS:region"]),
    "composite cells": (under(["收货信息", "金额"], COMPOSITE, AMOUNTS), ["free-text", "other"]),
    "composite cells without a header": (bare(COMPOSITE, AMOUNTS), ["free-text", "other"]),
    "composite addresses": (under(["收货地址", "金额"], COMPOSITE, AMOUNTS), ["ADDRESS", "other"]),
    "telling texts under 物流信息": (under(["订单号", "物流信息"], ORDERS, SERVICE), ["ORDER_ID", "free-text"]),
    "dates of birth": (under(["姓名", "生日", "下单时间"], NAMES, DATES, TIMES), ["PERSON", "DATE_OF_BIRTH", "other"]),
    "names of goods": (under(["id", "name", "price"], ORDERS, GOODS, AMOUNTS), ["other", "unknown", "other"]),
    "names of persons": (under(["id", "name", "price"], ORDERS, NAMES, AMOUNTS), ["other", "PERSON", "other"]),
    "nicknames beside a number": (under(["name", "phone"], NICKS, PHONES), ["PERSON", "PHONE_NUMBER"]),
    "the rest of an address": (
        under(["省", "市", "甲乙", "手机"], ["浙江省"] * 16, ["杭州市"] * 16, DETAILS, PHONES),
        ["ADDRESS:region", "ADDRESS:region", "ADDRESS", "PHONE_NUMBER"],
    ),
    "accounts that are numbers": (
        under(["微信号", "支付宝账号", "QQ"], PHONES, EMAILS, [p[:9] for p in PHONES]),
        ["WECHAT_ID", "ALIPAY_ACCOUNT", "QQ_NUMBER"],
    ),
    "plates": (under(["甲", "乙"], PLATES, PHONES[:6]), ["CN_LICENSE_PLATE", "PHONE_NUMBER"]),
    "masked": (under(["姓名", "手机"], [f"{n[0]}**" for n in NAMES], [f"{p[:3]}****{p[7:]}" for p in PHONES]), ["PERSON", "PHONE_NUMBER"]),
    "empty": (under(["姓名", "手机", "x"], [""] * 16, ["-"] * 16, ["无"] * 16), ["PERSON", "PHONE_NUMBER", "unknown"]),
    "one row": (under(["收货人", "手机", "地址"], NAMES[:1], PHONES[:1], ADDRESSES[:1]), ["PERSON", "PHONE_NUMBER", "ADDRESS"]),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES)
def test_what_a_column_carries(rows: list[list[str]], expected: list[str]) -> None:
    assert labels(decide(rows)) == expected


TITLE = ["某某小店 2026年11月订单", "", "", "", "", ""]
GROUPS = ["订单号", "收货信息", "", "", "金额", "备注"]
BELOW = ["", "姓名", "电话", "地址", "", ""]
DATA = bare(ORDERS, NAMES, PHONES, ADDRESSES, AMOUNTS, REMARKS)
GROUPED = ["ORDER_ID", "PERSON", "PHONE_NUMBER", "ADDRESS", "other", "free-text"]
PARTIES = bare(NAMES, PHONES, NAMES[::-1], PHONES[::-1])

HEADERS: dict[str, tuple[list[list[str]], list[int], list[str]]] = {
    "one row": (under(["收货人", "手机"], NAMES, PHONES), [0], ["PERSON", "PHONE_NUMBER"]),
    "under a title": ([TITLE, ["订单号", *BELOW[1:4], "金额", "备注"], *DATA], [1], GROUPED),
    "two rows": ([GROUPS, BELOW, *DATA], [0, 1], GROUPED),
    "two rows under a title": ([TITLE, GROUPS, BELOW, *DATA], [1, 2], GROUPED),
    "a group over every column": (
        [["订单信息", "收货信息", "", "", "其他信息", ""], ["订单号", "姓名", "电话", "地址", "金额", "备注"], *DATA], [0, 1], GROUPED,
    ),
    "groups of people": (
        [["寄件人", "", "收件人", ""], ["姓名", "电话", "姓名", "电话"], *PARTIES], [0, 1], ["PERSON", "PHONE_NUMBER"] * 2,
    ),
    "a title over a whole header": ([["收货信息", "", ""], ["姓名", "电话", "地址"], *bare(NAMES, PHONES, ADDRESSES)], [1], GROUPED[1:4]),
    "words that nobody knows": (under(["甲方", "某数", "乙某"], GOODS, PHONES, AMOUNTS), [0], ["unknown", "PHONE_NUMBER", "other"]),
    "none": (bare(NAMES, PHONES), [], ["PERSON", "PHONE_NUMBER"]),
    "none, the first record short of a number": ([["郭晓丽", "无", "好"], *bare(NAMES, PHONES, REMARKS)], [], ["PERSON", "PHONE_NUMBER", "unknown"]),
    "an unnamed column over words": ([["序号", "", "备注"], ["1", "商品", "说明"], ["2", "标题", "内容"]], [0], ["other", "unknown", "free-text"]),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "header", "expected"), HEADERS.values(), ids=HEADERS)
def test_where_the_header_is(rows: list[list[str]], header: list[int], expected: list[str]) -> None:
    found = decide(rows)
    assert (list(found.header_rows), labels(found)) == (header, expected)


def test_groups_give_roles_and_names() -> None:
    found = decide(HEADERS["groups of people"][0])
    assert [column.role for column in found.columns] == ["sender", "sender", "receiver", "receiver"]
    assert [column.header for column in found.columns] == ["寄件人/姓名", "寄件人/电话", "收件人/姓名", "收件人/电话"]


def test_header_rows_are_no_data() -> None:
    found = TableReader(default_detector()).read(block([GROUPS, BELOW, *DATA])).found
    assert min(row for row, _, _ in found) == 2
    assert sum(finding.entity == "PERSON" for _, column, finding in found if column == 1) == len(NAMES)


def test_names_of_the_format_are_headers() -> None:
    cells = TableBlock([NAMES, PHONES], headers=["receiver", "mobile"])
    found = columns.decide(cells, default_detector())
    assert (found.header_row, labels(found)) == (None, ["PERSON", "PHONE_NUMBER"])


def reasons(column: Column) -> list[tuple[str, str]]:
    return [(reason.kind, reason.name) for reason in column.reasons]


def test_reasons_and_confidence() -> None:
    right, wrong, nothing = decide(under(["姓名", "手机", "甲"], NAMES, ORDERS, GOODS)).columns
    assert reasons(right) == [("header", "姓名"), ("values", "names")]
    assert reasons(wrong) == [("header", "手机"), ("values", "codes"), ("overruled", "PHONE_NUMBER")]
    assert reasons(nothing) == [("values", "text")]
    assert right.confidence > 0.9 > wrong.confidence > 0.5 > nothing.confidence == 0.0
    assert (right.fitting, wrong.quiet) == (1.0, "codes")


def test_confidence_falls_with_what_does_not_fit() -> None:
    clean, mixed, off = (
        decide(under(["姓名", "手机"], cells, PHONES)).columns[0] for cells in (NAMES, NAMES[:8] + NICKS[:8], NICKS)
    )
    assert clean.confidence > mixed.confidence > off.confidence
    assert ("misfit", "PERSON") in reasons(off)
    assert off.fitting is not None
    assert off.fitting < 0.5


def test_headers_and_reasons_hold_no_values() -> None:
    found = decide(under([f"客户{PHONES[0]}", "收货人邵文斌的电话"], NAMES, PHONES))
    shown = repr(found)
    assert not [value for value in (*NAMES, *PHONES) if value in shown]


def test_a_sample_is_spread_over_the_block() -> None:
    cells = [*REMARKS * 50, *PHONES * 500]
    column = columns.decide(TableBlock([cells], headers=["x"]), default_detector()).columns[0]
    assert column.shares["mobiles"] > 0.5


def test_a_sparse_column_is_looked_at_longer() -> None:
    cells = [IDS[n // 40 % 16] if n % 40 == 39 else None for n in range(4000)]
    column = columns.decide(TableBlock([cells], headers=["x"]), default_detector()).columns[0]
    assert column.label == "CN_RESIDENT_ID"
    assert column.empty > 0.9


def test_a_later_block_can_end_a_decision() -> None:
    detector = default_detector()
    (column,) = columns.decide(TableBlock([NAMES * 4], headers=["x"]), detector).columns
    later = [*PHONES, *PHONES[:4], *NAMES[:4]]
    fit = sum(columns.fits(column.meaning, value, detector) for value in later)
    assert column.watch.observe(19, 20)
    assert not column.watch.observe(fit, len(later))
    assert not column.watch.holds
    again = columns.reconsider(column, later, detector)
    assert again.watch.holds
    assert again.label != "PERSON"


def test_a_block_is_checked_again() -> None:
    detector = default_detector()
    first, second = columns.decide(block(under(["姓名", "手机"], NAMES, PHONES)), detector).columns
    assert columns.recheck(first, NAMES[::-1] * 3, detector) is first
    assert columns.recheck(first, [], detector) is first
    again = columns.recheck(first, [*PHONES, *IDS, *EMAILS], detector)
    assert (again.label, again.header, again.watch.holds) == ("PERSON", "姓名", True)
    assert again.confidence < first.confidence
    assert columns.recheck(second, [*ORDERS, *WAYBILLS], detector).label == "other"


def test_files_pasted_together() -> None:
    """The second file has its columns in another order; its rows stand in a block of their own."""
    reader = TableReader(default_detector())
    reader.read(block(under(["商品名称", "收货人", "订单号"], GOODS * 2, NAMES * 2, ORDERS * 2)))
    found = reader.read(block(bare(ORDERS * 2, PHONES * 2, NAMES * 2), first_row=33)).found
    assert [item.finding.entity for item in found if item.column == 1] == ["PHONE_NUMBER"] * 32
    assert ("changed", "PERSON") in reasons(reader.columns[1])
    assert reader.columns[1].label == "PHONE_NUMBER"


def test_columns_that_never_fitted_are_not_checked_again() -> None:
    detector = default_detector()
    nicks = columns.decide(block(under(["姓名", "手机"], NICKS, PHONES)), detector).columns[0]
    assert columns.recheck(nicks, [*NICKS, *ACCOUNTS, *COMPANIES], detector) is nicks


def test_values_that_win_are_found() -> None:
    """Each of these was passed over while the header was believed."""
    for header, cells, entity in [
        ("编号", PHONES, "PHONE_NUMBER"),
        ("会员卡号", PHONES, "PHONE_NUMBER"),
        ("商品名称", NAMES, "PERSON"),
        ("店铺名称", ADDRESSES, "ADDRESS"),
    ]:
        found = TableReader(default_detector()).read(block(under([header, "金额"], cells, AMOUNTS))).found
        assert [item.finding.value for item in found] == list(cells)
        assert {item.finding.entity for item in found} == {entity}
        kinds = {(e.kind, e.name) for item in found for e in item.finding.evidence if e.kind in ("header", "column")}
        assert kinds == {("column", entity)}


def test_few_cells_end_nothing() -> None:
    watch = columns.Watch()
    assert watch.observe(0, 5)


FITS = [
    ("PERSON", "郭晓彤", True), ("PERSON", "欧阳静怡", True), ("PERSON", "阿依古丽·买买提", True), ("PERSON", "王先生", True),
    ("PERSON", "郭**", True), ("PERSON", "Michael Wong", True), ("PERSON", "小可爱", False), ("PERSON", "杭州启明贸易有限公司", False),
    ("PERSON", "tb1234567", False), ("PHONE_NUMBER", "13902746158", True), ("PHONE_NUMBER", "'+86 139-0274-6158\t", True),
    ("PHONE_NUMBER", "0571-87654321", True), ("PHONE_NUMBER", "打我电话13902746158", False), ("PHONE_NUMBER", "13902746158-1234", True), ("PHONE_NUMBER", ORDERS[0], False),
    ("PHONE_NUMBER", "11902746158", False), ("PHONE_NUMBER", "2024-01-03", False), ("PHONE_NUMBER", "87654321", True), ("PHONE_NUMBER", "", True),
    ("ADDRESS", "浙江省杭州市西湖区文三路2号", True), ("ADDRESS", "郭晓彤", False), ("CN_RESIDENT_ID", IDS[0], True),
    ("EMAIL_ADDRESS", "lele@example.com", True), ("EMAIL_ADDRESS", "同手机", False), (None, "什么都行", True),
]  # fmt: skip


@pytest.mark.parametrize(("entity", "value", "expected"), FITS)
def test_fits(entity: str | None, value: str, expected: bool) -> None:
    assert columns.fits(Meaning(entity), value, default_detector()) is expected


CLASSES = {
    "empty": ["", " ", "-", "无", "NULL", "N/A"],
    "masked": ["郭**", "138****6158", "*晓彤", "<PERSON>", "#Uz54##dE+ZVO1xyzABC#"],
    "mobiles": [
        "13902746158",
        "'13902746158",
        '="13902746158"',
        "+86-139-0274-6158",
        "１３９０２７４６１５８",
        "13902746158-1234",
        "0912-345-678",
    ],
    "landlines": ["0571-87654321", "010-61234567", "(0571)87654321"],
    "resident-ids": [IDS[0], IDS[5]],
    "times": ["2024-11-12 10:22:31", "2024/1/3", "2024年1月3日", "20240103", "07-16", "10:22", "2024-11-12T10:22:31Z"],
    "amounts": ["35.80", "¥35", "1,234.50", "3.12%", "12元", "-5.00"],
    "counts": ["3", "1234567", "-2", "5.0"],
    "codes": ["3581448394727075525", "A-5741", "11902746158", "P_2024_1"],
    "emails": ["lele@example.com"],
    "addresses": ["浙江省杭州市西湖区文三路2号", "文三路2号1幢", "新北市板橋區文化路188號"],
    "regions": ["浙江省", "杭州", "浙江省杭州市", "西湖区", "浙江 杭州"],
    "names": ["郭晓彤", "欧阳静怡", "张三"],
    "companies": ["杭州启明贸易有限公司", "小满家居旗舰店"],
    "composite": ["郭晓彤，13902746158，浙江省杭州市"],
    "words": ["已发货", "APP"],
    "text": ["纯棉毛巾加厚3条装"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in CLASSES.items() for value in values])
def test_classes(name: str, value: str) -> None:
    assert classify(value) == name


def test_deciding_takes_no_time() -> None:
    """A table of 20 columns takes some 25 ms; the limit leaves room for a busy machine."""
    cells = [NAMES, PHONES, ADDRESSES, ORDERS, AMOUNTS, TIMES, REMARKS, GOODS, STATES, WAYBILLS] * 2
    large = TableBlock([[value + "" for value in column] * 1000 for column in cells])
    columns.decide(large, default_detector())
    start = time.process_time()
    columns.decide(large, default_detector())
    assert time.process_time() - start < 0.5
