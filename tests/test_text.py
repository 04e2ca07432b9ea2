"""Folding as tables (raw text, plain text), then what must hold for every text: an exact map, a fixed point, bounded time."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leakguard.text import Folded, fold, spell_digits

FOLDED = [
    ("１３８００１３８０００", "13800138000"),
    ("①③⑧⓪❶⑴", "138011"),
    ("1️⃣3️⃣8️⃣", "138"),
    ("𝟏𝟑𝟖𝟷𝟻", "13815"),
    ("١٣٨۱۲۳", "138123"),
    ("138\u200b0013\u2060\u00ad8000", "13800138000"),
    ("\u202e138\u202c", "138"),
    ("Ａｂｃ＠１６３．ｃｏｍ", "Abc@163.com"),
    ("收货人：张，（二）", "收货人:张,(二)"),
    ("44010619930211123Х", "44010619930211123X"),
    ("&#49;&#x33;8", "138"),
    ("&amp;#49;&amp;amp;#51;", "13"),
    ("a&nbsp;b&quot;c&quot;", 'a b"c"'),
    ("\\u0031\\u0033", "13"),
    ("%E5%BC%A0%E4%B8%89", "张三"),
    ("<b>138</b><br/>", " 138  "),
    ("\x1b[31m138\x1b[0m", "138"),
    ("⑩㎡№", "10m2No"),
    ("plain text 138", "plain text 138"),
    ("", ""),
]

UNFOLDED = [
    "a & b",
    "100% 满意",
    "%zz%E5",
    "a < b > c",
    "&unknown;",
    "\\u12",
    "<a href='x'>",
    "&amp;",
    "零一二三四五六",
]

SPELLED = [
    ("一三八零零一三八零零零", "13800138000"),
    ("幺三洞拐六四两幺八五勾", "13076421859"),
    ("壹8叁7065肆219", "18370654219"),
    ("1九9七260五八13", "19972605813"),
    ("l38O2764O95", "13802764095"),
    ("一八六，零二五一，三九七四", "186,0251,3974"),
    ("一三八 零零一三 八零零零", "138 0013 8000"),
]

UNSPELLED = ["一二三", "一心一意 三生三世", "Oil lOlO", "hello world", "13800138000", "三十六计七十二变"]


@pytest.mark.parametrize(("raw", "plain"), FOLDED)
def test_fold(raw, plain):
    assert fold(raw).text == plain


@pytest.mark.parametrize("text", UNFOLDED)
def test_what_is_no_escape_stays(text):
    assert fold(text).text == text


@pytest.mark.parametrize(("raw", "plain"), SPELLED)
def test_spell_digits(raw, plain):
    spelled = spell_digits(fold(raw))
    assert spelled is not None
    assert spelled.text == plain
    assert spelled.raw_span(0, len(plain)) == (0, len(raw))


@pytest.mark.parametrize("text", UNSPELLED)
def test_short_runs_and_words_are_not_spelled(text):
    assert spell_digits(fold(text)) is None


@pytest.mark.parametrize(
    ("raw", "plain", "expected"),
    [
        ("电话１３８８", "1388", "１３８８"),
        ("x&#49;&#51;y", "13", "&#49;&#51;"),
        ("a1\u200b3b", "13", "1\u200b3"),
        ("手1️⃣3️⃣ 机", "13", "1️⃣3️⃣"),
        ("<i>1</i>3", "1 3", "1</i>3"),
        ("e\u0301%E5%BC%A0c", "张", "%E5%BC%A0"),
        ("a㎡b", "m2", "㎡"),
        ("&amp;#49;3", "13", "&amp;#49;3"),
    ],
)
def test_spans_map_to_the_raw_text(raw, plain, expected):
    folded = fold(raw)
    at = folded.text.index(plain)
    start, end = folded.raw_span(at, at + len(plain))
    assert raw[start:end] == expected


AWKWARD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("0123456789０９①❶⓪₁²𝟙一三幺〇零OoIl,，-— \u200b\u200d\ufe0f\u20e3\u0301&;#%\\u<>/b\x1b[mamp"),
    ),
    max_size=60,
)
ESCAPED = st.lists(
    st.sampled_from(
        ["&#49;", "&amp;", "&lt;", "#51;", "\\u0031", "%31", "%E4%B8%89", "%25", "<b>", "</", "b>", "1️⃣", "㎡", "一"]
    ),
    max_size=20,
).map("".join)


@given(AWKWARD | ESCAPED)
@example("&amp;amp;amp;#49;")
@example("%2541")
@example("<<b>b>")
@settings(max_examples=400, deadline=None)
def test_the_map_is_ordered_and_inside_the_raw_text(text):
    for folded in filter(None, (fold(text), spell_digits(fold(text)))):
        _assert_map(folded, text)


def _assert_map(folded: Folded, raw: str) -> None:
    last_start = last_end = 0
    for index in range(len(folded.text)):
        start, end = folded.raw_span(index, index + 1)
        assert 0 <= start < end <= len(raw)
        assert last_start <= start
        assert last_end <= end
        last_start, last_end = start, end
    for index in range(0, len(folded.text) - 3, 3):
        assert folded.raw_span(index, index + 3) == (folded.raw_start(index), folded.raw_end(index + 3))


@given(AWKWARD | ESCAPED)
@example("\U0001d75a")
@settings(max_examples=400, deadline=None)
def test_folding_twice_changes_nothing(text):
    once = fold(text).text
    assert fold(once).text == once


@given(st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20, exclude_characters="&%\\<"), max_size=200))
def test_plain_ascii_is_untouched(text):
    folded = fold(text)
    assert folded.text == text
    assert all(folded.raw_span(i, i + 1) == (i, i + 1) for i in range(len(text)))


@given(st.text(st.sampled_from("零〇一二三四五六七八九壹贰幺两0123456789Oo -,:"), max_size=80))
def test_spelling_keeps_the_length(text):
    folded = fold(text)
    spelled = spell_digits(folded)
    assert spelled is None or len(spelled.text) == len(folded.text)


HOSTILE = {
    "digits": "7" * 200_000,
    "one long line": "收货人：某某 地址 " * 20_000,
    "open brackets": "(" * 200_000,
    "brackets": "(1" * 50_000 + ")" * 50_000,
    "ampersands": "&" * 200_000,
    "nested entities": "&" + "amp;" * 50_000 + "#49;",
    "half escapes": "%E5" * 60_000,
    "open tags": "<b" * 80_000,
    "combining": "e" + "\u0301" * 200_000,
    "keycaps": "1\ufe0f\u20e3" * 60_000,
    "zero width": "1\u200b" * 80_000,
    "spoken": "一" * 200_000,
    "spoken with gaps": "一，" * 100_000,
    "look-alikes": "O0l1" * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_takes_linear_time(text):
    """Twice the text may take about twice the time; a quadratic step would take minutes on these."""
    started = time.process_time()
    folded = fold(text)
    spelled = spell_digits(folded)
    assert time.process_time() - started < 10
    for reading in filter(None, (folded, spelled)):
        if reading.text:
            assert reading.raw_span(0, len(reading.text))[1] <= len(text)


ODD = "0123456789０１①⑩ⅠOoIl一二三四幺洞-– .,、，：()（）\n \t/&#;%\\u<b>\u200b\ufe0f\u20e3é\u0301Аа中格空格x\u3000～！《￥"


@given(st.text(st.sampled_from(ODD), max_size=400))
def test_the_quick_ways_are_the_plain_ones(raw):
    from leakguard import text as module

    assert module._translated(raw * 3) == (raw * 3).translate(module._TABLE)
    assert [m.span() for m in module._foldable(raw)] == [m.span() for m in module._FOLDABLE.finditer(raw)]
    runs = [m.span() for m in module._SPOKEN_RUN.finditer(raw) if module._SPELLED.search(raw, *m.span())]
    assert list(module._spoken_runs(raw)) == runs


@given(st.text(st.sampled_from(ODD), max_size=60))
def test_the_way_back_from_raw_offsets(raw):
    folded = fold(raw)
    starts = [folded.raw_start(index) for index in range(len(folded.text))]
    for offset in range(len(raw) + 2):
        expected = next((index for index, start in enumerate(starts) if start >= offset), len(starts))
        assert folded.index_of(offset) == expected


def test_lower_case_keeps_the_length():
    from leakguard.text import lower

    assert lower("İSTANBUL 电话QQ") == "İstanbul 电话qq"
