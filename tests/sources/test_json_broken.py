"""What is no JSON, or not quite, or too large: it is read as text, never passed over."""

from __future__ import annotations

import json

import pytest

from leakguard.sources.jsons.source import JsonSource
from leakguard.units import TableBlock, TextBlock
from tests.sources.json_support import copied, edited, json_source, seen, texts, values


@pytest.mark.parametrize(
    ("document", "cells", "rest"),
    [
        ('{"a": "张三", "b": "李', ["张三"], ' "b": "李'),
        ('{"a": "张三", b: "李四"}', ["张三"], ' b: "李四"}'),
        ("{'a': '张三'}", [], "'a': '张三'}"),
        ('{"a": "张三"} 李四', ["张三"], "李四"),
        ('{"a": "张三"]', ["张三"], "]"),
        ('{"a": 1380013800x}', [], '"a": 1380013800x}'),
        ('["张三" "李四"]', ["张三"], ' "李四"]'),
        ("王五\n赵六", [], "王五\n赵六"),
        ('callback({"a": "张三"})', [], 'callback({"a": "张三"})'),
        ('{"a": "张三", "b": nul', ["张三"], ' "b": nul'),
    ],
)
def test_from_the_first_fault_on_it_is_text(document: str, cells: list[str], rest: str) -> None:
    source = json_source(document)
    assert (values(source), "".join(texts(source))) == (cells, rest)
    assert copied(source) == document.encode()


@pytest.mark.parametrize(
    ("document", "cells"),
    [
        ('{"a": "张三", "b": [1, 2,],}', ["张三", "1", "2"]),
        ('{"a": NaN, "b": -Infinity, "c": undefined, "d": "张三"}', ["张三"]),
        ('// 王五\n{"a": "张三" /* 李四 */}', [" 王五", "张三", " 李四 "]),
        ('{"a": "张\n三\t"}', ["张\n三\t"]),
        ('{"a": "\\x张\\\'三"}', ["x张'三"]),
        ('{"a": "\\ud83d张"}', ["\ufffd张"]),
        ('{"a": 1} {"a": 2}\n[3]', ["1", "2", "3"]),
        ("13800138000", ["13800138000"]),
        ('{"a": 1e5, "b": -0.5}', ["1e5", "-0.5"]),
        ("", []),
        (" \n", []),
        ("\ufeff", []),
    ],
)
def test_what_is_read_though_it_is_not_strict(document: str, cells: list[str]) -> None:
    source = json_source(document)
    assert sorted(values(source)) == sorted(cells)
    assert not "".join(texts(source)).strip()
    assert copied(source) == document.encode()


def test_documents_behind_the_first_are_named_by_their_line() -> None:
    source = json_source('{\n"a": 1}\n\n{"a": 2}\n{"a": [\n3]}')
    places = [(cell.place.line, cell.place.pointer) for cell in seen(source)]
    assert places == [(None, "/a"), (3, "/a"), (4, "/a/0")]


_LINES = '{"name": "张三"}\r\n\r\n  {"name": "李四", "tel": [138]}\r\n2024-05-01 INFO 王五\n{"name": "赵\n"孙七"\n{"a":1} {"b":2}\n[1]'


@pytest.mark.parametrize("chunk", [1, 10, 1 << 20])
def test_lines_are_values_or_text(chunk: int) -> None:
    source = json_source(_LINES, lines=True, chunk_bytes=chunk)
    places = {(cell.value, cell.place.line, cell.place.pointer) for cell in seen(source)}
    assert places == {
        ("张三", 0, "/name"), ("李四", 2, "/name"), ("138", 2, "/tel/0"), ("孙七", 5, ""), ("1", 7, "/0"),
    }  # fmt: skip
    lines = {
        number: line
        for block in source.blocks()
        if isinstance(block, TextBlock)
        for number, line in enumerate(block.text.splitlines(), block.first_line)
    }
    assert lines == {3: "2024-05-01 INFO 王五", 4: '{"name": "赵', 6: '{"a":1} {"b":2}'}
    assert copied(source) == _LINES.encode()


def test_a_line_is_a_record_and_so_is_an_element_of_a_line() -> None:
    (block,) = json_source('{"a": 1, "o": [{"t": 2}, {"t": 3}]}\n[{"a": 4}, {"a": 5}]\n', lines=True).blocks()
    assert isinstance(block, TableBlock)
    assert block.columns == [["1", None, "4", "5"], ["2", "3", None, None]]


def test_an_edit_in_a_line() -> None:
    source = json_source('{"a": "张三"}\r\nx\r\n{"a": "李四"}', lines=True)
    changes = dict.fromkeys(seen(source), (0, 2, "<P>"))
    assert edited(source, changes).decode() == '{"a": "<P>"}\r\nx\r\n{"a": "<P>"}'


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
@pytest.mark.parametrize("lines", [False, True])
def test_brackets_without_end(opening: str, lines: bool) -> None:
    data = opening * 100_000 + '"张三"'
    source = json_source(data, lines=lines)
    assert texts(source)[-1].endswith('"张三"')
    assert copied(source) == data.encode()


def test_json_in_strings_in_strings_has_an_end() -> None:
    value: object = "张三"
    for _ in range(14):
        value = [json.dumps(value, ensure_ascii=False)] if isinstance(value, list) else [value]
    source = json_source(json.dumps(value, ensure_ascii=False))
    (cell,) = seen(source)
    assert "张三" in cell.value
    assert copied(source).decode() == json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("chunk", [3, 50, 1 << 20])
@pytest.mark.parametrize("tail", ["", '\\"', "\\\\"])
def test_a_string_too_long_for_a_cell_is_text(chunk: int, tail: str) -> None:
    long = "张三，" * 50 + tail
    document = f'{{"a": "李四",\n "long": "{long}", "b": ["王五"]}}'
    source = json_source(document, chunk_bytes=chunk, max_string=60)
    read_whole = chunk > 1000
    assert [cell.value for cell in seen(source) if len(cell.value) < 10] == ["李四", "王五"]
    assert read_whole or "".join(texts(source)) == long
    if not read_whole:
        first = next(block for block in source.blocks() if isinstance(block, TextBlock))
        assert (first.first_line, first.line_offset) == (1, 10)
    assert [cell.place.pointer for cell in seen(source)][-1] == "/b/0"
    assert copied(source) == document.encode()


@pytest.mark.parametrize("document", ['["' + "x" * 5000, '{"' + "k" * 5000, "[" + " " * 5000, "/*" + "x" * 5000])
def test_what_never_ends_is_text(document: str) -> None:
    source = json_source(document, chunk_bytes=100, max_string=60)
    assert "".join(texts(source)).strip()[-1:] in {"x", "k", ""}
    assert copied(source) == document.encode()


@pytest.mark.parametrize("indent", [None, 1])
def test_blocks_are_bounded(indent: int | None) -> None:
    orders = [{"tid": i, "receiver": {"name": "张三", "tel": str(13800000000 + i)}, "n": None} for i in range(3000)]
    source = json_source(json.dumps(orders, indent=indent), chunk_bytes=4096)
    sizes = [len(source.splice(block, ())) for block in source.blocks()]
    assert max(sizes) < 12_288
    assert len(seen(source)) == 9000


def test_a_record_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leakguard.sources.jsons.source.MAX_RECORD", 2000)
    document = json.dumps({"a": {"b": list(range(3000))}})
    source: JsonSource = json_source(document, chunk_bytes=500)
    assert len(list(source.blocks())) > 4
    assert values(source) == [str(number) for number in range(3000)]
    assert copied(source) == document.encode()
