"""The quick ways through long texts find what the plain ways find: the same matches, segments and findings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakguard.detection import digits, patterns
from leakguard.detection.address import engine as address
from leakguard.detection.anchors import anchor
from leakguard.detection.catalogue import load_catalogue
from leakguard.detection.detector import Detector
from leakguard.detection.patterns import PatternEngine
from leakguard.detection.places import Places
from leakguard.text import fold, lower

ROOT = Path(__file__).parents[2]
CATALOGUE = load_catalogue()
ENGINE = PatternEngine(r for r in CATALOGUE if r.engine == "patterns")
FRAGMENTS = [
    "电话", "微信", "加V", "vx", "QQ", "支付宝", "单号", "快递", "身份证", "护照", "车牌", "京A", "生日", "1990-05-12", "银行卡", "*", "**", "****", "138",
    "13902746158", "0571-", "010", "(0", ")", "400", "950", "+852", "852", "886", "09", "2024-06-18 16:00:01", "199", "A", "E12345678", "abc_12345", "@",
    "qq.com", "163", ".", ":", "::", "-", "/", "#", "ff", "00:1a:2b", "10.0.0.7", "一三八零", "洞", "3号楼", "文三路", "杭州市", "小区", "室", "\n", "\n\n",
    " ", "，", "。", "男", "女", "是", "SF", "LVSHC", "W0L", "Room 3", "Road", "０", "①", "&#49;", "\u200b", "İ", "<<", "e+17", "[", "]", "【1234】", "号",
]  # fmt: skip
MIXES = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)
HOSTILE = [
    "1" * 30_000,
    "12345 " * 5_000,
    "微信" * 15_000,
    "138****" * 4_000,
    "a@" * 15_000,
    "::" * 15_000,
    "3-" * 15_000,
    "路1号\n" * 7_000,
]


def known_texts() -> list[str]:
    texts = [example.text for r in CATALOGUE for example in (*r.true_examples, *r.false_examples)]
    for path in sorted((ROOT / "benchmarks" / "data").glob("*.jsonl")):
        texts += [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    for path in sorted(path for path in (ROOT / "samples").rglob("*") if path.is_file()):
        texts.append(path.read_bytes().decode("utf-8", "replace"))
    return texts


KNOWN = known_texts()


def found(text: str, least: int, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, list[tuple[int, int]]]]:
    """The matches of all patterns in a text when texts count as long from ``least`` characters on."""
    monkeypatch.setattr(patterns, "LONG", least)
    folded = fold(text).text
    every = (
        (index, [match.span() for match in matches]) for index, matches in ENGINE._matches(folded, lower(folded), None)
    )
    return [(index, spans) for index, spans in every if spans]


@pytest.mark.parametrize("joiner", ["\n\n", "。", ""], ids=["lines", "sentences", "glued"])
def test_patterns_find_the_same_in_one_long_text(joiner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = joiner.join(KNOWN)
    assert found(text, 0, monkeypatch) == found(text, len(text) + 1, monkeypatch)


def test_patterns_find_the_same_in_each_text(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in KNOWN:
        assert found(text, 0, monkeypatch) == found(text, len(text) + 1, monkeypatch)


@given(MIXES)
@settings(max_examples=400, deadline=None)
def test_patterns_find_the_same_in_any_mix(text: str) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert found(text, 0, monkeypatch) == found(text, len(text) + 1, monkeypatch)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: f"{text[:6]!r}x{len(text)}")
def test_no_place_of_a_hostile_text_is_tried_twice(text: str) -> None:
    """Stretches come in order and go forward only, so that a search through them is linear."""
    places = ENGINE._anchored()
    for stretches in places.starts(text).values():
        assert len(stretches) <= len(text)
        assert all(a[0] <= b[0] and a[0] <= a[1] for a, b in pairwise(stretches))


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: f"{text[:6]!r}x{len(text)}")
def test_patterns_find_the_same_in_hostile_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = text[:6_000]
    assert found(text, 0, monkeypatch) == found(text, len(text) + 1, monkeypatch)


REGEXES = [
    r"(?:快递|运单)号[: ]{0,3}(?P<v>\d{8,20})(?!\d)", r"(?<![0-9])[A-Z]{1,2}\d{6}[0-9A](?![0-9A-Za-z])", r"(?i:vx|wx)\s?(?P<v>[a-z]\w{2,5})", r"a{0,3}b{2,4}$",
    r"(?:[0-9A-F]{2}(?P<s>[:-]))(?:[0-9A-F]{2}(?P=s)){4}[0-9A-F]{2}", r"(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}", r"[^ab]{1,4}c", r"x?y?z?", r"(?=ab)\w{2,3}c",
    r"\d{2,3}[*]{2,4}\d{0,2}", r"(?:(?:ab|c){1,2}d|e{2}f)+?g", r"(?<=1)2345(?=6)", r"号.{0,3}码", r"[·.]{1,2}路",
]  # fmt: skip


@pytest.mark.parametrize("regex", REGEXES)
@given(text=st.text(st.sampled_from("abcdefgxyzvwXAFGZ0123456:-* 快递运单号码路·.\n"), max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_expression_is_found_where_its_anchor_stands(regex: str, text: str) -> None:
    compiled, known = re.compile(regex, re.ASCII), anchor(regex)
    if known is not None:
        places = Places([(7, known)])
        there = places.matches(7, compiled, text, places.starts(text.lower()).get(7, []))
        assert [m.span() for m in there] == [m.span() for m in compiled.finditer(text)]


def test_most_patterns_have_an_anchor() -> None:
    searched = [p for r in CATALOGUE if r.engine == "patterns" for p in r.patterns if p.read == "text"]
    assert [p.regex for p in searched if anchor(p.regex) is None and not p.needs] == []


def test_an_expression_that_the_parser_does_not_know_has_no_anchor() -> None:
    assert anchor("(unclosed") is None
    assert anchor("[a-z]?") is None


def plain_segments(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What ``address.engine._segments`` gives, without looking for lines first."""
    hints = [match.start() for match in address._HINT.finditer(text)]
    breaks = sorted([*taken, *(match.span() for match in address._BREAK.finditer(text)), (len(text), len(text))])
    return address._between(text, 0, breaks, hints) if hints else iter(())


