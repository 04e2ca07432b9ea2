"""JSON: values as cells with their pointers, and edits that change nothing else."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.sources.edits import Span, apply
from leakguard.sources.encoding import Encoding
from leakguard.sources.jsons.block import JsonBlock
from leakguard.sources.jsons.walker import Cell, Outer
from leakguard.units import CellEdit, TableBlock, TextEdit
from tests.sources.json_support import (
    copied,
    edited,
    json_source,
    leaves,
    replaced,
    resolved,
    seen,
    texts,
    values,
)
from tests.sources.support import UTF8

# Nothing that is JSON again inside a string, no surrogates; keys that need escapes in a pointer.
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).filter(
    lambda s: s[:1] not in "{[ \t\r\n" or not s
)
_KEYS = (
    st.sampled_from(["name", "tel", "a/b", "m~n", "", "收件人", "13800138000", "x y", 'q"', "\\u", "\U0001f600"])
    | _TEXT
)
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT
_DOCUMENTS = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4), max_leaves=25
)
_SEPARATORS = st.sampled_from([(",", ":"), (", ", ": "), (" ,\r\n", "\t:\n ")])
_ENCODINGS = st.sampled_from([
    Encoding("utf-8", ""), Encoding("utf-8-sig", "", b"\xef\xbb\xbf"), Encoding("gb18030", ""),
    Encoding("utf-16-le", "", b"\xff\xfe"), Encoding("utf-16-be", ""),
])  # fmt: skip


@st.composite
def _stored(draw: st.DrawFn) -> tuple[Any, bytes, Encoding]:
    document, encoding = draw(_DOCUMENTS), draw(_ENCODINGS)
    text = json.dumps(
        document,
        separators=draw(_SEPARATORS),
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 0, 2])),
    )
    return document, encoding.bom + text.encode(encoding.codec), encoding


@settings(max_examples=150, deadline=None)
@given(_stored(), st.sampled_from([1, 7, 64, 1 << 20]))
def test_cells_are_what_json_loads_gives(stored: tuple[Any, bytes, Encoding], chunk: int) -> None:
    document, data, encoding = stored
    source = json_source(data, encoding=encoding, chunk_bytes=chunk)
    cells = [(cell.place.pointer, cell.value) for cell in seen(source) if cell.place.where == "cell"]
    assert sorted(cells) == sorted(leaves(document))  # type: ignore[type-var]
    assert not texts(source)
    assert copied(source) == data


@settings(max_examples=150, deadline=None)
@given(_stored(), st.data())
def test_an_edit_changes_one_value_and_nothing_else(stored: tuple[Any, bytes, Encoding], data: st.DataObject) -> None:
    _, raw, encoding = stored
    source = json_source(raw, encoding=encoding, chunk_bytes=data.draw(st.sampled_from([5, 1 << 20])))
    cells = [cell for cell in seen(source) if cell.place.where == "cell"]
    if not cells:
        return
    cell = data.draw(st.sampled_from(cells))
    start = data.draw(st.integers(0, len(cell.value)))
    end = data.draw(st.integers(start, len(cell.value)))
    replacement = data.draw(st.sampled_from(["<PERSON>", "", '"\\\n\x00', "张*", "\U0001f600"]))
    text = edited(source, {cell: (start, end, replacement)})[len(encoding.bom) :].decode(encoding.codec)
    expected = json.loads(raw[len(encoding.bom) :].decode(encoding.codec))
    value = cell.value[:start] + replacement + cell.value[end:]
    expected = _with(expected, cell.place.pointer or "", value)
    assert json.dumps(json.loads(text)) == json.dumps(expected)


def _with(document: Any, pointer: str, value: str) -> Any:
    if not pointer:
        return value
    above, _, last = pointer.rpartition("/")
    holder = resolved(document, above)
    key = last.replace("~1", "/").replace("~0", "~")
    holder[int(key) if isinstance(holder, list) else key] = value
    return document


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('{}[]",:\\u0041d83ntrueNaN-1. /*\n\r张'), max_size=40), st.booleans(), st.integers(1, 9))
def test_whatever_it_is_it_is_handed_out_whole(text: str, lines: bool, chunk: int) -> None:
    source = json_source(text, lines=lines, chunk_bytes=chunk, max_string=12, encoding=UTF8)
    assert copied(source) == text.encode()


@pytest.mark.parametrize(
    ("document", "header", "value"),
    [
        ('{"receiver_name": "张三"}', "receiver_name", "张三"),
        ('{"phones": ["13800138000"]}', "phones", "13800138000"),
        ('{"tel": 13800138000}', "tel", "13800138000"),
        ('{"orders": {"order": [{"title": "a"}]}}', "title", "a"),
        ('{"receiver": {"name": "张三"}}', "receiver.name", "张三"),
        ('{"receiverInfo": {"name": "张三"}}', "receiver.name", "张三"),
        ('{"data": {"name": "张三"}}', "name", "张三"),
        ('{"shippingAddress": {"name": "张三"}}', "shipping.name", "张三"),
        ('{"\\u59d3\\u540d": "张三"}', "姓名", "张三"),
        ('["张三"]', None, "张三"),
        ('{"13800138000": "张三"}', None, "张三"),
    ],
)
def test_the_header_is_the_last_key(document: str, header: str | None, value: str) -> None:
    assert (value, header) in [(cell.value, cell.header) for cell in seen(json_source(document))]


@pytest.mark.parametrize(
    ("document", "keys"),
    [
        ('{"13800138000": 1}', ["13800138000"]),
        ('{"zhang.san@example.com": {"a": 1}}', ["zhang.san@example.com"]),
        ('{"收件人": 1}', ["收件人"]),
        ('{"receiver_name": 1, "$ref": 2, "@id": 3}', []),
        ('{"address1": 1}', ["address1"]),
    ],
)
def test_keys_that_may_be_data_are_cells_too(document: str, keys: list[str]) -> None:
    assert [cell.value for cell in seen(json_source(document)) if cell.place.where == "key"] == keys


def test_a_key_is_edited() -> None:
    assert replaced(json_source('{"13800138000" : {"a": 1}}'), "13800138000", "<PHONE>") == '{"<PHONE>" : {"a": 1}}'


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ('{"tel": 13800138000}', "13800138000", '{"tel": "<X>"}'),
        ('{"a":"\\u5f20\\/\\u4e09"}', "张/三", '{"a":"<X>"}'),
        ('["{\\"tel\\": 138}"]', "138", '["{\\"tel\\": \\"<X>\\"}"]'),
        (
            '["{\\"a\\":\\"{\\\\\\"b\\\\\\":\\\\\\"张三\\\\\\"}\\"}"]',
            "张三",
            '["{\\"a\\":\\"{\\\\\\"b\\\\\\":\\\\\\"<X>\\\\\\"}\\"}"]',
        ),
        ('["{\\"张三\\": true}"]', "张三", '["{\\"<X>\\": true}"]'),
        ('{"a": 1, /* 张三 */ "b": 2}', " 张三 ", '{"a": 1, /*<X>*/ "b": 2}'),
    ],
)
def test_what_an_edit_writes(before: str, value: str, after: str) -> None:
    assert replaced(json_source(before), value, "<X>") == after


@pytest.mark.parametrize(
    ("before", "replacement", "after"),
    [
        ('["张三"]', "李*", '["李*"]'),
        ('["\\u5f20\\u4e09"]', "李*", '["\\u674e*"]'),
        ('["\\u5f20\\u4e09"]', "\U0001f600", '["\\ud83d\\ude00"]'),
        ('["张三"]', '"\\\n', '["\\"\\\\\\n"]'),
    ],
)
def test_replacements_are_escaped_as_their_neighbourhood_is(before: str, replacement: str, after: str) -> None:
    assert replaced(json_source(before), "张三", replacement) == after


def test_what_the_encoding_cannot_hold_is_escaped() -> None:
    source = json_source('["張三"]'.encode("big5"), encoding=Encoding("cp950", ""))
    (cell,) = seen(source)
    assert edited(source, {cell: (0, 2, "\U0001f600")}) == b'["\\ud83d\\ude00"]'


def test_json_in_a_string_is_placed_in_the_outermost_string() -> None:
    inner = json.dumps({"tel": "13800138000", "to": json.dumps([{"name": "张\n三"}], ensure_ascii=True)})
    source = json_source(json.dumps({"list": [{"ext": inner}]}))
    found = {cell.header: cell for cell in seen(source)}
    assert {header: cell.value for header, cell in found.items()} == {"tel": "13800138000", "to.name": "张\n三"}
    (block,) = source.blocks()
    assert isinstance(block, TableBlock)
    place, start, end = block.place(found["tel"].row, found["tel"].column, 3, 11)
    assert (place.pointer, place.where, inner[start:end]) == ("/list/0/ext", "cell", "00138000")
    place, start, end = block.place(found["to.name"].row, found["to.name"].column, 0, 2)
    assert (place.pointer, inner[start:end]) == ("/list/0/ext", "\\\\u5f20\\\\n")


@pytest.mark.parametrize(
    "value", ["[微笑]", "[1]", "{}x", '{"a": }', "[13800138000] 是我", "{张三}", '{"a":1} {"b":2}']
)
def test_strings_that_only_look_like_json_are_strings(value: str) -> None:
    assert value in values(json_source(json.dumps([value])))


_ORDERS = '{"code":0,"data":{"total":2,"list":[{"n":"甲","o":[{"t":1},{"t":2}]},{"n":"乙","o":[]}]},"msg":"ok"}'


@pytest.mark.parametrize(
    ("document", "rows"),
    [
        (_ORDERS, [["0", "2"], ["甲", "1"], ["2"], ["乙"], ["ok"]]),
        ('{"n":"甲","o":["a","b"]}', [["甲", "a"], ["b"]]),
        ('[{"n":"甲"},{"n":"乙"}]', [["甲"], ["乙"]]),
        ('[["甲","1"],["乙","2"]]', [["甲", "1"], ["乙", "2"]]),
        ('{"a":[{"n":"甲"}],"b":[{"n":"乙"}]}', [["甲"], ["乙"]]),
    ],
)
def test_records(document: str, rows: list[list[str]]) -> None:
    (block,) = json_source(document).blocks()
    assert isinstance(block, TableBlock)
    assert [[c[r] for c in block.columns if c[r] is not None] for r in range(block.rows)] == rows


def test_arrays_of_arrays_have_no_headers_of_their_own() -> None:
    (block,) = json_source('[["姓名","电话"],["张三","13800138000"]]').blocks()
    assert isinstance(block, TableBlock)
    assert (block.headers, block.columns) == (None, [["姓名", "张三"], ["电话", "13800138000"]])


def test_later_blocks_have_the_columns_of_earlier_ones_first() -> None:
    records = [{"name": f"甲{i}", **({"late": i} if i > 300 else {})} for i in range(600)]
    blocks = list(json_source(json.dumps(records), chunk_bytes=2000).blocks())
    assert len(blocks) > 5
    width, row = 0, 0
    for block in blocks:
        assert isinstance(block, TableBlock)
        assert len(block.columns) >= width
        assert (block.headers or [])[:1] == ["name"]
        assert block.first_row == row
        width, row = len(block.columns), row + block.rows
    assert (width, row) == (2, 600)


def test_keys_without_end_do_not_make_columns_without_end() -> None:
    record = {f"key{chr(97 + i % 26)}{'x' * (i // 26)}": {"b" * (j + 1): 1 for j in range(10)} for i in range(400)}
    blocks = list(json_source(json.dumps(record)).blocks())
    assert all(isinstance(block, TableBlock) and len(block.columns) <= 1201 for block in blocks)
    assert sum(cell.place.where == "cell" for cell in seen(json_source(json.dumps(record)))) == 4_000


@pytest.mark.parametrize(
    "edit",
    [
        CellEdit(9, 0, 0, 1, ""),
        CellEdit(0, 9, 0, 1, ""),
        CellEdit(0, 0, 0, 9, ""),
        CellEdit(-1, 0, 0, 1, ""),
        TextEdit(0, 1, ""),
    ],
)
def test_edits_that_fit_nothing_are_refused(edit: CellEdit | TextEdit) -> None:
    source = json_source('["张三"]')
    (block,) = source.blocks()
    with pytest.raises(ValueError):  # noqa: PT011 - the message is for programmers
        source.splice(block, [edit])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(_KEYS, _SCALARS, max_size=4), max_size=6), st.data())
def test_lines_are_documents(documents: list[Any], data: st.DataObject) -> None:
    ends = [data.draw(st.sampled_from(["\n", "\r\n", "\n\n", "\n \r\n"])) for _ in documents]
    encoding = data.draw(_ENCODINGS)
    text = "".join(json.dumps(document) + end for document, end in zip(documents, ends, strict=True))
    stored = encoding.bom + text.encode(encoding.codec)
    source = json_source(stored, lines=True, encoding=encoding, chunk_bytes=data.draw(st.sampled_from([3, 1 << 20])))
    numbers = [number for number, line in enumerate(text.split("\n")) if line.strip()]
    cells = [(c.place.line, c.place.pointer, c.value) for c in seen(source) if c.place.where == "cell"]
    expected = [(n, *leaf) for n, document in zip(numbers, documents, strict=True) for leaf in leaves(document)]
    assert sorted(cells) == sorted(expected)  # type: ignore[type-var]
    assert copied(source) == stored


_NOTHING_PERSONAL = re.compile(
    r"(?:[\s{}\[\],:\ufeff]|//|/\*|\*/|true|false|null|NaN|-?Infinity|undefined|None|True|False"
    r'|"[A-Za-z_$@#][A-Za-z_$:.\-]*"|"[\s{}\[\]",:\\/]*"?)*'
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([*'{}[]",:\\/ \n1-', "/*", "*/", "//", '"ab"', '"a":', "张", "null", '"张三"', "{", '":"'])
    ),
    st.booleans(),
    st.sampled_from([1, 5, 1 << 20]),
)
def test_nothing_but_punctuation_and_plain_keys_is_left_out(pieces: list[str], lines: bool, chunk: int) -> None:
    text = "".join(pieces)
    left = ""
    for block in json_source(text, lines=lines, chunk_bytes=chunk, max_string=30, encoding=UTF8).blocks():
        if not isinstance(block, JsonBlock):
            continue
        spans = set()
        for cell in (cell for column in block.cells for cell in column if cell):
            outermost: Cell | Outer = cell
            while outermost.outer:
                outermost = outermost.outer
            spans.add(Span(outermost.start - block.base, outermost.end - block.base, ""))
        left += apply(block.text, spans)
    assert _NOTHING_PERSONAL.fullmatch(left), left
