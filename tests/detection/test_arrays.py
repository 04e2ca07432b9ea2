"""Columns that are Arrow arrays: a table gives the same hits, in the same places and groups, as the same cells in lists."""

from collections.abc import Callable

import pyarrow as pa
import pytest

from leakguard.detection.arrays import ArrayReader, rows_where, rows_with_text
from leakguard.detection.detector import default_detector
from leakguard.detection.headers import Meaning
from leakguard.detection.tables import TableReader
from leakguard.hits import Hit
from leakguard.units import TableBlock

from ..table_support import Maker, Row, blocks, column, essence, hits, scanned

Make = Callable[[Maker], list[Row]]


def orders(m: Maker) -> list[Row]:
    """Two title rows, a header, ragged records, remarks that hold something, and the header once more."""
    header = [
        "订单号",
        "收货人",
        "联系手机",
        "收货地址",
        "快递单号",
        "买家留言",
        "邮箱",
        "身份证号",
        "QQ",
        "微信号",
        "金额",
        "下单时间",
    ]
    rows: list[Row] = [["2026年订单，制表人电话13902746158"], ["某某店"], header]
    for n in range(60):
        if n == 40:
            rows.append(header)
        remark = [
            "",
            "尽快发货",
            f"电话改{m.phone()}",
            f"收件人{m.name()}，{m.phone()}",
            f"{m.address()} {m.phone()} 张三",
        ][n % 5]
        row = [
            f'="{m.order()}"' if n % 7 == 0 else m.order(), m.name(), m.phone() if n % 9 else "138****6158", m.address(), m.waybill(), remark,
            m.email(), m.resident(), m.qq(), m.nick(), f"{n}.50", "2026-06-01 10:00:00",
        ]  # fmt: skip
        rows.append(row[: 3 + n % 10] if n % 4 == 0 else row)
    return rows


def senders(m: Maker) -> list[Row]:
    header = ["寄件人", "寄件电话", "寄件地址", "收件人", "收件人电话", "收件地址", "客服", "备注"]
    return [header] + [
        [m.name(), m.phone(), m.address(), m.name(), m.phone(), m.address(), m.name(), "好"] for _ in range(30)
    ]


def virtual_numbers(m: Maker) -> list[Row]:
    """The extension stands behind the number, the name and the address."""
    rows: list[Row] = [["收货人", "手机", "地址", "备注"]]
    for n in range(40):
        digits = m.digits(4) if n % 2 else "1234"
        name = f"{m.name()}[{digits}]" if n % 3 else m.name()
        remark = f"收件人{m.name()}[{digits}] 电话{m.phone()}" if n % 4 else ""
        rows.append([name, f"{m.phone()}-{digits}" if n % 5 else m.phone(), f"{m.address()}[{digits}]", remark])
    return rows


