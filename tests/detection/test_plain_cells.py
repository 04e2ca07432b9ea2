"""Plain cells: what is told of a whole column by shape is what reading each of its cells in full gives."""

import re
from collections.abc import Sequence
from functools import lru_cache

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.headers import Meaning
from leakguard.detection.plain_cells import PlainCells, Split, shape
from leakguard.detection.recognizer import Plain, Recognizer
from leakguard.findings import Finding

from ..table_support import Maker, column, detector, essence

RULES = [(recognizer, plain) for recognizer in load_catalogue() if recognizer.cell for plain in recognizer.cell.plain]
HAN = {"ADDRESS": "苏州平江怀德文山湖新华翠竹", "PLATFORM_ACCOUNT": "小可爱猫咪奶茶月光风星海甜暖豆"}
OFF_SHAPE = [
    "13902746158-1234", "13902746158转1234",
    "13902746158/13902746159", "13902746158 下午打", "郭晓彤（同事）", "郭晓彤 何若岚", "１３９０２７４６１５８", "ｇｕｏ１２３",
    "<PERSON>", "<PHONE_NUMBER:0123456789ab>", "86-13902746158", "139 0274 6158", "郭晓彤13902746158", "无", "-", "郭\n晓彤",
    "江苏省苏州市平江路2号[1234]", "收：江苏省苏州市平江路2号", "请放江苏省苏州市平江路2号门口1", "qiaomu@163.com;qiao@163.com",
]  # fmt: skip
WRAPPINGS = [("", ""), ('="', '"'), ("'", ""), ("", "\t"), ("\t", ""), ('"', '"'), (" ", " "), ("", "\r\n")]


def written_as(plain: Plain, han: str, count: int) -> list[str]:
    """Texts that match the rule's regex, the same every time."""
    regex = plain.regex.replace("一-鿿", han)
    found: list[str] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.from_regex(re.compile(f"(?:{regex})"), fullmatch=True))
    def draw(text: str) -> None:
        found.append(text)

    draw()
    return list(dict.fromkeys(found))


def meaning_of(entity: str) -> Meaning:
    return Meaning(entity, header=next(r.headers[0] for r in load_catalogue().of_entity(entity) if r.headers))


def reader(entity: str):
    meaning = meaning_of(entity)
    return lru_cache(maxsize=None)(lambda text: detector().find_as(text, meaning))


def split(entity: str, cells: Sequence[str | None], read=None) -> Split:
    return PlainCells(0, list(load_catalogue().of_entity(entity)), read or reader(entity)).split(column(cells))


def told(parts: Split) -> dict[int, Finding]:
    every = [item for found in parts.found for item in found.at()]
    assert len(dict(every)) == len(every), "a cell was told twice"
    return dict(every)


@pytest.mark.parametrize(("recognizer", "plain"), RULES, ids=[f"{r.id} {p.regex[:20]}" for r, p in RULES])
def test_what_is_told_is_what_is_read(recognizer: Recognizer, plain: Plain) -> None:
    maker = Maker(7)
    values = written_as(plain, HAN.get(recognizer.entity, "伟芳娜敏静王李张陈小明"), 40)
    values += [maker.of(recognizer.entity)() for _ in range(30)]
    wrapped = [WRAPPINGS[n % 8 if n % 5 == 0 else 0] for n in range(len(values))]
    cells = [*OFF_SHAPE, "", None, '=""', "'"] + [a + text + b for text, (a, b) in zip(values, wrapped, strict=True)]
    read = reader(recognizer.entity)
    parts = split(recognizer.entity, cells, read)
    found = told(parts)
    full = {row: read(cell) for row, cell in enumerate(cells) if cell}
    assert {row: essence(f) for row, f in found.items()} == {
        row: essence(full[row][0]) for row in found if len(full[row]) == 1
    }
    left = set(parts.left.tolist())
    assert found.keys() | left == {row for row, cell in enumerate(cells) if cell and cell.strip("=\"' \t\r\n")}
    assert not found.keys() & left
    assert not found.keys() & set(range(len(OFF_SHAPE) + 4))
    assert len(found) > len(values) / 4


@pytest.mark.parametrize(
    ("entity", "cells"),
    [
        ("PHONE_NUMBER", ["138****6158", "139****0274", "1**********"]),
        ("PERSON", ["王*", "欧阳*", "王*明", "**明"]),
        ("ADDRESS", ["江苏省苏州市****", "平江路2号******"]),
        ("PLATFORM_ACCOUNT", ["t***8", "tb****58", "小**咪"]),
        ("CN_RESIDENT_ID", ["3****************8", "330***********234X"]),
    ],
)
def test_masked_values_are_told_as_masked(entity: str, cells: list[str]) -> None:
    found = told(split(entity, cells))
    assert {row: (f.value, f.masked, f.preview) for row, f in found.items()} == {
        row: (cell, True, reader(entity)(cell)[0].preview) for row, cell in enumerate(cells)
    }


