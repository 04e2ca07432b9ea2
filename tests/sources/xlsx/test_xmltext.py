from __future__ import annotations

import random

import pytest

from leakguard.sources.edits import Span, apply
from leakguard.sources.xlsx.xmltext import decode, encode, splice


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("张三 13800138000", "张三 13800138000"),
        ("a&amp;b&lt;c&gt;&quot;&apos;", "a&b<c>\"'"),
        ("&#49;3&#x38;00138000", "13800138000"),
        ("_x0031_3800138000", "13800138000"),
        ("&#95;x0031_3800138000", "13800138000"),
        ("_x005F_x0031_", "_x0031_"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", "_xD83D_"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a_x000D_\nb", "a\r\nb"),
        ("&unknown;", "&unknown;"),
    ],
)
def test_stored_text_as_a_reader_sees_it(raw: str, text: str) -> None:
    assert decode(raw.encode()) == text


@pytest.mark.parametrize(
    ("raw", "span", "expected"),
    [
        ("a&amp;b张三", (3, 5, "<P>"), "a&amp;b&lt;P&gt;"),
        ("&#49;3&#x38;00138000x", (0, 11, "*"), "*x"),
        ("_x0031_38 _x000D_", (0, 3, "N"), "N _x000D_"),
        ("&#95;x0031_38", (0, 2, ""), "8"),
        ("<![CDATA[a<b 张三]]>", (4, 6, "X"), "a&lt;b X"),
        ("ab", (1, 1, "_x0041_"), "a_x005F_x0041_b"),
        ("ab", (0, 1, "\x07\r"), "_x0007_&#13;b"),
    ],
)
def test_edits_leave_the_rest_as_stored(raw: str, span: tuple[int, int, str], expected: str) -> None:
    assert splice(raw.encode(), [Span(*span)]).decode() == expected


def test_line_breaks_of_attributes_are_blanks() -> None:
    assert decode(b"a\nb&#10;c", attribute=True) == "a b\nc"


@pytest.mark.parametrize("span", [(0, 9, "x"), (2, 1, "x"), (-1, 1, "x")])
def test_edits_out_of_range_are_refused(span: tuple[int, int, str]) -> None:
    with pytest.raises(ValueError, match="outside"):
        splice(b"a&amp;b", [Span(*span)])


def test_random_texts_come_back_and_edits_do_what_they_say() -> None:
    chance = random.Random(5)
    pieces = ["张", "a", "&", "<", "_x0041_", "_", "x", "\r", "\n", "😀", "\x01", "1", '"', " "]
    for _ in range(3000):
        text = "".join(chance.choices(pieces, k=chance.randrange(12)))
        raw = encode(text)
        assert decode(raw) == text
        start = chance.randrange(len(text) + 1)
        span = Span(start, chance.randrange(start, len(text) + 1), chance.choice(["", "<X>", "_x0041_"]))
        assert decode(splice(raw, [span])) == apply(text, [span])
        assert splice(raw, []) == raw