def names_beside_numbers(m: Maker) -> list[Row]:
    """Names alone in a cell that anything may stand in are believed beside a telephone number or an address."""
    words = ["红色", "大号", "方便", "何若岚", "高兴", "张三", "收件人：郭晓彤", "10:01 桃子：郭晓丽"]
    rows: list[Row] = [["甲", "手机", "丙", "备注"]]
    for n in range(48):
        bare = m.name() if n % 3 == 0 else words[n % 8]
        rows.append([bare, m.phone() if n % 4 else "", "x", f"收件人：{m.name()}" if n % 2 else words[(n // 2) % 8]])
    return rows


def names_beside_short_addresses(m: Maker) -> list[Row]:
    rows: list[Row] = [["备注", "收货地址", "丙"]]
    return rows + [[["张三", "于丽", "安静", "好"][n % 4], ["文二路2号", "平江路12号"][n % 2], "x"] for n in range(40)]


def known_names(m: Maker) -> list[Row]:
    """A name of the column of names is known in the remarks of other rows."""
    names = ["于丽", *(m.name() for _ in range(40))]
    rows: list[Row] = [["收货人", "手机", "备注"]]
    return rows + [[name, m.phone(), f"放{names[n - 1]}处" if n % 3 == 0 else ""] for n, name in enumerate(names)]


def chat(m: Maker) -> list[Row]:
    rows: list[Row] = [["时间", "发送者", "内容"]]
    for n in range(50):
        said = ["在吗", m.name(), m.phone(), f"收件人改成{m.name()}", m.address(), "好的", f"电话{m.phone()}"][n % 7]
        rows.append([f"10:{n:02}", ["桃子", "客服", "柚子"][n % 3], said])
    return rows


def without_header(m: Maker) -> list[Row]:
    return [[m.name(), m.phone(), m.address(), str(n), m.order()] for n in range(30)]


def nicknames(m: Maker) -> list[Row]:
    header = ["顾客", "会员昵称", "手机", "旺旺"]
    rows: list[Row] = [
        [m.name(), ["小可爱", "奶茶猫", "月光星海"][n % 3] + m.digits(2), m.phone(), m.nick()] for n in range(30)
    ]
    return [header, *rows[:15], header, *rows[15:]]


def regions(m: Maker) -> list[Row]:
    rows: list[Row] = [["省", "市", "区", "详细地址", "收货人"]]
    return rows + [["江苏省", "苏州市", "姑苏区", f"平江路{n}号", m.name()] for n in range(1, 30)]


def pasted(m: Maker) -> list[Row]:
    """Half-way the columns change what they carry."""
    first: list[Row] = [[m.name(), m.phone(), "x"] for _ in range(30)]
    second: list[Row] = [[m.phone(), m.name(), "y"] for _ in range(30)]
    return [["收货人", "手机", "备注"], *first, *second]


TABLES: list[Make] = [
    orders, senders, virtual_numbers, names_beside_numbers, names_beside_short_addresses, known_names, chat, without_header, nicknames,
    regions, pasted,
]  # fmt: skip


def told(every: list[Hit]) -> list[tuple[object, ...]]:
    return [
        (*essence(hit.finding), hit.finding.location, hit.finding.group, hit.spot, hit.decision.operator, hit.decision.forbidden)
        for hit in every
    ]  # fmt: skip


@pytest.mark.parametrize("size", [1000, 23])
@pytest.mark.parametrize("make", TABLES)
def test_the_same_as_lists(make: Make, size: int) -> None:
    rows = make(Maker(21))
    expected = told(hits(blocks(rows, arrow=False, size=size)))
    assert expected
    assert told(hits(blocks(rows, arrow=True, size=size, kind=pa.large_string()))) == expected


def test_most_of_it_is_told_by_shape() -> None:
    (block,) = scanned(blocks(orders(Maker(21)), arrow=True))
    assert sum(map(len, block.columns)) > len(block.hits) * 2


def test_columns_that_the_format_names() -> None:
    m = Maker(1)
    cells = [[m.name() for _ in range(9)], [m.phone() for _ in range(9)]]
    lists = TableBlock(cells, 5, "p", ["收货人", "手机"])
    arrays = TableBlock([column(each) for each in cells], 5, "p", ["收货人", "手机"])
    assert told(hits([arrays])) == told(hits([lists]))
    assert {hit.finding.location.row for hit in hits([arrays])} == set(range(5, 14))


def test_every_distinct_cell_is_read_once() -> None:
    asked: list[str] = []

    def read(text: str) -> list[object]:
        asked.append(text)
        return []

    reader = ArrayReader(0, [], read, dull="^[0-9]+$", free=True)  # type: ignore[arg-type]
    cells = ["标题", "甲", None, "", "12", "乙", "甲", "12x"]
    assert reader.read(column(cells), 1) == ([], [])
    assert asked == ["甲", "乙", "12x"]
    assert reader.read(column([None, ""]), 0) == ([], [])


def test_cells_that_are_not_told_are_handed_out_in_their_rows() -> None:
    detector, meaning = default_detector(), Meaning("PHONE_NUMBER", header="手机")
    reader = ArrayReader(
        3, list(detector.catalogue.of_entity("PHONE_NUMBER")), lambda text: detector.find_as(text, meaning)
    )
    placed, shapes = reader.read(column(["手机", "139****6158-1234", "13902746158", None, "139****6158-1234"]), 1)
    assert [(row, index, f.masked) for row, index, f in placed] == [(1, 3, True), (4, 3, True)]
    assert [row for each in shapes for row, _ in each.at()] == [2]


def test_a_column_that_carries_something_else_from_here_on_is_read_anew() -> None:
    m = Maker(2)
    reader = TableReader(default_detector())
    given = blocks([["收货人", "手机"], *([m.name(), m.phone()] for _ in range(30))], arrow=True)
    given += [TableBlock([column([m.phone() for _ in range(30)]), column([m.name() for _ in range(30)])], 31)]
    later = [reader.read(block) for block in given if isinstance(block, TableBlock)][1]
    assert {each.finding.entity for each in later.told if each.column == 0} == {"PHONE_NUMBER"}


@pytest.mark.parametrize("first", [0, 2, 9])
def test_rows_with_text(first: int) -> None:
    cells = ["a", None, "b", "", "c"]
    assert rows_with_text(pa.array(cells), first).tolist() == [row for row in (0, 2, 4) if row >= first]


def test_rows_where() -> None:
    asked: list[str] = []
    assert rows_where(column(["a", "b", None, "a", ""]), ".", lambda text: asked.append(text) or text == "a") == [0, 3]
    assert asked == ["a", "b"]
    assert rows_where(column([None, ""]), "", bool) == []