def test_masked_values_go_apart_by_how_much_they_hide() -> None:
    parts = split("PERSON", ["王*", "欧阳**", "李*", "张**", "陈*明"])
    groups = [group.values() for found in parts.found for group in found.by_hidden()]
    assert sorted(groups) == [["欧阳**", "张**"], ["王*", "李*", "陈*明"]]


@pytest.mark.parametrize("entity", ["PERSON", "PHONE_NUMBER", "ADDRESS", "CN_RESIDENT_ID", "QQ_NUMBER", "WECHAT_ID"])
def test_usual_values_are_nearly_all_told(entity: str) -> None:
    make = Maker(3).of(entity)
    assert len(told(split(entity, [make() for _ in range(100)]))) >= 98


@pytest.mark.parametrize("entity", ["PERSON", "PHONE_NUMBER"])
def test_a_rule_that_does_not_hold_is_given_up(entity: str) -> None:
    cells = [Maker(n).of(entity)() for n in range(40)]
    read = reader(entity)
    plain = PlainCells(
        0, list(load_catalogue().of_entity(entity)), lambda text: [] if text == cells[-1] else read(text)
    )
    if entity == "PHONE_NUMBER":
        cells = [cells[-1][:4] + cell[4:] for cell in cells]  # one class
    parts = plain.split(column(cells))
    assert (parts.found, parts.left.tolist()) == ([], list(range(40)))
    assert len(plain.learnt.given_up) == 1
    assert plain.split(column(cells[:5])).left.tolist() == list(range(5))


def test_a_class_whose_first_cell_is_something_else_is_left() -> None:
    cells = ["13902746158", "13912746158"]
    read = reader("PHONE_NUMBER")
    parts = split("PHONE_NUMBER", cells, lambda text: [] if text.startswith("1390") else read(text))
    assert (list(told(parts)), parts.left.tolist()) == ([1], [0])


@pytest.mark.parametrize(
    ("entity", "cell"),
    [
        ("PERSON", "顾个人"), ("PERSON", "万客服"), ("PERSON", "江中心"), ("PERSON", "白测试"), ("PERSON", "顾客"), ("PERSON", "单位"),
        ("WECHAT_ID", "ab1"), ("WECHAT_ID", "abc1"), ("WECHAT_ID", "qq12345"), ("PLATFORM_ACCOUNT", "匿名用户"),
        ("ORDER_ID", "861390274615"), ("CN_RESIDENT_ID", "110105194912310020"), ("ADDRESS", "苏州市平江路郭晓彤收2"),
    ],
)  # fmt: skip
def test_shapes_that_are_not_plain(entity: str, cell: str) -> None:
    """In each of these the column's rules must not be taken as met, since full reading sees something else in them."""
    found = told(split(entity, [cell]))
    full = reader(entity)(cell)
    assert [essence(f) for f in found.values()] in ([], [essence(f) for f in full])
    rules = [plain for r, plain in RULES if r.entity == entity]
    assert not any(shape(plain, pa.array([cell]))[0] for plain in rules)


def test_words_of_headers_are_left_to_be_read() -> None:
    recognizers = list(load_catalogue().of_entity("PLATFORM_ACCOUNT"))
    plain = PlainCells(0, recognizers, reader("PLATFORM_ACCOUNT"), ["昵称"])
    assert plain.split(column(["小可爱", "昵称", "奶茶猫"])).left.tolist() == [1]


def test_cells_above_the_data_are_neither_told_nor_left() -> None:
    plain = PlainCells(0, list(load_catalogue().of_entity("PHONE_NUMBER")), reader("PHONE_NUMBER"))
    parts = plain.split(column(["13902746158", "电话", "13902746159", "13*-6159"]), first=2)
    assert (list(told(parts)), parts.left.tolist()) == ([2], [3])


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_any_array_of_strings(kind: pa.DataType) -> None:
    maker = Maker(2)
    cells = ["x", None, *[f"'{maker.resident()}" for _ in range(5)], ""]
    array = column(cells, kind)
    array.array = array.array.slice(1)
    parts = PlainCells(0, list(load_catalogue().of_entity("CN_RESIDENT_ID")), reader("CN_RESIDENT_ID")).split(array)
    found = told(parts)
    assert {row: f.value for row, f in found.items()} == {row - 1: str(cells[row])[1:] for row in range(2, 7)}
    assert {f.start for f in found.values()} == {1}


def test_some_by_index_and_rows() -> None:
    cells = [Maker(n).phone() for n in range(3)]
    cells = [cells[0][:4] + cell[4:] for cell in cells]
    (found,) = split("PHONE_NUMBER", ["", *cells]).found
    assert [(row, f.value) for row, f in found.at([2, 0])] == [(3, cells[2]), (1, cells[0])]
    assert list(found.at([])) == []
    assert list(found.at_rows({3, 17})) == [(3, cells[2])]
    assert found.some([1]).values() == [cells[1]]


def test_the_canonical_form_of_an_address_is_that_of_the_grammar_when_asked() -> None:
    cell = "江苏省苏州市姑苏区平江路2号3幢101室"
    (found,) = split("ADDRESS", [cell]).found
    ((_, finding),) = found.at()
    assert found.canonical(finding) == reader("ADDRESS")(cell)[0].canonical
