"""Columns: where the header is, what it makes of the cells under it, and what values say when it says nothing."""

import pytest

from leakguard.detection.detector import default_detector
from leakguard.detection.tables import TableReader
from leakguard.units import TableBlock


def block(*rows: list[str], first_row: int = 0) -> TableBlock:
    width = max(map(len, rows))
    columns = [[row[c] if c < len(row) else None for row in rows] for c in range(width)]
    return TableBlock(columns, first_row)


def read(*rows: list[str]) -> list[tuple[int, int, str, str]]:
    found = TableReader(default_detector()).read(block(*rows)).found
    return sorted((row, column, f.entity, f.value) for row, column, f in found)


def test_a_header_row_types_its_columns() -> None:
    assert read(["收货人", "联系电话 ", "收货地址 "], ["高兴", "'13902746158", "文二路207号"]) == [
        (1, 0, "PERSON", "高兴"),
        (1, 1, "PHONE_NUMBER", "13902746158"),
        (1, 2, "ADDRESS", "文二路207号"),
    ]


def test_title_rows_above_the_header_are_read_too() -> None:
    rows = [["2026年订单，制表人电话13902746158", "", ""], ["收货人", "手机", "备注"], ["甘露", "13902746159", ""]]
    assert read(*rows) == [
        (0, 0, "PHONE_NUMBER", "13902746158"),
        (2, 0, "PERSON", "甘露"),
        (2, 1, "PHONE_NUMBER", "13902746159"),
    ]


def test_a_column_of_codes_speaks_against_numbers() -> None:
    assert read(["商品ID", "库存", "价格"], ["13902746158", "5", "9.9"]) == []


def test_without_a_header_a_column_of_names_is_known_by_its_values() -> None:
    names = ["郭晓彤", "裘丽娜", "何若岚", "邵文斌", "宋嘉豪", "卢思雨"]
    found = read(*[[name, f"1390274615{i}"] for i, name in enumerate(names)])
    assert [(row, value) for row, column, entity, value in found if column == 0] == list(enumerate(names))


def test_composite_cells_keep_all_their_parts() -> None:
    rows = read(["收货地址", "订单号", "备注"], ["郭晓彤，86-13902746158，浙江省 杭州市 西湖区 文三路2号", "x", ""])
    assert ("PHONE_NUMBER", "86-13902746158") in [(e, v) for _, _, e, v in rows]
    assert any(e == "ADDRESS" and v.endswith("文三路2号") for _, _, e, v in rows)


def test_blocks_after_the_first_keep_the_columns() -> None:
    reader = TableReader(default_detector())
    list(reader.read(block(["收货人", "手机", "备注"], ["甘露", "13902746158", ""])).found)
    later = list(reader.read(block(["丛林", "13902746159", ""], first_row=2)).found)
    assert sorted((row, f.value) for row, _, f in later) == [(0, "13902746159"), (0, "丛林")]


@pytest.mark.parametrize("cell", ["", "-", "无", "null", "****", "<PERSON>", "王*", "杭州某某贸易有限公司", "个人"])
def test_cells_of_a_name_column_that_hold_no_clear_name(cell: str) -> None:
    rows = [["收货人", "手机", "发票抬头"], [cell, "13902746158", cell]]
    assert [item for item in read(*rows) if item[2] == "PERSON" and "*" not in item[3]] == []


@pytest.mark.parametrize(
    "title",
    [
        ["店铺名称", "某某小店", ""],
        ["导出时间：2026-11-12 10:22:31", "", ""],
        ["导出时间", "2026-11-12", ""],
        ["说明：1.本表仅供内部使用；2.请勿外传", "", ""],
        ["#账号：[shop]", "", ""],
        ["导出时间：2026-11-12", "操作人：邵文斌", ""],
    ],
)
def test_title_rows_with_words_of_a_header_do_not_hide_it(title: list[str]) -> None:
    found = read(title, ["收货人姓名", "收货地址", "备注"], ["高兴", "文二路207号", "好"])
    assert (2, 0, "PERSON", "高兴") in found
    assert (2, 1, "ADDRESS", "文二路207号") in found


@pytest.mark.parametrize("word", ["合计", "同上", "保密"])
def test_words_of_forms_in_a_name_column_are_no_names(word: str) -> None:
    assert read(["收货人", "手机", "备注"], ["甘露", "13902746158", ""], [word, "2", ""])[2:] == []


def test_a_repeated_header_record_is_no_data() -> None:
    header = ["收货人", "手机", "备注"]
    assert read(header, ["甘露", "13902746158", ""], header)[-1][0] == 1


def test_ragged_records() -> None:
    assert (2, 1, "PHONE_NUMBER", "13902746158") in read(
        ["收货人", "手机", "备注"], [], ["甘露", "13902746158", "a", "b"]
    )
