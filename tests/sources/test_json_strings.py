"""What is written in a JSON string, what it means, and where."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.sources.jsons.strings import decoded, escaped, offsets


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ("张三", "张三"),
        ("\\u5f20\\u4E09", "张三"),
        ('\\"\\\\\\/\\b\\f\\n\\r\\t', '"\\/\b\f\n\r\t'),
        ("\\ud83d\\ude00", "\U0001f600"),
        ("\\ud83d", "\ufffd"),
        ("\\ude00\\ud83d", "\ufffd\ufffd"),
        ("\\ud83d\\ud83d\\ude00", "\ufffd\U0001f600"),
        ("\\x\\'\\u12", "x'u12"),
        ("a\nb", "a\nb"),
        ("", ""),
    ],
)
def test_meaning_and_places(body: str, meant: str) -> None:
    text = f'["{body}"]'
    assert decoded(text, 2, 2 + len(body)) == meant
    places = offsets(text, 2, 2 + len(body))
    assert (len(places), places[0], places[-1]) == (len(meant) + 1, 2, 2 + len(body))
    pieces = [decoded(f'{text[places[i] : places[i + 1]]}"', 0, places[i + 1] - places[i]) for i in range(len(meant))]
    assert "".join(pieces) == meant


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_what_is_escaped_reads_back(text: str, only_ascii: bool) -> None:
    written = escaped(text, only_ascii)
    assert json.loads(f'"{written}"') == text
    assert decoded(f'"{written}"', 1, 1 + len(written)) == text
    assert written.isascii() or not only_ascii


@given(st.text(st.sampled_from('\\u0dD83eEnx"a张'), max_size=24))
def test_there_is_a_place_for_every_code_point(text: str) -> None:
    body = escaped(text, only_ascii=False) + text.replace('"', "").rstrip("\\")
    assert len(offsets(body + '"', 0, len(body))) == len(decoded(body + '"', 0, len(body))) + 1
