from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources import open_source
from leakguard.sources.encoding import Encoding
from leakguard.sources.text import StoredText
from leakguard.units import Block, CellEdit, TableBlock, TextEdit

from .support import UTF8, copied, text_source


def texts(blocks: list[Block]) -> list[tuple[str, int, int]]:
    return [(b.text, b.first_line, b.line_offset) for b in blocks if isinstance(b, StoredText)]


def test_blocks_end_at_line_ends_and_number_their_lines() -> None:
    source = text_source(b"one\ntwo\r\nthree\nfour", block_bytes=6)
    assert texts(list(source.blocks())) == [("one\n", 0, 0), ("two\r\n", 1, 0), ("three\n", 2, 0), ("four", 3, 0)]
    assert texts(list(source.blocks())) == texts(list(source.blocks()))


def test_a_line_that_is_too_long_is_cut_between_words() -> None:
    data = b"a\n" + b"13800138000 " * 10 + b"\nb\n"
    blocks = texts(list(text_source(data, block_bytes=8, max_line=30).blocks()))
    assert "".join(text for text, _, _ in blocks) == data.decode()
    long_parts = [block for block in blocks if block[1] == 1]
    assert all(text.endswith(" ") for text, _, _ in long_parts[:-1])
    assert [offset for _, _, offset in long_parts] == [0, 24, 48, 72, 96]
    assert blocks[-1][0].endswith("\nb\n")


def test_a_line_without_any_break_is_cut_all_the_same() -> None:
    blocks = texts(list(text_source(b"x" * 100, block_bytes=8, max_line=30).blocks()))
    assert [len(text) for text, _, _ in blocks] == [30, 30, 30, 10]


def test_empty_input_and_bom_alone() -> None:
    assert list(text_source(b"").blocks()) == []
    assert copied(text_source(b"\xef\xbb\xbf")) == b"\xef\xbb\xbf"


@pytest.mark.parametrize("encoding", [UTF8, Encoding("gb18030", "given"), Encoding("utf-16-be", "given", b"\xfe\xff")])
def test_splice(encoding: Encoding) -> None:
    text = "张三 13800138000\r\n李四\n"
    source = text_source(encoding.bom + text.encode(encoding.codec), encoding)
    (block,) = source.blocks()
    edited = source.splice(block, [TextEdit(3, 14, "***"), TextEdit(0, 2, "某"), TextEdit(16, 18, "")])
    assert edited == encoding.bom + "某 ***\r\n\n".encode(encoding.codec)


@pytest.mark.parametrize(
    "edits",
    [[TextEdit(0, 2, ""), TextEdit(1, 3, "")], [TextEdit(0, 9, "")], [TextEdit(-1, 0, "")], [CellEdit(0, 0, 0, 1, "")]],
)
def test_wrong_edits_are_refused(edits: list[TextEdit]) -> None:
    source = text_source(b"abc\n")
    (block,) = source.blocks()
    with pytest.raises(ValueError, match=r"edit|takes"):
        source.splice(block, edits)
    with pytest.raises(ValueError, match="text source"):
        source.splice(TableBlock([]), [])


def test_replacement_that_the_encoding_lacks() -> None:
    source = text_source("訂單編號 a".encode("cp950"))
    (block,) = source.blocks()
    with pytest.raises(UsageError, match="cp950"):
        source.splice(block, [TextEdit(0, 1, "张")])


def test_broken_utf_16_is_refused() -> None:
    for tail in (b"x", b"\x00\xd8\x20\x00"):
        source = text_source("姓名\n".encode("utf-16-le") + tail, Encoding("utf-16-le", "given"))
        with pytest.raises(UnscannedError, match="undecodable"):
            copied(source)


def test_a_few_undecodable_bytes_are_carried_and_many_are_refused() -> None:
    line = "收货人 张三 13800138000\n".encode("gbk") * 20
    assert copied(text_source(line + b"\xff\xff\n" + line)) == line + b"\xff\xff\n" + line
    with pytest.raises(UnscannedError, match="undecodable"):
        copied(text_source(line + b"\xff" * 60, Encoding("gb18030", "given")))


def test_a_file_that_changes_while_it_is_read_is_unfinished(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc\n")
    source = open_source(path)
    path.write_bytes(b"abc\ndef\n")
    with pytest.raises(UnscannedError, match="unfinished"):
        list(source.blocks())


def test_two_passes_over_a_stream_may_overlap() -> None:
    source = text_source(b"a\nb\nc\n", block_bytes=2)
    pairs = list(zip(source.blocks(), source.blocks(), strict=True))
    assert len(pairs) == 3
    assert all(one == two for one, two in pairs)


@settings(max_examples=800, deadline=None, derandomize=True)
@given(
    st.one_of(st.binary(max_size=50), st.text(max_size=30).map(lambda t: t.encode("gb18030", "replace"))),
    st.sampled_from(["utf-8", "gb18030", "cp950", "big5hkscs", "cp1252", "shift_jis", "euc_kr"]),
    st.integers(1, 8),
    st.integers(1, 20),
)
def test_any_bytes_come_back(data: bytes, name: str, size: int, longest: int) -> None:
    source = text_source(data, Encoding(name, "given"), block_bytes=size, max_line=longest)
    try:
        assert copied(source) == data
    except UnscannedError as error:
        assert error.reason == "undecodable"  # noqa: PT017 - either end is right


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.text(st.sampled_from(list("ab张\n\r 𠮷é")), max_size=40), st.data())
def test_edits_match_a_naive_model(text: str, data: st.DataObject) -> None:
    source = text_source(text.encode("gb18030"), Encoding("gb18030", "given"))
    for block in source.blocks():
        assert isinstance(block, StoredText)
        cuts = sorted(data.draw(st.lists(st.integers(0, len(block.text)), max_size=6)))
        edits = [TextEdit(a, b, "*张") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
        expected = block.text
        for edit in reversed(edits):
            expected = expected[: edit.start] + edit.replacement + expected[edit.end :]
        assert source.splice(block, edits[::-1] if len(set(cuts)) == len(cuts) else edits) == expected.encode("gb18030")


def test_stream_longer_than_one_block() -> None:
    data = ("聊天记录 第一行\n" * 200_000).encode()
    source = text_source(data)
    sizes = [len(source.splice(block, ())) for block in source.blocks()]
    assert sum(sizes) == len(data)
    assert max(sizes) < 2 << 20
    assert io.BytesIO(data).getvalue() == copied(source)