@given(MIXES)
@settings(max_examples=400, deadline=None)
def test_segments_of_addresses(text: str) -> None:
    folded = fold(text)
    assert list(address._segments(folded, [])) == list(plain_segments(folded.text, []))


@pytest.mark.parametrize("joiner", ["\n\n", "。", ""], ids=["lines", "sentences", "glued"])
def test_segments_of_addresses_in_one_long_text(joiner: str) -> None:
    folded = fold(joiner.join(KNOWN))
    assert list(address._segments(folded, [])) == list(plain_segments(folded.text, []))


@given(st.text(st.sampled_from("0123456789 -.,/()|\n空格转"), max_size=60))
def test_long_runs_are_runs_of_five_digits(text: str) -> None:
    runs = [m.span() for m in digits.RUN.finditer(text) if sum(c.isdigit() for c in m[0]) >= 5]
    assert [m.span() for m in digits._LONG_RUN.finditer(text)] == runs


def test_findings_of_one_long_text_are_those_of_its_parts() -> None:
    """Names apart: what one part proves to be a name is a name in the others, too."""
    apart = "\n\n" + "嗯，好，行。" * 12 + "\n\n"
    detector = Detector(CATALOGUE)
    expected, at = set(), 0
    for part in KNOWN:
        expected |= {(at + f.start, at + f.end, f.entity) for f in detector.find(part)}
        at += len(part) + len(apart)
    there = {(f.start, f.end, f.entity) for f in detector.find(apart.join(KNOWN))}
    assert {found for found in there ^ expected if found[2] != "PERSON"} == set()
